import { signOf } from "../../environments/linear.ts";
import { evaluatorOf } from "../kernel/evaluators.ts";
import { after, noTrade } from "../kernel/ironing.ts";
import { findMultiplier, lowestMultiplier, type MultiplierGuess, type MultiplierOptimum, mixedRules } from "../kernel/multiplier.ts";
import type { ErrorSource } from "../kernel/path-error.ts";
import type { PathEvaluator } from "../kernel/path-evaluator.ts";
import { efficientTerms, inDoubles, lumpSum, type Terms, termsOf, weightOf } from "../kernel/terms.ts";
import type { CutGroup, CutMarket } from "./dual-bound.ts";
import { chordCells, idleMass } from "./majorant.ts";
import type { CellRule } from "./proved/group.ts";
import type { FoundRule } from "./proved/mechanism.ts";
import { pairRanks, rankingRanks } from "./ranks.ts";

/** The cell-constant mechanism behind the lower bound. */
export interface LowerBound {
  readonly groups: readonly CutGroup[];
  readonly lagrangian: PathEvaluator;
  readonly answer: MultiplierOptimum;
  /** Profit beyond r that goes to the party with the largest weight. */
  readonly lumpSum: number;
  /** A proved lower bound on its objective. */
  readonly lower: number;
  /** What `lower` allows for rounding and for errors of the laws. */
  readonly error: number;
  /** Weight of the loose allocation, where it was changed so that the profit is surely as required. */
  readonly mix?: number;
}

/** The allocation of a mechanism as ranks of its cells, or of a divisible good as their worths, best types first. */
export function ruleOf({ groups, lagrangian, answer }: LowerBound): FoundRule {
  const { allocation } = lagrangian.allocation(answer);
  const cells = groups.map(({ cut }) => cut.mass.length);
  if (allocation.kind === "quantities") {
    // Cells of lowest worth that the search left out trade nothing.
    const slope = allocation.slope.map((own, g) =>
      Float64Array.from({ length: cells[g] as number }, (_, k) => own[own.length - 1 - k] ?? Number.NEGATIVE_INFINITY),
    );
    const rule = { ...allocation, slope };
    return { loose: rule, tight: rule, weight: 0 };
  }
  const ranks: (of: "loose" | "tight") => CellRule =
    allocation.kind === "thresholds"
      ? (of) => pairRanks(allocation[of].slice().reverse(), cells[0] as number, cells[1] as number)
      : (of) =>
          rankingRanks(
            allocation[of],
            groups.map((group, g) => ({ buyer: signOf(group) === 1, cells: cells[g] as number })),
          );
  const tight = ranks("tight");
  return { loose: allocation.loose === allocation.tight ? tight : ranks("loose"), tight, weight: allocation.weight };
}

interface ChordMarket {
  readonly lagrangian: PathEvaluator;
  readonly sources: readonly ErrorSource[];
}

/** The market of the lower bound: one cell of worths for each cell of types. */
function chordMarket({ groups, frontier }: CutMarket, terms: Terms<number>): ChordMarket {
  const chords = groups.map((group) => chordCells(group.cut, { own: weightOf(terms, group), broker: terms.broker }));
  const cells = groups.map(({ count, reference, cut }, g) => ({
    count,
    reference,
    cells: (chords[g] as (typeof chords)[number]).cells,
    idle: idleMass(cut),
  }));
  return {
    lagrangian: evaluatorOf(frontier, cells, terms.broker),
    sources: chords.map(({ sizes }, g) => ({ ...sizes, relativeError: (groups[g] as CutGroup).cut.relativeError })),
  };
}

/** The best cell-constant mechanism whose profit is r even after rounding. */
export function bestCells(
  market: CutMarket,
  terms: Terms<number>,
  expected: MultiplierGuess | undefined,
  atLeast = 0,
): LowerBound | { readonly largestProfit: number } {
  const { excess, balanced } = terms;
  const r = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  const { lagrangian, sources } = chordMarket(market, terms);
  const lowest = lowestMultiplier(lagrangian, terms);
  let margin = atLeast;
  let guess = expected;
  for (let attempt = 0; attempt < 4; attempt++) {
    const answer = findMultiplier(lagrangian, { lowest, requiredProfit: r + margin, guess });
    if (answer.kind === "infeasible") return { largestProfit: answer.largestProfit };
    const { loose, tight } = mixedRules(answer);
    const rules = [...new Set([loose, tight])];
    const found = rules.map((at) => lagrangian.measure(at, sources));
    const profitError = Math.max(...found.map((value) => value.profitError));
    const objectiveError = Math.max(...found.map((value) => value.objectiveError));
    const spare = answer.value.profit - r;
    if (spare >= profitError) {
      // A binding optimum has no more to spare than the margin, which stays with the broker.
      const handed = answer.kind === "slack" ? lumpSum(terms, answer.value.profit) : 0;
      const lump = excess * handed - (handed === 0 ? 0 : Math.abs(excess) * profitError);
      // A balanced budget leaves nothing with the broker: what is left is handed out even at a loss.
      const loss = balanced ? Math.max(0, -excess) * (spare - handed + profitError) : 0;
      const lower = answer.value.objective - objectiveError + lump - loss;
      // Profit beyond r costs its shadow price.
      const error = objectiveError + loss + Math.abs(answer.lambda) * (margin + profitError);
      return { groups: market.groups, lagrangian, answer, lumpSum: handed, lower, error };
    }
    margin = Math.max(atLeast, 2 * profitError);
    guess = { lambda: answer.lambda, within: 1e-6 * Math.abs(answer.lambda) };
  }
  return { largestProfit: r };
}

/** The mechanism without trade, for r ≤ 0: what may be paid out goes to the party with the largest weight where that is worth it. */
export function idle(market: CutMarket, terms: Terms<number>): LowerBound {
  const value = { objective: 0, profit: 0, objectiveError: 0, profitError: 0 };
  const handed = lumpSum(terms, 0);
  return {
    groups: market.groups,
    lagrangian: chordMarket(market, terms).lagrangian,
    answer: { kind: "slack", lambda: terms.lowest, rule: noTrade, value, evaluations: 0 },
    lumpSum: handed,
    lower: terms.excess * handed,
    error: 0,
  };
}

/** A lower bound on the first best: the efficient cell-constant allocation. */
export function efficientCells(market: CutMarket): { readonly lower: number; readonly error: number; readonly rule: () => CellRule } {
  const { lagrangian, sources } = chordMarket(market, inDoubles(termsOf(efficientTerms)));
  const found = lagrangian.measure(after(0), sources);
  const lower = found.objective - found.objectiveError;
  const answer = { kind: "slack", lambda: 0, rule: after(0), value: found, evaluations: 1 } as const;
  const rule = () => ruleOf({ groups: market.groups, lagrangian, answer, lumpSum: 0, lower, error: 0 }).tight;
  return { lower, error: found.objectiveError, rule };
}
