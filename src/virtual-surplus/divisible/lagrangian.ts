import { CompensatedSum, compensatedSum, suffixSums } from "../../arithmetic/sum.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { ErrorSource } from "../bracket/path-error.ts";
import { Blocks, iron } from "../kernel/ironing.ts";
import type { WorthCells } from "../kernel/worth-cells.ts";

/**
 * Where on the path of multipliers a divisible good is traded: virtual worths are `objective`·(objective of a cell) + `profit`·(profit of a cell), per unit of mass. (1, λ) is the
 * multiplier λ; (0, 1) its limit at infinity, profit alone.
 */
export interface Direction {
  readonly objective: number;
  readonly profit: number;
}

/** What the best quantities at one direction achieve. */
export interface DivisibleValue {
  /** Expected objective and profit, both net of ½c·E x² (whose price in the objective is the broker's weight). */
  readonly objective: number;
  readonly profit: number;
  /** ½c·E x². */
  readonly outlay: number;
  /** Bounds on what errors of the laws and rounding of the sums are in objective and profit. */
  readonly objectiveError: number;
  readonly profitError: number;
}

/** Who trades how much at one direction. */
export interface DivisibleTrades {
  /** Expected quantity per cell of the buyer and of the seller. */
  readonly quantity: readonly [buyer: Float64Array, seller: Float64Array];
  /** x = clip((buyer + seller)/band, 0, 1) for the ironed virtual worths of two cells, shift included. */
  readonly rule: QuantityRule;
}

export interface QuantityRule {
  /** Ironed virtual worth per cell. */
  readonly slope: readonly [buyer: Float64Array, seller: Float64Array];
  /** K·c, above 0. */
  readonly band: number;
}

/** Rounding of a sum or quotient, with room. */
const ulps = 16 * unitRoundoff;

/**
 * The Lagrangian of bilateral trade in a divisible good with curvature c: at a direction with K = objective·w_0 + profit, each pair of cells contributes the largest d·x − ½K·c·x² over
 * x ∈ [0, 1], d the sum of the ironed virtual worths (those of a seller are minus its virtual costs).
 *
 * Ironing each side by itself is exact: cells of one pool have one worth, so they trade the same quantities and no monotonicity is violated. O(m + n) per direction.
 */
export class DivisibleLagrangian {
  readonly #cells: readonly [buyer: WorthCells, seller: WorthCells];
  readonly #blocks: readonly [Blocks, Blocks];
  readonly #broker: number;
  readonly #curvature: number;
  readonly #laws: readonly ErrorSource[];

  /** `broker` is w_0, `curvature` c > 0; `laws` say how far the numbers of the cells may be off, on finite types not at all. */
  constructor(buyer: WorthCells, seller: WorthCells, broker: number, curvature: number, laws: readonly ErrorSource[] = []) {
    this.#cells = [buyer, seller];
    this.#blocks = [new Blocks(buyer.mass.length), new Blocks(seller.mass.length)];
    this.#broker = broker;
    this.#curvature = curvature;
    this.#laws = laws;
  }

