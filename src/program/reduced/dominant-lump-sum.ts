import { budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { absent, Draft } from "../draft.ts";
import type { RowFamily } from "../family.ts";
import { type Multipliers, type RecoveredTrade, recoverFromStateRents } from "../layout.ts";
import { allocationColumns, interimAllocationRows, readAllocation } from "./allocation.ts";
import { gainsEntries, profitBounds } from "./budget-balance.ts";
import { buyerChains, sellerChains } from "./dominant-chains.ts";
import type { Formulation } from "./formulation.ts";
import { monotoneAllocation, monotoneName } from "./incentive-compatibility.ts";
import { gainsObjective, rentCosts } from "./objective.ts";
import { price, singlePrice, stateFlow, stepOf, type TradePrices, upwardPrices } from "./prices.ts";
import type { Trade } from "./trade.ts";

/**
 * `dominant-lump-sum`: dominant incentives when the budget holds on average or there is none, in the variables x_ij (trade) and the two
 * expected rents R_b, R_s.
 *
 *     maximise    w_0·G − (w_0−w_b) R_b − (w_0−w_s) R_s
 *     subject to  x_ij ≤ x_{i+1,j},  x_{i,j+1} ≤ x_ij
 *                 R_b ≥ Σ_i (B_{i+1}−B_i) Pr(value > B_i) X^b_i  and  R_s ≥ Σ_j (S_j−S_{j−1}) Pr(cost < S_j) X^s_j      (interim, ex-post)
 *                 R_b, R_s ≥ 0 (ex-ante); free (none)
 *                 G − R_b − R_s ≥ r (ex-ante); no row (none)
 *
 * A point means rents tight in every state plus one lump sum per side, u^b_ij = L_b + Σ_{k<i} (B_{k+1}−B_k) x_kj with L_b the rest of R_b.
 *
 * **Why this is without loss, for every r and all weights for which the question is bounded.** Tight rents plus a lump sum satisfy dominant
 * incentives when x is monotone in every state, and are nowhere below the lump sum, so nothing infeasible is admitted. Conversely, not even
 * bayesian incentives do better. Participation none and ex-ante: only expected rents matter, lump sums set them to anything, and the
 * efficient allocation is monotone. Participation interim and ex-post: let κ = w_0 + λ ≥ max(w_b, w_s), with λ the multiplier of the budget
 * (0 without one, where bounded means w_0 ≥ max(w_b, w_s)); a rent above the tight one costs κ and brings at most κ, so there is an optimum
 * with tight rents that hands what is left as a lump sum to a heaviest side, and its allocation maximises an ironed virtual surplus pointwise:
 * it depends on β̄_i − σ̄_j through a threshold (and one lottery at it), hence is monotone in every state.
 *
 * @see R. Myerson, M. Satterthwaite (1983), J. Econ. Theory 29, Theorem 2; A. Gershkov et al. (2013), On the Equivalence of Bayesian and
 * Dominant Strategy Implementation, Econometrica 81.
 */
export const dominantLumpSum: Formulation = {
  name: "dominant-lump-sum",

  accepts({ incentives, budget }) {
    return incentivesStage[incentives] === "ex-post" && budgetStage[budget.rule] !== "ex-post";
  },

  size({ m, n }) {
    return { rows: 2 * m * n + 3, nonzeros: 6 * m * n + 3 * (m + n) + 4 };
  },

  build(trade) {
    const { m, n, participation, budget, required, largestRent, unit } = trade;
    const draft = new Draft();
    const allocation = allocationColumns(draft, trade);
    const bounds = [participationStage[participation] === "ex-ante" ? 0 : -largestRent, largestRent] as const;
    const buyerRent = draft.columns("rent-buyer", 1, bounds, () => "expected rent buyer");
    const sellerRent = draft.columns("rent-seller", 1, bounds, () => "expected rent seller");

    const cost = rentCosts(trade);
    gainsObjective(draft, trade, allocation);
    draft.objective(buyerRent, -cost.buyer * unit);
    draft.objective(sellerRent, -cost.seller * unit);

    interimAllocationRows(draft, trade, allocation);
    const none = new Int32Array(m * n).fill(absent);
    const columns = { x: allocation.x, buyerRent: none, sellerRent: none };
    buyerChains(draft, trade, columns, monotoneAllocation, monotoneName, m - 1);
    sellerChains(draft, trade, columns, monotoneAllocation, monotoneName, n - 1);
    if (participationStage[participation] === "interim" || participationStage[participation] === "ex-post") {
      const tight = tightRentPerTrade(trade);
      draft.family("participation-buyer", () => "IR buyer: lump sum");
      draft.entry(buyerRent, 1);
      for (let i = 0; i < m; i++) draft.entry(allocation.buyerInterim + i, -(tight.buyer[i] as number));
      draft.row(0, Number.POSITIVE_INFINITY);
      draft.family("participation-seller", () => "IR seller: lump sum");
      draft.entry(sellerRent, 1);
      for (let j = 0; j < n; j++) draft.entry(allocation.sellerInterim + j, -(tight.seller[j] as number));
      draft.row(0, Number.POSITIVE_INFINITY);
    }
    if (budgetStage[budget.rule] !== "never") {
      draft.family("budget", () => "broker profit");
      gainsEntries(draft, trade, allocation);
      draft.entry(buyerRent, -1);
      draft.entry(sellerRent, -1);
      draft.row(...profitBounds(budget.rule, required));
    }
    const rowFamilies = draft.closedRowFamilies();
    return {
      program: draft.finish(dominantLumpSum.name),
      layout: {
        columnFamilies: draft.columnFamilies,
        rowFamilies,
        prices: (multipliers) => prices(multipliers, trade, rowFamilies),
        unit,
        recover: (point) => recover(point, trade, allocation.x, point[buyerRent] as number, point[sellerRent] as number),
      },
    };
  },
};

/**
 * A unit of money given to a trader costs κ − w, κ = w_0 + λ; that is the price of its participation, and flows down the chain of types in every state in proportion to
 * probability. A price ν on the order of two neighbours' allocations is worth ν/(difference of their types) on both their constraints.
 */
function prices(multipliers: Multipliers, trade: Trade, families: readonly RowFamily[]): TradePrices {
  const { m, n, participation, unit } = trade;
  const budget = singlePrice(families, "budget", unit, multipliers);
  const cost = rentCosts(trade);
  const stage = participationStage[participation];
  const side = (name: "buyer" | "seller") => {
    const excess = price(cost[name] + (budget ?? 0));
    const up = upwardPrices(trade, name, (name === "buyer" ? m : n) - 1, families, multipliers, (step, y) => ({
      step,
      amount: -y / stepOf(trade, name, step),
    }));
    // What averages or nobody asks of a rent never reaches the types.
    const settled = stage === "never" || stage === "ex-ante";
    const asked = stage === "never" ? null : stage === "ex-ante" ? { average: excess } : stage === "interim" ? "type" : "state";
    return stateFlow(trade, name, settled ? 0 : excess, 0, up, asked);
  };
  return { buyer: side("buyer"), seller: side("seller"), budget };
}

/** What each interim probability of trade adds to the expected tight rent: (B_{i+1}−B_i)·Pr(value > B_i) and (S_j−S_{j−1})·Pr(cost < S_j). */
function tightRentPerTrade({ m, n, values, costs, p, q }: Trade): { readonly buyer: Float64Array; readonly seller: Float64Array } {
  const buyer = new Float64Array(m);
  let above = 0;
  for (let i = m - 2; i >= 0; i--) {
    above += p[i + 1] as number;
    buyer[i] = ((values[i + 1] as number) - (values[i] as number)) * above;
  }
  const seller = new Float64Array(n);
  let below = 0;
  for (let j = 1; j < n; j++) {
    below += q[j - 1] as number;
    seller[j] = ((costs[j] as number) - (costs[j - 1] as number)) * below;
  }
  return { buyer, seller };
}

/** Tight rents in every state, and the rest of the expected rents as lump sums. */
function recover(point: ArrayLike<number>, trade: Trade, xColumns: Int32Array, buyerRent: number, sellerRent: number): RecoveredTrade {
  const { m, n, values, costs } = trade;
  const allocation = readAllocation(point, xColumns, trade);
  const tight = tightRentPerTrade(trade);
  const buyerLump = tight.buyer.reduce((lump, each, i) => lump - each * (allocation.buyer[i] as number), buyerRent);
  const sellerLump = tight.seller.reduce((lump, each, j) => lump - each * (allocation.seller[j] as number), sellerRent);
  const buyer = new Float64Array(m * n).fill(buyerLump);
  const seller = new Float64Array(m * n).fill(sellerLump);
  for (let i = 1; i < m; i++) {
    const gap = (values[i] as number) - (values[i - 1] as number);
    for (let j = 0; j < n; j++) {
      const before = (i - 1) * n + j;
      buyer[before + n] = (buyer[before] as number) + gap * (allocation.x[before] as number);
    }
  }
  for (let j = n - 2; j >= 0; j--) {
    const gap = (costs[j + 1] as number) - (costs[j] as number);
    for (let i = 0; i < m; i++) {
      const before = i * n + j + 1;
      seller[before - 1] = (seller[before] as number) + gap * (allocation.x[before] as number);
    }
  }
  return recoverFromStateRents(trade, allocation.x, buyer, seller);
}
