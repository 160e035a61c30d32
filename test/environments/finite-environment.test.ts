import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRational, one, type Rational, ratio, rational, sumRationals } from "../../src/arithmetic/rational.ts";
import { type FiniteEnvironmentInput, finiteEnvironment } from "../../src/environments/finite-environment.ts";
import type { JointTable } from "../../src/environments/prior.ts";
import { refusal } from "./refusal.ts";

const baseline: FiniteEnvironmentInput = {
  agents: [
    { name: "Ann", side: "buyer", types: ["low", "high"] },
    { name: "Bob", side: "seller", types: [0, 0.5, 1] },
  ],
  prior: {
    independent: [
      ["1/3", "2/3"],
      [0.2, 0.3, 0.5],
    ],
  },
  outcomes: ["keep", "sell"],
  utilities: [
    [
      [0, 0],
      [1, "7/3"],
    ],
    [
      [0, 0, 0],
      [0, -0.5, -1],
    ],
  ],
  outsideOptions: [0, [0, "1/10", 0.2]],
};
const joint: JointTable = [
  ["1/6", "1/12", "1/12"],
  [0.1, 0.2, "11/30"],
];

const texts = (list: readonly Rational[] | undefined) => list?.map(formatRational);

describe("finiteEnvironment", () => {
  const environment = finiteEnvironment(baseline);

  test("keeps names, sides and labels", () => {
    expect(environment.agents).toEqual([
      { name: "Ann", side: "buyer", types: ["low", "high"] },
      { name: "Bob", side: "seller", types: ["0", "0.5", "1"] },
    ]);
    expect(environment.toFinite()).toBe(environment);
  });

  test("lays tables out outcome by outcome, exactly and as doubles", () => {
    expect(texts(environment.exact?.utilities[0])).toEqual(["0", "0", "1", "7/3"]);
    expect(texts(environment.exact?.utilities[1])).toEqual(["0", "0", "0", "0", "-1/2", "-1"]);
    expect(texts(environment.exact?.outsideOptions[0])).toEqual(["0", "0"]);
    expect(texts(environment.exact?.outsideOptions[1])).toEqual(["0", "1/10", "1/5"]);
    expect([...(environment.utilities[0] as Float64Array)]).toEqual([0, 0, 1, 7 / 3]);
    expect([...(environment.outsideOptions[1] as Float64Array)]).toEqual([0, 0.1, 0.2]);
  });

  test("keeps independent masses exactly", () => {
    const prior = environment.exact?.prior;
    expect(prior?.kind === "independent" && prior.masses.map(texts)).toEqual([
      ["1/3", "2/3"],
      ["1/5", "3/10", "1/2"],
    ]);
  });

  test("an agent without a side is a buyer, outside options default to 0", () => {
    const { outsideOptions, ...rest } = baseline;
    expect(outsideOptions).toBeDefined();
    const plain = finiteEnvironment({ ...rest, agents: baseline.agents.map(({ name, types }) => ({ name, types })) });
    expect(plain.agents.map((agent) => agent.side)).toEqual(["buyer", "buyer"]);
    expect(plain.outsideOptions.map((row) => [...row])).toEqual([
      [0, 0],
      [0, 0, 0],
    ]);
  });

  test("a nested joint table and its flat list, last agent fastest, are the same prior", () => {
    const nested = finiteEnvironment({ ...baseline, prior: { joint } });
    const flat = finiteEnvironment({ ...baseline, prior: { joint: joint.flat() as JointTable } });
    expect(texts(nested.exact?.prior.masses as Rational[])).toEqual(["1/6", "1/12", "1/12", "1/10", "1/5", "11/30"]);
    expect(nested.prior).toEqual(flat.prior);
    expect(nested.exact).toEqual(flat.exact);
  });

  test("masses that miss 1 by less than 1e-9 are renormalised to exactly 1", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 2 }),
        fc.integer({ min: -900, max: 900 }),
        (weights, miss) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const masses = weights.map((weight) => ratio(BigInt(weight), BigInt(total)));
          const off = [(masses[0] as Rational).add(ratio(BigInt(miss), 10n ** 12n)), masses[1] as Rational];
          const read = finiteEnvironment({ ...baseline, prior: { independent: [off, [0.2, 0.3, 0.5]] } }).exact?.prior;
          const first = read?.kind === "independent" ? (read.masses[0] as Rational[]) : [];
          expect(sumRationals(first).equals(one)).toBe(true);
          // Proportions are kept.
          expect((first[0] as Rational).mul(off[1] as Rational).equals((first[1] as Rational).mul(off[0] as Rational))).toBe(true);
        },
      ),
    );
  });
});

