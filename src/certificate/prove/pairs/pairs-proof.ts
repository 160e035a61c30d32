import type { Solver } from "../../../solver/solver.ts";
import type { PairsMechanism, PairsPrices } from "../../format.ts";
import type { StatedProblem } from "../../verify/instance.ts";
import { pairsAttained, pairsBound } from "../../verify/pairs/as-groups.ts";
import type { BothCells } from "../../verify/pairs/cells.ts";
import { cellsOfProof, type Sides } from "../../verify/pairs/shown.ts";
import type { KindOnCells } from "../on-cells.ts";
import { bayesianMechanism } from "./bayesian.ts";
import { exactMechanisms, type FoundMechanism } from "./mechanism.ts";
import { pairPrices } from "./prices.ts";

/** Proofs about two traders with a budget in every state. */
export function pairsProof(
  stated: StatedProblem,
  solver: Solver,
  timeLimitSeconds: number,
): KindOnCells<FoundMechanism, Sides, BothCells, PairsMechanism, PairsPrices> {
  return {
    kind: "continuum-pairs",
    method: "mechanism and prices on pairs of cells, from the solver",
    repairs: ["probabilities and prices rounded to binary fractions, rents recomputed"],
    sides(knots) {
      const side = { knots, enclosures: null };
      return { buyer: side, seller: side };
    },
    cells: (sides) => cellsOfProof(stated, sides),
    candidates: (cells, mechanisms) =>
      mechanisms.flatMap((found) => [bayesianMechanism(stated, cells, found), ...exactMechanisms(stated, cells, found)]),
    attained: (cells, made) => pairsAttained(stated, cells, made),
    prices: (sides, objective) => pairPrices(stated, sides, solver, timeLimitSeconds, objective),
    bound: (cells, prices, objective) => pairsBound(stated, cells, prices, objective),
  };
}
