import { above, add, below, type DoubleInterval, exactly, multiply, subtract } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import { Draft } from "../draft.ts";
import type { Program } from "../program.ts";
import { moneyBound } from "./bounds.ts";
import { type CellCoefficients, cannotTrade, objectiveCoefficients, objectiveOfLumps, stepsOf, valueAt } from "./coefficients.ts";
import { centre, type InnerMechanism, lowOf } from "./inner.ts";
import type { PairQuestion } from "./question.ts";

/** What the LP leaves to rounding of participation on average, in units of the program, so that its repaired point satisfies it surely. */
const margin = 1e-8;

/**
 * The inner program of dominant incentives and a budget without deficit: mechanisms that are constant on pairs of cells, whose reports are priced at the worst types of
 * their cells. x is nondecreasing in both worths; the worst types of a column (row) of cells have a rent u_l (v_k); the budget leaves S_kl = (low_k + low_l)x − (both rents' steps) ≥
 * u_l + v_k + r. Such a mechanism is feasible for every type: a type's best report is its own cell, since neighbours are indifferent at the knot between them.
 */
export function innerDominant(question: PairQuestion, coefficients: CellCoefficients): Program {
  const { groups, requiredProfit, participation } = question;
  const [m, n] = [groups[0].cells.length, groups[1].cells.length];
  const bound = moneyBound(question);
  const draft = new Draft();
  const x = draft.columns("trade", m * n, [0, 1], (s) => `trade(${Math.floor(s / n)}, ${s % n})`);
  const least = participation === "ex-post" ? 0 : -bound;
  const lumps = [
    draft.columns("rent of the worst buyer", n, [least, bound], String),
    draft.columns("rent of the worst seller", m, [least, bound], String),
  ] as const;
  const steps = groups.map(({ cells }) => stepsOf(cells));
  const state = (side: number, own: number, other: number) => (side === 0 ? own * n + other : other * n + own);
  // Rents at the worst type of each cell but the first.
  const rents = groups.map(({ name }) => draft.columns(`rent of ${name}`, m * n, [-bound, bound], (s) => `${Math.floor(s / n)}, ${s % n}`));
  groups.forEach(({ name, cells }, side) => {
    const others = side === 0 ? n : m;
    draft.family(`${name}: steps and order`, String);
    for (let l = 0; l < others; l++)
      cells.forEach((cell, k) => {
        const here = state(side, k, l);
        draft.entry((rents[side] as number) + here, 1);
        if (k === 0) draft.entry((lumps[side] as number) + l, -1);
        else {
          draft.entry((rents[side] as number) + state(side, k - 1, l), -1);
          draft.entry(x + state(side, k - 1, l), -centre((steps[side] as readonly DoubleInterval[])[k - 1] as DoubleInterval));
        }
        draft.row(0, 0);
        if (cannotTrade(cell, question)) {
          draft.entry(x + here, 1);
          draft.row(0, 0);
        } else if (k > 0) {
          draft.entry(x + here, 1);
          draft.entry(x + state(side, k - 1, l), -1);
          draft.row(0, Number.POSITIVE_INFINITY);
        }
      });
  });
  draft.family("budget", (s) => `cells ${Math.floor(s / n)}, ${s % n}`);
  const worst = (i: number, j: number) => add(lowOf(groups[0].cells[i] as TraderCell), lowOf(groups[1].cells[j] as TraderCell));
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      draft.entry(x + i * n + j, centre(worst(i, j)));
      draft.entry((rents[0] as number) + i * n + j, -1);
      draft.entry((rents[1] as number) + i * n + j, -1);
      draft.row(requiredProfit.hi, Number.POSITIVE_INFINITY);
    }
  const others = [groups[1], groups[0]] as const;
  draft.family("participation", (side) => groups[side]?.name ?? "");
  if (participation === "interim" || participation === "ex-ante")
    for (const side of [0, 1] as const) {
      others[side].cells.forEach(({ mass }, l) => {
        draft.entry((lumps[side] as number) + l, centre(mass));
      });
      if (participation === "ex-ante")
        coefficients.rents[side].forEach((c, s) => {
          draft.entry(x + s, centre(c));
        });
      draft.row(margin, Number.POSITIVE_INFINITY);
    }
  objectiveCoefficients(question, coefficients).forEach((c, s) => {
    draft.objective(x + s, centre(c));
  });
  for (const side of [0, 1] as const)
    others[side].cells.forEach(({ mass }, l) => {
      draft.objective((lumps[side] as number) + l, centre(groups[side].excess) * centre(mass));
    });
  return draft.finish("inner");
}

