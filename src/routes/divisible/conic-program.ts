import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import type { Demands } from "../../program/question.ts";
import type { ConicProgram } from "../../solver/conic.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { inEveryState } from "../market-mechanism.ts";

/** Buyer and seller of a divisible good on finite type spaces, m and n types. */
export interface DivisibleTradeQuestion extends Demands {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
  /** c > 0. */
  readonly curvature: number;
}

/**
 * The conic program of a divisible good. Columns: the quantities x_ij at i·n + j, then what the buyer pays and what the seller receives: interim transfers (m and n of them), or, where a
 * constraint speaks of single states, transfers in every state (m·n each). Types are counted from `origin` in units of `unit`, and transfers are what is paid beyond origin·x.
 *
 * The budget is s ≥ y'y with s the payments in, less payments out and the required profit, y the quantities times √(c·probability/2): in the second-order cone (s + 1, 2y, s − 1).
 */
export interface DivisibleProgram {
  readonly program: ConicProgram;
  readonly origin: number;
  readonly unit: number;
  /** Transfers are stated in every state. */
  readonly inEveryState: boolean;
  /** What a balanced budget takes out of the objective, in money. */
  readonly constant: number;
  /** The budgets: their first row, and their probability-weighted quadratic terms ½c·weight·x². */
  readonly budgets: readonly { readonly row: number; readonly columns: readonly number[]; readonly weights: readonly number[] }[];
}

interface Row {
  readonly columns: readonly number[];
  readonly values: readonly number[];
  readonly bound: number;
}

/** States the program; a budget that must be balanced in every state is stated on average, which loses nothing where only interim transfers are constrained. */
export function divisibleProgram(question: DivisibleTradeQuestion): DivisibleProgram {
  const { buyer, seller, incentives, participation, budget, weights } = question;
  const [m, n] = [buyer.values.length, seller.values.length];
  const origin = seller.values[0] as number;
  const ends = [buyer.values[0], buyer.values[m - 1], seller.values[n - 1]].map((value) => Math.abs((value as number) - origin));
  const unit = Math.max(...ends) || 1;
  const b = buyer.values.map((value) => (value - origin) / unit);
  const s = seller.values.map((cost) => (cost - origin) / unit);
  const curvature = question.curvature / unit;
  const required = budget.requiredProfit / unit;
  const [p, q] = [buyer.masses, seller.masses];
  const perState = inEveryState(question);
  const heaviest = Math.max(weights.buyers, weights.sellers);
  const broker = budgetBalances[budget.rule] ? heaviest : weights.broker;
  const x = (i: number, j: number) => i * n + j;
  const paid = (i: number, j: number) => m * n + (perState ? x(i, j) : i);
  const received = (i: number, j: number) => m * n + (perState ? m * n + x(i, j) : m + j);
  const columnCount = m * n + (perState ? 2 * m * n : m + n);

  /** Adds weight·(gain of the agent of type `own` who reports `report`), over the other's types or in one state. */
  const gain = (entries: Map<number, number>, side: 0 | 1, own: number, report: number, other: number | null, weight: number) => {
    const put = (column: number, value: number) => entries.set(column, (entries.get(column) ?? 0) + value);
    const others = other === null ? Array.from({ length: side === 0 ? n : m }, (_, k) => k) : [other];
    for (const k of others) {
      const share = other === null ? ((side === 0 ? q : p)[k] as number) : 1;
      const [i, j] = side === 0 ? [report, k] : [k, report];
      put(x(i, j), weight * share * (side === 0 ? (b[own] as number) : -(s[own] as number)));
      if (perState) put(side === 0 ? paid(i, j) : received(i, j), (side === 0 ? -1 : 1) * weight * share);
    }
    if (!perState) put(side === 0 ? paid(report, 0) : received(0, report), (side === 0 ? -1 : 1) * weight);
  };
  const nonnegative: Row[] = [];
  /** entries·columns ≥ bound. */
  const atLeast = (entries: ReadonlyMap<number, number>, bound: number) =>
    nonnegative.push({ columns: [...entries.keys()], values: [...entries.values()].map((value) => -value), bound: -bound });
  const sides = [
    { side: 0, own: m, other: n, masses: p, worst: 0 },
    { side: 1, own: n, other: m, masses: q, worst: n - 1 },
  ] as const;
  for (const { side, own, other, masses, worst } of sides) {
    const states = (everyState: boolean) => (everyState ? Array.from({ length: other }, (_, k) => k) : [null]);
    for (const state of states(incentivesStage[incentives] === "ex-post"))
      for (let k = 0; k + 1 < own; k++)
        for (const [type, report] of [
          [k, k + 1],
          [k + 1, k],
        ] as const) {
          const entries = new Map<number, number>();
          gain(entries, side, type, type, state, 1);
          gain(entries, side, type, report, state, -1);
          atLeast(entries, 0);
        }
    const asked = participationStage[participation];
    if (asked === "never") continue;
    if (asked === "ex-ante") {
      const entries = new Map<number, number>();
      for (let k = 0; k < own; k++) gain(entries, side, k, k, null, masses[k] as number);
      atLeast(entries, 0);
      continue;
    }
    // Where truth is best in the same sense, the type of lowest worth gains least.
    const everyType = asked === "ex-post" && incentivesStage[incentives] === "interim";
    const types = everyType ? Array.from({ length: own }, (_, k) => k) : [worst];
    for (const state of states(asked === "ex-post"))
      for (const type of types) {
        const entries = new Map<number, number>();
        gain(entries, side, type, type, state, 1);
        atLeast(entries, 0);
      }
  }
  for (let column = 0; column < m * n; column++) {
    nonnegative.push({ columns: [column], values: [-1], bound: 0 });
    nonnegative.push({ columns: [column], values: [1], bound: 1 });
  }

  const cones: Row[] = [];
  const dimensions: number[] = [];
  const budgets: { row: number; columns: number[]; weights: number[] }[] = [];
  const demandBudget = (states: readonly (readonly [number, number])[], average: boolean) => {
    const surplus = new Map<number, number>();
    const put = (column: number, value: number) => surplus.set(column, (surplus.get(column) ?? 0) + value);
    for (const [i, j] of states) {
      const weight = average ? (p[i] as number) * (q[j] as number) : 1;
      put(paid(i, j), weight);
      put(received(i, j), -weight);
    }
    const columns = [...surplus.keys()];
    const values = [...surplus.values()].map((value) => -value);
    const quadratic = states.map(([i, j]) => x(i, j));
    const weight = states.map(([i, j]) => curvature * (average ? (p[i] as number) * (q[j] as number) : 1));
    budgets.push({ row: nonnegative.length + cones.length, columns: quadratic, weights: weight });
    cones.push({ columns, values, bound: 1 - required });
    quadratic.forEach((column, k) => {
      cones.push({ columns: [column], values: [-2 * Math.sqrt((weight[k] as number) / 2)], bound: 0 });
    });
    cones.push({ columns, values, bound: -1 - required });
    dimensions.push(states.length + 2);
  };
  const all = Array.from({ length: m * n }, (_, at) => [Math.floor(at / n), at % n] as const);
  const stage = budgetStage[budget.rule];
  if (stage === "ex-ante" || (stage === "ex-post" && !perState)) demandBudget(all, true);
  else if (stage === "ex-post") for (const state of all) demandBudget([state], false);

  const objective = new Float64Array(columnCount);
  for (const [i, j] of all) {
    const mass = (p[i] as number) * (q[j] as number);
    objective[x(i, j)] = mass * (weights.buyers * (b[i] as number) - weights.sellers * (s[j] as number));
    objective[paid(i, j)] = (objective[paid(i, j)] as number) + mass * (broker - weights.buyers);
    objective[received(i, j)] = (objective[received(i, j)] as number) + mass * (weights.sellers - broker);
  }
  const rows = [...nonnegative, ...cones];
  const diagonal = all.map(([i, j]) => broker * curvature * (p[i] as number) * (q[j] as number));
  return {
    origin,
    unit,
    budgets,
    inEveryState: perState,
    constant: (weights.broker - broker) * budget.requiredProfit,
    program: {
      columnCount,
      rowCount: rows.length,
      objective,
      quadratic: sparse(
        Array.from({ length: columnCount }, (_, j) =>
          j < m * n && broker > 0 ? { columns: [j], values: [diagonal[j] as number], bound: 0 } : { columns: [], values: [], bound: 0 },
        ),
      ),
      matrix: sparse(rows),
      rightHandSide: Float64Array.from(rows, ({ bound }) => bound),
      cones: { zero: 0, nonnegative: nonnegative.length, secondOrder: dimensions, exponential: 0, power: [] },
    },
  };
}

