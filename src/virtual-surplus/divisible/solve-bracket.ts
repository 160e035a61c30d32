import type { Rational } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { type AgentGroup, signOf } from "../../environments/linear.ts";
import { exactShiftOf, initialKnots, type Knots, quantileCells, refineKnots } from "../../type-space/quantile-curve.ts";
import { magnitude, width } from "../bracket/bracket-width.ts";
import { cellTypes } from "../bracket/cell-types.ts";
import { type BracketOptions, defaultBracketOptions } from "../bracket/close-bracket.ts";
import type { CutGroup } from "../bracket/dual-bound.ts";
import { chordCells, type Majorant, majorantCells, majorise, worthShift } from "../bracket/majorant.ts";
import type { Interval } from "../kernel/optimum.ts";
import { type DesignTerms, efficientTerms, inDoubles, lumpSum, type Terms, termsOf, weightOf } from "../kernel/terms.ts";
import type { WorthCells } from "../kernel/worth-cells.ts";
import { DivisibleLagrangian, type DivisibleTrades } from "./lagrangian.ts";
import { divisibleMultiplier } from "./multiplier.ts";
import { type DivisibleSolution, tradedByTypes } from "./optimum.ts";

/** Buyer and seller of a divisible good with laws of any kind, bayesian incentives and interim participation. */
export interface DivisibleQuestion {
  readonly groups: readonly [AgentGroup, AgentGroup];
  /** c > 0. */
  readonly curvature: number;
  readonly terms: DesignTerms;
  readonly options?: Partial<BracketOptions>;
}

/**
 * Encloses the optimum for a divisible good on the laws themselves. Lower: quantities constant on cells, with gains and profit exact from the curves at the knots. Upper: the dual at
 * one multiplier with a piecewise-linear majorant of every curve; a majorant bounds the Lagrangian of each monotone rule from above, whatever the quadratic term. Both allow for errors of
 * the laws and for rounding, as estimated from the sizes of all terms. The distance falls with the square of the cells' length.
 */
export function solveDivisibleBracket({ groups: laws, curvature, terms: stated, options: asked }: DivisibleQuestion): DivisibleSolution {
  const exactTerms = termsOf(stated);
  if (exactTerms.unbounded) return { status: "unbounded" };
  const terms = inDoubles(exactTerms);
  const options = { ...defaultBracketOptions, ...asked };
  const started = performance.now();
  const reference: Rational = exactShiftOf(laws[1].law);
  let knots: Knots[] = laws.map(({ law }) => initialKnots(law, options.firstCells));
  let [value, firstBest] = [unknown, unknown];
  let guess: number | undefined;
  for (;;) {
    const groups = laws.map((group, g) => ({ ...group, cut: quantileCells(group.law, knots[g] as Knots, signOf(group), reference) }));
    const efficient = inDoubles(termsOf(efficientTerms));
    const feasible = measured(groups, efficient, curvature).at({ objective: 1, profit: 0 });
    const efficientUpper = upperBound(groups, efficient, curvature, 0);
    firstBest = narrowed(firstBest, { lower: Math.max(0, feasible.objective - feasible.objectiveError), upper: efficientUpper.value });
    const round = boundsOn(groups, terms, curvature, firstBest, guess);
    if ("status" in round) return round;
    guess = round.lambda;
    value = narrowed(value, { lower: round.lower, upper: round.upper.value });
    const bounds = [round.upper, efficientUpper];
    const goal = [value, firstBest].map((interval) => options.width * magnitude(interval, firstBest.upper));
    const reached = width(value, firstBest.upper) <= options.width && width(firstBest, firstBest.upper) <= options.width;
    const cells = groups.map(({ cut }) => cut.mass.length);
    options.onRound?.({ cells, ...value });
    const parts = groups.map((_, g) => partsOf(g, bounds, goal, cells[g] as number));
    const next = parts.map((own) => own.reduce((sum, part) => sum + part, 0));
    const late = performance.now() - started > 1_000 * options.timeLimitSeconds;
    const stuck = next.every((count, g) => count === cells[g]) || next.some((count) => count > options.maxCells) || late;
    if (reached || stuck) {
      const { lambda, outlay, trades, lumpSum: handed } = round;
      const priced = groups.map(({ name, party, count, reference: held, cut }) => ({
        ...{ name, party, count, reference: held, types: cellTypes(cut) },
      }));
      return {
        status: width(value, firstBest.upper) <= options.width ? "optimal" : "limit",
        value,
        firstBest,
        lambda,
        exact: null,
        ...tradedByTypes(priced, trades(), outlay, handed, terms),
      };
    }
    knots = groups.map(({ cut }, g) => refineKnots(cut, knots[g] as Knots, parts[g] as Float64Array));
  }
}

