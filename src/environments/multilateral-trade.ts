import { type Rational, zero } from "../arithmetic/rational.ts";
import { InvalidInputError, show } from "../errors.ts";
import type { Discretization } from "../type-space/discretization.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { FiniteAgent, FiniteEnvironment, MultilateralTrade, TraderGroup } from "./environment.ts";
import { assembleFinite } from "./finite-environment.ts";
import { type Law, readLaw, typeSpaceOf } from "./law.ts";
import { typeLabels } from "./type-label.ts";

/** `count` traders with one law, as constructors take it. */
export interface TraderGroupInput {
  readonly count: number;
  readonly distribution: Law;
}

/** Largest (type profiles × outcomes) that `toFinite` of multilateral trade enumerates. */
export const multilateralFiniteLimit = 1_000_000;

/**
 * Buyers with unit demand and sellers with one unit each, in groups of identical traders; all types independent.
 *
 * `toFinite(discretization?)` unrolls the groups into agents `buyer 1`, `buyer 2`, …, `seller 1`, … and has one outcome for each choice of
 * traders (a set of buyers and a set of sellers of the same size; who trades with whom does not matter). It refuses more than
 * {@link multilateralFiniteLimit} profiles × outcomes. Throws InvalidInputError (fields `buyers[k].…`, `sellers[k].…`, `discretization`).
 *
 * @example
 * multilateralTrade({
 *   buyers: [{ count: 3, distribution: { distribution: "uniform", min: 0, max: 1 } }],
 *   sellers: [{ count: 2, distribution: { distribution: "uniform", min: 0, max: 1 } }],
 * });
 *
 * @see T. Gresik, M. Satterthwaite (1989), The Rate at Which a Simple Market Converges to Efficiency, J. Econ. Theory 48.
 */
export function multilateralTrade(groups: {
  readonly buyers: readonly TraderGroupInput[];
  readonly sellers: readonly TraderGroupInput[];
}): MultilateralTrade {
  const buyers = readGroups(groups?.buyers, "buyers");
  const sellers = readGroups(groups?.sellers, "sellers");
  return {
    kind: "multilateral-trade",
    buyers,
    sellers,
    toFinite: (discretization) => unroll(buyers, sellers, discretization),
  };
}

function readGroups(input: unknown, side: "buyers" | "sellers"): readonly TraderGroup[] {
  if (!Array.isArray(input) || input.length === 0) {
    throw new InvalidInputError({
      field: side,
      expected: "a list of at least one group {count, distribution}",
      received: show(input),
      remedy: 'Give for example [{"count": 2, "distribution": {"distribution": "uniform", "min": 0, "max": 1}}].',
    });
  }
  return input.map((group, k) => {
    const count: unknown = group?.count;
    if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1) {
      throw new InvalidInputError({
        field: `${side}[${k}].count`,
        expected: "a whole number of traders, at least 1",
        received: show(count),
        remedy: "Say how many traders share the law.",
      });
    }
    return { count, distribution: readLaw(group.distribution, `${side}[${k}].distribution`) };
  });
}

