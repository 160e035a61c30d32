import { exactDouble, formatRational, type Rational, sumRationals, toNumber, zero } from "../../../arithmetic/rational.ts";
import { Draft } from "../../../program/draft.ts";
import type { Program } from "../../../program/program.ts";
import type { Solver } from "../../../solver/solver.ts";
import type { PairsPrices } from "../../format.ts";
import type { ParticipationWord, StatedProblem } from "../../verify/instance.ts";
import type { BothCells } from "../../verify/pairs/cells.ts";
import { type Column, columnBounds, plainTerms, rowCount, rowTerms } from "../../verify/pairs/menu.ts";
import { cellsOfProof, type Sides } from "../../verify/pairs/shown.ts";
import { inUnits, middleOf, short, signedCells, unitsOf } from "./scaled.ts";

/** Rows that say how trade moves, not what money does: their prices are in money, whatever its unit. */
export const rowsOfTrade: readonly number[] = [0, 1, 18];

/** Prices below this share of the largest are left out. */
export const negligible = 2 ** -44;

const unlimited = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

interface Outer {
  readonly program: Program;
  /** Per row of the menus, what it is about. */
  readonly menus: readonly (readonly [side: 0 | 1, against: number, cell: number, row: number])[];
  readonly budgetStart: number;
}

const onAverage: Readonly<Record<ParticipationWord, boolean>> = { none: false, "ex-ante": true, interim: true, "ex-post": false };

/**
 * The outer program in the rows that the verifier prices (see verify/pairs/menu.ts), in doubles and in units of its own, without an `objective` as the question how far the constraints
 * contradict each other.
 */
