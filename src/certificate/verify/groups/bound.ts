import { type Enclosure, minus, nought, plus } from "../../../arithmetic/elementary/enclosure.ts";
import type { ExactVector } from "../../../arithmetic/exact-vector.ts";
import { one, type Rational, ratio, zero } from "../../../arithmetic/rational.ts";
import type { GroupsPrices } from "../../format.ts";
import { NotCovered } from "../fields.ts";
import type { BudgetWord, IncentivesWord, ParticipationWord, StatedProblem } from "../instance.ts";
import { numberInWords } from "../number-words.ts";
import { bits, by, fixed, type TypeCell } from "../pairs/cells.ts";
import { type Column, columnBounds, type MenuTerm, plainTerms, rowCount, rowTerms } from "../pairs/menu.ts";
import { exactMean, NumberReader } from "../pairs/numbers.ts";
import { Rejection } from "../rejection.ts";
import { type AgentsInCells, type GroupsInCells, withoutObjective } from "./agents.ts";
import type { Facing, TakenPlace } from "./states.ts";

/** Incentives of which the rows speak. */
const covered: Readonly<Record<IncentivesWord, boolean>> = { bayesian: false, dominant: true };

const columns: readonly Column[] = ["x", "y", "rent", "start", "end", "from", "to"];

/** What the members of a group face, and what stands beside their columns. */
interface Priced {
  readonly group: AgentsInCells;
  readonly facing: readonly Facing[];
  readonly menus: readonly MenuCosts[];
  /** Σ of the prices of participation in each of what is faced, and of these times what staying out is worth there. */
  readonly asked: readonly Rational[];
  readonly outside: readonly Enclosure[];
}

/**
 * The upper bound that prices prove on what a mechanism with dominant incentives attains (without the `objective`: on 0), by weak duality on averages over cells.
 *
 * Averaged over the others' types in their cells, what a member of a group faces is a menu as in {@link MenuTerm}: quantities X(w) from 0 to 1 and utilities u + U(w), u that of the worst type. With p the
 * masses of the cells and q the chance of what is faced, a member counts Σ q p_k [w_0 y + (w_g − w_0)(u + R)] − w_g·share·E w in the objective. Added to that are each state's budget, its
 * probability times γ·(Σ (y − R − u) − r), participation, and q times price·(−Σ coefficients·columns) ≥ 0 for each row of {@link rowTerms}. What a member faces and its own cell make one state, so that
 * the number of members times q p_k is the expected number of members there. What then stands beside a column counts at most as {@link columnBounds} let it, and the quantities of each
 * state the most that they can be with their total. Participation in every state says that u is at least what staying out is worth to the worst type, so that what stands beside it must not be positive; else it must be 0.
 */
export function groupsBound(
  stated: StatedProblem,
  known: GroupsInCells,
  prices: Omit<GroupsPrices, "groups">,
  objective: boolean,
): Rational {
  const { budget, participation, incentives } = stated;
  if (!covered[incentives]) throw new NotCovered("prices of averages over cells are about dominant incentives");
  if (known.groups.some(({ cells: [worst] }) => worst?.low === null))
    throw new NotCovered("prices of averages over cells are about worths with a lower limit");
  const asked = objective ? known : withoutObjective(known);
  const { groups, states, total, mostOfWorst } = asked;
  const broker = objective ? stated.objective.broker : zero;
  const numbers = new NumberReader();
  if (prices.budget.length !== states.places.length)
    throw new Rejection(`proof.bound.budget: ${states.places.length} prices are expected, one a state`);
  const gamma = prices.budget.map((text) => numbers.read(text));
  requirePrices[budget.rule](gamma);
  const priced = pricedMenus(asked, prices, participation, numbers);
  const inEveryState = asks[participation] === "each";
  let bound = nought;
  // What stands beside the quantities of each state, in the order of its places.
  const beside = states.places.map((): Map<string, Enclosure> => new Map());
  priced.forEach((own, g) => {
    const { group, facing, menus } = own;
    const masses = inEveryState ? null : states.exactMasses(g);
    const members = BigInt(group.count);
    const many = ({ low, high }: Enclosure): Enclosure => ({ low: low * members, high: high * members });
    const excess = group.weight.sub(broker);
    const bounds = columns.map((column) => group.cells.map((_, cell) => columnBounds(group.cells, { column, cell })));
    const worst = fixed(group.share.mul(group.cells[0]?.low as Rational));
    facing.forEach(({ chance, states: made }, o) => {
      const costs = menus[o] as MenuCosts;
      group.cells.forEach(({ mass }, k) => {
        const paid = fixed(gamma[made[k] as number] as Rational);
        costs.add(group.cells, { column: "y", cell: k, coefficient: by(mass, plus(fixed(broker), paid)) });
        costs.add(group.cells, { column: "rent", cell: k, coefficient: by(mass, minus(fixed(excess), paid)) });
      });
      let menu = 0n;
      columns.forEach((column, c) => {
        group.cells.forEach((_, k) => {
          const cost = costs.of(column, k);
          if (column === "x") beside[made[k] as number]?.set(`${g} ${o} ${k}`, many(by(chance, cost)));
          else if (cost !== nought) menu += atMost(cost, bounds[c]?.[k] as Enclosure);
        });
      });
      const given = excess.add(own.asked[o] as Rational);
      const prices = made.map((s) => gamma[s] as Rational);
      const perWorst = inEveryState ? besideWorst(group, given, prices) : exactlyBesideWorst(own, masses, given, prices, o);
      if (perWorst.high > 0n) {
        if (!mostOfWorst) throw new Rejection(`proof.bound: the utility of the worst of the ${group.name} that face ${o} has no bound`);
        menu += atMost(perWorst, { low: 0n, high: mostOfWorst(g, o) });
      }
      const outside = minus(by(perWorst, worst), own.outside[o] as Enclosure);
      bound = plus(bound, many(by(chance, plus({ low: menu, high: menu }, outside))));
    });
    const staying = by(fixed(group.weight.mul(group.share)), meanOf(group.cells));
    bound = minus(bound, many(staying));
  });
  let high = bound.high;
  states.places.forEach((places, s) => {
    high += mostTraded(groups, places, beside[s] as Map<string, Enclosure>, total);
    high -= by(states.chances[s] as Enclosure, fixed((gamma[s] as Rational).mul(budget.requiredProfit))).low;
  });
  return ratio(high, 1n << BigInt(bits));
}

