import { one, type Rational, ratio, zero } from "../../arithmetic/rational.ts";
import { ExactPair } from "../../virtual-surplus/grid/exact-pair.ts";
import { ExactSearch } from "../../virtual-surplus/grid/exact-search.ts";
import { efficientTerms, termsOf } from "../../virtual-surplus/kernel/terms.ts";
import { type ExactStrengths, type ExactTraders, lawsOf } from "./exact-pair.ts";

/** Sums over the types that are at least as strong as the k-th: E(X − at[k])⁺ times `unit`·`tails[0]`. */
function excessOf({ at, tails }: ExactStrengths): readonly bigint[] {
  const excess = new Array<bigint>(at.length).fill(0n);
  for (let k = at.length - 2; k >= 0; k--)
    excess[k] = (excess[k + 1] as bigint) + (tails[k + 1] as bigint) * ((at[k + 1] as bigint) - (at[k] as bigint));
  return excess;
}

/** One trader of fixed strength against the k-th and all stronger types of a side: E(X + y − 1; X ≥ at[k]). */
function gainsWith({ at, tails }: ExactStrengths, excess: readonly bigint[], k: number, y: bigint, unit: bigint): bigint {
  return (tails[k] as bigint) * ((at[k] as bigint) + y - unit) + (excess[k] as bigint);
}

const massOf = ({ tails }: ExactStrengths, k: number): bigint => (tails[k] as bigint) - (tails[k + 1] ?? 0n);

/** What sums over both sides are divided by. */
const scaleOf = ({ unit, buyer, seller }: ExactTraders): bigint => unit * (buyer.tails[0] as bigint) * (seller.tails[0] as bigint);

/** E(V − C)⁺, in one pass. */
export function exactFirstBest(traders: ExactTraders): Rational {
  const { unit, buyer, seller } = traders;
  const excess = excessOf(buyer);
  let sum = 0n;
  let first = buyer.at.length;
  seller.at.forEach((y, j) => {
    while (first > 0 && (buyer.at[first - 1] as bigint) + y > unit) first--;
    if (first < buyer.at.length) sum += massOf(seller, j) * gainsWith(buyer, excess, first, y, unit);
  });
  return ratio(sum, scaleOf(traders));
}

/** E C: what the seller keeps without trade. */
export function expectedCost({ unit, least, seller }: ExactTraders): Rational {
  return least.add(one).sub(meanStrength(seller, unit));
}

function meanStrength(side: ExactStrengths, unit: bigint): Rational {
  const tails = side.tails[0] as bigint;
  return ratio((side.at[0] as bigint) * tails + (excessOf(side)[0] as bigint), unit * tails);
}

/** Gains at a price that is drawn by the mean μ of the buyer's value alone: at most p with probability 1 − μ/(3p), p ≥ μ/3. Costs are not negative. */
export function meanPriceGains(traders: ExactTraders): Rational {
  const { least, unit } = traders;
  const { buyer, seller } = lawsOf(traders);
  const third = least.add(meanStrength(traders.buyer, unit)).div(3);
  const below = (price: Rational) => (price.gt(third) ? one.sub(third.div(price)) : zero);
  // Σ over costs below a value of q·(v − c)·(H(v) − H(c)), by sums of q, qc, qH(c), qcH(c).
  let [mass, cost, chance, both, sum] = [zero, zero, zero, zero, zero];
  let next = 0;
  buyer.values.forEach((value, i) => {
    const v = least.add(value);
    for (; next < seller.values.length; next++) {
      const c = least.add(seller.values[next] as Rational);
      if (c.gte(v)) break;
      const [q, h] = [seller.masses[next] as Rational, below(c)];
      mass = mass.add(q);
      cost = cost.add(q.mul(c));
      chance = chance.add(q.mul(h));
      both = both.add(q.mul(c).mul(h));
    }
    const h = below(v);
    const gains = v.mul(h).mul(mass).sub(h.mul(cost)).sub(v.mul(chance)).add(both);
    sum = sum.add(gains.mul(buyer.masses[i] as Rational));
  });
  return sum;
}

