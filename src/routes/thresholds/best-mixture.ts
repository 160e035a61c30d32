import { masterProgram, type ThresholdColumn } from "../../program/thresholds/master.ts";
import type { ThresholdProgram, ThresholdSet } from "../../program/thresholds/threshold-program.ts";
import type { Basis, BasisStatus } from "../../solver/options.ts";
import type { Solver } from "../../solver/solver.ts";
import type { SolveOptions } from "../options.ts";
import { turn } from "../stopwatch.ts";
import type { Guide } from "./interior.ts";

/** The best lottery over threshold sets that was found, with a bound on all of them. */
export interface ThresholdMixture {
  /** `limit`: the two did not meet, as the time was up or the solver's prices led no further. `error`: the solver did not solve a program over some of the sets. */
  readonly status: "optimal" | "limit" | "error";
  readonly mixture: readonly { readonly set: ThresholdSet; readonly weight: number }[];
  /** What the lottery attains, and what no lottery exceeds, as recomputed from the prices. */
  readonly lower: number;
  readonly upper: number;
  /** Sets and states that took part. */
  readonly columns: number;
  readonly rows: number;
  /** Seconds inside the solver. */
  readonly seconds: number;
  readonly message: string;
}

/** The search ends when bounds are closer than this, relative to the upper one. */
const sharpness = 1e-9;

/**
 * After the guide, or where the solver's prices lead no further, bounds that are closer than this count as one; and in the end so do those whose distance is rounding, relative
 * to the program's money.
 */
const closeness = 1e-7;
const roundingOfBounds = 2 ** -40;

/** Profits that miss what is required by less, in units of the program's money, are rounding of the solver. */
const roundingOfProfit = 1e-10;

/** Posted prices that the search starts from, and states that join the program at a time. */
const firstPrices = 48;
const statesAtATime = 40;

/** Entries of all masters solved, per state, after which a guide is cheaper than more of them. */
const patience = 200;

/** How far the prices at which the next set is sought stay with those of the best bound. Between them the search does not swing. */
const inertia = 0.85;

/**
 * The program of threshold sets by column and row generation: a linear program over the sets and states met so far gives prices of the states; the best set at these prices
 * joins it, and gives a bound; states whose profit is too low join it, too.
 *
 * @see G. Dantzig, P. Wolfe (1960), Decomposition Principle for Linear Programs, Oper. Res. 8; P. Wentges (1997), Weighted Dantzig–Wolfe decomposition, Int. Trans. Oper. Res. 4.
 */
export async function bestMixture(
  program: ThresholdProgram,
  solver: Solver,
  { timeLimitSeconds, onProgress, signal }: Pick<SolveOptions, "timeLimitSeconds" | "onProgress"> & Partial<Pick<SolveOptions, "signal">>,
  guide?: (timeLimitSeconds: number) => Promise<Guide | null>,
): Promise<ThresholdMixture> {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const columns: ThresholdColumn[] = [];
  const known = new Set<string>();
  const join = (set: ThresholdSet): boolean => {
    const name = set.join();
    if (known.has(name)) return false;
    known.add(name);
    columns.push({ set, first: program.firstBuyers(set), objective: program.objective(set) });
    return true;
  };
  for (const set of postedPrices(program)) join(set);
  const states: number[] = [];
  // Known before any program is solved: nothing exceeds the best set at prices of nothing, and the best posted price is attained where it pays for itself.
  const unpriced = program.best(new Float64Array(program.m * program.n)).bound;
  const dense = (prices: ReadonlyMap<number, number>): Float64Array => {
    const all = new Float64Array(program.m * program.n);
    for (const [state, price] of prices) all[state] = price;
    return all;
  };
  let best: { readonly prices: Float64Array; readonly bound: number } | null = null;
  let found = postedAlone(program, columns);
  let seconds = 0;
  /** Nobody trading, which nothing forbids, is worth 0. */
  const bounds = () => ({ lower: found?.lower ?? 0, upper: best?.bound ?? unpriced });
  const end = (status: ThresholdMixture["status"], message: string): ThresholdMixture => ({
    status,
    mixture: found
      ? columns.flatMap(({ set }, k) => ((found?.weights[k] ?? 0) > 0 ? [{ set, weight: found?.weights[k] as number }] : []))
      : [{ set: new Int32Array(program.m), weight: 1 }],
    ...bounds(),
    columns: columns.length,
    rows: states.length,
    seconds,
    message,
  });
  const sought = (prices: Float64Array): ThresholdSet => {
    const { set, bound } = program.best(prices);
    if (!best || bound < best.bound) best = { prices, bound };
    return set;
  };
  let basis: Basis | undefined;
  let work = 0;
  let guided = false;
  for (let round = 0; ; round++) {
    if (guide && !guided && work > patience * program.m * program.n) {
      guided = true;
      const found = await guide(Math.max(1e-3, timeLimitSeconds - elapsed()));
      seconds += found?.seconds ?? 0;
      for (const set of found ? [sought(found.prices), ...found.sets] : []) join(set);
    }
    let prices: ReadonlyMap<number, number>;
    for (;;) {
      await turn(signal);
      const left = timeLimitSeconds - elapsed();
      if (left <= 0) return end("limit", "the time is up");
      const solution = await solver.solve(masterProgram(program, columns, states), {
        timeLimitSeconds: left,
        basis: basis && grownBasis(basis, columns.length, states.length),
      });
      seconds += solution.seconds;
      basis = solution.basis;
      work += columns.length * (states.length + 1);
      const { status, point, rowMultipliers } = solution;
      if (status === "limit") return end("limit", solution.message);
      if (status !== "optimal" || !point || !rowMultipliers) return end("error", `${status}: ${solution.message}`);
      const weights = shares(point);
      prices = new Map(states.map((state, row) => [state, Math.max(0, -(rowMultipliers[row] as number)) / program.unit]));
      const short = shortStates(program, columns, weights, states);
      if (short.length === 0) {
        const lower = columns.reduce((sum, { objective }, k) => sum + objective * (weights[k] as number), 0);
        if (!found || lower >= found.lower) found = { weights, lower };
        break;
      }
      states.push(...short);
    }
    const own = dense(prices);
    const { prices: kept } = (best as { readonly prices: Float64Array } | null) ?? { prices: own };
    let fresh = join(sought(own.map((price, state) => inertia * (kept[state] as number) + (1 - inertia) * price)));
    if (!fresh) fresh = join(sought(own));
    const { upper, lower } = bounds();
    onProgress?.({ solver: solver.name, iterations: round + 1, seconds: elapsed(), objective: lower });
    if (upper - lower <= (guided ? closeness : sharpness) * Math.abs(upper)) return end("optimal", "");
    if (fresh) continue;
    const closed = upper - lower <= closeness * Math.abs(upper) + roundingOfBounds * program.unit;
    return closed ? end("optimal", "") : end("limit", "its prices lead to no better bound");
  }
}

