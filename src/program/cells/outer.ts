import { above, add, below, type DoubleInterval, exactly, multiply, negate, subtract } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import type { Program } from "../program.ts";
import type { CellQuestion, CellTrader } from "./question.ts";
import { RelaxedDraft } from "./relaxed-draft.ts";

/**
 * The outer program: what every mechanism of the continuous problem, averaged over cells, satisfies. Its value is an upper bound on the second best.
 *
 * Take any incentive compatible mechanism, and average what one trader faces over the other's types in a cell (dominant incentives: for each cell of the other; Bayesian ones:
 * over all types). What remains is a menu: a nondecreasing X(w) ∈ [0, 1] and a rent U with U(w′) − U(w) = ∫X. On an own cell [a, b] with mean m write X = ξ + ∫1{w ≥ s} dμ(s),
 * where ξ = X(a+), ξ⁺ = X(b−) and μ ≥ 0 has total δ = ξ⁺ − ξ; let G(s) = P(w ≥ s | cell), M(s) = E[w·1{w ≥ s} | cell]. Then, as integrals over μ,
 *
 *     x = E[X | cell]    = ξ + ∫G           y = E[wX | cell] = mξ + ∫M
 *     U(b) − U(a)        = (b − a)ξ + ∫(b − s)
 *     R = E[U | cell]    = U(a) + (m − a)ξ + ∫E(w − s)⁺,   E(w − s)⁺ = M − sG,
 *
 * so that a relation that holds for each s holds, times δ, of the columns:
 *
 * - *knots*: ξ ≤ x ≤ ξ⁺.
 * - *spread*: 0 ≤ M − mG = E[(w − m)1{w ≥ s}] ≤ E(w − m)⁺ (it is largest at s = m), so 0 ≤ y − mx ≤ δ·spread; M − mG ≤ (b − m)G gives y − mx ≤ (b − m)(x − ξ), and
 *   M − mG = E[(m − w)1{w < s}] ≤ (m − a)(1 − G) gives y − mx ≤ (m − a)(ξ⁺ − x).
 * - *steps*: b − s = (b − a)(G + D), D(s) = P(w < s | cell) − (s − a)/(b − a): U(b) − U(a) − (b − a)x ∈ δ(b − a)·lean; and always (b − a)ξ ≤ U(b) − U(a) ≤ (b − a)ξ⁺.
 * - *rents*: E(w − s)⁺ = bG − M + H, H(s) = 2M − (s + b)G: R − U(a) − bx + y − (2m − a − b)ξ ∈ δ(b − a)·tilt. Moreover no type gains by the report of another: U(b) ≥ R + bx − y,
 *   U(a) ≥ R + ax − y; and U is convex: R ≥ U(a) + (m − a)ξ, R ≥ U(b) − (b − m)ξ⁺, R is at most the chord of U at m.
 * - An atom has a = b: y = mx, R = U. Over a gap of length g the rent rises by between gξ⁺ (before it) and gξ (after it). Where worths have no upper limit, ξ⁺ ≤ 1, and the
 *   relations with b are left out; U(a) + (m − a)ξ ≤ R ≤ U(a) + (m − a)ξ⁺. Where they have no lower one, R takes the part of U(a): every rent is at least 0 iff R ≥ 0 is needed.
 *
 * Both traders share the x of a pair of cells, and their rents and y give the mean payments y − R, which the budget compares: the average of what it asks in every state.
 * Participation of the worst type, of all types on average, or on average over the other's cells is averaged likewise.
 *
 * With Bayesian incentives the rows speak of interim averages; y of a pair of cells (not monotone in its own type) lies between its extremes given x (McCormick), and ex-post
 * participation is a mean rent of at least 0 in each pair of cells. δ(b − a) adds up to the longest cell: the error falls with the square of the cells' length where densities are bounded.
 *
 * The columns have bounds that no optimum needs to leave: see {@link moneyBound}. Numbers that are known up to rounding only make rows give way (see {@link RelaxedDraft}).
 */
export interface OuterProgram {
  readonly program: Program;
  /** For each trader and own cell, the probability-weighted rise of its X over the cell, at a point: where cells should be shorter. */
  rises(point: Float64Array): readonly [Float64Array, Float64Array];
}

interface Menu {
  /** Mean payment is y − R. */
  readonly y: readonly number[];
  readonly rent: readonly number[];
  /** Column of the rent of the worst type, or, where there is none, of the worst cell. */
  readonly worst: number;
  readonly knots: readonly (readonly [start: number, end: number])[];
}

