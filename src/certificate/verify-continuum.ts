import type { ExactVector } from "../arithmetic/exact-vector.ts";
import { formatRational, one, type Rational, ratio, rational, zero } from "../arithmetic/rational.ts";
import type { BilateralTrade } from "../environments/environment.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { CellMechanism, ContinuumProof } from "./format.ts";
import { type Cells, cellsOf } from "./verify-cells.ts";
import { type PolynomialLaw, polynomialLaw } from "./verify-law.ts";
import { grain, majorant, type Slopes } from "./verify-majorant.ts";
import { Violation } from "./verify-mechanism.ts";
import { NotRational } from "./verify-problem.ts";

/*
 * Bilateral trade with continuous types. Both traders are seen alike: the worth of trade is v = value for the buyer, −cost for the seller, and
 * types are ordered by it. The bounds hold for bayesian incentives with interim participation and independent types whatever the budget; the
 * allocation of the lower bound rises in both types, so that with an ex-ante budget (or none) it also serves dominant incentives and ex-post
 * participation, where the same upper bound holds all the more.
 */

/** The law of worth; throws when it is not rational. */
export function worthLaw(environment: BilateralTrade, role: "buyer" | "seller"): PolynomialLaw {
  const { spec } = environment[role];
  const law = spec && polynomialLaw(role === "buyer" ? spec : { distribution: "affine", scale: -1, shift: 0, of: spec });
  if (!law) throw new NotRational(`${role}: the law ${spec?.distribution ?? "given as code"} is not rational`);
  return law;
}

/** Throws when the argument does not cover the problem. */
function sidesOf({ environment, incentives, participation, budget }: DesignProblem, proof: ContinuumProof) {
  if (environment.kind !== "bilateral-trade") throw new NotRational("a proof for the continuum is about bilateral trade");
  const covered =
    (incentives === "bayesian" && participation === "interim") ||
    ((participation === "interim" || participation === "ex-post") && (budget.rule === "ex-ante" || budget.rule === "none"));
  if (!covered)
    throw new NotRational(
      `no proof for the continuum covers ${incentives} incentives, ${participation} participation, ${budget.rule} budget`,
    );
  const side = (role: "buyer" | "seller") => {
    const knots = proof[role].knots.map((knot) => rational(knot));
    return cellsOf(worthLaw(environment, role), role === "buyer" ? knots : knots.map((knot) => knot.neg()));
  };
  return { buyer: side("buyer"), seller: side("seller") };
}

/**
 * The objective that the mechanism of a proof attains on the continuous types.
 *
 * Types in a cell are treated alike. Payments are tight: the worst type of each cell is indifferent to the next worse cell, the worst type of
 * all is held to 0. As allocations rise with worth, no type gains by posing as any other (single crossing) and none loses.
 */
export function attainedBy(problem: DesignProblem, proof: ContinuumProof): Rational {
  const { buyer, seller } = sidesOf(problem, proof);
  if (!proof.mechanism) throw new Violation("mechanism: there is none, so no lower bound is proved");
  const { bought, sold } = accountsOf(buyer, seller, proof.mechanism);
  const profit = bought.pays.add(sold.pays);
  const { budget, objective } = problem;
  const { buyers, sellers, broker } = objective;
  const tight = buyers
    .mul(bought.worth.sub(bought.pays))
    .add(sellers.mul(sold.worth.sub(sold.pays)))
    .add(broker.mul(profit));
  if (budget.rule === "none") return tight;
  const spare = profit.sub(budget.requiredProfit);
  if (spare.lt(zero)) throw new Violation(`budget: the expected profit is ${formatRational(profit)}`);
  // What exceeds the required profit can be handed to either side as a lump sum; when balanced, it must be.
  const handed = (buyers.gt(sellers) ? buyers : sellers).sub(broker).mul(spare);
  return budget.rule === "balanced" || handed.gt(zero) ? tight.add(handed) : tight;
}

/** What each side's trades are worth to it, and what it pays, under the mechanism that treats the types of a cell alike. */
export function accountsOf(
  buyer: Cells,
  seller: Cells,
  { strict, generous, mix: text }: CellMechanism,
): { readonly bought: Account; readonly sold: Account } {
  const mix = rational(text);
  const [m, n] = [buyer.revenue.length, seller.revenue.length];
  if (strict.length !== m || generous.length !== m) throw new Violation(`mechanism: ${strict.length} counts for the buyer's ${m} cells`);
  if (mix.lt(zero) || mix.gt(one)) throw new Violation("mechanism: the mix is not a probability");
  strict.forEach((low, i) => {
    const high = generous[i] as number;
    if (low > high || high > n)
      throw new Violation(`mechanism: the counts of the buyer's cell ${i} are no counts of the seller's ${n} cells`);
    if (i > 0 && (low < (strict[i - 1] as number) || high < (generous[i - 1] as number))) {
      throw new Violation(`incentives: buyers of cell ${i} trade less than those of the worse cell ${i - 1}`);
    }
  });
  // A buyer cell trades with the cheapest sellers: those of the last cells in order of worth.
  const best = prefixSums([...seller.mass.numerators].reverse());
  const mixed = (surely: bigint, perhaps: bigint) => surely * mix.d + (perhaps - surely) * mix.n;
  const buys = strict.map((low, i) => mixed(best[low] as bigint, best[generous[i] as number] as bigint));
  // The j-th cheapest seller cell trades with the buyers whose counts exceed j: those of the last cells.
  const sells: bigint[] = [];
  let [i, g, surely, perhaps] = [m - 1, m - 1, 0n, 0n];
  for (let j = n - 1; j >= 0; j--) {
    while (i >= 0 && (strict[i] as number) > j) surely += buyer.mass.numerators[i--] as bigint;
    while (g >= 0 && (generous[g] as number) > j) perhaps += buyer.mass.numerators[g--] as bigint;
    sells.push(mixed(surely, perhaps));
  }
  return {
    bought: account(buyer, { numerators: buys, denominator: seller.mass.denominator * mix.d }),
    sold: account(seller, { numerators: sells, denominator: buyer.mass.denominator * mix.d }),
  };
}

