import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clarabel } from "../../solvers/clarabel.ts";
import { highs } from "../../solvers/highs.ts";
import { javascriptLpSolver } from "../../solvers/javascript-lp-solver.ts";
import { numeric } from "../../solvers/numeric.ts";
import { entryOf } from "../../src/arithmetic/exact-vector.ts";
import { formatRational, one, type Rational, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import { definitionOf } from "../../src/certificate/prove/certificate.ts";
import { exactProgram } from "../../src/certificate/prove/exact-program.ts";
import { statedProblem } from "../../src/certificate/prove/stated.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { divisibleTrade } from "../../src/environments/divisible-trade.ts";
import { multilateralTrade } from "../../src/environments/multilateral-trade.ts";
import { partnership } from "../../src/environments/partnership.ts";
import { UnsupportedProblemError } from "../../src/errors.ts";
import { expectation } from "../../src/mechanism/expectation.ts";
import { type BilateralMechanism, isBilateral } from "../../src/mechanism/mechanism.ts";
import { readInstanceFile } from "../../src/node/instance-file.ts";
import {
  type DesignProblem,
  type DesignProblemInput,
  designProblem,
  type SelectWord,
  selectChoices,
} from "../../src/problem/design-problem.ts";
import { parseInstance, serializeInstance } from "../../src/problem/instance.ts";
import type { Result } from "../../src/result.ts";
import type { SolveOptions } from "../../src/routes/options.ts";
import { bestOn, type Face, wholeSet } from "../../src/routes/selection/face.ts";
import { distanceTo } from "../../src/routes/selection/nearest.ts";
import { leastSquares } from "../../src/routes/selection/quadratic.ts";
import { solveWith } from "../../src/solve.ts";
import type { Solver } from "../../src/solver/solver.ts";
import { finiteProgram } from "../problem/exact-finite.ts";
import { maximize } from "../support/exact-simplex.ts";

const solve = (problem: DesignProblem, options: Partial<SolveOptions> = {}) => solveWith(problem, highs, options, clarabel);

function tableOf({ mechanism }: Result): BilateralMechanism {
  if (mechanism && isBilateral(mechanism)) return mechanism;
  throw new Error("expected a bilateral mechanism");
}

/** Types on eighths with small weights, so that everything is rational and ties are common. */
const law = (from: number, most: number) =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: from, max: from + 12 }), fc.integer({ min: 1, max: 5 })), {
      minLength: 2,
      maxLength: most,
      selector: ([value]) => value,
    })
    .map((types): DistributionSpec => {
      const sorted = types.sort(([a], [b]) => a - b);
      const total = sorted.reduce((sum, [, weight]) => sum + weight, 0);
      return { distribution: "discrete", values: sorted.map(([v]) => `${v}/8`), masses: sorted.map(([, w]) => `${w}/${total}`) };
    });

const words = fc.record({
  incentives: fc.constantFrom("bayesian" as const, "dominant" as const),
  participation: fc.constantFrom("interim" as const, "ex-post" as const, "ex-ante" as const),
  budget: fc.constantFrom("ex-ante" as const, "no-deficit" as const, "balanced" as const),
});

function trades(most: number): fc.Arbitrary<{ environment: DesignProblemInput["environment"] } & DesignProblemInput> {
  return fc
    .tuple(law(2, most), law(0, most), words)
    .map(([buyer, seller, asked]) => ({ environment: bilateralTrade({ buyer, seller }), ...asked }));
}

/** The largest value of an objective over the optima, from the definitions, by the exact simplex: the optimal value is one more row. */
function largestAmongOptima(problem: DesignProblem, objective: (column: number) => Rational): Rational {
  const { program } = finiteProgram(problem);
  const best = maximize(program);
  if (best.status !== "optimal") throw new Error(`expected an optimum, got ${best.status}`);
  const among = maximize({
    ...program,
    c: program.c.map((_, j) => objective(j)),
    A: [...program.A, program.c],
    rowLower: [...program.rowLower, best.value],
    rowUpper: [...program.rowUpper, best.value],
  });
  if (among.status !== "optimal") throw new Error(`expected a choice, got ${among.status}`);
  return among.value;
}