const unknown: Interval = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

function narrowed(known: Interval, { lower, upper }: Interval): Interval {
  const both = { lower: Math.max(known.lower, lower), upper: Math.min(known.upper, upper) };
  if (both.lower > both.upper) throw new Error(`contradicting bounds for a divisible good: ${both.lower} > ${both.upper}`);
  return both;
}

interface RoundBounds {
  readonly lambda: number;
  readonly outlay: number;
  readonly trades: () => DivisibleTrades;
  readonly lumpSum: number;
  readonly lower: number;
  readonly upper: UpperBound;
}

/** The best quantities that are constant on the cells and surely make the required profit, and the dual at their multiplier. */
function boundsOn(
  groups: readonly CutGroup[],
  terms: Terms<number>,
  curvature: number,
  firstBest: Interval,
  guess: number | undefined,
): RoundBounds | Exclude<DivisibleSolution, { readonly lambda: number }> {
  const r = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  const lagrangian = measured(groups, terms, curvature);
  let margin = 0;
  for (let attempt = 0; attempt < 6; attempt++) {
    const answer = divisibleMultiplier(lagrangian, terms, r + margin, guess);
    if ("largestProfit" in answer) break;
    const { objective, profit, objectiveError, profitError } = answer.value;
    if (profit - r < profitError) {
      margin = Math.max(2 * profitError, 4 * margin);
      continue;
    }
    const handed = answer.slack ? lumpSum(terms, profit) : 0;
    // Of what is handed out, or left where a balanced budget leaves nothing, rounding decides.
    const left = terms.balanced ? Math.abs(terms.excess) * (profit - r - handed + profitError) : Math.abs(terms.excess) * profitError;
    const lower =
      objective - objectiveError + (handed === 0 ? 0 : terms.excess * handed - left) - (terms.balanced && handed === 0 ? left : 0);
    const upper = upperBound(groups, terms, curvature, Math.min(answer.lambda, largestMultiplier));
    const gains = [...terms.weights.values(), terms.broker].every((weight) => weight === 1);
    const trades = () => lagrangian.trades(answer.direction);
    const found = { lambda: answer.lambda, outlay: answer.value.outlay, trades, lumpSum: handed };
    return { ...found, lower, upper: gains ? { ...upper, value: Math.min(upper.value, firstBest.upper) } : upper };
  }
  const most = upperBound(groups, { ...terms, weights: new Map(), broker: 0, requiredProfit: null }, curvature, 1);
  const largest = lagrangian.at({ objective: 0, profit: 1 });
  const least = largest.profit - largest.profitError;
  if (most.value < r) return { status: "infeasible", largestProfit: most.value, exact: null, proved: false };
  if (r > 0) return { status: "undecided", largestProfit: { lower: Math.min(least, most.value), upper: most.value } };
  // Nobody trades, nobody pays: feasible, and what may be paid out goes to whoever it is worth most with.
  const handed = lumpSum(terms, 0);
  const upper = upperBound(groups, terms, curvature, Math.max(terms.lowest, 0));
  const nothing = { lambda: terms.lowest, outlay: 0, trades: () => idle(groups), lumpSum: handed };
  return { ...nothing, lower: handed === 0 ? 0 : terms.excess * handed, upper };
}

/** Where the multiplier is without limit, the dual is taken at one that is all but that. */
const largestMultiplier = 2 ** 30;