export interface Account {
  readonly worth: Rational;
  readonly pays: Rational;
}

/** Expected worth of a side's trades and its expected payment, from the allocation of its cells. */
function account({ low, mass, moment }: Cells, allocation: ExactVector): Account {
  let worth = 0n;
  let pays = 0n;
  let above = 0n;
  for (let k = low.numerators.length - 1; k >= 0; k--) {
    const own = allocation.numerators[k] as bigint;
    const step = own - (k > 0 ? (allocation.numerators[k - 1] as bigint) : 0n);
    if (step < 0n) throw new Violation(`incentives: cell ${k} trades less than the worse cell ${k - 1}`);
    worth += own * (moment.numerators[k] as bigint);
    above += mass.numerators[k] as bigint;
    // All types from this cell up pay its worst type's worth for the step.
    pays += step * above * (low.numerators[k] as bigint);
  }
  return {
    worth: ratio(worth, allocation.denominator * moment.denominator),
    pays: ratio(pays, allocation.denominator * mass.denominator * low.denominator),
  };
}

/**
 * The upper bound at κ = w_0 + λ (weak duality in λ, the price of the budget): a side of weight w gives at most ∫ X dH with X its allocation by
 * quantile (best types first), H = w·W + (κ − w)·R, W(q) = ∫₀^q v and R(q) = q·v(q), because rents are at least those of tight payments
 * and κ ≥ w. Any H̃ ≥ H may stand for H, and, as X falls in q, the least concave one above it. Trade then adds the two slopes, so the bound is
 * Σ masses·(slope + slope)⁺ − λr.
 *
 * Without the `objective` all weights are 0 and κ = λ = 1: the largest profit less r. If that is negative, no mechanism is feasible.
 */
export function continuumBound(problem: DesignProblem, proof: ContinuumProof, objective: boolean): Rational {
  const { buyer, seller } = sidesOf(problem, proof);
  const weights = objective ? problem.objective : { buyers: zero, sellers: zero, broker: zero };
  const kappa = objective ? rational(proof.kappa) : one;
  const lambda = kappa.sub(weights.broker);
  const { rule, requiredProfit } = problem.budget;
  if (kappa.lt(weights.buyers) || kappa.lt(weights.sellers)) throw new Violation("kappa: it is smaller than a side's weight");
  if (rule === "none" ? !lambda.equals(zero) : lambda.lt(zero) && rule !== "balanced") {
    throw new Violation(`kappa: the budget ${rule} does not allow the price ${formatRational(lambda)}`);
  }
  const bought = concaveHull(majorant(buyer, weights.buyers, kappa));
  const sold = concaveHull(majorant(seller, weights.sellers, kappa));
  // Best types first: the worse the buyer, the fewer sellers it trades with.
  let total = 0n;
  let k = sold.blocks.length;
  let mass = sold.blocks.reduce((sum, block) => sum + block.mass, 0n);
  let rise = sold.blocks.reduce((sum, block) => sum + block.rise, 0n);
  for (const block of bought.blocks) {
    for (let last = sold.blocks[k - 1]; last && block.rise * last.mass + last.rise * block.mass <= 0n; last = sold.blocks[k - 1]) {
      mass -= last.mass;
      rise -= last.rise;
      k--;
    }
    total += block.rise * mass + rise * block.mass;
  }
  const bound = ratio(total, bought.massUnit * sold.massUnit * grain);
  return lambda.equals(zero) ? bound : bound.sub(lambda.mul(requiredProfit));
}

/** Pools slopes that rise until they fall: the least concave majorant. Rises are slopes times masses, in the same units. */
function concaveHull({ masses, slopes, massUnit }: Slopes) {
  const blocks: { mass: bigint; rise: bigint }[] = [];
  masses.forEach((mass, k) => {
    let block = { mass, rise: mass * (slopes[k] as bigint) };
    for (let last = blocks.at(-1); last && last.rise * block.mass < block.rise * last.mass; last = blocks.at(-1)) {
      block = { mass: last.mass + block.mass, rise: last.rise + block.rise };
      blocks.pop();
    }
    blocks.push(block);
  });
  return { blocks, massUnit };
}

function prefixSums(terms: readonly bigint[]): bigint[] {
  const sums = [0n];
  for (const term of terms) sums.push((sums[sums.length - 1] as bigint) + term);
  return sums;
}
