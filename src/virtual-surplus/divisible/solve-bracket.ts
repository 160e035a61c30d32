import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { type AgentGroup, signOf } from "../../environments/linear.ts";
import { exactShiftOf, initialKnots, type Knots, quantileCells, refineKnots } from "../../type-space/quantile-curve.ts";
import { magnitude, width } from "../bracket/bracket-width.ts";
import { cellTypes } from "../bracket/cell-types.ts";
import { type BracketOptions, defaultBracketOptions } from "../bracket/close-bracket.ts";
import type { CutGroup } from "../bracket/dual-bound.ts";
import { chordCells, type Majorant, majorantCells, majorise, worthShift } from "../bracket/majorant.ts";
import { partsFor } from "../bracket/refinement.ts";
import { provedGroups } from "../bracket/verify-round.ts";
import type { Interval, Unsolved } from "../kernel/optimum.ts";
import { type DesignTerms, efficientTerms, inDoubles, lumpSum, type Terms, termsOf, weightOf } from "../kernel/terms.ts";
import type { WorthCells } from "../kernel/worth-cells.ts";
import { DivisibleLagrangian, type DivisibleTrades, type QuantityRule } from "./lagrangian.ts";
import { divisibleMultiplier } from "./multiplier.ts";
import { type DivisibleSolution, tradedByTypes } from "./optimum.ts";
import { type DivisibleProof, proveDivisible, provedOutOfReach } from "./proved/verify.ts";

/** Buyer and seller of a divisible good with laws of any kind, bayesian incentives and interim participation. */
export interface DivisibleQuestion {
  readonly groups: readonly [AgentGroup, AgentGroup];
  /** c > 0. */
  readonly curvature: Rational;
  readonly terms: DesignTerms;
  readonly options?: Partial<BracketOptions>;
}

/**
 * Encloses the optimum for a divisible good on the laws themselves. Lower: quantities constant on cells, with gains and profit exact from the curves at the knots. Upper: the dual at
 * one multiplier with a piecewise-linear majorant of every curve; a majorant bounds the Lagrangian of each monotone rule from above, whatever the quadratic term. The distance falls with the
 * square of the cells' length. The search estimates the errors of the laws and of rounding; what it ends with is proved from enclosures of the laws, where these have any.
 */
export function solveDivisibleBracket({
  groups: laws,
  curvature: bend,
  terms: stated,
  options: asked,
}: DivisibleQuestion): DivisibleSolution {
  const exactTerms = termsOf(stated);
  if (exactTerms.unbounded) return { status: "unbounded" };
  const terms = inDoubles(exactTerms);
  const curvature = toNumber(bend);
  const options = { ...defaultBracketOptions, ...asked };
  const started = performance.now();
  const reference: Rational = exactShiftOf(laws[1].law);
  const efficient = inDoubles(termsOf(efficientTerms));
  let knots: Knots[] = laws.map(({ law }) => initialKnots(law, options.firstCells));
  let [value, firstBest] = [unknown, unknown];
  let guess: number | undefined;
  let proofs = 0;
  const refine = (groups: readonly CutGroup[], parts: readonly Float64Array[]) =>
    groups.map(({ cut }, g) => refineKnots(cut, knots[g] as Knots, parts[g] as Float64Array));
  const isStuck = (parts: readonly Float64Array[]) => {
    const next = parts.map((own) => own.reduce((sum, part) => sum + part, 0));
    const late = performance.now() - started > 1_000 * options.timeLimitSeconds;
    return late || next.every((count, g) => count === parts[g]?.length) || next.some((count) => count > options.maxCells);
  };
  for (;;) {
    const groups = laws.map((group, g) => ({ ...group, cut: quantileCells(group.law, knots[g] as Knots, signOf(group), reference) }));
    const efficientCells = measured(groups, efficient, curvature);
    const feasible = efficientCells.at(allObjective);
    const efficientUpper = upperBound(groups, efficient, curvature, 0);
    firstBest = narrowed(firstBest, { lower: Math.max(0, feasible.objective - feasible.objectiveError), upper: efficientUpper.value });
    const round = boundsOn(groups, terms, curvature, firstBest, guess);
    if ("most" in round) {
      const least = { lower: round.largestProfit, upper: round.most.value };
      if (least.upper < (terms.requiredProfit ?? least.upper)) {
        const infeasible = outOfReach(groups, bend, exactTerms, least.upper);
        if (infeasible) return infeasible;
      }
      // The largest profit, then, decides.
      const parts = groups.map(({ cut }, g) => partsOf(g, [round.most], [options.width * Math.abs(least.upper)], cut.mass.length));
      if (isStuck(parts)) return { status: "undecided", largestProfit: { ...least, lower: Math.min(least.lower, least.upper) } };
      knots = refine(groups, parts);
      continue;
    }
    guess = round.lambda;
    value = narrowed(value, { lower: round.lower, upper: round.upper.value });
    const bounds = [round.upper, efficientUpper];
    const goal = [value, firstBest].map((interval) => options.width * magnitude(interval, firstBest.upper));
    const closed = (interval: Interval) => width(interval, firstBest.upper) <= options.width;
    const cells = groups.map(({ cut }) => cut.mass.length);
    options.onRound?.({ cells, ...value });
    let parts = groups.map((_, g) => partsOf(g, bounds, goal, cells[g] as number));
    if ((closed(value) && closed(firstBest)) || isStuck(parts)) {
      const proved = provedRound(groups, bend, exactTerms, round, efficientCells.trades(allObjective).rule);
      if (proved && !closed(proved.value) && ++proofs <= mostProofs) {
        parts = partsFor(proved.gaps, 2, options.maxCells);
        if (!isStuck(parts)) {
          knots = refine(groups, parts);
          continue;
        }
      }
      // What estimates alone have closed is closed by their account.
      const stands = proved && (closed(proved.value) || !closed(value)) ? proved : null;
      const { lambda, outlay, trades, lumpSum: handed } = stands?.round ?? round;
      const priced = groups.map(({ name, party, count, reference: held, cut }) => ({
        ...{ name, party, count, reference: held, types: cellTypes(cut) },
      }));
      const found = stands ?? { value, firstBest };
      return {
        status: closed(found.value) ? "optimal" : "limit",
        value: found.value,
        firstBest: found.firstBest,
        lambda,
        proved: stands !== null,
        exact: null,
        ...tradedByTypes(priced, trades(), outlay, stands?.lumpSum ?? handed, terms),
      };
    }
    knots = refine(groups, parts);
  }
}

