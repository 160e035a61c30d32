import type { PathPoint } from "./ironing.ts";
import type { MeasuredValue, PathEvaluator, PathValue } from "./path-evaluator.ts";

/** Magnitudes per cell that carry the law's relative error. */
export interface CellSizes {
  readonly objective: Float64Array;
  readonly profit: Float64Array;
}

/** What errors in the law of one group can move: magnitudes per cell, and the law's relative error. */
export interface ErrorSource extends CellSizes {
  readonly relativeError: number;
}

/** What rounds in the sums of a lagrangian whose terms are linear in the probabilities of trade. */
interface RoundedTerms extends Pick<PathEvaluator, "groups"> {
  interim(at: PathPoint): { readonly value: PathValue; readonly probability: readonly Float64Array[] };
  /** w_0. */
  readonly broker: number;
  /** Relative rounding error of a term. */
  readonly rounding: number;
  /** Per group, the shift of worths that its terms carry (shifts that cancel between groups are left out). */
  readonly shifts: readonly number[];
}

/**
 * What the allocation at a point of the path achieves, with bounds on how far that is from the truth: errors of the laws, and rounding in the sums.
 *
 * A relative error in a probability moves the objective by that share of itself; a relative error in a slope moves it by that share of the slope's own terms,
 * weighted by the probability of trade. So cells that hardly trade hardly count, and heavy tails keep their digits.
 */
export function measuredTerms(lagrangian: RoundedTerms, sources: readonly ErrorSource[], at: PathPoint): MeasuredValue {
  const { groups, broker, rounding, shifts } = lagrangian;
  const { value, probability } = lagrangian.interim(at);
  const traders = groups.reduce((sum, group) => sum + group.count, 0);
  let objective = 0;
  let profit = 0;
  let worstLaw = 0;
  groups.forEach(({ count, cells }, g) => {
    const source = sources[g] as ErrorSource;
    worstLaw = Math.max(worstLaw, source.relativeError);
    const trade = probability[g] as Float64Array;
    const shift = Math.abs(shifts[g] as number);
    let lawObjective = 0;
    let lawProfit = 0;
    let sumObjective = 0;
    let sumProfit = 0;
    for (let k = 0; k < trade.length; k++) {
      const x = trade[k] as number;
      if (x === 0) continue;
      const money = shift * (cells.mass[k] as number);
      lawObjective += x * (source.objective[k] as number);
      lawProfit += x * (source.profit[k] as number);
      sumObjective += x * (Math.abs(cells.objective[k] as number) + broker * money);
      sumProfit += x * (Math.abs(cells.profit[k] as number) + money);
    }
    objective += count * (4 * source.relativeError * lawObjective + rounding * sumObjective);
    profit += count * (4 * source.relativeError * lawProfit + rounding * sumProfit);
  });
  // The more traders, the fewer of them are near enough to the level for what one of many others is off by: all together O(√traders).
  const share = (4 + 4 * Math.sqrt(traders)) * worstLaw;
  return {
    probability,
    objective: value.objective,
    profit: value.profit,
    objectiveError: objective + share * Math.abs(value.objective),
    profitError: profit + share * Math.abs(value.profit),
  };
}
