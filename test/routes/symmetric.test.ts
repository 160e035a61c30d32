import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { Profiles } from "../../src/arithmetic/profiles.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { comparableTables, exchanges } from "../../src/environments/symmetry.ts";
import {
  type DesignProblem,
  type DesignProblemInput,
  designProblem,
  type FiniteEnvironment,
  finiteEnvironment,
  multilateralTrade,
  parseInstance,
  partnership,
  type Result,
  serializeInstance,
  solve,
} from "../../src/index.ts";

const unit: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };

/** A good that one of n bidders gets, or nobody; k-th values from a table; independent or with one joint prior that names nobody. */
const anyAuction = fc
  .record({
    n: fc.integer({ min: 2, max: 3 }),
    values: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 5, max: 9 })),
    joint: fc.boolean(),
    weight: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ n, values, joint, weight }) => {
    const bidders = Array.from({ length: n }, (_, a) => a);
    const masses = Array.from({ length: 2 ** n }, (_, p) =>
      [...p.toString(2)].filter((bit) => bit === "1").length % n === 0 ? weight : 1,
    );
    const total = masses.reduce((sum, mass) => sum + mass, 0);
    return finiteEnvironment({
      agents: bidders.map((a) => ({ name: `bidder ${a + 1}`, types: ["low", "high"] })),
      prior: joint ? { joint: masses.map((mass) => `${mass}/${total}`) } : { independent: bidders.map(() => ["2/5", "3/5"]) },
      outcomes: ["kept", ...bidders.map((a) => `to ${a + 1}`)],
      utilities: bidders.map((a) => [[0, 0], ...bidders.map((b) => (a === b ? [...values] : [0, 0]))]),
    });
  });

const words = fc.record({
  incentives: fc.constantFrom("bayesian", "dominant"),
  participation: fc.constantFrom("interim", "ex-post"),
  budget: fc.constantFrom("ex-ante", "no-deficit"),
  objective: fc.constantFrom("broker-profit", "gains-from-trade"),
} as const);

/** The rents of all agents at every profile, as the mechanism's rules say. */
function rentsAt(
  { agents, utilities }: FiniteEnvironment,
  mechanism: NonNullable<Result["mechanism"]>,
  types: readonly number[],
): number[] {
  const { allocation, payments } = mechanism.at(types);
  return agents.map((agent, a) =>
    Array.from(allocation).reduce(
      (sum, chance, o) => sum + chance * (utilities[a]?.[o * agent.types.length + (types[a] as number)] as number),
      0 - (payments[a] as number),
    ),
  );
}

