import type { Distribution } from "../distributions/distribution.ts";
import type { WorthUnits } from "./trader-cells.ts";

/** Units and knots in which laws are cut alike, so that a price between two cells of one trader lies between two cells of the other. */
export interface CommonCut {
  /** Units of a trader of this sign. */
  units(sign: 1 | -1): WorthUnits;
  /** The multiple of the grain at or next to a type, rounded by `round`. */
  onGrain(type: number, round: (x: number) => number): number;
}

/** Bits of the grain below the spread of types: knots are multiples of it, so that distances between knots are exact in doubles. */
const grainBits = 24;

/** Mass of types beyond either end of what sets the scale. */
const rare = 1e-3;

/** Units in which most types of all laws are within about 1 of 0. */
export function commonCut(laws: readonly Distribution[]): CommonCut {
  const low = Math.min(...laws.map((law) => law.quantile(rare)));
  const high = Math.max(...laws.map((law) => law.upperQuantile(rare)));
  const spread = high > low ? high - low : Math.max(Math.abs(high), 1);
  const unit = 2 ** Math.ceil(Math.log2(spread));
  const largest = Math.max(Math.abs(low), Math.abs(high));
  // Multiples of the grain up to the largest type are doubles.
  const grain = Math.max(unit * 2 ** -grainBits, 2 ** (Math.ceil(Math.log2(largest || 1)) - 52));
  const onGrain = (type: number, round: (x: number) => number) => round(type / grain) * grain;
  const shift = onGrain(low + (high - low) / 2, Math.round);
  return { units: (sign) => ({ sign, shift, scale: 1 / unit }), onGrain };
}

/** A law, and what those whose types it draws may do. */
export interface SidedLaw {
  readonly law: Distribution;
  readonly buys: boolean;
  readonly sells: boolean;
}

/**
 * Knots to begin with, increasing: about `count` equally likely cells of each law, the ends of each law inside another, and beside each atom the price that it just accepts.
 */
export function firstKnots(laws: readonly SidedLaw[], { onGrain }: CommonCut, count: number): number[] {
  const knots = new Set<number>();
  for (const { law } of laws)
    for (let k = 1; k < count; k++) {
      const x = law.quantile(k / count);
      if (Number.isFinite(x)) knots.add(onGrain(x, Math.round));
    }
  for (const { law, buys, sells } of laws) {
    const { min, max } = law.support;
    const inside = (x: number) => laws.some(({ law: { support } }) => x > support.min && x < support.max);
    const accepted = [...[min, max].filter(inside), ...law.atoms.map(({ at }) => at)];
    for (const x of buys ? accepted : []) knots.add(onGrain(x, Math.floor));
    for (const x of sells ? accepted : []) knots.add(onGrain(x, Math.ceil));
  }
  return [...knots].filter((x) => laws.every(({ law }) => isInReach(law, x))).sort((a, b) => a - b);
}

/** Less mass than that is next to none, and where it may be none in doubles nothing is known of the types that have it. */
const outOfReach = 1e-200;

/** Whether doubles know something of the types beyond a knot, where there are any without end. */
function isInReach(law: Distribution, knot: number): boolean {
  const { min, max } = law.support;
  return (Number.isFinite(max) || law.survival(knot) > outOfReach) && (Number.isFinite(min) || law.cdf(knot) > outOfReach);
}

/**
 * The knots with a new one in the middle of each interval that counts: those with the largest scores, together `share` of all, at most `room` of them. Unbounded intervals are cut where half
 * of the types in them lie beyond. Empty scores leave the knots as they are.
 */
export function refinedKnots(
  laws: readonly Distribution[],
  { onGrain }: CommonCut,
  knots: readonly number[],
  scores: readonly number[],
  share: number,
  room: number,
): number[] {
  const total = scores.reduce((sum, score) => sum + score, 0);
  const order = [...scores.keys()].filter((k) => (scores[k] as number) > 0).sort((a, b) => (scores[b] as number) - (scores[a] as number));
  const added: number[] = [];
  let covered = 0;
  for (const k of order) {
    if (covered >= share * total || added.length >= room) break;
    covered += scores[k] as number;
    const middle = onGrain(middleOf(laws, knots[k - 1] ?? Number.NEGATIVE_INFINITY, knots[k] ?? Number.POSITIVE_INFINITY), Math.round);
    if (Number.isFinite(middle)) added.push(middle);
  }
  return [...new Set([...knots, ...added])].sort((a, b) => a - b);
}

function middleOf(laws: readonly Distribution[], from: number, to: number): number {
  const low = Math.max(from, Math.min(...laws.map(({ support }) => support.min)));
  const high = Math.min(to, Math.max(...laws.map(({ support }) => support.max)));
  if (Number.isFinite(low) && Number.isFinite(high)) return low + (high - low) / 2;
  const heavier = laws.reduce((best, law) => (law.massBetween(from, to) > best.massBetween(from, to) ? law : best));
  return Number.isFinite(low)
    ? heavier.upperQuantile(heavier.survival(low) / 2)
    : Number.isFinite(high)
      ? heavier.quantile(heavier.cdf(high) / 2)
      : heavier.quantile(0.5);
}
