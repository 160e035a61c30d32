import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highs } from "../../../solvers/highs.ts";
import type { Explanation } from "../../../src/analysis/explain/explanation.ts";
import { formatRational, rational, type zero } from "../../../src/arithmetic/rational.ts";
import { discrete } from "../../../src/distributions/laws.ts";
import type { NamedConstraint } from "../../../src/duals/conflict/named.ts";
import {
  bilateralTrade,
  buildReference,
  designProblem,
  explain,
  explanationJson,
  explanationText,
  finiteQuestion,
  multilateralTrade,
  parseInstance,
  solve,
  uniform,
} from "../../../src/index.ts";
import type { DesignProblem } from "../../../src/problem/design-problem.ts";
import { explanationJsonSchema } from "../../../src/report/explanation/explanation-schema.ts";
import type { TypeSpace } from "../../../src/type-space/type-space.ts";
import { type Cell, cells, type Instance, instances, typeSpace } from "../../program/trade-instances.ts";

/** Infeasible problems tried; `npm run fuzz:explanations` tries 200 and more. */
const runs = Number(process.env.SECONDBEST_EXPLAIN_RUNS ?? 8);

const unit = uniform({ min: 0, max: 1 });
const grid = (points: number, words: Partial<Parameters<typeof designProblem>[0]> = {}) =>
  designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), discretization: { rule: "midpoint", points }, ...words });

const named = ({ family, agent, type, report }: NamedConstraint) => [family, agent, type, report].filter((word) => word !== null).join(" ");

describe("why efficient trade is impossible", () => {
  test("four midpoints of U[0,1] a side: the nine constraints of theory, and the least subsidy", async () => {
    const { status, conflict } = await explain(grid(4, { budget: "ex-ante" }), { efficient: "trade" });
    expect(status).toBe("infeasible");
    expect(new Set(conflict?.constraints.map(named))).toEqual(
      new Set([
        "budget",
        "participation buyer 0.125",
        "participation seller 0.875",
        ...["0.375 0.125", "0.625 0.375", "0.875 0.625"].map((lie) => `incentives buyer ${lie}`),
        ...["0.125 0.375", "0.375 0.625", "0.625 0.875"].map((lie) => `incentives seller ${lie}`),
      ]),
    );
    expect([conflict?.proof, conflict?.irreducible]).toEqual(["exact", "exact"]);
    expect(conflict?.relaxations.subsidy).toEqual({ value: 5 / 32, exact: "5/32" });
  });

  test.each([2, 3, 5, 8])("n = %i: 2(n − 1) + 3 constraints, subsidy 1/6 − 1/(6n²)", async (n) => {
    const { conflict } = await explain(grid(n, { budget: "no-deficit" }), { efficient: "trade" });
    expect(conflict?.constraints).toHaveLength(2 * (n - 1) + 3);
    const expected = rational("1/6").sub(rational(`1/${6 * n * n}`));
    expect(conflict?.relaxations.subsidy).toMatchObject({ exact: formatRational(expected) });
  });

  test("how ties are broken decides: no trade at ties leaves 1/n − 1/6 − 5/(6n²) for n = 4, 1/6 − 1/n + 5/(6n²) lacks for n = 10", async () => {
    const possible = await explain(grid(4), { efficient: "rest" });
    expect([possible.status, possible.conflict]).toEqual(["optimal", null]);
    expect(possible.relaxations?.profit).toMatchObject({ exact: "1/32" });
    expect(explanationText(possible)).toContain("The largest profit that it leaves is 1/32");
    const lacking = await explain(grid(10), { efficient: "rest" });
    expect(lacking.conflict?.relaxations.subsidy).toMatchObject({ exact: "3/40" });
    // Whichever serves best is not trading.
    expect((await explain(grid(10), { efficient: "any" })).conflict?.relaxations.subsidy).toMatchObject({ exact: "3/40" });
  });

  test("on laws: the grid is named, and the subsidy of the laws is theirs", async () => {
    const problem = designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }) });
    const explanation = await explain(problem, { efficient: "trade", points: 5 });
    expect(explanation.grid).toBe("a grid of 5 midpoints a law");
    expect(Math.abs((explanation.onLaws?.profit ?? 0) + 1 / 6)).toBeLessThan(1e-8);
  });

  test("a public good and a partnership are explained, too", async () => {
    const publicGood = parseInstance(JSON.parse(readFileSync("data/instances/public-good.json", "utf8")));
    const { conflict } = await explain(publicGood, { efficient: "any" });
    expect(conflict?.constraints.map(({ agent }) => agent)).toContain("Ann");
    const partners = parseInstance(JSON.parse(readFileSync("data/instances/partnership.json", "utf8")));
    const dissolved = await explain(partners, { efficient: "any" });
    const { dissolution } = await solve(partners);
    expect(dissolved.conflict?.relaxations.subsidy).toMatchObject({
      exact: dissolution?.subsidy.exact && formatRational(dissolution.subsidy.exact),
    });
  });
});

