import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkedTheorems } from "../../regressions/catalogue.ts";
import { checkTheorem, noEngine } from "../../regressions/check-theorem.ts";
import type { CheckedTheorem } from "../../regressions/regression.ts";
import { bilateralTrade, isBilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { allTheorems, mentionedBy, publishedTheorems, registerTheorem, standing, theoremById } from "../../src/theorems/catalogue.ts";

const unit = { distribution: "uniform", min: 0, max: 1 } as const;
const statements = new URL("../../src/theorems/", import.meta.url);
const regressions = new URL("../../regressions/", import.meta.url);

/** `paper/result` for every file of a folder of papers. */
function resultsIn(root: URL): string[] {
  const papers = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== "support");
  return papers.flatMap(({ name }) =>
    readdirSync(new URL(`${name}/`, root))
      .filter((file) => file.endsWith(".ts") && file !== "index.ts")
      .map((file) => `${name}/${file.slice(0, -3)}`),
  );
}

describe("the list", () => {
  test("ids are distinct, and each names its file", () => {
    const ids = checkedTheorems.map((theorem) => theorem.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(resultsIn(regressions).sort());
    expect(publishedTheorems.map((theorem) => theorem.id).sort()).toEqual(resultsIn(statements).sort());
  });

  test("the library holds the statements that the engine is held against, in the same order and word for word", () => {
    const held = checkedTheorems.filter((theorem) => theorem.checks.some((check) => check.usesEngine));
    expect(publishedTheorems.map((theorem) => theorem.id)).toEqual(held.map((theorem) => theorem.id));
    for (const [k, statement] of publishedTheorems.entries()) expect(held[k]).toMatchObject(statement);
    // Whatever `solve` can mention is among them.
    expect(checkedTheorems.filter((theorem) => theorem.parametersOf && !held.includes(theorem))).toEqual([]);
  });

  test("only the command line sees the regressions", () => {
    const src = new URL("../../src/", import.meta.url);
    const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const seeing = files.filter((file) => /from "[^"]*\/regressions\//.test(readFileSync(new URL(file, src), "utf8")));
    expect(seeing).toEqual(["cli/commands/check.ts"]);
  });

  test("theorems import nothing of the engine", () => {
    const engine = /from "[^"]*\/(program|solver|virtual-surplus|audit|certificate|routes|solve|analysis|report|solvers)(\/|\.ts")/;
    const files = [statements, regressions].flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => new URL(file, root)),
    );
    expect(files.length).toBeGreaterThan(120);
    // The one place where checks meet an answer of the engine, which is handed to it: it may tell kinds of mechanism apart.
    const guard = 'import { isBilateral, type Mechanism } from "../src/mechanism/mechanism.ts";';
    const offending = files.filter((file) =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== guard)
        .some((line) => engine.test(line) || (/\/mechanism\//.test(line) && line.startsWith("import") && !line.startsWith("import type"))),
    );
    expect(offending).toEqual([]);
    expect(engine.test('import { ironed } from "../../virtual-surplus/ironing.ts";')).toBe(true);
  });
});

describe.each(checkedTheorems.map((theorem) => [theorem.id, theorem] as const))("%s", (_, theorem: CheckedTheorem) => {
  test("has at least three parameter sets, the same for the same seed", () => {
    expect(theorem.samples(7).length).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(theorem.samples(7), plain)).toBe(JSON.stringify(theorem.samples(7), plain));
  });

  test("has checks, and recognises the problems that it states", () => {
    expect(theorem.checks.length).toBeGreaterThan(0);
    if (!theorem.problem || !theorem.parametersOf) return;
    for (const parameters of theorem.samples(7)) {
      const found = theorem.parametersOf(theorem.problem(parameters));
      expect(found).not.toBeNull();
      expect(theorem.value?.(found)).toEqual(theorem.value?.(parameters));
    }
  });

  test("its comparisons without the engine hold for a seed of their own", async () => {
    const report = await checkTheorem(theorem, noEngine, { which: "without-engine", seed: 4711 });
    expect(report.results.filter((result) => !result.pass)).toEqual([]);
  });
});

