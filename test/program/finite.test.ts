import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { ratio, toNumber } from "../../src/arithmetic/rational.ts";
import type { FiniteEnvironment } from "../../src/environments/environment.ts";
import { assembleFinite, finiteEnvironment } from "../../src/environments/finite-environment.ts";
import { multilateralTrade } from "../../src/environments/multilateral-trade.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { boundedness } from "../../src/program/boundedness.ts";
import { smallestReliableCoefficient } from "../../src/program/program.ts";
import type { FiniteQuestion } from "../../src/program/question.ts";
import { buildReference } from "../../src/program/reference/finite.ts";
import { marketOptimum } from "../support/exact-market.ts";
import { rowActivity } from "../support/row-activity.ts";
import { distance, exactOutcome, outcomeOf } from "./outcome.ts";
import { cells, finiteQuestionOf, gains, type Instance, instances, question, tradeQuestionOf } from "./trade-instances.ts";

const broker = { buyers: 0, sellers: 0, broker: 1 };

/** Two bidders for one good; the seller is the broker. */
function auction(values: readonly number[], prior: Parameters<typeof finiteEnvironment>[0]["prior"]): FiniteEnvironment {
  const zeros = values.map(() => 0);
  return finiteEnvironment({
    agents: [
      { name: "first", types: values },
      { name: "second", types: values },
    ],
    prior,
    outcomes: ["unsold", "to the first", "to the second"],
    utilities: [
      [zeros, values, zeros],
      [zeros, zeros, values],
    ],
  });
}

function asked(environment: FiniteEnvironment, over: Partial<FiniteQuestion> = {}): FiniteQuestion {
  return {
    environment,
    incentives: "bayesian",
    participation: "interim",
    budget: { rule: "none", requiredProfit: 0 },
    weights: broker,
    ...over,
  };
}

async function valueOfReference(finite: FiniteQuestion): Promise<number> {
  const outcome = await outcomeOf(buildReference(finite).program);
  return outcome?.value ?? Number.NaN;
}

describe("columns and rows", () => {
  const small = question(
    { incentives: "dominant", participation: "ex-post", rule: "no-deficit" },
    { values: [1, 3], masses: ["1/4", "3/4"] },
    { values: [0.5, 2, 2.5], masses: ["1/2", "1/4", "1/4"] },
    { requiredProfit: -0.25 },
  );
  const { program, layout } = buildReference(finiteQuestionOf(small));

  test("indices: x[p, o] at p·O + o, t[a, p] at P·O + a·P + p, the last agent's type fastest", () => {
    expect(program.columnCount).toBe(6 * 2 + 2 * 6);
    expect(program.columnName(layout.lotteryColumn(4, 1))).toBe("trade (3, 2)");
    expect(layout.lotteryColumn(4, 1)).toBe(9);
    expect(program.columnName(layout.paymentColumn(1, 5))).toBe("payment seller (3, 2.5)");
    expect(layout.paymentColumn(1, 5)).toBe(12 + 6 + 5);
    expect(program.columnLower[9]).toBe(0);
    // Ex-post participation and a budget in every state: no payment needs to be far from the utilities.
    expect(program.columnLower[23]).toBe(-(program.columnUpper[23] as number));
    expect((program.columnUpper[23] as number) * layout.paymentFactor(1, 5)).toBeLessThan(100);
  });

  test("rows in order: lotteries, incentives (all reports at all profiles), participation, budget", () => {
    const names = Array.from({ length: program.rowCount }, (_, i) => program.rowName(i));
    expect(names.slice(0, 2)).toEqual(["lottery (1, 0.5)", "lottery (1, 2)"]);
    expect(names.slice(6, 9)).toEqual(["IC buyer 1→3 | seller 0.5", "IC buyer 3→1 | seller 0.5", "IC buyer 1→3 | seller 2"]);
    expect(names.slice(12, 19)).toEqual([
      "IC seller 0.5→2 | buyer 1",
      "IC seller 0.5→2.5 | buyer 1",
      "IC seller 2→0.5 | buyer 1",
      "IC seller 2→2.5 | buyer 1",
      "IC seller 2.5→0.5 | buyer 1",
      "IC seller 2.5→2 | buyer 1",
      "IC seller 0.5→2 | buyer 3",
    ]);
    expect(names.slice(24, 26)).toEqual(["IR buyer (1, 0.5)", "IR buyer (1, 2)"]);
    expect(names.slice(30, 31)).toEqual(["IR seller (1, 0.5)"]);
    expect(names.slice(36)).toEqual([
      "budget (1, 0.5)",
      "budget (1, 2)",
      "budget (1, 2.5)",
      "budget (3, 0.5)",
      "budget (3, 2)",
      "budget (3, 2.5)",
    ]);
    expect(() => program.rowName(42)).toThrow(RangeError);
  });

  test("one deviation by hand: buyer 3 reporting 1 to seller 2", () => {
    // Trade with probability ½ at (1, 2) for 0.75, with certainty at (3, 2) for 2: truth 3 − 2, lie 3/2 − 0.75.
    const point = new Float64Array(program.columnCount);
    const money = layout.paymentFactor(0, 1);
    point[layout.lotteryColumn(1, 1)] = 0.5;
    point[layout.lotteryColumn(4, 1)] = 1;
    point[layout.paymentColumn(0, 1)] = 0.75 / money;
    point[layout.paymentColumn(0, 4)] = 2 / money;
    const row = Array.from({ length: program.rowCount }, (_, i) => i).find(
      (i) => program.rowName(i) === "IC buyer 3→1 | seller 2",
    ) as number;
    expect((rowActivity(program, point)[row] as number) * layout.unit).toBeCloseTo(1 - 0.75, 12);
    expect(layout.paymentsOf(point)[0]?.[4]).toBeCloseTo(2, 12);
    expect(layout.lotteryOf(point)[9]).toBe(1);
  });

  test("multipliers of the naive rows price the right-hand sides in money", async () => {
    const { rowMultipliers, reducedCosts, objective } = await highs.solve(program);
    const y = layout.naiveMultipliers(rowMultipliers as Float64Array, reducedCosts as Float64Array);
    let dual = 0;
    for (let p = 0; p < 6; p++) dual += (y[p] as number) + -0.25 * (y[36 + p] as number);
    expect(layout.unit).not.toBe(1);
    expect(dual).toBeCloseTo(objective, 9);
  });
});

