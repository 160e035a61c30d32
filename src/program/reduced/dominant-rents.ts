import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { type BySide, bySide, stateOf, typeIn } from "../../type-space/sides.ts";
import { Draft } from "../draft.ts";
import type { RowFamily } from "../family.ts";
import { type Multipliers, type RecoveredTrade, recoverFromStateRents } from "../layout.ts";
import { tradeColumns } from "./allocation.ts";
import { profitBounds } from "./budget-balance.ts";
import { chains } from "./dominant-chains.ts";
import { type Formulation, finished } from "./formulation.ts";
import { incentiveName, incentiveRows, tightIncentives, tightName, twoSidedIncentives } from "./incentive-compatibility.ts";
import { liveStates, readStates, stateName } from "./live-states.ts";
import { eachMultiplier, perStep, price, singlePrice, stateFlow, type TradePrices, upwardPrices } from "./prices.ts";
import { participationRow, type RentColumns, readRents, rentColumns } from "./state-rents.ts";
import { massOf, surplusOf, type Trade } from "./trade.ts";

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

  size({ sides, states }) {
    const types = sides[0].types.length + sides[1].types.length;
    return { rows: 5 * states + types + 2, nonzeros: 19 * states + 4 * types };
  },

  build(trade) {
    const { sides, states, budget, required, unit, weights } = trade;
    const draft = new Draft();
    const live = liveStates(trade);
    const x = tradeColumns(draft, trade, live);
    draft.constant(trade.settled);
    const rents = bySide(trade.sides, (side) => rentColumns(draft, trade, live, side));

    for (let state = 0; state < states; state++)
      draft.objective(x[state] as number, weights.broker * (massOf(trade, state) * unit) * surplusOf(trade, state));

    for (const side of sides) {
      const { tight, gain } = rents[side.name];
      const rows = tight ? ([tightIncentives, tightName] as const) : ([twoSidedIncentives, incentiveName] as const);
      chains(draft, side, x, gain, ...rows, incentiveRows(side));
    }
    const both = [rents.buyer, rents.seller];
    for (const columns of both) participationRow(draft, trade, columns);

    const bounds = profitBounds(budget.rule, required);
    draft.family("budget", (k) => `profit ${stateName(trade, k)}`);
    for (let state = 0; state < states; state++) {
      draft.entry(x[state] as number, surplusOf(trade, state));
      for (const { side, base, gain, scale } of both) {
        draft.entry(base[typeIn(side.rival, state)] as number, -1);
        draft.entry(gain[state] as number, -scale(state));
      }
      draft.row(...bounds);
    }

    return finished(
      draft,
      dominantRents,
      trade,
      (point) => recover(point, trade, x, rents),
      (multipliers, families) => prices(multipliers, trade, families, rents),
    );
  },
};

function recover(point: ArrayLike<number>, trade: Trade, xColumns: Int32Array, rents: BySide<RentColumns>): RecoveredTrade {
  const ofSides = bySide(trade.sides, ({ name }) => readRents(point, rents[name]));
  return recoverFromStateRents(trade, readStates(point, xColumns), ofSides);
}

/**
 * Payments decide the flow of prices in every state (see stateFlow), once the budgets' are known; in states that have no columns the budget's price is the least that leaves
 * no flow negative. Of the chains only the prices of upward constraints are read: two-sided, as they are; tight, from the order of the allocation, as in
 * `dominant-lump-sum`.
 */
function prices(multipliers: Multipliers, trade: Trade, families: readonly RowFamily[], rents: BySide<RentColumns>): TradePrices {
  const { buyer, seller, states, participation, unit } = trade;
  const stage = participationStage[participation];
  const averages = bySide(trade.sides, ({ name }) =>
    stage === "ex-ante" ? price(singlePrice(families, `participation-${name}`, unit, multipliers) ?? 0) : 0,
  );
  const cost = bySide(trade.sides, (side) => side.cost - averages[side.name]);
  const budget = new Float64Array(states).fill(Number.NaN);
  const bounded = budgetBalances[trade.budget.rule] ? (y: number) => y : price;
  eachMultiplier(families, "budget", multipliers, (state, y) => {
    budget[state] = bounded(0 - y / unit);
  });
  // What has flowed down so far to each report of the other side, from the best types on.
  const [fromBuyers, fromSellers] = [new Float64Array(seller.types.length), new Float64Array(buyer.types.length)];
  for (let i = buyer.types.length - 1; i >= 0; i--) {
    for (let j = 0; j < seller.types.length; j++) {
      const state = stateOf(buyer, i, j);
      const mass = massOf(trade, state);
      const fromBuyer = (fromBuyers[j] as number) + cost.buyer * mass;
      const fromSeller = (fromSellers[i] as number) + cost.seller * mass;
      if (Number.isNaN(budget[state])) budget[state] = Math.max(0, -fromBuyer, -fromSeller);
      fromBuyers[j] = fromBuyer + (budget[state] as number);
      fromSellers[i] = fromSeller + (budget[state] as number);
    }
  }
  return {
    ...bySide(trade.sides, (side) => {
      const up = upwardPrices(trade, side, incentiveRows(side), families, multipliers, (row, y) => {
        if (row % 2 === 0) return null;
        return rents[side.name].tight ? perStep(side, row >> 1, y) : { step: row >> 1, amount: y / unit };
      });
      return stateFlow(trade, side, cost[side.name], budget, up, averages[side.name]);
    }),
    budget,
  };
}
