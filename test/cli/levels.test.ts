import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/certificate/verify/verdict.ts";
import { summary } from "../../src/cli/commands/solve.ts";
import { bilateralTrade, customLaw, designProblem, mixture, resultJson, resultText, solve, uniform } from "../../src/index.ts";
import { readResult } from "../../src/report/result/read-result.ts";
import { verdictText } from "../../src/report/verdict-text.ts";
import type { Result } from "../../src/result.ts";
import { withFiles } from "../repository/run.ts";
import { instance, pageOf, secondbest } from "./command.ts";

const unit = uniform({ min: 0, max: 1 });
const continuous = designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), width: 1e-3 });
const impossible = designProblem({
  environment: bilateralTrade({ buyer: unit, seller: unit }),
  budget: { rule: "ex-ante", requiredProfit: 1 },
});

/** A verdict on a problem that has no mechanism. */
const none = (level: "exact" | "continuum", assumptions: readonly string[]) =>
  ({ accepted: true, status: "infeasible", level, problem: "", instanceHash: "", assumptions }) as const satisfies Verdict;

/** The level and assumptions that each place tells of a result. */
function places(result: Result): Readonly<Record<string, { level: string | undefined; assumptions: string[] }>> {
  const told = (text: string | undefined) => ({
    level: /^(?:secondbest: \w+; )?(?:no mechanism [\w ]+, at level )?(\w+):/.exec(text ?? "")?.[1],
    assumptions: [...(text ?? "").matchAll(/assuming: ([^;\n]+)/g)].map(([, assumption]) => assumption as string),
  });
  const json = readResult(JSON.parse(JSON.stringify(resultJson(result))));
  return {
    "the result": { level: result.level, assumptions: [...result.assumptions] },
    "the page": told(pageOf(resultText(json)).get("proof")),
    json: { level: json.certificate.level, assumptions: [...(json.certificate.assumptions ?? [])] },
    "standard error": told(summary(result).trimEnd()),
  };
}

const assumptions = ["buyer: a law that is what it says", "seller: likewise"];

