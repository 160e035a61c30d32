import { type AgentGroup, signOf } from "../../environments/linear.ts";
import { exactShiftOf, initialKnots, type Knots, quantileCells, refineKnots } from "../../type-space/quantile-curve.ts";
import type { Feasible } from "../kernel/evaluators.ts";
import type { MultiplierGuess } from "../kernel/multiplier.ts";
import { byTypes, type Interval, type Optimum, type Unsolved } from "../kernel/optimum.ts";
import { type DesignTerms, inDoubles, type Terms, termsOf } from "../kernel/terms.ts";
import { isNextToNothing, magnitude, usualStake, width } from "./bracket-width.ts";
import { bestCells, efficientCells, idle, type LowerBound } from "./cell-mechanism.ts";
import { type CellTypes, cellTypes } from "./cell-types.ts";
import { type DualBound, dualBound, upperAt } from "./dual-bound.ts";
import { looseness, partsFor } from "./refinement.ts";
import { infeasible, narrower, type VerifiedRound, verify } from "./verify-round.ts";

export interface BracketOptions {
  /** Requested (upper − lower)/max(|lower|, |upper|), of the second best and of the first best. */
  readonly width: number;
  /** Largest number of cells a group. Default 300,000. */
  readonly maxCells: number;
  /** Wall-clock limit in seconds. Default none. */
  readonly timeLimitSeconds: number;
  /** Cells a group of the first round. Default 32. */
  readonly firstCells: number;
  /** Called after every round with the best bracket so far. */
  readonly onRound: ((round: BracketRound) => void) | undefined;
}

export const defaultBracketOptions: BracketOptions = {
  width: 1e-8,
  maxCells: 300_000,
  timeLimitSeconds: Number.POSITIVE_INFINITY,
  firstCells: 32,
  onRound: undefined,
};

/** The state after one refinement: the best bounds seen so far, which only ever shrink. */
export interface BracketRound {
  /** Number of cells per group. */
  readonly cells: readonly number[];
  readonly lower: number;
  readonly upper: number;
}

/** Agents with laws of any kind, bayesian incentives and interim participation. */
export interface BracketQuestion {
  readonly groups: readonly AgentGroup[];
  readonly frontier: Feasible;
  readonly terms: DesignTerms;
  readonly options?: Partial<BracketOptions>;
}

/** Bounds that are proved for the laws themselves, and a feasible mechanism that attains the lower one: constant on the cells of each group. */
export interface BracketOptimum extends Optimum<CellTypes> {
  readonly exact: null;
  /** Both bounds are proved; otherwise a law made of functions allows a numerical bracket only. */
  readonly proved: boolean;
  readonly rounds: readonly BracketRound[];
}

export type BracketSolution = BracketOptimum | Unsolved;

/**
 * Encloses the optimum of a market with laws of any kind (continuous, mixed, discrete, unbounded) between a mechanism that is feasible for it (lower)
 * and a dual bound (upper), refining the cells that matter until the relative width is reached.
 *
 * Lower: allocations constant on cells, with gains and profit exact from the curves at the knots. Upper: the Lagrangian dual at one multiplier with a
 * piecewise-linear majorant of every curve. Both include the rounding errors of the laws and of the sums.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 2; T. Gresik, M. Satterthwaite (1989) for several traders.
 */
