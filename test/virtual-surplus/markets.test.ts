import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { type Rational, ratio, rational } from "../../src/arithmetic/rational.ts";
import { exponential, normal, uniform } from "../../src/distributions/laws.ts";
import { buildReference, certify, designProblem, discrete, finiteQuestion, multilateralTrade, solve } from "../../src/index.ts";
import { discretize } from "../../src/type-space/discretize.ts";
import { solveBracket } from "../../src/virtual-surplus/bracket/solve-bracket.ts";
import { solveGrid } from "../../src/virtual-surplus/grid/solve-grid.ts";
import type { Optimum, TypeGroup } from "../../src/virtual-surplus/kernel/optimum.ts";
import { tradesAtProfile } from "../../src/virtual-surplus/kernel/ranking.ts";
import type { DesignTerms } from "../../src/virtual-surplus/kernel/terms.ts";
import { type ExactMarket, marketFirstBest, marketOptimum } from "../support/exact-market.ts";
import { tried } from "../support/tried.ts";
import { type FiniteLaw, finiteLaw, someBudget, someProfit, someWeights } from "./support/arbitraries.ts";
import { marketOn, typeGroup } from "./support/type-groups.ts";

const one = rational(1);
const zero = rational(0);
const gains = { weights: { buyers: one, sellers: one, broker: one }, budget: { rule: "ex-ante", requiredProfit: zero } } as const;

const solveMarketGrid = (groups: readonly TypeGroup[], terms: DesignTerms) => solveGrid({ ...marketOn(groups), terms });

interface Group {
  readonly role: "buyers" | "sellers";
  readonly count: number;
  readonly law: FiniteLaw;
}

/** One or two groups a side, of 1 or 2 traders. */
const market = (most: number): fc.Arbitrary<readonly Group[]> => {
  const side = (role: Group["role"]) =>
    fc.array(fc.record({ role: fc.constant(role), count: fc.integer({ min: 1, max: 2 }), law: finiteLaw(1, most) }), {
      minLength: 1,
      maxLength: 2,
    });
  return fc.tuple(side("buyers"), side("sellers")).map(([buyers, sellers]) => [...buyers, ...sellers]);
};

const typesOf = (groups: readonly Group[]): TypeGroup[] =>
  groups.map(({ role, count, law }) => typeGroup(role, count, discretize(discrete(law))));

interface Trader {
  readonly group: number;
  readonly role: Group["role"] | TypeGroup["party"];
}

/** All profiles of types with their probabilities; `types[a]` is the type of trader a, buyers of all groups first. */
function* profilesOf(groups: readonly TypeGroup[]): Generator<{ readonly types: number[]; readonly probability: number }> {
  const traders = tradersOf(groups);
  const types = traders.map(() => 0);
  for (;;) {
    let probability = 1;
    traders.forEach(({ group }, a) => {
      probability *= groups[group]?.types.masses[types[a] as number] as number;
    });
    yield { types: [...types], probability };
    let a = traders.length - 1;
    for (; a >= 0; a--) {
      types[a] = (types[a] as number) + 1;
      if ((types[a] as number) < (groups[(traders[a] as Trader).group]?.types.values.length as number)) break;
      types[a] = 0;
    }
    if (a < 0) return;
  }
}

function tradersOf(groups: readonly TypeGroup[]): Trader[] {
  return groups.flatMap(({ party: role, count }, group) => Array.from({ length: count }, () => ({ group, role })));
}

const typeOf = (groups: readonly TypeGroup[], { group }: Trader, type: number) => groups[group]?.types.values[type] as number;

