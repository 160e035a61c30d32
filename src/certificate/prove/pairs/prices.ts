import type { Solver } from "../../../solver/solver.ts";
import type { PairsPrices } from "../../format.ts";
import { groupsOfProof } from "../../verify/groups/agents.ts";
import type { StatedProblem } from "../../verify/instance.ts";
import type { Sides } from "../../verify/pairs/shown.ts";
import { groupPrices } from "../groups/prices.ts";

/** Prices that prove a bound on averages over the cells of two traders, who are two groups of one, in the format of pairs of cells; in words why there are none. */
export async function pairPrices(
  stated: StatedProblem,
  sides: Sides,
  solver: Solver,
  timeLimitSeconds: number,
  objective: boolean,
): Promise<PairsPrices | string> {
  const both = [sides.buyer, sides.seller];
  const prices = await groupPrices(stated, both, solver, timeLimitSeconds, objective);
  if (typeof prices === "string") return prices;
  const columns = groupsOfProof(stated, both).groups[1]?.cells.length as number;
  const budget = Array.from({ length: prices.budget.length / columns }, (_, i) => prices.budget.slice(i * columns, (i + 1) * columns));
  // In every state participation bounds the worst types' rents, and has no price of its own.
  const asked = (side: number) => prices.participation.find(([group]) => group === side)?.[4] ?? "0";
  return { ...sides, budget, participation: [asked(0), asked(1)], menus: prices.menus };
}