export function solveBracket({ groups: laws, frontier, terms: stated, options: asked }: BracketQuestion): BracketSolution {
  const exactTerms = termsOf(stated);
  if (exactTerms.unbounded) return { status: "unbounded" };
  const options = { ...defaultBracketOptions, ...asked };
  const terms = inDoubles(exactTerms);
  const r = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  const started = performance.now();
  // Shifts are measured from an owner's: as many goods are sold as bought, so what all of them share changes nothing.
  const reference = exactShiftOf((laws.find((group) => signOf(group) === -1) as AgentGroup).law);
  let knots: Knots[] = laws.map(({ law }) => initialKnots(law, options.firstCells));
  const rounds: BracketRound[] = [];
  const report = (round: BracketRound) => {
    rounds.push(round);
    options.onRound?.(round);
  };
  let expected: MultiplierGuess | undefined;
  let firstBestBefore = Number.POSITIVE_INFINITY;
  let gapBefore = Number.POSITIVE_INFINITY;
  let distanceBefore = Number.POSITIVE_INFINITY;
  // Rounds in a row that did not halve the gap, nor the distance of the bounds: where the value is next to nothing the one is 1 until the other has fallen below it.
  let standing = 0;
  let proofs = 0;
  for (;;) {
    const roundStarted = performance.now();
    const groups = laws.map((group, g) => ({ ...group, cut: quantileCells(group.law, knots[g] as Knots, signOf(group), reference) }));
    const market = { groups, frontier };
    const efficient = dualBound(market, terms, 0, "first-best");
    const feasible = efficientCells(market);
    const firstBest = { lower: feasible.lower, upper: efficient.value };
    const bounds: DualBound[] = [efficient];
    let error = 0;
    let value: Interval = unknown;
    let largestProfit: Interval = unknown;
    const found = bestCells(market, terms, expected);
    let best: LowerBound | undefined;
    if ("largestProfit" in found) {
      // Could any mechanism be as profitable? The largest profit is the same dual with weight on the revenue curves alone.
      const most = dualBound(market, terms, 0, "profit");
      if (most.value < r) {
        const proved = infeasible(market, exactTerms, most.value);
        if (proved !== null) return { status: "infeasible", exact: null, ...proved };
      }
      largestProfit = { lower: found.largestProfit, upper: most.value };
      bounds.push(most);
      if (r <= 0) {
        // Nobody trades: feasible whatever the rounding.
        best = idle(market, terms);
        value = { lower: best.lower, upper: upperAt(market, terms, terms.lowest).value };
      }
    } else {
      const { lambda } = found.answer;
      // The next round's multiplier is about as far away as this one is from the last.
      expected = { lambda, within: Math.max(Math.abs(lambda - (expected?.lambda ?? 0)), 1e-9 * Math.abs(lambda)) };
      const upper = upperAt(market, terms, lambda);
      value = { lower: found.lower, upper: upper.value };
      bounds.push(upper.bound);
      error = found.error + upper.bound.error;
      best = found;
    }
    const cells = groups.map((group) => group.cut.mass.length);
    const stake = firstBest.upper * Math.max(terms.heaviest, terms.broker);
    // What remains is mostly rounding, as far as the search can tell: finer cells do not help it.
    const rounding = Math.max(error / magnitude(value, stake), (feasible.error + efficient.error) / magnitude(firstBest, stake));
    const largest = Math.max(...cells);
    const closed = best !== undefined && width(value, stake) <= options.width;
    const firstBestWidth = width(firstBest, stake);
    // A first best that no longer closes does not hold up a value that is closed.
    const stalled = firstBestWidth > 0.5 * firstBestBefore;
    firstBestBefore = firstBestWidth;
    let gap = Math.max(width(value, stake), closed && stalled ? 0 : firstBestWidth);
    const distance = closed ? firstBest.upper - firstBest.lower : value.upper - value.lower;
    standing = gap > 0.5 * gapBefore && distance > 0.5 * distanceBefore ? standing + 1 : 0;
    gapBefore = gap;
    distanceBefore = distance;
    // Where the search makes no headway, however it cuts, the proved bounds may.
    const stuck = standing > patience;
    const growthOf = () => (Number.isFinite(gap) ? Math.min(8, Math.max(2, 1.3 * Math.sqrt(gap / options.width))) : 4);
    // A round of so many times the cells takes so many times as long, and half as much again for its proof.
    const late = () => {
      const now = performance.now();
      return now - started + 1.5 * growthOf() * (now - roundStarted) > 1000 * options.timeLimitSeconds;
    };
    let over = stuck || gap <= Math.max(options.width, 2 * rounding) || largest >= options.maxCells || late() || rounds.length >= 60;
    let next = knots;
    const refine = (proof?: readonly (readonly Float64Array[])[]) => {
      const loose = proof ?? bounds.map((bound) => looseness(groups, bound, standing % 2 === 1));
      const parts = partsFor(loose, growthOf(), options.maxCells);
      next = groups.map((group, g) => refineKnots(group.cut, knots[g] as Knots, parts[g] as Float64Array));
      over = next.every((points, g) => points.length === (knots[g] as Knots).length);
    };
    if (!over) refine();
    const round = { cells, lower: value.lower, upper: value.upper };
    if (!over) {
      report(round);
      knots = next;
      continue;
    }
    const firstBestError = { lower: feasible.error, upper: efficient.error };
    const verified = best ? verify(market, exactTerms, { value, firstBest, best, firstBestError }) : null;
    if (verified && best) {
      report({ cells, lower: verified.value.lower, upper: verified.value.upper });
      // Laws are known up to a share of their types: a value that is next to nothing against those needs an absolute width.
      const usual = Math.max(stake, usualStake(groups) * Math.max(terms.heaviest, terms.broker));
      const open = (bracket: Interval) => (isNextToNothing(bracket, usual, options.width) ? 0 : width(bracket, stake));
      const reached = open(verified.value) <= options.width;
      gap = Math.max(open(verified.value), stalled ? 0 : open(verified.firstBest));
      const finer =
        gap > options.width &&
        largest < options.maxCells &&
        // The distance falls with the square of the cells' size: what more cells than allowed would have to close stays open, after a few tries.
        (++proofs < tries || largest * Math.sqrt(gap / options.width) <= options.maxCells) &&
        !late() &&
        rounds.length < 60 &&
        gap > 1.2 * (verified.spread / magnitude(verified.value, stake));
      if (finer) refine(verified.gaps);
      if (finer && !over) {
        knots = next;
        continue;
      }
      // Where enclosures are wider than asked, the search's own account of its errors may still be narrow enough, or narrower.
      const numerical = reached || !verified.proved ? null : narrower(verified, { value, firstBest, best }, stake);
      if (!numerical) return optimum(reached, verified, terms, rounds);
      report(round);
      return optimum(width(value, stake) <= options.width, numerical, terms, rounds);
    }
    report(round);
    // The mechanism is feasible by the search's own account of its errors only.
    if (best && value.lower <= value.upper && r !== Number.NEGATIVE_INFINITY && found === best)
      return optimum(closed, { value, firstBest, best, proved: false }, terms, rounds);
    if (!best) return { status: "undecided", largestProfit };
    // The mechanism found makes the required profit up to rounding only.
    return { status: "undecided", largestProfit: { lower: r, upper: r } };
  }
}

/** The mechanism behind the lower bound, read by types. */
function optimum(
  reached: boolean,
  { value, firstBest, best, proved }: Pick<VerifiedRound, "value" | "firstBest" | "best" | "proved">,
  terms: Terms<number>,
  rounds: readonly BracketRound[],
): BracketOptimum {
  const { lagrangian, answer, lumpSum, mix } = best;
  const groups = best.groups.map(({ name, party, count, reference, cut }) => ({ name, party, count, reference, types: cellTypes(cut) }));
  return {
    status: reached ? "optimal" : "limit",
    value,
    firstBest: { lower: firstBest.lower, upper: firstBest.upper },
    ...byTypes(groups, { lagrangian, lambda: answer.lambda, ...lagrangian.allocation(answer, mix), lumpSum }, terms),
    exact: null,
    proved,
    rounds,
  };
}

/** How often proved bounds are tried on finer cells although they are not expected to close. */
const tries = 2;

/** How many rounds without headway a search goes on, every other of them blind to what its estimate says of rivals. */
const patience = 3;

const unknown: Interval = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