/** Problems that require more than any mechanism makes; and those with efficiency imposed, feasible or not. */
function problemOf({ buyer, seller, required, weights }: Instance, { incentives, participation, rule }: Cell): DesignProblem {
  const law = ({ exact }: TypeSpace) => discrete(exact as NonNullable<TypeSpace["exact"]>);
  return designProblem({
    environment: bilateralTrade({ buyer: law(typeSpace(buyer)), seller: law(typeSpace(seller)) }),
    incentives,
    participation,
    budget: rule === "none" ? rule : { rule, requiredProfit: rational(Math.abs(required) + 1).div(8) },
    objective: { weights },
  });
}

/** Whether the constraints whose names are listed can be met together, by the program of the definition: all others are dropped. */
async function canBeMet(problem: DesignProblem, constraints: readonly NamedConstraint[]): Promise<boolean> {
  const { program } = buildReference(finiteQuestion(problem));
  const kept = (name: string) => name.startsWith("lottery") || constraints.some((constraint) => covers(constraint, name));
  const rowLower = Float64Array.from(program.rowLower, (bound, row) => (kept(program.rowName(row)) ? bound : Number.NEGATIVE_INFINITY));
  const rowUpper = Float64Array.from(program.rowUpper, (bound, row) => (kept(program.rowName(row)) ? bound : Number.POSITIVE_INFINITY));
  const { status } = await highs.solve({ ...program, objective: new Float64Array(program.columnCount), rowLower, rowUpper });
  return status === "optimal";
}

/** Whether a row of the definition's program is (a state of) a constraint. */
function covers({ family, agent, type, report, state }: NamedConstraint, name: string): boolean {
  const [types] = Array.isArray(state) ? [state.join(", ")] : [null];
  if (family === "budget") return name.startsWith("budget") && (types === null || name === `budget (${types})`);
  if (family === "participation") {
    if (type === null) return name === `IR ${agent}`;
    if (types !== null) return name === `IR ${agent} (${types})`;
    const own = name.match(/^IR (\w+) \((.*), (.*)\)$/);
    return own ? own[1] === agent && own[agent === "buyer" ? 2 : 3] === type : name === `IR ${agent} ${type}`;
  }
  const lie = `IC ${agent} ${type}→${report}`;
  if (types === null) return name === lie || name.startsWith(`${lie} |`);
  return name === `${lie} | ${agent === "buyer" ? `seller ${state?.[1]}` : `buyer ${state?.[0]}`}`;
}

describe("random infeasible problems", () => {
  test("the conflict excludes itself and none of its constraints can be left out, by the program of the definition; the relaxations are the least", async () => {
    let explained = 0;
    await fc.assert(
      fc.asyncProperty(instances(4, false), fc.constantFrom(...cells), async (instance, cell) => {
        const problem = problemOf(instance, cell);
        const { status } = await solve(problem);
        const explanation = await explain(problem);
        expect(explanation.status).toBe(status);
        if (status !== "infeasible") return;
        explained++;
        const { conflict } = explanation;
        if (!conflict) throw new Error("an infeasible problem has a conflict");
        expect([conflict.proof, conflict.irreducible]).toEqual(["exact", "exact"]);
        expect(await canBeMet(problem, conflict.constraints)).toBe(false);
        for (const dropped of conflict.constraints)
          expect(
            await canBeMet(
              problem,
              conflict.constraints.filter((other) => other !== dropped),
            ),
          ).toBe(true);
        // With the least subsidy there is a mechanism, with a little less there is none.
        const { budget } = conflict.relaxations;
        if (budget === null || budget === "never" || budget.exact === null) throw new Error("less required profit always helps");
        const { requiredProfit, rule } = problem.budget;
        const most = requiredProfit.sub(rational(budget.exact));
        const at = async (profit: typeof zero) => (await solve({ ...problem, budget: { rule, requiredProfit: profit } })).status;
        expect(await at(most.sub(rational("1/1000000")))).not.toBe("infeasible");
        expect(await at(most.add(rational("1/1000")))).toBe("infeasible");
        expect(explanationText(explanation)).toContain("exclude each other");
      }),
      { numRuns: runs },
    );
    expect(explained).toBeGreaterThan(0);
  });
});

test("an infeasible market on laws is explained on a grid that fits; where constraints are not named, the reason is", async () => {
  const market = multilateralTrade({ buyers: [{ count: 2, distribution: unit }], sellers: [{ count: 2, distribution: unit }] });
  const { conflict, grid } = await explain(designProblem({ environment: market, budget: { rule: "ex-ante", requiredProfit: 2 } }));
  expect(grid).toBe("a grid of 5 midpoints a law");
  expect(conflict?.constraints.map(({ family }) => family)).toContain("budget");
  const many = multilateralTrade({ buyers: [{ count: 9, distribution: unit }], sellers: [{ count: 9, distribution: unit }] });
  const silent = await explain(designProblem({ environment: many, budget: { rule: "ex-ante", requiredProfit: 20 } }));
  expect([silent.status, silent.conflict]).toEqual(["infeasible", null]);
  expect(explanationText(silent)).toContain("Which constraints exclude each other is not told");
});

