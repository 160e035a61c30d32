import { type QuantileCells, shapes } from "../../type-space/quantile-curve.ts";
import type { CellSizes } from "../kernel/path-error.ts";
import type { OwnWeights, WorthCells } from "../kernel/worth-cells.ts";

/** A piecewise-linear majorant of a group's curve H = value·W + revenue·R, in the best-first orientation. */
export interface Majorant {
  /** Masses and slopes of the linear pieces, best first. */
  readonly mass: Float64Array;
  readonly slope: Float64Array;
  /** Height at quantile 0: what the best types of an unbounded support may add beyond any finite slope. */
  readonly jump: number;
  /** Index of the cell that each linear piece belongs to. */
  readonly cell: Int32Array;
  /** Per cell, the largest height of the majorant above the chord that the lower bound uses. */
  readonly gap: Float64Array;
  /** Per linear piece, the magnitude of the terms behind its rise that carry the law's relative error. */
  readonly size: Float64Array;
}

/**
 * Majorises H = value·W + revenue·R (value, revenue ≥ 0) on every cell, given exact heights at the knots.
 *
 * Between the knots R lies under both lines that start at its end heights with the extreme slopes proved for the cell; with slopes bounded in an interval of
 * length O(h) the majorant is O(h²) above the curve. A cell on which nothing is proved gets the line that joins `q·v(q−)` (right limits, so that atoms close): O(h).
 * W is concave with slopes between the ends of the cell. Where an end slope is infinite the other line serves alone.
 */
export function majorise(cells: QuantileCells, value: number, revenue: number): Majorant {
  const n = cells.mass.length;
  const mass = new Float64Array(2 * n);
  const slope = new Float64Array(2 * n);
  const owner = new Int32Array(2 * n);
  const gap = new Float64Array(n);
  let pieces = 0;
  let jump = 0;
  let magnitude = 0;
  // Height of the majorant above H's own height at the knot where the cell begins.
  let excess = 0;
  const size = new Float64Array(2 * n);
  const add = (m: number, s: number, k: number): void => {
    if (!(m > 0)) return;
    mass[pieces] = m;
    slope[pieces] = s;
    owner[pieces] = k;
    size[pieces] = m * magnitude;
    pieces++;
  };
  for (let k = 0; k < n; k++) {
    const low = cells.low[k] as number;
    const high = cells.high[k] as number;
    const m = cells.mass[k] as number;
    const above = cells.above[k] as number;
    // R may drop at the knot (a gap, an atom): the majorant keeps the height of the left limit.
    if (k > 0 && above > 0) excess += revenue * above * Math.max(0, (cells.low[k - 1] as number) - high);
    const valueRise = cells.moment[k] as number;
    const slopeLow = cells.slopeLow[k] as number;
    const slopeHigh = cells.slopeHigh[k] as number;
    const entering = excess;
    // An atom's value is exact; its place in the quantile curve is not.
    const spread = above * (high === low ? Math.max(0, k > 0 ? (cells.low[k - 1] as number) - low : 0) : high - low);
    magnitude =
      (high === low ? 0 : value * Math.abs(valueRise) + times(revenue, Math.abs(low) * m)) / m +
      times(revenue, above === 0 ? 0 : spread / m) +
      excess / m;
    if (!Number.isFinite(magnitude)) magnitude = (value * Math.abs(valueRise)) / m + Math.abs(times(revenue, slopeHigh)) + excess / m;
    magnitude = Math.min(magnitude, Number.MAX_VALUE);
    if (low === high) {
      add(m, value * (valueRise / m) + revenue * low - excess / m, k);
      excess = 0;
      gap[k] = 0;
      continue;
    }
    const revenueRise = above === 0 ? low * m : low * m - (high - low) * above;
    // No slope at all, or an unbounded best cell whose slope has no lower bound either.
    const unproved = Number.isNaN(slopeLow) || Number.isNaN(slopeHigh) || (!Number.isFinite(high) && !Number.isFinite(slopeLow));
    if (unproved) {
      // Nothing proved: R(q) ≤ q·v(q_{k−1}+) if that is finite, else R ≤ W and W lies under its tangent at the far end.
      if (Number.isFinite(high)) {
        const lineSlope = revenue * high - excess / m;
        const atHigh = high === low ? m : (m * (valueRise / m - low)) / (high - low);
        const split = Number.isFinite(low) ? Math.min(Math.max(atHigh, 0), m) : m;
        add(split, value * high + lineSlope, k);
        add(m - split, value * low + lineSlope, k);
        const next = Number.isFinite(low) ? revenue * (above + m) * (high - low) : 0;
        gap[k] = entering + next + (Number.isFinite(low) ? (value * split * (m - split) * (high - low)) / m : 0);
        excess = next;
      } else {
        const rise = (value + revenue) * (valueRise - low * m);
        jump += rise;
        add(m, (value + revenue) * low, k);
        excess = revenue * (valueRise - low * m);
        gap[k] = rise;
      }
      continue;
    }
    const chord = value * (valueRise / m) + times(revenue, revenueRise / m);
    if (cells.shape[k] === shapes.convex && Number.isFinite(low) && Number.isFinite(high)) {
      // R under its chord, W under its two tangents.
      const split = Math.min(Math.max((m * (valueRise / m - low)) / (high - low), 0), m);
      const line = revenue * (revenueRise / m) - excess / m;
      add(split, value * high + line, k);
      add(m - split, value * low + line, k);
      gap[k] = entering + (value * split * (m - split) * (high - low)) / m;
      excess = 0;
      continue;
    }
    // Steeper than doubles can say is not more than the steepest of them.
    const top = Math.max(times(value, high) + times(revenue, slopeHigh), -Number.MAX_VALUE);
    const bottom = times(value, low) + times(revenue, slopeLow);
    if (!Number.isFinite(top)) {
      // Unbounded best types: the line with the slope of the far end alone, from a positive height at quantile 0.
      const rise = Math.max(0, (chord - bottom) * m);
      jump += rise;
      add(m, bottom - excess / m, k);
      gap[k] = rise;
      excess = 0;
    } else if (!Number.isFinite(bottom) || !Number.isFinite(chord)) {
      add(m, top, k);
      excess += Number.isFinite(chord) ? Math.max(0, (top - chord) * m) : 0;
      gap[k] = excess;
    } else if (top <= bottom) {
      add(m, chord - excess / m, k);
      excess = 0;
      gap[k] = entering;
    } else {
      const split = Math.min(Math.max((m * (chord - bottom)) / (top - bottom), 0), m);
      // Not m − split: where the far end falls without limit a part too small for that difference brings all of the height back.
      const rest = Math.min(Math.max((m * (top - chord)) / (top - bottom), 0), m);
      add(split, top - excess / m, k);
      add(rest, bottom - excess / m, k);
      excess = 0;
      gap[k] = entering + split * Math.max(0, top - chord);
    }
  }
  return {
    mass: mass.subarray(0, pieces),
    slope: slope.subarray(0, pieces),
    cell: owner.subarray(0, pieces),
    jump,
    gap,
    size: size.subarray(0, pieces),
  };
}

