import { budgetBalances, budgetStage, participationStage } from "../../problem/words.ts";
import { absent, type Draft } from "../draft.ts";
import { type LiveStates, stateColumns } from "./live-states.ts";
import type { Trade } from "./trade.ts";

/** Where the rents of one side are, state by state: base of the report of the other side + gain in the state; absent is 0. */
export interface RentColumns {
  readonly tight: boolean;
  /** One base per type of the other side. */
  readonly base: Int32Array;
  /** Rent above the base in state (i, j), at index i·n + j, in units of the own type's `scale`. */
  readonly gain: Int32Array;
  scale(state: number): number;
}

/** States from which tight rents have no bounds of their own; below, the bounds sharpen the dual bound and cost nothing. */
const manyStates = 8_000;

/**
 * Adds the rents of one side, and the bases to the objective at −cost per unit of expected rent. Rents are tight when that is without
 * loss (see `dominant-rents`); then a gain is 0 where the neighbour below cannot trade.
 */
export function rentColumns(draft: Draft, trade: Trade, live: LiveStates, side: "buyer" | "seller", cost: number): RentColumns {
  const { n, p, q, participation, budget, unit, largestRent, buyerRentScale, sellerRentScale, buyerLabels, sellerLabels } = trade;
  const asked = participationStage[participation];
  const tight = cost >= 0 && budgetStage[budget.rule] === "ex-post" && !budgetBalances[budget.rule] && asked !== "ex-ante";
  const others = side === "buyer" ? q : p;
  const floor = asked === "ex-post" ? 0 : -largestRent;
  const hasBase = (k: number) => !(tight && asked === "ex-post") && (side === "buyer" ? live.rent(0, k) : live.rent(k, n - 1));
  const withBase = Array.from(others.keys()).filter(hasBase);
  const start = draft.columns(`base-${side}`, withBase.length, [floor, largestRent], (k) => {
    const other = withBase[k] as number;
    return `base rent ${side} | ${side === "buyer" ? `seller ${sellerLabels[other]}` : `buyer ${buyerLabels[other]}`}`;
  });
  const base = new Int32Array(others.length).fill(absent);
  withBase.forEach((other, k) => {
    base[other] = start + k;
    draft.objective(start + k, -cost * unit * (others[other] as number));
  });
  // The lowest type gains nothing over its base; a tight rent above a type that does not trade is the base too.
  const gains =
    side === "buyer"
      ? (i: number, j: number) => i > 0 && live.rent(i, j) && (!tight || live.trade(i - 1, j))
      : (i: number, j: number) => j < n - 1 && live.rent(i, j) && (!tight || live.trade(i, j + 1));
  // Tight gains follow from the allocation, row by row: in a large program bounds of their own double the solver's time.
  const bounded = !tight || p.length * q.length < manyStates;
  const gain = stateColumns(
    draft,
    trade,
    `gain-${side}`,
    `rent above base ${side}`,
    [0, bounded ? largestRent : Number.POSITIVE_INFINITY],
    gains,
  );
  const scale = (state: number) => (side === "buyer" ? buyerRentScale[Math.floor(state / n)] : sellerRentScale[state % n]) as number;
  return { tight, base, gain, scale };
}

/** Interim: the bottom type's expected rent; ex-ante: the expected rent, its gains first averaged per report of the other side. */
export function participationRow(draft: Draft, trade: Trade, side: "buyer" | "seller", columns: RentColumns): void {
  const { p, q } = trade;
  const stage = participationStage[trade.participation];
  if (stage !== "interim" && stage !== "ex-ante") return;
  const others = side === "buyer" ? q : p;
  const means = stage === "ex-ante" ? meanGains(draft, trade, side, columns) : absent;
  draft.family(`participation-${side}`, () => (stage === "interim" ? `IR ${side}, lowest type` : `IR ${side} on average`));
  others.forEach((mass, other) => {
    draft.entry(columns.base[other] as number, mass);
    if (means !== absent) draft.entry(means + other, mass);
  });
  draft.row(0, Number.POSITIVE_INFINITY);
}

/** Columns E[gain | report of the other side], so that no product of two masses enters a row. */
function meanGains(draft: Draft, trade: Trade, side: "buyer" | "seller", columns: RentColumns): number {
  const { m, n, p, q, buyerLabels, sellerLabels } = trade;
  const [own, others, labels] = side === "buyer" ? [p, n, sellerLabels] : [q, m, buyerLabels];
  const describe = (k: number) => `mean rent above base ${side} | ${side === "buyer" ? "seller" : "buyer"} ${labels[k]}`;
  const means = draft.columns(`mean-gain-${side}`, others, [0, trade.largestRent], describe);
  draft.family(`mean-gain-${side}`, describe);
  for (let other = 0; other < others; other++) {
    draft.entry(means + other, 1);
    own.forEach((mass, k) => {
      const state = side === "buyer" ? k * n + other : other * n + k;
      draft.entry(columns.gain[state] as number, -mass * columns.scale(state));
    });
    draft.row(0, 0);
  }
  return means;
}

/** Rents of one side in a solver's point, in units, at index i·n + j; `otherOf` is the type of the other side in a state. */
export function readRents(point: ArrayLike<number>, { base, scale, gain }: RentColumns, otherOf: (state: number) => number): Float64Array {
  return Float64Array.from(gain, (column, state) => {
    const other = otherOf(state);
    const start = base[other] as number;
    const fixed = start === absent ? 0 : (point[start] as number);
    return fixed + (column === absent ? 0 : scale(state) * (point[column] as number));
  });
}
