import type { Losses } from "../environments/risk-averse-trade.ts";
import type { Utility } from "../environments/utility.ts";
import { sidesOf, stateOf, type TradingSide, typeIn } from "../type-space/sides.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { Draft } from "./draft.ts";
import type { Program } from "./program.ts";

/** What is possible among two risk-averse traders on a grid of types (m buyer types, n seller types), and at which prices. */
export interface LotteryQuestion {
  readonly buyer: Pick<TypeSpace, "values" | "masses">;
  readonly seller: Pick<TypeSpace, "values" | "masses">;
  readonly utility: { readonly buyer: Utility; readonly seller: Utility };
  readonly losses: Losses;
  /** The buyer pays what the seller receives; else at least that. */
  readonly balanced: boolean;
  /** Increasing; those between the cost and the value of a state are its own. */
  readonly prices: (i: number, j: number) => Float64Array;
}

/** What is sought: the largest weighted sum of expected utilities, or a mechanism that is nowhere worse than one with these utilities. */
export type LotteryGoal =
  | { readonly buyers: number; readonly sellers: number }
  /** Utilities of buyer and seller in state (i, j) at index i·n + j; the sum of all gains over them is maximised, each state counted once. */
  | { readonly above: { readonly buyer: Float64Array; readonly seller: Float64Array } };

export interface LotteryProgram {
  readonly program: Program;
  /** The possible trades of state (i, j) with their probabilities at a point. */
  lottery(point: ArrayLike<number>, i: number, j: number): readonly PossibleTrade[];
}

interface Prices {
  readonly buyerPays: number;
  readonly sellerReceives: number;
}

interface PossibleTrade extends Prices {
  readonly probability: number;
}

/** Smallest probability that is not taken for the rounding of a solver. */
const negligible = 1e-12;

/**
 * Lotteries over prices as a linear program: columns μ_ij(p_s, p_b) with s_j ≤ p_s ≤ p_b ≤ b_i, Σ μ_ij ≤ 1, and for every true type, every report and every
 * type of the other, truth is at least as good. A deviator counts a loss as `losses` says.
 *
 * @see J. Čopič, C. Ponsatí (2006), section 2: XPIR and XPIC; section 2.1: ex-post constrained efficiency.
 */
export function buildLotteries(question: LotteryQuestion, goal: LotteryGoal): LotteryProgram {
  const { buyer, seller, utility, losses, balanced, prices } = question;
  const [m, n] = [buyer.values.length, seller.values.length];
  const draft = new Draft();
  const trades = Array.from({ length: m * n }, (_, state) => {
    const [i, j] = [Math.floor(state / n), state % n];
    const own = prices(i, j).filter((price) => price >= (seller.values[j] as number) && price <= (buyer.values[i] as number));
    return Array.from(own).flatMap((receives, k) =>
      Array.from(balanced ? [receives] : own.slice(k), (pays) => ({ buyerPays: pays, sellerReceives: receives })),
    );
  });
  const starts = trades.map((own, state) => {
    const where = `${seller.values[state % n]}, ${buyer.values[Math.floor(state / n)]}`;
    return draft.columns("lottery", own.length, [0, 1], (k) => `μ(${where}: ${own[k]?.sellerReceives}, ${own[k]?.buyerPays})`);
  });
  const each = (state: number, visit: (column: number, trade: Prices) => void) =>
    (trades[state] as (typeof trades)[number]).forEach((trade, k) => {
      visit((starts[state] as number) + k, trade);
    });
  const sides = sidesOf(buyer, seller);
  const price = { buyer: ({ buyerPays }: Prices) => buyerPays, seller: ({ sellerReceives }: Prices) => sellerReceives };
  const gain = ({ name, sign, values }: TradingSide, k: number, trade: Prices) => {
    const surplus = sign * ((values[k] as number) - price[name](trade));
    return surplus >= 0 ? utility[name].of(surplus) : losses === "refuse" ? 0 : surplus;
  };
  const weights = "above" in goal ? null : goal;
  for (let state = 0; state < m * n; state++) {
    const [i, j] = sides.map((side) => typeIn(side, state)) as [number, number];
    const mass = (buyer.masses[i] as number) * (seller.masses[j] as number);
    each(state, (column, trade) => {
      const [ofBuyer, ofSeller] = [gain(sides[0], i, trade), gain(sides[1], j, trade)];
      draft.objective(column, weights ? mass * (weights.buyers * ofBuyer + weights.sellers * ofSeller) : ofBuyer + ofSeller);
    });
  }
  draft.family("lottery", (k) => `probabilities of state ${k}`);
  for (let state = 0; state < m * n; state++) {
    each(state, (column) => draft.entry(column, 1));
    draft.row(Number.NEGATIVE_INFINITY, 1);
  }
  for (const side of [sides[1], sides[0]]) {
    draft.family(`incentives of the ${side.name}`, (k) => `IC ${side.name} ${k}`);
    for (let other = 0; other < side.rival.values.length; other++)
      for (let type = 0; type < side.values.length; type++)
        for (let report = 0; report < side.values.length; report++) {
          const lie = stateOf(side, report, other);
          if (report === type || (trades[lie] as unknown[]).length === 0) continue;
          each(stateOf(side, type, other), (column, trade) => draft.entry(column, gain(side, type, trade)));
          each(lie, (column, trade) => draft.entry(column, -gain(side, type, trade)));
          draft.row(0, Number.POSITIVE_INFINITY);
        }
  }
  if ("above" in goal) {
    draft.family("no worse", (k) => `no worse in state ${k >> 1} for the ${k % 2 === 0 ? "buyer" : "seller"}`);
    for (let state = 0; state < m * n; state++) {
      for (const side of sides) {
        each(state, (column, trade) => draft.entry(column, gain(side, typeIn(side, state), trade)));
        draft.row(goal.above[side.name][state] as number, Number.POSITIVE_INFINITY);
      }
      draft.constant(-(goal.above.buyer[state] as number) - (goal.above.seller[state] as number));
    }
  }
  return {
    program: draft.finish("lotteries"),
    lottery(point, i, j) {
      const found: PossibleTrade[] = [];
      each(i * n + j, (column, trade) => {
        const probability = point[column] as number;
        if (probability > negligible) found.push({ probability, ...trade });
      });
      return found;
    },
  };
}
