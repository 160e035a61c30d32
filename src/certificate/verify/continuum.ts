import type { ExactVector } from "../../arithmetic/exact-vector.ts";
import { bitLength, one, type Rational, ratio, rational, zero } from "../../arithmetic/rational.ts";
import type { CellMechanism, ContinuumProof, ContinuumSide, MarketProof, RankLevel, RankMechanism } from "../format.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { enclosedCells } from "./enclosed-cells.ts";
import { NotCovered } from "./fields.ts";
import type { BudgetWord, IncentivesWord, ParticipationWord, Side, StatedEnvironment, StatedGroup, StatedProblem } from "./instance.ts";
import { polynomialLaw } from "./law.ts";
import { limits } from "./limits.ts";
import { grain, majorant } from "./majorant.ts";
import { numberInWords } from "./number-words.ts";
import { holdings, mixed, Placement, requireEffortOfRanking } from "./ranking.ts";
import { Rejection } from "./rejection.ts";
import type { StatedLaw } from "./stated-law.ts";

/*
 * TradersInCells with continuous types: one buyer and one seller, or groups of them. All are seen alike: the worth of trade is v = value for a buyer, −cost
 * for a seller, and types are ordered by it. The bounds hold for bayesian incentives with interim participation and independent types whatever the
 * budget; the allocation of the lower bound rises in every trader's own worth in every state, so that with an ex-ante budget (or none) it also serves
 * dominant incentives and ex-post participation, where the same upper bound holds all the more.
 */

/** The law of worth: a buyer's value, a seller's cost with a minus sign. */
export function worthLaw(law: StatedLaw, role: Side): StatedLaw {
  return role === "buyer" ? law : { law: "affine", scale: one.neg(), shift: zero, of: law };
}

/** What the cells of all laws have taken. */
interface Spent {
  evaluations: number;
  steps: number;
  summands: number;
}