export function outerProgram(question: CellQuestion): OuterProgram {
  const { traders, incentives, broker } = question;
  const [m, n] = [traders[0].cells.length, traders[1].cells.length];
  const out = new RelaxedDraft();
  const bound = moneyBound(question);
  const x = out.columns("trade", m * n, [0, 1], (s) => `trade(${Math.floor(s / n)}, ${s % n})`);
  const state = (side: 0 | 1, own: number, other: number) => x + (side === 0 ? own * n + other : other * n + own);
  const mass = (side: 0 | 1, k: number) => (traders[side].cells[k] as TraderCell).mass;
  // menus[side][other's cell], or one for all cells of the other.
  const menus = ([0, 1] as const).map((side) => {
    const others = traders[side === 0 ? 1 : 0].cells.length;
    if (incentives === "ex-post")
      return Array.from({ length: others }, (_, l) => {
        const own = traders[side].cells.map((_, k) => state(side, k, l));
        return menuOf(out, traders[side], own, bound, ` against cell ${l}`);
      });
    const interim = out.columns(`interim trade of ${traders[side].name}`, traders[side].cells.length, [0, 1], (k) => `trade(${k})`);
    out.family(`interim trade of ${traders[side].name}`, (k) => `cell ${k}`);
    traders[side].cells.forEach((_, k) => {
      for (let l = 0; l < others; l++) out.entry(state(side, k, l), mass(side === 0 ? 1 : 0, l));
      out.entry(interim + k, -1);
      out.row(0, 0);
    });
    return [
      menuOf(
        out,
        traders[side],
        traders[side].cells.map((_, k) => interim + k),
        bound,
        "",
      ),
    ];
  }) as unknown as readonly [readonly Menu[], readonly Menu[]];

  if (incentives === "ex-post") participateByMenus(out, question, menus);
  const money = incentives === "ex-post" ? moneyByMenus(menus) : moneyByStates(out, question, menus, state);
  budgets(out, question, money);
  // w₀·(gains) + Σ (w_i − w₀)·(rents)
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const weight = multiply(mass(0, i), mass(1, j));
      const { worth, rents } = money(i, j);
      for (const column of worth) out.objective(column, multiply(weight, broker));
      rents.forEach((column, side) => {
        out.objective(column, multiply(weight, (traders[side] as CellTrader).excess));
      });
    }
  const program = out.finish("outer");
  return {
    program,
    rises(point) {
      return ([0, 1] as const).map((side) =>
        Float64Array.from(traders[side].cells, ({ mass: own }, k) =>
          menus[side].reduce((sum, { knots }, l) => {
            const [start, end] = knots[k] as readonly [number, number];
            const weight = menus[side].length === 1 ? 1 : mass(side === 0 ? 1 : 0, l).hi;
            return sum + own.hi * weight * ((point[end] as number) - (point[start] as number));
          }, 0),
        ),
      ) as unknown as readonly [Float64Array, Float64Array];
    },
  };
}

/** How far the worth of what a trader of this cell gets can be from 0, at most, in either direction. */
function worthBounds({ low, high, mean }: TraderCell): readonly [number, number] {
  const best = Number.isFinite(high.hi) ? high.hi : above(Math.max(0, low.hi) + above(mean.hi - Math.min(0, low.lo)));
  const worst = Number.isFinite(low.lo) ? low.lo : below(Math.min(0, high.lo) - above(Math.max(0, high.hi) - mean.lo));
  return [Math.min(0, worst), Math.max(0, best)];
}

/**
 * Rents in a solution that nobody would miss are within 16T, T the sum of all lengths (of tails: from the end to the mean), the largest worths and the required profit.
 *
 * With ex-post participation all rents are at least 0 and what is shared in a pair of cells is at most the worths. Otherwise the worst types' rents u_l and v_k (one for each cell of
 * the other) meet in u_l + v_k ≤ S_kl, |S| ≤ 2T, and have means of at least −T (a participation constraint) or a common constant may go from u to v (none). Both are then at most 4T
 * somewhere and everywhere u may be raised to min over k of S_kl − v_k, taking back a constant where its mean counts less than the broker's profit: |u| ≤ 12T, and U − u ≤ T.
 */
export function moneyBound({ traders, requiredProfit }: CellQuestion): number {
  let total = Math.max(Math.abs(requiredProfit.lo), Math.abs(requiredProfit.hi));
  for (const { cells } of traders) {
    let largest = 0;
    for (const cell of cells) {
      const [worst, best] = worthBounds(cell);
      largest = Math.max(largest, best, -worst);
    }
    const [first, last] = [cells[0] as TraderCell, cells.at(-1) as TraderCell];
    const bottom = Number.isFinite(first.low.lo) ? first.low.lo : first.mean.lo - 1;
    const top = Number.isFinite(last.high.hi) ? last.high.hi : last.mean.hi + 1;
    total += largest + (top - bottom);
  }
  return 16 * (total * (1 + 2 ** -40) + 2 ** -40);
}

