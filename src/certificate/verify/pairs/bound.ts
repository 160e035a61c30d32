import { type Enclosure, enclose, minus, nought, plus, times } from "../../../arithmetic/elementary/enclosure.ts";
import { exactVector } from "../../../arithmetic/exact-vector.ts";
import { one, type Rational, ratio, zero } from "../../../arithmetic/rational.ts";
import type { PairsPrices } from "../../format.ts";
import { NotCovered } from "../fields.ts";
import type { BudgetWord, ParticipationWord, StatedProblem } from "../instance.ts";
import { numberInWords } from "../number-words.ts";
import { Rejection } from "../rejection.ts";
import { bits, type TypeCell } from "./cells.ts";
import { type Column, columnBounds, type MenuTerm, plainTerms, rowCount, rowTerms } from "./menu.ts";
import { exactMean, NumberReader } from "./numbers.ts";

/** The cells of both traders. */
export type BothCells = readonly [buyer: readonly TypeCell[], seller: readonly TypeCell[]];

/** What a price may be, by the budget in every state: of an inequality it is at least 0. */
const mayBeNegative: Readonly<Record<BudgetWord, boolean>> = { none: false, "ex-ante": false, "no-deficit": false, balanced: true };

/** How participation speaks of the worst types' rents: each is at least 0, they are on average (with all other rents, or alone), or nobody asks. */
const asks: Readonly<Record<ParticipationWord, "each" | "all on average" | "worst on average" | "nothing">> = {
  none: "nothing",
  "ex-ante": "all on average",
  interim: "worst on average",
  "ex-post": "each",
};

const columns: readonly Column[] = ["x", "y", "rent", "start", "end", "from", "to"];
const by = (a: Enclosure, b: Enclosure) => times(a, b, bits);
const fixed = (value: Rational) => enclose(value, bits);
/** The most that coefficient·value can be for values in an interval. */
const most = (coefficient: Enclosure, values: Enclosure): bigint => by(coefficient, values).high;

/**
 * The upper bound that prices prove on what a mechanism with dominant incentives attains (without the `objective`: on 0), by weak duality on averages over cells.
 *
 * With p and q the masses of the buyer's and the seller's cells, the objective is Σ p_i q_j [w_0(y + y′) + (w_b − w_0)R + (w_s − w_0)R′], rents with those of the worst types. Added to it are
 * each pair's budget, p_i q_j γ_ij (y + y′ − R − R′ − r) ≥ 0, participation, and q_j (for the seller's menus p_i) times price·(−Σ coefficients·columns) ≥ 0 for each row of {@link rowTerms}.
 * What then stands beside a column counts at most as {@link columnBounds} let it; the worst types' rents have no bounds but participation's in every state, and else must not count at all.
 */
export function pairsBound(stated: StatedProblem, both: BothCells, prices: PairsPrices, objective: boolean): Rational {
  const numbers = new NumberReader();
  const { budget, participation } = stated;
  if (stated.incentives !== "dominant") throw new NotCovered("prices of averages over cells are about dominant incentives");
  if (both.some(([worst]) => worst?.low === null))
    throw new NotCovered("prices of averages over cells are about worths with a lower limit");
  const weights = objective ? stated.objective : { buyers: zero, sellers: zero, broker: zero };
  const [m, n] = [both[0].length, both[1].length];
  const gamma = numbers.table(prices.budget, [m, n], "proof.bound.budget");
  if (!mayBeNegative[budget.rule] && gamma.some((row) => row.some((price) => price.s < 0n)))
    throw new Rejection("proof.bound.budget: a price is negative");
  const means = participationPrices(prices, asks[participation], numbers);
  const menus = menuCosts(both, prices, numbers);
  let bound = nought;
  const onTrade = Array.from({ length: m }, () => new Array<Enclosure>(n).fill(nought));
  for (const side of [0, 1] as const) {
    const [own, other] = side === 0 ? both : [both[1], both[0]];
    const excess = (side === 0 ? weights.buyers : weights.sellers).sub(weights.broker);
    const price = means[side] as Rational;
    const given = fixed(excess.add(asks[participation] === "all on average" ? price : zero));
    const bounds = columns.map((column) => own.map((_, cell) => columnBounds(own, { column, cell })));
    other.forEach(({ mass: weight }, l) => {
      const budgetPrice = (k: number) => (side === 0 ? gamma[k]?.[l] : gamma[l]?.[k]) as Rational;
      const costs = menus[side]?.[l] as MenuCosts;
      own.forEach(({ mass }, k) => {
        const paid = fixed(budgetPrice(k));
        costs.add(own, { column: "y", cell: k, coefficient: by(mass, plus(fixed(weights.broker), paid)) });
        costs.add(own, { column: "rent", cell: k, coefficient: by(mass, minus(given, paid)) });
      });
      let menu = 0n;
      columns.forEach((column, c) => {
        own.forEach((_, k) => {
          const cost = costs.of(column, k);
          if (column === "x") {
            const row = onTrade[side === 0 ? k : l] as Enclosure[];
            const j = side === 0 ? l : k;
            row[j] = plus(row[j] as Enclosure, by(weight, cost));
          } else if (cost !== nought) menu += atMost(cost, bounds[c]?.[k] as Enclosure);
        });
      });
      bound = plus(bound, by(weight, { low: menu, high: menu }));
      bound = plus(
        bound,
        by(
          weight,
          worstRent(both, side, l, { excess, price, asked: asks[participation], budgetPrice, requiredProfit: budget.requiredProfit }),
        ),
      );
    });
  }
  const certain = fixed(one);
  let total = bound.high;
  for (const row of onTrade) for (const cost of row) total += atMost(cost, { low: 0n, high: certain.high });
  const paid = gamma.reduce(
    (sum, row, i) =>
      row.reduce((all, price, j) => plus(all, by(by(both[0][i]?.mass as Enclosure, both[1][j]?.mass as Enclosure), fixed(price))), sum),
    nought,
  );
  total -= by(paid, fixed(budget.requiredProfit)).low;
  return ratio(total, 1n << BigInt(bits));
}

