import { CompensatedSum, compensatedSum, suffixSums } from "../../arithmetic/sum.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { Blocks, iron, type PathPoint } from "../kernel/ironing.ts";
import { type MultiplierOptimum, mixedRules } from "../kernel/multiplier.ts";
import type { ErrorSource } from "../kernel/path-error.ts";
import type { MeasuredValue, PathEvaluator, PathValue } from "../kernel/path-evaluator.ts";
import { type CellGroup, coarser } from "../kernel/worth-cells.ts";

/** Who trades how much of a divisible good: x = clip((buyer + seller)/band, 0, 1) for the ironed virtual worths of two cells. */
export interface Quantities {
  readonly kind: "quantities";
  /** Ironed virtual worth per cell of the buyer and of the seller (minus its virtual cost), shift included. */
  readonly slope: readonly Float64Array[];
  /** K·c, above 0. */
  readonly band: number;
  /** ½c·E x². */
  readonly outlay: number;
}

/** Rounding of a sum or quotient, with room. */
const ulps = 16 * unitRoundoff;

/**
 * The Lagrangian of bilateral trade in a divisible good with curvature c: at a point of the path with K = w_0·objective + profit, each pair of cells contributes the largest
 * d·x − ½K·c·x² over x ∈ [0, 1], d the sum of the ironed virtual worths (those of a seller are minus its virtual costs). Values are net of ½c·E x².
 *
 * Ironing each side by itself is exact: cells of one pool have one worth, so they trade the same quantities and no monotonicity is violated. O(m + n) per point.
 */
export class DivisibleLagrangian implements PathEvaluator {
  readonly groups: readonly CellGroup[];
  readonly smooth = true;
  readonly #blocks: readonly Blocks[];
  readonly #broker: number;
  readonly #curvature: number;
  readonly #shift: number;

  /** Buyer and seller; `broker` is w_0, `curvature` c > 0. */
  constructor(groups: readonly CellGroup[], broker: number, curvature: number) {
    this.groups = groups;
    this.#blocks = groups.map(({ cells }) => new Blocks(cells.mass.length));
    this.#broker = broker;
    this.#curvature = curvature;
    this.#shift = groups.reduce((sum, { cells }) => sum + cells.shift, 0);
  }

