import { above, below } from "../../arithmetic/interval.ts";
import { doubles } from "../../arithmetic/numbers.ts";
import { exactDouble, one, type Rational, toNumber, toNumberAbove, zero } from "../../arithmetic/rational.ts";
import type { AgentGroup } from "../../environments/linear.ts";
import { exactShiftOf, initialKnots, type Knots, refineKnots } from "../../type-space/quantile-curve.ts";
import { width } from "../bracket/bracket-width.ts";
import { type CellTypes, cellTypes } from "../bracket/cell-types.ts";
import { requireOrder } from "../bracket/proved/bounds.ts";
import { partsFor } from "../bracket/refinement.ts";
import { type BracketOptions, type BracketRound, defaultBracketOptions } from "../bracket/solve-bracket.ts";
import type { Interval, Unsolved } from "../kernel/optimum.ts";
import { type DesignTerms, inDoubles, type Terms, termsOf } from "../kernel/terms.ts";
import { feasibleSearch, type PoolMechanism, rangeOf } from "./best-division.ts";
import { type DualPoint, idleCut } from "./cut.ts";
import { type CutPartners, cutPartners, type EnclosedPartners, enclosePartners, searchCells } from "./law-cells.ts";
import { provedDual } from "./proved-dual.ts";
import { idleMixture, provedDivision } from "./proved-value.ts";
import { mostProfitable, type PoolOptimum, searchPools } from "./search.ts";

/** Proved bounds on the best division for the laws themselves, and a mechanism constant on cells that attains the lower one. */
export interface DivisionBracket extends PoolMechanism {
  readonly status: "optimal" | "limit";
  readonly value: Interval;
  readonly firstBest: Interval;
  readonly types: readonly CellTypes[];
  /** From where the virtual values of the pools are counted. */
  readonly shift: number;
  readonly rounds: readonly BracketRound[];
}

export type DivisionBracketSolution = DivisionBracket | Unsolved | { readonly status: "unproved" };

/**
 * Encloses the value of the best division among partners whose values are drawn from laws: mechanisms constant on cells from below, the dual at their multiplier and
 * pool values from above, both with outward rounding, on finer and finer cells. `unproved` where a law has no enclosure.
 */