test.each(cells)("bilateral trade: the reference is the exact linear program, $incentives × $participation × $rule", async (cell) => {
  await fc.assert(
    fc.asyncProperty(instances(2), async (instance) => {
      const outcome = await outcomeOf(buildReference(finiteQuestionOf(tradeQuestionOf(instance, cell))).program);
      const exact = exactOutcome(instance, cell);
      if (outcome === undefined) expect(exact.status).not.toBe("optimal");
      else {
        expect(outcome.status).toBe(exact.status);
        expect(distance(outcome.value, exact.value)).toBeLessThan(1e-8);
      }
    }),
    { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 10) },
  );
});

describe("more than two agents, independent and correlated types", () => {
  test("two buyers and a seller: the value of the exact market program", async () => {
    const B = [ratio(1n, 1n), ratio(3n, 1n)];
    const S = [ratio(0n, 1n), ratio(2n, 1n)];
    const p = [ratio(1n, 3n), ratio(2n, 3n)];
    const q = [ratio(1n, 4n), ratio(3n, 4n)];
    const law = (values: readonly number[], masses: readonly string[]) =>
      ({ distribution: "discrete", values: [...values], masses: [...masses] }) as const;
    const environment = multilateralTrade({
      buyers: [{ count: 2, distribution: law([1, 3], ["1/3", "2/3"]) }],
      sellers: [{ count: 1, distribution: law([0, 2], ["1/4", "3/4"]) }],
    }).toFinite();
    const exact = marketOptimum({ B, p, buyers: 2, S, q, sellers: 1 });
    const found = await valueOfReference(asked(environment, { budget: { rule: "ex-ante", requiredProfit: 0 }, weights: gains }));
    expect(exact).not.toBeNull();
    expect(found).toBeCloseTo(toNumber(exact as NonNullable<typeof exact>), 9);
  });

  test("Crémer and McLean: correlation lets the broker extract everything, with or without a budget", async () => {
    const joint = [
      [0.4, 0.1],
      [0.1, 0.4],
    ];
    const full = 0.4 * 1 + 0.6 * 2;
    for (const rule of ["none", "ex-ante", "no-deficit"] as const) {
      const found = await valueOfReference(asked(auction([1, 2], { joint }), { budget: { rule, requiredProfit: 0 } }));
      expect(found).toBeCloseTo(full, 9);
    }
  });

  test("without correlation the broker gets Myerson's revenue: values 1, 2, 3 give 2", async () => {
    const masses = { independent: [1, 2].map(() => ["1/3", "1/3", "1/3"]) };
    for (const incentives of ["bayesian", "dominant"] as const) {
      expect(await valueOfReference(asked(auction([1, 2, 3], masses), { incentives }))).toBeCloseTo(2, 9);
    }
  });

  test("a product written as a joint prior is the independent prior", async () => {
    await fc.assert(
      fc.asyncProperty(instances(3, false), fc.constantFrom(...cells), async (instance: Instance, cell) => {
        const finite = finiteQuestionOf(tradeQuestionOf(instance, cell));
        fc.pre(boundedness(finite).bounded);
        const { prior } = finite.environment;
        const [p, q] = (prior as Extract<typeof prior, { kind: "independent" }>).masses as [Float64Array, Float64Array];
        const masses = Float64Array.from([...p].flatMap((mass) => [...q].map((other) => mass * other)));
        const { kind: _kind, toFinite: _toFinite, ...tables } = finite.environment;
        const joint = { ...finite, environment: assembleFinite({ ...tables, prior: { kind: "joint", masses } }) };
        const a = await outcomeOf(buildReference(finite).program);
        const b = await outcomeOf(buildReference(joint).program);
        fc.pre(a !== undefined && b !== undefined);
        expect(b?.status).toBe(a?.status);
        expect(distance(a?.value as number, b?.value as number)).toBeLessThan(1e-7);
      }),
    );
  });
});

