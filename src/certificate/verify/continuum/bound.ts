import { ceilingOf, floorOf } from "../../../arithmetic/elementary/enclosure.ts";
import { magnitude } from "../../../arithmetic/exact-vector.ts";
import { one, type Rational, ratio, zero } from "../../../arithmetic/rational.ts";
import type { BudgetWord, StatedProblem } from "../instance.ts";
import { numberInWords } from "../number-words.ts";
import { Rejection } from "../rejection.ts";
import { grain, majorant } from "./majorant.ts";
import { Placement, requireEffortOfRanking } from "./ranking.ts";
import { errorOf, type TradersInCells } from "./traders.ts";

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
  const lambda = budgetPrice(problem.budget.rule, kappa, weights.broker, [weights.buyers, weights.sellers]);
  const error = errorOf(traders);
  const hulls = traders.map(({ role, count, cells }) => {
    const { masses, slopes, jump } = majorant(cells, weights[`${role}s`], kappa);
    const blocks = concaveHull(masses, slopes, error).map(({ mass, rise }) => ({ mass, rise, per: mass }));
    // In the order in which they get a unit: the costliest seller, the worst, first.
    const owner = role === "seller";
    const levels = owner ? blocks.map(({ mass, rise, per }) => ({ mass, rise: -rise, per })).reverse() : blocks;
    return { reference: owner ? one : zero, count, jump, levels };
  });
  return boundOf(hulls, error, lambda, problem.budget.requiredProfit);
}

/** λ = κ − w_0, the price of the budget. Throws when κ is below a weight, or the rule of the budget has no such price. */
export function budgetPrice(rule: BudgetWord, kappa: Rational, broker: Rational, weights: readonly Rational[]): Rational {
  if (weights.some((own) => kappa.lt(own))) throw new Rejection("kappa: it is smaller than a side's weight");
  const lambda = kappa.sub(broker);
  if (!admits[rule](lambda)) throw new Rejection(`kappa: the budget ${rule} does not allow the price ${numberInWords(lambda)}`);
  return lambda;
}

/** The bound of these worths of holding a unit: what the best allocation of all units adds in expectation, less λ times the required profit. */
export function boundOf(hulls: readonly Hull[], error: Rational, lambda: Rational, requiredProfit: Rational): Rational {
  const gains = expectedGains(hulls);
  // Jumps at quantile 0 count at most once for each trader.
  const bound = hulls.reduce((sum, { count, jump }) => sum.add(ratio(BigInt(count) * jump, grain)), gains.add(gains.mul(error)));
  return lambda.equals(zero) ? bound : bound.sub(lambda.mul(requiredProfit));
}

/** What holding a unit adds for the members of a group. */
export interface Hull {
  /** What a member holds when nobody trades; the total is the number of units. */
  readonly reference: Rational;
  readonly count: number;
  /** Falling. */
  readonly levels: readonly WorthLevel[];
  /** In grains. */
  readonly jump: bigint;
}

/** Types of this mass, to whom a unit adds `rise`/`per` grains. */
export interface WorthLevel {
  readonly mass: bigint;
  readonly rise: bigint;
  readonly per: bigint;
}

/** The most, in expectation, that an allocation of all units can add; rounded up. */
function expectedGains(hulls: readonly Hull[]): Rational {
  const owned = hulls.reduce((sum, { reference, count }) => sum.add(reference.mul(count)), zero);
  const groups = hulls.map(({ count, levels }) => ({ count, total: levels.reduce((sum, { mass }) => sum + mass, 0n) }));
  requireEffortOfRanking(
    groups,
    hulls.reduce((sum, { levels }) => sum + levels.length, 0),
  );
  const ranking = new Placement(groups, Number(owned.n));
  const next = hulls.map(() => 0);
  const nextOf = (g: number) => hulls[g]?.levels[next[g] as number];
  let held = 0n;
  for (;;) {
    let best = -1;
    hulls.forEach((_, g) => {
      const [own, other] = [nextOf(g), best < 0 ? undefined : nextOf(best)];
      if (own && (!other || own.rise * other.per > other.rise * own.per)) best = g;
    });
    const level = nextOf(best);
    if (!level) break;
    held += ceilingOf(level.rise * ranking.place(best, level.mass), level.per);
    next[best] = (next[best] as number) + 1;
  }
  // What they hold without trade.
  return hulls.reduce(
    (sum, { reference, count, levels }, g) => {
      if (reference.equals(zero)) return sum;
      const own = levels.reduce((all, { mass, rise, per }) => all + floorOf(rise * mass, per), 0n);
      return sum.sub(reference.mul(ratio(BigInt(count) * own, (groups[g] as (typeof groups)[number]).total * grain)));
    },
    ratio(held, ranking.unit * grain),
  );
}

/** The prices λ that each rule of the budget may have. */
const admits: Readonly<Record<BudgetWord, (lambda: Rational) => boolean>> = {
  none: (lambda) => lambda.equals(zero),
  "ex-ante": (lambda) => lambda.gte(zero),
  "no-deficit": (lambda) => lambda.gte(zero),
  balanced: () => true,
};

export interface Block {
  readonly mass: bigint;
  /** Slope times mass. */
  readonly rise: bigint;
}

/** Pools slopes that rise until they fall: the least concave majorant; all are raised by their relative error first. */
export function concaveHull(masses: readonly bigint[], slopes: readonly bigint[], error: Rational): readonly Block[] {
  const raised = (rise: bigint) => (error.n === 0n ? rise : rise + ceilingOf(magnitude(rise) * error.n, error.d));
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
