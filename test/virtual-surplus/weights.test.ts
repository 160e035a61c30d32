import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRational, type Rational, rational } from "../../src/arithmetic/rational.ts";
import { bilateralTrade, designProblem, discrete, isBilateral, solve } from "../../src/index.ts";
import { ExactPair } from "../../src/virtual-surplus/grid/exact-pair.ts";
import { ExactSearch } from "../../src/virtual-surplus/grid/exact-search.ts";
import { tried } from "../support/tried.ts";
import { type FiniteLaw, type FiniteTrade, finiteLaw, problemOf } from "./support/arbitraries.ts";

const thirds = ["2/3", "1/3"];

test("weights (2, 1, 1) on B = (1, 3), S = (2, 3) give 4/9: a search that starts at λ = 0 says 2/9", async () => {
  const environment = bilateralTrade({
    buyer: discrete({ values: [1, 3], masses: thirds }),
    seller: discrete({ values: [2, 3], masses: thirds }),
  });
  const objective = { weights: { buyers: 2, sellers: 1, broker: 1 } };
  for (const rule of ["ex-ante", "no-deficit", "balanced"] as const) {
    const { value, multiplierExact } = await solve(designProblem({ environment, objective, budget: rule }));
    expect(value.exact && formatRational(value.exact)).toBe("4/9");
    expect(multiplierExact && formatRational(multiplierExact)).toBe("1");
  }
});

test("weights on one party only: the gains of a buyer are those of a seller in the mirror", async () => {
  await fc.assert(
    fc.asyncProperty(finiteLaw(2, 6), finiteLaw(2, 6), async (buyer, seller) => {
      const question = (more: Pick<FiniteTrade, "buyer" | "seller" | "weights">) =>
        problemOf({ rule: "balanced", requiredProfit: "0", ...more });
      const forBuyer = await solve(question({ buyer, seller, weights: [1, 0, 0] }));
      const forSeller = await solve(question({ buyer: mirrored(seller, 30), seller: mirrored(buyer, 30), weights: [0, 1, 0] }));
      expect(forBuyer.value.exact?.equals(forSeller.value.exact ?? 0)).toBe(true);
    }),
  );
});

/** The exact search without a budget, from the lowest multiplier on. */
function searchOf({ buyer, seller, weights }: Pick<FiniteTrade, "buyer" | "seller" | "weights">): ExactSearch<Int32Array> {
  const [b, s, w0] = weights;
  const pair = new ExactPair(
    [
      { ...exactTypes(buyer), count: 1, sign: 1, weight: rational(b) },
      { ...exactTypes(seller), count: 1, sign: -1, weight: rational(s) },
    ],
    rational(w0),
  );
  return new ExactSearch(pair, { lowest: rational(Math.max(b, s) - w0), requiredProfit: null });
}

const mirrored = ({ values, masses }: FiniteLaw, at: number): FiniteLaw => ({
  values: values.map((v) => at - v).reverse(),
  masses: [...masses].reverse(),
});

/** A required profit strictly between that of the best allocation at the lowest multiplier and the largest. */
function bindingProfit(trade: Pick<FiniteTrade, "buyer" | "seller" | "weights">, share: Rational): Rational | null {
  const [b, s, w0] = trade.weights;
  const search = searchOf(trade);
  const least = search.evaluate(rational(Math.max(b, s) - w0), 1n).profit;
  const most = search.evaluate(rational(10 ** 9), 1n).profit;
  return least.lt(most) ? least.add(most.sub(least).mul(share)) : null;
}

function exactTypes({ values, masses }: FiniteLaw) {
  return { values: values.map((v) => rational(v)), masses: masses.map((m) => rational(m)) };
}

const unequal = fc.constantFrom<FiniteTrade["weights"]>([1, 0, 0], [0, 1, 0], [2, 1, 1], [3, 1, 2], [1, 3, 2], [4, 0, 1]);
const share = fc.constantFrom("1/10", "1/3", "1/2", "5/6").map((text) => rational(text));

test("with any weights, trade only ever falls along the path of multipliers, in exact arithmetic", () => {
  fc.assert(
    fc.property(finiteLaw(2, 8), finiteLaw(2, 8), unequal, (buyer, seller, weights) => {
      const [b, s, w0] = weights;
      const search = searchOf({ buyer, seller, weights });
      const path = [0, "1/10", "1/3", "1/2", 1, "3/2", 2, 4, 9, 100].flatMap((step) => {
        const lambda = rational(Math.max(b, s) - w0).add(rational(step));
        return [search.evaluate(lambda, -1n), search.evaluate(lambda, 1n)];
      });
      // The first point of the path has no left limit that is admissible.
      path.slice(2).forEach((line, k) => {
        const before = path[k + 1] as (typeof path)[number];
        expect(line.allocation.every((count, i) => count <= (before.allocation[i] as number))).toBe(true);
        expect(line.profit.gte(before.profit)).toBe(true);
      });
    }),
    { numRuns: tried(100, 300) },
  );
});

