import { type NumberInput, one, type Rational, rational, sumRationals, zero } from "../../src/arithmetic/rational.ts";
import { type ExactOutcome, type ExactProgram, maximize } from "./exact-simplex.ts";

/** A bilateral trade problem with finite types, written out for the exact simplex. Masses are taken as they are: they must sum to 1. */
export interface ExactTrade {
  /** Buyer values and their probabilities. */
  readonly B: readonly NumberInput[];
  readonly p: readonly NumberInput[];
  /** Seller costs and their probabilities. */
  readonly S: readonly NumberInput[];
  readonly q: readonly NumberInput[];
  readonly incentives: "bayesian" | "dominant";
  readonly participation: "none" | "ex-ante" | "interim" | "ex-post";
  readonly budget: "none" | "ex-ante" | "no-deficit" | "balanced";
  /** Default 0. */
  readonly requiredProfit?: NumberInput;
  /** Weights on the buyer's rent, the seller's rent and the broker's profit; default (1, 1, 1), gains from trade. */
  readonly weights?: readonly [NumberInput, NumberInput, NumberInput];
  /** Allocations to hold fixed, e.g. the efficient one; x[i][j], null where it is free. */
  readonly fixed?: readonly (readonly (NumberInput | null)[])[];
}

/** What column j of {@link tradeProgram} is: with k = i·n + j, x_ij is column k, t^b_ij (paid) column mn + k, t^s_ij (received) column 2mn + k. */
export interface ExactTradeSolution {
  readonly status: ExactOutcome["status"];
  readonly value: Rational | null;
  /** m rows of length n; empty unless optimal. */
  readonly x: readonly (readonly Rational[])[];
  readonly buyerPays: readonly (readonly Rational[])[];
  readonly sellerReceives: readonly (readonly Rational[])[];
}

