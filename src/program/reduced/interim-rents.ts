import { budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { type BySide, bySide, stateOf, typeIn } from "../../type-space/sides.ts";
import { Draft } from "../draft.ts";
import type { RowFamily } from "../family.ts";
import type { Multipliers, RecoveredTrade } from "../layout.ts";
import { allocationColumns, interimAllocationRows, readAllocation } from "./allocation.ts";
import { profitBounds } from "./budget-balance.ts";
import { type Formulation, finished } from "./formulation.ts";
import { averageRentRows, rentBounds } from "./individual-rationality.ts";
import { interimIncentives } from "./interim-incentives.ts";
import { gainsObjective, gainsTerms, rentObjective, rentTerms } from "./objective.ts";
import { interimIncentivePrices, leastRentPrices, price, singlePrice, type TradePrices } from "./prices.ts";
import type { ProgramSide, Trade } from "./trade.ts";

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

  size({ sides, states }) {
    const types = sides[0].types.length + sides[1].types.length;
    return { rows: 3 * types + 3, nonzeros: 2 * states + 11 * types };
  },

  build(trade) {
    const { sides, participation, budget, required } = trade;
    const draft = new Draft();
    const allocation = allocationColumns(draft, trade);
    const bounds = rentBounds(trade);
    const rent = bySide(trade.sides, ({ name, labels }) =>
      draft.columns(`rent-${name}`, labels.length, bounds, (k) => `rent ${name} ${labels[k]}`),
    );

    draft.constant(trade.settled);
    gainsObjective(draft, trade, allocation);
    rentObjective(draft, trade, rent);

    interimAllocationRows(draft, trade, allocation);
    interimIncentives(draft, trade, allocation, rent);
    if (participationStage[participation] === "ex-ante") averageRentRows(draft, trade, rent);
    if (budgetStage[budget.rule] !== "never") {
      draft.family("budget", () => "broker profit");
      gainsTerms(draft, "entry", trade, allocation);
      for (const side of sides) rentTerms(draft, "entry", side, rent, -1);
      draft.row(...profitBounds(budget.rule, required));
    }

    return finished(
      draft,
      interimRents,
      trade,
      (point) => recover(point, trade, allocation.x, rent),
      (multipliers, families) => prices(multipliers, trade, families, rent),
    );
  },
};

/** The rows are those of the naive program in interim variables; the lower bound of a rent is its type's participation. */
function prices(multipliers: Multipliers, trade: Trade, families: readonly RowFamily[], rent: BySide<number>): TradePrices {
  const { participation, unit } = trade;
  const incentives = interimIncentivePrices(trade, families, multipliers);
  const stage = participationStage[participation];
  const taking = ({ name, rentScale }: ProgramSide) => {
    if (stage === "never") return null;
    if (stage === "ex-ante")
      return { stage, price: price(singlePrice(families, `participation-${name}`, unit, multipliers) ?? 0) } as const;
    return { stage: "type", price: leastRentPrices(multipliers, rent[name], rentScale, unit) } as const;
  };
  return {
    ...bySide(trade.sides, (side) => ({ ...incentives[side.name], participation: taking(side) })),
    budget: singlePrice(families, "budget", unit, multipliers),
  };
}

/** Types that trade with nobody more often than this are taken never to trade: a price per trade would mean nothing for them. */
const never = 1e-6;

function recover(point: ArrayLike<number>, trade: Trade, xColumns: Int32Array, rent: BySide<number>): RecoveredTrade {
  const { x, interim: allocation } = readAllocation(point, xColumns, trade);
  const transfer = bySide(trade.sides, ({ name, sign, values, rentScale }) =>
    values.map((type, k) => {
      const own = trade.unit * (rentScale[k] as number) * (point[rent[name] + k] as number);
      return (allocation[name][k] as number) * type - sign * own;
    }),
  );
  const interim = { buyerTransfer: transfer.buyer, sellerTransfer: transfer.seller };
  if (participationStage[trade.participation] !== "ex-post") return { x, interim, transfers: { kind: "separable" } };
  const trades = bySide(trade.sides, (side) =>
    side.labels.map((_, k) => side.rival.types.some((__, l) => (x[stateOf(side, k, l)] as number) > never)),
  );
  const paidWithoutTrade = ({ name }: ProgramSide) =>
    trades[name].some((trading, k) => !trading && (point[rent[name] + k] as number) > never);
  if (!trade.sides.some(paidWithoutTrade)) return { x, interim, transfers: { kind: "on-trade" } };
  // A type that never trades but has a rent gets it as a lump sum, whatever happens.
  const spread = (side: ProgramSide) =>
    x.map((each, state) => {
      const k = typeIn(side, state);
      const [mean, paid] = [allocation[side.name][k] as number, transfer[side.name][k] as number];
      return trades[side.name][k] ? (each * paid) / mean : paid + (each - mean) * (side.values[k] as number);
    });
  return { x, interim, transfers: { kind: "matrix", ...bySide(trade.sides, spread) } };
}