/** E[w]. */
function meanOf(cells: readonly TypeCell[]): Enclosure {
  return cells.reduce((sum, { mass, mean }) => plus(sum, by(mass, mean)), nought);
}

const nonnegative = (gamma: readonly Rational[]) => {
  if (gamma.some(({ s, n }) => s < 0n && n > 0n)) throw new Rejection("proof.bound.budget: a price is negative");
};

/** What the prices of all states' budgets may be. */
const requirePrices: Readonly<Record<BudgetWord, (gamma: readonly Rational[]) => void>> = {
  none: (gamma) => {
    if (gamma.some(({ n }) => n > 0n)) throw new Rejection("proof.bound.budget: there is no such constraint");
  },
  "ex-ante": (gamma) => {
    nonnegative(gamma);
    if (gamma.some((price) => !price.equals(gamma[0] as Rational)))
      throw new Rejection("proof.bound.budget: a budget on average has one price in all states");
  },
  "no-deficit": nonnegative,
  balanced: () => {},
};

/** What stands beside the utility of a worst type: `given`, which is w_g − w_0 + Σ prices of participation, less Σ_k p_k γ. */
function besideWorst({ cells }: AgentsInCells, given: Rational, gamma: readonly Rational[]): Enclosure {
  return cells.reduce((sum, { mass }, k) => minus(sum, by(mass, fixed(gamma[k] as Rational))), fixed(given));
}

/** The same where nothing may stand there. */
function exactlyBesideWorst(
  { group }: Priced,
  masses: ExactVector | null,
  given: Rational,
  gamma: readonly Rational[],
  o: number,
): Enclosure {
  if (masses === null) throw new NotCovered("participation on average is priced for rational laws only");
  const left = given.sub(exactMean(masses, gamma));
  if (left.n > 0n)
    throw new Rejection(
      `proof.bound: the utility of the worst of the ${group.name} keeps an effect, ${numberInWords(left)}, where it faces ${o}`,
    );
  return nought;
}

/** The most that cost·column is, the column anywhere between its bounds. */
function atMost(cost: Enclosure, bounds: Enclosure): bigint {
  const ends = [bounds.low, bounds.high].map((end) => by(cost, { low: end, high: end }).high) as [bigint, bigint];
  return ends[0] > ends[1] ? ends[0] : ends[1];
}

/** What stands beside the columns of one menu. */
class MenuCosts {
  readonly #costs = new Map<Column, Enclosure[]>();
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  of(column: Column, cell: number): Enclosure {
    return this.#costs.get(column)?.[cell] ?? nought;
  }

  /** Adds to what stands beside a column, or what stands for it. */
  add(cells: readonly TypeCell[], term: MenuTerm): void {
    for (const plain of plainTerms(cells[term.cell] as TypeCell, term)) this.addPlain(plain);
  }

