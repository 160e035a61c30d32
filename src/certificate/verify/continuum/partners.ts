import { type ExactVector, lcm, magnitude } from "../../../arithmetic/exact-vector.ts";
import { one, type Rational, ratio, rational, zero } from "../../../arithmetic/rational.ts";
import type { ContinuumSide, PartnershipMechanism, PartnershipProof } from "../../format.ts";
import { NotCovered } from "../fields.ts";
import type { IncentivesWord, ParticipationWord, StatedPartnership, StatedProblem } from "../instance.ts";
import { polynomialLaw } from "../laws/law.ts";
import type { StatedLaw } from "../laws/stated-law.ts";
import { Rejection } from "../rejection.ts";
import { type Account, account, settled } from "./attained.ts";
import { type Block, boundOf, budgetPrice, concaveHull, type Hull, type WorthLevel } from "./bound.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { grain, majorant } from "./majorant.ts";
import { holdings } from "./ranking.ts";
import { cellsOfGroup, errorOf, inCells, requireEffort, type Spent, worthLaw } from "./traders.ts";

/*
 * Partners with continuous values who own one unit together. Whoever holds more than its share has bought the difference, whoever holds less has sold it:
 * a partner is a buyer of (A − r)⁺ and a seller of (r − A)⁺, A its holding, r its share. The bounds hold for bayesian incentives, interim
 * participation and independent values, whatever the budget.
 */

/** Partners of one law and share; their cells as values, and the same cells as costs. */
export interface PartnersInCells {
  readonly count: number;
  readonly share: Rational;
  readonly cells: Cells;
  readonly asCosts: Cells;
}

/** Why no proof for the continuum is about a partnership with listed divisions. */
export const dividedAtWill = "proofs for the continuum are about partners who may divide the unit at will";

const never = { none: false, "ex-ante": false, interim: false, "ex-post": false };

/** The constraints that the argument above serves. */
const covered: Readonly<Record<IncentivesWord, Readonly<Record<ParticipationWord, boolean>>>> = {
  bayesian: { ...never, interim: true },
  dominant: never,
};

/** The cells that a proof speaks of. Throws when the argument does not cover the problem. */
export function partnersOfProof(
  { environment, incentives, participation, discretization }: StatedProblem,
  proof: Pick<PartnershipProof, "kind" | "groups">,
): readonly PartnersInCells[] {
  if (!("partners" in environment)) throw new Rejection(`proof.kind: ${proof.kind} is not for ${environment.kind}`);
  const { partners, divisions } = environment as StatedPartnership;
  if (divisions) throw new NotCovered(dividedAtWill);
  if (proof.groups.length !== partners.length) throw new Rejection(`proof.groups: ${partners.length} are expected`);
  if (discretization !== null) throw new Rejection("proof.kind: the instance is a grid, and the proof speaks of the continuum");
  if (!covered[incentives][participation])
    throw new NotCovered(`no proof for the continuum covers partners with ${incentives} incentives and ${participation} participation`);
  return inCells(partners, "partners", ({ count, share, law }, g, spent) => ({
    count,
    share,
    ...bothWays(law, proof.groups[g] as ContinuumSide, spent),
  }));
}

/** The cells of a law seen from both sides, cut at the same points. */
function bothWays(law: StatedLaw, { knots }: ContinuumSide, spent: Spent): Pick<PartnersInCells, "cells" | "asCosts"> {
  const side: ContinuumSide = { knots: [...knots, ...turnsOf(law, spent)], enclosures: null };
  const cells = cellsOfGroup(law, "buyer", side, spent);
  const asCosts = cellsOfGroup(law, "seller", side, spent);
  const n = cells.revenue.length;
  const same = (a: ExactVector, b: ExactVector) =>
    a.numerators.every((own, k) => own * b.denominator === -(b.numerators[n - 1 - k] as bigint) * a.denominator);
  const alike =
    asCosts.revenue.length === n &&
    cells.openBelow === asCosts.openAbove &&
    cells.openAbove === asCosts.openBelow &&
    (cells.openBelow || cells.openAbove || (same(cells.low, asCosts.high) && same(cells.high, asCosts.low)));
  if (!alike) throw new NotCovered("the cells of a law differ when it is seen from the other side");
  // Both are right up to the relative error; with the same masses a quantile means the same from both sides.
  const mass = { numerators: [...cells.mass.numerators].reverse(), denominator: cells.mass.denominator };
  return { cells, asCosts: { ...asCosts, mass } };
}

/** Where the revenue curves of a rational law turn, from either side: there all cells are cut. */
function turnsOf(law: StatedLaw, spent: Spent): string[] {
  return (["buyer", "seller"] as const).flatMap((role) => {
    const polynomial = polynomialLaw(worthLaw(law, role));
    if (!polynomial) return [];
    const { low } = cellsOf(polynomial, [], spent);
    const sign = role === "buyer" ? 1n : -1n;
    return low.numerators.map((n) => ratio(sign * n, low.denominator).toFraction());
  });
}

