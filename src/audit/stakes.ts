import { CompensatedSum } from "../arithmetic/sum.ts";
import type { FiniteEnvironment } from "../environments/environment.ts";
import { expectation } from "../mechanism/expectation.ts";
import type { GroupRule } from "../mechanism/mechanism.ts";
import { firstBestGains } from "../mechanism/sums.ts";
import { Profiles } from "../program/reference/profiles.ts";
import type { TypeSpace } from "../type-space/type-space.ts";

/** The money at stake in bilateral trade: first-best gains, or what trade would cost on average when there is never a gain. */
export function bilateralStakes(buyer: TypeSpace, seller: TypeSpace): number {
  const gains = firstBestGains(buyer, seller);
  return gains > 0 ? gains : expectation(seller.masses, seller.values) - expectation(buyer.masses, buyer.values);
}

/**
 * First-best gains among many traders, E ∫ min(D(t), S(t)) dt with D(t) the number of values above t and S(t) of costs below t; the expected
 * span of types when there is never a gain.
 */
export function multilateralStakes(buyers: readonly GroupRule[], sellers: readonly GroupRule[]): number {
  const knots = Float64Array.from([...buyers, ...sellers].flatMap((group) => [...group.types.values])).sort();
  const sides = { buyers: buyers.map(cursor), sellers: sellers.map(cursor) };
  const gains = new CompensatedSum();
  for (let k = 1; k < knots.length; k++) {
    const from = knots[k - 1] as number;
    const gap = (knots[k] as number) - from;
    if (gap === 0) continue;
    // On (from, next): a value is above t iff above `from`, a cost below t iff at most `from`.
    const demand = atLeast(sides.buyers.map((group) => ({ count: group.count, probability: 1 - group.upTo(from) })));
    const supply = atLeast(sides.sellers.map((group) => ({ count: group.count, probability: group.upTo(from) })));
    for (let trades = 1; trades < Math.min(demand.length, supply.length); trades++)
      gains.add(gap * (demand[trades] as number) * (supply[trades] as number));
  }
  return gains.value > 0 ? gains.value : (knots[knots.length - 1] as number) - (knots[0] as number);
}

/** First-best gains above outside options; the expected span of the agents' utilities when there is never a gain. */
export function finiteStakes(environment: FiniteEnvironment): number {
  const profiles = new Profiles(environment);
  const gains = new CompensatedSum();
  const spans = new CompensatedSum();
  for (let p = 0; p < profiles.count; p++) {
    const probability = profiles.probability(p);
    let best = Number.NEGATIVE_INFINITY;
    for (let o = 0; o < environment.outcomes.length; o++) {
      let total = 0;
      environment.agents.forEach((agent, a) => {
        const k = profiles.typeOf(a, p);
        total += (environment.utilities[a]?.[o * agent.types.length + k] as number) - (environment.outsideOptions[a]?.[k] as number);
      });
      best = Math.max(best, total);
    }
    gains.add(probability * best);
    environment.agents.forEach((agent, a) => {
      const own = environment.outcomes.map((_, o) => environment.utilities[a]?.[o * agent.types.length + profiles.typeOf(a, p)] as number);
      spans.add(probability * (Math.max(...own) - Math.min(...own)));
    });
  }
  return gains.value > 0 ? gains.value : spans.value;
}

/** A group with its distribution function at increasing arguments. */
function cursor(group: GroupRule): { readonly count: number; upTo(t: number): number } {
  const { values, masses } = group.types;
  const sum = new CompensatedSum();
  let k = 0;
  return {
    count: group.count,
    upTo(t) {
      while (k < values.length && (values[k] as number) <= t) sum.add(masses[k++] as number);
      return Math.min(1, sum.value);
    },
  };
}

/** P(number of successes ≥ k), k = 0…total, of independent trials in groups of equal probability. */
function atLeast(groups: readonly { readonly count: number; readonly probability: number }[]): Float64Array {
  let exactly = Float64Array.of(1);
  for (const { count, probability } of groups) {
    for (let trial = 0; trial < count; trial++) {
      const next = new Float64Array(exactly.length + 1);
      exactly.forEach((mass, k) => {
        next[k] = (next[k] as number) + mass * (1 - probability);
        next[k + 1] = (next[k + 1] as number) + mass * probability;
      });
      exactly = next;
    }
  }
  for (let k = exactly.length - 2; k >= 0; k--) exactly[k] = (exactly[k] as number) + (exactly[k + 1] as number);
  return exactly;
}