/** Columns and rows of what one trader faces, averaged over other types. */
function menuOf(out: RelaxedDraft, { name, cells }: CellTrader, x: readonly number[], bound: number, against: string): Menu {
  const count = cells.length;
  const label = (k: number) => `cell ${k}${against}`;
  const y = cells.map((cell, k) => out.columns(`worth of ${name}`, 1, worthBounds(cell), () => label(k)));
  const rent = out.columns(`mean rent of ${name}`, count, [-bound, bound], label);
  const touches = (k: number) => k > 0 && !(cells[k] as TraderCell).gap;
  const isAtom = (k: number) => (cells[k] as TraderCell | undefined)?.atom === true;
  // Neighbouring cells with densities share the knot between them; an atom's own X is all there is of it.
  const knots: [number, number][] = [];
  const rents: [number, number][] = [];
  for (let k = 0; k < count; k++) {
    const shared = touches(k) && !isAtom(k) && !isAtom(k - 1);
    const own = (which: string) => out.columns(`X of ${name}`, 1, [0, 1], () => `${which} of ${label(k)}`);
    const start = isAtom(k) ? (x[k] as number) : shared ? (knots[k - 1] as [number, number])[1] : own("start");
    knots.push([start, isAtom(k) ? (x[k] as number) : own("end")]);
    const knotRent = (which: string) => out.columns(`rent of ${name}`, 1, [-bound, bound], () => `${which} of ${label(k)}`);
    const from = touches(k) ? (rents[k - 1] as [number, number])[1] : knotRent("start");
    rents.push([from, isAtom(k) ? from : knotRent("end")]);
  }
  out.family(`${name}: knots`, label);
  for (let k = 0; k < count; k++) {
    const [start, end] = knots[k] as [number, number];
    const column = x[k] as number;
    if (!isAtom(k)) {
      atMost(out, [
        [start, 1],
        [column, -1],
      ]);
      atMost(out, [
        [column, 1],
        [end, -1],
      ]);
    }
    const before = k > 0 ? (knots[k - 1] as [number, number])[1] : start;
    if (before !== start)
      atMost(out, [
        [before, 1],
        [start, -1],
      ]);
    if (k > 0 && !touches(k)) {
      const length = subtract((cells[k] as TraderCell).low, (cells[k - 1] as TraderCell).high);
      const rise: Term[] = [
        [(rents[k] as [number, number])[0], 1],
        [(rents[k - 1] as [number, number])[1], -1],
      ];
      atMost(out, [...rise.map(opposite), [before, length]]);
      atMost(out, [...rise, [start, negate(length)]]);
    }
  }
  out.family(`${name}: spread and rents`, label);
  cells.forEach((cell, k) => {
    const columns = { x: x[k] as number, y: y[k] as number, rent: rent + k };
    const [start, end] = knots[k] as [number, number];
    const [from, to] = rents[k] as [number, number];
    cellRows(out, cell, { ...columns, start, end, from, to });
  });
  const bottomless = !Number.isFinite((cells[0] as TraderCell).low.lo);
  return { y, rent: cells.map((_, k) => rent + k), worst: bottomless ? rent : (rents[0] as [number, number])[0], knots };
}

type Term = readonly [column: number, coefficient: DoubleInterval | number];

const opposite = ([column, c]: Term): Term => [column, typeof c === "number" ? -c : negate(c)];

/** Σ terms ≤ 0. */
function atMost(out: RelaxedDraft, terms: readonly Term[]): void {
  for (const [column, coefficient] of terms) out.entry(column, coefficient);
  out.row(Number.NEGATIVE_INFINITY, 0);
}

function equal(out: RelaxedDraft, terms: readonly Term[]): void {
  for (const [column, coefficient] of terms) out.entry(column, coefficient);
  out.row(0, 0);
}

/** low ≤ Σ terms / (rise·length) ≤ high, with rise = end − start ≥ 0. */
function within(
  out: RelaxedDraft,
  terms: readonly Term[],
  { lo, hi }: DoubleInterval,
  length: DoubleInterval,
  start: number,
  end: number,
): void {
  if (lo === hi) {
    equal(out, terms);
    return;
  }
  const rise = (share: number) => multiply(exactly(share), length);
  atMost(out, [...terms, [end, negate(rise(hi))], [start, rise(hi)]]);
  atMost(out, [...terms.map(opposite), [end, rise(lo)], [start, negate(rise(lo))]]);
}