/** What the allocation at every profile adds up to, and the gains of the best allocation there. */
function enumerate(groups: readonly TypeGroup[], found: Optimum) {
  const traders = tradersOf(groups);
  const buyers = traders.filter(({ role }) => role === "buyers").length;
  if (found.allocation.kind !== "ranking") throw new Error("goods go by rank");
  const rule = tradesAtProfile(groups, found.allocation);
  const interim = groups.map(({ types }) => new Float64Array(types.values.length));
  let gained = 0;
  let firstBest = 0;
  for (const { types, probability } of profilesOf(groups)) {
    const each = rule(types);
    let bought = 0;
    let sold = 0;
    each.forEach((trade, a) => {
      const trader = traders[a] as Trader;
      if (!(trade >= -1e-14 && trade <= 1 + 1e-14)) throw new Error(`a share of ${trade}`);
      const { types: space, count } = groups[trader.group] as TypeGroup;
      const type = types[a] as number;
      const row = interim[trader.group] as Float64Array;
      row[type] = (row[type] as number) + (probability * trade) / ((space.masses[type] as number) * count);
      gained += probability * trade * typeOf(groups, trader, type) * (trader.role === "buyers" ? 1 : -1);
      if (trader.role === "buyers") bought += trade;
      else sold += trade;
    });
    if (!(Math.abs(bought - sold) < 5e-13)) throw new Error(`${bought} bought, ${sold} sold`);
    const values = traders
      .slice(0, buyers)
      .map((trader, a) => typeOf(groups, trader, types[a] as number))
      .sort((x, y) => y - x);
    const costs = traders
      .slice(buyers)
      .map((trader, a) => typeOf(groups, trader, types[buyers + a] as number))
      .sort((x, y) => x - y);
    for (let k = 0; k < Math.min(values.length, costs.length); k++) {
      firstBest += probability * Math.max(0, (values[k] as number) - (costs[k] as number));
    }
  }
  return { interim, gained, firstBest };
}

test("interim probabilities, value and first best are those of the enumeration of all profiles", () => {
  fc.assert(
    fc.property(market(4), someProfit, (groups, r) => {
      const types = typesOf(groups);
      const found = solveMarketGrid(types, { ...gains, budget: { rule: "ex-ante", requiredProfit: rational(r) } });
      if (found.status !== "optimal") {
        expect(found.status).toBe("infeasible");
        expect(rational(r).gt(zero)).toBe(true);
        return;
      }
      const { interim, gained, firstBest } = enumerate(types, found);
      found.groups.forEach(({ probability }, g) => {
        probability.forEach((x, k) => {
          expect(x).toBeCloseTo(interim[g]?.[k] as number, 12);
        });
      });
      expect(found.value.lower).toBeCloseTo(gained, 11);
      expect(found.firstBest.lower).toBeCloseTo(firstBest, 11);
    }),
    { numRuns: tried(80, 150) },
  );
});

// Masses of at least 1/21: a solver in floats cannot tell some infeasible programs with profiles of probability 1e-5 from feasible ones.
test("2×1, 1×2 and 2×2 with 2 or 3 types: the naive program of the finite environment has the same value, to 1e-8", async () => {
  const seen = { optimal: 0, infeasible: 0 };
  const side = (count: number) =>
    fc.oneof(
      fc.tuple(finiteLaw(2, count === 1 ? 3 : 2, 10)).map(([law]) => [{ count, law }]),
      fc.tuple(finiteLaw(2, 2, 10), finiteLaw(2, 2, 10)).map(([a, b]) =>
        count === 1
          ? [{ count: 1, law: a }]
          : [
              { count: 1, law: a },
              { count: 1, law: b },
            ],
      ),
    );
  const shape = fc.constantFrom([2, 1], [1, 2], [2, 2]).chain(([m, n]) => fc.tuple(side(m as number), side(n as number)));
  await fc.assert(
    fc.asyncProperty(shape, someWeights, someBudget, someProfit, async ([buyers, sellers], weights, rule, r) => {
      const [b, s, w0] = weights;
      const groups = (list: readonly { count: number; law: FiniteLaw }[]) =>
        list.map(({ count, law }) => ({ count, distribution: discrete(law) }));
      const problem = designProblem({
        environment: multilateralTrade({ buyers: groups(buyers), sellers: groups(sellers) }),
        budget: { rule: rule as "ex-ante", requiredProfit: rule === "none" ? 0 : r },
        objective: { weights: { buyers: b, sellers: s, broker: w0 } },
      });
      const own = await solve(problem);
      expect(own.route).toBe("virtual-surplus");
      if (own.status === "unbounded") {
        expect(rule).toBe("none");
        expect(Math.max(b, s)).toBeGreaterThan(w0);
        return;
      }
      const program = await highs.solve(buildReference(finiteQuestion(problem)).program);
      expect(own.status).toBe(program.status);
      seen[own.status as keyof typeof seen]++;
      if (own.status !== "optimal") return;
      expect(own.audit?.passes).toBe(true);
      expect(Math.abs(own.value.lower - program.objective)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(program.objective)));
    }),
    { numRuns: 120 },
  );
  expect(seen.optimal).toBeGreaterThan(40);
  expect(seen.infeasible).toBeGreaterThan(2);
});

