import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { example3 } from "../../../regressions/kos-manea/example-3.ts";
import { generalLaws } from "../../../regressions/kos-manea/general-laws.ts";
import { tightSurplus } from "../../../regressions/kos-manea/lemma-1.ts";
import { rentRange } from "../../../regressions/kos-manea/payoff-equivalence.ts";
import { drawAllocation, drawTrade, drawUntil } from "../../../regressions/kos-manea/support/draws.ts";
import { randomSource } from "../../../regressions/support/random.ts";
import { formatRational, one, type Rational, ratio, rational, zero } from "../../../src/arithmetic/rational.ts";
import { surplusByPrices } from "../../../src/theorems/kos-manea/general-laws.ts";
import type { Allocated } from "../../../src/theorems/kos-manea/support/allocated.ts";
import { firstBestOf } from "../../../src/theorems/kos-manea/support/cumulative.ts";
import type { MixedLaw } from "../../../src/theorems/kos-manea/support/mixed-law.ts";
import { needsSecondBest } from "../../../src/theorems/kos-manea/support/needs-second-best.ts";
import { at, efficient, finiteTrade, isInterleaved } from "../../../src/theorems/kos-manea/support/trade.ts";
import { twoTypeEfficientSurplus } from "../../../src/theorems/kos-manea/support/two-type-surplus.ts";
import { hasSurplus, vcgPrimeSurplus } from "../../../src/theorems/kos-manea/support/vcg-prime.ts";
import { discriminant, optimalAllocation, twoTypeGains } from "../../../src/theorems/kos-manea/theorem-4.ts";
import { type FiniteTrade, virtualCosts, virtualValues } from "../../../src/theorems/support/finite-trade.ts";
import { type ExactProgram, maximize, optimalValue } from "../../support/exact-simplex.ts";
import { type ExactTrade, solveTrade, tradeProgram } from "../../support/exact-trade.ts";

const secondBest = (trade: FiniteTrade): ExactTrade => ({ ...trade, incentives: "bayesian", participation: "interim", budget: "balanced" });

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** The program with its objective held at `value`, and another objective. */
function overOptima(program: ExactProgram, value: Rational, c: readonly Rational[]): ExactProgram {
  return { ...program, A: [...program.A, program.c], rowLower: [...program.rowLower, value], rowUpper: [...program.rowUpper, value], c };
}

/** Objective with the given coefficient on each x_ij, and 0 on transfers. */
function onAllocation(trade: FiniteTrade, f: (i: number, j: number) => Rational): Rational[] {
  const cells = trade.B.flatMap((_, i) => trade.S.map((__, j) => f(i, j)));
  return [...cells, ...new Array<Rational>(2 * cells.length).fill(zero)];
}

describe("broker profit of an allocation, by the exact simplex over all transfers", () => {
  test("of the efficient one: Π of VCG′", () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), (s, m, n) => {
        const trade = drawTrade(randomSource(s), m, n);
        const { value } = solveTrade({ ...secondBest(trade), budget: "none", weights: [0, 0, 1], fixed: efficient(trade) });
        return value?.equals(vcgPrimeSurplus(trade)) === true;
      }),
      { numRuns: 40 },
    );
  });

  test("of any implementable one: Lemma 1; and a balanced mechanism exists exactly when it is not negative (Theorem 2)", () => {
    const signs = { paying: 0, losing: 0 };
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), (s, m, n) => {
        const source = randomSource(s);
        const trade = drawTrade(source, m, n);
        const x = drawAllocation(source, trade);
        const surplus = tightSurplus({ trade, x });
        const { value } = solveTrade({ ...secondBest(trade), budget: "none", weights: [0, 0, 1], fixed: x });
        const { status } = solveTrade({ ...secondBest(trade), fixed: x });
        signs[surplus.lt(zero) ? "losing" : "paying"]++;
        return value?.equals(surplus) === true && (status === "optimal") === surplus.gte(zero);
      }),
      { numRuns: 60 },
    );
    expect(Math.min(signs.paying, signs.losing)).toBeGreaterThan(5);
  });
});