interface CellColumns {
  readonly x: number;
  readonly y: number;
  readonly rent: number;
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** The relations of {@link OuterProgram} in one cell. */
function cellRows(out: RelaxedDraft, cell: TraderCell, { x, y, rent, start, end, from, to }: CellColumns): void {
  const { low, high, mean, spread, lean, tilt, atom, flat } = cell;
  const minusMean = negate(mean);
  if (atom) {
    equal(out, [
      [y, 1],
      [x, minusMean],
    ]);
    equal(out, [
      [rent, 1],
      [from, -1],
    ]);
    return;
  }
  const [bounded, topped] = [Number.isFinite(low.lo), Number.isFinite(high.hi)];
  atMost(out, [
    [x, mean],
    [y, -1],
  ]);
  if (Number.isFinite(spread))
    atMost(out, [
      [y, 1],
      [x, minusMean],
      [end, -spread],
      [start, spread],
    ]);
  // y − mx ≤ (b − m)(x − ξ) is y ≤ bx − (b − m)ξ; the other likewise.
  if (topped)
    atMost(out, [
      [y, 1],
      [x, negate(high)],
      [start, subtract(high, mean)],
    ]);
  if (bounded)
    atMost(out, [
      [y, 1],
      [x, negate(low)],
      [end, negate(subtract(mean, low))],
    ]);
  if (bounded && topped) {
    const length = subtract(high, low);
    const step: Term[] = [
      [to, 1],
      [from, -1],
    ];
    within(out, [...step, [x, negate(length)]], lean, length, start, end);
    const crooked = subtract(multiply(exactly(2), mean), add(low, high));
    const rentRow: Term[] = [
      [rent, 1],
      [from, -1],
      [x, negate(high)],
      [y, 1],
    ];
    if (flat) {
      within(out, rentRow, tilt, length, start, end);
      return;
    }
    // The term of ξ joins that of the rise.
    atMost(out, [
      ...rentRow,
      [end, negate(multiply(exactly(tilt.hi), length))],
      [start, subtract(multiply(exactly(tilt.hi), length), crooked)],
    ]);
    atMost(out, [
      ...rentRow.map(opposite),
      [end, multiply(exactly(tilt.lo), length)],
      [start, subtract(crooked, multiply(exactly(tilt.lo), length))],
    ]);
    atMost(out, [[start, length], ...step.map(opposite)]);
    atMost(out, [...step, [end, negate(length)]]);
    // The chord of U at the mean, times the length.
    atMost(out, [
      [rent, length],
      [from, negate(subtract(high, mean))],
      [to, negate(subtract(mean, low))],
    ]);
  }
  if (bounded) {
    atMost(out, [
      [from, 1],
      [start, subtract(mean, low)],
      [rent, -1],
    ]);
    atMost(out, [
      [rent, 1],
      [from, -1],
      [y, -1],
      [x, low],
    ]);
    if (!topped)
      atMost(out, [
        [rent, 1],
        [from, -1],
        [end, negate(subtract(mean, low))],
      ]);
  }
  if (topped) {
    atMost(out, [
      [to, 1],
      [end, negate(subtract(high, mean))],
      [rent, -1],
    ]);
    atMost(out, [
      [rent, 1],
      [to, -1],
      [y, -1],
      [x, high],
    ]);
  }
}

/** Participation where menus are given for each cell of the other trader. */
function participateByMenus(out: RelaxedDraft, { traders, participation }: CellQuestion, menus: readonly (readonly Menu[])[]): void {
  const rows: Record<CellQuestion["participation"], (own: CellTrader, other: CellTrader, faced: readonly Menu[]) => void> = {
    never: () => {},
    "ex-ante": (own, other, faced) => {
      faced.forEach(({ rent }, l) => {
        rent.forEach((column, k) => {
          out.entry(column, multiply((own.cells[k] as TraderCell).mass, (other.cells[l] as TraderCell).mass));
        });
      });
      out.row(0, Number.POSITIVE_INFINITY);
    },
    interim: (_, other, faced) => {
      faced.forEach(({ worst }, l) => {
        out.entry(worst, (other.cells[l] as TraderCell).mass);
      });
      out.row(0, Number.POSITIVE_INFINITY);
    },
    "ex-post": (_, __, faced) => {
      for (const { worst } of faced) {
        out.entry(worst, 1);
        out.row(0, Number.POSITIVE_INFINITY);
      }
    },
  };
  for (const side of [0, 1] as const) {
    out.family(`participation of ${traders[side].name}`, (l) => `against cell ${l}`);
    rows[participation](traders[side], traders[side === 0 ? 1 : 0], menus[side] as readonly Menu[]);
  }
}

/** What is shared in a pair of cells: the columns whose sum is the worth of trade, and both mean rents. */
type Money = (i: number, j: number) => { readonly worth: readonly [number, number]; readonly rents: readonly [number, number] };

function moneyByMenus([buyers, sellers]: readonly [readonly Menu[], readonly Menu[]]): Money {
  return (i, j) => {
    const [buyer, seller] = [buyers[j] as Menu, sellers[i] as Menu];
    return { worth: [buyer.y[i] as number, seller.y[j] as number], rents: [buyer.rent[i] as number, seller.rent[j] as number] };
  };
}

/** Columns of worth and rent for each pair of cells, whose means over the other's cells are those of the interim menus. */
function moneyByStates(
  out: RelaxedDraft,
  question: CellQuestion,
  menus: readonly [readonly Menu[], readonly Menu[]],
  state: (side: 0 | 1, own: number, other: number) => number,
): Money {
  const { traders, participation } = question;
  const n = traders[1].cells.length;
  const bound = moneyBound(question);
  const columns = ([0, 1] as const).map((side) => {
    const other = traders[side === 0 ? 1 : 0];
    const worths = traders[side].cells.map((cell, k) =>
      out.columns(`worth of ${traders[side].name} by states`, other.cells.length, worthBounds(cell), (l) => `${k}, ${l}`),
    );
    const rents = out.columns(
      `rent of ${traders[side].name} by states`,
      traders[side].cells.length * other.cells.length,
      [participation === "ex-post" ? 0 : -bound, bound],
      (s) => `${Math.floor(s / other.cells.length)}, ${s % other.cells.length}`,
    );
    out.family(`${traders[side].name}: states`, (k) => `row ${k}`);
    traders[side].cells.forEach((cell, k) => {
      const { low, high, mean } = cell;
      other.cells.forEach((_, l) => {
        const [x, y] = [state(side, k, l), (worths[k] as number) + l];
        if (cell.atom) {
          equal(out, [
            [y, 1],
            [x, negate(mean)],
          ]);
          return;
        }
        if (Number.isFinite(low.lo)) {
          atMost(out, [
            [x, low],
            [y, -1],
          ]);
          rowAtMost(
            out,
            [
              [y, 1],
              [x, negate(low)],
            ],
            subtract(mean, low),
          );
        }
        if (Number.isFinite(high.hi)) {
          atMost(out, [
            [y, 1],
            [x, negate(high)],
          ]);
          rowAtMost(
            out,
            [
              [x, high],
              [y, -1],
            ],
            subtract(high, mean),
          );
        }
      });
      const menu = menus[side][0] as Menu;
      for (const [start, whole] of [
        [worths[k] as number, menu.y[k] as number],
        [rents + k * other.cells.length, menu.rent[k] as number],
      ] as const) {
        other.cells.forEach(({ mass }, l) => {
          out.entry(start + l, mass);
        });
        out.entry(whole, -1);
        out.row(0, 0);
      }
    });
    return { worths, rents };
  });
  const worstRents = ([0, 1] as const).map((side) => (menus[side][0] as Menu).worst);
  out.family("participation", (side) => (traders[side] as CellTrader).name);
  for (const worst of participation === "ex-post" ? worstRents : []) {
    out.entry(worst, 1);
    out.row(0, Number.POSITIVE_INFINITY);
  }
  const [buyer, seller] = columns as [{ worths: number[]; rents: number }, { worths: number[]; rents: number }];
  const m = traders[0].cells.length;
  return (i, j) => ({
    worth: [(buyer.worths[i] as number) + j, (seller.worths[j] as number) + i],
    rents: [buyer.rents + i * n + j, seller.rents + j * m + i],
  });
}

function rowAtMost(out: RelaxedDraft, terms: readonly Term[], limit: DoubleInterval): void {
  for (const [column, coefficient] of terms) out.entry(column, coefficient);
  out.row(Number.NEGATIVE_INFINITY, limit);
}

function budgets(out: RelaxedDraft, { traders, balances, requiredProfit }: CellQuestion, money: Money): void {
  const n = traders[1].cells.length;
  out.family("budget", (s) => `cells ${Math.floor(s / n)}, ${s % n}`);
  for (let i = 0; i < traders[0].cells.length; i++)
    for (let j = 0; j < n; j++) {
      const { worth, rents } = money(i, j);
      for (const column of worth) out.entry(column, 1);
      for (const column of rents) out.entry(column, -1);
      out.row(requiredProfit, balances ? requiredProfit : Number.POSITIVE_INFINITY);
    }
}
