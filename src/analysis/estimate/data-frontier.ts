import { type Random, randomFrom } from "../../arithmetic/random.ts";
import { one, zero } from "../../arithmetic/rational.ts";
import type { DistributionSpec } from "../../distributions/distribution.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { postedPriceValue } from "../../price-distribution/posted/price-value.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { type EstimatorName, estimatorNames, estimators, lawFromOffers, type Offer, type Support } from "../../problem/estimators.ts";
import type { Result } from "../../result.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { after, endOfPath } from "../../virtual-surplus/kernel/ironing.ts";
import { findMultiplier } from "../../virtual-surplus/kernel/multiplier.ts";
import { PairLagrangian } from "../../virtual-surplus/kernel/pair-lagrangian.ts";
import { gridCells } from "../../virtual-surplus/kernel/worth-cells.ts";

/** What is known of one side: types, or answers to offers with the support in which types lie. */
export type Observations = { readonly samples: readonly number[] } | { readonly offers: readonly Offer[] };

/** What may be asked of {@link dataFrontier}. */
export interface DataFrontierOptions {
  /** How laws are made from samples; default `empirical`. Offers have their own mapping. */
  readonly estimator?: EstimatorName | undefined;
  /** Where values and costs may lie; needed for offers. */
  readonly support?: Support | undefined;
  /** Points of the frontier from no profit to the largest, ends included; default 5. */
  readonly points?: number | undefined;
  /** Bootstrap draws; default 200, 0: no bands. */
  readonly draws?: number | undefined;
  /** Seed of the bootstrap; default 1. */
  readonly seed?: number | undefined;
  /** Share of draws inside a band; default 0.95. */
  readonly level?: number | undefined;
  /** A posted price in use, whose gains are held against the second best. */
  readonly price?: number | undefined;
  /** Called after every draw. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** A number estimated from data, with the percentile band of the bootstrap; null without draws. */
export interface Estimated {
  readonly value: number;
  readonly band: { readonly lower: number; readonly upper: number } | null;
}

/** The second-best frontier of estimated laws. What is estimated has sampling error, of which the bands tell; nothing about the true laws is proved. */
export interface DataFrontier {
  readonly buyer: DistributionSpec;
  readonly seller: DistributionSpec;
  readonly samples: { readonly buyer: number; readonly seller: number };
  readonly firstBest: Estimated;
  readonly secondBest: Estimated;
  readonly largestProfit: Estimated;
  /** Largest gains with a broker's profit of this share of the largest. */
  readonly frontier: readonly { readonly share: number; readonly profit: Estimated; readonly gains: Estimated }[];
  /** Of the posted price: its gains, and the share of the second best that it loses; null without one. */
  readonly observed: { readonly price: number; readonly gains: Estimated; readonly lost: Estimated } | null;
  readonly bootstrap: { readonly draws: number; readonly seed: number; readonly level: number };
}

/** Solves a problem on laws. */
type Solve = (problem: DesignProblem, options: { readonly width: number }) => Promise<Result>;

/**
 * From data to frontier: laws of a buyer's values and a seller's costs are estimated, their second-best frontier computed, and both again on samples drawn with replacement, whose
 * percentiles are the bands. The same seed gives the same bands.
 *
 * Throws InvalidInputError for data of which no law can be made and for wrong options.
 *
 * @example
 * const { secondBest } = await dataFrontier({ samples: values }, { samples: costs }, { draws: 1000, price: 0.5 }, solve);
 */
export async function dataFrontier(
  buyer: Observations,
  seller: Observations,
  options: DataFrontierOptions,
  solve: Solve,
): Promise<DataFrontier> {
  const { estimator = "empirical", support, points = 5, draws = 200, seed = 1, level = 0.95, price, onProgress } = options;
  check("estimator", estimator, estimatorNames.includes(estimator), `one of ${estimatorNames.join(", ")}`);
  check("points", points, Number.isInteger(points) && points >= 2 && points <= 100, "a whole number from 2 to 100");
  check("draws", draws, Number.isInteger(draws) && draws >= 0 && draws <= 1_000_000, "a whole number from 0 to 1,000,000");
  check("level", level, level > 0 && level < 1, "a number between 0 and 1");
  check("seed", seed, Number.isSafeInteger(seed), "a whole number");
  if (support) check("support", [support.min, support.max], support.min < support.max, "an interval [min, max] with min < max");
  const shares = Array.from({ length: points }, (_, k) => k / (points - 1));
  const lawOf = (data: Observations, side: "buyer" | "seller"): DistributionSpec => {
    if ("samples" in data) return estimators[estimator].of(data.samples, support);
    if (support) return lawFromOffers(data.offers, side, support);
    throw new InvalidInputError({
      field: "support",
      expected: "the interval in which types lie, because offers say nothing beyond the prices",
      received: "nothing",
      remedy: "State it: --support 0,1.",
    });
  };
  // Empirical laws are lists of types as they stand, so that a draw costs little more than its searches.
  const measured = async (own: Observations, other: Observations) =>
    estimator === "empirical" && "samples" in own && "samples" in other
      ? onTypes({ buyer: typesOf(own.samples), seller: typesOf(other.samples) }, shares, price)
      : onLaws(lawOf(own, "buyer"), lawOf(other, "seller"), shares, price, solve);
  const laws = { buyer: lawOf(buyer, "buyer"), seller: lawOf(seller, "seller") };
  const found = await measured(buyer, seller);
  const random = randomFrom(seed);
  const drawn: Measured[] = [];
  for (let draw = 0; draw < draws; draw++) {
    drawn.push(await measured(resampled(buyer, random), resampled(seller, random)));
    onProgress?.(draw + 1, draws);
  }
  const estimated = (of: (one: Measured) => number): Estimated => ({
    value: of(found),
    band: draws === 0 ? null : bandOf(drawn.map(of), level),
  });
  return {
    ...laws,
    samples: { buyer: sizeOf(buyer), seller: sizeOf(seller) },
    firstBest: estimated(({ firstBest }) => firstBest),
    secondBest: estimated(({ gains }) => gains[0] as number),
    largestProfit: estimated(({ largestProfit }) => largestProfit),
    frontier: shares.map((share, k) => ({
      share,
      profit: estimated(({ largestProfit }) => share * largestProfit),
      gains: estimated(({ gains }) => gains[k] as number),
    })),
    observed:
      price === undefined
        ? null
        : {
            price,
            gains: estimated(({ observed }) => observed),
            lost: estimated(({ observed, gains }) => ((gains[0] as number) > 0 ? 1 - observed / (gains[0] as number) : 0)),
          },
    bootstrap: { draws, seed, level },
  };
}

interface Measured {
  readonly firstBest: number;
  readonly largestProfit: number;
  /** At each share of the largest profit. */
  readonly gains: readonly number[];
  /** Gains at the posted price; NaN without one. */
  readonly observed: number;
}

/** Relative width of brackets on laws, of which the middle counts: far below sampling error. */
const width = 1e-3;

/** Distinct samples with their shares. */
function typesOf(samples: readonly number[]): TypeSpace {
  const sorted = Float64Array.from(samples).sort();
  const values: number[] = [];
  const counts: number[] = [];
  for (const sample of sorted) {
    if (values.at(-1) === sample) counts[counts.length - 1] = (counts.at(-1) as number) + 1;
    else {
      values.push(sample);
      counts.push(1);
    }
  }
  return { values: Float64Array.from(values), masses: Float64Array.from(counts, (count) => count / sorted.length) };
}

function onTypes(
  { buyer, seller }: { readonly buyer: TypeSpace; readonly seller: TypeSpace },
  shares: readonly number[],
  price: number | undefined,
): Measured {
  const weights = { own: 1, broker: 1 };
  const lagrangian = new PairLagrangian(
    [
      { count: 1, reference: zero, cells: gridCells(buyer, 1, weights), idle: 0 },
      { count: 1, reference: one, cells: gridCells(seller, -1, weights), idle: 0 },
    ],
    1,
  );
  const most = lagrangian.evaluate(endOfPath).profit;
  const largestProfit = Math.max(0, most);
  const gains = shares.map((share) => {
    // Rounding may put the largest profit beyond itself.
    const found = findMultiplier(lagrangian, { lowest: 0, requiredProfit: share * largestProfit * (1 - 1e-12) });
    return "largestProfit" in found ? 0 : found.value.objective;
  });
  const firstBest = lagrangian.evaluate(after(0)).objective;
  return { firstBest, largestProfit, gains, observed: price === undefined ? Number.NaN : gainsAt(buyer, seller, price) };
}

/** Gains at a price at which those to whom it makes no difference trade. */
function gainsAt(buyer: TypeSpace, seller: TypeSpace, price: number): number {
  const sums = ({ values, masses }: TypeSpace, sign: 1 | -1) => {
    let [mass, surplus] = [0, 0];
    values.forEach((value, k) => {
      const gain = sign * (value - price);
      if (gain < 0) return;
      mass += masses[k] as number;
      surplus += gain * (masses[k] as number);
    });
    return { mass, surplus };
  };
  const [buys, sells] = [sums(buyer, 1), sums(seller, -1)];
  return buys.surplus * sells.mass + sells.surplus * buys.mass;
}

async function onLaws(
  buyer: DistributionSpec,
  seller: DistributionSpec,
  shares: readonly number[],
  price: number | undefined,
  solve: Solve,
): Promise<Measured> {
  const environment = bilateralTrade({ buyer, seller });
  const observed = price === undefined ? Number.NaN : atPrice(environment.groups, price);
  const middle = ({ lower, upper }: { readonly lower: number; readonly upper: number }) => (lower + upper) / 2;
  const broker = await solve(designProblem({ environment, objective: "broker-profit" }), { width });
  const largestProfit = Math.max(0, broker.value.lower);
  const gains: number[] = [];
  for (const share of shares) {
    const requiredProfit = share * largestProfit * (1 - 1e-6);
    const { value } = await solve(designProblem({ environment, budget: { rule: "ex-ante", requiredProfit } }), { width });
    gains.push(middle(value));
  }
  return { firstBest: middle(broker.firstBest), largestProfit, gains, observed };
}

function atPrice(groups: Parameters<typeof postedPriceValue>[0], price: number): number {
  const { buyers, sellers } = postedPriceValue(groups, price);
  return (buyers.lo + buyers.hi + sellers.lo + sellers.hi) / 2;
}

function resampled(data: Observations, random: Random): Observations {
  const draw = <T>(list: readonly T[]): T[] => list.map(() => list[Math.floor(random() * list.length)] as T);
  return "samples" in data ? { samples: draw(data.samples) } : { offers: draw(data.offers) };
}

const sizeOf = (data: Observations): number => ("samples" in data ? data.samples : data.offers).length;

/** Percentiles that leave the same share of the draws on either side. */
function bandOf(numbers: readonly number[], level: number): { lower: number; upper: number } {
  const sorted = Float64Array.from(numbers).sort();
  const at = (p: number) => {
    const place = p * (sorted.length - 1);
    const low = Math.floor(place);
    const here = sorted[low] as number;
    return here + (place - low) * ((sorted[low + 1] ?? here) - here);
  };
  return { lower: at((1 - level) / 2), upper: at((1 + level) / 2) };
}

function check(field: string, given: unknown, sound: boolean, expected: string): void {
  if (!sound) throw new InvalidInputError({ field, expected, received: show(given), remedy: "Correct it, or leave it out." });
}