const asTraders = (groups: readonly PartnersInCells[]) => groups.map(({ count, cells }) => ({ role: "buyer" as const, count, cells }));

/** A holding, and a quantile from either side, take one factor of the own mass more than a trade does. */
const errorOfPartners = (groups: readonly PartnersInCells[]) => errorOf(asTraders(groups)).mul(2);

/**
 * The objective that the mechanism of a proof attains on the continuous values.
 *
 * Types in a cell are treated alike, and holdings rise with the value. Payments are tight: types that hold more than their share leave the lowest such type
 * nothing, as buyers do, and types that hold less leave the highest such type nothing, as sellers do. Between the two kinds no type gains by posing as one of the
 * other, because what it would buy is worth less to it than to the lowest type that does, and likewise for what it would sell.
 */
export function attainedByPartners(
  { budget, objective }: StatedProblem,
  groups: readonly PartnersInCells[],
  mechanism: PartnershipMechanism,
): Rational {
  const weighted = accountsOfPartners(groups, mechanism).map((own, g) => ({
    ...own,
    count: groups[g]?.count as number,
    weight: objective.partners[g] as Rational,
  }));
  const heaviest = objective.partners.reduce((most, own) => (own.gt(most) ? own : most));
  return settled(weighted, { broker: objective.broker, heaviest }, budget);
}

/** What a member of each group gains by the division, and what it pays. */
export function accountsOfPartners(groups: readonly PartnersInCells[], { rankings }: PartnershipMechanism): readonly Account[] {
  // As many as a vertex of the lotteries that meet a budget and one condition a group can need.
  if (rankings.length > groups.length + 2) throw new Rejection(`mechanism: ${rankings.length} rankings are more than a division needs`);
  requireEffort(groups, rankings.length);
  const held = heldOnAverage(groups, rankings);
  const error = errorOfPartners(groups);
  return groups.map(({ share, cells, asCosts }, g) => {
    const { numerators, denominator } = held[g] as ExactVector;
    const unit = denominator * share.d;
    const beyond = numerators.map((own) => own * share.d - share.n * denominator);
    if (error.n > 0n) requireSides(cells, { numerators, denominator }, beyond, error);
    const positive = (x: bigint) => (x > 0n ? x : 0n);
    const bought = account(cells, { numerators: beyond.map(positive), denominator: unit }, zero);
    const sold = account(asCosts, { numerators: beyond.map((x) => positive(-x)).reverse(), denominator: unit }, zero);
    const own = { worth: bought.worth.add(sold.worth), pays: bought.pays.add(sold.pays) };
    if (error.n === 0n) return { ...own, worthError: zero, payError: zero };
    const sizes = numerators.map((x) => x * share.d + share.n * denominator);
    return { ...own, worthError: error.mul(worthSize(cells, sizes, unit)), payError: error.mul(paySize(cells, asCosts, sizes, unit)) };
  });
}

/** Per group and cell, what a partner holds under the lottery over rankings; a ranking without levels leaves everybody its share. */
function heldOnAverage(groups: readonly PartnersInCells[], rankings: PartnershipMechanism["rankings"]): ExactVector[] {
  const weights = rankings.map(({ weight }) => rational(weight));
  if (weights.some((weight) => weight.lt(zero)) || !weights.reduce((sum, own) => sum.add(own), zero).equals(one))
    throw new Rejection("mechanism: the weights of the rankings are not probabilities of total 1");
  const ranked = groups.map(({ count, cells: { mass } }) => ({ count, masses: [...mass.numerators].reverse() }));
  const common = weights.reduce((unit, { d }) => lcm(unit, d), 1n);
  const parts = rankings.map(({ levels }) => (levels.length === 0 ? null : holdings(ranked, levels, 1)));
  return groups.map(({ share, cells }, g) => {
    const unit = parts.find((part) => part !== null)?.[g]?.denominator ?? 1n;
    const denominator = unit * share.d * common;
    const numerators = cells.revenue.map((_, k) =>
      parts.reduce((sum, part, j) => {
        const weight = (weights[j] as Rational).n * (common / (weights[j] as Rational).d);
        // Levels are from the highest value down.
        const own = part === null ? share.n * unit : (part[g]?.numerators[cells.revenue.length - 1 - k] as bigint) * share.d;
        return sum + weight * own;
      }, 0n),
    );
    return { numerators, denominator };
  });
}

/** Cells without an end can be priced from one side only: there it must be beyond doubt on which side of the share the holding is. */
function requireSides({ openBelow, openAbove }: Cells, { numerators }: ExactVector, beyond: readonly bigint[], error: Rational): void {
  const sure = (x: bigint, k: number) => x * error.d > error.n * (numerators[k] as bigint);
  const last = beyond.length - 1;
  if (openBelow && !sure(-(beyond[0] as bigint), 0))
    throw new Rejection("participation: the lowest types of a cell without limit cannot be priced");
  if (openAbove && !sure(beyond[last] as bigint, last))
    throw new Rejection("participation: the highest types of a cell without limit cannot be priced");
}

