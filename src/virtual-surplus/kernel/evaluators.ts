import type { FrontierName } from "../../environments/frontier/frontier.ts";
import { PairLagrangian } from "./pair-lagrangian.ts";
import type { PathEvaluator } from "./path-evaluator.ts";
import { RankingLagrangian } from "./ranking-lagrangian.ts";
import type { CellGroup } from "./worth-cells.ts";

/** Who answers for a frontier. `broker` is w_0. */
const evaluators: Record<FrontierName, (groups: readonly CellGroup[], broker: number) => PathEvaluator> = {
  pair: (groups, broker) => new PairLagrangian(groups, broker),
  ranking: (groups, broker) => new RankingLagrangian(groups, broker),
};

/** The evaluator of a frontier for these groups: linear time for a pair, counts of rivals for a ranking. */
export function evaluatorOf(frontier: { readonly name: FrontierName }, groups: readonly CellGroup[], broker: number): PathEvaluator {
  return evaluators[frontier.name](groups, broker);
}
