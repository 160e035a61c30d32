import { one, zero } from "../../arithmetic/rational.ts";
import type { DistributionSpec } from "../../distributions/distribution.ts";
import { counted } from "../../distributions/numerics/counted.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { refuse } from "../../errors.ts";
import { postedPriceValue } from "../../price-distribution/posted/price-value.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { type EstimatorName, estimators, lawFromOffers, type Offer, type Support } from "../../problem/estimators.ts";
import type { Solve } from "../../solve.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { after, endOfPath } from "../../virtual-surplus/kernel/ironing.ts";
import { findMultiplier } from "../../virtual-surplus/kernel/multiplier.ts";
import { PairLagrangian } from "../../virtual-surplus/kernel/pair-lagrangian.ts";
import { gridCells } from "../../virtual-surplus/kernel/worth-cells.ts";

/** What is known of one side: types, or answers to offers with the support in which types lie. */
export type Observations = { readonly samples: readonly number[] } | { readonly offers: readonly Offer[] };

/** What was observed, and what is asked of it; structured clones carry it to where draws are made. */
export interface Sample {
  readonly buyer: Observations;
  readonly seller: Observations;
  readonly estimator: EstimatorName;
  readonly support: Support | undefined;
  /** Shares of the largest profit, at each of which the frontier is wanted. */
  readonly shares: readonly number[];
  readonly price: number | undefined;
  /** Of the draws. */
  readonly seed: number;
}

/** What is computed of a sample. */
export interface SampleNumbers {
  readonly firstBest: number;
  readonly largestProfit: number;
  /** At each share of the largest profit. */
  readonly gains: readonly number[];
  /** Gains at the posted price; NaN without one. */
  readonly observed: number;
}

/** The laws of both sides; throws InvalidInputError for data of which none can be made. */
export function lawsOf(sample: Sample): { readonly buyer: DistributionSpec; readonly seller: DistributionSpec } {
  return { buyer: lawOf(sample, "buyer"), seller: lawOf(sample, "seller") };
}

function lawOf({ estimator, support, ...sides }: Sample, side: "buyer" | "seller"): DistributionSpec {
  const data = sides[side];
  if ("samples" in data) return estimators[estimator].of(data.samples, support);
  if (support) return lawFromOffers(data.offers, side, support);
  const expected = "the interval in which types lie, because offers say nothing beyond the prices";
  return refuse("support", expected, support, "State it: --support 0,1.");
}

/** The frontier of a sample. Empirical laws are lists of types as they stand, so that a draw costs little more than its searches. */
export async function measure(sample: Sample, solve: Solve): Promise<SampleNumbers> {
  const { buyer, seller, estimator, shares, price } = sample;
  if (estimator === "empirical" && "samples" in buyer && "samples" in seller)
    return onTypes({ buyer: typesOf(buyer.samples), seller: typesOf(seller.samples) }, shares, price);
  const laws = lawsOf(sample);
  return onLaws(laws.buyer, laws.seller, shares, price, solve);
}

/** Relative width of brackets on laws, of which the middle counts: far below sampling error. */
const width = 1e-3;

/** Distinct samples with their shares. */
function typesOf(samples: readonly number[]): TypeSpace {
  const { values, counts } = counted(samples);
  return { values, masses: Float64Array.from(counts, (count) => count / samples.length) };
}

function onTypes(
  { buyer, seller }: { readonly buyer: TypeSpace; readonly seller: TypeSpace },
  shares: readonly number[],
  price: number | undefined,
): SampleNumbers {
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
): Promise<SampleNumbers> {
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

export const sizeOf = (data: Observations): number => ("samples" in data ? data.samples : data.offers).length;
