import { add, type DoubleInterval, exactly, multiply, subtract } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import { Draft } from "../draft.ts";
import type { Program } from "../program.ts";
import { type CellCoefficients, cannotTrade, objectiveCoefficients, stepsOf, valueAt } from "./coefficients.ts";
import { type CellMechanism, centre, lowOf } from "./inner.ts";
import { meanOf, rentsOf } from "./inner-dominant.ts";
import type { CellQuestion } from "./question.ts";

/** Probabilities are rounded to multiples of this, so that sums of up to 2¹² of them are exact. */
const grain = 2 ** -40;

/** What participation on average is asked for beyond 0, in units of the program: rounded probabilities then satisfy it surely. */
const margin = 1e-8;

/** A price at which both traders' cells have a knot: buyers from cell i on and sellers from cell j on accept it. */
export interface CommonPrice {
  readonly i: number;
  readonly j: number;
}

/** All prices between cells of both traders: the worst worths of a cell of each add up to exactly 0. */
export function commonPrices({ traders }: CellQuestion): readonly CommonPrice[] {
  const [buyer, seller] = traders.map(({ cells }) => cells) as [readonly TraderCell[], readonly TraderCell[]];
  const places = new Map<number, number>();
  seller.forEach(({ low }, j) => {
    if (j > 0 && low.lo === low.hi) places.set(0 - low.lo, j);
  });
  return buyer.flatMap(({ low }, i) => {
    const j = low.lo === low.hi ? places.get(low.lo) : undefined;
    return i > 0 && j !== undefined ? [{ i, j }] : [];
  });
}

/**
 * The inner program of dominant incentives and a balanced budget. With reports priced at the worst types of cells, what a pair of cells leaves after both rents' steps,
 * S_kl, must be u_l + v_k + r; its mixed differences are (low_{k+1} + low_{l+1})·(mixed difference of x), so x has none except where both traders have a knot at the same price:
 *
 *     x_kl = α_k + β_l + Σ λ_p·1{k accepts p}·1{l accepts p},   nondecreasing: the steps of α and of β, and these plus λ, are ≥ 0
 *
 * (posted prices, and chances of trade that depend on one report alone). Every such x balances in every state, with u and v read off S; participation, where it is asked on average, is one
 * number: S, less the required profit and, for ex-ante participation, plus the rents, has a mean of at least 0, since a constant can be moved between u and v.
 *
 * `posted` leaves out α and β: then S is x_00·(low_0 + low_0) in every state, whatever the masses, so that no rounding stands between it and the budget; ex-post participation needs that.
 *
 * Columns: x of the worst pair, steps of α, steps of β, λ.
 */
export function innerBalanced(question: CellQuestion, coefficients: CellCoefficients, posted: boolean): Program {
  const shape = shapeOf(question);
  const { m, n, prices, idle } = shape;
  const draft = new Draft();
  const worst = add(lowOf(question.traders[0].cells[0] as TraderCell), lowOf(question.traders[1].cells[0] as TraderCell));
  const base = draft.columns("trade of the worst", 1, [0, idle[0] || idle[1] || (posted && worst.lo < 0) ? 0 : 1], String);
  const alpha = draft.columns("step of the buyer", m - 1, [0, idle[1] || posted ? 0 : 1], String);
  const beta = draft.columns("step of the seller", n - 1, [0, idle[0] || posted ? 0 : 1], String);
  const lambda = draft.columns("price", prices.length, [-1, 1], (p) => `${prices[p]?.i}`);
  draft.family("order", String);
  prices.forEach(({ i, j }, p) => {
    for (const step of [alpha + i - 1, beta + j - 1]) {
      draft.entry(step, 1);
      draft.entry(lambda + p, 1);
      draft.row(0, Number.POSITIVE_INFINITY);
    }
  });
  draft.family("probability", String);
  const columns = [base, ...Array.from({ length: m - 1 + n - 1 + prices.length }, (_, k) => alpha + k)];
  for (const column of columns) draft.entry(column, 1);
  draft.row(0, 1);
  const asked = participationCoefficients(question, coefficients);
  draft.family("participation", String);
  if (posted) {
    // Posted prices leave nothing, trade of all pairs what the worst pair gains.
    draft.entry(base, worst.lo);
    draft.row(question.requiredProfit.hi, Number.POSITIVE_INFINITY);
  } else if (asked) {
    gathered(shape, asked.map(centre)).forEach((c, k) => {
      draft.entry(columns[k] as number, c);
    });
    draft.row(question.requiredProfit.hi + margin, Number.POSITIVE_INFINITY);
  }
  gathered(shape, balancedObjective(question, coefficients).map(centre)).forEach((c, k) => {
    draft.objective(columns[k] as number, c);
  });
  return draft.finish("inner");
}