/** The cells into which a proof cuts a law: exact ones of a rational law, others with enclosures computed here. */
function cellsOfGroup(own: StatedLaw, role: Side, { knots }: ContinuumSide, spent: Spent): Cells {
  const law = worthLaw(own, role);
  const points = knots.map((knot) => (role === "buyer" ? rational(knot) : rational(knot).neg()));
  const polynomial = polynomialLaw(law);
  return polynomial ? cellsOf(polynomial, points, spent) : enclosedCells(law, points, spent);
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

/** TradersInCells of one law on one side, in cells of worth. */
export interface TradersInCells {
  readonly role: Side;
  readonly count: number;
  readonly cells: Cells;
}

/** The groups of an environment of traders, the buyers' first. */
export function tradersOf(environment: StatedEnvironment): readonly (StatedGroup & { readonly role: Side })[] {
  const roles = ["buyer", "seller"] as const;
  if ("buyer" in environment) return roles.map((role) => ({ role, count: 1, law: environment[role] }));
  if ("buyers" in environment) return roles.flatMap((role) => environment[`${role}s`].map((group) => ({ role, ...group })));
  throw new NotCovered("a proof for the continuum is about buyers and sellers");
}

/** The cells that a proof speaks of. Throws when the argument does not cover the problem. */
export function tradersOfProof(
  { environment, incentives, participation, budget, discretization }: StatedProblem,
  proof: Omit<ContinuumProof, "mechanism" | "kappa"> | Omit<MarketProof, "mechanism" | "kappa">,
): readonly TradersInCells[] {
  const groups = tradersOf(environment);
  const sides = "buyer" in proof ? [proof.buyer, proof.seller] : proof.groups;
  if ("buyer" in environment !== "buyer" in proof) throw new Rejection(`proof.kind: ${proof.kind} is not for ${environment.kind}`);
  if (sides.length !== groups.length) throw new Rejection(`proof.groups: ${groups.length} are expected`);
  if (discretization !== null) throw new Rejection("proof.kind: the instance is a grid, and the proof speaks of the continuum");
  if (!covered[incentives][participation][budget.rule])
    throw new NotCovered(
      `no proof for the continuum covers ${incentives} incentives, ${participation} participation, ${budget.rule} budget`,
    );
  if (groups.reduce((sum, { count }) => sum + count, 0) > limits.ranked)
    throw new NotCovered(`proofs for the continuum are about at most ${limits.ranked} traders`);
  const traders: TradersInCells[] = [];
  const spent = { evaluations: 0, steps: 0, summands: 1 };
  groups.forEach(({ role, count, law }, g) => {
    traders.push({ role, count, cells: cellsOfGroup(law, role, sides[g] as ContinuumSide, spent) });
    requireProducts(traders.map(({ cells }) => cells));
  });
  requireEffortOfRanking(
    traders.map(({ count, cells }) => ({ count, total: cells.mass.denominator })),
    traders.reduce((sum, { cells }) => sum + cells.revenue.length, 0),
  );
  return traders;
}

/** Throws when the sums over the cells would take too long. */
function requireProducts(all: readonly Cells[]): void {
  const bits = all.reduce(
    (sum, { low, mass, moment }) => sum + bitLength(low.denominator) + bitLength(mass.denominator) + bitLength(moment.denominator),
    0,
  );
  const words = bits / 64;
  const cells = all.reduce((sum, { revenue }) => sum + revenue.length, 0);
  if (words > limits.cellWords || cells * words * words * 20 > limits.cellProducts) {
    throw new Rejection("knots: they are too many, or their numbers too long, to be added up");
  }
}

/** Who trades with whom in bilateral trade, as an order in which the two hold the good. Throws for counts that are none. */
export function rankedByCounts({ strict, generous, mix }: CellMechanism, [buyer, seller]: readonly TradersInCells[]): RankMechanism {
  const [m, n] = [buyer?.cells.revenue.length as number, seller?.cells.revenue.length as number];
  const order = (counts: readonly number[]): RankLevel[] => {
    if (counts.length !== m) throw new Rejection(`mechanism: ${counts.length} counts for the buyer's ${m} cells`);
    const levels: RankLevel[] = [];
    let left = n;
    // The best buyer first; sellers with whom a buyer does not trade keep the good before it gets it.
    for (let i = m - 1; i >= 0; i--) {
      const trades = counts[i] as number;
      if (trades > n) throw new Rejection(`mechanism: the count of the buyer's cell ${i} is none of the seller's ${n} cells`);
      if (trades > left) throw new Rejection(`incentives: buyers of cell ${i + 1} trade less than those of the worse cell ${i}`);
      for (; left > trades; left--) levels.push([1, 1]);
      levels.push([0, 1]);
    }
    for (; left > 0; left--) levels.push([1, 1]);
    return levels;
  };
  strict.forEach((count, i) => {
    if (count > (generous[i] ?? count)) throw new Rejection(`mechanism: the buyer's cell ${i} trades surely more than at most`);
  });
  return { strict: order(strict), generous: order(generous), mix };
}

/**
 * The objective that the mechanism of a proof attains on the continuous types.
 *
 * Types in a cell are treated alike. Payments are tight: the worst type of each cell is indifferent to the next worse cell, the worst type of
 * all is held to 0. As allocations rise with worth, no type gains by posing as any other (single crossing) and none loses.
 */
export function attainedBy({ budget, objective }: StatedProblem, traders: readonly TradersInCells[], mechanism: RankMechanism): Rational {
  const accounts = accountsOf(traders, mechanism);
  const { broker } = objective;
  /** w·(worth − pays) + w_0·pays, at worst. */
  const value = (weight: Rational, { worth, pays, worthError, payError }: Account) =>
    weight.mul(worth.sub(worthError)).add(broker.sub(weight).mul(pays)).sub(broker.sub(weight).abs().mul(payError));
  const total = (term: (account: Account, g: number) => Rational) =>
    accounts.reduce((sum, account, g) => sum.add(term(account, g).mul(traders[g]?.count as number)), zero);
  const tight = total((account, g) => value(objective[`${traders[g]?.role as Side}s`], account));
  if (budget.rule === "none") return tight;
  const error = total(({ payError }) => payError);
  const profit = total(({ pays }) => pays).sub(error);
  const spare = profit.sub(budget.requiredProfit);
  if (spare.lt(zero)) throw new Rejection(`budget: the expected profit is ${numberInWords(profit)}`);
  // What exceeds the required profit can be handed to either side as a lump sum; when balanced, it must be.
  const { buyers, sellers } = objective;
  const excess = (buyers.gt(sellers) ? buyers : sellers).sub(broker);
  const handed = excess.mul(excess.gte(zero) ? spare : spare.add(error).add(error));
  return budget.rule === "balanced" || handed.gt(zero) ? tight.add(handed) : tight;
}

/** What a member of each group gains by its trades, and what it pays, under the mechanism that treats the types of a cell alike. */
export function accountsOf(traders: readonly TradersInCells[], { strict, generous, mix: text }: RankMechanism): readonly Account[] {
  const mix = rational(text);
  if (mix.lt(zero) || mix.gt(one)) throw new Rejection("mechanism: the mix is not a probability");
  const units = traders.reduce((sum, { role, count }) => sum + (role === "seller" ? count : 0), 0);
  const ranked = traders.map(({ role, count, cells: { mass } }) => ({
    count,
    masses: role === "seller" ? mass.numerators : [...mass.numerators].reverse(),
  }));
  const held = mixed(holdings(ranked, strict, units), holdings(ranked, generous, units), mix);
  const error = errorOf(traders);
  return traders.map(({ role, cells }, g) => {
    const { numerators, denominator } = held[g] as ExactVector;
    // A seller trades when it does not hold its unit.
    const trades = role === "seller" ? numerators.map((own) => denominator - own) : [...numerators].reverse();
    return account(cells, { numerators: trades, denominator }, error);
  });
}

/**
 * How far a product of probabilities, worths or slopes of the traders, one factor of each, may be off for the relative errors ε of their cells: by 3Nε,
 * with N traders. Probabilities are masses over their total, each off by at most ε; a probability of trade, and what it exceeds another one by, is a sum
 * of products of N − 1 of them.
 */
function errorOf(traders: readonly TradersInCells[]): Rational {
  const largest = traders.reduce((most, { cells: { relativeError } }) => (relativeError.gt(most) ? relativeError : most), zero);
  return largest.mul(3).mul(traders.reduce((sum, { count }) => sum + count, 0));
}

export interface Account {
  readonly worth: Rational;
  readonly pays: Rational;
  /** How far the two may be off for the errors of the cells. */
  readonly worthError: Rational;
  readonly payError: Rational;
}

/** Expected worth of a trader's trades and its expected payment, from the allocation of its cells; products of the two are off by at most `error`, relatively. */
function account(cells: Cells, allocation: ExactVector, error: Rational): Account {
  const { low, mass, moment, size, openBelow } = cells;
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
    if (error.n > 0n) {
      worthSize += own * (size.numerators[k] as bigint);
      paySize += paid < 0n ? -paid : paid;
    }
  }
  const payUnit = allocation.denominator * mass.denominator * low.denominator;
  return {
    worth: ratio(worth, allocation.denominator * moment.denominator),
    pays: ratio(pays, payUnit),
    worthError: error.mul(ratio(worthSize, allocation.denominator * size.denominator)),
    payError: error.mul(ratio(paySize, payUnit)),
  };
}

