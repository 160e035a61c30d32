import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { after, endOfPath, type PathPoint } from "./ironing.ts";
import type { PathEvaluator, PathValue } from "./path-evaluator.ts";
import type { Terms } from "./terms.ts";

/**
 * The search for the budget's shadow price: minimise D(λ) = max_x W(x) + λ·(Π(x) − r) over λ ≥ `lowest`.
 *
 * D is convex and piecewise linear: each allocation x contributes the line W(x) + λ·(Π(x) − r).
 */
export interface MultiplierQuestion {
  /** Smallest admissible λ: max(w̄, w_0) − w_0, or w̄ − w_0 for a balanced budget. */
  readonly lowest: number;
  /** r: the profit the broker must make. */
  readonly requiredProfit: number;
  /** Where λ is expected, give or take `within` > 0, e.g. from a coarser problem; any guess leads to the same answer, a good one sooner. */
  readonly guess?: MultiplierGuess | undefined;
}

export interface MultiplierGuess {
  readonly lambda: number;
  readonly within: number;
}

/** How the search ends: without an allocation as profitable as required (`largestProfit` is the most that can be had), or at the optimum. */
export type MultiplierAnswer = { readonly kind: "infeasible"; readonly largestProfit: number } | MultiplierOptimum;

export type MultiplierOptimum =
  /** The budget does not bind the allocation: at the lowest λ the profit suffices. */
  | { readonly kind: "slack"; readonly lambda: number; readonly rule: PathPoint; readonly value: PathValue; readonly evaluations: number }
  /**
   * The optimum mixes the allocations of two points of the path so that the profit is exactly r: `weight` on `loose` (more trade, too little profit),
   * the rest on `tight`.
   */
  | {
      readonly kind: "binding";
      readonly lambda: number;
      readonly loose: PathPoint;
      readonly tight: PathPoint;
      readonly weight: number;
      readonly value: PathValue;
      /** D(λ) as evaluated: an upper bound on the optimum up to its rounding error. */
      readonly dual: number;
      readonly evaluations: number;
    };

/** The two points of the path that an optimum mixes, and the weight of the first; the same one twice where the budget does not bind. */
export function mixedRules(found: MultiplierOptimum): { readonly loose: PathPoint; readonly tight: PathPoint; readonly weight: number } {
  return found.kind === "binding" ? found : { loose: found.rule, tight: found.rule, weight: 0 };
}

/** Where the search of a lagrangian begins: where no rents count any multiplier asks for the largest profit, and a smooth rule needs one at which money has a price. */
export function lowestMultiplier({ smooth }: Pick<PathEvaluator, "smooth">, { lowest, heaviest }: Terms<number>): number {
  return smooth && heaviest === 0 ? Math.max(0, lowest) : lowest;
}

interface Line extends PathValue {
  readonly at: PathPoint;
  readonly lambda: number;
}

const maxEvaluations = 200;

/** Where only the most profitable allocation makes the required profit the multiplier is without limit, and the dual is taken at one that is all but that. */
const largestMultiplier = 2 ** 40;

/**
 * Finds the optimal multiplier and the two allocations to mix, by intersecting supporting lines of D (exact on its kinks),
 * alternated with false position on Π(λ) − r where D is so finely kinked that it is practically smooth.
 *
 * Each evaluation costs O(cells). Mixing the allocations on both sides of the kink is optimal with any number of ties and for any weights; where D is smooth the search
 * ends at a point whose profit is the required one up to rounding, on the tight side.
 */
