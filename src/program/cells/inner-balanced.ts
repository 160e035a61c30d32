import { add, type DoubleInterval, multiply, subtract } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import { Draft } from "../draft.ts";
import type { Program } from "../program.ts";
import { type CellCoefficients, cannotTrade } from "./coefficients.ts";
import { type Gap, type GapColumns, gapColumns, gapRows, gapsOf, isOver } from "./gaps.ts";
import { centre, lowOf } from "./inner.ts";
import type { PairQuestion } from "./question.ts";

/** What participation on average is asked for beyond 0, in units of the program: rounded probabilities then satisfy it surely. */
const margin = 1e-8;

/** A price at which both traders' cells have a knot: buyers from cell i on and sellers from cell j on accept it. */
export interface CommonPrice {
  readonly i: number;
  readonly j: number;
}

/**
 * All prices between cells of both traders: the worst worths of a cell of each add up to exactly 0. Of an atom and the cell after it, priced alike, the cell: one price a cell, since steps
 * of trade there are kept in order by it alone.
 */
export function commonPrices({ groups }: PairQuestion): readonly CommonPrice[] {
  const knotsOf = ({ cells }: PairQuestion["groups"][number]) => {
    const places = new Map<number, number>();
    cells.forEach(({ low }, k) => {
      if (k > 0 && low.lo === low.hi) places.set(low.lo, k);
    });
    return places;
  };
  const sellers = knotsOf(groups[1]);
  return [...knotsOf(groups[0])].flatMap(([worth, i]) => {
    const j = sellers.get(0 - worth);
    return j === undefined ? [] : [{ i, j }];
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
 * `posted` allows only those steps of α and β, and that x_00, whose price suits everybody on the other side: then S is at least x_00·(low_0 + low_0) in every state, whatever the
 * masses, so that no rounding stands between it and the budget; ex-post participation needs that. Without `posted` the steps over a {@link Gap} are free of all that.
 *
 * Columns: x of the worst pair, steps of α, steps of β, λ, then those of gaps.
 */
export function innerBalanced(question: PairQuestion, coefficients: CellCoefficients, posted: boolean): Program {
  const shape = shapeOf(question);
  const { m, n, prices, idle } = shape;
  const gaps = posted ? [] : gapsOf(question);
  const isInGap = (side: 0 | 1, k: number) => gaps.some((gap) => gap.side === side && isOver(gap, k));
  const draft = new Draft();
  const allowed = (i: number, j: number) => (!posted || worstOf(question, i, j).lo >= 0 ? 1 : 0);
  const base = draft.columns("trade of the worst", 1, [0, idle[0] || idle[1] ? 0 : allowed(0, 0)], String);
  const alpha = draft.columns("step of the buyer", m - 1, [0, 1], String);
  const beta = draft.columns("step of the seller", n - 1, [0, 1], String);
  const lambda = draft.columns("price", prices.length, [-1, 1], (p) => `${prices[p]?.i}`);
  const over = gaps.map((gap) => gapColumns(draft, question, gap));
  draft.family("allowed", String);
  const limit = (column: number, most: number) => {
    draft.entry(column, 1);
    draft.row(Number.NEGATIVE_INFINITY, most);
  };
  for (let i = 1; i < m; i++) limit(alpha + i - 1, idle[1] || isInGap(0, i) ? 0 : allowed(i, 0));
  for (let j = 1; j < n; j++) limit(beta + j - 1, idle[0] || isInGap(1, j) ? 0 : allowed(0, j));
  draft.family("order", String);
  prices.forEach(({ i, j }, p) => {
    for (const step of [alpha + i - 1, beta + j - 1]) {
      draft.entry(step, 1);
      draft.entry(lambda + p, 1);
      draft.row(0, Number.POSITIVE_INFINITY);
    }
    if (!isInGap(0, i) && !isInGap(1, j)) return;
    draft.entry(lambda + p, 1);
    draft.row(0, 0);
  });
  orderOverGaps(draft, shape, gaps, over, { steps: [alpha - 1, beta - 1], lambda });
  draft.family("gaps", String);
  gaps.forEach((gap, g) => {
    gapRows(draft, question, gap, over[g] as GapColumns);
  });
  draft.family("probability", String);
  const columns = [base, ...Array.from({ length: m - 1 + n - 1 + prices.length }, (_, k) => alpha + k)];
  for (const column of columns) draft.entry(column, 1);
  gaps.forEach(({ side }, g) => {
    draft.entry((over[g] as GapColumns).y + (side === 0 ? n : m) - 1, 1);
  });
  draft.row(0, 1);
  const weigh = (coefficients: readonly number[], write: (column: number, c: number) => void) => {
    gathered(shape, coefficients).forEach((c, k) => {
      write(columns[k] as number, c);
    });
    gaps.forEach((gap, g) => {
      const { y, z } = over[g] as GapColumns;
      overGap(shape, gap, coefficients).forEach(([above, inside], l) => {
        write(y + l, above);
        write(z + l, inside);
      });
    });
  };
  const asked = participationCoefficients(question, coefficients);
  draft.family("participation", String);
  if (posted) {
    draft.entry(base, idle[0] || idle[1] ? 0 : worstOf(question, 0, 0).lo);
    draft.row(question.requiredProfit.hi, Number.POSITIVE_INFINITY);
  } else if (asked) {
    weigh(asked.map(centre), (column, c) => {
      draft.entry(column, c);
    });
    draft.row(question.requiredProfit.hi + margin, Number.POSITIVE_INFINITY);
  }
  weigh(balancedObjective(question, coefficients).map(centre), (column, c) => {
    draft.objective(column, c);
  });
  return draft.finish("inner");
}

/** Trade still rises in the other trader's cells where steps over gaps, and prices, add to theirs. `steps` and `lambda` say where the columns of cell 0 would be. */
function orderOverGaps(
  draft: Draft,
  { m, n, prices }: BalancedShape,
  gaps: readonly Gap[],
  over: readonly GapColumns[],
  { steps, lambda }: { readonly steps: readonly [number, number]; readonly lambda: number },
): void {
  const [first] = gaps;
  if (!first) return;
  const other = first.side === 0 ? 1 : 0;
  draft.family("order over gaps", String);
  for (let l = 1; l < (other === 1 ? n : m); l++) {
    const at = prices.findIndex(({ i, j }) => (other === 1 ? j : i) === l);
    const accepts = at < 0 ? null : (prices[at] as CommonPrice)[other === 1 ? "i" : "j"];
    for (const row of [...gaps.map(({ after }) => after), ...(accepts === null ? [] : [accepts])]) {
      draft.entry(steps[other] + l, 1);
      if (accepts !== null && accepts <= row) draft.entry(lambda + at, 1);
      gaps.forEach(({ after }, g) => {
        if (after > row) return;
        const { y } = over[g] as GapColumns;
        draft.entry(y + l, 1);
        draft.entry(y + l - 1, -1);
      });
      draft.row(0, Number.POSITIVE_INFINITY);
    }
  }
}

/** Coefficients of x as those of the rises and of the rents over a gap, for each cell of the other trader. */
function overGap(
  { m, n }: BalancedShape,
  { side, from, after }: Gap,
  coefficients: readonly number[],
): (readonly [above: number, inside: number])[] {
  const sum = (l: number, start: number, end: number) => {
    let total = 0;
    for (let k = start; k < end; k++) total += coefficients[side === 0 ? k * n + l : l * n + k] as number;
    return total;
  };
  return Array.from({ length: side === 0 ? n : m }, (_, l) => [sum(l, after, side === 0 ? m : n), sum(l, from, after)]);
}

/** Numbers of cells, and where the columns of the program belong. */
export interface BalancedShape {
  readonly m: number;
  readonly n: number;
  readonly prices: readonly CommonPrice[];
  /** The worst cell of the trader cannot trade. */
  readonly idle: readonly [boolean, boolean];
}

/** The {@link BalancedShape} of the program for balanced budgets. */
export function shapeOf(question: PairQuestion): BalancedShape {
  const [buyer, seller] = question.groups;
  return {
    m: buyer.cells.length,
    n: seller.cells.length,
    prices: commonPrices(question),
    idle: [cannotTrade(buyer.cells[0] as TraderCell, question), cannotTrade(seller.cells[0] as TraderCell, question)],
  };
}

/** Coefficients of x as coefficients of the columns: sums over all better cells. */
function gathered({ m, n, prices }: BalancedShape, coefficients: readonly number[]): number[] {
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
export function participationCoefficients(
  { participation }: PairQuestion,
  { gains, profit }: CellCoefficients,
): readonly DoubleInterval[] | null {
  return { never: null, "ex-ante": gains, interim: profit, "ex-post": profit }[participation];
}

/**
 * The objective when what S leaves on average goes to the heavier trader; with ex-ante participation that one gets the lighter one's rents, too.
 */
function balancedObjective(question: PairQuestion, { gains, rents }: CellCoefficients): readonly DoubleInterval[] {
  const { groups, participation } = question;
  const [heavier, lighter] = byWeight(question);
  const less = subtract(groups[heavier].weight, groups[lighter].weight);
  return gains.map((gain, s) => {
    const whole = multiply(groups[heavier].weight, gain);
    return participation === "ex-ante" ? whole : subtract(whole, multiply(less, rents[lighter][s] as DoubleInterval));
  });
}

/** Whose rents count more. */
export function byWeight({ groups }: PairQuestion): readonly [heavier: 0 | 1, lighter: 0 | 1] {
  return groups[0].weight.lo >= groups[1].weight.lo ? [0, 1] : [1, 0];
}

/** Gains of the worst types of a pair of cells. */
export function worstOf({ groups }: PairQuestion, i: number, j: number): DoubleInterval {
  return add(lowOf(groups[0].cells[i] as TraderCell), lowOf(groups[1].cells[j] as TraderCell));
}
