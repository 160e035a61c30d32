import { add, type DoubleInterval, exactly, multiply, subtract } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import { type CellCoefficients, objectiveCoefficients, objectiveOfLumps, stepsOf, valueAt } from "./coefficients.ts";
import { type Gap, gapsOf, rentsOverGap } from "./gaps.ts";
import { centre, type InnerMechanism, lowOf } from "./inner.ts";
import { type BalancedShape, byWeight, participationCoefficients, shapeOf, worstOf } from "./inner-balanced.ts";
import { meanOf, rentsOf } from "./inner-dominant.ts";
import type { PairQuestion } from "./question.ts";

/** Probabilities are rounded to multiples of this, so that sums of up to 2¹² of them are exact. */
const grain = 2 ** -40;

/** The mechanism of a point of the program for balanced budgets, its probabilities rounded to {@link grain}; null when participation fails beyond the margin. */
export function balancedMechanism(question: PairQuestion, coefficients: CellCoefficients, point: Float64Array): InnerMechanism | null {
  const { groups } = question;
  const shape = shapeOf(question);
  const { m, n, prices } = shape;
  const rounded = (value: number) => Math.max(0, Math.floor(value / grain) * grain);
  const base = rounded(point[0] as number);
  const alpha = Float64Array.from({ length: m }, (_, i) => (i === 0 ? 0 : rounded(point[i] as number)));
  const beta = Float64Array.from({ length: n }, (_, j) => (j === 0 ? 0 : rounded(point[m - 1 + j] as number)));
  const jump = new Map(
    prices.map(({ i, j }, p) => {
      const lambda = Math.floor((point[m + n - 1 + p] as number) / grain) * grain;
      return [i * n + j, Math.max(lambda, -(alpha[i] as number), -(beta[j] as number))];
    }),
  );
  const x = new Float64Array(m * n);
  const at = (i: number, j: number) => x[i * n + j] as number;
  // Sums of multiples of the grain: exact.
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const before = i === 0 ? (j === 0 ? base : at(0, j - 1)) : j === 0 ? at(i - 1, 0) : at(i - 1, j) + at(i, j - 1) - at(i - 1, j - 1);
      x[i * n + j] = before + (i === 0 ? (beta[j] as number) : j === 0 ? (alpha[i] as number) : (jump.get(i * n + j) ?? 0));
    }
  const gaps = raiseOverGaps(question, shape, point, x, [alpha, beta], jump);
  if (!gaps) return null;
  const most = at(m - 1, n - 1);
  if (most > 1) {
    const shrunk = 1 - 2 * (most - 1) - 2 ** -30;
    return balancedMechanism(
      question,
      coefficients,
      point.map((p) => p * shrunk),
    );
  }
  const posted =
    !gaps.used &&
    alpha.every((step, i) => step === 0 || worstOf(question, i, 0).lo >= 0) &&
    beta.every((step, j) => step === 0 || worstOf(question, 0, j).lo >= 0) &&
    subtract(base === 0 ? exactly(0) : multiply(worstOf(question, 0, 0), exactly(base)), question.requiredProfit).lo >= 0;
  const lumps = lumpsOf(question, x);
  if (!share(question, coefficients, x, lumps, posted)) return null;
  const mean = (side: 0 | 1) => add(meanOf(groups[side === 0 ? 1 : 0].cells, lumps[side]), rounding);
  const value = add(valueAt(objectiveCoefficients(question, coefficients), x), objectiveOfLumps(question, [mean(0), mean(1)]));
  // Nobody reports what lies in a gap against the other's reports.
  const hollow = (side: 0 | 1, k: number) => gaps.side === side && groups[side].cells[k]?.hollow === true;
  const ordered = x.every(
    (p, s) =>
      p >= 0 &&
      p <= 1 &&
      (s < n || hollow(1, s % n) || p >= (x[s - n] as number)) &&
      (s % n === 0 || hollow(0, Math.floor(s / n)) || p >= (x[s - 1] as number)),
  );
  return { x, rents: rentsOf(question, x, lumps, m, n), value, proved: ordered };
}

/**
 * Adds the rises over gaps that follow the other columns of a point, if any: rounded like all probabilities, and so that trade still rises in the other trader's cells. Null where rounding
 * leaves no rents over a gap.
 */