export function bracketDivision(
  laws: readonly AgentGroup[],
  stated: DesignTerms,
  options: Partial<BracketOptions> = {},
): DivisionBracketSolution {
  const settings = { ...defaultBracketOptions, ...options };
  const exactTerms = termsOf(stated);
  if (exactTerms.unbounded) return { status: "unbounded" };
  const started = performance.now();
  const late = () => ((performance.now() - started) / 1000) * 2 > settings.timeLimitSeconds;
  const reference = exactShiftOf((laws[0] as AgentGroup).law);
  const rounds: BracketRound[] = [];
  let knots: Knots[] = laws.map(({ law }) => initialKnots(law, settings.firstCells));
  let firstBest: Interval = unknown;
  let upper = Number.POSITIVE_INFINITY;
  let best: (Omit<DivisionBracket, "status" | "value" | "firstBest" | "rounds"> & { readonly lower: number }) | null = null;
  let starts: readonly DualPoint<number>[] = [];
  let gapBefore = Number.POSITIVE_INFINITY;
  for (;;) {
    const cut = laws.map((group, g) => cutPartners(group, knots[g] as Knots, reference));
    const enclosed = cut.flatMap((group) => enclosePartners(group, exactTerms.weights.get(group.party) ?? zero) ?? []);
    if (enclosed.length < cut.length) return { status: "unproved" };
    const efficient = firstBestOn(cut, enclosed);
    firstBest = { lower: Math.max(firstBest.lower, efficient.lower), upper: Math.min(firstBest.upper, efficient.upper) };
    requireOrder("first best", firstBest);
    // Bounds of a round differ by the size of its cells: the search need not be much sharper.
    const sharp = sharpness * Math.max(settings.width, Math.min(1, gapBefore / 100)) * firstBest.upper;
    const round = bestOn(cut, enclosed, exactTerms, sharp, starts);
    const gaps = [efficient.gaps];
    let largestProfit: Interval = unknown;
    if ("found" in round) {
      starts = round.nearby;
      upper = Math.min(upper, round.upper);
      if (!best || round.lower > best.lower)
        best = { ...round, types: cut.map(({ fromTop }) => cellTypes(fromTop)), shift: toNumber(reference) };
      gaps.push(round.gaps);
    } else {
      largestProfit = round.largestProfit;
      if (largestProfit.upper < toNumber(exactTerms.requiredProfit ?? zero))
        return { status: "infeasible", largestProfit: largestProfit.upper, exact: null, proved: true };
      gaps.push(round.gaps);
    }
    const value: Interval = { lower: best?.lower ?? Number.NEGATIVE_INFINITY, upper };
    requireOrder("second best", value);
    const sizes = cut.map(({ fromTop }) => fromTop.mass.length);
    const state = { cells: sizes, ...value };
    rounds.push(state);
    settings.onRound?.(state);
    const stake = firstBest.upper * toNumber(exactTerms.heaviest.compare(exactTerms.broker) > 0 ? exactTerms.heaviest : exactTerms.broker);
    const wide = best ? width(value, stake) : Number.POSITIVE_INFINITY;
    const gap = Math.max(wide, width(firstBest, stake));
    gapBefore = gap;
    const end = gap <= settings.width || Math.max(...sizes) >= settings.maxCells || late() || rounds.length >= mostRounds;
    if (end && best) return { status: wide <= settings.width ? "optimal" : "limit", value, firstBest, ...best, rounds };
    if (end) return { status: "undecided", largestProfit };
    const growth = Number.isFinite(gap) ? Math.min(8, Math.max(1.5, 1.3 * Math.sqrt(gap / settings.width))) : 4;
    const parts = partsFor(gaps, growth, settings.maxCells);
    const finer = cut.map(({ fromTop }, g) => refineKnots(fromTop, knots[g] as Knots, parts[g] as Float64Array));
    if (finer.every((points, g) => points.length === (knots[g] as Knots).length)) {
      if (best) return { status: wide <= settings.width ? "optimal" : "limit", value, firstBest, ...best, rounds };
      return { status: "undecided", largestProfit };
    }
    knots = finer;
  }
}

const mostRounds = 40;

/** How far the search may end from its optimum, as a share of what the bounds may differ by. */
const sharpness = 1 / 50;

const unknown: Interval = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** Bounds on the first best: everything to the cell with the highest mean, and the dual without payments. */
function firstBestOn(
  cut: readonly CutPartners[],
  enclosed: readonly EnclosedPartners[],
): Interval & { readonly gaps: readonly Float64Array[] } {
  const equal = enclosed.map((group) => ({ ...group, weight: one }));
  const ranks = cut.map((group) => {
    const { mass, worth } = searchCells(group, { count: group.count, share: 0, weight: 1 });
    let least = Number.NEGATIVE_INFINITY;
    // Means of neighbouring cells rise, whatever rounding says.
    return worth.map((value, k) => {
      least = Math.max(least, value / (mass[k] as number));
      return least;
    });
  });
  const order = cut.map((_, g) => g);
  const found = provedDivision(equal, [{ cut: { ranks, order }, weight: 1 }], one);
  const dual = provedDual(
    equal,
    one,
    cut.map(() => 0),
  );
  // Whoever owns it may keep it.
  return { lower: Math.max(0, found.objective.lo), upper: Math.max(0, dual.value), gaps: dual.gaps };
}

type OnCells =
  | (PoolMechanism & { readonly lower: number; readonly upper: number; readonly nearby: readonly DualPoint<number>[] })
  | { readonly largestProfit: Interval };

