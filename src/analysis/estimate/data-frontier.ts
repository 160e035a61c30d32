import type { DistributionSpec } from "../../distributions/distribution.ts";
import { type EstimatorName, estimatorNames, type Support } from "../../problem/estimators.ts";
import { requireSound } from "../../problem/required.ts";
import type { Solve } from "../../solve.ts";
import { type DrawExecutor, drawsInProcess } from "./draws.ts";
import { lawsOf, measure, type Observations, type Sample, type SampleNumbers, sizeOf } from "./sample.ts";

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
  /** Where draws are made, in this process unless given; it makes no difference to them. The caller closes it. */
  readonly executor?: DrawExecutor | undefined;
  /** Called as draws are done. */
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
  const { estimator = "empirical", support, points = 5, draws = 200, seed = 1, level = 0.95, price, executor, onProgress } = options;
  requireSound("estimator", estimator, estimatorNames.includes(estimator), `one of ${estimatorNames.join(", ")}`);
  requireSound("points", points, Number.isInteger(points) && points >= 2 && points <= 100, "a whole number from 2 to 100");
  requireSound("draws", draws, Number.isInteger(draws) && draws >= 0 && draws <= 1_000_000, "a whole number from 0 to 1,000,000");
  requireSound("level", level, level > 0 && level < 1, "a number between 0 and 1");
  requireSound("seed", seed, Number.isSafeInteger(seed), "a whole number");
  for (const data of [buyer, seller])
    if ("samples" in data) {
      const wrong = data.samples.findIndex((sample) => !Number.isFinite(sample));
      requireSound(`samples[${wrong}]`, data.samples[wrong], wrong < 0, "a number within the range of doubles");
    }
  if (support) requireSound("support", [support.min, support.max], support.min < support.max, "an interval [min, max] with min < max");
  const shares = Array.from({ length: points }, (_, k) => k / (points - 1));
  const sample: Sample = { buyer, seller, estimator, support, shares, price, seed };
  const laws = lawsOf(sample);
  const found = await measure(sample, solve);
  const drawn = await drawnBy(executor ?? drawsInProcess(solve), sample, draws, onProgress);
  const estimated = (of: (one: SampleNumbers) => number): Estimated => ({
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

/** Draws in their order, made in as many pieces as keep every worker busy to the end. */
async function drawnBy(
  executor: DrawExecutor,
  sample: Sample,
  draws: number,
  onProgress: DataFrontierOptions["onProgress"],
): Promise<readonly SampleNumbers[]> {
  const size = Math.max(1, Math.min(50, Math.ceil(draws / (4 * executor.width))));
  const drawn: SampleNumbers[] = [];
  let [next, done] = [0, 0];
  const work = async () => {
    while (next < draws) {
      const from = next;
      next = Math.min(draws, from + size);
      const made = await executor.run(sample, from, next);
      made.forEach((one, k) => {
        drawn[from + k] = one;
      });
      done += made.length;
      onProgress?.(done, draws);
    }
  };
  await Promise.all(Array.from({ length: executor.width }, work));
  return drawn;
}
