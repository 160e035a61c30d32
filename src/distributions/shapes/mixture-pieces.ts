import type { Atom, DensitySlope, Distribution, Piece, ProvenSlope } from "../distribution.ts";
import { pieceByDensity } from "../proofs.ts";

/** Cuts the line at every atom and every end of a component's piece; an interval on which no component has a density is a gap. */
export function mixturePieces(laws: readonly Distribution[], atoms: readonly Atom[]): Piece[] {
  const cuts = [
    ...new Set([...atoms.map((atom) => atom.at), ...laws.flatMap((law) => law.pieces.flatMap((piece) => [piece.from, piece.to]))]),
  ];
  cuts.sort((a, b) => a - b);
  // Components' pieces are increasing: one pointer each suffices.
  const next = laws.map(() => 0);
  const pieces: Piece[] = [];
  for (let k = 0; k + 1 < cuts.length; k++) {
    const from = cuts[k] as number;
    const to = cuts[k + 1] as number;
    const active: { law: Distribution; piece: Piece }[] = [];
    laws.forEach((law, i) => {
      while ((law.pieces[next[i] as number]?.to ?? Number.POSITIVE_INFINITY) <= from) next[i] = (next[i] as number) + 1;
      const piece = law.pieces[next[i] as number];
      if (piece !== undefined && piece.from <= from && to <= piece.to) active.push({ law, piece });
    });
    if (active.length > 0) pieces.push(mixedPiece(from, to, active, laws));
  }
  return pieces;
}

/**
 * What survives mixing: the slope of the density when all active components agree on it. A component that is alone on the interval keeps
 * its virtual value when nothing else lies above (P(V > v)/f is then its own), and its virtual cost when nothing else lies below.
 */
function mixedPiece(
  from: number,
  to: number,
  active: readonly { law: Distribution; piece: Piece }[],
  laws: readonly Distribution[],
): Piece {
  const density = commonSlope(active.map(({ piece }) => piece.density));
  const alone = active.length === 1 ? active[0] : undefined;
  const claims: { virtualValue?: ProvenSlope; virtualCost?: ProvenSlope } = {};
  if (alone !== undefined) {
    if (laws.every((law) => law === alone.law || law.support.max <= from)) claims.virtualValue = alone.piece.virtualValue;
    if (laws.every((law) => law === alone.law || law.support.min >= to)) claims.virtualCost = alone.piece.virtualCost;
  }
  return pieceByDensity(from, to, density, claims);
}

function commonSlope(slopes: readonly DensitySlope[]): DensitySlope {
  if (slopes.every((slope) => slope === "constant")) return "constant";
  if (slopes.every((slope) => slope === "constant" || slope === "increasing")) return "increasing";
  if (slopes.every((slope) => slope === "constant" || slope === "decreasing")) return "decreasing";
  return "unknown";
}