/** The sets of posted prices at the seller's types, those first that are worth most; and nobody trades. */
function postedPrices(program: ThresholdProgram): ThresholdSet[] {
  const { m, n } = program;
  const all = Array.from({ length: n }, (_, j) => program.posted(j));
  const ranked = all.map((set) => ({ set, worth: program.objective(set) })).sort((a, b) => b.worth - a.worth);
  return [new Int32Array(m), ...ranked.slice(0, firstPrices).map(({ set }) => set)];
}

/** The basis of a master, for one with more sets and states: a new set has no weight, a new state's profit is free. The row of the lottery is the last. */
function grownBasis({ columns, rows }: Basis, columnCount: number, stateCount: number): Basis {
  const grown = (list: readonly BasisStatus[], length: number, status: BasisStatus) => Array.from({ length }, (_, k) => list[k] ?? status);
  return {
    columns: grown(columns, columnCount, "at-lower"),
    rows: [...grown(rows.slice(0, -1), stateCount, "basic"), rows.at(-1) ?? "at-lower"],
  };
}

/** Weights that are not negative, of total 1. */
function shares(point: Float64Array): Float64Array {
  const positive = point.map((weight) => Math.max(0, weight));
  const total = positive.reduce((sum, weight) => sum + weight, 0);
  return positive.map((weight) => weight / total);
}

/** The best of the sets by itself, with what it attains; null where its profit is too low in some state. */
function postedAlone(
  program: ThresholdProgram,
  columns: readonly ThresholdColumn[],
): { readonly weights: Float64Array; readonly lower: number } | null {
  const best = columns.reduce((at, { objective }, k) => (objective > (columns[at] as ThresholdColumn).objective ? k : at), 0);
  const weights = new Float64Array(columns.length);
  weights[best] = 1;
  return shortStates(program, columns, weights, []).length > 0 ? null : { weights, lower: (columns[best] as ThresholdColumn).objective };
}

/** The states that miss the required profit most, of those that are not in the program. */
function shortStates(
  program: ThresholdProgram,
  columns: readonly ThresholdColumn[],
  weights: Float64Array,
  states: readonly number[],
): number[] {
  const { m, n, unit, required } = program;
  const profit = new Float64Array(m * n);
  columns.forEach(({ set, first }, k) => {
    const weight = weights[k] as number;
    if (weight === 0) return;
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) (profit[i * n + j] as number) += weight * program.profit(set, first, i, j);
  });
  const present = new Set(states);
  const least = required - roundingOfProfit * unit;
  const short: number[] = [];
  profit.forEach((own, state) => {
    if (own < least && !present.has(state)) short.push(state);
  });
  return short.sort((a, b) => (profit[a] as number) - (profit[b] as number)).slice(0, statesAtATime);
}
