import { exactDouble, one, type Rational, ratio, sumRationals, toNumber, zero } from "../../arithmetic/rational.ts";
import { commonDenominator, type ExactGroup, exactlyIroned, integer, integerCells } from "../grid/exact-cells.ts";
import { exactGroups } from "../grid/exact-grid.ts";
import type { TypeGroup } from "../kernel/optimum.ts";
import { efficientTerms, exactLumpSum, type Terms, termsOf } from "../kernel/terms.ts";

/** Bounds on the value of a divisible good on finite types, and its first best, all in exact arithmetic; the bounds meet where the budget does not bind. */
export interface ExactDivisible {
  readonly lower: Rational;
  readonly upper: Rational;
  readonly firstBest: Rational;
}

/** Most pairs of types that are added up in rationals. */
const mostPairs = 1_000;

/** How far above the multiplier of the search one is tried at which the required profit is surely made. */
const nudges = [0, 2 ** -50, 2 ** -46, 2 ** -40, 2 ** -30];

/**
 * Proves the answer of the search: the dual at its multiplier, as a rational, is an upper bound; the quantities at a multiplier no lower, at which they make the required profit exactly, attain the lower
 * one. Null where the types are not rational, there are too many, or no multiplier nearby makes the required profit.
 */
export function exactDivisible(
  groups: readonly TypeGroup[],
  curvature: Rational,
  terms: Terms<Rational>,
  lambda: number,
): ExactDivisible | null {
  const pairs = groups.reduce((product, { types }) => product * types.values.length, 1);
  if (pairs > mostPairs || groups.some(({ types }) => !types.exact)) return null;
  const at = (asked: Terms<Rational>, price: Rational) => valueAt(exactGroups(groups, asked) ?? [], curvature, asked, price);
  const firstBest = at(termsOf(efficientTerms), zero).objective;
  const { requiredProfit } = terms;
  // Where no rents count, any multiplier asks for the largest profit; K must be above 0.
  const lowest = terms.heaviest.equals(zero) && terms.lowest.lt(zero) ? zero : terms.lowest;
  for (const nudge of nudges) {
    const price =
      lambda <= toNumber(lowest) ? lowest : exactDouble(lambda).add(exactDouble(nudge).mul(exactDouble(Math.abs(lambda)).add(one)));
    const { objective, profit } = at(terms, price);
    const spare = requiredProfit === null ? zero : profit.sub(requiredProfit);
    if (spare.lt(zero)) continue;
    const lower = objective.add(terms.excess.mul(exactLumpSum(terms, profit)));
    const upper = objective.add(price.mul(spare));
    return { lower, upper, firstBest };
  }
  return null;
}

/** What the best quantities at a multiplier achieve. */
function valueAt(
  groups: readonly ExactGroup[],
  curvature: Rational,
  { broker }: Terms<Rational>,
  lambda: Rational,
): { readonly objective: Rational; readonly profit: Rational } {
  const [buyer, seller] = groups.map((group) => ironedBlocks(group, broker, lambda)) as [Block[], Block[]];
  const price = broker.add(lambda);
  const band = price.mul(curvature);
  const objectives: Rational[] = [];
  const profits: Rational[] = [];
  for (const own of buyer)
    for (const other of seller) {
      const gain = own.slope.add(other.slope);
      if (!gain.gt(zero)) continue;
      const x = gain.gte(band) ? one : gain.div(band);
      const spent = own.mass.mul(other.mass).mul(curvature).mul(x).mul(x).div(2);
      objectives.push(own.objective.mul(other.mass).add(other.objective.mul(own.mass)).mul(x).sub(broker.mul(spent)));
      profits.push(own.profit.mul(other.mass).add(other.profit.mul(own.mass)).mul(x).sub(spent));
    }
  return { objective: sumRationals(objectives), profit: sumRationals(profits) };
}

interface Block {
  readonly mass: Rational;
  readonly objective: Rational;
  readonly profit: Rational;
  /** (objective + λ·profit)/mass. */
  readonly slope: Rational;
}

/** A side's types by worth, pooled until virtual worths do not fall. */
function ironedBlocks(group: ExactGroup, broker: Rational, lambda: Rational): Block[] {
  const [values, masses] = [commonDenominator(group.values), commonDenominator(group.masses)];
  const weights = commonDenominator([group.weight, broker]);
  const cells = integerCells(group, values, masses, integer(group.weight, weights), integer(broker, weights));
  const direction = { objective: lambda.d, profit: lambda.s * lambda.n * weights };
  return exactlyIroned(cells, direction, { objective: 0n, profit: 1n }).map((block) => {
    const mass = ratio(block.mass, masses);
    const profit = ratio(block.secondary, values * masses);
    const worth = ratio(block.primary, values * masses * weights * lambda.d);
    return { mass, profit, objective: worth.sub(lambda.mul(profit)), slope: worth.div(mass) };
  });
}
