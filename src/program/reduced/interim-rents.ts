import { budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { Draft } from "../draft.ts";
import type { RowFamily } from "../family.ts";
import type { Layout, Multipliers, RecoveredTrade } from "../layout.ts";
import { allocationColumns, interimAllocationRows, readAllocation } from "./allocation.ts";
import { gainsEntries, profitBounds } from "./budget-balance.ts";
import type { Formulation } from "./formulation.ts";
import { averageRentRow, rentBounds } from "./individual-rationality.ts";
import { interimIncentives } from "./interim-incentives.ts";
import { gainsObjective, rentCosts, rentObjective } from "./objective.ts";
import { interimIncentivePrices, price, singlePrice, type TradePrices } from "./prices.ts";
import type { Trade } from "./trade.ts";

/**
 * `interim-rents`: bayesian incentives in the variables x_ij (trade) and U^b_i, U^s_j (interim rents).
 *
 *     maximise    w_0·G − (w_0−w_b) Σ p_i U^b_i − (w_0−w_s) Σ q_j U^s_j
 *     subject to  (B_{i+1}−B_i) X^b_i ≤ U^b_{i+1} − U^b_i ≤ (B_{i+1}−B_i) X^b_{i+1}       neighbours' ICs, both directions
 *                 (S_{j+1}−S_j) X^s_{j+1} ≤ U^s_j − U^s_{j+1} ≤ (S_{j+1}−S_j) X^s_j
 *                 U ≥ 0 (interim, ex-post); Σ p_i U^b_i ≥ 0, Σ q_j U^s_j ≥ 0 (ex-ante); free (none)
 *                 Π = G − Σ p_i U^b_i − Σ q_j U^s_j ≥ r (ex-ante, no-deficit); = r (balanced); no row (none)
 *
 * **Why this is without loss, for every r and all weights.** With independent types, bayesian incentives, interim and ex-ante participation
 * and expected profit depend on the transfers through their interim values only, and neighbours' ICs imply all others (see Chain).
 * Budgets in every state: the separable transfers t^b_ij = T^b_i + T^s_j − E[T^s], t^s_ij = T^b_i + T^s_j − E[T^b] keep the interim values
 * and leave exactly Π in each state, so `no-deficit` asks no more than Π ≥ r, `balanced` no more than Π = r.
 * Ex-post participation is served when the budget only holds on average (or there is none): t_ij = x_ij T_i/X_i leaves a trader
 * x_ij U_i/X_i ≥ 0 in every state.
 *
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values; R. Myerson, M. Satterthwaite (1983), J. Econ. Theory 29.
 */
export const interimRents: Formulation = {
  name: "interim-rents",

  accepts({ incentives, participation, budget }) {
    return (
      incentivesStage[incentives] === "interim" &&
      (participationStage[participation] !== "ex-post" || budgetStage[budget.rule] !== "ex-post")
    );
  },

  size({ m, n }) {
    return { rows: 3 * (m + n) + 3, nonzeros: 2 * m * n + 11 * (m + n) };
  },

  build(trade) {
    const { m, n, p, q, participation, budget, required, unit, buyerRentScale, sellerRentScale, buyerLabels, sellerLabels } = trade;
    const draft = new Draft();
    const allocation = allocationColumns(draft, trade);
    const bounds = rentBounds(trade);
    const buyerRent = draft.columns("rent-buyer", m, bounds, (i) => `rent buyer ${buyerLabels[i]}`);
    const sellerRent = draft.columns("rent-seller", n, bounds, (j) => `rent seller ${sellerLabels[j]}`);

    const cost = rentCosts(trade);
    draft.constant(trade.settled);
    gainsObjective(draft, trade, allocation);
    rentObjective(draft, unit, cost.buyer, buyerRent, p, buyerRentScale);
    rentObjective(draft, unit, cost.seller, sellerRent, q, sellerRentScale);

    interimAllocationRows(draft, trade, allocation);
    interimIncentives(draft, trade, allocation, buyerRent, sellerRent);
    if (participationStage[participation] === "ex-ante") {
      averageRentRow(draft, "buyer", buyerRent, p, buyerRentScale);
      averageRentRow(draft, "seller", sellerRent, q, sellerRentScale);
    }
    if (budgetStage[budget.rule] !== "never") {
      draft.family("budget", () => "broker profit");
      gainsEntries(draft, trade, allocation);
      p.forEach((mass, i) => {
        draft.entry(buyerRent + i, -mass * (buyerRentScale[i] as number));
      });
      q.forEach((mass, j) => {
        draft.entry(sellerRent + j, -mass * (sellerRentScale[j] as number));
      });
      draft.row(...profitBounds(budget.rule, required));
    }

    const rowFamilies = draft.closedRowFamilies();
    const layout: Layout = {
      columnFamilies: draft.columnFamilies,
      rowFamilies,
      unit,
      recover: (point) => recover(point, trade, allocation.x, buyerRent, sellerRent),
      prices: (multipliers) => prices(multipliers, trade, rowFamilies, buyerRent, sellerRent),
    };
    return { program: draft.finish(interimRents.name), layout };
  },
};

/** The rows are those of the naive program in interim variables; the lower bound of a rent is its type's participation. */
function prices(
  multipliers: Multipliers,
  trade: Trade,
  families: readonly RowFamily[],
  buyerRent: number,
  sellerRent: number,
): TradePrices {
  const { participation, unit, buyerRentScale, sellerRentScale } = trade;
  const incentives = interimIncentivePrices(trade, families, multipliers);
  const stage = participationStage[participation];
  const taking = (side: "buyer" | "seller", start: number, scales: Float64Array) => {
    if (stage === "never") return null;
    if (stage === "ex-ante")
      return { stage, price: price(singlePrice(families, `participation-${side}`, unit, multipliers) ?? 0) } as const;
    return { stage: "type", price: scales.map((scale, k) => price(-(multipliers.columns[start + k] as number) / (unit * scale))) } as const;
  };
  return {
    buyer: { ...incentives.buyer, participation: taking("buyer", buyerRent, buyerRentScale) },
    seller: { ...incentives.seller, participation: taking("seller", sellerRent, sellerRentScale) },
    budget: singlePrice(families, "budget", unit, multipliers),
  };
}

/** Types that trade with nobody more often than this are taken never to trade: a price per trade would mean nothing for them. */
const never = 1e-6;

function recover(point: ArrayLike<number>, trade: Trade, xColumns: Int32Array, buyerRent: number, sellerRent: number): RecoveredTrade {
  const { n, participation, unit, buyerValues, sellerCosts, buyerRentScale, sellerRentScale } = trade;
  const { x, buyer, seller } = readAllocation(point, xColumns, trade);
  const rent = (start: number, k: number, scales: Float64Array) => unit * (scales[k] as number) * (point[start + k] as number);
  const interim = {
    buyerTransfer: buyerValues.map((value, i) => (buyer[i] as number) * value - rent(buyerRent, i, buyerRentScale)),
    sellerTransfer: sellerCosts.map((cost, j) => (seller[j] as number) * cost + rent(sellerRent, j, sellerRentScale)),
  };
  if (participationStage[participation] !== "ex-post") return { x, interim, transfers: { kind: "separable" } };
  const buyerTrades = Array.from(buyer, (_, i) => sellerCosts.some((_, j) => (x[i * n + j] as number) > never));
  const sellerTrades = Array.from(seller, (_, j) => buyerValues.some((_, i) => (x[i * n + j] as number) > never));
  const paidWithoutTrade = (trades: readonly boolean[], start: number) =>
    trades.some((trading, k) => !trading && (point[start + k] as number) > never);
  if (!paidWithoutTrade(buyerTrades, buyerRent) && !paidWithoutTrade(sellerTrades, sellerRent))
    return { x, interim, transfers: { kind: "on-trade" } };
  // A type that never trades but has a rent gets it as a lump sum, whatever happens.
  const spread = (
    k: number,
    own: number,
    trades: readonly boolean[],
    allocation: Float64Array,
    transfer: Float64Array,
    value: Float64Array,
  ) => {
    const mean = allocation[own] as number;
    const each = x[k] as number;
    return trades[own] ? (each * (transfer[own] as number)) / mean : (transfer[own] as number) + (each - mean) * (value[own] as number);
  };
  const matrix = {
    kind: "matrix",
    buyer: x.map((_, k) => spread(k, Math.floor(k / n), buyerTrades, buyer, interim.buyerTransfer, buyerValues)),
    seller: x.map((_, k) => spread(k, k % n, sellerTrades, seller, interim.sellerTransfer, sellerCosts)),
  } as const;
  return { x, interim, transfers: matrix };
}