describe("of an optimum", () => {
  const half = ["1/2", "1/2"];
  const degenerate = designProblem({
    environment: bilateralTrade({ buyer: discrete({ values: [4, 7], masses: half }), seller: discrete({ values: [3, 6], masses: half }) }),
    budget: "ex-ante",
  });

  test("what one more unit of subsidy buys differs from what one less costs where the value has a kink", async () => {
    const { optimum } = await explain(degenerate);
    expect(optimum?.budget?.slopes).toEqual({ more: 0, less: 0.5 });
    expect(explanationText(await explain(degenerate))).toContain("the value has a kink here");
  });

  test("lost states add up to what is lost, virtual values are those of the formula, the worst-off gain nothing", async () => {
    const { optimum } = await explain(grid(10));
    if (!optimum) throw new Error("it has an optimum");
    const lost = optimum.lost?.reduce((sum, state) => sum + state.lost, 0) ?? Number.NaN;
    expect(Math.abs(optimum.firstBest.upper - optimum.gainsFromTrade - lost)).toBeLessThan(1e-12);
    const alpha = optimum.budget?.alpha as number;
    // v − α(1 − F)/f on a grid: v − α·(step)·P(above)/mass.
    for (const { type, virtual, ironed } of optimum.virtual?.[0]?.types ?? []) {
      const v = Number(type);
      expect(Math.abs(virtual - (v - alpha * (0.95 - v)))).toBeLessThan(1e-12);
      expect(ironed).toBeCloseTo(virtual, 12);
    }
    expect(optimum.worstOff?.map(({ types }) => types[0])).toEqual(["0.05", expect.any(String)]);
    expect(optimum.graph?.edges.length).toBeGreaterThan(0);
  });

  test("where a route tells no prices, as that of partnerships, the program does", async () => {
    const partners = parseInstance(JSON.parse(readFileSync("data/instances/partnership.json", "utf8")));
    const { optimum } = await explain(partners);
    expect(optimum?.prices?.map(({ family }) => family)).toEqual(expect.arrayContaining(["budget", "participation", "incentives"]));
    expect(optimum?.virtual).toBeNull();
  });

  test("says why a route tells no prices, and where there are some", async () => {
    const unit = { distribution: "uniform", min: 0, max: 1 };
    const environment = { kind: "bilateral-trade", buyer: unit, seller: unit };
    const words = { incentives: "dominant", participation: "ex-post", budget: "balanced" };
    const laws = { format: "secondbest/instance@1", environment, ...words };
    const explained = await explain(parseInstance(laws));
    expect(explained.optimum?.prices).toBeNull();
    expect(explanationText(explained)).toContain("the price is chosen, and constraints have no prices of their own. On a grid of types");
    const grid = await explain(parseInstance({ ...laws, discretization: { rule: "midpoint", points: 4 } }));
    expect(grid.optimum?.prices?.length).toBeGreaterThan(0);
  });

  test.each(["risk-averse-two-types", "partnership-continuous", "correlated", "outside-options", "empirical"])(
    "%s is explained",
    async (name) => {
      const problem = parseInstance(JSON.parse(readFileSync(`data/instances/${name}.json`, "utf8")));
      const explanation = await explain(problem);
      expect(explanation.optimum).not.toBeNull();
      expect(explanationText(explanation)).toContain("Optimal");
    },
  );

  test("an unbounded problem: payments that can be raised without limit", async () => {
    const { ray } = await explain(
      grid(3, { participation: "interim", budget: "none", objective: { weights: { buyers: 2, sellers: 1, broker: 1 } } }),
    );
    expect(ray).toEqual({ payments: [{ agent: "buyer", pays: -1 }], gain: 1 });
    const transfer = await explain(
      grid(3, { participation: "none", budget: "balanced", objective: { weights: { buyers: 1, sellers: 3, broker: 1 } } }),
    );
    expect(transfer.ray).toEqual({
      payments: [
        { agent: "seller", pays: -1 },
        { agent: "buyer", pays: 1 },
      ],
      gain: 2,
    });
    expect(explanationText(transfer)).toContain("pay seller one unit more and let buyer pay one unit more");
  });
});

test("data/explanation.schema.json is what scripts/write-schema.mjs writes now, and every explanation is of it", async () => {
  const published = JSON.parse(readFileSync("data/explanation.schema.json", "utf8"));
  expect(published).toEqual(JSON.parse(JSON.stringify(explanationJsonSchema())));
  const all: readonly Explanation[] = [
    await explain(grid(3)),
    await explain(grid(3), { efficient: "trade" }),
    await explain(grid(3, { incentives: "dominant", participation: "ex-post", budget: "balanced" })),
  ];
  for (const explanation of all) {
    const json = JSON.parse(JSON.stringify(explanationJson(explanation)));
    expect(new Set(Object.keys(json))).toEqual(new Set(Object.keys(published.properties)));
  }
});