test("2×1 and 1×2: the exact simplex on all profiles", () => {
  fc.assert(
    fc.property(finiteLaw(2, 2), finiteLaw(2, 3), fc.constantFrom([2, 1], [1, 2]), (buyer, seller, counts) => {
      const [buyers, sellers] = counts as [number, number];
      const exact = ({ values, masses }: FiniteLaw) => ({ values: values.map((v) => rational(v)), masses: masses.map((m) => rational(m)) });
      const [b, s] = [exact(buyer), exact(seller)];
      const question: ExactMarket = { B: b.values, p: b.masses, buyers, S: s.values, q: s.masses, sellers };
      const truth = marketOptimum(question);
      const found = solveMarketGrid(
        [typeGroup("buyers", buyers, discretize(discrete(buyer))), typeGroup("sellers", sellers, discretize(discrete(seller)))],
        gains,
      );
      if (found.status !== "optimal" || truth === null) throw new Error("with r = 0 there is an optimum");
      expect(found.exact?.value.equals(truth)).toBe(true);
      expect(found.exact?.firstBest.equals(marketFirstBest(question))).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test("two buyers of different laws tie with each other: λ* = 1/11", async () => {
  const group = (values: number[], masses: string[]) => ({ count: 1, distribution: discrete({ values, masses }) });
  const problem = designProblem({
    environment: multilateralTrade({
      buyers: [group([3, 4], ["1/2", "1/2"]), group([5, 8], ["1/5", "4/5"])],
      sellers: [group([4, 5, 7], ["4/9", "1/3", "2/9"])],
    }),
  });
  const result = await solve(problem);
  expect(result.status).toBe("optimal");
  expect(result.multiplier).toBeCloseTo(1 / 11, 12);
  const program = await highs.solve(buildReference(finiteQuestion(problem)).program);
  expect(result.value.lower).toBeCloseTo(program.objective, 9);
  expect(result.value.lower).toBeLessThan(result.firstBest.lower);
  expect(result.brokerProfit).toBeCloseTo(0, 12);
});

describe("exact arithmetic", () => {
  /** Groups of different laws on both sides; the laws' masses differ, and so do the denominators. */
  const someMarket = fc.tuple(
    fc.constantFrom([[1], [1, 1]], [[1, 1], [1]], [[2], [1]], [[1], [2]], [[1], [1]]),
    fc.array(finiteLaw(2, 3, 10), { minLength: 4, maxLength: 4 }),
  );
  const marketOf = ([[buyers, sellers], laws]: readonly [readonly (readonly number[])[], FiniteLaw[]]) => {
    const side = (counts: readonly number[] | undefined, from: number) =>
      (counts ?? []).map((count, k) => ({ count, distribution: discrete(laws[from + k] as FiniteLaw) }));
    return multilateralTrade({ buyers: side(buyers, 0), sellers: side(sellers, 2) });
  };

  test("value and multiplier are those of the program over all profiles, solved exactly, for any weights and budget", async () => {
    const seen = { optimal: 0, infeasible: 0, equal: 0 };
    await fc.assert(
      fc.asyncProperty(
        someMarket,
        someWeights,
        fc.constantFrom("ex-ante", "no-deficit", "balanced"),
        someProfit,
        async (drawn, weights, rule, r) => {
          const [b, s, w0] = weights;
          const problem = designProblem({
            environment: marketOf(drawn),
            budget: { rule: rule as "ex-ante", requiredProfit: r },
            objective: { weights: { buyers: b, sellers: s, broker: w0 } },
          });
          const own = await solve(problem);
          const program = await certify(problem, { solver: highs });
          if (!program.certificate) throw new Error(program.reason);
          const { verdict } = program;
          expect(own.status).toBe(verdict.status);
          seen[own.status as keyof typeof seen]++;
          if (verdict.status !== "optimal") return;
          expect(own.level).toBe("exact");
          expect(own.audit?.passes).toBe(true);
          expect(own.value.exact?.gte(verdict.lower) && own.value.exact.lte(verdict.upper)).toBe(true);
          if (verdict.lower.equals(verdict.upper)) seen.equal++;
        },
      ),
      { numRuns: 25 },
    );
    expect(seen.equal).toBeGreaterThan(15);
  });

  test("the largest profit can be required, and not a whit more; of nothing to gain there is nothing to require", async () => {
    const most = { weights: { buyers: zero, sellers: zero, broker: one }, budget: { rule: "ex-ante", requiredProfit: zero } } as const;
    await fc.assert(
      fc.property(someMarket, (drawn) => {
        const { groups, grids, frontier } = marketOf(drawn);
        const spaces = grids();
        const onGrids = groups.map((group, g) => ({ ...group, types: spaces[g] as TypeGroup["types"] }));
        const broker = solveGrid({ groups: onGrids, frontier, terms: most });
        if (broker.status !== "optimal" || !broker.exact) throw new Error("the broker has an optimum");
        const largest = broker.exact.value;
        const required = (requiredProfit: Rational) =>
          solveGrid({ groups: onGrids, frontier, terms: { ...gains, budget: { rule: "ex-ante", requiredProfit } } });
        const attained = required(largest);
        if (attained.status !== "optimal") throw new Error(`${attained.status} at the largest profit`);
        expect(attained.exact?.profit.equals(largest)).toBe(true);
        const beyond = required(largest.add(ratio(1n, 10n ** 40n)));
        expect(beyond.status === "infeasible" && beyond.exact?.equals(largest)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("too many traders for rational arithmetic: the largest profit alone is decided exactly, where rounding could decide it wrongly", () => {
    // One type a side and no gain: nothing can be made. 3/10 is not a double.
    const law = { values: ["3/10"], masses: ["1"] };
    const spaces = [typeGroup("buyers", 8_000, discretize(discrete(law))), typeGroup("sellers", 6_000, discretize(discrete(law)))];
    const found = solveMarketGrid(spaces, gains);
    expect(found.status === "optimal" && found.value.lower === 0).toBe(true);
    const required = solveMarketGrid(spaces, { ...gains, budget: { rule: "ex-ante", requiredProfit: ratio(1n, 10n ** 30n) } });
    expect(required.status).toBe("infeasible");
  });
});

test("one pair in the language of markets is bilateral trade", () => {
  fc.assert(
    fc.property(finiteLaw(1, 8), finiteLaw(1, 8), someProfit, (buyer, seller, r) => {
      const types = typesOf([
        { role: "buyers", count: 1, law: buyer },
        { role: "sellers", count: 1, law: seller },
      ]);
      const found = solveMarketGrid(types, { ...gains, budget: { rule: "ex-ante", requiredProfit: rational(r) } });
      if (found.status !== "optimal") return;
      const { gained } = enumerate(types, found);
      expect(found.value.lower).toBeCloseTo(gained, 12);
      expect(found.value.lower).toBeLessThanOrEqual(found.firstBest.lower + 1e-12);
    }),
  );
});

test("a group of identical traders in two groups is the same market", () => {
  fc.assert(
    fc.property(finiteLaw(2, 5), finiteLaw(2, 5), fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 4 }), (buyer, seller, m, n) => {
      const law = (distribution: FiniteLaw) => discretize(discrete(distribution));
      const solved = (buyers: number[], sellers: number[]) => {
        const found = solveMarketGrid(
          [
            ...buyers.map((count) => typeGroup("buyers", count, law(buyer))),
            ...sellers.map((count) => typeGroup("sellers", count, law(seller))),
          ],
          gains,
        );
        if (found.status !== "optimal") throw new Error(found.status);
        return found;
      };
      const whole = solved([m], [n]);
      const parts = solved([1, m - 1], n > 1 ? [n - 1, 1] : [1]);
      expect(parts.value.lower).toBeCloseTo(whole.value.lower, 10);
      expect(parts.firstBest.lower).toBeCloseTo(whole.firstBest.lower, 10);
    }),
  );
});

describe("continuous laws", () => {
  test("m buyers and one seller without budget: the auction's first best E max(max v, c) − E c, in closed form for uniform types", () => {
    const law = uniform({ min: 0, max: 1 });
    for (const m of [1, 2, 5, 12]) {
      const market = multilateralTrade({ buyers: [{ count: m, distribution: law }], sellers: [{ count: 1, distribution: law }] });
      const found = solveBracket({ ...market, terms: gains });
      if (found.status !== "optimal") throw new Error(found.status);
      // The highest of m + 1 uniform types is (m + 1)/(m + 2) on average, the seller keeps ½ without trade.
      const truth = (m + 1) / (m + 2) - 1 / 2;
      expect(found.firstBest.lower).toBeLessThanOrEqual(truth);
      expect(found.firstBest.upper).toBeGreaterThanOrEqual(truth);
      expect(found.firstBest.upper - found.firstBest.lower).toBeLessThanOrEqual(1e-8 * truth);
    }
  });

  test("the broker's best profit from m uniform buyers with a good that costs nothing: Myerson's auction with reserve ½", () => {
    // E max(ψ(v_max), 0) with ψ = 2v − 1: ∫_{1/2}^1 (2v − 1)·m·v^(m−1) dv.
    for (const m of [1, 2, 3, 7]) {
      const market = multilateralTrade({
        buyers: [{ count: m, distribution: uniform({ min: 0, max: 1 }) }],
        sellers: [{ count: 1, distribution: discrete({ values: [0], masses: [1] }) }],
      });
      const terms = { weights: { buyers: zero, sellers: zero, broker: one }, budget: { rule: "ex-ante", requiredProfit: zero } } as const;
      const found = solveBracket({ ...market, terms });
      if (found.status !== "optimal") throw new Error(found.status);
      const antiderivative = (v: number) => (2 * m * v ** (m + 1)) / (m + 1) - v ** m;
      const truth = antiderivative(1) - antiderivative(0.5);
      expect(found.value.lower).toBeLessThanOrEqual(truth * (1 + 1e-14));
      expect(found.value.upper).toBeGreaterThanOrEqual(truth * (1 - 1e-14));
      expect(found.value.upper - found.value.lower).toBeLessThanOrEqual(1e-8 * truth);
    }
  });

  test("unbounded and different laws: bounds hold a fine grid's value between them, shrink, and the first round already does", () => {
    const market = multilateralTrade({
      buyers: [
        { count: 2, distribution: exponential({ rate: 1, min: 0 }) },
        { count: 1, distribution: normal({ mean: 1, sd: "1/2" }) },
      ],
      sellers: [{ count: 2, distribution: uniform({ min: 0, max: 2 }) }],
    });
    const found = solveBracket({ ...market, terms: gains, options: { width: 1e-6, firstCells: 8 } });
    if (found.status !== "optimal") throw new Error(found.status);
    // Equal-mass grids approach the continuum like 1/n from above: extrapolate from two of them.
    const onGrid = (points: number): number => {
      const grid = solveMarketGrid(
        market.groups.map(({ party, count, law }) => typeGroup(party, count, discretize(law, { rule: "equal-mass", points }))),
        gains,
      );
      if (grid.status !== "optimal") throw new Error(grid.status);
      return grid.value.lower;
    };
    const limit = 2 * onGrid(1600) - onGrid(800);
    expect(Math.abs(found.value.lower - limit)).toBeLessThanOrEqual(2e-4);
    found.rounds.forEach((round, k) => {
      expect(round.lower).toBeLessThanOrEqual(limit + 2e-4);
      expect(round.upper).toBeGreaterThanOrEqual(limit - 2e-4);
      const before = found.rounds[k - 1];
      if (before) {
        expect(round.lower).toBeGreaterThanOrEqual(before.lower);
        expect(round.upper).toBeLessThanOrEqual(before.upper);
      }
    });
    expect(found.value.upper - found.value.lower).toBeLessThanOrEqual(1e-6 * found.value.upper);
  });
});
