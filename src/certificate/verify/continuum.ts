import type { ExactVector } from "../../arithmetic/exact-vector.ts";
import { bitLength, formatRational, one, type Rational, ratio, rational, zero } from "../../arithmetic/rational.ts";
import type { CellMechanism, ContinuumProof, ContinuumSide } from "../format.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { enclosedCells } from "./enclosed-cells.ts";
import { NotCovered } from "./fields.ts";
import type { BudgetWord, IncentivesWord, ParticipationWord, Side, StatedBilateral, StatedProblem } from "./instance.ts";
import { polynomialLaw } from "./law.ts";
import { limits } from "./limits.ts";
import { grain, majorant, type Slopes } from "./majorant.ts";
import { Rejection } from "./rejection.ts";
import type { StatedLaw } from "./stated-law.ts";

/*
 * Bilateral trade with continuous types. Both traders are seen alike: the worth of trade is v = value for the buyer, −cost for the seller, and
 * types are ordered by it. The bounds hold for bayesian incentives with interim participation and independent types whatever the budget; the
 * allocation of the lower bound rises in both types, so that with an ex-ante budget (or none) it also serves dominant incentives and ex-post
 * participation, where the same upper bound holds all the more.
 */

/** The law of worth: the buyer's value, the seller's cost with a minus sign. */
export function worthLaw(environment: StatedBilateral, role: Side): StatedLaw {
  const own = environment[role];
  return role === "buyer" ? own : { law: "affine", scale: one.neg(), shift: zero, of: own };
}

/** The cells into which a side of a proof cuts a law: exact ones of a rational law, others with enclosures computed here. */
function sideCells(environment: StatedBilateral, role: Side, { knots }: ContinuumSide): Cells {
  const law = worthLaw(environment, role);
  const points = knots.map((knot) => (role === "buyer" ? rational(knot) : rational(knot).neg()));
  const polynomial = polynomialLaw(law);
  return polynomial ? cellsOf(polynomial, points) : enclosedCells(law, points);
}

/** By the rule of the budget. */
const unlessEveryState = { none: true, "ex-ante": true, "no-deficit": false, balanced: false };
const never = { none: false, "ex-ante": false, "no-deficit": false, balanced: false };
const always = { none: true, "ex-ante": true, "no-deficit": true, balanced: true };

/** The constraints that the argument above serves. */
const covered: Readonly<Record<IncentivesWord, Readonly<Record<ParticipationWord, Readonly<Record<BudgetWord, boolean>>>>>> = {
  bayesian: { none: never, "ex-ante": never, interim: always, "ex-post": unlessEveryState },
  dominant: { none: never, "ex-ante": never, interim: unlessEveryState, "ex-post": unlessEveryState },
};

/** Both sides of a proof in cells. */
export interface Sides {
  readonly buyer: Cells;
  readonly seller: Cells;
}

/** The cells that a proof speaks of. Throws when the argument does not cover the problem. */
export function sidesOf(
  { environment, incentives, participation, budget, discretization }: StatedProblem,
  proof: Pick<ContinuumProof, "buyer" | "seller">,
): Sides {
  if (environment.kind !== "bilateral-trade") throw new NotCovered("a proof for the continuum is about bilateral trade");
  if (discretization !== null) throw new Rejection("proof.kind: the instance is a grid, and the proof speaks of the continuum");
  if (!covered[incentives][participation][budget.rule])
    throw new NotCovered(
      `no proof for the continuum covers ${incentives} incentives, ${participation} participation, ${budget.rule} budget`,
    );
  const sides = { buyer: sideCells(environment, "buyer", proof.buyer), seller: sideCells(environment, "seller", proof.seller) };
  requireProducts(sides);
  return sides;
}

/** Throws when the sums over the cells would take too long. */
function requireProducts({ buyer, seller }: Sides): void {
  const bits = [buyer, seller].reduce(
    (sum, { low, mass, moment }) => sum + bitLength(low.denominator) + bitLength(mass.denominator) + bitLength(moment.denominator),
    0,
  );
  const words = bits / 64;
  const cells = buyer.revenue.length + seller.revenue.length;
  if (words > limits.cellWords || cells * words * words * 20 > limits.cellProducts) {
    throw new Rejection("knots: they are too many, or their numbers too long, to be added up");
  }
}

