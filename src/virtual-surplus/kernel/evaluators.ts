import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { Frontier, FrontierName } from "../../environments/frontier/frontier.ts";
import { DivisibleLagrangian } from "../divisible/lagrangian.ts";
import { PairLagrangian } from "./pair-lagrangian.ts";
import type { PathEvaluator } from "./path-evaluator.ts";
import { RankingLagrangian } from "./ranking-lagrangian.ts";
import type { CellGroup } from "./worth-cells.ts";

/** Which allocations are searched: those of a frontier, or, between a pair, of any quantity of a good with a curvature c > 0. */
export interface Feasible extends Pick<Frontier, "name"> {
  readonly curvature?: Rational;
}

/** Who answers for a frontier. `broker` is w_0. */
const evaluators: Record<FrontierName, (groups: readonly CellGroup[], broker: number) => PathEvaluator> = {
  pair: (groups, broker) => new PairLagrangian(groups, broker),
  ranking: (groups, broker) => new RankingLagrangian(groups, broker),
  listed: () => {
    throw new Error("a list of divisions is for partners, who are searched with pools");
  },
};

/** The evaluator of a frontier for these groups: linear time for a pair, counts of rivals for a ranking. */
export function evaluatorOf({ name, curvature }: Feasible, groups: readonly CellGroup[], broker: number): PathEvaluator {
  return curvature ? new DivisibleLagrangian(groups, broker, toNumber(curvature)) : evaluators[name](groups, broker);
}
