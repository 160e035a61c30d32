import { firstWhere } from "../../../arithmetic/first-where.ts";
import { magnitudeOf } from "../../../arithmetic/magnitude.ts";
import { Profiles } from "../../../arithmetic/profiles.ts";
import { CompensatedSum } from "../../../arithmetic/sum.ts";
import type { FiniteEnvironment } from "../../../environments/environment.ts";
import { TypeProfiles } from "../../../environments/type-profiles.ts";
import { refuse, refuseAs, show, UnsupportedProblemError } from "../../../errors.ts";
import { type FiniteMechanism, finiteMechanism } from "../../finite.ts";

/** One outcome at posted prices: it happens when every agent would rather have it, at its price, than stay out; else the default outcome does, and nobody pays. */
export interface PostedOffer {
  /** The outcome that is offered. */
  readonly outcome: number;
  /** What each agent pays for it, in money; negative: receives. Of total 0. */
  readonly prices: readonly number[];
}

/** Most price vectors that are tried, and most price vectors × profiles where types are correlated. */
const [mostVectors, mostVisits] = [200_000, 20_000_000];

/** Share of the largest utility by which rounding may move a price or what is gained at it. */
const rounding = 1e-12;

/**
 * The outcome that leaves everybody what it has outside, whatever the types: the first of several, null when there is none.
 *
 * @example
 * defaultOutcome(publicGood); // 0, "nothing"
 */
export function defaultOutcome(environment: FiniteEnvironment): number | null {
  const { agents, outcomes, utilities, outsideOptions } = environment;
  const staysOut = (o: number) =>
    agents.every(({ types }, a) => types.every((_, k) => utilities[a]?.[o * types.length + k] === outsideOptions[a]?.[k]));
  const found = outcomes.findIndex((_, o) => staysOut(o));
  return found < 0 ? null : found;
}

/**
 * A posted price in a finite environment: see {@link PostedOffer}. To say yes when one gains is dominant, nobody loses, and the payments add up to the total of the prices.
 *
 * Throws InvalidInputError without a default outcome, for an unknown outcome, and for prices that are not one finite number an agent. O(profiles·agents).
 */
export function postedOffer(environment: FiniteEnvironment, offer: PostedOffer): FiniteMechanism {
  const { agents, outcomes } = environment;
  const nothing = requireDefault(environment);
  if (outcomes[offer.outcome] === undefined) wrong("outcome", `the number of an outcome, from 0 to ${outcomes.length - 1}`, offer.outcome);
  if (offer.prices.length !== agents.length || !offer.prices.every(Number.isFinite))
    wrong("prices", `${agents.length} finite numbers, one for each agent`, offer.prices);
  const gains = gainsFrom(environment, offer.outcome);
  const grain = rounding * magnitudeOf(...gains);
  const profiles = new TypeProfiles(environment);
  const lottery = new Float64Array(profiles.count * outcomes.length);
  const payments = agents.map(() => new Float64Array(profiles.count));
  profiles.forEach((types, p) => {
    const agreed = types.every((k, a) => (gains[a]?.[k] as number) >= (offer.prices[a] as number) - grain);
    lottery[p * outcomes.length + (agreed ? offer.outcome : nothing)] = 1;
    if (agreed) for (const [a, price] of offer.prices.entries()) (payments[a] as Float64Array)[p] = price;
  });
  return finiteMechanism({ environment, lottery, payments });
}

/**
 * The offer with the largest expected objective `Σ_a weights[a]·rent of agent a`: over all outcomes, and over all prices of total 0 at which one type of every agent is just
 * willing, but for one agent who takes what is over. With equal weights no offer at all is better: prices may be raised to what the least willing type that accepts would pay, and what that
 * brings more than is needed makes further types accept, each trade of which is a gain. Of equally good
 * offers, that which moves the least money. Null when no offer is worth anything.
 *
 * Throws InvalidInputError without a default outcome, UnsupportedProblemError when there are too many prices to try.
 */
export function bestOffer(environment: FiniteEnvironment, weights: readonly number[]): PostedOffer | null {
  const nothing = requireDefault(environment);
  let best: PostedOffer | null = null;
  let [most, moved] = [0, Number.POSITIVE_INFINITY];
  for (let outcome = 0; outcome < environment.outcomes.length; outcome++) {
    if (outcome === nothing) continue;
    forEachOffer(environment, outcome, weights, (prices, value) => {
      const money = prices.reduce((sum, price) => sum + Math.abs(price), 0);
      if (!(value > most * (1 + rounding) || (value >= most * (1 - rounding) && value > 0 && money < moved))) return;
      [most, moved] = [value, money];
      best = { outcome, prices: [...prices] };
    });
  }
  return best;
}