/**
 * The upper bound at κ = w_0 + λ, the `price` (weak duality in λ, the price of the budget): a trader of weight w gives at most ∫ X dH with X its allocation by
 * quantile (best types first), H = w·W + (κ − w)·R, W(q) = ∫₀^q v and R(q) = q·v(q), because rents are at least those of tight payments
 * and κ ≥ w. Any H̃ ≥ H may stand for H, and, as X falls in q, the least concave one above it, whose slopes β then are what trade of a type adds. The
 * bound is the expectation of the most that trades of equally many buyers and sellers add, less λr: the units, as many as sellers, go to those
 * traders to whom holding one adds most, β to a buyer and −β to a seller.
 *
 * Without the `objective` all weights are 0 and κ = λ = 1: the largest profit less r. If that is negative, no mechanism is feasible.
 */
export function continuumBound(problem: StatedProblem, traders: readonly TradersInCells[], price: Rational, objective: boolean): Rational {
  const weights = objective ? problem.objective : { buyers: zero, sellers: zero, broker: zero };
  const kappa = objective ? price : one;
  const lambda = kappa.sub(weights.broker);
  const { rule, requiredProfit } = problem.budget;
  if (kappa.lt(weights.buyers) || kappa.lt(weights.sellers)) throw new Rejection("kappa: it is smaller than a side's weight");
  if (!admits[rule](lambda)) {
    throw new Rejection(`kappa: the budget ${rule} does not allow the price ${numberInWords(lambda)}`);
  }
  const error = errorOf(traders);
  const hulls = traders.map(({ role, count, cells }) => {
    const { masses, slopes, massUnit, jump } = majorant(cells, weights[`${role}s`], kappa);
    const blocks = concaveHull(masses, slopes, error);
    // In the order in which they get a unit: the costliest seller, the worst, first.
    const levels = role === "seller" ? blocks.map(({ mass, rise }) => ({ mass, rise: -rise })).reverse() : blocks;
    const total = masses.reduce((sum, mass) => sum + mass, 0n);
    return { role, count, massUnit, jump, levels, total };
  });
  const gains = expectedGains(hulls);
  // Jumps at quantile 0 count at most once for each trader.
  const bound = hulls.reduce((sum, { count, jump }) => sum.add(ratio(BigInt(count) * jump, grain)), gains.add(gains.mul(error)));
  return lambda.equals(zero) ? bound : bound.sub(lambda.mul(requiredProfit));
}

