import type { Numbers } from "../../arithmetic/numbers.ts";
import type { Terms } from "../kernel/terms.ts";
import { type Cut, cutAt, type DualPoint, heightOf, idleCut } from "./cut.ts";
import { CutMixture, type MixtureColumn } from "./cut-mixture.ts";
import { type Dividing, toTheHighest } from "./dividing.ts";
import { gainedValue, largestPayment, meanValue, type PartnerCells } from "./partner-cells.ts";

export type PoolTerms<N> = Pick<Terms<N>, "broker" | "lowest" | "requiredProfit">;

/** Where a search ends: a mixture of allocations, and the dual bound that it meets. */
export interface PoolOptimum<N> {
  /** Cuts and their weights, of total 1. */
  readonly mixture: readonly { readonly cut: Cut<N>; readonly weight: N }[];
  /** Per group and cell, what a partner holds on average under the mixture. */
  readonly holdings: readonly (readonly N[])[];
  /** The objective and the largest profit of the mixture, with rent 0 for the worst-off types. */
  readonly objective: N;
  readonly profit: N;
  /** The least dual value found, where it was found, and with which pool values. */
  readonly dual: N;
  readonly at: DualPoint<N>;
  readonly pools: readonly N[];
  /** Points from which a search for similar cells may start. */
  readonly nearby: readonly DualPoint<N>[];
}

export interface PoolSearchOptions<N> {
  /** The search ends when bounds are so near each other. */
  readonly within: N;
  /** What is rounding, relative to the sizes of terms. */
  readonly rounding: N;
  /** How the unit is divided; at will by default. */
  readonly dividing?: Dividing;
  readonly starts?: readonly DualPoint<N>[];
}

/**
 * The best division of one unit among partners under bayesian incentives and interim participation: minimises the dual D(λ, ζ), jointly convex in the budget's multiplier and
 * the means ζ of the groups' virtual types, by cutting planes; the cuts' allocations, mixed, are the optimum.
 *
 * Null when no mixture makes the required profit with a multiplier up to `steepest`, if there is such a limit; without a required profit λ stays at `lowest`.
 *
 * @see S. Loertscher, C. Wasser (2019), Optimal Structure and Dissolution of Partnerships, Theoretical Economics 14; J. Kelley (1960), J. SIAM 8.
 */
