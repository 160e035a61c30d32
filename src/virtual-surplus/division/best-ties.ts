import { type Numbers, sumOf } from "../../arithmetic/numbers.ts";
import { levelsOf } from "./levels.ts";

/** Identical partners on a finite type space, in either arithmetic; values increase, masses have total 1. */
export interface PartnersIn<N> {
  readonly count: number;
  readonly share: N;
  readonly values: readonly N[];
  readonly masses: readonly N[];
}

/** The efficient division whose ties are broken as profit likes it best. */
export interface ProfitableDivision<N> {
  /** The largest profit that it leaves under bayesian incentives and interim participation; negative: the least subsidy. */
  readonly profit: N;
  /** Per group and type, what a partner of that type holds on average. */
  readonly holdings: readonly (readonly N[])[];
}

/** Most ways to choose among tied partners that are looked at. */
const tieLimit = 50_000;

/**
 * The largest profit Σ_i Σ_k p_k·min{ψ_k·(A_k − r), φ_k·(A_k − r)} of a division that gives everything to whoever values it most (Myerson's virtual values below and
 * above the worst-off type), over all ways to break ties; null where too many partners tie.
 *
 * What partners tied at a value t can hold on average is a polymatroid: any set of them gets at most the probability that t is the highest value and one of them
 * has it. A sum of concave functions, each with one kink at the own share, is largest when the steepest parts are filled first, each until a set is saturated.
 *
 * @see J. Edmonds (1970), Submodular Functions, Matroids, and Certain Polyhedra; A. Federgruen, H. Groenevelt (1986), The Greedy Procedure for Resource Allocation
 * Problems, Oper. Res. 34.
 */
export function mostProfitableDivision<N>(groups: readonly PartnersIn<N>[], numbers: Numbers<N>): ProfitableDivision<N> | null {
  const { zero, one, add, sub, mul, less } = numbers;
  const slopes = groups.map((group) => virtualValues(group, numbers));
  const holdings = groups.map(({ values }) => values.map(() => zero));
  const upTo = groups.map(() => zero);
  for (const { at } of levelsOf(groups, numbers)) {
    const below = [...upTo];
    for (const { g, k } of at) {
      const { masses } = groups[g] as PartnersIn<N>;
      upTo[g] = k === masses.length - 1 ? one : add(upTo[g] as N, masses[k] as N);
    }
    const tied = at.map(({ g, k }) => {
      const { count, share, masses } = groups[g] as PartnersIn<N>;
      const own = slopes[g] as VirtualValues<N>;
      return {
        count,
        share,
        mass: masses[k] as N,
        bought: own.values[k] as N,
        sold: own.costs[k] as N,
        below: below[g] as N,
        upTo: upTo[g] as N,
      };
    });
    const rest = groups.reduce(
      (product, { count }, h) => (at.some(({ g }) => g === h) ? product : mul(product, numbers.power(upTo[h] as N, count))),
      one,
    );
    const held = tied.length === 1 ? alone(tied[0] as Tied<N>, rest, numbers) : fill(tied, rest, numbers);
    if (held === null) return null;
    at.forEach(({ g, k }, t) => {
      (holdings[g] as N[])[k] = held[t] as N;
    });
  }
  const profits = groups.map(({ count, share, masses }, g) => {
    const { values, costs } = slopes[g] as VirtualValues<N>;
    const each = masses.map((mass, k) => {
      const gained = sub(holdings[g]?.[k] as N, share);
      return mul(mass, mul(less(gained, zero) ? (costs[k] as N) : (values[k] as N), gained));
    });
    return mul(numbers.whole(count), sumOf(numbers, each));
  });
  return { profit: sumOf(numbers, profits), holdings };
}

interface VirtualValues<N> {
  readonly values: readonly N[];
  readonly costs: readonly N[];
}

/** ψ_k = v_k − (v_{k+1} − v_k)·P(above)/p_k and φ_k = v_k + (v_k − v_{k−1})·P(below)/p_k. */
function virtualValues<N>({ values, masses }: PartnersIn<N>, { zero, one, add, sub, mul, div }: Numbers<N>): VirtualValues<N> {
  let upTo = zero;
  const found = { values: [] as N[], costs: [] as N[] };
  values.forEach((value, k) => {
    const mass = masses[k] as N;
    const before = upTo;
    upTo = add(upTo, mass);
    const next = values[k + 1];
    const previous = values[k - 1];
    found.values.push(next === undefined ? value : sub(value, div(mul(sub(next, value), sub(one, upTo)), mass)));
    found.costs.push(previous === undefined ? value : add(value, div(mul(sub(value, previous), before), mass)));
  });
  return found;
}

interface Tied<N> {
  readonly count: number;
  readonly share: N;
  readonly mass: N;
  readonly bought: N;
  readonly sold: N;
  readonly below: N;
  readonly upTo: N;
}

/** Partners of one group share what they win. */
function alone<N>(tied: Tied<N>, rest: N, numbers: Numbers<N>): readonly N[] {
  const { count, mass } = tied;
  return [numbers.div(winning([tied], [count], rest, numbers), numbers.mul(numbers.whole(count), mass))];
}

/** The probability that the value is the highest and that one of `chosen[t]` partners of each tied group has it. */
function winning<N>(tied: readonly Tied<N>[], chosen: readonly number[], rest: N, numbers: Numbers<N>): N {
  const { mul, sub } = numbers;
  const all = tied.reduce((product, { count, upTo }) => mul(product, numbers.power(upTo, count)), rest);
  const none = tied.reduce((product, { count, upTo, below }, t) => {
    const own = chosen[t] as number;
    return mul(product, mul(numbers.power(below, own), numbers.power(upTo, count - own)));
  }, rest);
  return sub(all, none);
}

/** What each of the tied partners holds on average when its type is the tied one. */
function fill<N>(tied: readonly Tied<N>[], rest: N, numbers: Numbers<N>): readonly N[] | null {
  const { zero, mul, sub, div, less } = numbers;
  if (2 ** tied.length > tieLimit) return null;
  // What a set leaves is concave in how many of a group are in it, as its probability is submodular: all of them or none leave the least.
  const sets = tied
    .reduce<number[][]>((all, { count }) => all.flatMap((own) => [0, count].map((q) => [...own, q])), [[]])
    .map((chosen) => ({ chosen, most: winning(tied, chosen, rest, numbers) }));
  const held = tied.map(() => zero);
  const parts = tied.flatMap(({ share, bought, sold }, t) => [
    { t, slope: sold, limit: share },
    { t, slope: bought, limit: null },
  ]);
  parts.sort((a, b) => (less(b.slope, a.slope) ? -1 : less(a.slope, b.slope) ? 1 : 0));
  for (const { t, limit } of parts) {
    let room: N | null = limit === null ? null : sub(limit, held[t] as N);
    for (const { chosen, most } of sets) {
      if (chosen[t] === 0) continue;
      const taken = sumOf(
        numbers,
        tied.map(({ mass }, s) => mul(numbers.whole(chosen[s] as number), mul(mass, held[s] as N))),
      );
      const left = div(sub(most, taken), mul(numbers.whole(chosen[t] as number), (tied[t] as Tied<N>).mass));
      if (room === null || less(left, room)) room = left;
    }
    if (room !== null && less(zero, room)) held[t] = numbers.add(held[t] as N, room);
  }
  return held;
}