interface Hull {
  readonly role: Side;
  readonly count: number;
  /** What holding a unit adds, falling, as `rise`/`mass` in grains. */
  readonly levels: readonly Block[];
  /** Of the masses. */
  readonly total: bigint;
}

/** The most, in expectation, that trades of equally many buyers and sellers can add; rounded up. */
function expectedGains(hulls: readonly Hull[]): Rational {
  const units = hulls.reduce((sum, { role, count }) => sum + (role === "seller" ? count : 0), 0);
  requireEffortOfRanking(
    hulls,
    hulls.reduce((sum, { levels }) => sum + levels.length, 0),
  );
  const ranking = new Placement(hulls, units);
  const next = hulls.map(() => 0);
  const nextOf = (g: number) => hulls[g]?.levels[next[g] as number];
  let held = 0n;
  for (;;) {
    let best = -1;
    hulls.forEach((_, g) => {
      const [own, other] = [nextOf(g), best < 0 ? undefined : nextOf(best)];
      if (own && (!other || own.rise * other.mass > other.rise * own.mass)) best = g;
    });
    const level = nextOf(best);
    if (!level) break;
    held += ceiling(level.rise * ranking.place(best, level.mass), level.mass);
    next[best] = (next[best] as number) + 1;
  }
  // What sellers hold without trade.
  return hulls.reduce(
    (sum, { role, count, levels, total }) =>
      role === "buyer" ? sum : sum.sub(ratio(BigInt(count) * levels.reduce((all, { rise }) => all + rise, 0n), total * grain)),
    ratio(held, ranking.unit * grain),
  );
}

function ceiling(n: bigint, d: bigint): bigint {
  const quotient = n / d;
  return quotient * d < n ? quotient + 1n : quotient;
}

/** The prices λ that each rule of the budget may have. */
const admits: Readonly<Record<BudgetWord, (lambda: Rational) => boolean>> = {
  none: (lambda) => lambda.equals(zero),
  "ex-ante": (lambda) => lambda.gte(zero),
  "no-deficit": (lambda) => lambda.gte(zero),
  balanced: () => true,
};

interface Block {
  readonly mass: bigint;
  /** Slope times mass. */
  readonly rise: bigint;
}

/** Pools slopes that rise until they fall: the least concave majorant; all are raised by their relative error first. */
function concaveHull(masses: readonly bigint[], slopes: readonly bigint[], error: Rational): readonly Block[] {
  const raised = (rise: bigint) => (error.n === 0n ? rise : rise + ceiling((rise < 0n ? -rise : rise) * error.n, error.d));
  const blocks: Block[] = [];
  masses.forEach((mass, k) => {
    let block = { mass, rise: raised(mass * (slopes[k] as bigint)) };
    for (let last = blocks.at(-1); last && last.rise * block.mass < block.rise * last.mass; last = blocks.at(-1)) {
      block = { mass: last.mass + block.mass, rise: last.rise + block.rise };
      blocks.pop();
    }
    blocks.push(block);
  });
  return blocks;
}
