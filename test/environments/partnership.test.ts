import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRational, rational, zero } from "../../src/arithmetic/rational.ts";
import { discrete, uniform } from "../../src/distributions/laws.ts";
import { type PartnerInput, partnership } from "../../src/environments/partnership.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { parseInstance, serializeInstance } from "../../src/problem/instance.ts";
import { refusal } from "./refusal.ts";

const unit = { distribution: "uniform", min: 0, max: 1 } as const;
const three = { distribution: "discrete", values: ["1/3", 1, 2], masses: ["1/2", "1/4", "1/4"] } as const;
const two = { distribution: "discrete", values: [0, 1], masses: ["1/4", "3/4"] } as const;

test("as a finite environment: one outcome for each partner who may get everything, utilities above the own share", () => {
  const finite = partnership({
    partners: [
      { share: "1/4", distribution: three },
      { share: 0.375, count: 2, distribution: two },
    ],
  }).toFinite();
  expect(finite.agents.map(({ name, partner }) => [name, partner])).toEqual([
    ["partner 1", 0],
    ["partner 2", 1],
    ["partner 3", 1],
  ]);
  expect(finite.outcomes).toEqual(["all to partner 1", "all to partner 2", "all to partner 3"]);
  expect(finite.exact?.utilities.map((table) => table.map(formatRational))).toEqual([
    ["1/4", "3/4", "3/2", "-1/12", "-1/4", "-1/2", "-1/12", "-1/4", "-1/2"],
    ["0", "-3/8", "0", "5/8", "0", "-3/8"],
    ["0", "-3/8", "0", "-3/8", "0", "5/8"],
  ]);
  expect(finite.outsideOptions.map((own) => [...own])).toEqual([
    [0, 0, 0],
    [0, 0],
    [0, 0],
  ]);
});

test("what partners hold adds up to the one unit that they own, in every outcome", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 6 }), (parts) => {
      const whole = parts.reduce((sum, part) => sum + part, 0);
      fc.pre(whole > 0);
      const { frontier, groups } = partnership({ partners: parts.map((part) => ({ share: `${part}/${whole}`, distribution: two })) });
      const outcomes = frontier.outcomes();
      expect(outcomes).toHaveLength(frontier.size);
      for (const { quantities } of outcomes) {
        const changes = quantities.map((held, a) => held.sub(groups[a]?.reference ?? zero));
        expect(formatRational(changes.reduce((sum, change) => sum.add(change), zero))).toBe("0");
      }
    }),
  );
});

describe("is refused in one sentence", () => {
  const refused = (...partners: readonly PartnerInput[]) => refusal(() => partnership({ partners }));
  test.each([
    ["a negative share", [{ share: "-1/4" }, { share: "5/4" }], "partners[0].share", "a share from 0 to 1", "-1/4"],
    ["more than the unit", [{ share: "1/4" }, { share: 1.5 }], "partners[1].share", "a share from 0 to 1", "1.5"],
    ["a total below 1", [{ share: 0.3333 }, { share: 0.3333, count: 2 }], "partners", "shares of total 1", "a total of 9999/10000"],
    ["a total above 1", [{ share: "1/2", count: 3 }, { share: 0 }], "partners", "shares of total 1", "a total of 3/2"],
    ["one partner", [{ share: 1 }], "partners", "at least two partners", "one partner"],
    ["half a partner", [{ share: 1, count: 0.5 }], "partners[0].count", "a whole number of partners, at least 1", "0.5"],
    ["nobody", [], "partners", "a list of partners", "[]"],
  ])("%s", (_, shares, field, expected, received) => {
    const error = refused(...(shares as { share: string; count?: number }[]).map((own) => ({ ...own, distribution: two })));
    expect(error.field).toBe(field);
    expect(error.expected).toContain(expected);
    expect(error.received).toContain(received);
  });

  test("a law that is none", () => {
    const distribution = { distribution: "uniform", min: 1, max: 0 } as const;
    expect(refused({ share: "1/2", distribution: two }, { share: "1/2", distribution }).field).toBe("partners[1].distribution.max");
  });

  test("more profiles than a program could list", () => {
    const environment = partnership({
      partners: [
        { share: "1/8", count: 8, distribution: three },
        { share: 0, count: 6, distribution: three },
      ],
    });
    expect(refusal(() => environment.toFinite()).expected).toContain("at most 1000000");
  });
});

describe("objective", () => {
  const environment = partnership({
    partners: [
      { share: "1/2", count: 2, distribution: two },
      { share: 0, distribution: three },
    ],
  });
  const weights = (stated: unknown) => designProblem({ environment, objective: { weights: stated } as never }).objective;

  test("one weight for each entry of the list of partners", () => {
    const { partners, broker } = weights({ partners: ["1/3", 2], broker: 0 });
    expect(partners?.map(formatRational)).toEqual(["1/3", "2"]);
    expect(broker.equals(zero)).toBe(true);
    expect(designProblem({ environment }).objective.partners?.map(formatRational)).toEqual(["1", "1"]);
    expect(designProblem({ environment, objective: "broker-profit" }).objective.partners?.map(formatRational)).toEqual(["0", "0"]);
  });

  test.each([
    [{ partners: [1], broker: 0 }, "objective.weights.partners", "a list of 2 (one weight for each entry of the list of partners)"],
    [{ partners: [1, -1], broker: 0 }, "objective.weights.partners[1]", "a weight of at least 0"],
    [{ partners: [0, 0], broker: 0 }, "objective.weights", "at least one positive weight"],
    [{ partners: [1, 1] }, "objective.weights.broker", "a finite number"],
    [
      { buyers: 1, sellers: 1, broker: 0 },
      "objective.weights.buyers",
      "weights of partners and broker, because a partnership has no buyers and sellers",
    ],
  ])("%j is refused", (stated, field, expected) => {
    expect(refusal(() => weights(stated))).toMatchObject({ field, expected });
  });

  test("a market has no partners", () => {
    const instance = serializeInstance(designProblem({ environment }));
    const trade = { ...instance, environment: { kind: "bilateral-trade", buyer: unit, seller: unit } };
    const error = refusal(() => parseInstance({ ...trade, objective: { weights: { partners: [1, 1], broker: 0 } } }));
    expect(error.field).toBe("objective.weights.partners");
    expect(error.expected).toContain("buyers, sellers and broker");
  });
});

test("an instance is read and written back with every share and weight", () => {
  const instance = {
    format: "secondbest/instance@1",
    environment: {
      kind: "partnership",
      partners: [
        { share: "1/3", distribution: unit },
        { share: "1/3", distribution: three, count: 2 },
      ],
    },
    objective: { weights: { partners: [1, "2/3"], broker: 0 } },
  };
  const problem = parseInstance(instance);
  const written = serializeInstance(problem);
  expect(written.environment).toMatchObject({ kind: "partnership", partners: [{ share: "1/3" }, { share: "1/3", count: 2 }] });
  expect(written.objective).toEqual({ weights: { partners: [1, "2/3"], broker: 0 } });
  expect(serializeInstance(parseInstance(JSON.stringify(written)))).toEqual(written);
  const { partners } = partnership({
    partners: [
      { share: rational("1/3"), distribution: uniform({ min: 0, max: 1 }) },
      { share: "2/3", distribution: discrete(three) },
    ],
  });
  expect(partners.map(({ share }) => formatRational(share))).toEqual(["1/3", "2/3"]);
});
