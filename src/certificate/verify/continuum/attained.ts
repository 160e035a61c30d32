import { type ExactVector, magnitude } from "../../../arithmetic/exact-vector.ts";
import { one, type Rational, ratio, rational, zero } from "../../../arithmetic/rational.ts";
import type { RankMechanism } from "../../format.ts";
import { budgets, type StatedProblem } from "../instance.ts";
import { numberInWords } from "../number-words.ts";
import { Rejection } from "../rejection.ts";
import type { Cells } from "./cells.ts";
import { holdings, mixed } from "./ranking.ts";
import { errorOf, type TradersInCells } from "./traders.ts";

/**
 * The objective that the mechanism of a proof attains on the continuous types.
 *
 * Types in a cell are treated alike. Payments are tight: the worst type of each cell is indifferent to the next worse cell, the worst type of
 * all is held to 0. As allocations rise with worth, no type gains by posing as any other (single crossing) and none loses.
 */
export function attainedBy({ budget, objective }: StatedProblem, traders: readonly TradersInCells[], mechanism: RankMechanism): Rational {
  const weighted = accountsOf(traders, mechanism).map((account, g) => {
    const { role, count } = traders[g] as TradersInCells;
    return { ...account, count, weight: objective[`${role}s`] };
  });
  const { buyers, sellers, broker } = objective;
  return settled(weighted, { broker, heaviest: buyers.gt(sellers) ? buyers : sellers }, budget);
}

/** The objective at these accounts, at worst. Throws when the required profit is not surely made. */
export function settled(
  accounts: readonly (Account & { readonly count: number; readonly weight: Rational })[],
  { broker, heaviest }: { readonly broker: Rational; readonly heaviest: Rational },
  budget: StatedProblem["budget"],
): Rational {
  type Weighted = (typeof accounts)[number];
  /** w·(worth − pays) + w_0·pays, at worst. */
  const value = ({ weight, worth, pays, worthError, payError }: Weighted) =>
    weight.mul(worth.sub(worthError)).add(broker.sub(weight).mul(pays)).sub(broker.sub(weight).abs().mul(payError));
  const total = (term: (account: Weighted) => Rational) =>
    accounts.reduce((sum, account) => sum.add(term(account).mul(account.count)), zero);
  const tight = total(value);
  const { asked, balances } = budgets[budget.rule];
  if (asked === "never") return tight;
  const error = total(({ payError }) => payError);
  const profit = total(({ pays }) => pays).sub(error);
  const spare = profit.sub(budget.requiredProfit);
  if (spare.lt(zero)) throw new Rejection(`budget: the expected profit is ${numberInWords(profit)}`);
  // What exceeds the required profit can be handed out as a lump sum to those of the largest weight; when balanced, it must be.
  const excess = heaviest.sub(broker);
  const handed = excess.mul(excess.gte(zero) ? spare : spare.add(error).add(error));
  return balances || handed.gt(zero) ? tight.add(handed) : tight;
}

/** What a member of each group gains by its trades, and what it pays, under the mechanism that treats the types of a cell alike. */
export function accountsOf(traders: readonly TradersInCells[], { strict, generous, mix: text }: RankMechanism): readonly Account[] {
  const mix = rational(text);
  if (mix.lt(zero) || mix.gt(one)) throw new Rejection("mechanism: the mix is not a probability");
  const units = traders.reduce((sum, { role, count }) => sum + (role === "seller" ? count : 0), 0);
  const ranked = traders.map(({ role, count, cells: { mass } }) => ({
    count,
    masses: role === "seller" ? mass.numerators : [...mass.numerators].reverse(),
  }));
  const held = mixed(holdings(ranked, strict, units), holdings(ranked, generous, units), mix);
  const error = errorOf(traders);
  return traders.map(({ role, cells }, g) => {
    const { numerators, denominator } = held[g] as ExactVector;
    // A seller trades when it does not hold its unit.
    const trades = role === "seller" ? numerators.map((own) => denominator - own) : [...numerators].reverse();
    return account(cells, { numerators: trades, denominator }, error);
  });
}

export interface Account {
  readonly worth: Rational;
  readonly pays: Rational;
  /** How far the two may be off for the errors of the cells. */
  readonly worthError: Rational;
  readonly payError: Rational;
}

/** Expected worth of a trader's trades and its expected payment, from the allocation of its cells; products of the two are off by at most `error`, relatively. */
export function account(cells: Cells, allocation: ExactVector, error: Rational): Account {
  const { low, mass, moment, size, openBelow } = cells;
  let worth = 0n;
  let pays = 0n;
  let above = 0n;
  let worthSize = 0n;
  let paySize = 0n;
  for (let k = low.numerators.length - 1; k >= 0; k--) {
    const own = allocation.numerators[k] as bigint;
    const step = own - (k > 0 ? (allocation.numerators[k - 1] as bigint) : 0n);
    if (step < 0n) throw new Rejection(`incentives: cell ${k} trades less than the worse cell ${k - 1}`);
    if (k === 0 && openBelow && step > 0n) throw new Rejection("participation: the worst types of a cell without limit cannot be priced");
    worth += own * (moment.numerators[k] as bigint);
    above += mass.numerators[k] as bigint;
    // All types from this cell up pay its worst type's worth for the step.
    const paid = step * above * (low.numerators[k] as bigint);
    pays += paid;
    if (error.n > 0n) {
      worthSize += own * (size.numerators[k] as bigint);
      paySize += magnitude(paid);
    }
  }
  const payUnit = allocation.denominator * mass.denominator * low.denominator;
  return {
    worth: ratio(worth, allocation.denominator * moment.denominator),
    pays: ratio(pays, payUnit),
    worthError: error.mul(ratio(worthSize, allocation.denominator * size.denominator)),
    payError: error.mul(ratio(paySize, payUnit)),
  };
}
