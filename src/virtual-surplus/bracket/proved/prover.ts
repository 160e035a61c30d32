import type { Rational } from "../../../arithmetic/rational.ts";
import type { Quantities } from "../../divisible/lagrangian.ts";
import { divisibleUpperBound } from "../../divisible/proved/upper-bound.ts";
import { provedQuantities } from "../../divisible/proved/value.ts";
import type { Feasible } from "../../kernel/evaluators.ts";
import type { CellRule, ProvedGroup, Ranks } from "./group.ts";
import { type ProvedUpperBound, provedUpperBound } from "./upper-bound.ts";
import { type ProvedValue, provedValue } from "./value.ts";

/** What is proved on enclosed cells, whichever allocations are feasible: a lower bound by what a rule achieves, an upper one by the dual. */
export interface Prover {
  /** What a rule achieves with tight payments; null when that cannot be known. */
  readonly achieved: (groups: readonly ProvedGroup[], rule: CellRule, broker: Rational) => ProvedValue | null;
  readonly bound: ProvedUpperBound;
}

const byRanks: Prover = { achieved: (groups, rule, broker) => provedValue(groups, rule as Ranks, broker), bound: provedUpperBound };

export function proverOf({ curvature }: Feasible): Prover {
  if (!curvature) return byRanks;
  return {
    achieved: (groups, rule, broker) => provedQuantities(groups, curvature, rule as Quantities, broker),
    bound: divisibleUpperBound(curvature),
  };
}
