import { readTrade, tradeColumns } from "./allocation.ts";
import { profitBounds } from "./budget-balance.ts";
import { buyerChains, type StateColumns, sellerChains } from "./dominant-chains.ts";
import { absent, Draft } from "./draft.ts";
import type { Formulation } from "./formulation.ts";
import { incentiveName, incentiveRows, tightIncentives, tightName, twoSidedIncentives } from "./incentive-compatibility.ts";
import { baseScales } from "./individual-rationality.ts";
import { recoverFromStateRents } from "./layout.ts";
import { rentCosts } from "./objective.ts";
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
 */
export const dominantRents: Formulation = {
  name: "dominant-rents",

  accepts({ incentives, budget }) {
    return incentives === "dominant" && (budget.rule === "no-deficit" || budget.rule === "balanced");
  },

  size({ m, n }) {
    return { rows: 5 * m * n + m + n + 2, nonzeros: 19 * m * n + 4 * (m + n) };
  },

  build(trade) {
    const { m, n, p, q, values, costs, budget, required, unit, weights } = trade;
    const draft = new Draft();
    const x = tradeColumns(draft, trade);
    const cost = rentCosts(trade);
    const buyer = sideColumns(draft, trade, "buyer", cost.buyer);
    const seller = sideColumns(draft, trade, "seller", cost.seller);
    const columns: StateColumns = { x, buyerRent: buyer.gain, sellerRent: seller.gain };

    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const mass = (p[i] as number) * (q[j] as number) * unit;
        draft.objective(x + i * n + j, weights.broker * mass * ((values[i] as number) - (costs[j] as number)));
        draft.objective(buyer.gain(i, j), -cost.buyer * mass);
        draft.objective(seller.gain(i, j), -cost.seller * mass);
      }
    }

    const buyerIncentives = buyer.tight ? ([tightIncentives, tightName] as const) : ([twoSidedIncentives, incentiveName] as const);
    const sellerIncentives = seller.tight ? ([tightIncentives, tightName] as const) : ([twoSidedIncentives, incentiveName] as const);
    buyerChains(draft, trade, columns, ...buyerIncentives, incentiveRows(m));
    sellerChains(draft, trade, columns, ...sellerIncentives, incentiveRows(n));
    participationRow(draft, trade, "buyer", buyer);
    participationRow(draft, trade, "seller", seller);

    const bounds = profitBounds(budget.rule, required);
    draft.family("budget", (k) => `profit (${trade.buyerLabels[Math.floor(k / n)]}, ${trade.sellerLabels[k % n]})`);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        draft.entry(x + i * n + j, (values[i] as number) - (costs[j] as number));
        draft.entry(buyer.base(j), -1 / buyer.scale(j));
        draft.entry(buyer.gain(i, j), -1);
        draft.entry(seller.base(i), -1 / seller.scale(i));
        draft.entry(seller.gain(i, j), -1);
        draft.row(...bounds);
      }
    }

    const rents = (point: ArrayLike<number>, side: SideColumns, other: (k: number) => number) =>
      Float64Array.from({ length: m * n }, (_, k) => {
        const base = side.base(other(k));
        const gain = side.gain(Math.floor(k / n), k % n);
        return (base === absent ? 0 : (point[base] as number) / side.scale(other(k))) + (gain === absent ? 0 : (point[gain] as number));
      });
    return {
      program: draft.finish(dominantRents.name),
      layout: {
        columnFamilies: draft.columnFamilies,
        rowFamilies: draft.closedRowFamilies(),
        unit,
        recover: (point) =>
          recoverFromStateRents(
            trade,
            readTrade(point, x, trade),
            rents(point, buyer, (k) => k % n),
            rents(point, seller, (k) => Math.floor(k / n)),
          ),
      },
    };
  },
};

/** Columns of one side's rents. Bases are per report of the other side and stored multiplied by `scale` (see baseScales). */
interface SideColumns {
  readonly tight: boolean;
  base(other: number): number;
  scale(other: number): number;
  gain(i: number, j: number): number;
}

function sideColumns(draft: Draft, trade: Trade, side: "buyer" | "seller", cost: number): SideColumns {
  const { m, n, p, q, participation, budget, unit, buyerLabels, sellerLabels } = trade;
  const tight = cost >= 0 && budget.rule === "no-deficit" && participation !== "ex-ante";
  const isBuyer = side === "buyer";
  const otherMasses = isBuyer ? q : p;
  const scales = baseScales(otherMasses);
  const otherName = isBuyer ? (j: number) => `seller ${sellerLabels[j]}` : (i: number) => `buyer ${buyerLabels[i]}`;
  let bases = absent;
  if (!(tight && participation === "ex-post")) {
    const floor = participation === "ex-post" ? 0 : Number.NEGATIVE_INFINITY;
    bases = draft.columns(
      `base-${side}`,
      otherMasses.length,
      [floor, Number.POSITIVE_INFINITY],
      (k) => `base rent ${side} | ${otherName(k)}`,
    );
    otherMasses.forEach((mass, k) => {
      draft.objective(bases + k, (-cost * unit * mass) / (scales[k] as number));
    });
  }
  const gains = draft.columns(
    `gain-${side}`,
    isBuyer ? (m - 1) * n : m * (n - 1),
    [0, Number.POSITIVE_INFINITY],
    isBuyer
      ? (k) => `rent above base buyer (${buyerLabels[Math.floor(k / n) + 1]}, ${sellerLabels[k % n]})`
      : (k) => `rent above base seller (${buyerLabels[Math.floor(k / (n - 1))]}, ${sellerLabels[k % (n - 1)]})`,
  );
  return {
    tight,
    base: (other) => (bases === absent ? absent : bases + other),
    scale: (other) => scales[other] as number,
    gain: isBuyer ? (i, j) => (i === 0 ? absent : gains + (i - 1) * n + j) : (i, j) => (j === n - 1 ? absent : gains + i * (n - 1) + j),
  };
}

/** Interim: the bottom type's expected rent; ex-ante: the expected rent, its gains first averaged per report of the other side. */
function participationRow(draft: Draft, trade: Trade, side: "buyer" | "seller", columns: SideColumns): void {
  const { participation, p, q } = trade;
  if (participation !== "interim" && participation !== "ex-ante") return;
  const [own, others] = side === "buyer" ? [p, q] : [q, p];
  let means = absent;
  if (participation === "ex-ante") means = meanGains(draft, side, columns, own, others);
  draft.family(`participation-${side}`, () => (participation === "interim" ? `IR ${side}, lowest type` : `IR ${side} on average`));
  others.forEach((mass, other) => {
    draft.entry(columns.base(other), mass / columns.scale(other));
    if (means !== absent) draft.entry(means + other, mass);
  });
  draft.row(0, Number.POSITIVE_INFINITY);
}

/** Columns E[v | report of the other side], so that no product of two masses enters a row. */
function meanGains(draft: Draft, side: "buyer" | "seller", columns: SideColumns, own: Float64Array, others: Float64Array): number {
  const describe = (k: number) => `mean rent above base ${side} | report ${k} of the other`;
  const means = draft.columns(`mean-gain-${side}`, others.length, [0, Number.POSITIVE_INFINITY], describe);
  draft.family(`mean-gain-${side}`, describe);
  for (let other = 0; other < others.length; other++) {
    draft.entry(means + other, 1);
    own.forEach((mass, k) => {
      draft.entry(side === "buyer" ? columns.gain(k, other) : columns.gain(other, k), -mass);
    });
    draft.row(0, 0);
  }
  return means;
}
