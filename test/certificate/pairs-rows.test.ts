import fc from "fast-check";
import { expect, test } from "vitest";
import { ratio, toNumber } from "../../src/arithmetic/rational.ts";
import { readLaw } from "../../src/certificate/verify/laws/stated-law.ts";
import { bits, type TypeCell, typeCells } from "../../src/certificate/verify/pairs/cells.ts";
import { type Column, columnBounds, rowCount, rowTerms } from "../../src/certificate/verify/pairs/menu.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { distribution } from "../../src/distributions/registry.ts";

const ends = { min: 0, max: 2 };
const shape = fc.integer({ min: 1, max: 5 });
const plain: fc.Arbitrary<DistributionSpec> = fc.oneof(
  fc.constant<DistributionSpec>({ distribution: "uniform", ...ends }),
  shape.map((exponent): DistributionSpec => ({ distribution: "power", ...ends, exponent })),
  shape.map((exponent): DistributionSpec => ({ distribution: "reverse-power", ...ends, exponent })),
  fc.tuple(shape, shape).map(([a, b]): DistributionSpec => ({ distribution: "beta", ...ends, a, b })),
  fc.constant<DistributionSpec>({ distribution: "truncated-normal", mean: 0.7, sd: 0.4, ...ends }),
  fc.constant<DistributionSpec>({ distribution: "exponential", rate: 1.5, min: 0 }),
  fc.constant<DistributionSpec>({ distribution: "piecewise-uniform", knots: [0, 0.5, 1, 2], masses: ["1/2", 0, "1/2"] }),
);
const laws = fc.oneof(
  plain,
  fc
    .tuple(plain, plain)
    .map(([one, other]): DistributionSpec => ({ distribution: "mixture", weights: ["1/3", "2/3"], components: [one, other] })),
);
const knots = fc.uniqueArray(fc.integer({ min: 1, max: 47 }), { maxLength: 5 }).map((list) => list.map((k) => `${k}/24`));

const middle = ({ low, high }: { readonly low: bigint; readonly high: bigint }) => toNumber(ratio(low + high, 2n << BigInt(bits)));

/** The columns of the menu X = 1{w ≥ s}, of which every nondecreasing one is a mixture, computed from the engine's own laws in doubles. */
function columnsOf(spec: DistributionSpec, role: "buyer" | "seller", cells: readonly TypeCell[], s: number): Record<Column, number>[] {
  const law = distribution(spec);
  const sign = role === "buyer" ? 1 : -1;
  const number = (end: TypeCell["low"]) => (end === null ? Number.POSITIVE_INFINITY : toNumber(end));
  /** Probability and moment of worths between two of them. */
  const between = (from: number, to: number) => {
    const [low, high] = sign > 0 ? [from, to] : [-to, -from];
    return high > low ? [law.massBetween(low, high), sign * law.partialMean(low, high)] : [0, 0];
  };
  const origin = number((cells[0] as TypeCell).low);
  const rent = (w: number) => Math.max(0, w - s) - Math.max(0, origin - s);
  return cells.map(({ low, high }) => {
    const [a, b] = [number(low), number(high)];
    const [mass] = between(a, b) as [number, number];
    const [above, moment] = between(Math.min(b, Math.max(a, s)), b) as [number, number];
    return {
      x: above / mass,
      y: moment / mass,
      rent: (moment - s * above) / mass - Math.max(0, origin - s),
      start: s <= a ? 1 : 0,
      end: s < b ? 1 : 0,
      from: rent(a),
      to: rent(b),
    };
  });
}

test("every row and every bound of a column holds of every menu: of steps anywhere, against the engine's own laws", () => {
  let tight = 0;
  fc.assert(
    fc.property(
      laws,
      fc.constantFrom("buyer", "seller"),
      knots,
      fc.double({ min: -0.2, max: 2.5, noNaN: true }),
      (spec, role, points, at) => {
        if (role === "seller" && JSON.stringify(spec).includes("exponential")) return;
        const cells = typeCells(readLaw(spec, "law"), role, { knots: points, enclosures: null }, { evaluations: 0, steps: 0 });
        const columns = columnsOf(spec, role, cells, role === "buyer" ? at : -at);
        for (let k = 0; k < cells.length; k++) {
          for (let row = 0; row < rowCount; row++) {
            const terms = rowTerms(cells, k, row);
            if (!terms) continue;
            const sum = terms.reduce(
              (all, { column, cell, coefficient }) => all + middle(coefficient) * (columns[cell]?.[column] as number),
              0,
            );
            expect(sum, `row ${row} of cell ${k}`).toBeLessThan(1e-9);
            if (Math.abs(sum) < 1e-12) tight++;
          }
          for (const column of ["x", "y", "rent", "start", "end", "from", "to"] as const) {
            const { low, high } = columnBounds(cells, { column, cell: k });
            const value = columns[k]?.[column] as number;
            if (!Number.isFinite(value)) continue;
            expect(value, column).toBeGreaterThan(middle({ low, high: low }) - 1e-9);
            expect(value, column).toBeLessThan(middle({ low: high, high }) + 1e-9);
          }
        }
      },
    ),
    { numRuns: Number(process.env.FC_RUNS ?? 60) },
  );
  expect(tight).toBeGreaterThan(100);
});
