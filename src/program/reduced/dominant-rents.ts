import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { Draft } from "../draft.ts";
import type { RowFamily } from "../family.ts";
import { type Multipliers, recoverFromStateRents } from "../layout.ts";
import { tradeColumns } from "./allocation.ts";
import { profitBounds } from "./budget-balance.ts";
import { buyerChains, sellerChains } from "./dominant-chains.ts";
import type { Formulation } from "./formulation.ts";
import { incentiveName, incentiveRows, tightIncentives, tightName, twoSidedIncentives } from "./incentive-compatibility.ts";
import { liveStates, readStates, stateName } from "./live-states.ts";
import { rentCosts } from "./objective.ts";
import { eachMultiplier, price, singlePrice, stateFlow, stepOf, type TradePrices, upwardPrices } from "./prices.ts";
import { participationRow, readRents, rentColumns } from "./state-rents.ts";
import type { Trade } from "./trade.ts";

/**
 * `dominant-rents`: dominant incentives with a budget in every state, in the variables x_ij (trade) and rents in every state, written as a base
 * and a gain over it: u^b_ij = h_j + v^b_ij with v^b_0j = 0 and u^s_ij = g_i + v^s_ij with v^s_i,n−1 = 0.
 *
 *     maximise    w_0·G − (w_0−w_b) Σ p_i q_j u^b_ij − (w_0−w_s) Σ p_i q_j u^s_ij
 *     subject to  (B_{i+1}−B_i) x_ij ≤ v^b_{i+1,j} − v^b_ij ≤ (B_{i+1}−B_i) x_{i+1,j}       two-sided, or
 *                 v^b_{i+1,j} − v^b_ij = (B_{i+1}−B_i) x_ij,  x_ij ≤ x_{i+1,j}                tight; likewise for the seller
 *                 h, g ≥ 0 (ex-post); Σ q_j h_j ≥ 0, Σ p_i g_i ≥ 0 (interim); Σ p_i q_j u ≥ 0 per side (ex-ante); free (none)
 *                 x_ij (B_i − S_j) − u^b_ij − u^s_ij ≥ r (no-deficit), = r (balanced), in every state
 *
 * **Why two-sided is without loss:** always; neighbours' ICs imply all others (see Chain), and rents that increase from the base make the base
 * the least rent of each state (ex-post) and the bottom type's interim rent the least (interim).
 *
 * **Why tight is without loss on a side with weight ≤ w_0, budget no-deficit and participation other than ex-ante, for every r:** take any
 * feasible rents of that side and lower them, base by base, to tight ones. ICs hold since x is monotone; the base, and with it
 * participation, is untouched; each state's profit rises by what the side loses, so no deficit appears, and the objective gains
 * w_0 − weight ≥ 0 of it. Under ex-post participation the base itself can be lowered to 0. None of this works
 * when the profit must equal r, when the side's rent pays (weight > w_0), or when its expected rent is what must stay ≥ 0 (ex-ante).
 *
 * @see K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42, for the case of an interval of types and a balanced budget.
 */