  /** Who trades how much. */
  trades(direction: Direction): DivisibleTrades {
    const { buyer, seller, band, sides } = this.#ironed(direction);
    return {
      quantity: [this.#perCell(0, sides[0].quantity), this.#perCell(1, sides[1].quantity)],
      rule: { slope: [this.#perCell(0, buyer.slope), this.#perCell(1, seller.slope)], band },
    };
  }

  /** Both sides ironed, with the shift of the cells in the buyer's worths, and their quantities; K = objective·w_0 + profit must be above 0. */
  #ironed(direction: Direction): Ironed {
    const price = direction.objective * this.#broker + direction.profit;
    if (!(price > 0)) throw new RangeError(`the quadratic term has the price ${price}, and a best quantity needs one above 0`);
    const shift = this.#cells[0].shift + this.#cells[1].shift;
    const primary = [direction.objective, direction.profit] as const;
    const [buyer, seller] = this.#blocks.map((blocks, side) => {
      iron(this.#cells[side] as WorthCells, { primary, secondary: [0, 0] }, blocks);
      const { count, mass, slope } = blocks;
      return {
        mass: mass.subarray(0, count),
        slope: side === 0 ? slope.slice(0, count).map((s) => s + price * shift) : slope.subarray(0, count),
      };
    }) as [Worths, Worths];
    const band = price * this.#curvature;
    return { buyer, seller, band, sides: [traded(buyer, seller, band), traded(seller, buyer, band)] };
  }

  /** What they achieve. */
  at(direction: Direction): DivisibleValue {
    const shift = this.#cells[0].shift + this.#cells[1].shift;
    const { buyer, seller, band, sides } = this.#ironed(direction);
    const square = squared([buyer, seller], sides, band);
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
    const units = compensatedSum(sides[0].quantity.map((x, k) => x * (buyer.mass[k] as number)));
    objective.add(this.#broker * shift * units);
    profit.add(shift * units);
    const shifted = Math.abs(shift) * compensatedSum(sides[0].error.map((e, k) => e * (buyer.mass[k] as number)));
    objective.add(-this.#broker * outlay);
    profit.add(-outlay);
    const law = this.#lawErrors(sides);
    // A relative error in a probability moves a sum over pairs by that share of itself, and the quadratic term.
    return {
      objective: objective.value,
      profit: profit.value,
      outlay,
      objectiveError:
        objectiveError + this.#broker * shifted + law.objective + law.share * (Math.abs(objective.value) + 2 * this.#broker * outlay),
      profitError: profitError + shifted + law.profit + law.share * (Math.abs(profit.value) + 2 * outlay),
    };
  }

  /** What errors in the slopes of the laws amount to, and the relative error of their probabilities. */
  #lawErrors(sides: readonly Traded[]): { readonly objective: number; readonly profit: number; readonly share: number } {
    let [objective, profit, worst] = [0, 0, 0];
    this.#laws.forEach((law, side) => {
      const { count, end } = this.#blocks[side] as Blocks;
      const { quantity } = sides[side] as Traded;
      worst = Math.max(worst, law.relativeError);
      for (let block = 0, k = 0; block < count; block++) {
        const x = 4 * law.relativeError * (quantity[block] as number);
        for (; k < (end[block] as number); k++) {
          objective += x * (law.objective[k] as number);
          profit += x * (law.profit[k] as number);
        }
      }
    });
    return { objective, profit, share: 12 * worst };
  }

  /** A number per block, for each of its cells. */
  #perCell(side: 0 | 1, perBlock: Float64Array): Float64Array {
    const { count, end } = this.#blocks[side];
    const cells = new Float64Array(this.#cells[side].mass.length);
    for (let k = 0, from = 0; k < count; k++) {
      const to = end[k] as number;
      cells.fill(perBlock[k] as number, from, to);
      from = to;
    }
    return cells;
  }
}

/** The quantity that two cells trade. */
export function quantityAt({ slope, band }: QuantityRule, i: number, j: number): number {
  return Math.min(1, Math.max(0, ((slope[0][i] as number) + (slope[1][j] as number)) / band));
}

/** Blocks of one side in increasing order of their virtual worths. */
interface Worths {
  readonly mass: Float64Array;
  readonly slope: Float64Array;
}

interface Ironed {
  readonly buyer: Worths;
  readonly seller: Worths;
  readonly band: number;
  readonly sides: readonly [Traded, Traded];
}

/** Per block, the expected quantity against the other side with a bound on its rounding, and the probability of one unit. */
interface Traded {
  readonly quantity: Float64Array;
  readonly error: Float64Array;
  readonly whole: Float64Array;
}

/** Up to so many blocks are added up one by one, which keeps digits where the band is narrow; more by differences of running sums. */
const fewBlocks = 64;

/** As the own worth rises, the other's worths from which there is trade, and from which there is trade of all, only fall: two pointers. */
function traded(own: Worths, other: Worths, band: number): Traded {
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
  sides: readonly [Traded, Traded],
  band: number,
): { readonly value: number; readonly error: number } {
  const sum = new CompensatedSum();
  let error = 0;
  worths.forEach(({ mass, slope }, side) => {
    const { quantity, error: doubt, whole } = sides[side] as Traded;
    quantity.forEach((x, k) => {
      const [p, s, all] = [mass[k] as number, slope[k] as number, whole[k] as number];
      if (side === 0) sum.add(p * all);
      sum.add((p * s * (x - all)) / band);
      error += p * (ulps * all + (Math.abs(s) * ((doubt[k] as number) + ulps * (x - all))) / band);
    });
  });
  return { value: Math.min(1, Math.max(0, sum.value)), error };
}