/** Σ (A + r)·E[|v|·1{cell}]: what an error of A, masses and moments is relative to. */
function worthSize({ size }: Cells, sizes: readonly bigint[], unit: bigint): Rational {
  return ratio(
    sizes.reduce((sum, own, k) => sum + own * (size.numerators[k] as bigint), 0n),
    unit * size.denominator,
  );
}

/** Σ (A + r)·(|l_k|·S_k + |l_{k+1}|·S_{k+1} + |h_k|·F_k + |h_{k−1}|·F_{k−1}), S_k the mass from cell k up and F_k that from it down; ends that do not exist are left out. */
function paySize(cells: Cells, asCosts: Cells, sizes: readonly bigint[], unit: bigint): Rational {
  const oneWay = ({ low, mass, openBelow }: Cells, own: readonly bigint[]) => {
    let above = 0n;
    let sum = 0n;
    let next = 0n;
    for (let k = own.length - 1; k >= 0; k--) {
      above += mass.numerators[k] as bigint;
      const here = openBelow && k === 0 ? 0n : above * magnitude(low.numerators[k] as bigint);
      sum += (own[k] as bigint) * (here + next);
      next = here;
    }
    return ratio(sum, unit * mass.denominator * low.denominator);
  };
  return oneWay(cells, sizes).add(oneWay(asCosts, [...sizes].reverse()));
}

/**
 * The upper bound at κ = w_0 + λ and pool values z. With H the function that {@link majorant} bounds, of values from the highest down (U), and of costs from the lowest value
 * up (L), a partner whose holding crosses its share r at some type gives at most ∫ U̇·(A − r) above it and ∫ −L̇·(A − r) below it, because rents are at least those of tight
 * payments on either side and κ ≥ w. Let b be the slopes of a concave majorant of U, s minus those of one of L, both as functions of the type: any y whose integral from
 * the top reaches that of b, and whose integral from the bottom stays below that of s, makes E y·(A − r) a bound, as A rises. Such is y = min(max(z, b), s), but for what b
 * exceeds s by, which counts once like a jump. What remains is the expectation of the highest y less Σ r·E y, less λ times the required profit.
 *
 * Without the `objective` all weights are 0 and κ = λ = 1: the largest profit less what is required.
 */
export function partnershipBound(
  { objective, budget }: StatedProblem,
  groups: readonly PartnersInCells[],
  { kappa: price, pools }: Pick<PartnershipProof, "kappa" | "pools">,
  withObjective: boolean,
): Rational {
  if (pools.length !== groups.length) throw new Rejection(`proof.pools: ${groups.length} are expected`);
  const weights = withObjective ? objective.partners : groups.map(() => zero);
  const kappa = withObjective ? rational(price) : one;
  const lambda = budgetPrice(budget.rule, kappa, withObjective ? objective.broker : zero, weights);
  const error = errorOfPartners(groups);
  const hulls = groups.map(({ count, share, cells, asCosts }, g): Hull => {
    const weight = weights[g] as Rational;
    const [buying, selling] = [cells, asCosts].map((own) => {
      const { masses, slopes, massUnit, jump } = majorant(own, weight, kappa);
      return { blocks: concaveHull(masses, slopes, error), massUnit, jump };
    }) as [Side, Side];
    const pool = rational(pools[g] as string);
    const { levels, over } = clipped(buying, selling, (pool.s * pool.n * grain) / pool.d);
    return { reference: share, count, levels, jump: buying.jump + selling.jump + over };
  });
  return boundOf(hulls, error, lambda, budget.requiredProfit);
}

interface Side {
  readonly blocks: readonly Block[];
  readonly massUnit: bigint;
  readonly jump: bigint;
}

/** min(max(z, b), s) from the highest value down, and in grains what b exceeds s by, rounded up. */
function clipped(buying: Side, selling: Side, z: bigint): { readonly levels: readonly WorthLevel[]; readonly over: bigint } {
  if (buying.massUnit !== selling.massUnit) throw new Error("the same cells have two units of mass");
  const levels: WorthLevel[] = [];
  let over = 0n;
  let [i, j] = [0, selling.blocks.length - 1];
  let [left, right] = [buying.blocks[0]?.mass ?? 0n, selling.blocks[j]?.mass ?? 0n];
  while (i < buying.blocks.length && j >= 0) {
    const [bought, sold] = [buying.blocks[i] as Block, selling.blocks[j] as Block];
    const mass = left < right ? left : right;
    const b = { rise: bought.rise, per: bought.mass };
    const s = { rise: -sold.rise, per: sold.mass };
    const wanted = b.rise > z * b.per ? b : { rise: z, per: 1n };
    const level = wanted.rise * s.per > s.rise * wanted.per ? s : wanted;
    const excess = b.rise * s.per - s.rise * b.per;
    if (excess > 0n) over += (excess * mass) / (b.per * s.per * buying.massUnit) + 1n;
    levels.push({ mass, ...level });
    left -= mass;
    right -= mass;
    if (left === 0n) left = buying.blocks[++i]?.mass ?? 0n;
    if (right === 0n) right = selling.blocks[--j]?.mass ?? 0n;
  }
  return { levels, over };
}