/** Gains at the best posted price, at which those to whom it makes no difference trade; a price among the buyer's values is as good as any. */
export function bestPostedGains(traders: ExactTraders): Rational {
  const { unit, buyer, seller } = traders;
  const [more, less] = [excessOf(buyer), excessOf(seller)];
  let best = 0n;
  let first = seller.at.length;
  buyer.at.forEach((x, k) => {
    while (first > 0 && (seller.at[first - 1] as bigint) + x >= unit) first--;
    if (first === seller.at.length) return;
    const gains =
      (buyer.tails[k] as bigint) * gainsWith(seller, less, first, x, unit) + (more[k] as bigint) * (seller.tails[first] as bigint);
    if (gains > best) best = gains;
  });
  return ratio(best, scaleOf(traders));
}

/** Gains when each side makes the offer with probability ½; of equally good offers the one that is taken more often. */
export function randomOffererGains(traders: ExactTraders): Rational {
  const { unit, buyer, seller } = traders;
  return ratio(offererGains(seller, buyer, unit) + offererGains(buyer, seller, unit), 2n * scaleOf(traders));
}

/** The sum over those who offer of what is gained. A stronger type offers no less, so best offers are found by bisection: O((m + n) log m). */
function offererGains(own: ExactStrengths, other: ExactStrengths, unit: bigint): bigint {
  const excess = excessOf(other);
  let sum = 0n;
  const solve = (from: number, to: number, low: number, high: number) => {
    if (from > to) return;
    const middle = (from + to) >> 1;
    const y = own.at[middle] as bigint;
    let best = -1;
    let most = 0n;
    for (let k = low; k <= high; k++) {
      const profit = (other.tails[k] as bigint) * ((other.at[k] as bigint) + y - unit);
      if (profit > most) [best, most] = [k, profit];
    }
    if (best >= 0) sum += massOf(own, middle) * gainsWith(other, excess, best, y, unit);
    // Whoever gains nothing is weaker than all who do.
    solve(from, middle - 1, best >= 0 ? best : high, high);
    solve(middle + 1, to, low, best >= 0 ? best : high);
  };
  solve(0, own.at.length - 1, 0, other.at.length - 1);
  return sum;
}

/** The largest profit of a broker, bayesian × interim. */
export function largestProfit(traders: ExactTraders): Rational {
  return searchOf(traders).mostProfitable().profit;
}

/** An allocation by how many of the strongest sellers each buyer trades with, in increasing order of values; two of them mixed. */
export interface SecondBest {
  readonly gains: Rational;
  readonly lambda: Rational;
  readonly weight: Rational;
  readonly loose: Int32Array;
  readonly tight: Int32Array;
}

/** The second best, bayesian × interim: gains of a mixture that attains its dual value, both exact. */
export function exactSecondBest(traders: ExactTraders): SecondBest {
  const answer = searchOf(traders).solve();
  if ("largestProfit" in answer) throw new Error("no trade at all makes no loss");
  if ("line" in answer) {
    const { objective, allocation } = answer.line;
    return { gains: objective, lambda: answer.lambda, weight: one, loose: allocation, tight: allocation };
  }
  const { objective, lambda, weight, loose, tight } = answer;
  return { gains: objective, lambda, weight, loose: loose.allocation, tight: tight.allocation };
}

function searchOf(traders: ExactTraders): ExactSearch<Int32Array> {
  const { buyer, seller } = lawsOf(traders);
  const terms = termsOf({ weights: efficientTerms.weights, budget: { rule: "ex-ante", requiredProfit: zero } });
  const pair = new ExactPair(
    [
      { count: 1, ...buyer, sign: 1, weight: one },
      { count: 1, ...seller, sign: -1, weight: one },
    ],
    one,
  );
  return new ExactSearch(pair, terms);
}