/**
 * The mechanism of a point of {@link innerDominant}, made feasible beyond rounding: probabilities are raised, never lowered, from the worst pair of cells up until each pair's budget
 * holds and they are monotone, and all are scaled back into [0, 1]; then the worst types' rents are cut to what each budget leaves. Without ex-post participation the
 * probabilities only become monotone, and the worst types of one trader get what the budgets leave. Null when participation then fails, which `margin` makes unlikely.
 */
export function dominantMechanism(question: PairQuestion, coefficients: CellCoefficients, point: Float64Array): InnerMechanism | null {
  const { groups, participation } = question;
  const [m, n] = [groups[0].cells.length, groups[1].cells.length];
  const inEveryState = participation === "ex-post";
  const x = monotone(question, point.subarray(0, m * n), inEveryState);
  const lumps = [point.slice(m * n, m * n + n), point.slice(m * n + n, m * n + n + m)] as const;
  const left = leftOver(question, x);
  if (inEveryState) cutLumps(left, lumps);
  else if (!settleLumps(question, coefficients, x, left, lumps)) return null;
  return judged(question, coefficients, x, left, lumps);
}

/** Smallest relative excess of what is raised: beyond the rounding of the sums that are checked later. */
const excess = 1 + 1e-12;

function monotone(question: PairQuestion, given: Float64Array, raise: boolean): Float64Array {
  const { groups, requiredProfit } = question;
  const [buyer, seller] = [groups[0].cells, groups[1].cells];
  const [m, n] = [buyer.length, seller.length];
  const steps = [stepsOf(buyer), stepsOf(seller)] as const;
  const x = new Float64Array(m * n);
  // Rents of the worst types of row i so far, of each column.
  const bought = new Float64Array(n);
  let most = 1;
  for (let i = 0; i < m; i++) {
    let sold = 0;
    for (let j = 0; j < n; j++) {
      const s = i * n + j;
      const worst = lowOf(buyer[i] as TraderCell).lo + lowOf(seller[j] as TraderCell).lo;
      const idle = cannotTrade(buyer[i] as TraderCell, question) || cannotTrade(seller[j] as TraderCell, question);
      let p = idle ? 0 : Math.min(1, Math.max(0, given[s] as number));
      if (i > 0) p = Math.max(p, x[s - n] as number);
      if (j > 0) p = Math.max(p, x[s - 1] as number);
      if (raise && !idle) {
        const need = (bought[j] as number) + sold + requiredProfit.hi;
        if (worst > 0) p = Math.max(p, need > 0 ? (need / worst) * excess : 0);
        else if (need > 0 || worst < 0) p = Math.min(p, worst < 0 && need < 0 ? need / worst : 0);
      }
      x[s] = p;
      most = Math.max(most, p);
      bought[j] = (bought[j] as number) + (steps[0][i] as DoubleInterval).hi * p;
      sold += (steps[1][j] as DoubleInterval).hi * p;
    }
  }
  return most > 1 ? x.map((p) => p / most) : x;
}

/** What each pair of cells leaves for the worst types' rents, enclosed: S_ij − r. */
function leftOver({ groups, requiredProfit }: PairQuestion, x: Float64Array): DoubleInterval[] {
  const [buyer, seller] = [groups[0].cells, groups[1].cells];
  const n = seller.length;
  const steps = [stepsOf(buyer), stepsOf(seller)] as const;
  const bought: DoubleInterval[] = new Array(n).fill(exactly(0));
  const left: DoubleInterval[] = [];
  buyer.forEach((cell, i) => {
    let sold = exactly(0);
    seller.forEach((other, j) => {
      const p = exactly(x[i * n + j] as number);
      const shared = multiply(add(lowOf(cell), lowOf(other)), p);
      left.push(subtract(subtract(subtract(shared, bought[j] as DoubleInterval), sold), requiredProfit));
      bought[j] = add(bought[j] as DoubleInterval, multiply(steps[0][i] as DoubleInterval, p));
      sold = add(sold, multiply(steps[1][j] as DoubleInterval, p));
    });
  });
  return left;
}

type Lumps = readonly [Float64Array, Float64Array];

/** What surely fits beside another number into a third that is at least `all`: less than their difference by more than the rounding of their sum. */
function beside(all: number, other: number): number {
  return all - other - 2 ** -50 * (Math.abs(all) + Math.abs(other));
}

