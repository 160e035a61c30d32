import { multiply } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import type { Program } from "../program.ts";
import { moneyBound, worthBounds } from "./bounds.ts";
import { type CellMenu, menuOf } from "./menu.ts";
import type { CellQuestion, CellTrader } from "./question.ts";
import { RelaxedDraft } from "./relaxed-draft.ts";
import { writeWorth } from "./worth.ts";

/**
 * The outer program: what every mechanism of the continuous problem, averaged over cells, satisfies. Its value is an upper bound on the second best.
 *
 * What one trader faces, averaged over the other's types in a cell (dominant incentives: for each cell of the other; Bayesian ones: over all types), is a {@link CellMenu}.
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
  }) as unknown as readonly [readonly CellMenu[], readonly CellMenu[]];

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

/** Participation where menus are given for each cell of the other trader. */
function participateByMenus(out: RelaxedDraft, { traders, participation }: CellQuestion, menus: readonly (readonly CellMenu[])[]): void {
  const rows: Record<CellQuestion["participation"], (own: CellTrader, other: CellTrader, faced: readonly CellMenu[]) => void> = {
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
    rows[participation](traders[side], traders[side === 0 ? 1 : 0], menus[side] as readonly CellMenu[]);
  }
}

/** What is shared in a pair of cells: the columns whose sum is the worth of trade, and both mean rents. */
type Money = (i: number, j: number) => { readonly worth: readonly [number, number]; readonly rents: readonly [number, number] };

function moneyByMenus([buyers, sellers]: readonly [readonly CellMenu[], readonly CellMenu[]]): Money {
  return (i, j) => {
    const [buyer, seller] = [buyers[j] as CellMenu, sellers[i] as CellMenu];
    return { worth: [buyer.y[i] as number, seller.y[j] as number], rents: [buyer.rent[i] as number, seller.rent[j] as number] };
  };
}

/** Columns of worth and rent for each pair of cells, whose means over the other's cells are those of the interim menus. */
function moneyByStates(
  out: RelaxedDraft,
  question: CellQuestion,
  menus: readonly [readonly CellMenu[], readonly CellMenu[]],
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
      other.cells.forEach((_, l) => {
        writeWorth(out, cell, state(side, k, l), (worths[k] as number) + l);
      });
      const menu = menus[side][0] as CellMenu;
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
  const worstRents = ([0, 1] as const).map((side) => (menus[side][0] as CellMenu).worst);
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