function outerProgram(
  { objective: weights, participation, budget }: StatedProblem,
  both: BothCells,
  scale: number,
  objective: boolean,
): Outer {
  const draft = new Draft();
  const masses = both.map((cells) => cells.map(({ mass }) => middleOf(mass))) as [number[], number[]];
  const [m, n] = [masses[0].length, masses[1].length];
  const broker = objective ? toNumber(weights.broker) : 0;
  const excess = objective ? [toNumber(weights.buyers) - broker, toNumber(weights.sellers) - broker] : [0, 0];
  const name = String;
  const x = draft.columns("trade", m * n, [0, 1], name);
  const money = both.reduce(
    (sum, cells, side) => sum + Math.abs(middleOf(columnBounds(cells, { column: "y", cell: cells.length - 1 }))) + (side ? 0 : 1),
    0,
  );
  const far = 64 * (money + Math.abs(toNumber(budget.requiredProfit)) * scale);
  const menus: [0 | 1, number, number, number][] = [];
  const columnsOf = ([0, 1] as const).map((side) => {
    const own = both[side];
    const others = both[1 - side] as BothCells[0];
    const templates = own.flatMap((_, k) =>
      Array.from({ length: rowCount }, (_, row) => row).flatMap((row) => {
        const terms = rowTerms(own, k, row);
        return terms
          ? [{ k, row, terms: terms.map(({ column, cell, coefficient }) => ({ column, cell, coefficient: middleOf(coefficient) })) }]
          : [];
      }),
    );
    return others.map((_, l) => {
      const worst = draft.columns("worst rent", 1, [participation === "ex-post" ? 0 : -far, far], name);
      const places = new Map<string, number>();
      const place = (column: Column, cell: number): number => {
        if (column === "x") return x + (side === 0 ? cell * n + l : l * n + cell);
        const key = `${column} ${cell}`;
        const found = places.get(key);
        if (found !== undefined) return found;
        const { low, high } = columnBounds(own, { column, cell });
        // Bounds of worths are others in other units; the rows bound them as well.
        const bounds = column === "y" ? unlimited : ([middleOf({ low, high: low }), middleOf({ low: high, high })] as const);
        const made = draft.columns(column, 1, bounds, name);
        places.set(key, made);
        return made;
      };
      // Worths and rents that no row speaks of count as well.
      const termsOf = (column: Column, cell: number) =>
        plainTerms(own[cell] as (typeof own)[number], { column, cell, coefficient: { low: 1n << 192n, high: 1n << 192n } }).map((term) => ({
          at: place(term.column, term.cell),
          factor: middleOf(term.coefficient),
        }));
      const y = own.map((_, k) => termsOf("y", k));
      const rent = own.map((_, k) => termsOf("rent", k));
      draft.family("menu", name);
      for (const { k, row, terms } of templates) {
        // A row stays what it is if several terms speak of one column.
        const merged = new Map<number, number>();
        for (const { column, cell, coefficient } of terms) {
          const at = place(column, cell);
          merged.set(at, (merged.get(at) ?? 0) + coefficient);
        }
        const before = draft.rowCount;
        for (const [at, coefficient] of merged) draft.entry(at, coefficient);
        draft.row(Number.NEGATIVE_INFINITY, 0);
        if (draft.rowCount > before) menus.push([side, l, k, row]);
      }
      return { worst, y, rent };
    });
  });
  const budgetStart = draft.rowCount;
  draft.family("budget", name);
  const pair = (i: number, j: number) => [
    { ...(columnsOf[0]?.[j] as NonNullable<(typeof columnsOf)[0]>[number]), k: i, side: 0 as const },
    { ...(columnsOf[1]?.[i] as NonNullable<(typeof columnsOf)[0]>[number]), k: j, side: 1 as const },
  ];
  const r = toNumber(budget.requiredProfit) * scale;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const weight = (masses[0][i] as number) * (masses[1][j] as number);
      const entries = new Map<number, number>();
      const add = (at: number, value: number) => entries.set(at, (entries.get(at) ?? 0) + value);
      for (const { worst, y, rent, k, side } of pair(i, j)) {
        for (const { at, factor } of y[k] ?? []) {
          add(at, factor);
          draft.objective(at, broker * weight * factor);
        }
        for (const { at, factor } of rent[k] ?? []) {
          add(at, -factor);
          draft.objective(at, (excess[side] as number) * weight * factor);
        }
        add(worst, -1);
        draft.objective(worst, (excess[side] as number) * weight);
      }
      for (const [at, value] of entries) draft.entry(at, value);
      draft.row(r, budget.rule === "balanced" ? r : Number.POSITIVE_INFINITY);
    }
  draft.family("participation", name);
  if (onAverage[participation])
    for (const side of [0, 1] as const) {
      columnsOf[side]?.forEach(({ worst, rent }, l) => {
        const weight = masses[1 - side]?.[l] as number;
        draft.entry(worst, weight);
        if (participation === "ex-ante")
          rent.forEach((terms, k) => {
            for (const { at, factor } of terms) draft.entry(at, weight * factor * (masses[side][k] as number));
          });
      });
      draft.row(0, Number.POSITIVE_INFINITY);
    }
  return { program: draft.finish("averages over cells"), menus, budgetStart };
}