/**
 * The objective that the mechanism of a proof attains on the continuous types.
 *
 * Types in a cell are treated alike. Payments are tight: the worst type of each cell is indifferent to the next worse cell, the worst type of
 * all is held to 0. As allocations rise with worth, no type gains by posing as any other (single crossing) and none loses.
 */
export function attainedBy({ budget, objective }: StatedProblem, { buyer, seller }: Sides, mechanism: CellMechanism): Rational {
  const { bought, sold } = accountsOf(buyer, seller, mechanism);
  const { buyers, sellers, broker } = objective;
  /** w·(worth − pays) + w_0·pays, at worst. */
  const side = (weight: Rational, { worth, pays, worthError, payError }: Account) =>
    weight.mul(worth.sub(worthError)).add(broker.sub(weight).mul(pays)).sub(broker.sub(weight).abs().mul(payError));
  const tight = side(buyers, bought).add(side(sellers, sold));
  if (budget.rule === "none") return tight;
  const error = bought.payError.add(sold.payError);
  const profit = bought.pays.add(sold.pays).sub(error);
  const spare = profit.sub(budget.requiredProfit);
  if (spare.lt(zero)) throw new Rejection(`budget: the expected profit is ${formatRational(profit)}`);
  // What exceeds the required profit can be handed to either side as a lump sum; when balanced, it must be.
  const excess = (buyers.gt(sellers) ? buyers : sellers).sub(broker);
  const handed = excess.mul(excess.gte(zero) ? spare : spare.add(error).add(error));
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
  if (strict.length !== m || generous.length !== m) throw new Rejection(`mechanism: ${strict.length} counts for the buyer's ${m} cells`);
  if (mix.lt(zero) || mix.gt(one)) throw new Rejection("mechanism: the mix is not a probability");
  strict.forEach((low, i) => {
    const high = generous[i] as number;
    if (low > high || high > n)
      throw new Rejection(`mechanism: the counts of the buyer's cell ${i} are no counts of the seller's ${n} cells`);
    if (i > 0 && (low < (strict[i - 1] as number) || high < (generous[i - 1] as number))) {
      throw new Rejection(`incentives: buyers of cell ${i} trade less than those of the worse cell ${i - 1}`);
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
    bought: account(buyer, { numerators: buys, denominator: seller.mass.denominator * mix.d }, seller.relativeError),
    sold: account(seller, { numerators: sells, denominator: buyer.mass.denominator * mix.d }, buyer.relativeError),
  };
}

export interface Account {
  readonly worth: Rational;
  readonly pays: Rational;
  /** How far the two may be off for the errors of the cells. */
  readonly worthError: Rational;
  readonly payError: Rational;
}

/**
 * Expected worth of a side's trades and its expected payment, from the allocation of its cells. `rival` is the other side's relative error, which
 * the allocation has: products of two numbers with errors ε are off by at most 3ε.
 */
function account(cells: Cells, allocation: ExactVector, rival: Rational): Account {
  const { low, mass, moment, size, relativeError, openBelow } = cells;
  const epsilon = relativeError.gt(rival) ? relativeError : rival;
  let worth = 0n;
  let pays = 0n;
  let above = 0n;
  let worthSize = 0n;
  let paySize = 0n;
  for (let k = low.numerators.length - 1; k >= 0; k--) {
    const own = allocation.numerators[k] as bigint;
    const step = own - (k > 0 ? (allocation.numerators[k - 1] as bigint) : 0n);
    if (step < 0n) throw new Rejection(`incentives: cell ${k} trades less than the worse cell ${k - 1}`);
    if (k === 0 && openBelow && step > 0n) throw new Rejection("participation: the worst types of a cell without limit cannot be priced");
    worth += own * (moment.numerators[k] as bigint);
    above += mass.numerators[k] as bigint;
    // All types from this cell up pay its worst type's worth for the step.
    const paid = step * above * (low.numerators[k] as bigint);
    pays += paid;
    if (epsilon.n > 0n) {
      worthSize += own * (size.numerators[k] as bigint);
      paySize += paid < 0n ? -paid : paid;
    }
  }
  const payUnit = allocation.denominator * mass.denominator * low.denominator;
  return {
    worth: ratio(worth, allocation.denominator * moment.denominator),
    pays: ratio(pays, payUnit),
    worthError: epsilon.mul(3).mul(ratio(worthSize, allocation.denominator * size.denominator)),
    payError: epsilon.mul(3).mul(ratio(paySize, payUnit)),
  };
}

/**
 * The upper bound at κ = w_0 + λ, the `price` (weak duality in λ, the price of the budget): a side of weight w gives at most ∫ X dH with X its allocation by
 * quantile (best types first), H = w·W + (κ − w)·R, W(q) = ∫₀^q v and R(q) = q·v(q), because rents are at least those of tight payments
 * and κ ≥ w. Any H̃ ≥ H may stand for H, and, as X falls in q, the least concave one above it. Trade then adds the two slopes, so the bound is
 * Σ masses·(slope + slope)⁺ − λr.
 *
 * Without the `objective` all weights are 0 and κ = λ = 1: the largest profit less r. If that is negative, no mechanism is feasible.
 */
export function continuumBound(problem: StatedProblem, { buyer, seller }: Sides, price: Rational, objective: boolean): Rational {
  const weights = objective ? problem.objective : { buyers: zero, sellers: zero, broker: zero };
  const kappa = objective ? price : one;
  const lambda = kappa.sub(weights.broker);
  const { rule, requiredProfit } = problem.budget;
  if (kappa.lt(weights.buyers) || kappa.lt(weights.sellers)) throw new Rejection("kappa: it is smaller than a side's weight");
  if (!admits[rule](lambda)) {
    throw new Rejection(`kappa: the budget ${rule} does not allow the price ${formatRational(lambda)}`);
  }
  const bought = concaveHull(majorant(buyer, weights.buyers, kappa), seller.relativeError);
  const sold = concaveHull(majorant(seller, weights.sellers, kappa), buyer.relativeError);
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
  // Jumps at quantile 0 count at most once.
  const bound = ratio(total, bought.massUnit * sold.massUnit * grain)
    .add(bought.jump)
    .add(sold.jump);
  return lambda.equals(zero) ? bound : bound.sub(lambda.mul(requiredProfit));
}

/** The prices λ that each rule of the budget may have. */
const admits: Readonly<Record<BudgetWord, (lambda: Rational) => boolean>> = {
  none: (lambda) => lambda.equals(zero),
  "ex-ante": (lambda) => lambda.gte(zero),
  "no-deficit": (lambda) => lambda.gte(zero),
  balanced: () => true,
};

/**
 * Pools slopes that rise until they fall: the least concave majorant. Rises are slopes times masses, in the same units. They are raised by the
 * rival's relative error, which the probabilities of trade have that multiply them.
 */
function concaveHull({ masses, slopes, massUnit, jump }: Slopes, rival: Rational) {
  const blocks: { mass: bigint; rise: bigint }[] = [];
  masses.forEach((mass, k) => {
    let block = { mass, rise: mass * (slopes[k] as bigint) };
    for (let last = blocks.at(-1); last && last.rise * block.mass < block.rise * last.mass; last = blocks.at(-1)) {
      block = { mass: last.mass + block.mass, rise: last.rise + block.rise };
      blocks.pop();
    }
    blocks.push(block);
  });
  const raised = (rise: bigint) => (rival.n === 0n ? rise : rise + ((rise < 0n ? -rise : rise) * rival.n) / rival.d + 1n);
  return { blocks: blocks.map(({ mass, rise }) => ({ mass, rise: raised(rise) })), massUnit, jump: ratio(jump, grain) };
}

function prefixSums(terms: readonly bigint[]): bigint[] {
  const sums = [0n];
  for (const term of terms) sums.push((sums[sums.length - 1] as bigint) + term);
  return sums;
}