  coarser(stride: number): DivisibleLagrangian {
    const groups = this.groups.map((group) => coarser(group, stride));
    return new DivisibleLagrangian(groups, this.#broker, this.#curvature);
  }

  evaluate(at: PathPoint): PathValue {
    return this.#valueOf(this.#traded(at));
  }

  measure(at: PathPoint, sources: readonly ErrorSource[]): MeasuredValue {
    const traded = this.#traded(at);
    const value = this.#valueOf(traded);
    const probability = this.#quantityOf(traded);
    let [objective, profit, worst] = [value.objectiveError, value.profitError, 0];
    sources.forEach((source, g) => {
      worst = Math.max(worst, source.relativeError);
      (probability[g] as Float64Array).forEach((quantity, k) => {
        const x = 4 * source.relativeError * quantity;
        objective += x * (source.objective[k] as number);
        profit += x * (source.profit[k] as number);
      });
    });
    // A relative error in a probability moves a sum over pairs by that share of itself, and the quadratic term.
    const share = 12 * worst;
    return {
      ...value,
      probability,
      objectiveError: objective + share * (Math.abs(value.objective) + 2 * this.#broker * value.outlay),
      profitError: profit + share * (Math.abs(value.profit) + 2 * value.outlay),
    };
  }

  allocation(found: MultiplierOptimum): { readonly allocation: Quantities; readonly probability: readonly Float64Array[] } {
    const traded = this.#traded(mixedRules(found).tight);
    const slope = this.#perCell(traded.worths.map((own) => own.slope));
    const { outlay } = this.#valueOf(traded);
    return { allocation: { kind: "quantities", slope, band: traded.band, outlay }, probability: this.#quantityOf(traded) };
  }

  /** Both sides ironed, with the shift of the cells in the buyer's worths, and their quantities. */
  #traded({ primary }: PathPoint): Traded {
    // Beyond the path nothing has a price: all worths are 0, and nobody trades.
    const price = primary[0] * this.#broker + primary[1];
    const [buyer, seller] = this.#blocks.map((blocks, side) => {
      iron((this.groups[side] as CellGroup).cells, { primary, secondary: [0, 0] }, blocks);
      const { count, mass, slope } = blocks;
      return {
        mass: mass.subarray(0, count),
        slope: side === 0 ? slope.slice(0, count).map((s) => s + price * this.#shift) : slope.subarray(0, count),
      };
    }) as [Worths, Worths];
    const band = price > 0 ? price * this.#curvature : 1;
    return { worths: [buyer, seller], band, sides: [tradedBy(buyer, seller, band), tradedBy(seller, buyer, band)] };
  }

  /** What quantities achieve, with bounds on the rounding of the sums. */
  #valueOf({ worths, sides, band }: Traded): PathValue & { readonly outlay: number } {
    const square = squared(worths, sides, band);
    const outlay = 0.5 * this.#curvature * square.value;
    const outlayError = 0.5 * this.#curvature * square.error + ulps * outlay;
    const [objective, profit] = [new CompensatedSum(), new CompensatedSum()];
    let [objectiveError, profitError] = [this.#broker * outlayError, outlayError];
    sides.forEach(({ quantity, error: doubts }, side) => {
      const blocks = this.#blocks[side] as Blocks;
      quantity.forEach((x, k) => {
        const [o, r] = [blocks.objective[k] as number, blocks.profit[k] as number];
        const error = doubts[k] as number;
        objective.add(o * x);
        profit.add(r * x);
        objectiveError += Math.abs(o) * (error + ulps * x);
        profitError += Math.abs(r) * (error + ulps * x);
      });
    });
    const [{ mass }] = worths;
    const units = compensatedSum(sides[0].quantity.map((x, k) => x * (mass[k] as number)));
    objective.add(this.#broker * this.#shift * units);
    profit.add(this.#shift * units);
    const shifted = Math.abs(this.#shift) * compensatedSum(sides[0].error.map((e, k) => e * (mass[k] as number)));
    objective.add(-this.#broker * outlay);
    profit.add(-outlay);
    return {
      objective: objective.value,
      profit: profit.value,
      outlay,
      objectiveError: objectiveError + this.#broker * shifted,
      profitError: profitError + shifted,
    };
  }

  #quantityOf({ sides }: Traded): readonly Float64Array[] {
    return this.#perCell(sides.map(({ quantity }) => quantity));
  }

  /** A number per block of each side, for each of its cells. */
  #perCell(perBlock: readonly Float64Array[]): readonly Float64Array[] {
    return this.#blocks.map(({ count, end, mass }, side) => {
      const cells = new Float64Array(mass.length);
      for (let k = 0, from = 0; k < count; k++) {
        const to = end[k] as number;
        cells.fill(perBlock[side]?.[k] as number, from, to);
        from = to;
      }
      return cells;
    });
  }
}

/** The quantity that two cells trade. */
export function quantityAt({ slope: [buyer, seller], band }: Quantities, i: number, j: number): number {
  return Math.min(1, Math.max(0, ((buyer?.[i] as number) + (seller?.[j] as number)) / band));
}

/** Blocks of one side in increasing order of their virtual worths. */
interface Worths {
  readonly mass: Float64Array;
  readonly slope: Float64Array;
}

interface Traded {
  readonly worths: readonly [Worths, Worths];
  readonly sides: readonly [Expected, Expected];
  readonly band: number;
}

/** Per block, the expected quantity against the other side with a bound on its rounding, and the probability of one unit. */
interface Expected {
  readonly quantity: Float64Array;
  readonly error: Float64Array;
  readonly whole: Float64Array;
}

/** Up to so many blocks are added up one by one, which keeps digits where the band is narrow; more by differences of running sums. */
const fewBlocks = 64;

/** As the own worth rises, the other's worths from which there is trade, and from which there is trade of all, only fall: two pointers. */
function tradedBy(own: Worths, other: Worths, band: number): Expected {
  const n = other.mass.length;
  const mass = suffixSums(other.mass);
  const moment = suffixSums(other.mass.map((q, j) => q * (other.slope[j] as number)));
  const size = compensatedSum(other.mass.map((q, j) => q * Math.abs(other.slope[j] as number)));
  const [quantity, error, whole] = [0, 0, 0].map(() => new Float64Array(own.mass.length)) as [Float64Array, Float64Array, Float64Array];
  let [some, all] = [n, n];
  for (let i = 0; i < own.slope.length; i++) {
    const b = own.slope[i] as number;
    while (some > 0 && b + (other.slope[some - 1] as number) > 0) some--;
    while (all > 0 && b + (other.slope[all - 1] as number) >= band) all--;
    whole[i] = mass[all] as number;
    let [part, doubt] = [0, 0];
    if (all - some <= fewBlocks) {
      for (let j = some; j < all; j++) {
        const [q, s] = [other.mass[j] as number, other.slope[j] as number];
        part += q * ((b + s) / band);
        doubt += (q * (Math.abs(b) + Math.abs(s))) / band;
      }
    } else {
      const share = (mass[some] as number) - (mass[all] as number);
      part = (b * share + (moment[some] as number) - (moment[all] as number)) / band;
      part = Math.min(share, Math.max(0, part));
      doubt = (Math.abs(b) + size) / band;
    }
    quantity[i] = Math.min(1, (whole[i] as number) + part);
    error[i] = Math.min(1, ulps * ((quantity[i] as number) + doubt));
  }
  return { quantity, error, whole };
}

/** E x²: where less than all is traded, x·band is the sum of the two worths. */
function squared(
  worths: readonly [Worths, Worths],
  sides: readonly [Expected, Expected],
  band: number,
): { readonly value: number; readonly error: number } {
  const sum = new CompensatedSum();
  let error = 0;
  worths.forEach(({ mass, slope }, side) => {
    const { quantity, error: doubt, whole } = sides[side] as Expected;
    quantity.forEach((x, k) => {
      const [p, s, all] = [mass[k] as number, slope[k] as number, whole[k] as number];
      if (side === 0) sum.add(p * all);
      sum.add((p * s * (x - all)) / band);
      error += p * (ulps * all + (Math.abs(s) * ((doubt[k] as number) + ulps * (x - all))) / band);
    });
  });
  return { value: Math.min(1, Math.max(0, sum.value)), error };
}