interface Shape {
  readonly m: number;
  readonly n: number;
  readonly prices: readonly CommonPrice[];
  /** The worst cell of the trader cannot trade. */
  readonly idle: readonly [boolean, boolean];
}

function shapeOf(question: CellQuestion): Shape {
  const [buyer, seller] = question.traders;
  return {
    m: buyer.cells.length,
    n: seller.cells.length,
    prices: commonPrices(question),
    idle: [cannotTrade(buyer.cells[0] as TraderCell), cannotTrade(seller.cells[0] as TraderCell)],
  };
}

/** Coefficients of x as coefficients of the columns: sums over all better cells. */
function gathered({ m, n, prices }: Shape, coefficients: readonly number[]): number[] {
  const better = new Float64Array((m + 1) * (n + 1));
  for (let i = m - 1; i >= 0; i--)
    for (let j = n - 1; j >= 0; j--)
      better[i * (n + 1) + j] =
        (coefficients[i * n + j] as number) +
        (better[(i + 1) * (n + 1) + j] as number) +
        (better[i * (n + 1) + j + 1] as number) -
        (better[(i + 1) * (n + 1) + j + 1] as number);
  const from = (i: number, j: number) => better[i * (n + 1) + j] as number;
  return [
    from(0, 0),
    ...Array.from({ length: m - 1 }, (_, k) => from(k + 1, 0)),
    ...Array.from({ length: n - 1 }, (_, k) => from(0, k + 1)),
    ...prices.map(({ i, j }) => from(i, j)),
  ];
}

/** What must have a mean of at least the required profit; null where nobody asks. */
function participationCoefficients({ participation }: CellQuestion, { gains, profit }: CellCoefficients): readonly DoubleInterval[] | null {
  return { never: null, "ex-ante": gains, interim: profit, "ex-post": profit }[participation];
}

/**
 * The objective when both traders' rents weigh the same or the worst types of the lighter one have none: what S leaves on average goes to the heavier one. With ex-ante participation the
 * heavier one gets the lighter one's rents, too.
 */
function balancedObjective(question: CellQuestion, coefficients: CellCoefficients): readonly DoubleInterval[] {
  const { traders, broker, participation } = question;
  const heavier = traders[0].weight >= traders[1].weight ? 0 : 1;
  const lighter = heavier === 0 ? 1 : 0;
  const weight = exactly(traders[heavier].weight);
  const shares = participation === "ex-ante" ? coefficients.gains : null;
  return coefficients.gains.map((gain, s) => {
    if (shares || broker === traders[heavier].weight) return multiply(weight, gain);
    const less = subtract(weight, exactly(traders[lighter].weight));
    return subtract(multiply(weight, gain), multiply(less, coefficients.rents[lighter][s] as DoubleInterval));
  });
}