/** One agent a trader, one outcome a set of buyers and a set of sellers of equal size. */
function unroll(
  buyers: readonly TraderGroup[],
  sellers: readonly TraderGroup[],
  discretization: Discretization | undefined,
): FiniteEnvironment {
  const buyerGrids = buyers.map((group, k) => typeSpaceOf(group.distribution, discretization, `buyers[${k}]`));
  const sellerGrids = sellers.map((group, k) => typeSpaceOf(group.distribution, discretization, `sellers[${k}]`));
  const m = traders(buyers);
  const n = traders(sellers);
  let size = choices(m, n);
  buyerGrids.forEach((grid, k) => {
    size *= grid.values.length ** (buyers[k] as TraderGroup).count;
  });
  sellerGrids.forEach((grid, k) => {
    size *= grid.values.length ** (sellers[k] as TraderGroup).count;
  });
  if (!(size <= multilateralFiniteLimit)) {
    throw new InvalidInputError({
      field: "environment",
      expected: `at most ${multilateralFiniteLimit} type profiles × outcomes for a program over all profiles`,
      received: size < 1e15 ? String(Math.round(size)) : size.toExponential(2),
      remedy:
        "Use fewer traders or types (a discretization with fewer points), or bayesian incentives with interim participation, which needs no enumeration.",
    });
  }
  const buyerOf = buyers.flatMap((group, k) => new Array<TypeSpace>(group.count).fill(buyerGrids[k] as TypeSpace));
  const sellerOf = sellers.flatMap((group, k) => new Array<TypeSpace>(group.count).fill(sellerGrids[k] as TypeSpace));
  const outcomes = tradeOutcomes(m, n);
  const grids = [...buyerOf, ...sellerOf];
  const agents: FiniteAgent[] = grids.map((grid, a) => ({
    name: a < m ? `buyer ${a + 1}` : `seller ${a - m + 1}`,
    side: a < m ? "buyer" : "seller",
    types: typeLabels(grid),
  }));
  const trades = (a: number, o: number) => (outcomes[o] as TradeSets)[a < m ? "buyers" : "sellers"].includes(a < m ? a : a - m);
  const table = <T>(none: T, gain: (a: number) => readonly T[]) =>
    grids.map((grid, a) => {
      const gains = gain(a);
      return outcomes.flatMap((_, o) => (trades(a, o) ? gains : new Array<T>(grid.values.length).fill(none)));
    });
  const exactGrids = grids.flatMap((grid) => (grid.exact ? [grid.exact] : []));
  return assembleFinite({
    agents,
    prior: { kind: "independent", masses: grids.map((grid) => grid.masses) },
    outcomes: outcomes.map(outcomeName),
    utilities: table(0, (a) => Array.from((grids[a] as TypeSpace).values, (type) => (a < m ? type : 0 - type))).map((row) =>
      Float64Array.from(row),
    ),
    outsideOptions: grids.map((grid) => new Float64Array(grid.values.length)),
    ...(exactGrids.length === grids.length && {
      exact: {
        utilities: table<Rational>(zero, (a) => exactGrids[a]?.values.map((type) => (a < m ? type : type.neg())) ?? []),
        outsideOptions: grids.map((grid) => new Array<Rational>(grid.values.length).fill(zero)),
        prior: { kind: "independent", masses: exactGrids.map((grid) => grid.masses) },
      },
    }),
  });
}

function traders(groups: readonly TraderGroup[]): number {
  return groups.reduce((total, group) => total + group.count, 0);
}

/** Number of ways to choose equally many of m buyers and n sellers: Σ_k C(m,k)·C(n,k) = C(m+n, n) (Vandermonde). */
function choices(m: number, n: number): number {
  let result = 1;
  for (let k = 1; k <= Math.min(m, n) && result < Number.MAX_VALUE; k++) result = (result * (Math.max(m, n) + k)) / k;
  return result;
}

interface TradeSets {
  readonly buyers: readonly number[];
  readonly sellers: readonly number[];
}

/** By number of trades, then in lexicographic order of the buyers, then of the sellers. */
function tradeOutcomes(m: number, n: number): readonly TradeSets[] {
  const outcomes: TradeSets[] = [];
  for (let k = 0; k <= Math.min(m, n); k++) {
    for (const buyers of subsets(m, k)) for (const sellers of subsets(n, k)) outcomes.push({ buyers, sellers });
  }
  return outcomes;
}

/** The subsets of {0, …, n−1} with k elements, in lexicographic order. */
function subsets(n: number, k: number, from = 0): readonly (readonly number[])[] {
  if (k === 0) return [[]];
  const result: (readonly number[])[] = [];
  for (let first = from; first <= n - k; first++) {
    for (const rest of subsets(n, k - 1, first + 1)) result.push([first, ...rest]);
  }
  return result;
}

function outcomeName({ buyers, sellers }: TradeSets): string {
  if (buyers.length === 0) return "no trade";
  const numbers = (list: readonly number[]) => list.map((k) => k + 1).join("+");
  const plural = buyers.length > 1 ? "s" : "";
  return `buyer${plural} ${numbers(buyers)} with seller${plural} ${numbers(sellers)}`;
}