test("outside options depend on types: one type prefers to stay out", async () => {
  // One agent, worth 3 or 1 to it; the high type has an option worth 2. Sold at 1 to both, the high type keeps 2: revenue 1.
  const environment = finiteEnvironment({
    agents: [{ name: "Ann", types: ["low", "high"] }],
    prior: { independent: [["1/2", "1/2"]] },
    outcomes: ["out", "in"],
    utilities: [
      [
        [0, 2],
        [1, 3],
      ],
    ],
    outsideOptions: [[0, 2]],
  });
  expect(await valueOfReference(asked(environment))).toBeCloseTo(1, 9);
  // Her gains above the outside option: 1 for either type.
  expect(await valueOfReference(asked(environment, { weights: gains, budget: { rule: "ex-ante", requiredProfit: 0 } }))).toBeCloseTo(1, 9);
});

test("a type of probability 0 asks for nothing under bayesian × interim, and for its due under dominant × ex-post", async () => {
  const base = auction([1, 2], {
    independent: [
      [0.5, 0.5],
      [0.5, 0.5],
    ],
  });
  const { kind: _kind, toFinite: _toFinite, exact: _exact, ...tables } = base;
  const dead = assembleFinite({ ...tables, prior: { kind: "joint", masses: Float64Array.of(0, 0, 0.5, 0.5) } });
  // The first bidder is certainly worth 2, and pays it.
  expect(await valueOfReference(asked(dead))).toBeCloseTo(2, 9);
  const { program } = buildReference(asked(dead));
  const names = Array.from({ length: program.rowCount }, (_, i) => program.rowName(i));
  expect(names).toContain("IC first 2→1");
  expect(names).not.toContain("IC first 1→2");
  expect(names).not.toContain("IR first 1");
  const strict = buildReference(asked(dead, { incentives: "dominant", participation: "ex-post" })).program;
  const strictNames = Array.from({ length: strict.rowCount }, (_, i) => strict.rowName(i));
  expect(strictNames).toContain("IC first 1→2 | second 1");
  expect(strictNames).toContain("IR first (1, 1)");
});

describe("tiny probabilities", () => {
  const tiny = (mass: number, cell: (typeof cells)[number]) =>
    finiteQuestionOf(
      question(cell, { values: [1, 3], masses: [mass, 1 - mass] }, { values: [0, 2], masses: [1 - mass, mass] }, { requiredProfit: 0 }),
    );

  test("no payment has an entry that a solver would drop, down to masses of 1e-9", () => {
    for (const cell of cells) {
      for (const mass of [1e-6, 1e-9]) {
        const { program, layout } = buildReference(tiny(mass, cell));
        const first = layout.paymentColumn(0, 0);
        program.matrix.indices.forEach((column, k) => {
          if (column < first || Number.isFinite(program.columnUpper[column] as number)) return;
          const size = Math.abs(program.matrix.values[k] as number);
          expect(size).toBeGreaterThan(mass === 1e-6 ? smallestReliableCoefficient : 1e-9 * (1 - 1e-6));
        });
      }
    }
  });

  test("the value is continuous in a vanishing mass", async () => {
    // In the limit value 3 meets cost 0 for certain.
    for (const mass of [1e-6, 1e-8]) {
      const found = await valueOfReference(tiny(mass, { incentives: "bayesian", participation: "interim", rule: "ex-ante" }));
      expect(Math.abs(found - 3)).toBeLessThan(20 * mass);
    }
  });

  test("probabilities that span more are refused", () => {
    expect(() => buildReference(tiny(1e-11, { incentives: "dominant", participation: "ex-ante", rule: "no-deficit" }))).toThrow(
      InvalidInputError,
    );
  });
});

test("a program over the size limit is refused with size, limit and remedy", () => {
  const environment = auction([1, 2, 3], {
    independent: [
      [0.25, 0.25, 0.5],
      [0.25, 0.25, 0.5],
    ],
  });
  const build = () => buildReference(asked(environment, { incentives: "dominant" }), { rows: 40, nonzeros: 1000 });
  expect(build).toThrow(InvalidInputError);
  expect(build).toThrow(/at most 40 rows, got 51\. Use fewer/);
  expect(() => buildReference(asked(environment), { rows: 1000, nonzeros: 10 })).toThrow(/at most 10 nonzeros/);
});

test("unbounded by the rule, whatever the prior and the agents' sides: the reference has a ray", async () => {
  const joint = [
    [0.4, 0.1],
    [0.1, 0.4],
  ];
  const environment = auction([1, 2], { joint });
  for (const cell of cells) {
    for (const weights of [gains, broker, { buyers: 2, sellers: 0, broker: 1 }, { buyers: 2, sellers: 0, broker: 2 }]) {
      const finite = asked(environment, { ...cell, budget: { rule: cell.rule, requiredProfit: 0 }, weights });
      const { status } = await highs.solve(buildReference(finite).program);
      expect(status === "unbounded").toBe(!boundedness(finite).bounded);
    }
  }
});