/** How often finer cells are tried where the proved bounds are wider than those of the search. */
const mostProofs = 3;

/** The direction of λ = 0. */
const allObjective = { objective: 1, profit: 0 } as const;

/** The bounds of a round proved; null without enclosures, and where no margin makes the required profit provable. */
function provedRound(
  groups: readonly CutGroup[],
  curvature: Rational,
  terms: Terms<Rational>,
  found: RoundBounds,
  efficient: QuantityRule,
): (DivisibleProof & { readonly round: RoundBounds }) | null {
  const enclosed = provedGroups({ groups }, terms);
  if (!enclosed) return null;
  const prove = (round: RoundBounds, handsOutExcess = round.lumpSum > 0) => {
    const { rule } = round.trades();
    const proof = proveDivisible(enclosed, curvature, terms, { rule, efficient, lambda: round.lambda, handsOutExcess });
    return proof && { ...proof, round };
  };
  let best = prove(found);
  const rounded = inDoubles(terms);
  let margin = Math.max(4 * found.profitError, Number.MIN_VALUE);
  for (let attempt = 0; !best && attempt < 6; attempt++, margin *= 16) {
    // Feasible only up to rounding: ask for a little more profit.
    const more = boundsOn(groups, rounded, toNumber(curvature), unknown, found.lambda, margin);
    if ("most" in more) break;
    best = prove(more);
  }
  if ((rounded.requiredProfit ?? 1) > 0 || (best && best.value.lower > 0)) return best;
  // Nobody trades: nothing is rounded there.
  const still = prove(nobodyTrades(groups, rounded, toNumber(curvature)), true);
  return still && !(best && best.value.lower > still.value.lower) ? still : best;
}

/** The answer where no mechanism makes the required profit; proved where the laws have enclosures, null where these leave it open. */
function outOfReach(groups: readonly CutGroup[], curvature: Rational, terms: Terms<Rational>, largestProfit: number): Unsolved | null {
  const enclosed = provedGroups({ groups }, terms);
  if (!enclosed) return { status: "infeasible", largestProfit, exact: null, proved: false };
  const most = provedOutOfReach(enclosed, curvature, terms);
  return most === null ? null : { status: "infeasible", largestProfit: most, exact: null, proved: true };
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
  /** What its profit is known up to. */
  readonly profitError: number;
  readonly lower: number;
  readonly upper: UpperBound;
}

/** The best quantities that are constant on the cells and surely make the required profit, and the dual at their multiplier. `atLeast` is a margin of profit. Where they cannot make it: the most that they surely make, and what no mechanism exceeds. */
function boundsOn(
  groups: readonly CutGroup[],
  terms: Terms<number>,
  curvature: number,
  firstBest: Interval,
  guess: number | undefined,
  atLeast = 0,
): RoundBounds | { readonly largestProfit: number; readonly most: UpperBound } {
  const r = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  const lagrangian = measured(groups, terms, curvature);
  let margin = atLeast;
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
    const found = { lambda: answer.lambda, outlay: answer.value.outlay, trades, lumpSum: handed, profitError };
    return { ...found, lower, upper: gains ? { ...upper, value: Math.min(upper.value, firstBest.upper) } : upper };
  }
  const most = upperBound(groups, { ...terms, weights: new Map(), broker: 0, requiredProfit: null }, curvature, 1);
  const largest = lagrangian.at({ objective: 0, profit: 1 });
  const least = largest.profit - largest.profitError;
  if (r > 0 || most.value < r) return { largestProfit: least, most };
  return nobodyTrades(groups, terms, curvature);
}

/** For r ≤ 0: nobody trades, nobody pays, and what may be paid out goes to whoever it is worth most with. */
function nobodyTrades(groups: readonly CutGroup[], terms: Terms<number>, curvature: number): RoundBounds {
  const handed = lumpSum(terms, 0);
  const upper = upperBound(groups, terms, curvature, Math.max(terms.lowest, 0));
  const nothing = { lambda: terms.lowest, outlay: 0, trades: () => idle(groups), lumpSum: handed, profitError: 0 };
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