describe("wishes", () => {
  test("never lower the objective: the certificate of the chosen mechanism proves the same value", async () => {
    await fc.assert(
      fc.asyncProperty(trades(3), fc.shuffledSubarray([...selectChoices], { minLength: 1, maxLength: 2 }), async (input, select) => {
        const plain = await solve(designProblem(input), { proof: {} });
        const chosen = await solve(designProblem({ ...input, select }), { proof: {} });
        expect(chosen.status).toBe("optimal");
        // A point of least variance is a solver's: where it cannot be made exactly feasible, the answer says that it is not exact.
        expect(chosen.level === "exact" || (chosen.level === "float" && select.includes("least-variance"))).toBe(true);
        expect(Math.abs(chosen.value.lower - plain.value.lower)).toBeLessThan(1e-7);
        expect(chosen.proof?.certificate !== null).toBe(chosen.level === "exact");
        if (chosen.level === "exact")
          expect(formatRational(chosen.value.exact as Rational)).toBe(formatRational(plain.value.exact as Rational));
        expect(chosen.selection?.wishes.map(({ word }) => word)).toEqual(select);
      }),
      { numRuns: 25 },
    );
  });

  test("choose the largest rents, profit and quantity among all optima, as an independent exact program finds them", async () => {
    await fc.assert(
      fc.asyncProperty(trades(2), async (input) => {
        const problem = designProblem(input);
        const { agents, outcomes, exact } = problem.environment.toFinite();
        if (exact?.prior.kind !== "independent") throw new Error("trade of listed types is exact");
        const [p, q] = exact.prior.masses as [Rational[], Rational[]];
        const [m, n] = [p.length, q.length];
        const chance = (profile: number) => (p[Math.floor(profile / n)] as Rational).mul(q[profile % n] as Rational);
        const type = (a: number, profile: number) => (a === 0 ? Math.floor(profile / n) : profile % n);
        const P = m * n;
        const O = outcomes.length;
        const paymentOf = (j: number) => (j < P * O ? null : { agent: Math.floor((j - P * O) / P), profile: (j - P * O) % P });
        const rent = (side: number) => (j: number) => {
          const payment = paymentOf(j);
          if (payment) return payment.agent === side ? chance(payment.profile).neg() : zero;
          const [profile, o] = [Math.floor(j / O), j % O];
          return chance(profile).mul(exact.utilities[side]?.[o * (agents[side]?.types.length as number) + type(side, profile)] as Rational);
        };
        const profit = (j: number) => {
          const payment = paymentOf(j);
          return payment ? chance(payment.profile) : zero;
        };
        const quantity = (sign: 1 | -1) => (j: number) => (j < P * O && j % O === 1 ? chance(Math.floor(j / O)).mul(sign) : zero);
        const truths: readonly (readonly [SelectWord, Rational])[] = [
          ["buyer-favourable", largestAmongOptima(problem, rent(0))],
          ["seller-favourable", largestAmongOptima(problem, rent(1))],
          ["broker-favourable", largestAmongOptima(problem, profit)],
          ["most-trade", largestAmongOptima(problem, quantity(1))],
          ["least-trade", largestAmongOptima(problem, quantity(-1)).neg()],
        ];
        for (const [word, truth] of truths) {
          const { selection } = await solve(designProblem({ ...input, select: [word] }));
          expect([word, selection?.wishes[0]?.exact && formatRational(selection.wishes[0].exact)]).toEqual([word, formatRational(truth)]);
        }
      }),
      { numRuns: 12 },
    );
  });

  test("deterministic: chosen exactly where one of all sure allocations attains the optimum", async () => {
    await fc.assert(
      fc.asyncProperty(law(2, 2), law(0, 2), async (buyer, seller) => {
        const input = { environment: bilateralTrade({ buyer, seller }) };
        const { program } = finiteProgram(designProblem(input));
        const best = maximize(program);
        if (best.status !== "optimal") throw new Error("no optimum");
        const attained = Array.from({ length: 16 }, (_, mask) => {
          const fixed = Array.from({ length: 4 }, (__, state) => ({
            entries: program.c.map((___, j) => (j === 2 * state + 1 ? one : zero)),
            bound: (mask >> state) & 1 ? one : zero,
          }));
          const outcome = maximize({
            ...program,
            A: [...program.A, ...fixed.map(({ entries }) => entries)],
            rowLower: [...program.rowLower, ...fixed.map(({ bound }) => bound)],
            rowUpper: [...program.rowUpper, ...fixed.map(({ bound }) => bound)],
          });
          return outcome.status === "optimal" && outcome.value.equals(best.value);
        }).some(Boolean);
        const { selection, mechanism } = await solve(designProblem({ ...input, select: ["deterministic"] }));
        expect(selection?.wishes[0]?.outcome).toBe(attained ? "chosen" : "none");
        if (attained && mechanism && isBilateral(mechanism))
          for (const i of [0, 1]) for (const j of [0, 1]) expect([0, 1]).toContain(mechanism.allocation(i, j));
      }),
      { numRuns: 30 },
    );
  });

  test("markets, partnerships and finite environments are served; words without a meaning there are refused", async () => {
    const two: DistributionSpec = { distribution: "discrete", values: [1, 3], masses: ["1/3", "2/3"] };
    const low: DistributionSpec = { distribution: "discrete", values: [0, 2], masses: ["1/2", "1/2"] };
    const market = multilateralTrade({ buyers: [{ count: 2, distribution: two }], sellers: [{ count: 1, distribution: low }] });
    const most = await solve(designProblem({ environment: market, select: ["most-trade", "least-variance"] }));
    const least = await solve(designProblem({ environment: market, select: ["least-trade"] }));
    expect([most.status, least.status, most.level]).toEqual(["optimal", "optimal", "exact"]);
    expect(most.selection?.wishes[0]?.value).toBeGreaterThanOrEqual(least.selection?.wishes[0]?.value as number);
    const partners = partnership({ partners: [{ share: "1/2", count: 2, distribution: two }] });
    const divided = await solve(designProblem({ environment: partners, select: ["broker-favourable", "deterministic"] }));
    expect(divided.selection?.wishes[0]?.outcome).toBe("chosen");
    await expect(solve(designProblem({ environment: partners, select: ["buyer-favourable"] }))).rejects.toThrow(UnsupportedProblemError);
    const finite = readInstanceFile("data/instances/divisible-good.json");
    const sure = await solve({ ...finite, select: ["deterministic"] });
    expect(sure.status).toBe("optimal");
    expect(sure.selection?.wishes[0]).toMatchObject({ outcome: "none" });
    await expect(solve({ ...finite, select: ["most-trade"] })).rejects.toThrow(/changes hands/);
  });

  test("on laws, and where no program over outcomes is, the refusal names what serves", async () => {
    const unit: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };
    await expect(
      solve(designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), select: ["most-trade"] })),
    ).rejects.toThrow(/discretization/);
    await expect(
      solve(designProblem({ environment: divisibleTrade({ buyer: unit, seller: unit, curvature: 1 }), select: ["least-variance"] })),
    ).rejects.toThrow(/select/);
  });

  test("instances hold them, and refuse what is no wish or is wished twice", () => {
    const unit: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };
    const problem = designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), select: ["least-variance", "most-trade"] });
    expect(parseInstance(serializeInstance(problem)).select).toEqual(["least-variance", "most-trade"]);
    const instance = serializeInstance(problem);
    expect(() => parseInstance({ ...instance, select: ["fairest"] })).toThrow(/select\[0\]/);
    expect(() => parseInstance({ ...instance, select: ["most-trade", "most-trade"] })).toThrow(/each word once/);
  });
});

