import { type Enclosure, enclose, minus, nought, plus, times } from "../../../arithmetic/elementary/enclosure.ts";
import { exactVector } from "../../../arithmetic/exact-vector.ts";
import { one, type Rational, ratio, zero } from "../../../arithmetic/rational.ts";
import type { PairsMechanism } from "../../format.ts";
import type { BudgetWord, IncentivesWord, ParticipationWord, StatedProblem } from "../instance.ts";
import { numberInWords } from "../number-words.ts";
import { Rejection } from "../rejection.ts";
import type { BothCells } from "./bound.ts";
import { bits, type TypeCell } from "./cells.ts";
import { exactMean, NumberReader } from "./numbers.ts";

const by = (a: Enclosure, b: Enclosure) => times(a, b, bits);
const fixed = (value: Rational) => enclose(value, bits);

/** One trader's view of the mechanism: `[own cell][other's cell]`. */
interface View {
  readonly name: "buyer" | "seller";
  readonly own: readonly TypeCell[];
  readonly other: readonly TypeCell[];
  readonly x: readonly (readonly Rational[])[];
  readonly rents: readonly (readonly Rational[])[];
}

/**
 * What a mechanism that is constant on pairs of cells attains, after its constraints were checked for all types.
 *
 * A type w of own cell k with worst worth a_k that reports its cell gains ρ_k + (w − a_k)x_k, ρ_k the rent of the cell's worst type: it pays a_k x_k − ρ_k. With
 * x nondecreasing, no type gains by the report of another cell if the worst type of each cell does not want the next worse one, and the best type of each not the next better one:
 * (a_{k+1} − a_k)x_k ≤ ρ_{k+1} − ρ_k ≤ (b_k − a_k)x_k + (a_{k+1} − b_k)x_{k+1}. Against each of the other's cells this makes truth dominant; under Bayesian incentives the means over them do.
 * A worst cell without a worst type must not trade; its rent then is everybody's in it.
 */
export function pairsAttained(stated: StatedProblem, both: BothCells, { trade, rents }: PairsMechanism): Rational {
  const [buyers, sellers] = both;
  const size = [buyers.length, sellers.length] as const;
  const numbers = new NumberReader();
  const x = numbers.table(trade, size, "proof.mechanism.trade");
  const own = [
    numbers.table(rents.buyer, size, "proof.mechanism.rents.buyer"),
    numbers.table(rents.seller, size, "proof.mechanism.rents.seller"),
  ] as const;
  const views: readonly View[] = [
    { name: "buyer", own: buyers, other: sellers, x, rents: own[0] },
    { name: "seller", own: sellers, other: buyers, x: transposed(x, size[1]), rents: transposed(own[1], size[1]) },
  ];
  if (x.some((row) => row.some((p) => p.lt(zero) || p.gt(one)))) throw new Rejection("proof.mechanism.trade: a number is no probability");
  for (const view of views) {
    requireIncentives[stated.incentives](view);
    requireParticipation[stated.participation](view);
  }
  return requireBudgets(stated, both, { x, rents: own });
}

function transposed(table: readonly (readonly Rational[])[], columns: number): readonly (readonly Rational[])[] {
  return Array.from({ length: columns }, (_, j) => table.map((row) => row[j] as Rational));
}

/** Where the reports of a cell are priced. */
export function worstOf({ low, high }: TypeCell): Rational {
  return (low ?? high) as Rational;
}

/** Incentives against each of the other's cells, or on average over them, where that can be said exactly. */
const requireIncentives: Readonly<Record<IncentivesWord, (view: View) => void>> = {
  dominant: requireInEveryState,
  bayesian: (view) => {
    const masses = view.other.flatMap(({ exactMass }) => (exactMass === null ? [] : [exactMass]));
    if (masses.length < view.other.length) return requireInEveryState(view);
    const weights = exactVector(masses);
    const mean = (row: readonly Rational[]) => exactMean(weights, row);
    requireOrder(view, view.x.map(mean), view.rents.map(mean));
    requirePriced(view);
  },
};

function requireInEveryState(view: View): void {
  view.other.forEach((_, l) => {
    requireOrder(
      view,
      view.x.map((row) => row[l] as Rational),
      view.rents.map((row) => row[l] as Rational),
    );
  });
  requirePriced(view);
}

/** A worst cell without a worst type does not trade. */
function requirePriced({ name, own, x }: View): void {
  if (own[0]?.low === null && x[0]?.some((p) => p.n > 0n))
    throw new Rejection(`participation: the worst types of a cell of the ${name} without limit cannot be priced`);
}

