import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import { signOf } from "../../environments/linear.ts";
import type { TypeGroup } from "../kernel/optimum.ts";
import { type DesignTerms, efficientTerms, inDoubles, lumpSum, type Terms, termsOf, weightOf } from "../kernel/terms.ts";
import { gridCells, type WorthCells } from "../kernel/worth-cells.ts";
import { exactDivisible } from "./exact-grid.ts";
import { DivisibleLagrangian } from "./lagrangian.ts";
import { divisibleMultiplier } from "./multiplier.ts";
import { type DivisibleSolution, tradedByTypes } from "./optimum.ts";

/** Buyer and seller of a divisible good on finite type spaces, bayesian incentives and interim participation. */
export interface DivisibleGridQuestion {
  readonly groups: readonly [TypeGroup, TypeGroup];
  /** c > 0. */
  readonly curvature: Rational;
  readonly terms: DesignTerms;
}

/** Where the multiplier is without limit, the dual is taken at one that is all but that. */
const largestMultiplier = 2 ** 40;

/** The best mechanism for a divisible good on finite type spaces, up to rounding: its quantities attain the dual value of the budget's multiplier; with exact bounds where there are few types. */
export function solveDivisibleGrid({ groups, curvature: bend, terms: stated }: DivisibleGridQuestion): DivisibleSolution {
  const curvature = toNumber(bend);
  const exactTerms = termsOf(stated);
  if (exactTerms.unbounded) return { status: "unbounded" };
  const terms = inDoubles(exactTerms);
  const r = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  const lagrangian = lagrangianOf(groups, terms, curvature);
  // Only rounding may let the budget fail.
  const answer = divisibleMultiplier(lagrangian, terms, r);
  if ("largestProfit" in answer) {
    const rounding = lagrangian.at({ objective: 0, profit: 1 }).profitError;
    if (r - answer.largestProfit > rounding)
      return { status: "infeasible", largestProfit: answer.largestProfit, exact: null, proved: false };
    return { status: "undecided", largestProfit: { lower: answer.largestProfit - rounding, upper: answer.largestProfit + rounding } };
  }
  const { value } = answer;
  const lambda = Math.min(answer.lambda, largestMultiplier);
  const dual = lambda === answer.lambda ? value : lagrangian.at({ objective: 1, profit: lambda });
  const handed = answer.slack ? lumpSum(terms, value.profit) : 0;
  const lower = value.objective + (handed === 0 ? 0 : terms.excess * handed);
  const upper = dual.objective + (Number.isFinite(r) ? lambda * (dual.profit - r) : 0);
  const efficient = lagrangianOf(groups, inDoubles(termsOf(efficientTerms)), curvature).at({ objective: 1, profit: 0 }).objective;
  return {
    status: "optimal",
    value: { lower, upper: Math.max(lower, upper) },
    firstBest: { lower: efficient, upper: efficient },
    lambda: answer.lambda,
    proved: false,
    exact: exactDivisible(groups, bend, exactTerms, answer),
    ...tradedByTypes(groups, lagrangian.trades(answer.direction), value.outlay, handed, terms),
  };
}

function lagrangianOf(groups: readonly TypeGroup[], terms: Terms<number>, curvature: number): DivisibleLagrangian {
  const [buyer, seller] = groups.map((group) =>
    gridCells(group.types, signOf(group), { own: weightOf(terms, group), broker: terms.broker }),
  ) as [WorthCells, WorthCells];
  return new DivisibleLagrangian(buyer, seller, terms.broker, curvature);
}