/** Cuts nonnegative rents of the worst types to what is left in every pair of cells. */
function cutLumps(left: readonly DoubleInterval[], [buyers, sellers]: Lumps): void {
  const n = buyers.length;
  const lowest = (other: (i: number, j: number) => number) => (i: number, j: number) =>
    beside((left[i * n + j] as DoubleInterval).lo, other(i, j));
  const alone = lowest(() => 0);
  for (let j = 0; j < n; j++) {
    let most = Math.max(0, buyers[j] as number);
    for (let i = 0; i < sellers.length; i++) most = Math.min(most, alone(i, j));
    buyers[j] = Math.max(0, most);
  }
  const rest = lowest((_, j) => buyers[j] as number);
  for (let i = 0; i < sellers.length; i++) {
    let most = Math.max(0, sellers[i] as number);
    for (let j = 0; j < n; j++) most = Math.min(most, rest(i, j));
    sellers[i] = Math.max(0, most);
  }
}

/** Gives the worst buyers what the budgets leave beside the worst sellers' rents, and moves a constant between the two so that both take part on average; false when that fails. */
function settleLumps(
  { groups, participation }: PairQuestion,
  coefficients: CellCoefficients,
  x: Float64Array,
  left: readonly DoubleInterval[],
  [buyers, sellers]: Lumps,
): boolean {
  const n = buyers.length;
  for (let j = 0; j < n; j++) {
    let most = Number.POSITIVE_INFINITY;
    for (let i = 0; i < sellers.length; i++) most = Math.min(most, beside((left[i * n + j] as DoubleInterval).lo, sellers[i] as number));
    buyers[j] = most;
  }
  if (participation === "never") return true;
  const own = (side: 0 | 1) => {
    const list = side === 0 ? buyers : sellers;
    const mean = meanOf(groups[side === 0 ? 1 : 0].cells, list);
    return participation === "ex-ante" ? add(mean, valueAt(coefficients.rents[side], x)) : mean;
  };
  // Room for the rounding of the shifted sums.
  const short = (side: 0 | 1) => Math.max(0, 2 ** -45 - own(side).lo);
  const [needed, spare] = [short(0), own(1).lo];
  const shift = needed > 0 ? needed : short(1) > 0 ? -short(1) : 0;
  if (shift > 0 && spare < shift) return false;
  for (let j = 0; j < n; j++) buyers[j] = below((buyers[j] as number) + shift);
  for (let i = 0; i < sellers.length; i++) sellers[i] = below((sellers[i] as number) - shift);
  return own(0).lo >= 0 && own(1).lo >= 0;
}

/** The mean of numbers, one for each cell. */
export function meanOf(cells: readonly TraderCell[], values: Float64Array): DoubleInterval {
  return cells.reduce((sum, { mass }, k) => add(sum, multiply(mass, exactly(values[k] as number))), exactly(0));
}

/** Checks budgets and order with intervals, and encloses the value. */
function judged(
  question: PairQuestion,
  coefficients: CellCoefficients,
  x: Float64Array,
  left: readonly DoubleInterval[],
  lumps: Lumps,
): InnerMechanism {
  const { groups, participation } = question;
  const [m, n] = [groups[0].cells.length, groups[1].cells.length];
  const asked = participation === "ex-post" ? 0 : Number.NEGATIVE_INFINITY;
  const holds = left.every(
    ({ lo }, s) =>
      lo >= above((lumps[0][s % n] as number) + (lumps[1][Math.floor(s / n)] as number)) ||
      (lo >= 0 && lumps[0][s % n] === 0 && lumps[1][Math.floor(s / n)] === 0),
  );
  const ordered = x.every((p, s) => p >= 0 && p <= 1 && (s < n || p >= (x[s - n] as number)) && (s % n === 0 || p >= (x[s - 1] as number)));
  const willing = lumps.every((list) => list.every((u) => u >= asked));
  const means = [meanOf(groups[1].cells, lumps[0]), meanOf(groups[0].cells, lumps[1])] as const;
  const value = add(valueAt(objectiveCoefficients(question, coefficients), x), objectiveOfLumps(question, means));
  return { x, rents: rentsOf(question, x, lumps, m, n), value, proved: holds && ordered && willing };
}

/** Rents of the worst types of all cells, state by state, in doubles. */
export function rentsOf(
  { groups }: PairQuestion,
  x: Float64Array,
  lumps: Lumps,
  m: number,
  n: number,
): readonly [Float64Array, Float64Array] {
  const steps = groups.map(({ cells }) => stepsOf(cells).map(centre));
  const rents = [new Float64Array(m * n), new Float64Array(m * n)] as const;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const s = i * n + j;
      rents[0][s] = i === 0 ? (lumps[0][j] as number) : (rents[0][s - n] as number) + (steps[0]?.[i - 1] as number) * (x[s - n] as number);
      rents[1][s] = j === 0 ? (lumps[1][i] as number) : (rents[1][s - 1] as number) + (steps[1]?.[j - 1] as number) * (x[s - 1] as number);
    }
  return rents;
}
