import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { Draft } from "../draft.ts";
import { type RecoveredTrade, recoverFromTransfers } from "../layout.ts";
import { allocationColumns, interimAllocationRows, readAllocation } from "./allocation.ts";
import type { Formulation } from "./formulation.ts";
import { interimIncentives } from "./interim-incentives.ts";
import { liveStates, readStates, stateColumns, stateName } from "./live-states.ts";
import { gainsObjective, rentCosts, rentObjective } from "./objective.ts";
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
    return {
      program: draft.finish(exPostBayesian.name),
      layout: {
        columnFamilies: draft.columnFamilies,
        rowFamilies: draft.closedRowFamilies(),
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