function sparse(rows: readonly Row[]): ConicProgram["matrix"] {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach(({ columns }, k) => {
    starts[k + 1] = (starts[k] as number) + columns.length;
  });
  return {
    starts,
    indices: Int32Array.from(rows.flatMap(({ columns }) => columns)),
    values: Float64Array.from(rows.flatMap(({ values }) => values)),
  };
}

/**
 * An upper bound on the value that holds for any multipliers, in the program's units: the Lagrangian with each quantity at its best in [0, 1]. Transfers enter it with what is left of
 * their prices, times a size that no optimum needs to exceed.
 */
export function divisibleDualBound({ program, budgets }: DivisibleProgram, quantities: number, multipliers: Float64Array): number {
  const { objective, matrix, rightHandSide, cones, quadratic } = program;
  const linear = objective.slice();
  const curvature = new Float64Array(quantities);
  if (quadratic) for (let j = 0; j < quantities; j++) curvature[j] = quadratic.values[quadratic.starts[j] as number] ?? 0;
  let bound = 0;
  const take = (row: number, price: number) => {
    bound += price * (rightHandSide[row] as number);
    for (let k = matrix.starts[row] as number; k < (matrix.starts[row + 1] as number); k++) {
      const column = matrix.indices[k] as number;
      linear[column] = (linear[column] as number) - price * (matrix.values[k] as number);
    }
  };
  for (let row = 0; row < cones.nonnegative; row++) take(row, Math.max(0, multipliers[row] as number));
  let required = 0;
  for (const { row, columns, weights } of budgets) {
    const last = row + columns.length + 1;
    // s + 1 with its price and s − 1 with its own are s with both, of which y'y is to be taken.
    const price = Math.max(0, (multipliers[row] as number) + (multipliers[last] as number));
    take(row, price);
    bound -= price;
    required = Math.max(required, Math.abs(1 - (rightHandSide[row] as number)));
    columns.forEach((column, k) => {
      curvature[column] = (curvature[column] as number) + price * (weights[k] as number);
    });
  }
  const largest = 16 * (1 + required);
  linear.forEach((worth, column) => {
    if (column >= quantities) bound += Math.abs(worth) * largest;
    else {
      const bend = curvature[column] as number;
      const best = worth <= 0 ? 0 : worth >= bend ? 1 : worth / bend;
      bound += best * (worth - 0.5 * bend * best);
    }
  });
  return bound;
}
