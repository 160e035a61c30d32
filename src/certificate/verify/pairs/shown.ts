import { rational } from "../../../arithmetic/rational.ts";
import type { ContinuumSide, Names, PairsProof } from "../../format.ts";
import { type Bounds, present } from "../bounds.ts";
import { continuumBound } from "../continuum/bound.ts";
import { tradersInCells, tradersOf } from "../continuum/traders.ts";
import { NotCovered } from "../fields.ts";
import { continuumNames, requireNames } from "../finite/names.ts";
import type { BudgetWord, ParticipationWord, StatedBilateral, StatedProblem } from "../instance.ts";
import { limits } from "../limits.ts";
import { Rejection } from "../rejection.ts";
import { pairsAttained } from "./attained.ts";
import { type BothCells, pairsBound } from "./bound.ts";
import { typeCells } from "./cells.ts";

/** Budgets that speak of every state. */
const covered: Readonly<Record<BudgetWord, boolean>> = { none: false, "ex-ante": false, "no-deficit": true, balanced: true };

/** Where every type's rent is at least 0 on average, as the bound at κ takes for granted. */
const participates: Readonly<Record<ParticipationWord, boolean>> = { none: false, "ex-ante": false, interim: true, "ex-post": true };

/** Where a part of a proof cuts the laws. */
export interface Sides {
  readonly buyer: ContinuumSide;
  readonly seller: ContinuumSide;
}

/** Throws when proofs on pairs of cells do not cover the problem. */
function requireCovered({ environment, discretization, budget }: StatedProblem): void {
  if (environment.kind !== "bilateral-trade") throw new Rejection(`proof.kind: continuum-pairs is not for ${environment.kind}`);
  if (discretization !== null) throw new Rejection("proof.kind: the instance is a grid, and the proof speaks of the continuum");
  if (!covered[budget.rule]) throw new NotCovered(`no proof on pairs of cells covers the budget ${budget.rule}`);
}

/** The cells of both traders of bilateral trade. Throws when they are too many. */
export function cellsOfProof({ environment }: StatedProblem, { buyer, seller }: Sides): BothCells {
  const laws = environment as StatedBilateral;
  const spent = { evaluations: 0, steps: 0 };
  const both = [typeCells(laws.buyer, "buyer", buyer, spent), typeCells(laws.seller, "seller", seller, spent)] as const;
  if (both[0].length * both[1].length > limits.pairs) throw new Rejection(`knots: they make more than ${limits.pairs} pairs of cells`);
  return both;
}

/** What a proof on pairs of cells shows. */
export function pairsBounds(stated: StatedProblem, { buyer, seller, mechanism, bound }: PairsProof, names: Names): Bounds {
  requireNames(names, continuumNames);
  requireCovered(stated);
  return {
    attained: () => pairsAttained(stated, cellsOfProof(stated, { buyer, seller }), present(mechanism)),
    bound: (objective) => {
      if (!("kappa" in bound)) return pairsBound(stated, cellsOfProof(stated, bound), bound, objective);
      if (!participates[stated.participation]) throw new NotCovered(`no bound at κ covers ${stated.participation} participation`);
      return continuumBound(
        stated,
        tradersInCells(tradersOf(stated.environment), [bound.buyer, bound.seller]),
        rational(bound.kappa),
        objective,
      );
    },
  };
}
