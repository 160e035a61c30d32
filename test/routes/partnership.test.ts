import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatRational, rational } from "../../src/arithmetic/rational.ts";
import type { PartnerInput } from "../../src/environments/partnership.ts";
import { bilateralTrade, designProblem, efficientDissolution, partnership, resultJson, resultText, solve } from "../../src/index.ts";
import type { Mechanism } from "../../src/mechanism/mechanism.ts";
import { writeMechanismCsv } from "../../src/node/mechanism-csv.ts";
import type { DesignProblemInput } from "../../src/problem/design-problem.ts";
import { readResult } from "../../src/report/result/read-result.ts";

const unit = { distribution: "uniform", min: 0, max: 1 } as const;
const six = { distribution: "discrete", values: [0, 1, 2, 3, 4, 5], masses: new Array(6).fill("1/6") as string[] } as const;
const problemOf = (partners: readonly PartnerInput[], rest: Omit<DesignProblemInput, "environment"> = {}) =>
  designProblem({ environment: partnership({ partners }), ...rest });
const shares = (first: string, second: string, distribution: PartnerInput["distribution"]): PartnerInput[] => [
  { share: first, distribution },
  { share: second, distribution },
];

describe("before types are known, the first best", () => {
  test.each([
    ["bayesian", "ex-ante"],
    ["bayesian", "no-deficit"],
    ["bayesian", "balanced"],
    ["dominant", "ex-ante"],
  ] as const)("%s incentives, %s budget: exact on a grid, audited over all deviations", async (incentives, budget) => {
    const result = await solve(problemOf(shares("9/10", "1/10", six), { incentives, participation: "ex-ante", budget }));
    expect([result.route, result.status, result.value.exact && formatRational(result.value.exact), result.audit?.passes]).toEqual([
      "efficient",
      "optimal",
      "35/36",
      true,
    ]);
    const { partners = [] } = result.rents;
    expect(partners.reduce((sum, rent) => sum + rent, result.brokerProfit)).toBeCloseTo(35 / 36, 12);
  });

  test("weights: everything goes to the partners who count most, what the budget asks for first", async () => {
    const rest = { participation: "ex-ante", objective: { weights: { partners: [1, 3], broker: 0 } } } as const;
    const result = await solve(problemOf(shares("9/10", "1/10", six), { ...rest, budget: { rule: "balanced", requiredProfit: "1/4" } }));
    expect(result.value.exact && formatRational(result.value.exact)).toBe("13/6");
    expect(result.rents.partners?.[0]).toBeCloseTo(0, 12);
    expect(result.rents.partners?.[1]).toBeCloseTo(35 / 36 - 1 / 4, 12);
    const infeasible = await solve(problemOf(shares("9/10", "1/10", six), { ...rest, budget: { rule: "balanced", requiredProfit: 1 } }));
    expect(infeasible.status).toBe("infeasible");
  });

  test("a proved bracket on laws: E max of two uniform values less the owner's mean is 1/6", async () => {
    const result = await solve(problemOf(shares("1", "0", unit), { participation: "ex-ante", budget: "balanced", width: 1e-5 }));
    expect([result.route, result.status, result.level, result.audit?.passes]).toEqual(["efficient", "optimal", "continuum", true]);
    expect(result.value.lower).toBeLessThanOrEqual(1 / 6);
    expect(result.value.upper).toBeGreaterThanOrEqual(1 / 6);
    expect(result.value.upper - result.value.lower).toBeLessThan(1e-5 / 6);
  });

  test("a hundred partners, without a profile: E max of a hundred dice", async () => {
    const result = await solve(
      problemOf([{ share: "1/100", count: 100, distribution: six }], { participation: "ex-ante", budget: "balanced" }),
    );
    const most = [0, 1, 2, 3, 4].reduce((sum, t) => sum - ((t + 1) / 6) ** 100, 5);
    expect(result.value.lower).toBeCloseTo(most - 2.5, 12);
    expect([result.status, result.audit?.passes]).toEqual(["optimal", true]);
  });

  test("dominant incentives on laws: who owns all and who owns nothing trade efficiently when a broker may lose in some states", async () => {
    const { level, value } = await solve(
      problemOf(shares("1", "0", unit), { incentives: "dominant", participation: "ex-ante", width: 0.05 }),
    );
    // E(V − C)⁺ of two uniform values.
    expect(level).toBe("continuum");
    expect(value.lower).toBeLessThanOrEqual(1 / 6);
    expect(value.upper).toBeGreaterThanOrEqual(1 / 6);
    expect(value.upper - value.lower).toBeLessThan(0.01);
  });
});

