import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { certify } from "../../src/analysis/certify.ts";
import { type Rational, ratio, toNumber } from "../../src/arithmetic/rational.ts";
import type { RankLevel } from "../../src/certificate/format.ts";
import { holdings } from "../../src/certificate/verify/continuum/ranking.ts";
import type { Verdict } from "../../src/certificate/verify/verdict.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import type { LinearEnvironment } from "../../src/environments/linear.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { solveBracket } from "../../src/virtual-surplus/bracket/solve-bracket.ts";
import { uniform } from "./support/brackets.ts";
import { heldInEachProfile } from "./support/held.ts";
import { rationalLaw } from "./support/rational-laws.ts";

const groups = (...own: readonly (readonly [number, object])[]) => own.map(([count, distribution]) => ({ count, distribution }));
const market = (buyers: object[], sellers: object[], rest: object = {}) => ({
  format: "secondbest/instance@1",
  environment: { kind: "multilateral-trade", buyers, sellers },
  ...rest,
});

async function certified(instance: object): Promise<Verdict & { accepted: true }> {
  const { certificate, ...rest } = await certify(parseInstance(instance));
  if (certificate === null) throw new Error((rest as { reason: string }).reason);
  expect(certificate.proof.kind).toBe("continuum-market");
  const verdict = verifyCertificate(JSON.parse(JSON.stringify(certificate))) as Verdict & { accepted: true };
  expect(verdict.accepted).toBe(true);
  return verdict;
}

function expectAround(verdict: Verdict & { accepted: true }, lower: number, upper: number, width: number): void {
  if (verdict.status !== "optimal") throw new Error("an optimum was expected");
  expect(verdict.level).toBe("continuum");
  expect(toNumber(verdict.lower)).toBeLessThanOrEqual(upper);
  expect(toNumber(verdict.upper)).toBeGreaterThanOrEqual(lower);
  expect(toNumber(verdict.upper) - toNumber(verdict.lower)).toBeLessThanOrEqual(width * toNumber(verdict.upper));
}

describe("certificates of markets with continuous types", () => {
  test("one buyer and one seller: 9/64, and 1/24 for the broker", async () => {
    const one = (rest: object) => certified(market(groups([1, uniform]), groups([1, uniform]), { width: 1e-4, ...rest }));
    expectAround(await one({}), 9 / 64, 9 / 64, 1e-4);
    expectAround(await one({ objective: "broker-profit" }), 1 / 24, 1 / 24, 1e-4);
  });

  test.each([
    [2, 1],
    [2, 2],
    [3, 5],
    [8, 8],
  ])("%i × %i uniform traders without a budget: the first best by order statistics", async (m, n) => {
    const traders = m + n;
    // The n highest of m + n, less what the sellers own.
    const gains = (n * (2 * traders + 1 - n)) / (2 * (traders + 1)) - n / 2;
    const verdict = await certified(market(groups([m, uniform]), groups([n, uniform]), { budget: "none", width: 1e-4 }));
    expectAround(verdict, gains, gains, 1e-4);
  });

  test("an auction to buyers whose seller wants nothing: the broker gets Myerson's revenue, 5/12 with two", async () => {
    const nothing = { distribution: "point-mass", at: 0 };
    const verdict = await certified(market(groups([2, uniform]), groups([1, nothing]), { objective: "broker-profit", width: 1e-4 }));
    expectAround(verdict, 5 / 12, 5 / 12, 1e-4);
  });

  test("a profit beyond every mechanism is infeasible", async () => {
    const verdict = await certified(
      market(groups([2, uniform]), groups([1, uniform]), { budget: { rule: "balanced", requiredProfit: "1/2" } }),
    );
    expect(verdict).toMatchObject({ status: "infeasible", level: "continuum" });
  });

  test("brackets of random laws in several groups overlap those of the engine, computed in floats with its own laws", async () => {
    const exponential = { distribution: "exponential", rate: 1, min: 0 };
    const laws = fc.sample(fc.tuple(rationalLaw, rationalLaw, rationalLaw, fc.integer({ min: 1, max: 2 })), { numRuns: 8, seed: 5 });
    let compared = 0;
    for (const [first, second, third, count] of [...laws, [exponential, uniform, exponential, 2] as const]) {
      const instance = market(groups([1, first], [count, second]), groups([2, third]), {
        width: 1e-3,
        objective: { weights: { buyers: 1, sellers: 1, broker: 1.25 } },
      });
      const problem = parseInstance(instance);
      const environment = problem.environment as LinearEnvironment;
      if (environment.groups.every(({ law }) => law.pieces.length === 0)) continue;
      const float = solveBracket({
        ...environment,
        terms: { weights: problem.objective, budget: problem.budget },
        options: { width: 1e-4, maxCells: 20_000 },
      });
      if (!("lambda" in float)) throw new Error(float.status);
      const slack = 1e-9 * Math.max(1, float.value.upper);
      expectAround(await certified(instance), float.value.lower - slack, float.value.upper + slack, 2e-3);
      compared++;
    }
    expect(compared).toBeGreaterThan(6);
  });
});

test("chances to hold a unit are those of every profile, lots included, for any order of levels", () => {
  const group = fc.record({
    count: fc.integer({ min: 1, max: 3 }),
    masses: fc.array(fc.bigInt({ min: 1n, max: 9n }), { minLength: 1, maxLength: 3 }),
  });
  let lots = 0;
  fc.assert(
    fc.property(
      fc.array(group, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.nat()),
      (all, units, draws) => {
        if (all.reduce((product, { count, masses }) => product * masses.length ** count, 1) > 300) return;
        const left = all.map(({ masses }) => masses.length);
        const order: RankLevel[] = [];
        const draw = () => draws.next().value as number;
        while (left.some((own) => own > 0)) {
          const open = left.flatMap((own, g) => (own > 0 ? [g] : []));
          const g = open[draw() % open.length] as number;
          const cells = 1 + (draw() % (left[g] as number));
          order.push([g, cells]);
          left[g] = (left[g] as number) - cells;
          if (cells > 1) lots++;
        }
        const truth = heldInEachProfile(all, order, units);
        holdings(all, order, units).forEach(({ numerators, denominator }, g) => {
          numerators.forEach((own, cell) => {
            expect(ratio(own, denominator).equals(truth[g]?.[cell] as Rational)).toBe(true);
          });
        });
      },
    ),
    { numRuns: 300 },
  );
  expect(lots).toBeGreaterThan(50);
});
