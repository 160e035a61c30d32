import { bitLength, one, type Rational, rational, zero } from "../../../arithmetic/rational.ts";
import type { CellMechanism, ContinuumProof, ContinuumSide, MarketProof, RankLevel, RankMechanism } from "../../format.ts";
import { NotCovered } from "../fields.ts";
import type { BudgetWord, IncentivesWord, ParticipationWord, Side, StatedEnvironment, StatedGroup, StatedProblem } from "../instance.ts";
import { polynomialLaw } from "../laws/law.ts";
import type { StatedLaw } from "../laws/stated-law.ts";
import { limits } from "../limits.ts";
import { Rejection } from "../rejection.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { enclosedCells } from "./enclosed-cells.ts";
import { requireEffortOfRanking } from "./ranking.ts";

/*
 * Traders with continuous types: one buyer and one seller, or groups of them. All are seen alike: the worth of trade is v = value for a buyer, −cost
 * for a seller, and types are ordered by it. The bounds hold for bayesian incentives with interim participation and independent types whatever the
 * budget; the allocation of the lower bound rises in every trader's own worth in every state, so that with an ex-ante budget (or none) it also serves
 * dominant incentives and ex-post participation, where the same upper bound holds all the more.
 */

/** The law of worth: a buyer's value, a seller's cost with a minus sign. */
export function worthLaw(law: StatedLaw, role: Side): StatedLaw {
  return role === "buyer" ? law : { law: "affine", scale: one.neg(), shift: zero, of: law };
}

/** What the cells of all laws have taken. */
export interface Spent {
  evaluations: number;
  steps: number;
  summands: number;
}

/** The cells into which a proof cuts a law: exact ones of a rational law, others with enclosures computed here. */
export function cellsOfGroup(own: StatedLaw, role: Side, { knots }: ContinuumSide, spent: Spent): Cells {
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

/** Traders of one law on one side, in cells of worth. */
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
  return tradersInCells(groups, sides);
}

/** Groups of traders, each in the cells of its own knots. Throws when they are too many. */
export function tradersInCells(
  groups: readonly (StatedGroup & { readonly role: Side })[],
  sides: readonly ContinuumSide[],
): readonly TradersInCells[] {
  return inCells(groups, "traders", ({ role, count, law }, g, spent) => ({
    role,
    count,
    cells: cellsOfGroup(law, role, sides[g] as ContinuumSide, spent),
  }));
}

interface CountedCells {
  readonly count: number;
  readonly cells: Cells;
}

/** All groups cut into cells. Throws when they are too many. */
export function inCells<Group extends { readonly count: number }, Cut extends CountedCells>(
  groups: readonly Group[],
  who: string,
  cut: (group: Group, g: number, spent: Spent) => Cut,
): readonly Cut[] {
  if (groups.reduce((sum, { count }) => sum + count, 0) > limits.ranked)
    throw new NotCovered(`proofs for the continuum are about at most ${limits.ranked} ${who}`);
  const all: Cut[] = [];
  const spent = { evaluations: 0, steps: 0, summands: 1 };
  groups.forEach((group, g) => {
    all.push(cut(group, g, spent));
    requireProducts(all.map(({ cells }) => cells));
  });
  requireEffort(all, 1);
  return all;
}

/** Throws when ranking the groups' members so many times would take too long. */
export function requireEffort(all: readonly CountedCells[], rankings: number): void {
  requireEffortOfRanking(
    all.map(({ count, cells }) => ({ count, total: cells.mass.denominator })),
    rankings * all.reduce((sum, { cells }) => sum + cells.revenue.length, 0),
  );
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
 * How far a product of probabilities, worths or slopes of the traders, one factor of each, may be off for the relative errors ε of their cells: by 3Nε,
 * with N traders. Probabilities are masses over their total, each off by at most ε; a probability of trade, and what it exceeds another one by, is a sum
 * of products of N − 1 of them.
 */
export function errorOf(traders: readonly TradersInCells[]): Rational {
  const largest = traders.reduce((most, { cells: { relativeError } }) => (relativeError.gt(most) ? relativeError : most), zero);
  return largest.mul(3).mul(traders.reduce((sum, { count }) => sum + count, 0));
}
