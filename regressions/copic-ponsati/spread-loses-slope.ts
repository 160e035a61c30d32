import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { type RandomSource, randomSource } from "../support/random.ts";

/** A lottery over surplus shares y in (0, 1) of the seller (1 − y of the buyer), and the utilities of both. */
interface SpreadLottery {
  readonly shares: readonly number[];
  readonly masses: readonly number[];
  readonly seller: SmoothUtility;
  readonly buyer: SmoothUtility;
}

interface SmoothUtility {
  of(x: number): number;
  slope(x: number): number;
}

const power = (g: number): SmoothUtility => ({ of: (x) => x ** g, slope: (x) => g * x ** (g - 1) });
const logarithm: SmoothUtility = { of: Math.log1p, slope: (x) => 1 / (1 + x) };
const exponential: SmoothUtility = { of: (x) => 1 - Math.exp(-x), slope: (x) => Math.exp(-x) };

function draw(random: RandomSource, seller: SmoothUtility, buyer: SmoothUtility): SpreadLottery {
  const count = random.integer(2, 5);
  return {
    shares: random.increasing(count, 1, 23).map((k) => k / 24),
    masses: random.masses(count, 9).map((mass) => mass.valueOf()),
    seller,
    buyer,
  };
}

/**
 * Gathering a lottery at one price lowers the slope of some trader's utility.
 *
 * @see J. Čopič, C. Ponsatí (2006), Lemma 15, with u‴ ≥ 0.
 */
export const spreadLosesSlope: CheckedTheorem<SpreadLottery> = {
  id: "copic-ponsati/spread-loses-slope",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Lemma 15",
  statement:
    "Let u″ < 0 for one trader and u‴ ≥ 0 for both, μ a measure on [0, 1], and p, σ such that σu_s(p) = E_μ u_s(y), σu_b(1 − p) = E_μ u_b(1 − y). Then μ is a point mass at p of size σ, or σu_s′(p) < E_μ u_s′(y), or σu_b′(1 − p) < E_μ u_b′(1 − y).",
  domain: "Utilities of the surplus, increasing and concave, 0 at 0.",
  errata: ["CP-6"],
  samples(seed) {
    const random = randomSource(seed);
    const pairs: readonly (readonly [SmoothUtility, SmoothUtility])[] = [
      [power(0.5), power(0.5)],
      [power(0.25), power(0.9)],
      [logarithm, exponential],
      [exponential, power(1)],
      [logarithm, logarithm],
    ];
    return pairs.flatMap(([seller, buyer]) => [draw(random, seller, buyer), draw(random, seller, buyer)]);
  },
  checks: [
    {
      name: "p by bisection, then both slopes",
      usesEngine: false,
      async run({ shares, masses, seller, buyer }) {
        const mean = (f: (y: number) => number) => shares.reduce((sum, y, k) => sum + (masses[k] as number) * f(y), 0);
        const [forSeller, forBuyer] = [mean(seller.of), mean((y) => buyer.of(1 - y))];
        let [low, high] = [0, 1];
        for (let step = 0; step < 100; step++) {
          const p = (low + high) / 2;
          if (seller.of(p) * forBuyer < buyer.of(1 - p) * forSeller) low = p;
          else high = p;
        }
        const p = (low + high) / 2;
        const sigma = forSeller / seller.of(p);
        const gain = Math.max(mean(seller.slope) - sigma * seller.slope(p), mean((y) => buyer.slope(1 - y)) - sigma * buyer.slope(1 - p));
        return [
          compare("σ by the buyer", forBuyer / buyer.of(1 - p), "=", sigma, 1e-9),
          compare("the larger of the two falls of slope", gain, ">", 0, 1e-9),
        ];
      },
    },
  ],
};