describe("finiteEnvironment refuses", () => {
  const row = (name: string, change: Partial<Record<keyof FiniteEnvironmentInput, unknown>>, wanted: object) =>
    test(name, () => {
      expect(refusal(() => finiteEnvironment({ ...baseline, ...change } as FiniteEnvironmentInput))).toMatchObject(wanted);
    });

  row("no agents", { agents: [] }, { field: "agents", expected: "a list of at least one agent", received: "[]" });
  row(
    "two agents of one name",
    { agents: baseline.agents.map((agent) => ({ ...agent, name: "Ann" })) },
    {
      field: "agents[1].name",
      expected: "a name that no other agent has",
      received: '"Ann", which is also agents[0].name',
      remedy: "Rename one of the two.",
    },
  );
  row(
    "an agent without a name",
    { agents: [{ types: [1, 2] }, baseline.agents[1]] },
    { field: "agents[0].name", expected: "the name of the agent", received: "nothing" },
  );
  row(
    "two types of one label",
    { agents: [{ name: "Ann", types: [0.5, "0.5"] }, baseline.agents[1]] },
    { field: "agents[0].types[1]", received: '"0.5", which is also agents[0].types[0]' },
  );
  row(
    "a type that is not a finite number",
    { agents: [{ name: "Ann", types: [0, Number.NaN] }, baseline.agents[1]] },
    { field: "agents[0].types[1]", expected: "the name of the type", received: "NaN" },
  );
  row(
    "an unknown side",
    { agents: [{ name: "Ann", side: "broker", types: ["low", "high"] }, baseline.agents[1]] },
    {
      field: "agents[0].side",
      expected: '"buyer" or "seller"',
      received: '"broker"',
    },
  );
  row("repeated outcomes", { outcomes: ["sell", "sell"] }, { field: "outcomes[1]", received: '"sell", which is also outcomes[0]' });
  row("no outcomes", { outcomes: [] }, { field: "outcomes", expected: "a list of at least one outcome" });
  row("no prior", { prior: {} }, { field: "prior", received: "{}", remedy: "Give exactly one of the two." });
  row("two priors", { prior: { ...baseline.prior, joint } }, { field: "prior", remedy: "Give exactly one of the two." });
  row(
    "masses that total 0.9",
    {
      prior: {
        independent: [
          ["1/3", "2/3"],
          [0.2, 0.3, 0.4],
        ],
      },
    },
    {
      field: "prior.independent[1]",
      expected: "masses with total 1",
      received: "total 9/10",
      remedy: "Rescale the masses; a total within 1e-9 of 1 is renormalised exactly.",
    },
  );
  row(
    "a negative mass",
    {
      prior: {
        independent: [
          ["1/3", "2/3"],
          [-0.2, 0.7, 0.5],
        ],
      },
    },
    {
      field: "prior.independent[1][0]",
      expected: "a mass of at least 0",
      received: "-0.2",
    },
  );
  row(
    "a negative exact mass",
    {
      prior: {
        independent: [
          ["1/3", "2/3"],
          [rational("-1/5"), 0.7, 0.5],
        ],
      },
    },
    {
      field: "prior.independent[1][0]",
      received: "-1/5",
    },
  );
  row(
    "a type of mass 0",
    {
      prior: {
        independent: [
          ["1/3", "2/3"],
          [0, 0.5, 0.5],
        ],
      },
    },
    {
      field: "prior.independent[1][0]",
      expected: "positive probability for every type",
      received: "probability 0 for type 0 of agent Bob",
    },
  );
  row(
    "a type of joint mass 0",
    {
      prior: {
        joint: [
          ["1/2", 0, "1/4"],
          ["1/8", 0, "1/8"],
        ],
      },
    },
    {
      field: "prior.joint",
      received: "probability 0 for type 0.5 of agent Bob",
    },
  );
  row(
    "masses of the wrong length",
    { prior: { independent: [[1], [0.2, 0.3, 0.5]] } },
    {
      field: "prior.independent[0]",
      expected: "a list of 2 (one mass per type of agent Ann)",
      received: "a list of 1",
    },
  );
  row(
    "a joint table with a short row",
    {
      prior: {
        joint: [
          ["1/2", "1/4"],
          ["1/8", "1/16", "1/16"],
        ],
      },
    },
    {
      field: "prior.joint[0]",
      expected: "a list of 3 (one entry per type of agent Bob)",
      received: "a list of 2",
    },
  );
  row(
    "a flat joint table of the wrong length",
    { prior: { joint: ["1/2", "1/2"] } },
    {
      field: "prior.joint",
      expected: "a list of 6 (one mass per type profile, 2 × 3, the last agent's type fastest)",
      received: "a list of 2",
    },
  );
  row(
    "a joint mass that is not a number",
    {
      prior: {
        joint: [
          ["1/6", "1/12", "1/0"],
          [0.1, 0.2, "11/30"],
        ],
      },
    },
    {
      field: "prior.joint[0][2]",
      expected: "a finite number",
      received: '"1/0"',
    },
  );
  row(
    "utilities of one agent missing",
    { utilities: [baseline.utilities[0]] },
    {
      field: "utilities",
      expected: "a list of 2 (one entry per agent: Ann, Bob)",
      received: "a list of 1",
    },
  );
  row(
    "utilities of one outcome missing",
    { utilities: [[[0, 0]], baseline.utilities[1]] },
    {
      field: "utilities[0]",
      expected: "a list of 2 (one entry per outcome: keep, sell)",
      received: "a list of 1",
    },
  );
  row(
    "utilities of one type missing",
    { utilities: [[[0, 0], [1]], baseline.utilities[1]] },
    {
      field: "utilities[0][1]",
      expected: "a list of 2 (one number per type of agent Ann)",
      received: "a list of 1",
    },
  );
  row(
    "an infinite utility",
    {
      utilities: [
        [
          [0, 0],
          [1, Number.POSITIVE_INFINITY],
        ],
        baseline.utilities[1],
      ],
    },
    {
      field: "utilities[0][1][1]",
      expected: "a finite number",
      received: "Infinity",
    },
  );
  row(
    "a utility beyond all doubles",
    {
      utilities: [
        [
          [0, 0],
          [1, "1e400"],
        ],
        baseline.utilities[1],
      ],
    },
    {
      field: "utilities[0][1][1]",
      expected: "a number within the range of doubles (below 1.8e308)",
      received: '"1e400"',
    },
  );
  row(
    "outside options of the wrong length",
    { outsideOptions: [[0, 0, 0], 0] },
    {
      field: "outsideOptions[0]",
      expected: "a list of 2 (one number per type of agent Ann)",
      received: "a list of 3",
    },
  );
  row(
    "an outside option that is not a number",
    { outsideOptions: ["much", 0] },
    {
      field: "outsideOptions[0]",
      expected: "a finite number",
      received: '"much"',
    },
  );
});
