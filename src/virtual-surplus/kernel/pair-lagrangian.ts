import { CompensatedSum } from "../../arithmetic/sum.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { Blocks, iron, type PathPoint } from "./ironing.ts";
import type { MultiplierOptimum } from "./multiplier.ts";
import { type ErrorSource, measuredTerms } from "./path-error.ts";
import type { MeasuredValue, PathEvaluator, PathValue } from "./path-evaluator.ts";
import { interimProbabilities, nestedMixture, type Thresholds } from "./thresholds.ts";
import { type CellGroup, coarser, type WorthCells } from "./worth-cells.ts";

/**
 * The Lagrangian of two agents and one unit: they trade where their ironed virtual worths add up to more than 0.
 *
 * Holds its work space, so that an evaluation allocates nothing and costs O(cells).
 */
export class PairLagrangian implements PathEvaluator {
  readonly groups: readonly CellGroup[];
  readonly broker: number;
  readonly rounding: number = 8 * unitRoundoff;
  readonly shifts: readonly number[];
  readonly #first: WorthCells;
  readonly #second: WorthCells;
  readonly #firstBlocks: Blocks;
  readonly #secondBlocks: Blocks;

  /** `broker` is w_0: with a shift s, worths and slopes move together, so a group's objective moves by w_0·s per unit of mass. */
  constructor(groups: readonly CellGroup[], broker: number) {
    const [first, second] = groups;
    if (!first || !second || groups.length !== 2 || first.count !== 1 || second.count !== 1) throw new TypeError("a pair has two agents");
    this.groups = groups;
    this.#first = first.cells;
    this.#second = second.cells;
    this.#firstBlocks = new Blocks(first.cells.mass.length);
    this.#secondBlocks = new Blocks(second.cells.mass.length);
    this.broker = broker;
    // Only the sum of the shifts matters.
    this.shifts = [first.cells.shift + second.cells.shift, 0];
  }

  coarser(stride: number): PairLagrangian {
    return new PairLagrangian(
      this.groups.map((group) => coarser(group, stride)),
      this.broker,
    );
  }