describe("efficient dissolution", () => {
  const midpoint = (points: number) => ({ discretization: { rule: "midpoint", points } }) as const;

  test("shares 9/10 and 1/10 of uniform values need 23/300, equal ones leave 1/12", async () => {
    // (n − 1)/n·[n/(n + 1) − Σ r²] at n = 2.
    const unequal = await efficientDissolution(problemOf(shares("9/10", "1/10", unit), { width: 1e-5 }));
    expect([unequal.possible, unequal.per, unequal.proved]).toEqual([false, "average", true]);
    expect(unequal.subsidy.lower).toBeLessThanOrEqual(23 / 300);
    expect(unequal.subsidy.upper).toBeGreaterThanOrEqual(23 / 300);
    const equal = await efficientDissolution(problemOf(shares("1/2", "1/2", unit), { width: 1e-5 }));
    expect(equal.possible).toBe(true);
    expect(equal.subsidy.lower).toBeLessThanOrEqual(-1 / 12);
    expect(equal.subsidy.upper).toBeGreaterThanOrEqual(-1 / 12);
    const paid = await efficientDissolution(
      problemOf(shares("9/10", "1/10", unit), { width: 1e-5, budget: { rule: "balanced", requiredProfit: "-1/13" } }),
    );
    expect(paid.possible).toBe(true);
  });

  test("dominant incentives and participation in every state: each state costs (1 − share of the winner)·(highest − second), less what the grid saves", async () => {
    // The winner pays by the type next above the second value, the loser is paid by the one next below the highest: on average over n midpoints and both winners
    // ½·[E|difference| − (2/n)·P(difference)] = ½·(n² − 1)/(3n²) − (n − 1)/n², whatever the shares.
    for (const [first, second] of [
      ["1/2", "1/2"],
      ["1", "0"],
    ] as const) {
      const { subsidy } = await efficientDissolution(
        problemOf(shares(first, second, unit), { ...midpoint(6), incentives: "dominant", participation: "ex-post" }),
      );
      expect(subsidy.exact && formatRational(subsidy.exact)).toBe(formatRational(rational("35/216").sub("5/36")));
    }
  });

  test("where no formula serves, the least constant subsidy by a program in exact arithmetic", async () => {
    const rest = { incentives: "dominant", participation: "ex-post", budget: "no-deficit" } as const;
    const found = await efficientDissolution(problemOf(shares("9/10", "1/10", six), rest));
    expect([found.per, found.possible, found.worstOff]).toEqual(["state", false, null]);
    const profit = found.subsidy.exact?.neg();
    const at = async (requiredProfit: string) =>
      (await solve(problemOf(shares("9/10", "1/10", six), { ...rest, budget: { rule: "no-deficit", requiredProfit } }))).value.lower;
    // With that subsidy the best mechanism is efficient, with a little less it is not.
    expect(await at(formatRational(profit as NonNullable<typeof profit>))).toBeCloseTo(35 / 36, 9);
    expect(await at(formatRational((profit as NonNullable<typeof profit>).add("1/10")))).toBeLessThan(35 / 36 - 1e-4);
  });

  test("what is no partnership, asks for nothing or is not served says so", async () => {
    await expect(efficientDissolution(problemOf(shares("1", "0", six), { budget: "none" }))).rejects.toThrow("participation and a budget");
    await expect(efficientDissolution(problemOf(shares("1", "0", unit), { incentives: "dominant" }))).resolves.toMatchObject({
      possible: false,
    });
    await expect(efficientDissolution(problemOf(shares("1", "0", unit), { incentives: "dominant", budget: "balanced" }))).rejects.toThrow(
      "on finitely many types",
    );
  });

  test.each([2, 3, 4])(
    "%i partners on laws, by a solver that needs a grid: the one that is named as the remedy is served",
    async (partners) => {
      const environment = partnership({
        partners: [
          { share: "9/10", distribution: unit },
          { share: `1/${10 * (partners - 1)}`, distribution: unit, count: partners - 1 },
        ],
      });
      const cell = { environment, incentives: "dominant", participation: "ex-post", budget: "balanced" } as const;
      const { message } = await solve(designProblem(cell), { solver: "highs" }).then(
        () => expect.unreachable(),
        (error: Error) => error,
      );
      const discretization = JSON.parse(/"discretization": (\{.*\})/.exec(message)?.[1] ?? "") as { rule: "midpoint"; points: number };
      expect((await solve(designProblem({ ...cell, discretization }))).status).toBe("optimal");
    },
  );

  test("stands in the result, its page and its file", async () => {
    const result = await solve(problemOf(shares("9/10", "1/10", unit), midpoint(10)));
    const json = resultJson(result);
    expect(json.dissolution).toMatchObject({ possible: false, per: "average", proved: true, subsidy: { exact: "3/1000" } });
    expect(resultText(json)).toContain(
      "efficient      impossible: it needs a subsidy of 3/1000 = 0.003 on average; who gains least: 0.75 to 0.95, 0.05 to 0.25\n",
    );
    expect(readResult(JSON.parse(JSON.stringify(json)))).toMatchObject({
      dissolution: json.dissolution,
      mechanism: json.mechanism,
      rents: json.rents,
    });
    expect(json.mechanism?.kind).toBe("partnership");
    expect(json.rents).toMatchObject({ buyers: null, sellers: null });
    expect(resultText(json)).toContain("partner 1      share 0.9, holds ");
  });

  test("an owner of everything without a highest value is a seller without a highest cost, and its file can be read again", async () => {
    const [buyer, seller] = [
      { distribution: "exponential", rate: 4, min: 0.8 },
      { distribution: "exponential", rate: 1, min: 0 },
    ] as const;
    for (const budget of [0, "1/50", "-1/5"].map((requiredProfit) => ({ rule: "ex-ante", requiredProfit }) as const)) {
      const partners = [
        { share: 1, distribution: seller },
        { share: 0, distribution: buyer },
      ];
      const result = await solve(problemOf(partners, { budget, width: 1e-2 }));
      const traded = await solve(designProblem({ environment: bilateralTrade({ buyer, seller }), budget, width: 1e-2 }));
      expect(result.status).toBe("optimal");
      expect(result.value.lower).toBeLessThanOrEqual(traded.value.upper);
      expect(result.value.upper).toBeGreaterThanOrEqual(traded.value.lower);
      expect(result.dissolution?.worstOff?.[0]?.upper).toBe(Number.POSITIVE_INFINITY);
      const stored = readResult(JSON.parse(JSON.stringify(result)));
      expect(stored.dissolution?.worstOff?.[0]?.upper).toBeNull();
      expect(resultText(stored)).toMatch(/who gains least: from [\d.]+ on, about 0\.8/);
    }
  });

  test("and as tables: what each type holds, and what happens at every profile", async () => {
    const { mechanism } = await solve(
      problemOf(shares("2/3", "1/3", { distribution: "discrete", values: [0, 1], masses: ["1/2", "1/2"] }), { participation: "ex-ante" }),
    );
    const folder = mkdtempSync(join(tmpdir(), "partnership-"));
    try {
      expect(writeMechanismCsv(mechanism as Mechanism, folder)).toEqual(["partners-1.csv", "partners-2.csv", "profiles.csv"]);
      const rows = (file: string) =>
        readFileSync(join(folder, file), "utf8")
          .trim()
          .split("\n")
          .map((line) => line.split(","));
      expect(rows("partners-1.csv")[0]).toEqual(["type", "mass", "holding", "transfer", "rent"]);
      const [head, ...profiles] = rows("profiles.csv");
      expect(head).toEqual(["partner 1", "partner 2", "partner 1 holds", "partner 2 holds", "partner 1 pays", "partner 2 pays"]);
      expect(profiles.map(([first, second]) => `${first}${second}`)).toEqual(["00", "01", "10", "11"]);
      for (const [first, second, one, two] of profiles.map((row) => row.map(Number)) as [number, number, number, number][]) {
        expect(one + two).toBeCloseTo(1, 12);
        if (first !== second) expect(one).toBe(first > second ? 1 : 0);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
