import { exactly } from "../../arithmetic/interval.ts";
import { enclosureBuilder } from "../../distributions/enclosure.ts";
import type { AgentGroup } from "../../environments/linear.ts";
import { firstCells, type PriceCell, split } from "./cells.ts";
import { type AttainedPrice, judge } from "./judge.ts";
import { between, endsOf, marketOf, priced, type SideWeights } from "./market.ts";
import { compare } from "./points.ts";

/** The best posted price of a market, and what is known of what it attains. */
export interface BestPostedPrice {
  /** To nearest; where no trade at any price gains, one at which nobody trades. */
  readonly price: number;
  /**
   * Where the laws have atoms there may be nothing better than to come ever closer to the price from one side, so that those to whom it makes no difference do not
   * crowd others out; `at` wherever the price itself is best.
   */
  readonly reached: AttainedPrice["reached"];
  /** Bounds on the largest expected objective over all posted prices. */
  readonly lower: number;
  readonly upper: number;
  /** Both bounds rest on enclosures; else on what the functions of a law say. */
  readonly proved: boolean;
}

export interface PriceSearch {
  /** Requested width of the bracket, relative to its upper end. */
  readonly width: number;
  readonly timeLimitSeconds: number;
  /** Most cells of prices kept at once. */
  readonly maxCells: number;
}

/** Bounds are second order, so that this costs hardly more than a wider bracket. */
const usualWidth = 1e-10;

/**
 * The posted price that maximises w_b·(rents of buyers) + w_s·(rents of sellers), by branch and bound over cells of prices.
 *
 * At a price p those with V ≥ p and C ≤ p are willing, as many pairs trade as can, and a lottery chooses among the longer side. With G(p) = E(V − p)⁺, which falls,
 * H(p) = E(p − C)⁺, which rises, and the chances ρ, σ of a willing buyer and seller to trade (between two traders P(C ≤ p) and P(V ≥ p)), of which the first rises and the
 * second falls with p, the objective is Σ w_b·G·ρ + Σ w_s·H·σ. On a cell it is at most what the factors are at their better ends, and at most what its value at the
 * ends and bounds on its slope allow, which is O(h²) above the truth; prices beyond all cells gain no more than all trades of the types beyond. Every number is an
 * enclosure, of the laws as written.
 *
 * @see K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42.
 */
export function bestPrice(groups: readonly AgentGroup[], weights: SideWeights, search: PriceSearch): BestPostedPrice {
  const market = marketOf(groups, weights);
  const proved = groups.every(({ law }) => enclosureBuilder(law) !== undefined);
  const ends = endsOf(market);
  const idle = priced(market, between(ends));
  if (compare(ends.from, ends.to) >= 0) return { price: idle, reached: "at", lower: 0, upper: 0, proved };
  const began = performance.now();
  const target = Math.min(search.width, usualWidth);
  let cells = firstCells(market, ends);
  let best: AttainedPrice = { value: exactly(0), at: { hi: Number.NaN, lo: 0 }, reached: "at" };
  /** The most that anything put aside may attain. */
  let aside = 0;
  for (let round = 0; cells.length > 0; round++) {
    const judged = judge(market, cells);
    for (const found of judged.found) {
      aside = Math.max(aside, found.value.hi);
      if (found.value.lo > best.value.lo) best = found;
    }
    const floor = best.value.lo;
    const open: PriceCell[] = [];
    for (let k = 0; k < cells.length; k++) {
      const upper = judged.upper[k] as number;
      // What its ends may be already, parts of a cell may be as well.
      const known = Math.max(floor, judged.atEnds[k] as number);
      if (upper <= known * (1 + target / 4)) aside = Math.max(aside, upper);
      else open.push({ ...(cells[k] as PriceCell), upper });
    }
    const late = (performance.now() - began) / 1000 > search.timeLimitSeconds || open.length > search.maxCells || round > 200;
    cells = [];
    for (const cell of open) {
      const parts = late ? [] : split(cell);
      if (parts.length === 0) aside = Math.max(aside, cell.upper);
      for (const part of parts) cells.push(part);
    }
  }
  const { value, at, reached } = best;
  const upper = Math.max(aside, value.hi);
  if (!(value.lo <= upper)) throw new Error(`internal error: a posted price attains ${value.lo}, more than any may, ${upper}`);
  return { price: value.lo > 0 ? priced(market, at) : idle, reached, lower: value.lo, upper, proved };
}