/** The program straight from the definitions: all deviations, state-by-state transfers, no theory. */
export function tradeProgram(trade: ExactTrade): ExactProgram {
  const B = trade.B.map(rational);
  const S = trade.S.map(rational);
  const p = trade.p.map(rational);
  const q = trade.q.map(rational);
  const m = B.length;
  const n = S.length;
  if (!sumRationals(p).equals(one) || !sumRationals(q).equals(one)) throw new Error("exact trade: masses must sum to 1");
  const r = rational(trade.requiredProfit ?? 0);
  const cells = m * n;
  const row = () => new Array<Rational>(3 * cells).fill(zero);
  const A: Rational[][] = [];
  const rowLower: Rational[] = [];
  const rowUpper: (Rational | null)[] = [];
  const require = (entries: Rational[], atLeast: Rational, equal = false) => {
    A.push(entries);
    rowLower.push(atLeast);
    rowUpper.push(equal ? atLeast : null);
  };
  const add = (entries: Rational[], column: number, amount: Rational) => {
    entries[column] = (entries[column] as Rational).add(amount);
  };
  /** Adds `weight` times the gain of the buyer of value v (the seller of cost v) in the state of reports (i, j). */
  const buyerGain = (entries: Rational[], v: Rational, i: number, j: number, weight: Rational) => {
    add(entries, i * n + j, v.mul(weight));
    add(entries, cells + i * n + j, weight.neg());
  };
  const sellerGain = (entries: Rational[], v: Rational, i: number, j: number, weight: Rational) => {
    add(entries, i * n + j, v.mul(weight).neg());
    add(entries, 2 * cells + i * n + j, weight);
  };
  const all = (length: number) => Array.from({ length }, (_, k) => k);
  const pairs = all(m).flatMap((i) => all(n).map((j) => [i, j] as const));
  const b = (i: number) => B[i] as Rational;
  const s = (j: number) => S[j] as Rational;
  const pb = (i: number) => p[i] as Rational;
  const qs = (j: number) => q[j] as Rational;

  for (const i of all(m))
    for (const k of all(m)) {
      if (i === k) continue;
      const rows = trade.incentives === "bayesian" ? [all(n)] : all(n).map((j) => [j]);
      for (const states of rows) {
        const entries = row();
        for (const j of states) {
          buyerGain(entries, b(i), i, j, qs(j));
          buyerGain(entries, b(i), k, j, qs(j).neg());
        }
        require(entries, zero);
      }
    }
  for (const j of all(n))
    for (const l of all(n)) {
      if (j === l) continue;
      const rows = trade.incentives === "bayesian" ? [all(m)] : all(m).map((i) => [i]);
      for (const states of rows) {
        const entries = row();
        for (const i of states) {
          sellerGain(entries, s(j), i, j, pb(i));
          sellerGain(entries, s(j), i, l, pb(i).neg());
        }
        require(entries, zero);
      }
    }
  const participate = (
    gain: typeof buyerGain,
    states: readonly (readonly [number, number])[],
    type: (i: number, j: number) => Rational,
  ) => {
    const entries = row();
    for (const [i, j] of states) gain(entries, type(i, j), i, j, pb(i).mul(qs(j)));
    require(entries, zero);
  };
  const stages: Record<
    ExactTrade["participation"],
    [(readonly (readonly [number, number])[])[], (readonly (readonly [number, number])[])[]]
  > = {
    none: [[], []],
    "ex-ante": [[pairs], [pairs]],
    interim: [all(m).map((i) => pairs.filter((pair) => pair[0] === i)), all(n).map((j) => pairs.filter((pair) => pair[1] === j))],
    "ex-post": [pairs.map((pair) => [pair]), pairs.map((pair) => [pair])],
  };
  const [buyerStages, sellerStages] = stages[trade.participation];
  for (const states of buyerStages) participate(buyerGain, states, (i) => b(i));
  for (const states of sellerStages) participate(sellerGain, states, (_, j) => s(j));

  if (trade.budget === "ex-ante") {
    const entries = row();
    for (const [i, j] of pairs) {
      add(entries, cells + i * n + j, pb(i).mul(qs(j)));
      add(entries, 2 * cells + i * n + j, pb(i).mul(qs(j)).neg());
    }
    require(entries, r);
  } else if (trade.budget !== "none")
    for (const [i, j] of pairs) {
      const entries = row();
      add(entries, cells + i * n + j, one);
      add(entries, 2 * cells + i * n + j, one.neg());
      require(entries, r, trade.budget === "balanced");
    }

  const [wb, ws, w0] = (trade.weights ?? [1, 1, 1]).map(rational) as [Rational, Rational, Rational];
  const c = row();
  for (const [i, j] of pairs) {
    const mass = pb(i).mul(qs(j));
    buyerGain(c, b(i), i, j, mass.mul(wb));
    sellerGain(c, s(j), i, j, mass.mul(ws));
    add(c, cells + i * n + j, mass.mul(w0));
    add(c, 2 * cells + i * n + j, mass.mul(w0).neg());
  }
  const held = pairs.map(([i, j]) => trade.fixed?.[i]?.[j] ?? null);
  const free = new Array<null>(2 * cells).fill(null);
  return {
    c,
    A,
    rowLower,
    rowUpper,
    lower: [...held.map((x) => x ?? 0), ...free],
    upper: [...held.map((x) => x ?? 1), ...free],
  };
}

/** Solves {@link tradeProgram} exactly. */
export function solveTrade(trade: ExactTrade): ExactTradeSolution {
  const outcome = maximize(tradeProgram(trade));
  if (outcome.status !== "optimal") return { status: outcome.status, value: null, x: [], buyerPays: [], sellerReceives: [] };
  const n = trade.S.length;
  const cells = trade.B.length * n;
  const matrix = (start: number) => trade.B.map((_, i) => outcome.x.slice(start + i * n, start + (i + 1) * n));
  return { status: "optimal", value: outcome.value, x: matrix(0), buyerPays: matrix(cells), sellerReceives: matrix(2 * cells) };
}
