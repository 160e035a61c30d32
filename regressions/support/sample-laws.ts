import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { distribution } from "../../src/distributions/registry.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import { type RandomSource, randomSource } from "./random.ts";

/** Builds both laws from what an instance file would state. */
export function lawPair(buyer: DistributionSpec, seller: DistributionSpec): LawPair {
  return { buyer: distribution(buyer), seller: distribution(seller) };
}

/**
 * `count` pairs of laws with densities on overlapping bounded intervals, virtual value and virtual cost increasing; the first is uniform
 * on [0, 1] for both.
 */
export function regularPairs(seed: number, count: number): readonly LawPair[] {
  const random = randomSource(seed);
  const pairs = [lawPair({ distribution: "uniform", min: 0, max: 1 }, { distribution: "uniform", min: 0, max: 1 })];
  while (pairs.length < count) {
    const low = random.integer(0, 2) / 4;
    const high = 1 + random.integer(0, 4) / 4;
    pairs.push(lawPair(regularBuyer(random, low, high), regularSeller(random, random.integer(0, 2) / 4, 1 + random.integer(0, 2) / 4)));
  }
  return pairs;
}

function regularBuyer(random: RandomSource, min: number, max: number): DistributionSpec {
  return random.pick<DistributionSpec>([
    { distribution: "uniform", min, max },
    { distribution: "power", min, max, exponent: random.integer(2, 3) },
    { distribution: "reverse-power", min, max, exponent: random.pick(["1/2", 2, 3]) },
    { distribution: "truncated-exponential", min, max, rate: random.integer(1, 3) },
  ]);
}

function regularSeller(random: RandomSource, min: number, max: number): DistributionSpec {
  return random.pick<DistributionSpec>([
    { distribution: "uniform", min, max },
    { distribution: "power", min, max, exponent: random.pick(["1/2", 2, 3]) },
    { distribution: "reverse-power", min, max, exponent: random.integer(2, 3) },
    { distribution: "truncated-exponential", min, max, rate: random.integer(-3, -1) },
  ]);
}