describe("second best of finite types", () => {
  test("Theorem 1 and Corollary 1: first best exactly when Π ≥ 0; Theorem 3: else no optimum leaves surplus, and none trades at a loss", () => {
    const seen = { first: 0, second: 0 };
    fc.assert(
      fc.property(seed, fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }), (s, m, n) => {
        const trade = drawTrade(randomSource(s), m, n);
        const program = tradeProgram(secondBest(trade));
        const value = optimalValue(program);
        if (value.equals(firstBestOf(trade)) !== hasSurplus(trade)) return false;
        seen[hasSurplus(trade) ? "first" : "second"]++;
        const losing = onAllocation(trade, (i, j) => (at(trade.B, i).lt(at(trade.S, j)) ? one : zero));
        if (!optimalValue(overOptima(program, value, losing)).equals(zero)) return false;
        if (hasSurplus(trade)) return true;
        const psi = virtualValues(trade);
        const phi = virtualCosts(trade);
        const surplus = onAllocation(trade, (i, j) => at(psi, i).sub(at(phi, j)).mul(at(trade.p, i)).mul(at(trade.q, j)));
        return optimalValue(overOptima(program, value, surplus)).equals(zero);
      }),
      { numRuns: 40 },
    );
    expect(Math.min(seen.first, seen.second)).toBeGreaterThan(5);
  });

  test("Theorem 3: the reduced problem (monotone interim probabilities, Π(x) = 0) has the same value", () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }), (s, m, n) => {
        const source = randomSource(s);
        const trade = drawUntil(
          () => drawTrade(source, m, n),
          (candidate) => !hasSurplus(candidate),
        );
        return optimalValue(reducedProblem(trade)).equals(optimalValue(tradeProgram(secondBest(trade))));
      }),
      { numRuns: 30 },
    );
  });
});

/** Max gains subject to monotone interim probabilities and Π(x) = 0, with the allocation as the only columns. */
function reducedProblem(trade: FiniteTrade): ExactProgram {
  const { B, p, S, q } = trade;
  const cells = (f: (i: number, j: number) => Rational) => B.flatMap((_, i) => S.map((__, j) => f(i, j)));
  const psi = virtualValues(trade);
  const phi = virtualCosts(trade);
  const mass = (i: number, j: number) => at(p, i).mul(at(q, j));
  const rising = B.slice(1).map((_, k) => cells((i, j) => (i === k + 1 ? at(q, j) : i === k ? at(q, j).neg() : zero)));
  const falling = S.slice(1).map((_, k) => cells((i, j) => (j === k ? at(p, i) : j === k + 1 ? at(p, i).neg() : zero)));
  const monotone = [...rising, ...falling];
  return {
    c: cells((i, j) => mass(i, j).mul(at(B, i).sub(at(S, j)))),
    A: [...monotone, cells((i, j) => mass(i, j).mul(at(psi, i).sub(at(phi, j))))],
    rowLower: [...monotone.map(() => zero), zero],
    rowUpper: [...monotone.map(() => null), zero],
    upper: cells(() => one),
  };
}

describe("two types a side", () => {
  const interleaved = seed.map((s) => {
    const source = randomSource(s);
    return drawUntil(() => drawTrade(source, 2, 2), isInterleaved);
  });

  test("Theorem 4 corrected: value, and the allocation is the only optimal one unless M = 0", () => {
    const branches = { high: 0, low: 0 };
    fc.assert(
      fc.property(interleaved, (trade) => {
        fc.pre(needsSecondBest(trade));
        const program = tradeProgram(secondBest(trade));
        const value = optimalValue(program);
        const x = optimalAllocation(trade);
        if (!value.equals(twoTypeGains(trade, x))) return false;
        const M = discriminant(trade);
        if (M.equals(zero)) return true;
        branches[M.gt(zero) ? "high" : "low"]++;
        return [0, 1].every((k) => {
          const entry = (i: number, j: number) => (i === k && j === k ? one : zero);
          const most = optimalValue(overOptima(program, value, onAllocation(trade, entry)));
          const least = optimalValue(
            overOptima(
              program,
              value,
              onAllocation(trade, (i, j) => entry(i, j).neg()),
            ),
          ).neg();
          return most.equals(at(at(x, k), k)) && least.equals(most);
        });
      }),
      { numRuns: 150 },
    );
    expect(Math.min(branches.high, branches.low)).toBeGreaterThan(20);
  });

  test("ex-post participation costs nothing, whatever the budget rule", () => {
    const sides = { first: 0, second: 0 };
    fc.assert(
      fc.property(interleaved, fc.constantFrom("ex-ante" as const, "no-deficit" as const, "balanced" as const), (trade, budget) => {
        sides[needsSecondBest(trade) ? "second" : "first"]++;
        const interim = solveTrade(secondBest(trade)).value;
        const exPost = solveTrade({ ...secondBest(trade), participation: "ex-post", budget }).value;
        return interim !== null && exPost !== null && interim.equals(exPost);
      }),
      { numRuns: 120 },
    );
    expect(Math.min(sides.first, sides.second)).toBeGreaterThan(20);
  });

  test("Matsuo: first best exactly when p₂q₂B₂ + q₁B₁ ≥ p₂S₂ + p₁q₁S₁", () => {
    fc.assert(
      fc.property(interleaved, (trade) => {
        const { value } = solveTrade(secondBest(trade));
        return value !== null && value.equals(firstBestOf(trade)) === twoTypeEfficientSurplus(trade).gte(zero);
      }),
    );
    expect(example3.errata).toEqual(["KM-4"]);
  });
});

