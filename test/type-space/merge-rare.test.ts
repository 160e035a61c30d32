import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRational, sumRationals, toNumber } from "../../src/arithmetic/rational.ts";
import { discrete, truncatedNormal } from "../../src/distributions/laws.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { parseInstance, serializeInstance, solve } from "../../src/index.ts";
import { discretize } from "../../src/type-space/discretize.ts";

const law = discrete({ values: [0, 1, 2, 3], masses: ["1/1000", "1/2", "498/1000", "1/1000"] });

test("rare types at the bottom go up, at the top down, at the mean of what is merged", () => {
  const merged = discretize(law, { rule: "atoms", points: 1, mergeBelow: 0.01 });
  expect(merged.exact?.values.map(formatRational)).toEqual(["500/501", "999/499"]);
  expect(merged.exact?.masses.map(formatRational)).toEqual(["501/1000", "499/1000"]);
  expect(merged.merged).toBe(2);
  expect(discretize(law, { rule: "atoms", points: 1, mergeBelow: 1e-4 }).merged).toBeUndefined();
});

test("no type stays rare, mass and mean are kept", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 60 }),
      fc.constantFrom(0.1, 1e-3, 1e-9),
      fc.double({ min: 0.2, max: 3, noNaN: true }),
      (points, mergeBelow, sd) => {
        const bell = truncatedNormal({ mean: 8, sd, min: 0, max: 16 });
        const every = discretize(bell, { rule: "midpoint", points });
        const merged = discretize(bell, { rule: "midpoint", points, mergeBelow });
        const mean = ({ values, masses }: typeof every) => values.reduce((sum, value, k) => sum + value * (masses[k] as number), 0);
        expect(mean(merged)).toBeCloseTo(mean(every), 12);
        expect(merged.masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12);
        for (const mass of merged.masses) expect(mass).toBeGreaterThanOrEqual(mergeBelow);
        expect(every.values.length - merged.values.length).toBe(merged.merged ?? 0);
        if (merged.exact) expect(toNumber(sumRationals(merged.exact.masses))).toBe(1);
      },
    ),
  );
});

const instance = {
  format: "secondbest/instance@1",
  environment: {
    kind: "bilateral-trade",
    buyer: { distribution: "truncated-normal", mean: 8, sd: 1, min: 0, max: 16 },
    seller: { distribution: "truncated-normal", mean: 7, sd: 1, min: 0, max: 16 },
  },
};

test("an instance says so, and its result", async () => {
  const problem = parseInstance({ ...instance, discretization: { rule: "midpoint", points: 20, mergeBelow: 1e-6 } });
  expect(serializeInstance(problem).discretization).toEqual({ rule: "midpoint", points: 20, mergeBelow: 1e-6 });
  const result = await solve(problem);
  expect(result.status).toBe("optimal");
  expect(result.explanation).toMatch(
    /Types of mass below 0\.000001 were merged with their neighbours: \d+ of the buyer, \d+ of the seller\./,
  );
});

test.each([0, -1, 0.2, Number.NaN])("refuses to merge below %s", (mergeBelow) => {
  expect(() => parseInstance({ ...instance, discretization: { rule: "midpoint", points: 20, mergeBelow } })).toThrow(InvalidInputError);
  expect(() => discretize(law, { rule: "atoms", points: 1, mergeBelow })).toThrow(InvalidInputError);
});
