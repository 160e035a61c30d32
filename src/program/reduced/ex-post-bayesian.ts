import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { Draft } from "../draft.ts";
import type { RowFamily } from "../family.ts";
import { type Multipliers, type RecoveredTrade, recoverFromTransfers } from "../layout.ts";
import { allocationColumns, interimAllocationRows, readAllocation } from "./allocation.ts";
import type { Formulation } from "./formulation.ts";
import { interimIncentives } from "./interim-incentives.ts";
import { liveStates, readStates, stateColumns, stateName } from "./live-states.ts";
import { gainsObjective, rentCosts, rentObjective } from "./objective.ts";
import { eachMultiplier, interimIncentivePrices, price, type TradePrices } from "./prices.ts";
import type { Trade } from "./trade.ts";

/**
 * `ex-post-bayesian`: bayesian incentives, ex-post participation and a budget in every state, in the variables x_ij (trade), z_ij (what the
 * seller gains in a state), U^b_i and U^s_j (interim rents).
 *
 *     maximise    w_0·G − (w_0−w_b) Σ p_i U^b_i − (w_0−w_s) Σ q_j U^s_j
 *     subject to  neighbours' interim ICs in both directions on (X^b, U^b) and (X^s, U^s), as in `interim-rents`
 *                 0 ≤ z_ij ≤ x_ij (B_i − S_j) − r          the seller gains, and the buyer can afford it with r on top
 *                 U^s_j = Σ_i p_i z_ij
 *                 0 ≤ U^b_i ≤ Σ_j q_j [x_ij (B_i − S_j) − z_ij − r]      (no-deficit; balanced: U^b_i equals the right-hand side)
 *
 * **Why this is without loss, for every r and all weights.** The seller's transfers are t^s_ij = x_ij S_j + z_ij. Only the mean over j of what
 * the buyer pays beyond t^s_ij + r matters to anyone: U^b_i and the broker's expected profit. Balanced, there is nothing beyond. Without
 * deficit, any mean between 0 and that of the room x_ij (B_i − S_j) − z_ij − r up to the buyer's value is spread over states in proportion
 * to the room, which respects participation and budget in each; so one payment per state is enough.
 */
export const exPostBayesian: Formulation = {
  name: "ex-post-bayesian",

  accepts({ incentives, participation, budget }) {
    return (
      incentivesStage[incentives] === "interim" && participationStage[participation] === "ex-post" && budgetStage[budget.rule] === "ex-post"
    );
  },

  size({ m, n }) {
    return { rows: m * n + 4 * (m + n), nonzeros: 7 * m * n + 9 * (m + n) };
  },

  build(trade) {
    const { m, n, p, q, values, costs, budget, required, largestRent, unit, buyerRentScale, sellerRentScale, buyerLabels, sellerLabels } =
      trade;
    const draft = new Draft();
    const live = liveStates(trade);
    const allocation = allocationColumns(draft, trade, live);
    const gain = stateColumns(draft, trade, "gain-seller", "rent seller", [0, largestRent], live.rent);
    const buyerRent = draft.columns("rent-buyer", m, [0, largestRent], (i) => `rent buyer ${buyerLabels[i]}`);
    const sellerRent = draft.columns("rent-seller", n, [0, largestRent], (j) => `rent seller ${sellerLabels[j]}`);

    const cost = rentCosts(trade);
    draft.constant(trade.settled);
    gainsObjective(draft, trade, allocation);
    rentObjective(draft, unit, cost.buyer, buyerRent, p, buyerRentScale);
    rentObjective(draft, unit, cost.seller, sellerRent, q, sellerRentScale);

    interimAllocationRows(draft, trade, allocation);
    interimIncentives(draft, trade, allocation, buyerRent, sellerRent);
    const surplus = (i: number, j: number) => (values[i] as number) - (costs[j] as number);
    draft.family("budget", (k) => `profit ${stateName(trade, k)}`);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        draft.entry(gain[i * n + j] as number, 1);
        draft.entry(allocation.x[i * n + j] as number, -surplus(i, j));
        draft.row(Number.NEGATIVE_INFINITY, -required);
      }
    }
    draft.family("rent-seller", (j) => `rent of seller ${sellerLabels[j]}`);
    for (let j = 0; j < n; j++) {
      draft.entry(sellerRent + j, sellerRentScale[j] as number);
      for (let i = 0; i < m; i++) draft.entry(gain[i * n + j] as number, -(p[i] as number));
      draft.row(0, 0);
    }
    draft.family("rent-buyer", (i) => `rent of buyer ${buyerLabels[i]}`);
    for (let i = 0; i < m; i++) {
      draft.entry(buyerRent + i, buyerRentScale[i] as number);
      for (let j = 0; j < n; j++) {
        draft.entry(gain[i * n + j] as number, q[j] as number);
        draft.entry(allocation.x[i * n + j] as number, -(q[j] as number) * surplus(i, j));
      }
      draft.row(budgetBalances[budget.rule] ? -required : Number.NEGATIVE_INFINITY, -required);
    }
    const rowFamilies = draft.closedRowFamilies();
    return {
      program: draft.finish(exPostBayesian.name),
      layout: {
        columnFamilies: draft.columnFamilies,
        rowFamilies,
        prices: (multipliers) => prices(multipliers, trade, rowFamilies, { allocation: allocation.x, buyerRent, sellerRent }),
        unit,
        recover: (point) => recover(point, trade, allocation.x, gain, buyerRent),
      },
    };
  },
};