/** Visits the prices of {@link bestOffer} for one outcome with what they are worth. */
function forEachOffer(
  environment: FiniteEnvironment,
  outcome: number,
  weights: readonly number[],
  visit: (prices: readonly number[], value: number) => void,
): void {
  const gains = gainsFrom(environment, outcome);
  const grain = rounding * magnitudeOf(...gains);
  const thresholds = gains.map((own) => [...new Set(own)].sort((x, y) => x - y));
  const vectors = new Profiles(thresholds.map(({ length }) => length));
  const value = worthOf(environment, gains, grain, weights, vectors.count);
  const prices = thresholds.map(() => 0);
  vectors.forEach((at) => {
    let over = 0;
    for (let a = 0; a < at.length; a++) {
      prices[a] = thresholds[a]?.[at[a] as number] as number;
      over += prices[a] as number;
    }
    if (over < -grain) return;
    for (let taker = 0; taker < prices.length; taker++) {
      const price = prices[taker] as number;
      prices[taker] = price - over;
      visit(prices, value(prices));
      prices[taker] = price;
      if (over === 0) return;
    }
  });
}

/** What prices are worth: products of what each agent contributes where types are independent, else a sum over profiles. */
function worthOf(
  environment: FiniteEnvironment,
  gains: readonly Float64Array[],
  grain: number,
  weights: readonly number[],
  vectors: number,
): (prices: readonly number[]) => number {
  const profiles = new TypeProfiles(environment);
  const { independent } = profiles;
  if (independent) {
    requireFew(vectors, mostVectors);
    const agents = gains.map((own, a) => willingAt(own, independent[a] as Float64Array));
    return (prices) => {
      const each = prices.map((price, a) => (agents[a] as ReturnType<typeof willingAt>)(price - grain));
      return each.reduce((sum, { chance, gain }, a) => {
        const others = each.reduce((product, other, b) => (b === a ? product : product * other.chance), 1);
        return sum + (weights[a] as number) * (gain - (prices[a] as number) * chance) * others;
      }, 0);
    };
  }
  requireFew(vectors * profiles.count, mostVisits);
  return (prices) => {
    const sum = new CompensatedSum();
    profiles.forEach((types, p) => {
      let rents = 0;
      for (let a = 0; a < types.length; a++) {
        const rent = (gains[a]?.[types[a] as number] as number) - (prices[a] as number);
        if (rent < -grain) return;
        rents += (weights[a] as number) * rent;
      }
      sum.add(profiles.probability(p) * rents);
    });
    return sum.value;
  };
}

/** Chance that a type of one agent gains at least so much, and the expectation of the gain on those types. */
function willingAt(gains: Float64Array, masses: Float64Array): (least: number) => { readonly chance: number; readonly gain: number } {
  const order = [...gains.keys()].sort((j, k) => (gains[k] as number) - (gains[j] as number));
  const [chance, gain] = [new CompensatedSum(), new CompensatedSum()];
  const steps = order.map((k) => {
    chance.add(masses[k] as number);
    gain.add((masses[k] as number) * (gains[k] as number));
    return { from: gains[k] as number, chance: chance.value, gain: gain.value };
  });
  const none = { chance: 0, gain: 0 };
  return (least) => {
    const willing = firstWhere(steps.length, (k) => (steps[k]?.from as number) < least);
    return steps[willing - 1] ?? none;
  };
}

/** Per agent and type, what the outcome brings above staying out. */
function gainsFrom({ agents, utilities, outsideOptions }: FiniteEnvironment, outcome: number): readonly Float64Array[] {
  return agents.map(({ types }, a) =>
    Float64Array.from(types, (_, k) => (utilities[a]?.[outcome * types.length + k] as number) - (outsideOptions[a]?.[k] as number)),
  );
}

function requireDefault(environment: FiniteEnvironment): number {
  const found = defaultOutcome(environment);
  if (found !== null) return found;
  refuseAs(
    "outcomes",
    "an outcome that gives every type of every agent what it has outside, to fall back on when somebody refuses the price",
    environment.outcomes.map(show).join(", "),
    "Add it to the outcomes, or solve a design problem on the environment instead.",
  );
}

function requireFew(tries: number, most: number): void {
  if (tries <= most) return;
  throw new UnsupportedProblemError({
    assumption: `The best posted price is sought among at most ${most} combinations of prices and types, and there are ${tries}.`,
    alternative: "Use fewer agents or types.",
  });
}

function wrong(field: string, expected: string, received: unknown): never {
  refuse(field, expected, received, "Take what bestOffer returns, or state an offer of your own.");
}
