import type { DensitySlope, Piece, ProvenSlope } from "./distribution.ts";

/** A proven slope with its reason. */
export function proven(slope: "increasing" | "decreasing", reason: string): ProvenSlope {
  return { slope, reason };
}

function unproven(reason: string): ProvenSlope {
  return { slope: "unknown", reason };
}

const nothingBetter: ProvenSlope = unproven("no proof is known for this law on this interval");

/**
 * What the slope of the density alone proves, whatever else the law contains.
 *
 * With S = P(V > v), ψ = v − S/f and S′ = −f give ψ′ = 2 + S f′/f²; with F = P(V < c), φ = c + F/f gives φ′ = 2 − F f′/f².
 */
export function pieceByDensity(
  from: number,
  to: number,
  density: DensitySlope,
  otherwise: { readonly virtualValue?: ProvenSlope; readonly virtualCost?: ProvenSlope } = {},
): Piece {
  const virtualValue =
    density === "constant"
      ? { ...proven("increasing", "the density is constant, so the virtual value has slope 2"), affine: true }
      : density === "increasing"
        ? proven("increasing", "the density does not fall, so the virtual value has slope 2 + P(V > v)·f′/f² ≥ 2")
        : (otherwise.virtualValue ?? nothingBetter);
  const virtualCost =
    density === "constant"
      ? { ...proven("increasing", "the density is constant, so the virtual cost has slope 2"), affine: true }
      : density === "decreasing"
        ? proven("increasing", "the density does not rise, so the virtual cost has slope 2 − P(V < c)·f′/f² ≥ 2")
        : (otherwise.virtualCost ?? nothingBetter);
  return { from, to, density, virtualValue, virtualCost };
}

const hazard =
  "a log-concave density has an increasing hazard rate f/P(V > v), so v − P(V > v)/f rises (Bagnoli and Bergstrom 2005, Theorem 3)";
const reversedHazard =
  "a log-concave density has a decreasing reversed hazard rate f/P(V < c), so c + P(V < c)/f rises (Bagnoli and Bergstrom 2005, Theorem 1)";

/** Both curves of a law with a log-concave density. */
export const logConcave = {
  virtualValue: proven("increasing", hazard),
  virtualCost: proven("increasing", reversedHazard),
};

/** Pieces of a law with a log-concave density, cut at its mode (which may lie outside). */
export function logConcavePieces(min: number, max: number, mode: number): Piece[] {
  if (mode <= min) return [pieceByDensity(min, max, "decreasing", logConcave)];
  if (mode >= max) return [pieceByDensity(min, max, "increasing", logConcave)];
  return [pieceByDensity(min, mode, "increasing", logConcave), pieceByDensity(mode, max, "decreasing", logConcave)];
}

/** Pieces of the image of a law under an affine map: a mirror exchanges virtual value and virtual cost, and turns the density round. */
export function imagePieces(pieces: readonly Piece[], map: (x: number) => number, mirrored: boolean): Piece[] {
  if (!mirrored) return pieces.map((piece) => ({ ...piece, from: map(piece.from), to: map(piece.to) }));
  return pieces
    .map((piece) => ({
      from: map(piece.to),
      to: map(piece.from),
      density: mirroredSlope(piece.density),
      virtualValue: piece.virtualCost,
      virtualCost: piece.virtualValue,
    }))
    .reverse();
}

function mirroredSlope(slope: DensitySlope): DensitySlope {
  return slope === "increasing" ? "decreasing" : slope === "decreasing" ? "increasing" : slope;
}
