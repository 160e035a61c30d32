import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRational, type Rational } from "../../src/arithmetic/rational.ts";
import { discrete } from "../../src/distributions/laws/discrete.ts";
import { normal } from "../../src/distributions/laws/normal.ts";
import { uniform } from "../../src/distributions/laws/uniform.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import type { FiniteEnvironment } from "../../src/environments/environment.ts";
import type { Law } from "../../src/environments/law.ts";
import { multilateralFiniteLimit, multilateralTrade } from "../../src/environments/multilateral-trade.ts";
import { refusal } from "./refusal.ts";

const texts = (list: readonly Rational[] | undefined) => list?.map(formatRational);
const priorOf = ({ exact }: FiniteEnvironment) => (exact?.prior.kind === "independent" ? exact.prior.masses.map(texts) : undefined);
const buyer = { distribution: "discrete", values: ["1/3", 1], masses: ["1/4", "3/4"] } as const;
const seller = { distribution: "discrete", values: [0, 0.5, 2], masses: ["1/2", "1/4", "1/4"] } as const;
const interval = { distribution: "uniform", min: 0, max: 1 } as const;

describe("bilateralTrade", () => {
  test("as a finite environment: buyer, seller, no trade, trade", () => {
    const finite = bilateralTrade({ buyer, seller }).toFinite();
    expect(finite).toMatchObject({
      kind: "finite",
      agents: [
        { name: "buyer", side: "buyer", types: ["1/3", "1"] },
        { name: "seller", side: "seller", types: ["0", "0.5", "2"] },
      ],
      outcomes: ["no trade", "trade"],
    });
    expect(finite.exact?.utilities.map(texts)).toEqual([
      ["0", "0", "1/3", "1"],
      ["0", "0", "0", "0", "-1/2", "-2"],
    ]);
    expect(finite.utilities.map((row) => [...row])).toEqual([
      [0, 0, 1 / 3, 1],
      [0, 0, 0, 0, -0.5, -2],
    ]);
    expect(priorOf(finite)).toEqual([
      ["1/4", "3/4"],
      ["1/2", "1/4", "1/4"],
    ]);
    expect(finite.outsideOptions.map((row) => [...row])).toEqual([
      [0, 0],
      [0, 0, 0],
    ]);
    expect(finite.toFinite()).toBe(finite);
  });

  test("takes laws and specs alike", () => {
    const built = bilateralTrade({ buyer: discrete({ values: buyer.values, masses: buyer.masses }), seller: uniform({ min: 0, max: 1 }) });
    const stated = bilateralTrade({ buyer, seller: interval });
    const grid = { rule: "midpoint", points: 3 } as const;
    expect(built.toFinite(grid).exact).toEqual(stated.toFinite(grid).exact);
  });

  test("midpoints of [0, 1] are exact, and a discrete law keeps its atoms whatever the rule", () => {
    const { buyer: values, seller: costs } = bilateralTrade({ buyer: interval, seller }).typeSpaces({ rule: "gauss", points: 2 });
    expect(values.values.length).toBe(2);
    expect(texts(costs.exact?.values)).toEqual(["0", "1/2", "2"]);
    const midpoints = bilateralTrade({ buyer: interval, seller }).typeSpaces({ rule: "midpoint", points: 4 }).buyer;
    expect(texts(midpoints.exact?.values)).toEqual(["1/8", "3/8", "5/8", "7/8"]);
    expect(texts(midpoints.exact?.masses)).toEqual(["1/4", "1/4", "1/4", "1/4"]);
  });

  test("a law without exact arithmetic gives doubles only", () => {
    const finite = bilateralTrade({ buyer: normal({ mean: 0, sd: 1 }), seller }).toFinite({ rule: "equal-mass", points: 3 });
    expect(finite.exact).toBeUndefined();
    expect(finite.agents[0]?.types.length).toBe(3);
    expect(finite.agents[0]?.types.map(Number)).toEqual([...(finite.utilities[0] as Float64Array).slice(3)]);
  });
});

describe("bilateralTrade refuses", () => {
  const refused = (change: object) => refusal(() => bilateralTrade({ buyer, seller, ...change }));

  test("a wrong law, naming its place", () => {
    expect(refused({ buyer: { ...interval, max: 0 } })).toMatchObject({ field: "buyer.max", received: "0" });
  });

  test.each([
    [undefined, "nothing"],
    [3, "3"],
    [[], "[]"],
  ])("%j for a law", (law, received) => {
    expect(refused({ seller: law })).toMatchObject({
      field: "seller",
      received,
      remedy: "Give a distribution or what an instance file writes for it.",
    });
  });

  test("no laws at all", () => {
    expect(refusal(() => bilateralTrade(undefined as unknown as { buyer: Law; seller: Law }))).toMatchObject({ field: "environment" });
  });

  test("a continuous law on no grid", () => {
    expect(refusal(() => bilateralTrade({ buyer: interval, seller }).toFinite())).toMatchObject({
      field: "discretization",
      expected: "a discretization, because the uniform law of buyer is not finite",
      received: "nothing",
      remedy: 'Add "discretization": {"rule": "midpoint", "points": 40}, or use a discrete law.',
    });
  });
});

test("a grid too fine for its rule names the field of the problem", () => {
  expect(refusal(() => bilateralTrade({ buyer: interval, seller }).toFinite({ rule: "midpoint", points: 1e9 }))).toMatchObject({
    field: "discretization.points",
    received: "1000000000",
  });
});