export function searchPools<N>(
  groups: readonly PartnerCells<N>[],
  terms: PoolTerms<N>,
  steepest: N | null,
  numbers: Numbers<N>,
  options: PoolSearchOptions<N>,
): PoolOptimum<N> | null {
  const { zero, one, add, sub, mul, less } = numbers;
  const { broker, lowest, requiredProfit } = terms;
  const required = requiredProfit ?? zero;
  const n = groups.length;
  const sign = (own: (row: number) => N): N[] => Array.from({ length: n + 2 }, (_, row) => own(row));
  const minus = (x: N) => sub(zero, x);
  const columnOf = (cut: Cut<N>): MixtureColumn<N> => ({
    entries: sign((row) => (row === 0 ? one : row <= n ? minus(cut.excess[row - 1] as N) : sub(required, cut.profit))),
    gain: cut.constant,
  });
  // ζ lies between the means of the two curves, which depend on λ only.
  const rays: MixtureColumn<N>[] = groups.flatMap((cells, g) => {
    const mean = mul(cells.weight, meanValue(cells, numbers));
    const payment = sub(broker, cells.weight);
    const bound = (end: N, way: N): MixtureColumn<N> => ({
      entries: sign((row) => (row === g + 1 ? way : row === n + 1 ? minus(mul(way, end)) : zero)),
      gain: mul(way, add(mean, mul(payment, end))),
    });
    return [bound(cells.lowest, one), bound(cells.highest, minus(one))];
  });
  rays.push({ entries: sign((row) => (row === n + 1 ? one : zero)), gain: lowest });
  const limit = requiredProfit === null ? lowest : steepest;
  if (limit !== null) rays.push({ entries: sign((row) => (row === n + 1 ? minus(one) : zero)), gain: minus(limit) });
  const cuts: Cut<N>[] = [idleCut(groups, numbers)];
  const points: DualPoint<N>[] = [];
  const columns = [...rays, columnOf(cuts[0] as Cut<N>)];
  const slack = less(zero, required) ? rays.length - 1 : 2 * n;
  const master = new CutMixture(columns, [rays.length, ...groups.map((_, g) => 2 * g), slack], numbers, options.rounding);
  const identity = groups.map((_, g) => g);
  let best: { dual: N; at: DualPoint<N>; pools: readonly N[] } | null = null;
  const cutNear = (at: DualPoint<N>, order: readonly number[]) => {
    const { cut, pools } = cutAt(groups, broker, at, order, numbers, { dividing: toTheHighest, ...options });
    const dual = heightOf(cut, at, required, numbers);
    if (!best || less(dual, best.dual)) best = { dual, at, pools };
    cuts.push(cut);
    points.push(at);
    master.add(columnOf(cut));
    return dual;
  };
  for (const at of options.starts ?? []) cutNear(at, identity);
  for (let round = 0; ; round++) {
    const { prices, weights } = master.solve();
    const at: DualPoint<N> = { lambda: prices[n + 1] as N, means: prices.slice(1, n + 1) };
    const lower = prices[0] as N;
    const dual = cutNear(at, round % 2 === 0 ? identity : identity.slice().reverse());
    const found = best as { dual: N; at: DualPoint<N>; pools: readonly N[] } | null;
    if (!found) throw new Error("a cut was made nowhere");
    const done = !less(options.within, sub(less(dual, found.dual) ? dual : found.dual, lower));
    if (!done && round < roundLimit) continue;
    const active = weights.flatMap(({ column }) => (column > rays.length ? [column - rays.length] : []));
    const mixture = weights
      .filter(({ column }) => column >= rays.length)
      .map(({ column, weight }) => ({ cut: cuts[column - rays.length] as Cut<N>, weight }));
    if (requiredProfit !== null && steepest !== null && weights.some(({ column }) => column === rays.length - 1)) return null;
    const holdings = mixed(groups, mixture, numbers);
    let objective = zero;
    let profit = zero;
    groups.forEach((cells, g) => {
      const many = numbers.whole(cells.count);
      const payment = mul(many, largestPayment(cells, holdings[g] as readonly N[], numbers));
      const value = mul(many, gainedValue(cells, holdings[g] as readonly N[], numbers));
      objective = add(objective, add(mul(cells.weight, value), mul(sub(broker, cells.weight), payment)));
      profit = add(profit, payment);
    });
    return { mixture, holdings, objective, profit, ...found, nearby: [found.at, ...active.flatMap((k) => points[k - 1] ?? [])] };
  }
}

const roundLimit = 1_000;

/** The most profitable division, which there always is. */
export function mostProfitable<N>(groups: readonly PartnerCells<N>[], numbers: Numbers<N>, options: PoolSearchOptions<N>): PoolOptimum<N> {
  const { zero, one } = numbers;
  const unweighted = groups.map((own) => ({ ...own, weight: zero }));
  const found = searchPools(unweighted, { broker: one, lowest: zero, requiredProfit: null }, null, numbers, { ...options, starts: [] });
  if (!found) throw new Error("the largest profit is asked for without a condition, and yet nothing was found");
  return found;
}

function mixed<N>(groups: readonly PartnerCells<N>[], mixture: PoolOptimum<N>["mixture"], { zero, add, mul }: Numbers<N>): N[][] {
  return groups.map(({ mass }, g) =>
    mass.map((_, k) => mixture.reduce((sum, { cut, weight }) => add(sum, mul(weight, cut.holdings[g]?.[k] as N)), zero)),
  );
}