/** Prices that prove a bound on averages over cells; in words why there are none. */
export async function outerPrices(
  stated: StatedProblem,
  sides: Sides,
  solver: Solver,
  timeLimitSeconds: number,
  objective: boolean,
): Promise<PairsPrices | string> {
  const both = cellsOfProof(stated, sides);
  if (both.some(([worst]) => worst?.low === null)) return "a worth has no lower limit";
  if (stated.participation !== "ex-post" && both.flat().some(({ exactMass }) => exactMass === null))
    return "participation on average is priced for rational laws only";
  const signed = signedCells(both);
  const units = unitsOf(signed);
  const shifted = signed.map((side) => inUnits(side, units)) as unknown as BothCells;
  const { program, menus, budgetStart } = outerProgram(stated, shifted, units.scale, objective);
  const { rowMultipliers, farkas, status } = await solver.solve(program, { timeLimitSeconds });
  const found = status === "infeasible" ? farkas : rowMultipliers;
  if (!found) return "the solver gave no prices";
  const masses = both.map((cells) => cells.map(({ mass }) => middleOf(mass))) as [number[], number[]];
  const largest = found.reduce((most, price) => Math.max(most, Math.abs(price)), 0);
  const rows = menus.flatMap(([side, l, k, row], i): PairsPrices["menus"][number][] => {
    const price = (found[i] as number) / (masses[1 - side]?.[l] as number) / (rowsOfTrade.includes(row) ? units.scale : 1);
    return !(price > negligible * largest) ? [] : [[side, l, k, row, formatRational(short(price))]];
  });
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);
  const n = masses[1].length;
  const budget = masses[0].map((p, i) =>
    masses[1].map((q, j) => {
      const price = -(found[budgetStart + i * n + j] as number) / (p * q);
      return stated.budget.rule === "balanced" ? price : Math.max(0, price);
    }),
  );
  const settled = settle(stated, both, budget, objective);
  if (typeof settled === "string") return settled;
  return { ...sides, ...settled, menus: rows };
}

/** The budgets' prices, exactly such that the worst types' rents do not count where they have no bounds. */
function settle(
  { participation, objective: weights, budget: { rule } }: StatedProblem,
  both: BothCells,
  budget: readonly (readonly number[])[],
  objective: boolean,
): Pick<PairsPrices, "budget" | "participation"> | string {
  const texts = (table: readonly (readonly Rational[])[]) => table.map((row) => row.map(formatRational));
  const shorts = budget.map((row) => row.map(short));
  if (participation === "ex-post") return { budget: texts(shorts), participation: ["0", "0"] };
  const [p, q] = both.map((cells) => cells.map(({ exactMass }) => exactMass)) as [Rational[], Rational[]];
  const broker = objective ? weights.broker : zero;
  const excess = [weights.buyers, weights.sellers].map((own) => (objective ? own.sub(broker) : zero)) as [Rational, Rational];
  const larger = excess[0].gt(excess[1]) ? excess[0] : excess[1];
  const mean = budget.reduce(
    (sum, row, i) => row.reduce((all, price, j) => all + price * toNumber((p[i] as Rational).mul(q[j] as Rational)), sum),
    0,
  );
  const wanted = short(mean);
  const level = onAverage[participation] && wanted.gt(larger) ? wanted : larger;
  if (!onAverage[participation] && !excess[0].equals(excess[1])) return "without participation the value has no bound";
  const heaviest = (own: readonly Rational[]) => own.reduce((best, mass, k) => (mass.gt(own[best] as Rational) ? k : best), 0);
  const [row, column] = [heaviest(p), heaviest(q)];
  // A little of the mean keeps all prices nonnegative.
  for (const share of [2 ** -36, 2 ** -30, 2 ** -24, 2 ** -18, 2 ** -12]) {
    const part = exactDouble(share);
    const table = shorts.map((own) => own.map((price) => price.add(level.sub(price).mul(part))));
    const columnSum = (j: number) => sumRationals(p.flatMap((mass, i) => (i === row ? [] : [mass.mul(table[i]?.[j] as Rational)])));
    const rowSum = (i: number) => sumRationals(q.flatMap((mass, j) => (j === column ? [] : [mass.mul(table[i]?.[j] as Rational)])));
    const at = (i: number) => table[i] as Rational[];
    for (let j = 0; j < q.length; j++) if (j !== column) at(row)[j] = level.sub(columnSum(j)).div(p[row] as Rational);
    for (let i = 0; i < p.length; i++) if (i !== row) at(i)[column] = level.sub(rowSum(i)).div(q[column] as Rational);
    at(row)[column] = level.sub(columnSum(column)).div(p[row] as Rational);
    if (rule === "balanced" || table.every((own) => own.every((price) => price.gte(zero))))
      return { budget: texts(table), participation: [formatRational(level.sub(excess[0])), formatRational(level.sub(excess[1]))] };
  }
  return "the budgets' prices could not be made exact";
}