/** The best mechanism on these cells with a dual bound for the laws; or how large a profit can be, where the required one is not proved to be made. */
function bestOn(
  cut: readonly CutPartners[],
  enclosed: readonly EnclosedPartners[],
  exactTerms: Terms<Rational>,
  sharp: number,
  starts: readonly DualPoint<number>[],
): OnCells & { readonly gaps: readonly Float64Array[] } {
  const terms = inDoubles(exactTerms);
  const cells = cut.map((group) =>
    searchCells(group, { count: group.count, share: toNumber(group.reference), weight: terms.weights.get(group.party) ?? 0 }),
  );
  const range = rangeOf(cells);
  const options = { within: Math.max(sharp, 2 ** -44 * range) * Math.max(terms.heaviest, terms.broker), rounding: 2 ** -42, starts };
  let found = feasibleSearch<number>(cells, terms, doubles, options);
  for (let attempt = 0, margin = 4; attempt < 8 && !("status" in found); attempt++, margin *= 16) {
    const made = provedDivision(enclosed, found.mixture, exactTerms.broker);
    const settled = settle(made, exactTerms);
    if (settled) return { ...settled, ...upperAt(enclosed, exactTerms, found), found, nearby: found.nearby };
    // Somebody without a highest (lowest) value gives (takes) a share there, at any price.
    if (!Number.isFinite(made.profit.lo)) break;
    // The required profit is made up to rounding: ask for a little more, at about the same multiplier.
    const required = terms.requiredProfit as number;
    const requiredProfit = required + Math.max(margin * (required - made.profit.lo), 2 ** -52 * range);
    const again = { ...options, starts: found.nearby };
    const more = searchPools(cells, { ...terms, requiredProfit }, 4 * found.at.lambda + 4, doubles, again);
    found = more ?? feasibleSearch<number>(cells, { ...terms, requiredProfit }, doubles, again);
  }
  const most = mostProfitable(cells, doubles, options);
  const dual = provedDual(
    enclosed.map((group) => ({ ...group, weight: zero })),
    one,
    most.pools,
  );
  const idle = settle(provedDivision(enclosed, idleMixture, exactTerms.broker), exactTerms);
  if (idle === null) return { largestProfit: { lower: most.profit, upper: dual.value }, gaps: dual.gaps };
  const nobody = idleCut(cells, doubles);
  const still = {
    ...most,
    mixture: [{ cut: nobody, weight: 1 }],
    holdings: nobody.holdings,
    objective: 0,
    profit: 0,
    at: { lambda: terms.lowest, means: [] },
  };
  return { ...idle, ...upperAt(enclosed, exactTerms, still), found: still, nearby: [] };
}

/** The objective once what has to be handed out is; null when the required profit is not proved to be made. */
function settle(
  { objective, profit }: ReturnType<typeof provedDivision>,
  { requiredProfit, handsOut, excess }: Terms<Rational>,
): { readonly lower: number; readonly lumpSum: number } | null {
  if (requiredProfit === null) return { lower: objective.lo, lumpSum: 0 };
  const required = toNumberAbove(requiredProfit);
  if (!(profit.lo >= required)) return null;
  if (!handsOut) return { lower: objective.lo, lumpSum: 0 };
  const spare = below(profit.lo - required);
  const most = above(profit.hi - required);
  const lump = Math.max(0, spare);
  const change = excess.lt(zero)
    ? -above(above(toNumber(excess.neg()) * most) * (1 + 2 ** -50))
    : below(below(toNumber(excess) * lump) * (1 - 2 ** -50));
  return { lower: below(objective.lo + change), lumpSum: lump };
}

function upperAt(
  enclosed: readonly EnclosedPartners[],
  { broker, lowest, requiredProfit }: Terms<Rational>,
  { at, pools }: Pick<PoolOptimum<number>, "at" | "pools">,
): { readonly upper: number; readonly gaps: readonly Float64Array[] } {
  const wish = exactDouble(at.lambda);
  const lambda = requiredProfit === null || wish.lt(lowest) ? lowest : wish;
  const { value, gaps } = provedDual(enclosed, broker.add(lambda), pools);
  const cost = requiredProfit === null ? 0 : toNumberAbove(lambda.mul(requiredProfit).neg());
  return { upper: above(value + cost), gaps };
}
