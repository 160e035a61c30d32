import { rational } from "../arithmetic/rational.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { knotProblem, roundedProblem } from "./knots.ts";
import { bestPrices } from "./optimum.ts";
import { atomsOf } from "./pieces.ts";

/**
 * The prices of a lottery in each state: the type values of both traders, `count` evenly spaced ones from the lowest cost to the highest value, and, where
 * the traders share a power, the price at which the best simple mechanism trades there: with them the best lottery is at least as good as that mechanism.
 */
export function lotteryPrices(
  buyer: TypeSpace,
  seller: TypeSpace,
  count: number,
  power: number | null,
): (i: number, j: number) => Float64Array {
  const [lowest, highest] = [seller.values[0] as number, buyer.values.at(-1) as number];
  const even = Array.from({ length: count }, (_, k) =>
    count === 1 ? (lowest + highest) / 2 : lowest + ((highest - lowest) * k) / (count - 1),
  );
  const common = [...new Set([...buyer.values, ...seller.values, ...even])].sort((a, b) => a - b);
  if (power === null) return () => Float64Array.from(common);
  const problem = roundedProblem(knotProblem(atomsOf(buyer), atomsOf(seller), rational(power), 0));
  const { masses } = bestPrices(problem);
  return (i, j) => {
    const [cost, value] = [seller.values[j] as number, buyer.values[i] as number];
    let [mass, moment] = [0, 0];
    problem.prices.forEach((price, k) => {
      if (price < cost || price > value) return;
      mass += masses[k] as number;
      moment += (price - cost) * (masses[k] as number);
    });
    if (mass === 0) return Float64Array.from(common);
    const own = Math.min(value, cost + moment / mass);
    // A price that rounding alone tells from another one is that other one.
    const near = common.some((price) => Math.abs(price - own) <= 1e-12 * (highest - lowest));
    return Float64Array.from(near ? common : [...common, own]).sort();
  };
}
