import fc from "fast-check";
import { expect, test } from "vitest";
import { clarabel } from "../../solvers/clarabel.ts";
import { rational, toNumber } from "../../src/arithmetic/rational.ts";
import { attainedBelow, boundedAbove } from "../../src/price-distribution/bounds.ts";
import { extrapolated } from "../../src/price-distribution/extrapolation.ts";
import { type ExactPieces, type KnotProblem, knotProblem, roundedProblem } from "../../src/price-distribution/knots.ts";
import { bestPrices } from "../../src/price-distribution/optimum.ts";
import { simpleOptimum } from "../../src/price-distribution/simple-optimum.ts";
import { Welfare } from "../../src/price-distribution/welfare.ts";
import { cpuTime } from "../support/cpu-time.ts";
import { atoms, massesOn, powers, spread } from "./problems.ts";

const problems = fc
  .record({ buyer: fc.oneof(atoms, spread), seller: fc.oneof(atoms, spread), power: powers })
  .map(({ buyer, seller, power }) => knotProblem(buyer, seller, power, 8));

const uniform: ExactPieces = { low: [rational(0)], high: [rational(1)], mass: [rational(1)] };

function midpoints(n: number): ExactPieces {
  const at = Array.from({ length: n }, (_, k) => rational(`${2 * k + 1}/${2 * n}`));
  return { low: at, high: at, mass: at.map(() => rational(`1/${n}`)) };
}

/** The same finite problem as power cones u^γ·1^(1−γ) ≥ y, solved by somebody else. */
async function byCones(problem: KnotProblem): Promise<number> {
  const { buyer, seller, prices, power } = roundedProblem(problem);
  const count = prices.length;
  const terms: { weight: number; row: Float64Array }[] = [];
  buyer.mass.forEach((p, j) => {
    seller.mass.forEach((q, i) => {
      const [cost, value] = [seller.low[i] as number, buyer.low[j] as number];
      const within = (gain: (price: number) => number) => prices.map((price) => (price >= cost && price <= value ? gain(price) : 0));
      for (const row of [within((price) => price - cost), within((price) => value - price)])
        if (row.some((gain) => gain > 0)) terms.push({ weight: p * q, row });
    });
  });
  const columns = count + terms.length;
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const rightHandSide: number[] = [];
  const addRow = (entries: readonly (readonly [number, number])[], right: number) => {
    for (const [column, value] of entries) {
      if (value === 0) continue;
      indices.push(column);
      values.push(value);
    }
    starts.push(indices.length);
    rightHandSide.push(right);
  };
  addRow(
    Array.from({ length: count }, (_, k) => [k, 1] as const),
    1,
  );
  for (let k = 0; k < count; k++) addRow([[k, -1]], 0);
  terms.forEach(({ row }, term) => {
    addRow(
      Array.from(row, (gain, k) => [k, -gain] as const),
      0,
    );
    addRow([], 1);
    addRow([[count + term, -1]], 0);
  });
  const result = await clarabel.solveConic({
    columnCount: columns,
    rowCount: rightHandSide.length,
    objective: Float64Array.from({ length: columns }, (_, k) => (k < count ? 0 : (terms[k - count]?.weight as number))),
    matrix: { starts: Int32Array.from(starts), indices: Int32Array.from(indices), values: Float64Array.from(values) },
    rightHandSide: Float64Array.from(rightHandSide),
    cones: { zero: 1, nonnegative: count, secondOrder: [], exponential: 0, power: terms.map(() => power) },
  });
  expect(result.status).toBe("optimal");
  return result.objective;
}

test("Clarabel finds the same value with power cones", async () => {
  const concave = powers.filter((power) => toNumber(power) < 1);
  const drawn = fc.sample(fc.record({ buyer: atoms, seller: atoms, power: concave }), { numRuns: 12, seed: 12 });
  let compared = 0;
  for (const { buyer, seller, power } of drawn) {
    const problem = knotProblem(buyer, seller, power, 0);
    const { value } = bestPrices(roundedProblem(problem));
    if (value === 0) continue;
    expect(Math.abs((await byCones(problem)) - value)).toBeLessThan(1e-6 * value);
    compared++;
  }
  expect(compared).toBeGreaterThan(6);
});

test("the gap closes on random problems, and no other distribution is better", () => {
  fc.assert(
    fc.property(
      problems.chain((problem) => massesOn(problem).map((masses) => ({ problem, masses }))),
      ({ problem, masses }) => {
        const rounded = roundedProblem(problem);
        const { value, gap, masses: best } = bestPrices(rounded);
        expect(gap).toBeLessThanOrEqual(1e-9 * value);
        expect(best.reduce((sum, f) => sum + f, 0)).toBeCloseTo(1, 12);
        expect(new Welfare(rounded).at(masses)).toBeLessThanOrEqual(value + gap + 1e-12);
      },
    ),
    { numRuns: 60 },
  );
});

