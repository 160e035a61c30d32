import { budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { type BySide, bySide, ranked, stateOf } from "../../type-space/sides.ts";
import { absent, Draft } from "../draft.ts";
import type { RowFamily } from "../family.ts";
import { type Multipliers, type RecoveredTrade, recoverFromStateRents } from "../layout.ts";
import { allocationColumns, interimAllocationRows, readAllocation } from "./allocation.ts";
import { profitBounds } from "./budget-balance.ts";
import { chains } from "./dominant-chains.ts";
import { type Formulation, finished } from "./formulation.ts";
import { monotoneAllocation, monotoneName } from "./incentive-compatibility.ts";
import { gainsObjective, gainsTerms } from "./objective.ts";
import { perStep, price, singlePrice, stateFlow, type TradePrices, upwardPrices } from "./prices.ts";
import { type ProgramSide, stepOf, type Trade } from "./trade.ts";

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

  size({ sides, states }) {
    return { rows: 2 * states + 3, nonzeros: 6 * states + 3 * (sides[0].types.length + sides[1].types.length) + 4 };
  },

  build(trade) {
    const { sides, participation, budget, required, largestRent, unit } = trade;
    const draft = new Draft();
    const allocation = allocationColumns(draft, trade);
    const bounds = [participationStage[participation] === "ex-ante" ? 0 : -largestRent, largestRent] as const;
    const rent = bySide(trade.sides, ({ name }) => draft.columns(`rent-${name}`, 1, bounds, () => `expected rent ${name}`));

    gainsObjective(draft, trade, allocation);
    for (const { name, cost } of sides) draft.objective(rent[name], -cost * unit);

    interimAllocationRows(draft, trade, allocation);
    const none = new Int32Array(trade.states).fill(absent);
    for (const side of sides) chains(draft, side, allocation.x, none, monotoneAllocation, monotoneName, side.types.length - 1);
    if (participationStage[participation] === "interim" || participationStage[participation] === "ex-post") {
      for (const side of sides) {
        draft.family(`participation-${side.name}`, () => `IR ${side.name}: lump sum`);
        draft.entry(rent[side.name], 1);
        tightRentPerTrade(side).forEach((each, k) => {
          draft.entry(allocation.interim[side.name] + k, -each);
        });
        draft.row(0, Number.POSITIVE_INFINITY);
      }
    }
    if (budgetStage[budget.rule] !== "never") {
      draft.family("budget", () => "broker profit");
      gainsTerms(draft, "entry", trade, allocation);
      for (const { name } of sides) draft.entry(rent[name], -1);
      draft.row(...profitBounds(budget.rule, required));
    }
    return finished(
      draft,
      dominantLumpSum,
      trade,
      (point) => recover(point, trade, allocation.x, rent),
      (multipliers, families) => prices(multipliers, trade, families),
    );
  },
};

/**
 * A unit of money given to a trader costs κ − w, κ = w_0 + λ; that is the price of its participation, and flows down the chain of types in every state in proportion to
 * probability. A price ν on the order of two neighbours' allocations is worth ν/(difference of their types) on both their constraints.
 */
function prices(multipliers: Multipliers, trade: Trade, families: readonly RowFamily[]): TradePrices {
  const budget = singlePrice(families, "budget", trade.unit, multipliers);
  const stage = participationStage[trade.participation];
  return {
    ...bySide(trade.sides, (side) => {
      const excess = price(side.cost + (budget ?? 0));
      const up = upwardPrices(trade, side, side.types.length - 1, families, multipliers, (step, y) => perStep(side, step, y));
      // What averages or nobody asks of a rent never reaches the types.
      const settled = stage === "never" || stage === "ex-ante";
      return stateFlow(trade, side, settled ? 0 : excess, 0, up, excess);
    }),
    budget,
  };
}

/** What each interim probability of trade adds to the expected tight rent: (B_{i+1}−B_i)·Pr(value > B_i) and (S_j−S_{j−1})·Pr(cost < S_j). */
function tightRentPerTrade(side: ProgramSide): Float64Array {
  const each = new Float64Array(side.types.length);
  let better = 0;
  for (let rank = each.length - 2; rank >= 0; rank--) {
    better += side.masses[ranked(side, rank + 1)] as number;
    each[ranked(side, rank)] = stepOf(side, rank) * better;
  }
  return each;
}

/** Tight rents in every state, and the rest of the expected rents as lump sums. */
function recover(point: ArrayLike<number>, trade: Trade, xColumns: Int32Array, rent: BySide<number>): RecoveredTrade {
  const { x, interim } = readAllocation(point, xColumns, trade);
  const rents = bySide(trade.sides, (side) => {
    const expected = point[rent[side.name]] as number;
    const lump = tightRentPerTrade(side).reduce((left, each, k) => left - each * (interim[side.name][k] as number), expected);
    const list = new Float64Array(trade.states).fill(lump);
    for (let rank = 1; rank < side.types.length; rank++) {
      const gap = stepOf(side, rank - 1);
      for (let other = 0; other < side.rival.types.length; other++) {
        const below = stateOf(side, ranked(side, rank - 1), other);
        list[stateOf(side, ranked(side, rank), other)] = (list[below] as number) + gap * (x[below] as number);
      }
    }
    return list;
  });
  return recoverFromStateRents(trade, x, rents);
}