export function findMultiplier(lagrangian: Pick<PathEvaluator, "evaluate" | "smooth">, question: MultiplierQuestion): MultiplierAnswer {
  const r = question.requiredProfit;
  let evaluations = 0;
  const evaluate = (at: PathPoint, lambda: number): Line => {
    evaluations++;
    return { at, lambda, ...lagrangian.evaluate(at) };
  };
  const near = around(question, (lambda) => evaluate(after(lambda), lambda));
  let loose = near.loose ?? evaluate(after(question.lowest), question.lowest);
  if (loose.profit >= r) return { kind: "slack", lambda: question.lowest, rule: loose.at, value: loose, evaluations };
  let tight = near.tight ?? evaluate(endOfPath, Number.POSITIVE_INFINITY);
  if (tight.profit < r) return { kind: "infeasible", largestProfit: tight.profit };
  // False position keeps its own weights (Illinois): a side that stays twice has its slope halved.
  let looseSlope = loose.profit - r;
  let tightSlope = tight.profit - r;
  let bestDual = Number.POSITIVE_INFINITY;
  let lambda = loose.lambda;
  while (evaluations < maxEvaluations && !(lagrangian.smooth && tight.profit - r <= tight.profitError / 4)) {
    const crossing = (loose.objective - tight.objective) / (tight.profit - loose.profit);
    const falsePosition = (loose.lambda * tightSlope - tight.lambda * looseSlope) / (tightSlope - looseSlope);
    const between = evaluations > 4 && evaluations % 4 !== 0 && Number.isFinite(tight.lambda);
    let candidate = between ? falsePosition : crossing;
    if (!(candidate >= loose.lambda && candidate <= tight.lambda)) candidate = Math.min(Math.max(crossing, loose.lambda), tight.lambda);
    // Lines that differ by rounding cross anywhere.
    if (lagrangian.smooth && !(candidate > loose.lambda && candidate < tight.lambda))
      candidate = Number.isFinite(tight.lambda) ? (loose.lambda + tight.lambda) / 2 : 2 * Math.abs(loose.lambda) + 1;
    if (!Number.isFinite(candidate)) break;
    const found = evaluate(after(candidate), candidate);
    const dual = found.objective + candidate * (found.profit - r);
    if (dual < bestDual || !between) {
      bestDual = dual;
      lambda = candidate;
    }
    const mixed = mixture(loose, tight, r);
    const noise = found.objectiveError + Math.abs(candidate) * found.profitError + 4 * unitRoundoff * Math.abs(dual);
    // No allocation beats the two lines at their crossing (or the mixture reaches the dual value): both are optimal there.
    if (!lagrangian.smooth && dual - mixed <= noise) break;
    const slope = found.profit - r;
    if (slope >= 0) {
      if (found.objective === tight.objective && found.profit === tight.profit && candidate === tight.lambda) break;
      if (tightSlope === tight.profit - r && between) looseSlope /= 2;
      tight = found;
      tightSlope = slope;
    } else {
      if (found.objective === loose.objective && found.profit === loose.profit && candidate === loose.lambda) break;
      if (looseSlope === loose.profit - r && between) tightSlope /= 2;
      loose = found;
      looseSlope = slope;
    }
  }
  if (lagrangian.smooth) {
    const lambda = Math.min(tight.lambda, largestMultiplier);
    const { objective, profit } = lambda === tight.lambda ? tight : evaluate(after(lambda), lambda);
    const dual = Math.max(tight.objective, objective + lambda * (profit - r));
    return { kind: "binding", lambda, loose: tight.at, tight: tight.at, weight: 0, value: tight, dual, evaluations };
  }
  const weight = tight.profit === loose.profit ? 0 : (tight.profit - r) / (tight.profit - loose.profit);
  return {
    kind: "binding",
    lambda,
    loose: loose.at,
    tight: tight.at,
    weight,
    value: {
      objective: mixture(loose, tight, r),
      profit: r,
      objectiveError:
        loose.objectiveError + tight.objectiveError + 4 * unitRoundoff * (Math.abs(loose.objective) + Math.abs(tight.objective)),
      profitError: loose.profitError + tight.profitError,
    },
    dual: bestDual,
    evaluations,
  };
}

/** Walks outwards from a guess, in growing steps, until profits on both sides of r are seen; a side that was not found stays undefined. */
function around(
  { lowest, requiredProfit: r, guess }: MultiplierQuestion,
  evaluate: (lambda: number) => Line,
): { readonly loose?: Line; readonly tight?: Line } {
  if (!guess || !(guess.lambda > lowest) || !(guess.within > 0) || !Number.isFinite(guess.lambda + guess.within)) return {};
  const first = evaluate(guess.lambda);
  const down = first.profit >= r;
  let last = first;
  for (let step = 0, width = guess.within; step < 4; step++, width *= 8) {
    const lambda = down ? guess.lambda - width : guess.lambda + width;
    if (lambda <= lowest) break;
    const line = evaluate(lambda);
    if (line.profit >= r !== down) return down ? { loose: line, tight: last } : { loose: last, tight: line };
    last = line;
  }
  return down ? { tight: last } : { loose: last };
}

/** Objective of the mixture of two allocations whose profit is exactly r. */
function mixture(loose: PathValue, tight: PathValue, r: number): number {
  if (tight.profit === loose.profit) return tight.objective;
  const weight = (tight.profit - r) / (tight.profit - loose.profit);
  return weight * loose.objective + (1 - weight) * tight.objective;
}

/** Cells a group from which a coarse problem is solved first. */
const coarseFrom = 20_000;

/** {@link findMultiplier} for groups of any size; large ones are searched near the multiplier of coarser ones, which saves more than half of the evaluations. */
export function findMultiplierNearCoarser(lagrangian: PathEvaluator, question: MultiplierQuestion): MultiplierAnswer {
  const cells = Math.max(...lagrangian.groups.map((group) => group.cells.mass.length));
  if (cells < coarseFrom) return findMultiplier(lagrangian, question);
  const fine = lagrangian.coarser(Math.ceil(cells / 2048));
  const rough = findMultiplier(fine.coarser(4), question);
  if (rough.kind !== "binding") return findMultiplier(lagrangian, question);
  const coarse = findMultiplier(fine, question);
  if (coarse.kind !== "binding") return findMultiplier(lagrangian, question);
  const within = Math.max(Math.abs(coarse.lambda - rough.lambda), 1e-9 * Math.abs(coarse.lambda));
  return findMultiplier(lagrangian, { ...question, guess: { lambda: coarse.lambda, within } });
}