describe("least variance", () => {
  const variance = ({ buyer, seller, buyerPays, sellerReceives }: BilateralMechanism) => {
    const of = (t: (i: number, j: number) => number) => {
      const mean = expectation(
        buyer.masses,
        buyer.masses.map((_, i) =>
          expectation(
            seller.masses,
            seller.masses.map((__, j) => t(i, j)),
          ),
        ),
      );
      return expectation(
        buyer.masses,
        buyer.masses.map((_, i) =>
          expectation(
            seller.masses,
            seller.masses.map((__, j) => (t(i, j) - mean) ** 2),
          ),
        ),
      );
    };
    return of(buyerPays) + of(sellerReceives);
  };

  test("where participation does not bind in states it is the closed form: T(v) + T(c) − M if balanced, T itself on average", async () => {
    await fc.assert(
      fc.asyncProperty(law(2, 4), law(0, 4), async (buyer, seller) => {
        const environment = bilateralTrade({ buyer, seller });
        for (const budget of ["ex-ante", "balanced"] as const) {
          const result = await solve(designProblem({ environment, budget, select: ["least-variance"] }));
          const mechanism = tableOf(result);
          const { interim } = mechanism;
          const mean = expectation(mechanism.buyer.masses, interim.buyer.transfer);
          interim.buyer.transfer.forEach((paid, i) => {
            interim.seller.transfer.forEach((received, j) => {
              const closed = budget === "balanced" ? paid + received - mean : paid;
              expect(Math.abs(mechanism.buyerPays(i, j) - closed)).toBeLessThan(2e-5);
            });
          });
          const other = tableOf(await solve(designProblem({ environment, budget })));
          expect(variance(mechanism)).toBeLessThanOrEqual(variance(other) + 1e-7);
          expect(result.selection?.wishes[0]?.value).toBeCloseTo(variance(mechanism), 8);
        }
      }),
      { numRuns: 12 },
    );
  });

  test("in every cell it is no larger than that of any other chosen optimum", async () => {
    await fc.assert(
      fc.asyncProperty(trades(3), async (input) => {
        const least = variance(tableOf(await solve(designProblem({ ...input, select: ["least-variance"] }))));
        for (const word of ["buyer-favourable", "seller-favourable", "most-trade"] as const)
          expect(least).toBeLessThanOrEqual(variance(tableOf(await solve(designProblem({ ...input, select: [word] })))) + 1e-7);
      }),
      { numRuns: 12 },
    );
  });

  test("the nearest optimum to an optimum is that optimum, to another mechanism the same by three solvers", async () => {
    await fc.assert(
      fc.asyncProperty(law(2, 3), law(0, 3), async (buyer, seller) => {
        const problem = designProblem({ environment: bilateralTrade({ buyer, seller }) });
        const given = await solve({ ...problem, select: ["seller-favourable"] });
        const again = await solve(problem, { nearest: tableOf(given) });
        expect(again.selection?.wishes).toMatchObject([{ word: "nearest", outcome: "chosen" }]);
        expect(again.selection?.wishes[0]?.value).toBeLessThan(1e-8);
        // The broker's optimum is none of the gains'. The nearest feasible mechanism is a strictly convex program, which all three solve; its optima only one with redundant rows.
        const other = tableOf(await solve({ ...problem, objective: { ...problem.objective, buyers: zero, sellers: zero } }));
        const naive = definitionOf(statedProblem({ ...problem, budget: { ...problem.budget, requiredProfit: rational("1/100") } }));
        if (typeof naive === "string") throw new Error(naive);
        const program = exactProgram(naive, true);
        const limits = { solver: highs, timeLimitSeconds: 60, tolerance: 1e-9 };
        const squares = distanceTo(other, naive, 1);
        const nearest = async (face: Face, solvers: readonly Solver[]) => {
          const found = await Promise.all(solvers.map((solver) => leastSquares(face, squares, solver, limits)));
          return found.map((own) => {
            if (typeof own === "string") throw new Error(own);
            return Array.from({ length: program.columns }, (_, j) => toNumber(entryOf(own.point, j)));
          });
        };
        const same = ([first = [], ...rest]: readonly number[][]) => {
          for (const point of rest) for (const [j, x] of point.entries()) expect(Math.abs(x - (first[j] as number))).toBeLessThan(1e-4);
        };
        const best = await bestOn(wholeSet(program), program.objective, limits);
        if ("failure" in best) return;
        same(await nearest(wholeSet(program), [clarabel, highs, numeric]));
        same(await nearest(best.face, [clarabel, highs]));
      }),
      { numRuns: 8 },
    );
  });
});