/** A curve of weight 0 contributes nothing, however steep. */
function times(weight: number, slope: number): number {
  return weight === 0 ? 0 : weight * slope;
}

/** What a law's own units add to its worths: a cost is a negated value. */
export function worthShift({ shift, mirrored }: QuantileCells): number {
  return mirrored ? -shift : shift;
}

/** All cells but one that reaches down to −∞. */
function servedCells(cells: QuantileCells): number {
  const n = cells.mass.length;
  return n > 0 && !Number.isFinite(cells.low[n - 1] as number) ? n - 1 : n;
}

/** The majorant as cells whose `objective` is its rise, with the magnitudes behind them that carry the law's relative error; from best first to increasing worth. */
export function majorantCells(majorant: Majorant, shift: number): { readonly cells: WorthCells; readonly size: Float64Array } {
  const n = majorant.mass.length;
  const vector = () => new Float64Array(n);
  const [mass, objective, size] = [vector(), vector(), vector()];
  for (let k = 0; k < n; k++) {
    const from = n - 1 - k;
    const m = majorant.mass[from] as number;
    mass[k] = m;
    objective[k] = m * (majorant.slope[from] as number);
    size[k] = majorant.size[from] as number;
  }
  return { cells: { mass, objective, profit: vector(), shift }, size };
}

/**
 * The cells of the lower bound: types in a cell are treated alike and priced at the cell's worst type, so its curve is the chord between knots, attained
 * exactly. A cell that reaches down to −∞ cannot be priced and is left out: it never trades (its probability: {@link idleMass}).
 */
export function chordCells(cells: QuantileCells, weights: OwnWeights): { readonly cells: WorthCells; readonly sizes: CellSizes } {
  const served = servedCells(cells);
  const vector = () => new Float64Array(served);
  const chord = { mass: vector(), objective: vector(), profit: vector(), shift: worthShift(cells) };
  const sizes = { objective: vector(), profit: vector() };
  const { own, broker } = weights;
  for (let k = 0; k < served; k++) {
    const at = served - 1 - k;
    const low = cells.low[k] as number;
    const atom = low === cells.high[k];
    const mass = cells.mass[k] as number;
    const moment = cells.moment[k] as number;
    const fall = k > 0 ? ((cells.low[k - 1] as number) - low) * (cells.above[k] as number) : 0;
    const rise = low * mass - fall;
    chord.mass[at] = mass;
    chord.profit[at] = rise;
    chord.objective[at] = own * moment + (broker - own) * rise;
    const size = (atom ? 0 : Math.abs(low) * mass) + fall;
    sizes.profit[at] = size;
    sizes.objective[at] = (atom ? 0 : own * Math.abs(moment)) + Math.abs(broker - own) * size;
  }
  return { cells: chord, sizes };
}

/** Probability of the cell that {@link chordCells} leaves out. */
export function idleMass(cells: QuantileCells): number {
  const n = cells.mass.length;
  return servedCells(cells) < n ? (cells.mass[n - 1] as number) : 0;
}