/** JSON of parameters: rationals as text. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

describe("domains", () => {
  const environment = bilateralTrade({ buyer: unit, seller: unit });
  const idsOf = (problem: Parameters<typeof mentionedBy>[0]) => mentionedBy(problem).map((mention) => mention.theorem.id);

  test("uniform second best, however the law is written", () => {
    const expected = [
      "myerson-satterthwaite/impossibility",
      "myerson-satterthwaite/conditional-gap",
      "myerson-satterthwaite/second-best",
      "myerson-satterthwaite/uniform",
      "myerson-satterthwaite/broker-restricts-trade",
      "qin-liu-ren-wang/half-of-first-best",
    ];
    for (const law of [
      unit,
      { distribution: "affine", scale: -2, shift: 3, of: { distribution: "power", min: 0, max: 1, exponent: 1 } },
      { distribution: "beta", a: 1, b: 1, min: "1/3", max: "1/2" },
    ] as const) {
      const ids = idsOf(designProblem({ environment: bilateralTrade({ buyer: law, seller: law }) }));
      expect(ids).toEqual(expect.arrayContaining(expected));
    }
  });

  test("9/64 stretches with the interval", () => {
    const law = { distribution: "uniform", min: -1, max: "5/3" } as const;
    const mention = mentionedBy(designProblem({ environment: bilateralTrade({ buyer: law, seller: law }) })).find(
      ({ theorem }) => theorem.id === "myerson-satterthwaite/uniform",
    );
    expect(mention?.value()?.exact?.toFraction()).toBe("3/8");
  });

  test("a grid, a subsidy, another interval or another objective is another problem", () => {
    const others = [
      designProblem({ environment, discretization: { rule: "midpoint", points: 4 } }),
      designProblem({ environment, budget: { rule: "ex-ante", requiredProfit: "-1/100" } }),
      designProblem({ environment: bilateralTrade({ buyer: unit, seller: { ...unit, max: 2 } }) }),
      designProblem({ environment, objective: "broker-profit" }),
      designProblem({ environment, participation: "ex-ante" }),
      designProblem({ environment, incentives: "dominant", participation: "ex-post", budget: "balanced" }),
    ];
    for (const problem of others) expect(idsOf(problem)).not.toContain("myerson-satterthwaite/uniform");
  });

  test("each cell finds the theorem made for it", () => {
    const find = (input: Omit<Parameters<typeof designProblem>[0], "environment">) => idsOf(designProblem({ environment, ...input }));
    expect(find({ objective: "broker-profit", budget: "none" })).toContain("myerson-satterthwaite/broker-uniform");
    expect(find({ budget: { rule: "ex-ante", requiredProfit: "-1/6" } })).toContain("myerson-satterthwaite/least-subsidy");
    expect(find({ budget: { rule: "ex-ante", requiredProfit: "-0.166" } })).not.toContain("myerson-satterthwaite/least-subsidy");
    expect(find({ incentives: "dominant", participation: "ex-post", budget: "balanced" })).toEqual(
      expect.arrayContaining(["copic-ponsati/impossibility", "copic-ponsati/ex-ante-optimum", "hagerty-rogerson/best-posted-price"]),
    );
    expect(find({ incentives: "dominant", participation: "ex-ante", budget: "no-deficit" })).toEqual(
      expect.arrayContaining([
        "jagadeesan-tordjman/median-theorem",
        "jagadeesan-tordjman/exact-condition",
        "jagadeesan-tordjman/possibility-table",
      ]),
    );
    expect(find({ participation: "ex-ante", budget: "balanced" })).toContain("jagadeesan-tordjman/possibility-table");
    expect(find({ budget: "none", participation: "none" })).toEqual([]);
  });

  test("reversed medians are outside the median theorem and inside the exact condition", () => {
    const problem = designProblem({
      environment: bilateralTrade({ buyer: unit, seller: { distribution: "power", min: 0, max: 1, exponent: 2 } }),
      incentives: "dominant",
      participation: "ex-ante",
      budget: "no-deficit",
    });
    const ids = idsOf(problem);
    expect(ids).not.toContain("jagadeesan-tordjman/median-theorem");
    const condition = mentionedBy(problem).find(({ theorem }) => theorem.id === "jagadeesan-tordjman/exact-condition");
    expect(condition?.value()?.value).toBeCloseTo(1 / 12, 12);
    expect(condition?.value()?.relation).toBeUndefined();
  });
});

describe("registration", () => {
  const mine: CheckedTheorem<{ readonly gap: number }> = {
    id: "my-paper/no-overlap",
    citation: "My paper (2026), Proposition 1",
    statement: "When every value exceeds every cost, trade is efficient.",
    domain: "Buyer uniform on [gap, gap + 1], seller at 0.",
    errata: [],
    samples: () => [{ gap: 1 }, { gap: 2 }, { gap: 3 }],
    parametersOf: ({ environment }) =>
      isBilateralTrade(environment) && environment.seller.kind === "point-mass" ? { gap: environment.buyer.support.min } : null,
    value: ({ gap }) => ({ value: gap + 1 / 2, tolerance: 0 }),
    checks: [],
  };

  test("a user's theorem is found, mentioned, and can be taken out again", () => {
    const problem = designProblem({
      environment: bilateralTrade({ buyer: { distribution: "uniform", min: 2, max: 3 }, seller: { distribution: "point-mass", at: 0 } }),
    });
    const remove = registerTheorem(mine);
    try {
      expect(theoremById("my-paper/no-overlap")).toBe(mine);
      expect(allTheorems().at(-1)).toBe(mine);
      const mention = mentionedBy(problem).find(({ theorem }) => theorem.id === mine.id);
      expect(mention?.parameters).toEqual({ gap: 2 });
      expect(mention?.value()).toEqual({ value: 2.5, tolerance: 0 });
      expect(() => registerTheorem(mine)).toThrow(InvalidInputError);
    } finally {
      remove();
    }
    expect(allTheorems()).toEqual(publishedTheorems);
    remove();
    expect(allTheorems()).toEqual(publishedTheorems);
  });

  test.each(["", "uniform", "My/Paper", "a//b", "myerson-satterthwaite/uniform"])("refuses the id %j", (id) => {
    expect(() => registerTheorem({ ...mine, id })).toThrow(InvalidInputError);
    expect(allTheorems()).toEqual(publishedTheorems);
  });

  test("an unknown id names those like it", () => {
    expect(() => theoremById("myerson/uniform")).toThrow(/myerson-satterthwaite\/uniform/);
    expect(() => theoremById("nothing-like-it")).toThrow(/--list/);
  });
});

describe("standing of a bracket", () => {
  const bracket = { lower: 1, upper: 2 };
  const stated = (value: number, relation?: "=" | "<" | "<=" | ">" | ">=") => ({ value, tolerance: 0, ...(relation && { relation }) });

  test.each([
    [stated(1.5), 0, true],
    [stated(2.5), 0.5, false],
    [stated(0.5), 0.5, false],
    [stated(0.5, ">="), 0, true],
    [stated(2.25, ">="), 0.25, false],
    [stated(2.5, "<="), 0, true],
    [stated(0.75, "<"), 0.25, false],
    [stated(2, ">"), 0, true],
  ] as const)("%j misses by %d", (value, difference, pass) => {
    expect(standing(value, bracket, 1e-9)).toEqual({ difference, pass });
  });
});