describe("every place tells the same level and the same assumptions", () => {
  test.each([
    ["exact", []],
    ["exact", assumptions],
    ["continuum", []],
    ["continuum", assumptions],
  ] as const)("of an infeasible problem: %s, assuming %j", async (level, assumed) => {
    const found = await solve(impossible);
    expect(found.status).toBe("infeasible");
    const verdict = none(level, assumed);
    const result: Result = { ...found, level, assumptions: assumed };
    for (const [place, told] of Object.entries(places(result))) expect({ place, ...told }).toEqual({ place, level, assumptions: assumed });
    const text = verdictText(verdict);
    expect(/^accepted, (\w+)/.exec(text)?.[1]).toBe(level);
    expect([...text.matchAll(/assuming: (.*)/g)].map(([, assumption]) => assumption)).toEqual(assumed);
  });

  test("of an optimum that rests on assumptions, reached or stopped at a limit", async () => {
    const found = await solve(continuous);
    const { lower, upper } = found.value;
    const told = { level: "continuum", assumptions };
    for (const status of ["optimal", "limit"] as const) {
      const result: Result = { ...found, status, assumptions };
      expect(lower).toBeLessThan(upper);
      for (const [place, here] of Object.entries(places(result))) expect({ place, ...here }).toEqual({ place, ...told });
    }
  });

  test("of problems that end without a mechanism: a required profit out of reach is proved, with no certificate asked for", async () => {
    const objective = { weights: { buyers: 2, sellers: 1, broker: 1 } };
    const unbounded = await solve(designProblem({ environment: continuous.environment, budget: "none", objective }));
    for (const [result, status, level] of [
      [unbounded, "unbounded", "float"],
      [await solve(impossible), "infeasible", "continuum"],
    ] as const) {
      expect(result.status).toBe(status);
      for (const [place, told] of Object.entries(places(result))) expect({ place, ...told }).toEqual({ place, level, assumptions: [] });
    }
  });

  test("of problems with a custom law, whatever becomes of them", async () => {
    const law = customLaw({
      cdf: (x) => Math.min(1, Math.max(0, x)) ** 2,
      quantile: Math.sqrt,
      pdf: (x) => 2 * x,
      support: { min: 0, max: 1 },
    });
    const environment = bilateralTrade({ buyer: law, seller: unit });
    const problems = {
      optimal: designProblem({ environment, discretization: { rule: "midpoint", points: 4 } }),
      bracket: designProblem({ environment, width: 1e-3 }),
      infeasible: designProblem({ environment, budget: { rule: "ex-ante", requiredProfit: 1 } }),
      unbounded: designProblem({ environment, budget: "none", objective: { weights: { buyers: 2, sellers: 1, broker: 1 } } }),
      "both laws": designProblem({
        environment: bilateralTrade({ buyer: law, seller: mixture({ weights: [1], components: [law] }) }),
        width: 1e-3,
      }),
    };
    for (const [name, problem] of Object.entries(problems)) {
      const result = await solve(problem);
      if (name === "infeasible" || name === "unbounded") expect(result.status).toBe(name);
      const named = [`buyer: ${law.assumption}`, ...(name === "both laws" ? [`seller: ${law.assumption}`] : [])];
      for (const [place, told] of Object.entries(places(result)))
        expect({ name, place, ...told }).toEqual({ name, place, level: result.level, assumptions: named });
    }
  });

  test("of a problem that ended at a limit without a mechanism", async () => {
    const result: Result = { ...(await solve(impossible)), status: "limit", level: "float", assumptions };
    for (const [place, told] of Object.entries(places(result))) expect({ place, ...told }).toEqual({ place, level: "float", assumptions });
  });

  test("from the command line, for a law without rational numbers: nothing but the certificate's own verdict is told", async () => {
    await withFiles({}, async (folder) => {
      const changes = [
        ...["--set", 'environment.buyer={"distribution":"exponential","rate":1,"min":0}'],
        ...["--set", 'budget={"rule":"ex-ante","requiredProfit":5}'],
      ];
      const proof = join(folder, "proof.json");
      const args = ["solve", instance("uniform-continuous"), ...changes, "--certificate", proof];
      const page = await secondbest(args);
      const json = await secondbest([...args, "--json"]);
      const [verdict] = JSON.parse((await secondbest(["verify", proof, "--json"])).stdout) as { level: string; assumptions: string[] }[];
      expect(verdict?.level).toBe("continuum");
      const assumed = verdict?.assumptions.map((assumption) => `assuming: ${assumption}`) ?? [];
      expect(page.stdout).toMatch(/^status +infeasible /m);
      const [proved, ...under] = pageOf(page.stdout).get("proof")?.split("\n") ?? [];
      expect(proved).toMatch(/^no mechanism satisfies the constraints, at level continuum: /);
      expect(under).toEqual(assumed);
      expect(page.stderr).toBe(`secondbest: ${["infeasible", proved, ...assumed].join("; ")}\n`);
      expect(json.stderr).toBe(page.stderr);
      expect((JSON.parse(json.stdout) as { certificate: unknown }).certificate).toEqual({
        level: "continuum",
        ...(assumed.length === 0 ? {} : { assumptions: verdict?.assumptions }),
      });
      const text = (await secondbest(["verify", proof])).stdout;
      expect(text).toMatch(/: accepted, continuum\b.*: no mechanism satisfies the constraints/);
      const lines = text.trimEnd().split("\n");
      expect(lines[1]).toMatch(
        /^ {2}problem: bilateral-trade, buyer exponential\(rate 1, 0 to ∞\), seller uniform\(0 to 1\); bayesian incentives, /,
      );
      expect(lines[2]).toMatch(/^ {2}instance: [0-9a-f]{64}$/);
      expect(lines.slice(3)).toEqual(assumed.length === 0 ? ["  assumptions: none"] : assumed.map((line) => `  ${line}`));
      expect([page.code, json.code]).toEqual([3, 3]);
      expect(readFileSync(proof, "utf8")).toContain('"infeasible"');
    });
  });

  test("a level that an infeasible problem does not reach ends with exit code 5", async () => {
    const required = ["--set", 'budget={"rule":"ex-ante","requiredProfit":1}'];
    const { code, stderr } = await secondbest(["solve", instance("uniform-continuous"), ...required, "--level", "exact"]);
    expect(stderr).toMatch(
      /^secondbest: no proof of level exact: infeasible; no mechanism satisfies the constraints, at level continuum: proved for the continuous problem itself\n$/,
    );
    expect(code).toBe(5);
  });
});
