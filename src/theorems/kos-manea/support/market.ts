import { one, type Rational, rational, sumRationals, zero } from "../../../arithmetic/rational.ts";

import { isMultilateralTrade, multilateralTrade, type TraderGroup } from "../../../environments/multilateral-trade.ts";
import { type DesignProblem, type DesignProblemInput, designProblem } from "../../../problem/design-problem.ts";
import { type FiniteTrade, virtualCosts, virtualValues } from "../../support/finite-trade.ts";
import { hasBudget, maximisesGains } from "../../support/problem-cell.ts";
import { at, isDisjoint, mean } from "./trade.ts";

/** Several buyers with one law (values B, masses p) and several sellers with one law (costs S, masses q), one unit each. */
export interface Market extends FiniteTrade {
  readonly buyers: number;
  readonly sellers: number;
}

/** The second-best problem of a market (bayesian, interim, balanced, gains from trade), or a variant of it. */
export function marketProblem(market: Market, variant: Partial<Omit<DesignProblemInput, "environment">> = {}): DesignProblem {
  const environment = multilateralTrade({
    buyers: [{ count: market.buyers, distribution: { distribution: "discrete", values: market.B, masses: market.p } }],
    sellers: [{ count: market.sellers, distribution: { distribution: "discrete", values: market.S, masses: market.q } }],
  });
  return designProblem({ environment, budget: "balanced", ...variant });
}

/**
 * Statements about markets are looked up for at most so many traders a side, of at most so many types, and sellers² × types (of both
 * sides): exact powers grow long, and the answer should take less time than the solution.
 */
const marketLimits = { traders: 40, types: 40, work: 2000 } as const;

/**
 * The market of a second-best problem (bayesian, interim, no required profit, gains from trade) whose traders have one finite law a side
 * and no value equal to a cost, within {@link marketLimits}; else null.
 */
export function secondBestMarket(problem: DesignProblem): Market | null {
  const { environment } = problem;
  if (!isMultilateralTrade(environment) || problem.incentives !== "bayesian" || problem.participation !== "interim") return null;
  if (!maximisesGains(problem) || !hasBudget(problem, ["ex-ante", "no-deficit", "balanced"])) return null;
  const buyer = commonLaw(environment.buyers);
  const seller = commonLaw(environment.sellers);
  if (!buyer || !seller) return null;
  const market = {
    B: buyer.values,
    p: buyer.masses,
    buyers: headcount(environment.buyers),
    S: seller.values,
    q: seller.masses,
    sellers: headcount(environment.sellers),
  };
  const work = market.sellers ** 2 * (market.B.length + market.S.length);
  const small = Math.max(market.buyers, market.sellers) <= marketLimits.traders && work <= marketLimits.work;
  return small && isDisjoint(market) ? market : null;
}

function headcount(groups: readonly TraderGroup[]): number {
  return groups.reduce((total, group) => total + group.count, 0);
}

function commonLaw(groups: readonly TraderGroup[]): { values: Rational[]; masses: Rational[] } | null {
  const laws = groups.map(({ distribution }) => (distribution.pieces.length === 0 ? distribution.exact?.atoms : undefined));
  const [first] = laws;
  if (!first || first.length > marketLimits.types) return null;
  const same = laws.every(
    (law) => law?.length === first.length && law.every((atom, k) => atom.at.equals(at(first, k).at) && atom.mass.equals(at(first, k).mass)),
  );
  return same ? { values: first.map((atom) => atom.at), masses: first.map((atom) => atom.mass) } : null;
}

/** Expected gains from trade and the largest expected surplus of efficient trade. */
export interface EfficientTrade {
  readonly gains: Rational;
  readonly surplus: Rational;
}

/**
 * Efficient trade in a market without ties between values and costs: the goods go to the highest of all types. How many buyers of type i
 * get one is E min(n, N_≥) − E min(n, N_>), with n sellers and N the number of traders at or above (above) the type; each is worth B_i
 * to the gains and ψ_i to the surplus. Likewise the sellers who keep theirs.
 */
export function efficientTrade(market: Market): EfficientTrade {
  const { B, p, buyers, S, q, sellers } = market;
  const held = (type: Rational) => {
    const atLeast = (list: readonly Rational[], masses: readonly Rational[]) =>
      sumRationals(masses.filter((_, k) => at(list, k).gte(type)));
    const above = (list: readonly Rational[], masses: readonly Rational[]) => sumRationals(masses.filter((_, k) => at(list, k).gt(type)));
    return expectedHolders(market, atLeast(B, p), atLeast(S, q)).sub(expectedHolders(market, above(B, p), above(S, q)));
  };
  const bought = B.map(held);
  const sold = S.map((cost, j) => at(q, j).mul(rational(sellers)).sub(held(cost)));
  const worth = (values: readonly Rational[], costs: readonly Rational[]) => mean(bought, values).sub(mean(sold, costs));
  if (buyers < 1) throw new RangeError("a market needs a buyer");
  return { gains: worth(B, S), surplus: worth(virtualValues(market), virtualCosts(market)) };
}

/** E min(n, N) when each buyer counts with probability a and each seller with probability c: n − Σ_{k<n} (n − k) P(N = k). */
function expectedHolders({ buyers, sellers }: Market, a: Rational, c: Rational): Rational {
  const fromBuyers = binomial(buyers, a, sellers);
  const fromSellers = binomial(sellers, c, sellers);
  let missing = zero;
  for (let k = 0; k < sellers; k++)
    for (let l = 0; l + k < sellers; l++)
      missing = missing.add(
        at(fromBuyers, k)
          .mul(at(fromSellers, l))
          .mul(rational(sellers - k - l)),
      );
  return rational(sellers).sub(missing);
}

/** P(K = k) for k = 0 … most − 1, with K binomial. */
function binomial(count: number, probability: Rational, most: number): Rational[] {
  const successes = powers(probability, Math.min(count, most - 1));
  const failures = powers(one.sub(probability), count);
  let ways = one;
  return Array.from({ length: most }, (_, k) => {
    if (k > count) return zero;
    if (k > 0) ways = ways.mul(rational(count - k + 1)).div(rational(k));
    return ways.mul(at(successes, k)).mul(at(failures, count - k));
  });
}

/** base^0, …, base^highest (0^0 = 1). */
function powers(base: Rational, highest: number): Rational[] {
  const list = [one];
  for (let k = 1; k <= highest; k++) list.push(at(list, k - 1).mul(base));
  return list;
}

/** base^exponent for an integer exponent ≥ 0 (0^0 = 1). */
export function power(base: Rational, exponent: number): Rational {
  return at(powers(base, exponent), exponent);
}
