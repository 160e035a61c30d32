import { magnitudeOf } from "../arithmetic/magnitude.ts";
import { unitRoundoff } from "../arithmetic/tolerance.ts";
import { budgetStage, incentivesStage, participationStage } from "../problem/words.ts";
import type { Demands, TradeQuestion } from "./question.ts";

/** Whether some mechanism satisfies the demands; `unknown` when no rule decides it and the program must. */
export type Feasibility = { readonly status: "feasible" | "unknown" } | { readonly status: "infeasible"; readonly reason: string };

/** What there is to share in a problem, as the rules of feasibility ask. */
export interface Means {
  /** Gains from trade of the efficient outcome. */
  readonly firstBest: number;
  /** How far sums and differences of the types may be off. */
  readonly rounding: number;
  /** In bilateral trade, the lowest value and the highest cost. */
  readonly worst?: { readonly value: number; readonly cost: number };
}

/** The means of a problem with these utilities in all, and as many terms as its sums have. */
export function meansOf(firstBest: number, utilities: readonly ArrayLike<number>[], terms: number): Means {
  return { firstBest, rounding: 8 * terms * unitRoundoff * magnitudeOf(...utilities) };
}

/** The means of bilateral trade on two type spaces with this first best. */
export function tradeMeans({ buyer, seller }: Pick<TradeQuestion, "buyer" | "seller">, firstBest: number): Means {
  const worst = { value: buyer.values[0] as number, cost: seller.values[seller.values.length - 1] as number };
  return { ...meansOf(firstBest, [buyer.values, seller.values], buyer.values.length + seller.values.length), worst };
}

/**
 * Decides, where a rule is known, whether a question has any feasible mechanism.
 *
 * - Without participation, without a budget, or, in trade, with r ≤ 0: feasible (no trade, with a transfer of r between broker and buyer).
 * - r above the first best: infeasible, since agents who are willing on average cannot lose together.
 * - In bilateral trade, ex-post participation with r > 0 in every state: feasible iff r ≤ (lowest value) − (highest cost); then always trade, the buyer
 *   paying its lowest value. Otherwise the state with the lowest value and the highest cost cannot yield r.
 * - In trade, ex-ante participation, bayesian incentives or an ex-ante budget: feasible iff r ≤ first best.
 * - Other cells, and what rounding could turn: unknown; there r must not exceed the largest profit, which a program finds.
 */
export function feasibility({ incentives, participation, budget }: Demands, { firstBest, rounding, worst }: Means): Feasibility {
  const { rule, requiredProfit: r } = budget;
  const [asked, ruled] = [participationStage[participation], budgetStage[rule]];
  if (asked === "never" || ruled === "never" || (worst && r <= 0)) return { status: "feasible" };
  const slack = rounding + 8 * unitRoundoff * Math.abs(r);
  if (r > firstBest + slack)
    return { status: "infeasible", reason: `The required profit ${r} exceeds the first best ${firstBest}, all that trade can create.` };
  if (worst && asked === "ex-post" && ruled === "ex-post") {
    const least = worst.value - worst.cost;
    if (r <= least - slack) return { status: "feasible" };
    if (r <= Math.max(0, least) + slack) return { status: "unknown" };
    return {
      status: "infeasible",
      reason: `The required profit ${r} must be made in every state, but value ${worst.value} and cost ${worst.cost} create at most ${Math.max(0, least)}.`,
    };
  }
  const reachable = worst && asked === "ex-ante" && (incentivesStage[incentives] === "interim" || ruled === "ex-ante");
  return { status: reachable && r < firstBest - slack ? "feasible" : "unknown" };
}
