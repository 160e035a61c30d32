import { formatRational, type Rational, toNumber } from "../../../arithmetic/rational.ts";
import { Draft } from "../../../program/draft.ts";
import type { Program } from "../../../program/program.ts";
import type { Solver } from "../../../solver/solver.ts";
import type { ContinuumSide, GroupsPrices } from "../../format.ts";
import { type AgentsInCells, type GroupsInCells, groupsOfProof, withoutObjective } from "../../verify/groups/agents.ts";
import type { Facing } from "../../verify/groups/states.ts";
import type { ParticipationWord, StatedProblem } from "../../verify/instance.ts";
import type { TypeCell } from "../../verify/pairs/cells.ts";
import { type Column, columnBounds, plainTerms, rowCount, rowTerms } from "../../verify/pairs/menu.ts";
import { inUnits, middleOf, short, unitsOf } from "../scaled.ts";
import { settledPrices } from "./settled.ts";

/** The power of the unit of money that a row is in: 0 where it says how trade moves, 2 where it compares rents by lengths, else 1. */
const degreeOf = (row: number) => ({ 0: 0, 1: 0, 12: 2, 18: 0 })[row] ?? 1;

/** Prices below this share of the largest are left out. */
const negligible = 2 ** -44;

const unlimited = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

type MenuRow = readonly [group: number, facing: number, cell: number, row: number];

interface Outer {
  readonly program: Program;
  /** Per row, from the first, what it is about. */
  readonly menus: readonly MenuRow[];
  /** Likewise, from `participationStart`: group, facing, cell and end. */
  readonly participation: readonly MenuRow[];
  readonly participationStart: number;
  readonly budgetStart: number;
}

/** What a member of a group that faces something has: columns, each with a factor. */
interface Faced {
  readonly worst: number;
  /** Columns of quantity by cell. */
  readonly x: readonly number[];
  termsOf(column: Column, cell: number): readonly { readonly at: number; readonly factor: number }[];
}

/** Columns in which utility is held against what staying out is worth: at the worst type, on average, and at the best type of a cell. */
const ends: readonly Column[] = ["from", "rent", "to"];

/** Whether participation is asked of each type, in every state; of each type on average; of all types on average. */
const asked: Readonly<Record<ParticipationWord, "each state" | "each type" | "all" | null>> = {
  none: null,
  "ex-ante": "all",
  interim: "each type",
  "ex-post": "each state",
};

/**
 * The outer program in the rows that the verifier prices (see verify/groups/bound.ts), in doubles and in units of its own, worths `scale` times as large; without an objective as the question how far the
 * constraints contradict each other.
 */
