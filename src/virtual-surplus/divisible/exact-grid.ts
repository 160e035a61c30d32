import { exactDouble, one, type Rational, sumRationals, toNumber, zero } from "../../arithmetic/rational.ts";
import { signOf } from "../../environments/linear.ts";
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
  const [buyer, seller] = groups.map(({ types }) => types.exact);
  if (!buyer || !seller || buyer.values.length * seller.values.length > mostPairs || !Number.isFinite(lambda)) return null;
  const at = (asked: Terms<Rational>, price: Rational) => valueAt(groups, curvature, asked, price);
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
  groups: readonly TypeGroup[],
  curvature: Rational,
  { weights, broker }: Terms<Rational>,
  lambda: Rational,
): { readonly objective: Rational; readonly profit: Rational } {
  const [buyer, seller] = groups.map((group) => ironedBlocks(group, weights.get(group.party) ?? zero, broker, lambda)) as [
    Block[],
    Block[],
  ];
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

/** A side's types by worth, with the slopes of the chords of their revenue curve, pooled until virtual worths do not fall. */
function ironedBlocks(group: TypeGroup, own: Rational, broker: Rational, lambda: Rational): Block[] {
  const sign = signOf(group);
  const { values = [], masses = [] } = group.types.exact ?? {};
  const order = sign === 1 ? [...values.keys()] : [...values.keys()].reverse();
  const blocks: Block[] = [];
  let above = one;
  order.forEach((type, k) => {
    const mass = masses[type] as Rational;
    const worth = (values[type] as Rational).mul(sign);
    above = above.sub(mass);
    const next = order[k + 1];
    const step = next === undefined ? zero : (values[next] as Rational).mul(sign).sub(worth);
    const profit = mass.mul(worth).sub(step.mul(above));
    const objective = own.mul(mass).mul(worth).add(broker.sub(own).mul(profit));
    let block = blockOf(mass, objective, profit, lambda);
    for (let last = blocks.at(-1); last?.slope.gt(block.slope); last = blocks.at(-1)) {
      blocks.pop();
      block = blockOf(last.mass.add(block.mass), last.objective.add(block.objective), last.profit.add(block.profit), lambda);
    }
    blocks.push(block);
  });
  return blocks;
}

function blockOf(mass: Rational, objective: Rational, profit: Rational, lambda: Rational): Block {
  return { mass, objective, profit, slope: objective.add(lambda.mul(profit)).div(mass) };
}