function raiseOverGaps(
  question: PairQuestion,
  { m, n, prices }: BalancedShape,
  point: Float64Array,
  x: Float64Array,
  steps: readonly [Float64Array, Float64Array],
  jump: ReadonlyMap<number, number>,
): { readonly side: 0 | 1 | null; readonly used: boolean } | null {
  let column = m + n - 1 + prices.length;
  if (point.length <= column) return { side: null, used: false };
  const gaps = gapsOf(question);
  const side = (gaps[0] as Gap).side;
  const [rows, others] = side === 0 ? [m, n] : [n, m];
  const state = (k: number, l: number) => (side === 0 ? k * n + l : l * n + k);
  const jumpAt = new Map(
    [...jump].map(([s, size]): [number, readonly [row: number, size: number]] => {
      const [i, j] = [Math.floor(s / n), s % n];
      return side === 0 ? [j, [i, size]] : [i, [j, size]];
    }),
  );
  // By how much trade rises from each of the other's cells to the next, up to the gap.
  const slope = Float64Array.from({ length: others }, (_, l) => steps[side === 0 ? 1 : 0][l] as number);
  let reached = 0;
  let used = false;
  for (const gap of gaps) {
    for (let l = 1; l < others; l++) {
      const [row, size] = jumpAt.get(l) ?? [0, 0];
      if (row > reached && row <= gap.after) slope[l] = (slope[l] as number) + size;
    }
    reached = gap.after;
    const y = new Float64Array(others);
    for (let l = 0; l < others; l++) {
      const own = Math.max(0, Math.floor((point[column + l] as number) / grain) * grain);
      y[l] = l === 0 ? own : Math.max(own, (y[l - 1] as number) - (slope[l] as number));
      if (l > 0) slope[l] = (slope[l] as number) + (y[l] as number) - (y[l - 1] as number);
    }
    const z = rentsOverGap(question, gap, y, point[column + 2 * others] as number);
    if (!z) return null;
    for (let l = 0; l < others; l++) {
      for (let k = gap.from; k < gap.after; k++) x[state(k, l)] = (x[state(k, l)] as number) + (z[l] as number);
      for (let k = gap.after; k < rows; k++) x[state(k, l)] = (x[state(k, l)] as number) + (y[l] as number);
    }
    used ||= y.some((rise) => rise > 0);
    column += 2 * others + 1;
  }
  return { side, used };
}

/** Whatever rounding does to sums of worst types' rents, in units of the program. */
const rounding: DoubleInterval = { lo: -(2 ** -44), hi: 2 ** -44 };

/**
 * Moves a constant between the worst types so that both traders take part, the lighter one with next to nothing to spare; false where there is not enough for both. Rents of posted prices
 * need none of this: there the constant goes to the heavier one, with ex-ante participation as far as the lighter one's rents go.
 */
function share(
  question: PairQuestion,
  coefficients: CellCoefficients,
  x: Float64Array,
  lumps: readonly [Float64Array, Float64Array],
  posted: boolean,
): boolean {
  const { groups, participation, requiredProfit } = question;
  const [heavier, lighter] = byWeight(question);
  const move = (amount: number) => {
    for (const side of [0, 1] as const) {
      const list = lumps[side];
      for (let k = 0; k < list.length; k++) list[k] = (list[k] as number) + (side === lighter ? -amount : amount);
    }
  };
  if (participation === "never") return true;
  const constant = (lumps[lighter][0] as number) * (lighter === 0 ? 1 : 0);
  if (participation === "ex-post") {
    if (posted && constant > 0) move(constant);
    return posted;
  }
  const asked = participationCoefficients(question, coefficients) as readonly DoubleInterval[];
  const enough = subtract(valueAt(asked, x), requiredProfit).lo >= 2 ** -39;
  if (!enough || (posted && groups[heavier].weight.lo === groups[lighter].weight.lo)) return posted || enough;
  const mean = meanOf(groups[heavier].cells, lumps[lighter]);
  const own = participation === "ex-ante" ? add(mean, valueAt(coefficients.rents[lighter], x)) : mean;
  move(centre(own) - 2 ** -40);
  return true;
}

/** u_l and v_k with u_l + v_k = S_kl − r, in doubles: S at the worst pair goes to the buyer. */
function lumpsOf({ groups, requiredProfit }: PairQuestion, x: Float64Array): readonly [Float64Array, Float64Array] {
  const [buyer, seller] = [groups[0].cells, groups[1].cells];
  const n = seller.length;
  const steps = [stepsOf(buyer).map(centre), stepsOf(seller).map(centre)] as const;
  const low = (cell: TraderCell) => centre(lowOf(cell));
  const at = (i: number, j: number) => x[i * n + j] as number;
  const worst = low(buyer[0] as TraderCell) + low(seller[0] as TraderCell);
  let sold = 0;
  const u = Float64Array.from(seller, (cell, j) => {
    const left = (low(buyer[0] as TraderCell) + low(cell)) * at(0, j) - sold - centre(requiredProfit);
    sold += (steps[1][j] as number) * at(0, j);
    return left;
  });
  let bought = 0;
  const v = Float64Array.from(buyer, (cell, i) => {
    const left = (low(cell) + low(seller[0] as TraderCell)) * at(i, 0) - bought;
    bought += (steps[0][i] as number) * at(i, 0);
    return left - worst * at(0, 0);
  });
  return [u, v];
}