function outerProgram(
  { participation, budget, objective: { broker: weight } }: StatedProblem,
  { groups, states, total }: GroupsInCells,
  scale: number,
  objective: boolean,
): Outer {
  const draft = new Draft();
  const name = String;
  const broker = objective ? toNumber(weight) : 0;
  const word = asked[participation];
  const menus: MenuRow[] = [];
  const faced = groups.map((group, g) => {
    const templates = templatesOf(group.cells);
    return (states.facing[g] as readonly Facing[]).map((_, o): Faced => {
      const own = columnsOf(draft, group, word === "each state");
      draft.family("menu", name);
      for (const { k, row, terms } of templates) {
        // A row stays what it is if several terms speak of one column.
        const merged = new Map<number, number>();
        for (const { column, cell, coefficient } of terms) {
          const at = own.place(column, cell);
          merged.set(at, (merged.get(at) ?? 0) + coefficient);
        }
        const before = draft.rowCount;
        for (const [at, coefficient] of merged) draft.entry(at, coefficient);
        draft.row(Number.NEGATIVE_INFINITY, 0);
        if (draft.rowCount > before) menus.push([g, o, k, row]);
      }
      return own;
    });
  });
  const facedBy = (g: number, o: number) => faced[g]?.[o] as Faced;
  const participationStart = draft.rowCount;
  const asks: MenuRow[] = [];
  draft.family("participation", name);
  groups.forEach((group, g) => {
    const chances = (states.facing[g] as readonly Facing[]).map(({ chance }) => middleOf(chance));
    const share = toNumber(group.share);
    const write = (key: MenuRow, worth: number, against: readonly number[], terms: readonly (readonly [Column, number, number])[]) => {
      for (const o of against) {
        const own = facedBy(g, o);
        const chance = against.length === 1 ? 1 : (chances[o] as number);
        draft.entry(own.worst, chance);
        for (const [column, cell, factor] of terms)
          for (const term of own.termsOf(column, cell)) draft.entry(term.at, chance * factor * term.factor);
      }
      const before = draft.rowCount;
      draft.row(share * worth, Number.POSITIVE_INFINITY);
      if (draft.rowCount > before) asks.push(key);
    };
    const all = chances.map((_, o) => o);
    const masses = group.cells.map(({ mass }) => middleOf(mass));
    const mean = group.cells.reduce((sum, cell, k) => sum + (masses[k] as number) * middleOf(cell.mean), 0);
    if (word === "all")
      write(
        [g, 0, 0, 0],
        mean,
        all,
        masses.map((mass, k) => ["rent", k, mass] as const),
      );
    if (word === "each type" || word === "each state")
      group.cells.forEach((cell, k) => {
        // Without a share the worst type's is enough.
        if (share === 0 && k > 0) return;
        ends.forEach((column, at) => {
          if (share === 0 ? at > 0 : (cell.atom && at > 0) || (at === 2 && cell.high === null)) return;
          const worth = at === 1 ? middleOf(cell.mean) : toNumber((at === 0 ? cell.low : cell.high) as Rational);
          for (const against of word === "each state" ? all.map((o) => [o]) : [all]) {
            const o = word === "each state" ? (against[0] as number) : 0;
            write([g, o, k, at], worth, against, [[column, k, 1]]);
          }
        });
      });
  });
  draft.family("totals", name);
  for (const places of states.places) {
    for (const { group, facing, cell, members } of places)
      draft.entry(facedBy(group, facing).x[cell] as number, members * (groups[group] as AgentsInCells).sign);
    draft.row(Number(total), Number(total));
  }
  groups.forEach(({ count, cells, weight: own }, g) => {
    const excess = (objective ? toNumber(own) : 0) - broker;
    (states.facing[g] as readonly Facing[]).forEach(({ chance }, o) => {
      const { worst, termsOf } = facedBy(g, o);
      const size = count * middleOf(chance);
      draft.objective(worst, size * excess);
      cells.forEach(({ mass }, k) => {
        for (const { at, factor } of termsOf("y", k)) draft.objective(at, size * middleOf(mass) * broker * factor);
        for (const { at, factor } of termsOf("rent", k)) draft.objective(at, size * middleOf(mass) * excess * factor);
      });
    });
  });
  const budgetStart = draft.rowCount;
  draft.family("budget", name);
  const entries = new Map<number, number>();
  const pay = (g: number, o: number, k: number, size: number) => {
    const { worst, termsOf } = facedBy(g, o);
    const add = (at: number, value: number) => entries.set(at, (entries.get(at) ?? 0) + value);
    for (const { at, factor } of termsOf("y", k)) add(at, size * factor);
    for (const { at, factor } of termsOf("rent", k)) add(at, -size * factor);
    add(worst, -size);
  };
  const r = toNumber(budget.requiredProfit) * scale;
  const close = () => {
    for (const [at, value] of entries) draft.entry(at, value);
    entries.clear();
    draft.row(r, budget.rule === "balanced" ? r : Number.POSITIVE_INFINITY);
  };
  if (budget.rule === "no-deficit" || budget.rule === "balanced")
    for (const places of states.places) {
      for (const { group, facing, cell, members } of places) pay(group, facing, cell, members);
      close();
    }
  if (budget.rule === "ex-ante") {
    groups.forEach(({ count, cells }, g) => {
      (states.facing[g] as readonly Facing[]).forEach(({ chance }, o) => {
        cells.forEach(({ mass }, k) => {
          pay(g, o, k, count * middleOf(chance) * middleOf(mass));
        });
      });
    });
    close();
  }
  return { program: draft.finish("averages over cells"), menus, participation: asks, participationStart, budgetStart };
}

/** The rows of each cell of a menu, in doubles. */
function templatesOf(cells: readonly TypeCell[]) {
  return cells.flatMap((_, k) =>
    Array.from({ length: rowCount }, (__, row) => row).flatMap((row) => {
      const terms = rowTerms(cells, k, row);
      return terms
        ? [{ k, row, terms: terms.map(({ column, cell, coefficient }) => ({ column, cell, coefficient: middleOf(coefficient) })) }]
        : [];
    }),
  );
}

