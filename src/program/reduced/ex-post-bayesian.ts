import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { type BySide, bySide, ranked, stateOf, typeIn } from "../../type-space/sides.ts";
import { Draft } from "../draft.ts";
import type { RowFamily } from "../family.ts";
import { type Multipliers, type RecoveredTrade, recoverFromTransfers } from "../layout.ts";
import { allocationColumns, interimAllocationRows } from "./allocation.ts";
import { type Formulation, finished } from "./formulation.ts";
import { interimIncentives } from "./interim-incentives.ts";
import { liveStates, readStates, stateColumns, stateName } from "./live-states.ts";
import { gainsObjective, rentObjective } from "./objective.ts";
import { eachMultiplier, interimIncentivePrices, leastRentPrices, price, type TradePrices } from "./prices.ts";
import { stepOf, surplusOf, type Trade } from "./trade.ts";

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

  size({ sides, states }) {
    const types = sides[0].types.length + sides[1].types.length;
    return { rows: states + 4 * types, nonzeros: 7 * states + 9 * types };
  },

  build(trade) {
    const { buyer, seller, states, budget, required, largestRent } = trade;
    const draft = new Draft();
    const live = liveStates(trade);
    const allocation = allocationColumns(draft, trade, live);
    const { x } = allocation;
    const gain = stateColumns(draft, trade, "gain-seller", "rent seller", [0, largestRent], live.rent);
    const rent = bySide(trade.sides, ({ name, labels }) =>
      draft.columns(`rent-${name}`, labels.length, [0, largestRent], (k) => `rent ${name} ${labels[k]}`),
    );

    draft.constant(trade.settled);
    gainsObjective(draft, trade, allocation);
    rentObjective(draft, trade, rent);

    interimAllocationRows(draft, trade, allocation);
    interimIncentives(draft, trade, allocation, rent);
    draft.family("budget", (k) => `profit ${stateName(trade, k)}`);
    for (let state = 0; state < states; state++) {
      draft.entry(gain[state] as number, 1);
      draft.entry(x[state] as number, -surplusOf(trade, state));
      draft.row(Number.NEGATIVE_INFINITY, -required);
    }
    draft.family("rent-seller", (j) => `rent of seller ${seller.labels[j]}`);
    seller.rentScale.forEach((scale, j) => {
      draft.entry(rent.seller + j, scale);
      buyer.masses.forEach((mass, i) => {
        draft.entry(gain[stateOf(buyer, i, j)] as number, -mass);
      });
      draft.row(0, 0);
    });
    draft.family("rent-buyer", (i) => `rent of buyer ${buyer.labels[i]}`);
    buyer.rentScale.forEach((scale, i) => {
      draft.entry(rent.buyer + i, scale);
      seller.masses.forEach((mass, j) => {
        const state = stateOf(buyer, i, j);
        draft.entry(gain[state] as number, mass);
        draft.entry(x[state] as number, -mass * surplusOf(trade, state));
      });
      draft.row(budgetBalances[budget.rule] ? -required : Number.NEGATIVE_INFINITY, -required);
    });
    return finished(
      draft,
      exPostBayesian,
      trade,
      (point) => recover(point, trade, x, gain, rent.buyer),
      (multipliers, families) => prices(multipliers, trade, families, rent),
    );
  },
};

/** The buyer pays t^s + r and, without deficit, a share of the room up to its value that leaves it its interim rent. */
function recover(point: ArrayLike<number>, trade: Trade, xColumns: Int32Array, gainColumns: Int32Array, buyerRent: number): RecoveredTrade {
  const { buyer, seller, budget, required, unit } = trade;
  const x = readStates(point, xColumns);
  const gain = readStates(point, gainColumns);
  const received = x.map((probability, state) => {
    return probability * (seller.values[typeIn(seller, state)] as number) + unit * (gain[state] as number);
  });
  const paid = received.map((receipt) => receipt + unit * required);
  if (!budgetBalances[budget.rule]) {
    buyer.rentScale.forEach((scale, i) => {
      const room = seller.masses.map((_, j) => {
        const state = stateOf(buyer, i, j);
        return Math.max(0, (x[state] as number) * surplusOf(trade, state) - (gain[state] as number) - required);
      });
      const mean = room.reduce((sum, each, j) => sum + (seller.masses[j] as number) * each, 0);
      const share = mean > 0 ? Math.min(1, Math.max(0, 1 - (scale * (point[buyerRent + i] as number)) / mean)) : 0;
      room.forEach((each, j) => {
        (paid[stateOf(buyer, i, j)] as number) += unit * share * each;
      });
    });
  }
  return recoverFromTransfers(trade, x, { buyer: paid, seller: received });
}