test("proved bounds contain the value of every distribution and are met by the best one of finite types", () => {
  fc.assert(
    fc.property(
      problems.chain((problem) => massesOn(problem).map((masses) => ({ problem, masses }))),
      ({ problem, masses }) => {
        const rounded = roundedProblem(problem);
        const value = new Welfare(rounded).at(masses);
        const attained = attainedBelow(problem, masses);
        expect(attained).toBeLessThanOrEqual(value * (1 + 1e-14));
        expect(attained).toBeGreaterThanOrEqual(value * (1 - 1e-10));
        // Tangents at any masses bound the best value.
        expect(boundedAbove(problem, masses)).toBeGreaterThanOrEqual(bestPrices(rounded).value * (1 - 1e-14));
      },
    ),
    { numRuns: 40 },
  );
});

test("the bound for continuous types holds on finer grids", () => {
  fc.assert(
    fc.property(spread, spread, powers, (buyer, seller, power) => {
      const coarse = knotProblem(buyer, seller, power, 6);
      const bound = boundedAbove(coarse, bestPrices(roundedProblem(coarse)).masses);
      const fine = bestPrices(roundedProblem(knotProblem(buyer, seller, power, 40)));
      expect(fine.value).toBeLessThanOrEqual(bound);
    }),
    { numRuns: 8 },
  );
});

test("risk-neutral traders post one price; more prices than types change nothing", () => {
  const { problem, lower, upper, masses } = simpleOptimum(uniform, uniform, rational(1), { width: 1e-8, cells: 32, timeLimitSeconds: 10 });
  expect(lower).toBeLessThanOrEqual(1 / 8);
  expect(lower).toBeGreaterThan(1 / 8 - 1e-9);
  expect(upper).toBeGreaterThanOrEqual(1 / 8);
  const heaviest = masses.indexOf(Math.max(...masses));
  expect(toNumber(problem.knots[heaviest] as (typeof problem.knots)[number])).toBe(1 / 2);

  fc.assert(
    fc.property(atoms, atoms, powers, (buyer, seller, power) => {
      const rounded = roundedProblem(knotProblem(buyer, seller, power, 0));
      const more = Float64Array.from(new Set([...rounded.prices, ...Array.from({ length: 20 }, (_, k) => k / 20)])).sort();
      const { value } = bestPrices(rounded);
      expect(Math.abs(bestPrices({ ...rounded, prices: more }).value - value)).toBeLessThan(1e-9);
    }),
    { numRuns: 20 },
  );
});

test("forty types a side with eighty prices take about a second; four powers, gap below 1e-8", () => {
  const { buyer, seller } = roundedProblem(knotProblem(midpoints(40), midpoints(40), rational(1), 0));
  const prices = Float64Array.from({ length: 80 }, (_, k) => (k + 0.5) / 80);
  for (const power of [0.9, 0.75, 0.5, 0.25]) {
    const from = cpuTime();
    const { gap } = bestPrices({ buyer, seller, prices, power });
    expect(gap).toBeLessThan(1e-8);
    expect(cpuTime() - from).toBeLessThan(3000);
  }
});

// Local balance, a heuristic: between uniform types a density that vanishes like t^p has 3 = (1 − γ)(p + 2).
test.each([
  ["1/4", 2],
  ["1/2", 4],
  ["3/4", 10],
] as const)("near the ends, the best density vanishes with the known exponent: γ = %s", (power, exponent) => {
  const { masses } = bestPrices(roundedProblem(knotProblem(uniform, uniform, rational(power), 64)));
  for (const k of [4, 6]) {
    const slopes = [
      Math.log2((masses[2 * k] as number) / (masses[k] as number)),
      Math.log2((masses.at(-1 - 2 * k) as number) / (masses.at(-1 - k) as number)),
    ];
    for (const slope of slopes) expect(Math.abs(slope - exponent)).toBeLessThan(0.15);
  }
});

test("an extrapolated limit: known sums of powers, and nothing from few terms", () => {
  for (const power of [0.25, 0.5, 0.5000001, 0.9]) {
    const beside = (h: number) => (power === 0.5 ? h ** 2 * Math.log(h) : h ** (1 + 2 * power));
    const sequence = [1, 2, 4, 8, 16, 32, 64].map((n) => 2 - 0.3 * beside(1 / n) + 0.2 * n ** -2 - n ** -4 + 0.1 * n ** -5);
    const estimate = extrapolated(sequence, power);
    expect(Math.abs((estimate?.value ?? 0) - 2)).toBeLessThan(1e-7);
    expect(Math.abs((estimate?.value ?? 0) - 2)).toBeLessThanOrEqual((estimate?.uncertainty ?? 0) + 1e-12);
  }
  expect(extrapolated([1, 2, 3], 0.5)).toBeNull();
});