  interim(at: PathPoint): { readonly value: PathValue; readonly probability: readonly Float64Array[] } {
    const counts = new Int32Array(this.#first.mass.length);
    const value = this.evaluate(at, counts);
    return { value, probability: this.#interimOf({ kind: "thresholds", weight: 0, loose: counts, tight: counts }) };
  }

  measure(at: PathPoint, sources: readonly ErrorSource[]): MeasuredValue {
    return measuredTerms(this, sources, at);
  }

  allocation(found: MultiplierOptimum, mix?: number): { readonly allocation: Thresholds; readonly probability: readonly Float64Array[] } {
    const mixture = this.#mixture(found);
    const allocation = mix === undefined ? mixture : { ...mixture, weight: mix };
    return { allocation, probability: this.#interimOf(allocation) };
  }

  #interimOf(allocation: Thresholds): readonly Float64Array[] {
    return interimProbabilities(allocation, this.#first.mass, this.#second.mass);
  }

  /** The thresholds of a search's answer, mixed so that the profit is exactly the required one when the budget binds. */
  #mixture(found: MultiplierOptimum): Thresholds {
    if (found.kind === "slack") {
      const counts = this.#countsAt(found.rule);
      return { kind: "thresholds", weight: 0, loose: counts, tight: counts };
    }
    const required = found.value.profit;
    const line = (counts: Int32Array) => ({ counts, profit: this.value(counts).profit });
    const { generous, strict } = nestedMixture(
      line(this.#countsAt(found.loose)),
      line(this.#countsAt(found.tight)),
      (counts) => this.value(counts).profit,
      (profit) => profit >= required,
    );
    const weight = generous.profit === strict.profit ? 0 : (required - strict.profit) / (generous.profit - strict.profit);
    return { kind: "thresholds", weight: Math.min(Math.max(weight, 0), 1), loose: generous.counts, tight: strict.counts };
  }

  #countsAt(at: PathPoint): Int32Array {
    const counts = new Int32Array(this.#first.mass.length);
    this.evaluate(at, counts);
    return counts;
  }

  /** W and Π of the allocation in which the first agent's cell i trades with the `counts[i]` best cells of the second. */
  value(counts: Int32Array): { readonly objective: number; readonly profit: number } {
    const first = this.#first;
    const second = this.#second;
    const n = second.mass.length;
    const shift = first.shift + second.shift;
    const objective = new CompensatedSum();
    const profit = new CompensatedSum();
    const q = new CompensatedSum();
    const qObjective = new CompensatedSum();
    const qProfit = new CompensatedSum();
    let k = 0;
    for (let i = 0; i < first.mass.length; i++) {
      for (; k < (counts[i] as number); k++) {
        q.add(second.mass[n - 1 - k] as number);
        qObjective.add(second.objective[n - 1 - k] as number);
        qProfit.add(second.profit[n - 1 - k] as number);
      }
      if (k === 0) continue;
      const m = first.mass[i] as number;
      objective.add(((first.objective[i] as number) + this.broker * shift * m) * q.value + m * qObjective.value);
      profit.add(((first.profit[i] as number) + shift * m) * q.value + m * qProfit.value);
    }
    return { objective: objective.value, profit: profit.value };
  }

  /**
   * The maximiser trades where the two ironed slopes add up to more than 0 (in the order of `at`).
   * `counts`, when given (length: cells of the first agent), receives for each of its cells the number of cells of the second, the best ones, that it trades with.
   */
  evaluate(at: PathPoint, counts?: Int32Array): PathValue {
    const b = this.#firstBlocks;
    const s = this.#secondBlocks;
    iron(this.#first, at, b);
    iron(this.#second, at, s);
    const cells = this.#second.mass.length;
    const shift = this.#first.shift + this.#second.shift;
    const objectiveShift = this.broker * shift;
    const slopeShift = at.primary[0] * objectiveShift + at.primary[1] * shift;
    const tieShift = at.secondary[0] * objectiveShift + at.secondary[1] * shift;
    let q = 0;
    let qObjective = 0;
    let qProfit = 0;
    let qLow = 0;
    let qObjectiveLow = 0;
    let qProfitLow = 0;
    let qObjectiveSize = 0;
    let qProfitSize = 0;
    let objective = 0;
    let objectiveLow = 0;
    let profit = 0;
    let profitLow = 0;
    let objectiveSize = 0;
    let profitSize = 0;
    // The best block of the second agent that does not trade yet; −1 when all do.
    let k = s.count - 1;
    let from = 0;
    for (let i = 0; i < b.count; i++) {
      const slope = (b.slope[i] as number) + slopeShift;
      while (
        k >= 0 &&
        (slope > -(s.slope[k] as number) || (slope === -(s.slope[k] as number) && b.tieBreak(i, at) + tieShift > -s.tieBreak(k, at)))
      ) {
        // Neumaier's compensation written out: this is the hot loop.
        const mass = s.mass[k] as number;
        const nextQ = q + mass;
        qLow += q - nextQ + mass;
        q = nextQ;
        const o = s.objective[k] as number;
        const nextO = qObjective + o;
        qObjectiveLow += Math.abs(qObjective) >= Math.abs(o) ? qObjective - nextO + o : o - nextO + qObjective;
        qObjective = nextO;
        const r = s.profit[k] as number;
        const nextR = qProfit + r;
        qProfitLow += Math.abs(qProfit) >= Math.abs(r) ? qProfit - nextR + r : r - nextR + qProfit;
        qProfit = nextR;
        qObjectiveSize += Math.abs(o);
        qProfitSize += Math.abs(r);
        k--;
      }
      const to = b.end[i] as number;
      if (counts) counts.fill(cells - (k < 0 ? 0 : (s.end[k] as number)), from, to);
      from = to;
      if (k === s.count - 1) continue;
      const m = b.mass[i] as number;
      const o = b.objective[i] as number;
      const r = b.profit[i] as number;
      const objectiveTerm = (o + objectiveShift * m) * (q + qLow) + m * (qObjective + qObjectiveLow);
      const profitTerm = (r + shift * m) * (q + qLow) + m * (qProfit + qProfitLow);
      objectiveSize += (Math.abs(o) + Math.abs(objectiveShift) * m) * q + m * qObjectiveSize;
      profitSize += (Math.abs(r) + Math.abs(shift) * m) * q + m * qProfitSize;
      const nextObjective = objective + objectiveTerm;
      objectiveLow +=
        Math.abs(objective) >= Math.abs(objectiveTerm)
          ? objective - nextObjective + objectiveTerm
          : objectiveTerm - nextObjective + objective;
      objective = nextObjective;
      const nextProfit = profit + profitTerm;
      profitLow += Math.abs(profit) >= Math.abs(profitTerm) ? profit - nextProfit + profitTerm : profitTerm - nextProfit + profit;
      profit = nextProfit;
    }
    return {
      objective: objective + objectiveLow,
      profit: profit + profitLow,
      objectiveError: this.rounding * objectiveSize,
      profitError: this.rounding * profitSize,
    };
  }
}