describe("multilateralTrade", () => {
  const market = multilateralTrade({
    buyers: [
      { count: 2, distribution: buyer },
      { count: 1, distribution: { distribution: "point-mass", at: 3 } },
    ],
    sellers: [{ count: 2, distribution: seller }],
  });
  const finite = market.toFinite();

  test("unrolls groups into agents, in order", () => {
    expect(finite.agents.map(({ name, side, types }) => [name, side, types.length])).toEqual([
      ["buyer 1", "buyer", 2],
      ["buyer 2", "buyer", 2],
      ["buyer 3", "buyer", 1],
      ["seller 1", "seller", 3],
      ["seller 2", "seller", 3],
    ]);
    expect(priorOf(finite)).toEqual([["1/4", "3/4"], ["1/4", "3/4"], ["1"], ["1/2", "1/4", "1/4"], ["1/2", "1/4", "1/4"]]);
  });

  test("one outcome for every choice of equally many buyers and sellers", () => {
    expect(finite.outcomes).toEqual([
      "no trade",
      "buyer 1 with seller 1",
      "buyer 1 with seller 2",
      "buyer 2 with seller 1",
      "buyer 2 with seller 2",
      "buyer 3 with seller 1",
      "buyer 3 with seller 2",
      "buyers 1+2 with sellers 1+2",
      "buyers 1+3 with sellers 1+2",
      "buyers 2+3 with sellers 1+2",
    ]);
  });

  test("who trades gains its value or bears its cost, others nothing", () => {
    finite.agents.forEach((agent, a) => {
      const types = agent.types.length;
      finite.outcomes.forEach((outcome, o) => {
        const [who, number] = agent.name.split(" ") as [string, string];
        const names = new RegExp(`${who}s? ([\\d+]+)`).exec(outcome)?.[1]?.split("+") ?? [];
        const active = names.includes(number);
        const law = [["1/3", "1"], ["1/3", "1"], ["3"], ["0", "-1/2", "-2"], ["0", "-1/2", "-2"]][a] as string[];
        expect(texts(finite.exact?.utilities[a]?.slice(o * types, (o + 1) * types))).toEqual(active ? law : law.map(() => "0"));
      });
      expect([...(finite.utilities[a] as Float64Array)]).toEqual(finite.exact?.utilities[a]?.map(Number));
    });
  });

  test("one buyer and one seller are bilateral trade", () => {
    const one = multilateralTrade({
      buyers: [{ count: 1, distribution: buyer }],
      sellers: [{ count: 1, distribution: seller }],
    }).toFinite();
    const bilateral = bilateralTrade({ buyer, seller }).toFinite();
    const tables = ({ prior, utilities, outsideOptions, exact }: FiniteEnvironment) => ({ prior, utilities, outsideOptions, exact });
    expect(tables(one)).toEqual(tables(bilateral));
  });

  test("there are C(m + n, n) outcomes", () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (m, n) => {
        const group = (count: number) => [{ count, distribution: { distribution: "point-mass", at: 1 } as const }];
        const { outcomes } = multilateralTrade({ buyers: group(m), sellers: group(n) }).toFinite();
        expect(outcomes.length).toBe(choose(m + n, n));
        expect(new Set(outcomes).size).toBe(outcomes.length);
      }),
      { numRuns: 30 },
    );
  });

  test("grids of continuous laws", () => {
    const grid = multilateralTrade({ buyers: [{ count: 2, distribution: interval }], sellers: [{ count: 1, distribution: interval }] });
    expect(grid.toFinite({ rule: "midpoint", points: 2 }).agents.map((agent) => agent.types)).toEqual([
      ["0.25", "0.75"],
      ["0.25", "0.75"],
      ["0.25", "0.75"],
    ]);
    expect(refusal(() => grid.toFinite())).toMatchObject({
      field: "discretization",
      expected: "a discretization, because the uniform law of buyers[0] is not finite",
    });
  });
});

describe("multilateralTrade refuses", () => {
  const valid = { buyers: [{ count: 1, distribution: buyer }], sellers: [{ count: 1, distribution: seller }] };
  const refused = (change: object) => refusal(() => multilateralTrade({ ...valid, ...change }));

  test.each([[[]], [undefined], ["three"]])("%j buyers", (buyers) => {
    expect(refused({ buyers })).toMatchObject({ field: "buyers", expected: "a list of at least one group {count, distribution}" });
  });

  test.each([0, -1, 1.5, Number.NaN, "2"])("%j traders", (count) => {
    expect(refused({ sellers: [{ count, distribution: seller }] })).toMatchObject({
      field: "sellers[0].count",
      expected: "a whole number of traders, at least 1",
    });
  });

  test("a wrong law, naming its place", () => {
    expect(refused({ buyers: [valid.buyers[0], { count: 1, distribution: { ...interval, max: -1 } }] }).field).toBe(
      "buyers[1].distribution.max",
    );
  });

  test("more profiles × outcomes than the limit, without building them", () => {
    const many = multilateralTrade({ buyers: [{ count: 6, distribution: seller }], sellers: [{ count: 6, distribution: seller }] });
    expect(refusal(() => many.toFinite())).toMatchObject({
      field: "environment",
      expected: `at most ${multilateralFiniteLimit} type profiles × outcomes for a program over all profiles`,
      // 3^12 profiles, C(12, 6) = 924 outcomes.
      received: String(3 ** 12 * 924),
    });
    const huge = multilateralTrade({ buyers: [{ count: 1e9, distribution: seller }], sellers: [{ count: 1e9, distribution: seller }] });
    expect(refusal(() => huge.toFinite()).received).toBe("Infinity");
  });
});
