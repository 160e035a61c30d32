import { type Enclosure, enclose, nought, over, plus, scaled, times } from "../../arithmetic/elementary/enclosure.ts";
import { power } from "../../arithmetic/elementary/power.ts";
import { one, type Rational, ratio, rational, sumRationals } from "../../arithmetic/rational.ts";
import type { PriceProof } from "../format.ts";
import type { Bounds } from "./bounds.ts";
import { NotCovered } from "./fields.ts";
import { budgets, type IncentivesWord, type ParticipationWord, type StatedProblem, type StatedRiskAverse } from "./instance.ts";
import { exactGrid } from "./laws/law.ts";
import { limits } from "./limits.ts";
import { Rejection } from "./rejection.ts";

/** Binary digits after the point of all sums. */
const bits = 160;

/** Types and masses, increasing. */
interface Types {
  readonly values: readonly Rational[];
  readonly masses: readonly Rational[];
}

/** The constraints that simple mechanisms satisfy, with a budget in every state. */
const covered: Readonly<Record<IncentivesWord, Readonly<Record<ParticipationWord, boolean>>>> = {
  bayesian: { none: false, "ex-ante": false, interim: false, "ex-post": false },
  dominant: { none: false, "ex-ante": false, interim: false, "ex-post": true },
};

/** What a distribution f of prices proves of the best simple mechanism of two traders with one utility x^γ. */
export interface PriceBounds {
  /** What the mechanism of f attains, from below. */
  readonly attained: Rational;
  readonly bound: Rational;
}

/**
 * Both bounds, from the definitions. The prices are the type values of both traders, t_k, with masses f_k > 0 of total 1;
 * A(s, b) = Σ_{s < t_k ≤ b} (t_k − s)f_k and A′(s, b) = Σ_{s ≤ t_k < b} (b − t_k)f_k.
 *
 * Lower: Φ(f) = Σ w(A^γ + A′^γ), at c ≤ A, c′ ≤ A′. Upper: x^γ lies below its tangent at c, so that for every distribution g of prices
 * Φ(g) ≤ max_k γ·Σ w[c^(γ−1)(t_k − s) + c′^(γ−1)(b − t_k)] + (1 − γ)·Σ w(c^γ + c′^γ), the sums over pairs s < b with s ≤ t_k ≤ b. Other prices do no
 * better: moved to the type values beside them, their mean kept, they leave A and A′ of the pairs around them as they are and add to those of others.
 */
export function priceBounds(stated: StatedProblem, { masses }: PriceProof): PriceBounds {
  const { environment, incentives, participation, budget, objective, discretization } = stated;
  if (environment.kind !== "risk-averse-trade") throw new NotCovered("a proof by prices is about simple mechanisms of risk-averse traders");
  const { asked } = budgets[budget.rule];
  if (!covered[incentives][participation] || asked !== "in every state" || budget.requiredProfit.n !== 0n)
    throw new NotCovered("simple mechanisms are covered with dominant incentives, ex-post participation and prices paid in every state");
  if (objective.name !== "gains-from-trade") throw new NotCovered("simple mechanisms are covered for the sum of the traders' utilities");
  const [buyer, seller] = [environment.buyer, environment.seller].map((law): Types => {
    const grid = exactGrid(law, discretization);
    if (typeof grid === "string") throw new NotCovered(grid);
    return grid;
  }) as [Types, Types];
  const prices = distinct([...buyer.values, ...seller.values]);
  const f = masses.map(rational);
  if (f.length !== prices.length) throw new Rejection(`proof.masses: ${f.length} of them, and the types have ${prices.length} values`);
  if ((buyer.values.length + seller.values.length) * prices.length > limits.evaluations)
    throw new Rejection("proof.masses: the sums over types and prices take too long");
  if (f.some((mass) => mass.s <= 0n || mass.n === 0n)) throw new Rejection("proof.masses: each must be above 0");
  if (!sumRationals(f).equals(one)) throw new Rejection("proof.masses: their total is not 1");
  const own = sellerTerms(environment, seller, buyer, prices, f);
  const mirror = ({ values, masses }: Types): Types => ({ values: values.map((v) => v.neg()).reverse(), masses: [...masses].reverse() });
  const other = sellerTerms(environment, mirror(buyer), mirror(seller), prices.map((t) => t.neg()).reverse(), [...f].reverse());
  const last = prices.length - 1;
  const steepest = prices.map((_, k) => plus(own.slopes[k] as Enclosure, other.slopes[last - k] as Enclosure).high);
  const value = plus(own.value, other.value);
  const most = steepest.reduce((a, b) => (b > a ? b : a));
  const upper = plus(scaled({ low: most, high: most }, environment.power), scaled(value, one.sub(environment.power)));
  const unit = 1n << BigInt(bits);
  return { attained: ratio(value.low, unit), bound: ratio(upper.high, unit) };
}

/** The bounds of a proof as the verifier asks for them; nought excludes that no trade takes place. */
export function pricedBounds(stated: StatedProblem, proof: PriceProof): Bounds {
  const { attained, bound } = priceBounds(stated, proof);
  return {
    attained: () => attained,
    bound(objective) {
      if (!objective) throw new Rejection("claim.status: no trade is always possible at prices");
      return bound;
    },
  };
}

/** The seller's terms: Σ w c^γ, and at each price Σ w c^(γ−1)(t_k − s). */
function sellerTerms(
  { power: exponent }: StatedRiskAverse,
  seller: Types,
  buyer: Types,
  prices: readonly Rational[],
  f: readonly Rational[],
): { readonly value: Enclosure; readonly slopes: readonly Enclosure[] } {
  // The mass of the buyers for whom a price is the last one that they pay.
  const reach = prices.map((price, k) => {
    const next = prices[k + 1];
    return sumRationals(buyer.masses.filter((_, j) => between(buyer.values[j] as Rational, price, next)));
  });
  let value = nought;
  const slopes = prices.map(() => nought);
  const unit = 1n << BigInt(bits);
  seller.values.forEach((cost, i) => {
    let sum = 0n;
    const steep = prices.map(() => nought);
    prices.forEach((price, k) => {
      if (price.lte(cost)) return;
      // Rounded down: a number that is at most A, and as good a tangent as any.
      sum += enclose(price.sub(cost).mul(f[k] as Rational), bits).low;
      const weight = (seller.masses[i] as Rational).mul(reach[k] as Rational);
      if (weight.n === 0n) return;
      if (sum === 0n) throw new Rejection("proof.masses: some are too small to be told from 0");
      const worth = power(ratio(sum, unit), exponent, bits);
      value = plus(value, scaled(worth, weight));
      steep[k] = scaled(over(worth, { low: sum, high: sum }, bits), weight);
    });
    let beyond = nought;
    for (let k = prices.length - 1; k >= 0 && (prices[k] as Rational).gt(cost); k--) {
      beyond = plus(beyond, steep[k] as Enclosure);
      const gain = times(beyond, enclose((prices[k] as Rational).sub(cost), bits), bits);
      slopes[k] = plus(slopes[k] as Enclosure, gain);
    }
  });
  return { value, slopes };
}

function between(value: Rational, from: Rational, to: Rational | undefined): boolean {
  return value.gte(from) && (to === undefined || value.lt(to));
}

function distinct(values: readonly Rational[]): Rational[] {
  const sorted = [...values].sort((a, b) => a.compare(b));
  return sorted.filter((value, k) => k === 0 || !value.equals(sorted[k - 1] as Rational));
}
