import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { PathPoint } from "../kernel/ironing.ts";
import { Lagrangian, type PathValue } from "../kernel/lagrangian.ts";
import type { SideGroup } from "../kernel/market.ts";
import { MultilateralLagrangian } from "../kernel/multilateral-lagrangian.ts";
import type { PathEvaluator } from "../kernel/multiplier.ts";
import { interimProbabilities } from "../kernel/threshold.ts";

/** What errors in the law of one group can move: magnitudes per cell, and the law's relative error. */
export interface ErrorSource {
  readonly objective: Float64Array;
  readonly profit: Float64Array;
  readonly relativeError: number;
}

/**
 * What the allocation at a point of the path achieves, with bounds on how far that is from the truth: errors of the laws, and rounding in the sums.
 *
 * A relative error in a probability moves the objective by that share of itself; a relative error in a slope moves it by that share of the slope's own terms,
 * weighted by the probability of trade. So cells that hardly trade hardly count, and heavy tails keep their digits.
 */
export function measure(
  lagrangian: PathEvaluator,
  groups: readonly SideGroup[],
  sources: readonly ErrorSource[],
  broker: number,
  at: PathPoint,
): PathValue {
  const { value, probabilities } = tradeProbabilities(lagrangian, groups, at);
  const traders = groups.reduce((sum, group) => sum + group.count, 0);
  const pair = lagrangian instanceof Lagrangian;
  const rounding = (pair ? 8 : 16 + 8 * traders) * unitRoundoff;
  // Only differences of shifts matter: measure them from the first group's opposite side.
  const reference = groups.find((group) => group.role === "seller")?.side.shift ?? 0;
  let objective = 0;
  let profit = 0;
  let worstLaw = 0;
  groups.forEach(({ count, side }, g) => {
    const source = sources[g] as ErrorSource;
    worstLaw = Math.max(worstLaw, source.relativeError);
    const trade = probabilities[g] as Float64Array;
    const shift = Math.abs(side.shift - (pair ? reference : 0));
    let lawObjective = 0;
    let lawProfit = 0;
    let sumObjective = 0;
    let sumProfit = 0;
    for (let k = 0; k < trade.length; k++) {
      const x = trade[k] as number;
      if (x === 0) continue;
      const money = shift * (side.mass[k] as number);
      lawObjective += x * (source.objective[k] as number);
      lawProfit += x * (source.profit[k] as number);
      sumObjective += x * (Math.abs(side.objective[k] as number) + broker * money);
      sumProfit += x * (Math.abs(side.profit[k] as number) + money);
    }
    objective += count * (4 * source.relativeError * lawObjective + rounding * sumObjective);
    profit += count * (4 * source.relativeError * lawProfit + rounding * sumProfit);
  });
  const share = (4 + 2 * traders) * worstLaw;
  return {
    objective: value.objective,
    profit: value.profit,
    objectiveError: objective + share * Math.abs(value.objective),
    profitError: profit + share * Math.abs(value.profit),
  };
}

/** Interim probability of trade per group and cell. */
function tradeProbabilities(
  lagrangian: PathEvaluator,
  groups: readonly SideGroup[],
  at: PathPoint,
): { readonly value: PathValue; readonly probabilities: readonly Float64Array[] } {
  if (lagrangian instanceof Lagrangian) {
    const counts = new Int32Array(lagrangian.buyer.mass.length);
    const value = lagrangian.evaluate(at, counts);
    const { buyer, seller } = interimProbabilities(
      { weight: 0, loose: counts, tight: counts },
      lagrangian.buyer.mass,
      lagrangian.seller.mass,
    );
    return { value, probabilities: [buyer, seller] };
  }
  const probabilities = groups.map((group) => new Float64Array(group.side.mass.length));
  if (!(lagrangian instanceof MultilateralLagrangian)) throw new TypeError("no other market gives probabilities of trade");
  return { value: lagrangian.evaluate(at, probabilities), probabilities };
}
