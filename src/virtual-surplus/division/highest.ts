import { doubles } from "../../arithmetic/numbers.ts";
import { type Rational, rational, zero } from "../../arithmetic/rational.ts";
import { CompensatedSum } from "../../arithmetic/sum.ts";
import type { TypeGroup } from "../kernel/optimum.ts";
import { levelsOf, type ValueLevel } from "./levels.ts";

/** Identical partners on a finite type space. */
export type Partners = Pick<TypeGroup, "count" | "reference" | "types">;

/** Everything to whoever values it most; ties go to the earlier group, within a group in equal parts. */
export interface HighestDivision {
  /** E max − Σ share·E value. */
  readonly firstBest: number;
  /** Per group and type, what a partner of that type holds on average over the others. */
  readonly holdings: readonly Float64Array[];
  /** Per group and type, E max(own value, values of the others). */
  readonly best: readonly Float64Array[];
}

/** Interim holdings and gains of the efficient division by products of distribution functions, without any profile: O(levels·groups). */
export function highestDivision(groups: readonly Partners[]): HighestDivision {
  const levels = levelsOf(
    groups.map(({ types }) => ({ values: Array.from(types.values) })),
    doubles,
  );
  const n = groups.length;
  const counts = groups.map(({ count }) => count);
  const holdings = groups.map(({ types }) => new Float64Array(types.values.length));
  const best = groups.map(({ types }) => new Float64Array(types.values.length));
  const upTo = new Float64Array(n);
  const reached: Float64Array[] = [];
  const gains = new CompensatedSum();
  let last = Number.NaN;
  for (const { value, at } of levels) {
    if (reached.length > 0) {
      const held = groups.reduce((sum, { count, reference }, g) => sum + count * reference.valueOf() * (upTo[g] as number), 0);
      gains.add((value - last) * (held - powerProduct(upTo, counts)));
    }
    const below = upTo.slice();
    for (const { g, k } of at) upTo[g] = cumulated(groups[g] as Partners, upTo[g] as number, k);
    for (const { g, k } of at) {
      let chance = doubles.meanPower(upTo[g] as number, below[g] as number, counts[g] as number);
      for (let h = 0; h < n; h++) if (h !== g) chance *= ((h < g ? below : upTo)[h] as number) ** (counts[h] as number);
      (holdings[g] as Float64Array)[k] = chance;
    }
    reached.push(upTo.slice());
    last = value;
  }
  // From the top down: ∫ P(some other value > y) dy above the own value.
  const above = groups.map(() => new CompensatedSum());
  for (let l = levels.length - 1; l >= 0; l--) {
    const { value, at } = levels[l] as ValueLevel<number>;
    if (l + 1 < levels.length) {
      const gap = (levels[l + 1] as ValueLevel<number>).value - value;
      const cdf = reached[l] as Float64Array;
      for (let g = 0; g < n; g++) (above[g] as CompensatedSum).add(gap * (1 - othersProduct(cdf, counts, g)));
    }
    for (const { g, k } of at) (best[g] as Float64Array)[k] = value + (above[g] as CompensatedSum).value;
  }
  return { firstBest: gains.value, holdings, best };
}

/** The first best in rationals; null where a type is none. Denominators grow with the number of partners. */
export function exactFirstBest(groups: readonly Partners[]): Rational | null {
  const exact = groups.flatMap(({ types }) => types.exact ?? []);
  if (exact.length < groups.length) return null;
  const upTo = groups.map(() => zero);
  const events = exact.flatMap(({ values, masses }, g) => values.map((value, k) => ({ value, mass: masses[k] as Rational, g })));
  events.sort((a, b) => a.value.compare(b.value));
  let gains = zero;
  let last: Rational | null = null;
  for (const { value, mass, g } of events) {
    if (last !== null && value.gt(last)) {
      let everybody = rational(1);
      let held = zero;
      groups.forEach(({ count, reference }, h) => {
        everybody = everybody.mul((upTo[h] as Rational).pow(count) as Rational);
        held = held.add((upTo[h] as Rational).mul(reference).mul(count));
      });
      gains = gains.add(value.sub(last).mul(held.sub(everybody)));
    }
    upTo[g] = (upTo[g] as Rational).add(mass);
    last = value;
  }
  return gains;
}

/** What each partner holds when the types are these, groups unrolled in order. */
export function highestAt(groups: readonly Partners[]): (types: readonly number[]) => Float64Array {
  const groupOf = groups.flatMap(({ count }, g) => new Array<number>(count).fill(g));
  return (types) => {
    const value = (a: number) => groups[groupOf[a] as number]?.types.values[types[a] as number] as number;
    const most = types.reduce((top, _, a) => Math.max(top, value(a)), Number.NEGATIVE_INFINITY);
    const first = types.findIndex((_, a) => value(a) === most);
    const winners = types.map((_, a) => groupOf[a] === groupOf[first] && value(a) === most);
    const share = 1 / winners.filter(Boolean).length;
    return Float64Array.from(winners, (wins) => (wins ? share : 0));
  };
}

/** P(value ≤ type k), which is 1 at the last type whatever rounding says. */
function cumulated({ types: { masses } }: Partners, before: number, k: number): number {
  return k === masses.length - 1 ? 1 : Math.min(1, before + (masses[k] as number));
}

function powerProduct(cdf: Float64Array, counts: readonly number[]): number {
  return cdf.reduce((product, own, g) => product * own ** (counts[g] as number), 1);
}

/** P(all but one partner of group g ≤ y). */
function othersProduct(cdf: Float64Array, counts: readonly number[], g: number): number {
  return cdf.reduce((product, own, h) => product * own ** ((counts[h] as number) - (h === g ? 1 : 0)), 1);
}