/** The most that cost·column is, the column anywhere between its bounds. */
export function atMost(cost: Enclosure, bounds: Enclosure): bigint {
  const ends = [most(cost, { low: bounds.low, high: bounds.low }), most(cost, { low: bounds.high, high: bounds.high })] as const;
  return ends[0] > ends[1] ? ends[0] : ends[1];
}

interface WorstRent {
  readonly excess: Rational;
  readonly price: Rational;
  readonly asked: (typeof asks)[ParticipationWord];
  readonly requiredProfit: Rational;
  budgetPrice(k: number): Rational;
}

/**
 * What the rent of the worst type against a cell of the other adds: (w_i − w_0 + π − Σ_k p_k γ_k)·u. In every state at least 0, u is at most what the worst cells share on average. On average only, it may be
 * anything and must not count.
 */
function worstRent(both: BothCells, side: 0 | 1, l: number, { excess, price, asked, requiredProfit, budgetPrice }: WorstRent): Enclosure {
  const [own, other] = side === 0 ? both : [both[1], both[0]];
  if (asked !== "each") {
    const masses = own.flatMap(({ exactMass }) => (exactMass === null ? [] : [exactMass]));
    if (masses.length < own.length) throw new NotCovered("participation on average is priced for rational laws only");
    const paid = exactMean(
      exactVector(masses),
      own.map((_, k) => budgetPrice(k)),
    );
    if (!paid.equals(excess.add(price)))
      throw new Rejection(
        `proof.bound: the rent of the worst type keeps an effect against cell ${l}, ${numberInWords(excess.add(price).sub(paid))}`,
      );
    return nought;
  }
  const paid = own.reduce((sum, { mass }, k) => plus(sum, by(mass, fixed(budgetPrice(k)))), nought);
  const shared =
    columnBounds(own, { column: "y", cell: 0 }).high + columnBounds(other, { column: "y", cell: l }).high - fixed(requiredProfit).low;
  const high = atMost(minus(fixed(excess), paid), { low: 0n, high: shared > 0n ? shared : 0n });
  return { low: high, high };
}

/** Prices of participation on average; 0 where it is not asked for on average. */
function participationPrices(
  { participation }: PairsPrices,
  asked: (typeof asks)[ParticipationWord],
  numbers: NumberReader,
): readonly Rational[] {
  const prices = participation.map((text) => numbers.price(text, "proof.bound.participation"));
  if (prices.length !== 2) throw new Rejection("proof.bound.participation: two prices are expected");
  const onAverage = asked === "all on average" || asked === "worst on average";
  if (!onAverage && prices.some(({ n }) => n > 0n)) throw new Rejection("proof.bound.participation: there is no such constraint");
  return prices;
}

/** What stands beside the columns of one menu. */
export class MenuCosts {
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

/** The priced rows of all menus, with their signs. */
function menuCosts(both: BothCells, { menus }: PairsPrices, numbers: NumberReader): readonly (readonly MenuCosts[])[] {
  const costs = ([0, 1] as const).map((side) => both[1 - side]?.map(() => new MenuCosts(both[side].length)) as MenuCosts[]);
  const known = new Map<string, readonly MenuTerm[] | null>();
  for (const [side, l, k, row, text] of menus) {
    const menu = costs[side]?.[l];
    const key = `${side} ${k} ${row}`;
    if (!known.has(key)) known.set(key, menu && row < rowCount ? rowTerms(both[side as 0 | 1], k, row) : null);
    const terms = known.get(key);
    const price = numbers.price(text, "proof.bound.menus");
    if (!menu || !terms) throw new Rejection(`proof.bound.menus: there is no row ${row} of cell ${k} in menu ${l} of side ${side}`);
    const paid = fixed(price.neg());
    for (const term of terms) menu.addPlain({ ...term, coefficient: by(paid, term.coefficient) });
  }
  return costs;
}
