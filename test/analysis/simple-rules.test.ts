import { describe, expect, test } from "vitest";
import { simpleRules } from "../../src/analysis/evaluate/simple-rules.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import {
  bilateralTrade,
  designProblem,
  evaluate,
  finiteEnvironment,
  multilateralTrade,
  partnership,
  readResult,
  resultJson,
  resultText,
  solve,
} from "../../src/index.ts";

const unit: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };
const agents = ["Ann", "Bob"].map((name) => ({ name, types: ["low", "high"] }));
const half = ["1/2", "1/2"];
const bridge = {
  agents,
  outcomes: ["nothing", "bridge"],
  utilities: [
    [
      [0, 0],
      [-1, 2],
    ],
    [
      [0, 0],
      [-1, 2],
    ],
  ],
};
const named =
  (name: string) =>
  ({ rule }: { readonly rule: string }) =>
    rule.startsWith(name);

describe("simple rules beside the optimum", () => {
  test("a bridge for two: the price makes one pay the other, VCG and expected externality build efficiently and break participation", async () => {
    const problem = designProblem({ environment: finiteEnvironment({ ...bridge, prior: { independent: [half, half] } }) });
    const result = resultJson(await solve(problem));
    const rules = result.simpleRules ?? [];
    // By hand: built unless both are low, (4 + 1 + 1)/4; at the price when the payer is high, (4 + 1)/4. Ann, low, loses 1 when Bob is high, half the time.
    expect(rules.find(named("posted-price"))).toMatchObject({
      gainsFromTrade: 1.25,
      breaks: [],
      share: { lower: expect.closeTo(5 / 6, 7) },
    });
    expect(rules.find(named("vcg"))).toMatchObject({ gainsFromTrade: 1.5, breaks: [{ word: "participation", worst: 0.5 }] });
    const externality = rules.find(named("expected-externality"));
    expect(externality?.gainsFromTrade).toBeCloseTo(1.5, 12);
    expect(externality?.breaks.map(({ word }) => word)).toEqual(["participation"]);
    expect(resultText(result)).toMatch(
      /simple rules {3}posted-price \(bridge: Ann -1, Bob 1\): gains 1\.25, 83\.3333 % of the second best/,
    );
    expect(readResult(JSON.parse(JSON.stringify(result))).simpleRules).toEqual(rules);
    expect(resultJson(await solve(problem), [], { simpleRules: false }).simpleRules).toBeUndefined();
  });

  test("each says what evaluate says of it", async () => {
    const discretization = { rule: "midpoint", points: 4 } as const;
    const problems = [
      designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), discretization }),
      designProblem({
        environment: multilateralTrade({ buyers: [{ count: 2, distribution: unit }], sellers: [{ count: 1, distribution: unit }] }),
        discretization,
      }),
      designProblem({
        environment: partnership({ partners: [{ share: "1/2", count: 2, distribution: unit }] }),
        discretization,
        incentives: "dominant",
      }),
    ];
    const expected = [
      ["posted-price", "vcg", "expected-externality"],
      ["posted-price", "trade-reduction"],
      ["posted-price", "vcg", "expected-externality"],
    ];
    for (const [k, problem] of problems.entries()) {
      const rules = simpleRules(problem);
      expect(rules.map(({ rule }) => rule.replace(/:.*/, ""))).toEqual(expected[k]);
      for (const { rule, gainsFromTrade, brokerProfit, breaks } of rules) {
        const found = await evaluate(rule, problem, { secondBest: false });
        expect(gainsFromTrade).toBe(found.gainsFromTrade);
        expect(brokerProfit).toBe(found.brokerProfit);
        expect(breaks.length === 0).toBe(found.passes);
      }
    }
  });

  test("on laws the best price alone, and its share by closed forms: (1/8)/(9/64)", async () => {
    const { simpleRules: rules = [] } = resultJson(
      await solve(designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), width: 1e-4 })),
    );
    expect(rules).toHaveLength(1);
    expect(rules[0]?.share?.lower).toBeCloseTo(8 / 9, 3);
  });

  test("what has no meaning is left out, and everything where it would cost", () => {
    const correlated = finiteEnvironment({ ...bridge, prior: { joint: ["3/8", "1/8", "1/8", "3/8"] } });
    expect(simpleRules(designProblem({ environment: correlated })).map(({ rule }) => rule.slice(0, 6))).toEqual(["posted", "vcg"]);
    const without = finiteEnvironment({ ...bridge, prior: { independent: [half, half] }, outsideOptions: [1, 1] });
    expect(simpleRules(designProblem({ environment: without })).map(({ rule }) => rule)).toEqual(["vcg", "expected-externality"]);
    const large = designProblem({
      environment: bilateralTrade({ buyer: unit, seller: unit }),
      discretization: { rule: "midpoint", points: 5_000 },
    });
    expect(simpleRules(large)).toEqual([]);
    const crowd = designProblem({
      environment: multilateralTrade({ buyers: [{ count: 500, distribution: unit }], sellers: [{ count: 500, distribution: unit }] }),
    });
    expect(simpleRules(crowd)).toEqual([]);
    expect(
      simpleRules(designProblem({ environment: partnership({ partners: [{ share: "1/2", count: 2, distribution: unit }] }) })),
    ).toEqual([]);
  });
});
