import { isPartnership } from "../environments/partnership.ts";
import type { BudgetRule, DesignProblem, Incentives, Participation } from "../problem/design-problem.ts";

/** How a combination of words is solved: see {@link cells}. */
export type CellRoute = "virtual-surplus" | "efficient" | "linear-program";

type Words = Readonly<Record<Incentives, Readonly<Record<Participation, Readonly<Record<BudgetRule, CellRoute>>>>>>;

const everyBudget = (route: CellRoute) => ({ none: route, "ex-ante": route, "no-deficit": route, balanced: route });

/** Lump sums or averages do in expectation what a budget in every state forbids: there a program is needed. */
const onAverage = (route: CellRoute) => ({
  none: route,
  "ex-ante": route,
  "no-deficit": "linear-program" as const,
  balanced: "linear-program" as const,
});

/**
 * The table of combinations, for independent types and linear utility: the one place that says which theory serves which words.
 *
 * - `virtual-surplus`: Bayesian × interim × every budget; and the cells that have the same value: ex-post participation or dominant incentives with
 *   an ex-ante budget or none (threshold allocations are monotone in every state, and their tight prices are ex-post individually rational).
 * - `efficient`: ex-ante participation (or none) where lump sums make the first best attainable.
 * - `linear-program`: everything else.
 */
const cells: Words = {
  bayesian: {
    none: everyBudget("efficient"),
    "ex-ante": everyBudget("efficient"),
    interim: everyBudget("virtual-surplus"),
    "ex-post": onAverage("virtual-surplus"),
  },
  dominant: {
    none: onAverage("efficient"),
    "ex-ante": onAverage("efficient"),
    interim: onAverage("virtual-surplus"),
    "ex-post": onAverage("virtual-surplus"),
  },
};

/** Among more than two traders: tight prices at a profile, which dominant incentives ask for, are served by the program only. */
export const servedAmongMany: Readonly<Record<Incentives, boolean>> = { bayesian: true, dominant: false };

/**
 * The table of combinations in a partnership, where a partner may end up on either side of the market. Ex-post participation under dominant incentives costs something
 * there: no single type is the worst off whatever the others report.
 */
const partnershipCells: Words = { ...cells, dominant: { ...cells.dominant, "ex-post": everyBudget("linear-program") } };

/** What the table says of a problem. */
export function cellOf({
  environment,
  incentives,
  participation,
  budget,
}: Pick<DesignProblem, "environment" | "incentives" | "participation" | "budget">): CellRoute {
  return (isPartnership(environment) ? partnershipCells : cells)[incentives][participation][budget.rule];
}