function idle(groups: readonly CutGroup[]): DivisibleTrades {
  const all = (entry: number) => groups.map(({ cut }) => new Float64Array(cut.mass.length).fill(entry)) as [Float64Array, Float64Array];
  return { quantity: all(0), rule: { slope: all(Number.NEGATIVE_INFINITY), band: 1 } };
}

/** A Lagrangian whose errors allow for those of the laws. */
function measured(groups: readonly CutGroup[], terms: Terms<number>, curvature: number): DivisibleLagrangian {
  const chords = groups.map((group) => chordCells(group.cut, { own: weightOf(terms, group), broker: terms.broker }));
  const [buyer, seller] = chords.map(({ cells }) => cells) as [WorthCells, WorthCells];
  const laws = groups.map(({ cut: { relativeError } }, g) => ({ ...(chords[g] as (typeof chords)[number]).sizes, relativeError }));
  return new DivisibleLagrangian(buyer, seller, terms.broker, curvature, laws);
}

/** A dual bound with what its refinement needs. */
interface UpperBound {
  readonly value: number;
  readonly majorants: readonly Majorant[];
  /** Expected quantity per piece of each majorant, best first. */
  readonly quantity: readonly Float64Array[];
}

/** The dual at λ, from above. */
function upperBound(groups: readonly CutGroup[], terms: Terms<number>, curvature: number, lambda: number): UpperBound {
  const kappa = terms.broker + lambda;
  const majorants = groups.map((group) => majorise(group.cut, weightOf(terms, group), kappa - weightOf(terms, group)));
  const cells = groups.map(({ cut }, g) => majorantCells(majorants[g] as Majorant, worthShift(cut)));
  const laws = cells.map(({ size }, g) => ({ objective: size, profit: size, relativeError: groups[g]?.cut.relativeError as number }));
  const [buyer, seller] = cells.map((own) => own.cells) as [WorthCells, WorthCells];
  const lagrangian = new DivisibleLagrangian(buyer, seller, kappa, curvature, laws);
  const found = lagrangian.at({ objective: 1, profit: 0 });
  const budget = lambda * (terms.requiredProfit ?? 0);
  let value = found.objective + found.objectiveError - budget + 4 * unitRoundoff * Math.abs(budget);
  groups.forEach(({ cut }, g) => {
    value += (majorants[g] as Majorant).jump * (1 + 4 * cut.relativeError);
  });
  return { value, majorants, quantity: lagrangian.trades({ objective: 1, profit: 0 }).quantity.map((own) => own.slice().reverse()) };
}

/** Most parts of a cell in one round. */
const mostParts = 16;

/**
 * Into how many parts each cell of a group is cut: its share in the distance of the bounds (the height of its majorant above the chord times the range of expected quantities there)
 * falls with the square of the parts.
 */
function partsOf(g: number, bounds: readonly UpperBound[], goals: readonly number[], cells: number): Float64Array {
  const parts = new Float64Array(cells).fill(1);
  bounds.forEach(({ majorants, quantity }, b) => {
    const { cell, gap, jump } = majorants[g] as Majorant;
    const own = quantity[g] as Float64Array;
    const low = new Float64Array(cells).fill(Number.POSITIVE_INFINITY);
    const high = new Float64Array(cells).fill(Number.NEGATIVE_INFINITY);
    cell.forEach((k, piece) => {
      for (let near = Math.max(0, k - 1); near <= Math.min(cells - 1, k + 1); near++) {
        low[near] = Math.min(low[near] as number, own[piece] as number);
        high[near] = Math.max(high[near] as number, own[piece] as number);
      }
    });
    const allowed = (goals[b] as number) / cells;
    for (let k = 0; k < cells; k++) {
      const share = (gap[k] as number) * Math.max(0, (high[k] as number) - (low[k] as number)) + (k === 0 ? jump : 0);
      if (share > allowed) parts[k] = Math.max(parts[k] as number, Math.min(mostParts, Math.ceil(Math.sqrt(share / allowed))));
    }
  });
  return parts;
}
