import fc from "fast-check";
import { ratio } from "../../src/arithmetic/rational.ts";
import type { ExactPieces, KnotProblem } from "../../src/price-distribution/knots.ts";

/** Atoms at distinct whole numbers, with whole masses over their total. */
export const atoms: fc.Arbitrary<ExactPieces> = fc
  .uniqueArray(fc.record({ at: fc.integer({ min: 0, max: 30 }), mass: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
    maxLength: 6,
    selector: ({ at }) => at,
  })
  .map((types) => {
    const sorted = [...types].sort((a, b) => a.at - b.at);
    const total = sorted.reduce((sum, { mass }) => sum + mass, 0);
    const at = sorted.map((type) => ratio(BigInt(type.at), 30n));
    return { low: at, high: at, mass: sorted.map(({ mass }) => ratio(BigInt(mass), BigInt(total))) };
  });

/** Even densities between whole knots, and sometimes an atom at one of them. */
export const spread: fc.Arbitrary<ExactPieces> = fc
  .record({
    knots: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 4 }),
    masses: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 }),
    atom: fc.boolean(),
  })
  .map(({ knots, masses, atom }) => {
    const sorted = [...knots].sort((a, b) => a - b);
    const pieces = sorted.slice(1).map((to, k) => ({ from: sorted[k] as number, to, mass: masses[k] as number }));
    const [first] = sorted as [number];
    if (atom) pieces.unshift({ from: first, to: first, mass: masses[3] as number });
    const total = pieces.reduce((sum, { mass }) => sum + mass, 0);
    return {
      low: pieces.map(({ from }) => ratio(BigInt(from), 12n)),
      high: pieces.map(({ to }) => ratio(BigInt(to), 12n)),
      mass: pieces.map(({ mass }) => ratio(BigInt(mass), BigInt(total))),
    };
  });

export const powers = fc.constantFrom(ratio(1n, 4n), ratio(1n, 2n), ratio(3n, 4n), ratio(9n, 10n), ratio(1n, 1n));

/** Masses of total 1 on all knots. */
export function massesOn({ knots }: Pick<KnotProblem, "knots">): fc.Arbitrary<Float64Array> {
  return fc.array(fc.integer({ min: 1, max: 100 }), { minLength: knots.length, maxLength: knots.length }).map((weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return Float64Array.from(weights, (weight) => weight / total);
  });
}

/** Φ at one pair of types, from the definition. */
export function pairWelfare(cost: number, value: number, prices: ArrayLike<number>, masses: ArrayLike<number>, power: number): number {
  let [seller, buyer] = [0, 0];
  for (let k = 0; k < prices.length; k++) {
    const price = prices[k] as number;
    if (price < cost || price > value) continue;
    seller += (price - cost) * (masses[k] as number);
    buyer += (value - price) * (masses[k] as number);
  }
  return seller ** power + buyer ** power;
}
