import { budgetBalances, budgetStage, participationStage } from "../../problem/words.ts";
import { ranked, stateOf, typeIn } from "../../type-space/sides.ts";
import { absent, type Draft } from "../draft.ts";
import { type LiveStates, stateColumns } from "./live-states.ts";
import { massOf, type ProgramSide, type Trade } from "./trade.ts";

/** Where the rents of one side are, state by state: base of the report of the other side + gain in the state; absent is 0. */
export interface RentColumns {
  readonly side: ProgramSide;
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
 * Adds the rents of one side, and to the objective −cost per unit of expected rent. Rents are tight when that is without
 * loss (see `dominant-rents`); then a gain is 0 where the neighbour below cannot trade.
 */
export function rentColumns(draft: Draft, trade: Trade, live: LiveStates, side: ProgramSide): RentColumns {
  const { participation, budget, unit, largestRent, states } = trade;
  const { name, cost, rival } = side;
  const asked = participationStage[participation];
  const tight = cost >= 0 && budgetStage[budget.rule] === "ex-post" && !budgetBalances[budget.rule] && asked !== "ex-ante";
  const floor = asked === "ex-post" ? 0 : -largestRent;
  const lowest = ranked(side, 0);
  const withBase =
    tight && asked === "ex-post" ? [] : Array.from(rival.types.keys()).filter((other) => live.rent(stateOf(side, lowest, other)));
  const start = draft.columns(`base-${name}`, withBase.length, [floor, largestRent], (k) => {
    return `base rent ${name} | ${rival.name} ${rival.labels[withBase[k] as number]}`;
  });
  const base = new Int32Array(rival.types.length).fill(absent);
  withBase.forEach((other, k) => {
    base[other] = start + k;
    draft.objective(start + k, -cost * unit * (rival.masses[other] as number));
  });
  // The lowest type gains nothing over its base; a tight rent above a type that does not trade is the base too.
  const below = -side.sign * side.stride;
  const gains = (at: number) => typeIn(side, at) !== lowest && live.rent(at) && (!tight || live.trade(at + below));
  // Tight gains follow from the allocation, row by row: in a large program bounds of their own double the solver's time.
  const most = !tight || states < manyStates ? largestRent : Number.POSITIVE_INFINITY;
  const gain = stateColumns(draft, trade, `gain-${name}`, `rent above base ${name}`, [0, most], gains);
  const scale = (at: number) => side.rentScale[typeIn(side, at)] as number;
  gain.forEach((column, at) => {
    draft.objective(column, -cost * (massOf(trade, at) * unit) * scale(at));
  });
  return { side, tight, base, gain, scale };
}

/** Interim: the bottom type's expected rent; ex-ante: the expected rent, its gains first averaged per report of the other side. */
export function participationRow(draft: Draft, trade: Trade, columns: RentColumns): void {
  const stage = participationStage[trade.participation];
  if (stage !== "interim" && stage !== "ex-ante") return;
  const { name, rival } = columns.side;
  const means = stage === "ex-ante" ? meanGains(draft, trade, columns) : absent;
  draft.family(`participation-${name}`, () => (stage === "interim" ? `IR ${name}, lowest type` : `IR ${name} on average`));
  rival.masses.forEach((mass, other) => {
    draft.entry(columns.base[other] as number, mass);
    if (means !== absent) draft.entry(means + other, mass);
  });
  draft.row(0, Number.POSITIVE_INFINITY);
}

/** Columns E[gain | report of the other side], so that no product of two masses enters a row. */
function meanGains(draft: Draft, { largestRent }: Trade, { side, gain, scale }: RentColumns): number {
  const { name, masses, rival } = side;
  const others = rival.types.length;
  const describe = (k: number) => `mean rent above base ${name} | ${rival.name} ${rival.labels[k]}`;
  const means = draft.columns(`mean-gain-${name}`, others, [0, largestRent], describe);
  draft.family(`mean-gain-${name}`, describe);
  for (let other = 0; other < others; other++) {
    draft.entry(means + other, 1);
    masses.forEach((mass, k) => {
      const at = stateOf(side, k, other);
      draft.entry(gain[at] as number, -mass * scale(at));
    });
    draft.row(0, 0);
  }
  return means;
}

/** Rents of one side in a solver's point, in units, at index i·n + j. */
export function readRents(point: ArrayLike<number>, { side, base, scale, gain }: RentColumns): Float64Array {
  return Float64Array.from(gain, (column, state) => {
    const start = base[typeIn(side.rival, state)] as number;
    const fixed = start === absent ? 0 : (point[start] as number);
    return fixed + (column === absent ? 0 : scale(state) * (point[column] as number));
  });
}