describe("agents who are alike", () => {
  test("an auction: every exchange of two bidders exchanges what they get, and the value is that of any optimum", async () => {
    await fc.assert(
      fc.asyncProperty(anyAuction, words, async (environment, asked) => {
        const problem = designProblem({ environment, ...asked });
        const { mechanism, value, audit, status } = await solve(problem, { solver: highs });
        const as = await solve(designProblem({ environment, ...asked, symmetric: false }), { solver: highs });
        expect(status).toBe(as.status);
        if (!mechanism) return;
        expect(audit?.passes).toBe(true);
        expect(value.lower).toBeCloseTo(as.value.lower, 7);
        new Profiles(environment.agents.map(() => 2)).forEach((types) => {
          const [first, second, ...rest] = rentsAt(environment, mechanism, types);
          const [second2, first2, ...rest2] = rentsAt(environment, mechanism, [types[1] as number, types[0] as number, ...types.slice(2)]);
          for (const [x, y] of [[first, first2], [second, second2], ...rest.map((rent, k) => [rent, rest2[k]])] as [number, number][])
            expect(x).toBeCloseTo(y, 7);
        });
      }),
      { numRuns: 30 },
    );
  });

  test("in exact arithmetic, with a certificate that the verifier accepts", async () => {
    await fc.assert(
      fc.asyncProperty(anyAuction, words, async (environment, asked) => {
        const { proof, mechanism, value, status } = await solve(designProblem({ environment, ...asked }), { solver: highs, proof: {} });
        const as = await solve(designProblem({ environment, ...asked, symmetric: false }), { solver: highs, proof: {} });
        expect(status).toBe("optimal");
        expect(proof?.certificate).not.toBeNull();
        expect(value.exact?.equals(as.value.exact ?? Number.NaN)).toBe(true);
        const rents = mechanism?.agents.map(({ interim }) => [...interim.rent]) ?? [];
        for (const own of rents) expect(own).toEqual(rents[0]?.map((rent) => expect.closeTo(rent, 12)));
      }),
      { numRuns: 12 },
    );
  });

  test("markets and partnerships: members of one law, and partners with one share whose weights are one", async () => {
    const discretization = { rule: "midpoint", points: 3 } as const;
    const strictest = { incentives: "dominant", participation: "ex-post", budget: "no-deficit", discretization } as const;
    const market = multilateralTrade({ buyers: [{ count: 2, distribution: unit }], sellers: [{ count: 1, distribution: unit }] });
    const partners = partnership({
      partners: [
        { share: "1/3", distribution: unit },
        { share: "1/3", distribution: unit },
        { share: "1/3", distribution: unit },
      ],
    });
    for (const [environment, alike] of [
      [market, [0, 1]],
      [partners, [0, 1, 2]],
    ] as const) {
      const { mechanism } = await solve(designProblem({ environment, ...strictest }), { solver: highs });
      const rents = mechanism?.agents.map(({ interim }) => [...interim.rent]) ?? [];
      expect(rents).toHaveLength(3);
      for (const a of alike) expect(rents[a]).toEqual(rents[0]?.map((rent) => expect.closeTo(rent, 9)));
    }
    const weighted: DesignProblemInput["objective"] = { weights: { partners: [2, 1, 1], broker: 1 } };
    const { mechanism } = await solve(designProblem({ environment: partners, ...strictest, objective: weighted }), { solver: highs });
    const [favoured, second, third] = (mechanism?.agents ?? []).map(({ interim, masses }) =>
      interim.rent.reduce((sum, rent, k) => sum + rent * (masses[k] as number), 0),
    );
    expect(second).toBeCloseTo(third as number, 9);
    expect(favoured).toBeGreaterThan(second as number);
  });

  test("entries of a partnership with one share and one law: what they get is exchanged where they exchange types, whatever the words", async () => {
    const asked = fc.record({
      incentives: fc.constantFrom("bayesian", "dominant"),
      participation: fc.constantFrom("interim", "ex-post"),
      budget: fc.constantFrom("none", "ex-ante", "no-deficit", "balanced"),
      weights: fc.constantFrom([1, 1, 1], [2, 2, 1], [1, 1, 2]),
    } as const);
    await fc.assert(
      fc.asyncProperty(
        asked,
        fc.constantFrom("1/4", "1/3", "0", "2/5"),
        fc.integer({ min: 2, max: 5 }),
        async ({ weights, ...words }, share, points) => {
          const rest = share === "1/4" ? "1/2" : share === "1/3" ? "1/3" : share === "0" ? "1" : "1/5";
          const environment = partnership({
            partners: [share, share, rest].map((own, k) => ({ share: own, distribution: k === 2 ? { ...unit, max: 2 } : unit })),
          });
          const broker = words.budget === "none" ? 2 : 1;
          const problem = (symmetric: boolean) =>
            designProblem({
              environment,
              ...words,
              symmetric,
              objective: { weights: { partners: weights, broker } },
              discretization: { rule: "midpoint", points },
            });
          const { mechanism, value, audit, status } = await solve(problem(true));
          const as = await solve(problem(false));
          expect(status).toBe(as.status);
          if (!mechanism) return;
          expect(audit?.passes).toBe(true);
          expect(value.lower).toBeCloseTo(as.value.lower, 7);
          const [first, second] = mechanism.agents.map(({ interim }) => [...interim.rent]);
          expect(first).toEqual(second?.map((rent) => expect.closeTo(rent, 9)));
          new Profiles([points, points, points]).forEach(([k, l, m]) => {
            const here = mechanism.at([k, l, m] as number[]);
            const there = mechanism.at([l, k, m] as number[]);
            for (const of of ["allocation", "payments"] as const) expect(here[of][0]).toBeCloseTo(there[of][1] as number, 9);
          });
        },
      ),
      { numRuns: 20 },
    );
  });

  test("who is alike: not those with other types, weights, outside options or beliefs, nor where an outcome has no counterpart", () => {
    const table = {
      agents: ["a", "b"].map((name) => ({ name, types: ["low", "high"] })),
      prior: {
        independent: [
          ["1/2", "1/2"],
          ["1/2", "1/2"],
        ],
      },
      outcomes: ["nothing", "to a", "to b"],
      utilities: [
        [
          [0, 0],
          [1, 2],
          [0, 0],
        ],
        [
          [0, 0],
          [0, 0],
          [1, 2],
        ],
      ],
    };
    const ways = (change: Partial<Parameters<typeof finiteEnvironment>[0]>, weights = [1, 1]) =>
      exchanges(comparableTables(finiteEnvironment({ ...table, ...change }), weights)).length;
    expect(ways({})).toBe(2);
    expect(ways({}, [1, 2])).toBe(1);
    expect(ways({ outsideOptions: [0, 1] })).toBe(1);
    expect(
      ways({
        outcomes: ["nothing", "to a"],
        utilities: [
          [
            [0, 0],
            [1, 2],
          ],
          [
            [0, 0],
            [0, 0],
          ],
        ],
      }),
    ).toBe(1);
    expect(
      ways({
        prior: {
          independent: [
            ["1/2", "1/2"],
            ["1/3", "2/3"],
          ],
        },
      }),
    ).toBe(1);
    expect(ways({ prior: { joint: ["1/4", "1/4", "1/2", 0] } })).toBe(1);
    expect(ways({ prior: { joint: ["1/4", "1/4", "1/4", "1/4"] } })).toBe(2);
    expect(
      ways({
        utilities: [
          [
            [0, 0],
            [1, 3],
            [0, 0],
          ],
          [
            [0, 0],
            [0, 0],
            [1, 2],
          ],
        ],
      }),
    ).toBe(1);
  });

  test("the word is written only where it is false, and nothing but true and false is read", () => {
    const environment = multilateralTrade({ buyers: [{ count: 2, distribution: unit }], sellers: [{ count: 1, distribution: unit }] });
    const asked: DesignProblem = designProblem({ environment, symmetric: false });
    expect(serializeInstance(asked)).toMatchObject({ symmetric: false });
    expect(parseInstance(serializeInstance(asked)).symmetric).toBe(false);
    expect(serializeInstance(designProblem({ environment }))).not.toHaveProperty("symmetric");
    expect(() => designProblem({ environment, symmetric: "no" as never })).toThrow(/symmetric: expected true or false/);
    expect(() => parseInstance({ ...serializeInstance(asked), symmetric: 0 } as never)).toThrow(/symmetric: expected true or false/);
  });
});
