import type { Solver } from "../../../solver/solver.ts";
import type { GroupsMechanism, GroupsPrices, GroupsProof } from "../../format.ts";
import { type GroupsInCells, groupsOfProof } from "../../verify/groups/agents.ts";
import { groupsAttained } from "../../verify/groups/attained.ts";
import { groupsBound } from "../../verify/groups/bound.ts";
import type { StatedProblem } from "../../verify/instance.ts";
import type { KindOnCells } from "../on-cells.ts";
import { type FoundTrades, foundMechanism, noTrade } from "./mechanism.ts";
import { groupPrices } from "./prices.ts";

/** Proofs about any groups of traders, or partners. */
export function groupsProof(
  stated: StatedProblem,
  solver: Solver,
  timeLimitSeconds: number,
): KindOnCells<FoundTrades, Pick<GroupsProof, "groups">, GroupsInCells, GroupsMechanism, GroupsPrices> {
  const { environment } = stated;
  const groups =
    "partners" in environment ? environment.partners : "buyers" in environment ? [...environment.buyers, ...environment.sellers] : [];
  return {
    kind: "continuum-groups",
    method: "mechanism and prices on cells, from the solver",
    repairs: ["prices rounded to binary fractions"],
    sides: (knots) => ({ groups: groups.map(() => ({ knots, enclosures: null })) }),
    cells: (sides) => groupsOfProof(stated, sides.groups),
    candidates: (cells, mechanisms) => [...mechanisms.map((found) => foundMechanism(stated, cells, found)), noTrade(cells)],
    attained: (cells, made) => groupsAttained(stated, cells, made),
    prices: (sides, objective) => groupPrices(stated, sides.groups, solver, timeLimitSeconds, objective),
    bound: (cells, prices, objective) => groupsBound(stated, cells, prices, objective),
  };
}