test("payoff equivalence: the range of a type's rent over all balanced mechanisms with the allocation", () => {
  const widths = { points: 0, ranges: 0 };
  fc.assert(
    fc.property(seed, fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 3 }), fc.boolean(), (s, m, n, secondBestOfTwo) => {
      const source = randomSource(s);
      const allocated: Allocated = secondBestOfTwo
        ? toAllocated(
            drawUntil(() => drawTrade(source, 2, 2), needsSecondBest),
            optimalAllocation,
          )
        : toAllocated(
            drawUntil(() => drawTrade(source, m, n), hasSurplus),
            efficient,
          );
      const { trade, x } = allocated;
      const type = source.integer(0, trade.B.length - 1);
      const { least, largest } = rentRange({ ...allocated, type });
      widths[least.equals(largest) ? "points" : "ranges"]++;
      const program = tradeProgram({ ...secondBest(trade), fixed: x });
      const cells = trade.B.length * trade.S.length;
      const rent = program.c.map(() => zero);
      trade.S.forEach((_, j) => {
        const state = type * trade.S.length + j;
        rent[state] = at(trade.B, type).mul(at(trade.q, j));
        rent[cells + state] = at(trade.q, j).neg();
      });
      const most = optimalValue({ ...program, c: rent });
      const fewest = optimalValue({ ...program, c: rent.map((entry) => entry.neg()) }).neg();
      return most.equals(largest) && fewest.equals(least);
    }),
    { numRuns: 60 },
  );
  expect(Math.min(widths.points, widths.ranges)).toBeGreaterThan(5);
});

function toAllocated(trade: FiniteTrade, allocation: (trade: FiniteTrade) => readonly (readonly Rational[])[]): Allocated {
  return { trade, x: allocation(trade) };
}

test("the example beyond two types, in full: 21/34 under interim, 404/663 under ex-post participation", () => {
  const trade = finiteTrade([9, 22, 29], ["6/13", "6/13", "1/13"], [8, 21, 25], ["1/34", "3/34", "30/34"]);
  const values = (["interim", "ex-post"] as const).map((participation) => solveTrade({ ...secondBest(trade), participation }).value);
  expect(values.map((value) => value && formatRational(value))).toEqual(["21/34", "404/663"]);
  expect(formatRational(firstBestOf(trade))).toBe("21/34");
});

test("general laws: the surplus of VCG′ is the limit of that on finer and finer finite types", () => {
  /** Every interval replaced by n equally likely points at the middles of its n parts. */
  const refined = (law: MixedLaw, n: number) => {
    const points = [...law.atoms.map((atom) => [atom.at, atom.mass] as const)];
    for (const cell of law.cells)
      for (let k = 0; k < n; k++)
        points.push([cell.from.add(cell.to.sub(cell.from).mul(ratio(BigInt(2 * k + 1), BigInt(2 * n)))), cell.mass.div(rational(n))]);
    points.sort((a, b) => a[0].compare(b[0]));
    const merged: [Rational, Rational][] = [];
    for (const [type, mass] of points) {
      const last = merged.at(-1);
      if (last?.[0].equals(type)) last[1] = last[1].add(mass);
      else merged.push([type, mass]);
    }
    return merged;
  };
  for (const trade of generalLaws.samples(11)) {
    const error = (n: number) => {
      const buyer = refined(trade.buyer, n);
      const seller = refined(trade.seller, n);
      const types = finiteTrade(
        buyer.map(([type]) => type),
        buyer.map(([, mass]) => mass),
        seller.map(([type]) => type),
        seller.map(([, mass]) => mass),
      );
      return vcgPrimeSurplus(types).sub(surplusByPrices(trade)).abs();
    };
    expect(error(128).lt(rational("1/20"))).toBe(true);
    expect(
      error(128)
        .mul(rational(4))
        .lte(error(16).add(rational("1/1000"))),
    ).toBe(true);
  }
});

test("the exact simplex finds the segment of optima when M = 0", () => {
  const trade = finiteTrade([2, 8], ["1/2", "1/2"], [1, 7], ["1/2", "1/2"]);
  const program = tradeProgram(secondBest(trade));
  const value = optimalValue(program);
  const x11 = onAllocation(trade, (i, j) => (i === 0 && j === 0 ? one : zero));
  const most = maximize(overOptima(program, value, x11));
  const least = maximize(
    overOptima(
      program,
      value,
      x11.map((entry) => entry.neg()),
    ),
  );
  expect(most.status === "optimal" && formatRational(most.value)).toBe("1");
  // x₁₁ = p₂(B₂ − S₂)/(q₁(p₂B₂ + p₁S₁ − B₁)) = (1/2)/(5/4) = 2/5.
  expect(least.status === "optimal" && formatRational(least.value.neg())).toBe("2/5");
});