  addPlain({ column, cell, coefficient }: MenuTerm): void {
    const list = this.#costs.get(column) ?? new Array<Enclosure>(this.#count).fill(nought);
    list[cell] = plus(list[cell] as Enclosure, coefficient);
    this.#costs.set(column, list);
  }
}

/** What participation is about: utility at the worst type of a cell, on average over it, and at its best type. */
const ends: readonly Column[] = ["from", "rent", "to"];

/** Where participation is asked for: against each of what is faced, on average over that, before one knows one's type, or never. */
export const asks: Readonly<Record<ParticipationWord, "each" | "on average" | "before" | "never">> = {
  none: "never",
  "ex-ante": "before",
  interim: "on average",
  "ex-post": "each",
};

function pricedMenus(
  { groups, part, states }: GroupsInCells,
  { participation, menus }: Pick<GroupsPrices, "participation" | "menus">,
  word: ParticipationWord,
  numbers: NumberReader,
): readonly Priced[] {
  const priced = groups.map((group, g) => {
    const own = states.facing[g] as readonly Facing[];
    return {
      group,
      facing: own,
      menus: own.map(() => new MenuCosts(group.cells.length)),
      asked: own.map(() => zero),
      outside: own.map(() => nought),
    };
  });
  const known = new Map<string, readonly MenuTerm[] | null>();
  for (const [g, o, k, row, text] of menus) {
    const own = priced[g];
    const menu = own?.menus[o];
    const key = `${g} ${k} ${row}`;
    if (!known.has(key)) known.set(key, own && row < rowCount ? rowTerms(own.group.cells, k, row) : null);
    const terms = known.get(key);
    const price = numbers.price(text, "proof.bound.menus");
    if (!menu || !terms) throw new Rejection(`proof.bound.menus: there is no row ${row} of cell ${k} in menu ${o} of ${part} ${g}`);
    const paid = fixed(price.neg());
    for (const term of terms) menu.addPlain({ ...term, coefficient: by(paid, term.coefficient) });
  }
  for (const [g, facingIndex, cell, at, text] of participation) {
    const price = numbers.price(text, "proof.bound.participation");
    const own = priced[g];
    const terms = own && participationTerms(own.group, asks[word], cell, at);
    const faced = own?.facing.flatMap((_, o) => (asks[word] !== "each" || o === facingIndex ? [o] : [])) ?? [];
    if (!own || !terms || faced.length === 0 || (asks[word] !== "each" && facingIndex > 0))
      throw new Rejection("proof.bound.participation: there is no such constraint");
    const paid = fixed(price);
    for (const o of faced) {
      own.asked[o] = (own.asked[o] as Rational).add(price);
      own.outside[o] = plus(own.outside[o] as Enclosure, by(paid, by(fixed(own.group.share), terms.worth)));
      for (const term of terms.terms) own.menus[o]?.add(own.group.cells, { ...term, coefficient: by(paid, term.coefficient) });
    }
  }
  return priced;
}

const certain = fixed(one);

/** What a constraint of participation says of the columns of a menu, and the worth that the share is of; null where there is none. */
function participationTerms(
  { cells }: AgentsInCells,
  asked: (typeof asks)[ParticipationWord],
  cell: number,
  at: number,
): { readonly terms: readonly MenuTerm[]; readonly worth: Enclosure } | null {
  const own = cells[cell];
  const column = ends[at];
  if (!own || !column || asked === "never") return null;
  if (asked === "before") {
    if (cell > 0 || at > 0) return null;
    return { terms: cells.map(({ mass }, k) => ({ column: "rent", cell: k, coefficient: mass })), worth: meanOf(cells) };
  }
  const worth = at === 1 ? own.mean : at === 0 ? own.low && fixed(own.low) : own.high && fixed(own.high);
  return worth && { terms: [{ column, cell, coefficient: certain }], worth };
}

/** The most that quantities from 0 to 1 with their total can be, counting what stands beside them: μ·total + Σ max(0, cost − μ·sign·members) for the best of some μ. */
function mostTraded(
  groups: readonly AgentsInCells[],
  places: readonly TakenPlace[],
  beside: ReadonlyMap<string, Enclosure>,
  total: bigint,
): bigint {
  const own = places.map(({ group, cell, facing, members }) => ({
    cost: (beside.get(`${group} ${facing} ${cell}`) as Enclosure).high,
    counts: BigInt((groups[group] as AgentsInCells).sign * members),
  }));
  const value = (price: bigint) =>
    own.reduce((sum, { cost, counts }) => {
      const left = cost - price * counts;
      return left > 0n ? sum + left : sum;
    }, price * total);
  return own.map(({ cost, counts }) => value(cost / counts)).reduce((least, one) => (one < least ? one : least));
}