async function expectAgreement(trade: FiniteTrade): Promise<void> {
  const requiredProfit = rational(trade.requiredProfit).valueOf();
  const floats = await solve(problemOf(trade), { exactLimit: 0 });
  expect(floats.status).toBe("optimal");
  expect(floats.level).toBe("float");
  expect(floats.audit?.passes).toBe(true);
  const { mechanism } = floats;
  if (!mechanism || !isBilateral(mechanism) || mechanism.allocationRule.kind !== "threshold") {
    throw new Error("a threshold mechanism was expected");
  }
  const { generous, strict } = mechanism.allocationRule;
  expect(strict.every((k, i) => k <= (generous[i] as number))).toBe(true);
  expect(floats.brokerProfit).toBeCloseTo(requiredProfit, 11);
  const exact = await solve(problemOf(trade));
  expect(exact.level).toBe("exact");
  expect(Math.abs(floats.value.lower - exact.value.lower)).toBeLessThanOrEqual(1e-12 * Math.max(1, exact.value.lower));
  const program = await solve(problemOf(trade), { solver: "highs" });
  expect(Math.abs(program.value.lower - exact.value.lower)).toBeLessThanOrEqual(1e-9 * Math.max(1, exact.value.lower));
}

test("unequal weights and a required profit that binds: exact, float and program agree", async () => {
  await fc.assert(
    fc.asyncProperty(finiteLaw(2, 10), finiteLaw(2, 10), unequal, share, async (buyer, seller, weights, part) => {
      const requiredProfit = bindingProfit({ buyer, seller, weights }, part);
      if (requiredProfit === null) return;
      await expectAgreement({ buyer, seller, weights, rule: "ex-ante", requiredProfit: formatRational(requiredProfit) });
    }),
    { numRuns: tried(150, 400) },
  );
});

const parts = (masses: number[]) => masses.map((mass) => `${mass}/${masses.reduce((a, b) => a + b, 0)}`);

// The highest value ties with a pooled cost at every multiplier when only buyers count; rounding then breaks the tie both ways along the path.
test.each<Pick<FiniteTrade, "buyer" | "seller" | "requiredProfit">>([
  {
    buyer: { values: [0, 2, 3, 5, 7, 8, 10, 11], masses: parts([1, 2, 2, 2, 1, 1, 2, 2]) },
    seller: { values: [0, 3, 4, 5, 6, 10, 11, 12], masses: parts([1, 1, 2, 1, 1, 1, 2, 1]) },
    requiredProfit: "0.5815767631937678",
  },
  {
    buyer: { values: [1, 2, 3, 5, 7, 8, 9, 11], masses: parts([1, 2, 2, 2, 2, 2, 1, 1]) },
    seller: { values: [1, 2, 4, 6, 8, 12], masses: parts([1, 2, 2, 2, 2, 1]) },
    requiredProfit: "0.41329706528295697",
  },
  {
    buyer: { values: [2, 7, 8, 9, 11, 12], masses: parts([2, 1, 2, 3, 2, 1]) },
    seller: { values: [0, 1, 5, 7, 8, 9, 10, 12], masses: parts([2, 1, 1, 3, 2, 3, 3, 2]) },
    requiredProfit: "0.7029735780455529",
  },
])("lasting ties that rounding breaks both ways do no harm, required profit $requiredProfit", (instance) =>
  expectAgreement({ ...instance, weights: [1, 0, 0], rule: "ex-ante" }),
);

test("the exact weight mixes to the required profit exactly", async () => {
  await fc.assert(
    fc.asyncProperty(finiteLaw(2, 8), finiteLaw(2, 8), async (buyer, seller) => {
      const trade: FiniteTrade = { buyer, seller, weights: [1, 1, 1], rule: "ex-ante", requiredProfit: "0" };
      const own = await solve(problemOf(trade));
      expect(own.status).toBe("optimal");
      if (own.multiplierExact?.equals(rational(0))) expect(own.value.exact?.equals(own.firstBest.exact ?? -1)).toBe(true);
      else expect(own.brokerProfit).toBeCloseTo(0, 12);
    }),
  );
});