/**
 * With ρ_i the price of buyer i's room, σ_j that of what makes up seller j's rent, γ_ij that of "the buyer can afford it" in a state and η those of rents ≥ 0: the budget of a
 * state has the price γ_ij + q_j ρ_i, the buyer's participation there γ_ij + q_j η_i, and the seller's what is left for the payment to it to be worth nothing,
 * γ_ij + q_j ρ_i − p_i σ_j + p_i η_j. A state without columns, where γ is not known, takes the least γ that leaves no price negative and trade at a loss worth nothing.
 */
function prices(multipliers: Multipliers, trade: Trade, families: readonly RowFamily[], rent: BySide<number>): TradePrices {
  const { sides, buyer, seller, states, weights, budget: rule, unit } = trade;
  const incentives = interimIncentivePrices(trade, families, multipliers);
  const rows = (name: string, count: number) => {
    const read = new Float64Array(count).fill(Number.NaN);
    eachMultiplier(families, name, multipliers, (key, y) => {
      read[key] = y / unit;
    });
    return read;
  };
  const known = (y: number) => (Number.isNaN(y) ? 0 : y);
  const rooms = rows("rent-buyer", buyer.types.length).map((rho) => (budgetBalances[rule.rule] ? known(rho) : price(known(rho))));
  const shares = rows("rent-seller", seller.types.length).map(known);
  const afford = rows("budget", states);
  const least = bySide(trade.sides, ({ name, rentScale }) => leastRentPrices(multipliers, rent[name], rentScale, unit));
  const budget = new Float64Array(states);
  const taking = bySide(trade.sides, () => new Float64Array(states));
  for (let state = 0; state < states; state++) {
    const [i, j] = [typeIn(buyer, state), typeIn(seller, state)];
    const [pi, qj, etaBuyer, etaSeller] = [buyer.masses[i], seller.masses[j], least.buyer[i], least.seller[j]] as [
      number,
      number,
      number,
      number,
    ];
    const [room, share] = [qj * (rooms[i] as number), pi * (shares[j] as number)];
    const gain = (buyer.values[i] as number) - (seller.values[j] as number);
    let gamma = afford[state] as number;
    if (Number.isNaN(gamma)) {
      gamma = Math.max(0, share - pi * etaSeller - room);
      if (gain < 0) gamma = Math.max(gamma, tradeWorth(state, gain) / -gain - room);
    }
    gamma = price(gamma);
    budget[state] = gamma + room;
    taking.buyer[state] = gamma + qj * etaBuyer;
    taking.seller[state] = price(gamma + room - share + pi * etaSeller);
  }
  return {
    ...bySide(trade.sides, ({ name }) => ({ ...incentives[name], participation: { stage: "state" as const, price: taking[name] } })),
    budget,
  };

  /** What a trade in a state adds to the objective, the incentive constraints that it tightens or loosens included, but the budget. */
  function tradeWorth(state: number, gain: number): number {
    let worth = weights.broker * (buyer.masses[typeIn(buyer, state)] as number) * (seller.masses[typeIn(seller, state)] as number) * gain;
    // Rents of the better neighbours rise with the trade of a type (down), those of the worse fall (up).
    for (const side of sides) {
      const { down, up } = incentives[side.name];
      const mass = side.rival.masses[typeIn(side.rival, state)] as number;
      const rank = ranked(side, typeIn(side, state));
      if (rank + 1 < side.types.length) worth -= mass * stepOf(side, rank, side.values) * (down[ranked(side, rank + 1)] as number);
      if (rank > 0) worth += mass * stepOf(side, rank - 1, side.values) * (up[ranked(side, rank - 1)] as number);
    }
    return worth;
  }
}