describe("rent ranges", () => {
  test("contain the rents of every optimum that any solver finds", async () => {
    await fc.assert(
      fc.asyncProperty(trades(3), async (input) => {
        const problem = designProblem(input);
        const { rentRanges, value } = await solve(problem, { rentRanges: true });
        const optima = await Promise.all(
          [highs, clarabel, javascriptLpSolver, undefined].map((solver) => solve(problem, solver ? { solver } : {})),
        );
        for (const { mechanism, status, value: own } of optima) {
          if (status !== "optimal" || !mechanism) continue;
          expect(Math.abs(own.lower - value.lower)).toBeLessThan(1e-6);
          mechanism.agents.forEach(({ name, types, interim }) => {
            interim.rent.forEach((rent, k) => {
              const range = rentRanges?.filter(({ agent }) => agent === name)[k];
              expect([name, String(types[k])]).toEqual([range?.agent, range?.type]);
              expect(rent).toBeGreaterThanOrEqual((range?.lower as number) - 1e-6);
              expect(rent).toBeLessThanOrEqual((range?.upper as number) + 1e-6);
            });
          });
        }
      }),
      { numRuns: Number(process.env.RENT_RANGES ?? 15) },
    );
  });

  test("are a point where payoff equivalence holds, infinite where nobody need take part", async () => {
    // The profit-maximising mechanism of two types a side with a strict optimum: every rent is tight.
    const buyer: DistributionSpec = { distribution: "discrete", values: [2, 5], masses: ["1/3", "2/3"] };
    const seller: DistributionSpec = { distribution: "discrete", values: [0, 1], masses: ["3/4", "1/4"] };
    const environment = bilateralTrade({ buyer, seller });
    const tight = await solve(designProblem({ environment, objective: "broker-profit" }), { rentRanges: true });
    expect(tight.rentRanges?.every(({ unique }) => unique)).toBe(true);
    expect(tight.rentRanges?.map(({ exact }) => exact && formatRational(exact[0]))).toEqual(
      // Virtual values 2 − 3·2 = −4 and 5, virtual costs 0 and 1 + 3 = 4: the high value trades with both, so that cost 0 gains 1 with probability 2/3.
      ["0", "0", "2/3", "0"],
    );
    const free = await solve(designProblem({ environment, participation: "none" }), { rentRanges: true });
    expect(
      free.rentRanges?.every(
        ({ lower, upper, unique }) => lower === Number.NEGATIVE_INFINITY && upper === Number.POSITIVE_INFINITY && !unique,
      ),
    ).toBe(true);
    const wished = await solve(designProblem({ environment, participation: "none", select: ["buyer-favourable"] }));
    expect(wished.selection?.wishes[0]?.outcome).toBe("unbounded");
    expect(wished.status).toBe("optimal");
  });
});