/** The mechanism of a point of {@link innerBalanced}, its probabilities rounded to {@link grain}; null when participation fails beyond the margin. */
export function balancedMechanism(question: CellQuestion, coefficients: CellCoefficients, point: Float64Array): CellMechanism | null {
  const { traders, requiredProfit, participation, broker } = question;
  const shape = shapeOf(question);
  const { m, n, prices } = shape;
  const rounded = (value: number) => Math.floor(value / grain) * grain;
  const base = Math.max(0, rounded(point[0] as number));
  const alpha = Float64Array.from({ length: m }, (_, i) => (i === 0 ? 0 : Math.max(0, rounded(point[i] as number))));
  const beta = Float64Array.from({ length: n }, (_, j) => (j === 0 ? 0 : Math.max(0, rounded(point[m - 1 + j] as number))));
  const lambda = prices.map(({ i, j }, p) =>
    Math.max(rounded(point[m + n - 1 + p] as number), -(alpha[i] as number), -(beta[j] as number)),
  );
  const jump = new Map(prices.map(({ i, j }, p) => [i * n + j, lambda[p] as number]));
  const x = new Float64Array(m * n);
  // Sums of multiples of the grain: exact.
  for (let i = 0, a = 0; i < m; i++) {
    a += alpha[i] as number;
    for (let j = 0, row = 0; j < n; j++) {
      row += beta[j] as number;
      // Without a price between these cells the mixed difference is 0.
      const even = (i1: number, j1: number) => x[i1 * n + j1] as number;
      x[i * n + j] =
        i === 0 || j === 0 ? base + a + row : even(i - 1, j) + even(i, j - 1) - even(i - 1, j - 1) + (jump.get(i * n + j) ?? 0);
    }
  }
  const most = x[m * n - 1] as number;
  if (most > 1)
    return balancedMechanism(
      question,
      coefficients,
      point.map((p) => p * (1 - 2 * (most - 1) - 2 ** -30)),
    );
  const posted = alpha.every((step) => step === 0) && beta.every((step) => step === 0);
  const lumps = posted ? constantLumps(question, base) : lumpsOf(question, x);
  if (!lumps || !share(question, coefficients, x, lumps, posted)) return null;
  const value = [0, 1].reduce(
    (sum, side) => {
      const more = subtract(exactly((traders[side] as CellQuestion["traders"][0]).weight), exactly(broker));
      const other = traders[side === 0 ? 1 : 0].cells;
      return more.lo === 0 && more.hi === 0 ? sum : add(sum, multiply(more, add(meanOf(other, lumps[side] as Float64Array), rounding)));
    },
    valueAt(objectiveCoefficients(question, coefficients), x),
  );
  const ordered = x.every((p, s) => p >= 0 && p <= 1 && (s < n || p >= (x[s - n] as number)) && (s % n === 0 || p >= (x[s - 1] as number)));
  return { x, rents: rentsOf(question, x, lumps, m, n), value, proved: ordered };
}

/** Whatever rounding does to sums of worst types' rents, in units of the program. */
const rounding: DoubleInterval = { lo: -(2 ** -44), hi: 2 ** -44 };

/** S − r is the same in all states: all of it goes to the heavier trader's worst types; null when it is negative. */
function constantLumps({ traders, requiredProfit }: CellQuestion, base: number): readonly [Float64Array, Float64Array] | null {
  const [buyer, seller] = [traders[0].cells, traders[1].cells];
  const worst = add(lowOf(buyer[0] as TraderCell), lowOf(seller[0] as TraderCell));
  const left = subtract(base === 0 ? exactly(0) : multiply(worst, exactly(base)), requiredProfit);
  if (left.lo < 0) return null;
  const first = traders[0].weight >= traders[1].weight;
  return [new Float64Array(seller.length).fill(first ? centre(left) : 0), new Float64Array(buyer.length).fill(first ? 0 : centre(left))];
}

/**
 * Moves a constant between the worst types so that both traders take part, the lighter one with next to nothing to spare; false where there is not enough for both. Rents of posted prices
 * need none of this, unless the heavier trader can be given the lighter one's rents, too.
 */
function share(
  question: CellQuestion,
  coefficients: CellCoefficients,
  x: Float64Array,
  lumps: readonly [Float64Array, Float64Array],
  posted: boolean,
): boolean {
  const { traders, participation, requiredProfit } = question;
  if (participation === "never") return true;
  if (participation === "ex-post") return posted;
  const asked = participationCoefficients(question, coefficients) as readonly DoubleInterval[];
  const enough = subtract(valueAt(asked, x), requiredProfit).lo >= 2 ** -39;
  if (!enough || (posted && (participation !== "ex-ante" || traders[0].weight === traders[1].weight))) return posted || enough;
  const lighter = traders[0].weight >= traders[1].weight ? 1 : 0;
  const mean = meanOf(traders[lighter === 0 ? 1 : 0].cells, lumps[lighter]);
  const own = participation === "ex-ante" ? add(mean, valueAt(coefficients.rents[lighter], x)) : mean;
  const shift = centre(own) - 2 ** -40;
  for (const side of [0, 1] as const) {
    const list = lumps[side];
    for (let k = 0; k < list.length; k++) list[k] = (list[k] as number) + (side === lighter ? -shift : shift);
  }
  return true;
}

/** u_l and v_k with u_l + v_k = S_kl − r, in doubles: S at the worst pair goes to the buyer. */
function lumpsOf({ traders, requiredProfit }: CellQuestion, x: Float64Array): readonly [Float64Array, Float64Array] {
  const [buyer, seller] = [traders[0].cells, traders[1].cells];
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