export const dominantRents: Formulation = {
  name: "dominant-rents",

  accepts({ incentives, budget }) {
    return incentivesStage[incentives] === "ex-post" && budgetStage[budget.rule] === "ex-post";
  },

  size({ m, n }) {
    return { rows: 5 * m * n + m + n + 2, nonzeros: 19 * m * n + 4 * (m + n) };
  },

  build(trade) {
    const { m, n, p, q, values, costs, budget, required, unit, weights } = trade;
    const draft = new Draft();
    const live = liveStates(trade);
    const x = tradeColumns(draft, trade, live);
    const cost = rentCosts(trade);
    draft.constant(trade.settled);
    const buyer = rentColumns(draft, trade, live, "buyer", cost.buyer);
    const seller = rentColumns(draft, trade, live, "seller", cost.seller);

    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const state = i * n + j;
        const mass = (p[i] as number) * (q[j] as number) * unit;
        draft.objective(x[state] as number, weights.broker * mass * ((values[i] as number) - (costs[j] as number)));
        draft.objective(buyer.gain[state] as number, -cost.buyer * mass * buyer.scale(state));
        draft.objective(seller.gain[state] as number, -cost.seller * mass * seller.scale(state));
      }
    }

    const columns = { x, buyerRent: buyer.gain, sellerRent: seller.gain };
    const rows = (tight: boolean) => (tight ? ([tightIncentives, tightName] as const) : ([twoSidedIncentives, incentiveName] as const));
    buyerChains(draft, trade, columns, ...rows(buyer.tight), incentiveRows(m));
    sellerChains(draft, trade, columns, ...rows(seller.tight), incentiveRows(n));
    participationRow(draft, trade, "buyer", buyer);
    participationRow(draft, trade, "seller", seller);

    const bounds = profitBounds(budget.rule, required);
    draft.family("budget", (k) => `profit ${stateName(trade, k)}`);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const state = i * n + j;
        draft.entry(x[state] as number, (values[i] as number) - (costs[j] as number));
        draft.entry(buyer.base[j] as number, -1);
        draft.entry(buyer.gain[state] as number, -buyer.scale(state));
        draft.entry(seller.base[i] as number, -1);
        draft.entry(seller.gain[state] as number, -seller.scale(state));
        draft.row(...bounds);
      }
    }

    const rowFamilies = draft.closedRowFamilies();
    return {
      program: draft.finish(dominantRents.name),
      layout: {
        columnFamilies: draft.columnFamilies,
        rowFamilies,
        prices: (multipliers) => prices(multipliers, trade, rowFamilies, { buyer: buyer.tight, seller: seller.tight }),
        unit,
        recover: (point) =>
          recoverFromStateRents(
            trade,
            readStates(point, x),
            readRents(point, buyer, (state) => state % n),
            readRents(point, seller, (state) => Math.floor(state / n)),
          ),
      },
    };
  },
};

/**
 * Payments decide the flow of prices in every state (see stateFlow), once the budgets' are known; in states that have no columns the budget's price is the least that leaves
 * no flow negative. Of the chains only the prices of upward constraints are read: two-sided, as they are; tight, from the order of the allocation, as in
 * `dominant-lump-sum`.
 */
function prices(
  multipliers: Multipliers,
  trade: Trade,
  families: readonly RowFamily[],
  tight: { readonly buyer: boolean; readonly seller: boolean },
): TradePrices {
  const {
    m,
    n,
    p,
    q,
    participation,
    budget: { rule },
    unit,
  } = trade;
  const stage = participationStage[participation];
  const average = (name: "buyer" | "seller") =>
    stage === "ex-ante" ? price(singlePrice(families, `participation-${name}`, unit, multipliers) ?? 0) : 0;
  const averages = { buyer: average("buyer"), seller: average("seller") };
  const rents = rentCosts(trade);
  const cost = { buyer: rents.buyer - averages.buyer, seller: rents.seller - averages.seller };
  const budget = new Float64Array(m * n).fill(Number.NaN);
  const bounded = budgetBalances[rule] ? (y: number) => y : price;
  eachMultiplier(families, "budget", multipliers, (state, y) => {
    budget[state] = bounded(0 - y / unit);
  });
  const [fromBuyers, fromSellers] = [new Float64Array(n), new Float64Array(m)];
  for (let i = m - 1; i >= 0; i--) {
    for (let j = 0; j < n; j++) {
      const mass = (p[i] as number) * (q[j] as number);
      const flows = [(fromBuyers[j] as number) + cost.buyer * mass, (fromSellers[i] as number) + cost.seller * mass] as const;
      const state = i * n + j;
      if (Number.isNaN(budget[state])) budget[state] = Math.max(0, -flows[0], -flows[1]);
      fromBuyers[j] = flows[0] + (budget[state] as number);
      fromSellers[i] = flows[1] + (budget[state] as number);
    }
  }
  const side = (name: "buyer" | "seller") => {
    const up = upwardPrices(trade, name, incentiveRows(name === "buyer" ? m : n), families, multipliers, (row, y) => {
      const step = row >> 1;
      if (row % 2 === 0) return null;
      return { step, amount: tight[name] ? -y / stepOf(trade, name, step) : y / unit };
    });
    const asked = stage === "never" ? null : stage === "ex-ante" ? { average: averages[name] } : stage === "interim" ? "type" : "state";
    return stateFlow(trade, name, cost[name], budget, up, asked);
  };
  return { buyer: side("buyer"), seller: side("seller"), budget };
}