/** The buyer pays t^s + r and, without deficit, a share of the room up to its value that leaves it its interim rent. */
function recover(point: ArrayLike<number>, trade: Trade, xColumns: Int32Array, gainColumns: Int32Array, buyerRent: number): RecoveredTrade {
  const { m, n, q, values, costs, budget, required, unit, sellerCosts, buyerRentScale } = trade;
  const { x } = readAllocation(point, xColumns, trade);
  const gain = readStates(point, gainColumns);
  const seller = x.map((probability, k) => probability * (sellerCosts[k % n] as number) + unit * (gain[k] as number));
  const buyer = seller.map((receipt) => receipt + unit * required);
  if (!budgetBalances[budget.rule]) {
    for (let i = 0; i < m; i++) {
      const room = Float64Array.from({ length: n }, (_, j) => {
        const k = i * n + j;
        const left = (x[k] as number) * ((values[i] as number) - (costs[j] as number)) - (gain[k] as number) - required;
        return Math.max(0, left);
      });
      const mean = room.reduce((sum, each, j) => sum + (q[j] as number) * each, 0);
      const share = mean > 0 ? Math.min(1, Math.max(0, 1 - ((buyerRentScale[i] as number) * (point[buyerRent + i] as number)) / mean)) : 0;
      room.forEach((each, j) => {
        (buyer[i * n + j] as number) += unit * share * each;
      });
    }
  }
  return recoverFromTransfers(trade, x, buyer, seller);
}

/**
 * With ρ_i the price of buyer i's room, σ_j that of what makes up seller j's rent, γ_ij that of "the buyer can afford it" in a state and η those of rents ≥ 0: the budget of a
 * state has the price γ_ij + q_j ρ_i, the buyer's participation there γ_ij + q_j η_i, and the seller's what is left for the payment to it to be worth nothing,
 * γ_ij + q_j ρ_i − p_i σ_j + p_i η_j. A state without columns, where γ is not known, takes the least γ that leaves no price negative and trade at a loss worth nothing.
 */
function prices(
  multipliers: Multipliers,
  trade: Trade,
  families: readonly RowFamily[],
  columns: { readonly allocation: Int32Array; readonly buyerRent: number; readonly sellerRent: number },
): TradePrices {
  const { m, n, p, q, weights, budget: rule, unit, buyerRentScale, sellerRentScale, buyerValues, sellerCosts } = trade;
  const { buyer, seller } = interimIncentivePrices(trade, families, multipliers);
  const rows = (name: string, count: number) => {
    const read = new Float64Array(count).fill(Number.NaN);
    eachMultiplier(families, name, multipliers, (key, y) => {
      read[key] = y / unit;
    });
    return read;
  };
  const least = (start: number, scales: Float64Array) =>
    scales.map((scale, k) => price(-(multipliers.columns[start + k] as number) / (unit * scale)));
  const room = rows("rent-buyer", m).map((rho) => (Number.isNaN(rho) ? 0 : budgetBalances[rule.rule] ? rho : price(rho)));
  const share = rows("rent-seller", n).map((sigma) => (Number.isNaN(sigma) ? 0 : sigma));
  const afford = rows("budget", m * n);
  const [buyerLeast, sellerLeast] = [least(columns.buyerRent, buyerRentScale), least(columns.sellerRent, sellerRentScale)];
  const budget = new Float64Array(m * n);
  const [ofBuyer, ofSeller] = [new Float64Array(m * n), new Float64Array(m * n)];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const state = i * n + j;
      const [pi, qj, rho, sigma] = [p[i], q[j], room[i], share[j]] as [number, number, number, number];
      const [etaBuyer, etaSeller] = [buyerLeast[i] as number, sellerLeast[j] as number];
      const gain = (buyerValues[i] as number) - (sellerCosts[j] as number);
      let gamma = afford[state] as number;
      if (Number.isNaN(gamma)) {
        gamma = Math.max(0, pi * sigma - pi * etaSeller - qj * rho);
        if (gain < 0) gamma = Math.max(gamma, tradeWorth(i, j) / -gain - qj * rho);
      }
      gamma = price(gamma);
      budget[state] = gamma + qj * rho;
      ofBuyer[state] = gamma + qj * etaBuyer;
      ofSeller[state] = price(gamma + qj * rho - pi * sigma + pi * etaSeller);
    }
  }
  return {
    buyer: { ...buyer, participation: { stage: "state", price: ofBuyer } },
    seller: { ...seller, participation: { stage: "state", price: ofSeller } },
    budget,
  };

  /** What a trade in a state adds to the objective, the incentive constraints that it tightens or loosens included, but the budget. */
  function tradeWorth(i: number, j: number): number {
    const value = (k: number) => buyerValues[k] as number;
    const cost = (k: number) => sellerCosts[k] as number;
    let worth = weights.broker * (p[i] as number) * (q[j] as number) * (value(i) - cost(j));
    // Rents of the better neighbours rise with the trade of a type (down), those of the worse fall (up).
    if (i + 1 < m) worth -= (q[j] as number) * (value(i + 1) - value(i)) * (buyer.down[i + 1] as number);
    if (i > 0) worth += (q[j] as number) * (value(i) - value(i - 1)) * (buyer.up[i - 1] as number);
    if (j > 0) worth -= (p[i] as number) * (cost(j) - cost(j - 1)) * (seller.down[j - 1] as number);
    if (j + 1 < n) worth += (p[i] as number) * (cost(j + 1) - cost(j)) * (seller.up[j + 1] as number);
    return worth;
  }
}