/** No type gains by the report of another cell, when each cell trades so much and its worst type has such a rent. */
export function requireOrder(
  { name, own }: Pick<View, "own"> & { readonly name: string },
  x: readonly Rational[],
  rents: readonly Rational[],
): void {
  for (let k = 0; k + 1 < own.length; k++) {
    const [cell, better] = [own[k], own[k + 1]] as [TypeCell, TypeCell];
    const [p, after] = [x[k], x[k + 1]] as [Rational, Rational];
    if (after.lt(p)) throw new Rejection(`incentives: cell ${k + 1} of the ${name} trades less than the worse cell ${k}`);
    const [rent, improved] = [rents[k], rents[k + 1]] as [Rational, Rational];
    const rise = improved.sub(rent);
    const [a, b, next] = [worstOf(cell), cell.high as Rational, worstOf(better)];
    if (rise.lt(next.sub(a).mul(p)))
      throw new Rejection(`incentives: cell ${k + 1} of the ${name} gains by the report of the worse cell ${k}`);
    if (rise.gt(b.sub(a).mul(p).add(next.sub(b).mul(after))))
      throw new Rejection(`incentives: cell ${k} of the ${name} gains by the report of the better cell ${k + 1}`);
  }
}

/** Participation of the types of a cell, or of all, who gain at least as much as its worst type. */
const requireParticipation: Readonly<Record<ParticipationWord, (view: View) => void>> = {
  none: () => {},
  "ex-ante": (view) => {
    const gained = view.own.reduce((sum, cell, k) => plus(sum, by(cell.mass, gainOf(view, k))), nought);
    if (gained.low < 0n) throw new Rejection(`participation: the ${view.name} may lose on average`);
  },
  interim: ({ name, other, rents }) => {
    rents.forEach((row, k) => {
      const gained = other.reduce((sum, { mass }, l) => plus(sum, by(mass, fixed(row[l] as Rational))), nought);
      if (gained.low < 0n) throw new Rejection(`participation: cell ${k} of the ${name} may lose on average`);
    });
  },
  "ex-post": ({ name, rents }) => {
    rents.forEach((row, k) => {
      if (row.some((rent) => rent.lt(zero))) throw new Rejection(`participation: cell ${k} of the ${name} loses in a state`);
    });
  },
};

/** What the types of cell k gain on average. */
function gainOf({ own, other, x, rents }: View, k: number): Enclosure {
  const { low, mean } = own[k] as TypeCell;
  const above = low === null ? nought : minus(mean, fixed(low));
  return other.reduce((sum, { mass }, l) => {
    const gain = plus(fixed(rents[k]?.[l] as Rational), by(above, fixed(x[k]?.[l] as Rational)));
    return plus(sum, by(mass, gain));
  }, nought);
}

interface Tables {
  readonly x: readonly (readonly Rational[])[];
  readonly rents: readonly [readonly (readonly Rational[])[], readonly (readonly Rational[])[]];
}

/** Where budgets must not leave more than they are asked for. */
const balances: Readonly<Record<BudgetWord, boolean>> = { none: false, "ex-ante": false, "no-deficit": false, balanced: true };

/** The objective, at worst. Throws when the budget of a pair of cells does not hold. */
function requireBudgets({ budget, objective }: StatedProblem, [buyers, sellers]: BothCells, { x, rents }: Tables): Rational {
  const { requiredProfit } = budget;
  const weights = [fixed(objective.buyers), fixed(objective.sellers)] as const;
  const broker = fixed(objective.broker);
  let value = 0n;
  buyers.forEach((buyer, i) => {
    sellers.forEach((seller, j) => {
      const [p, bought, sold] = [x[i]?.[j], rents[0][i]?.[j], rents[1][i]?.[j]] as [Rational, Rational, Rational];
      const profit = worstOf(buyer).add(worstOf(seller)).mul(p).sub(bought).sub(sold);
      if (profit.lt(requiredProfit) || (balances[budget.rule] && !profit.equals(requiredProfit)))
        throw new Rejection(`budget: the profit in cells ${i}, ${j} is ${numberInWords(profit)}`);
      const gain = ({ low, mean }: TypeCell, rent: Rational) =>
        plus(fixed(rent), low === null ? nought : by(minus(mean, fixed(low)), fixed(p)));
      const own = plus(plus(by(weights[0], gain(buyer, bought)), by(weights[1], gain(seller, sold))), by(broker, fixed(profit)));
      value += by(by(buyer.mass, seller.mass), own).low;
    });
  });
  return ratio(value, 1n << BigInt(bits));
}