const certain = { low: 1n << 192n, high: 1n << 192n };

/** The columns of one menu; those of worths and rents that no row speaks of count as well. */
function columnsOf(draft: Draft, { cells, share }: AgentsInCells, inEveryState: boolean) {
  const least = inEveryState ? toNumber(share) * toNumber(cells[0]?.low as Rational) : Number.NEGATIVE_INFINITY;
  const worst = draft.columns("utility of the worst", 1, [least, Number.POSITIVE_INFINITY], String);
  const first = draft.columns("quantity", cells.length, [0, 1], String);
  const x = cells.map((_, k) => first + k);
  const places = new Map<string, number>();
  const place = (column: Column, cell: number): number => {
    if (column === "x") return x[cell] as number;
    const key = `${column} ${cell}`;
    const found = places.get(key);
    if (found !== undefined) return found;
    const { low, high } = columnBounds(cells, { column, cell });
    // Bounds of worths are others in other units; the rows bound them as well.
    const bounds = column === "y" ? unlimited : ([middleOf({ low, high: low }), middleOf({ low: high, high })] as const);
    const made = draft.columns(column, 1, bounds, String);
    places.set(key, made);
    return made;
  };
  const termsOf = (column: Column, cell: number) =>
    plainTerms(cells[cell] as TypeCell, { column, cell, coefficient: certain }).map((term) => ({
      at: place(term.column, term.cell),
      factor: middleOf(term.coefficient),
    }));
  return { worst, x, place, termsOf };
}

/** Prices that prove a bound on averages over cells; in words why there are none. */
export async function groupPrices(
  stated: StatedProblem,
  sides: readonly ContinuumSide[],
  solver: Solver,
  timeLimitSeconds: number,
  objective: boolean,
): Promise<GroupsPrices | string> {
  const whole = groupsOfProof(stated, sides);
  const known = objective ? whole : withoutObjective(whole);
  const { groups, states } = known;
  if (groups.some(({ cells: [worst] }) => worst?.low === null)) return "a worth has no lower limit";
  if (stated.participation !== "ex-post" && groups.some(({ cells }) => cells.some(({ exactMass }) => exactMass === null)))
    return "participation on average is priced for rational laws only";
  const units = unitsOf(groups);
  const scaledGroups = groups.map((group) => ({ ...group, cells: inUnits(group, units) }));
  const outer = outerProgram(stated, { ...known, groups: scaledGroups }, units.scale, objective);
  const { rowMultipliers, farkas, status } = await solver.solve(outer.program, { timeLimitSeconds });
  const found = status === "infeasible" ? farkas : rowMultipliers;
  if (!found) return "the solver gave no prices";
  const largest = found.reduce((most, price) => Math.max(most, Math.abs(price)), 0);
  const sizes = groups.map(({ count }, g) => (states.facing[g] as readonly Facing[]).map(({ chance }) => count * middleOf(chance)));
  const sizeOf = (g: number, o: number) => sizes[g]?.[o] as number;
  const menus = outer.menus.flatMap(([g, o, k, row], i): GroupsPrices["menus"][number][] => {
    const price = ((found[i] as number) / sizeOf(g, o)) * units.scale ** (degreeOf(row) - 1);
    return price > negligible * largest ? [[g, o, k, row, formatRational(short(price))]] : [];
  });
  const budget = states.places.map((_, s) => {
    if (stated.budget.rule === "none") return 0;
    const inEach = stated.budget.rule !== "ex-ante";
    const multiplier = -(found[outer.budgetStart + (inEach ? s : 0)] as number);
    const price = inEach ? multiplier / middleOf(states.chances[s] as Facing["chance"]) : multiplier;
    return stated.budget.rule === "balanced" ? price : Math.max(0, price);
  });
  const participation = outer.participation.flatMap((key, i): [MenuRow, number][] => {
    const [g, o] = key;
    const size = stated.participation === "ex-post" ? sizeOf(g, o) : (groups[g] as AgentsInCells).count;
    const price = -(found[outer.participationStart + i] as number) / size;
    return price > negligible * largest ? [[key, price]] : [];
  });
  const settled = settledPrices(stated, known, budget, participation, objective);
  return typeof settled === "string" ? settled : { groups: sides, ...settled, menus: menus.sort((a, b) => order(a, b)) };
}

/** Rows in the order of their indices. */
function order(a: GroupsPrices["menus"][number], b: GroupsPrices["menus"][number]): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}
