import type { ContinuumSide, PairsProof } from "../../format.ts";
import { type Bounds, present } from "../bounds.ts";
import { NotCovered } from "../fields.ts";
import { boundOnAverage } from "../groups/shown.ts";
import { budgets, type StatedBilateral, type StatedProblem } from "../instance.ts";
import { limits } from "../limits.ts";
import { Rejection } from "../rejection.ts";
import { pairsAttained, pairsBound } from "./as-groups.ts";
import { type BothCells, typeCells } from "./cells.ts";

/** Where a part of a proof cuts the laws. */
export interface Sides {
  readonly buyer: ContinuumSide;
  readonly seller: ContinuumSide;
}

/** The cells of both traders of bilateral trade. Throws when they are too many. */
export function cellsOfProof({ environment }: StatedProblem, { buyer, seller }: Sides): BothCells {
  const laws = environment as StatedBilateral;
  const spent = { evaluations: 0, steps: 0 };
  const both = [typeCells(laws.buyer, "buyer", buyer, spent), typeCells(laws.seller, "seller", seller, spent)] as const;
  if (both[0].length * both[1].length > limits.pairs) throw new Rejection(`knots: they make more than ${limits.pairs} pairs of cells`);
  return both;
}

/** What a proof on pairs of cells shows. Throws when such proofs do not cover the problem. */
export function pairsBounds(stated: StatedProblem, { buyer, seller, mechanism, bound }: PairsProof): Bounds {
  const { environment, discretization, budget } = stated;
  if (environment.kind !== "bilateral-trade") throw new Rejection(`proof.kind: continuum-pairs is not for ${environment.kind}`);
  if (discretization !== null) throw new Rejection("proof.kind: the instance is a grid, and the proof speaks of the continuum");
  if (budgets[budget.rule].asked !== "in every state") throw new NotCovered(`no proof on pairs of cells covers the budget ${budget.rule}`);
  return {
    attained: () => pairsAttained(stated, cellsOfProof(stated, { buyer, seller }), present(mechanism)),
    bound: (objective) =>
      "kappa" in bound
        ? boundOnAverage(stated, { groups: [bound.buyer, bound.seller], kappa: bound.kappa, pools: [] }, objective)
        : pairsBound(stated, cellsOfProof(stated, bound), bound, objective),
  };
}
