import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { root, withFiles } from "../repository/run.ts";
import { instance, pageOf, secondbest } from "./command.ts";

const resultSchema = z.fromJSONSchema(JSON.parse(readFileSync(join(root, "data/result.schema.json"), "utf8")));

interface ResultJson {
  readonly status: string;
  readonly route: string;
  readonly explanation: string;
  readonly value: { readonly lower: number | null; readonly upper: number | null; readonly exact: string | null };
  readonly multiplier: number | null;
  readonly audit: { readonly passes: boolean } | null;
  readonly solver: { readonly name: string };
  readonly instance: { readonly width?: number };
}

/** The result that `secondbest solve … --json` prints, which must fit the published schema. */
async function solveJson(args: readonly string[], options: { input?: string } = {}): Promise<{ code: number | null; result: ResultJson }> {
  const { code, stdout } = await secondbest(["solve", ...args, "--json"], options);
  const result = JSON.parse(stdout) as ResultJson;
  expect(resultSchema.safeParse(result).error?.issues ?? []).toEqual([]);
  return { code, result };
}

/** The cells of a CSV file below its header, and the header. */
function table(path: string): { header: string[]; rows: string[][] } {
  const [header, ...rows] = readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return { header: header as string[], rows };
}

describe("secondbest solve", () => {
  test("chooses an optimum, the one nearest to a saved one, and tells the ranges of rents", async () => {
    await withFiles({}, async (folder) => {
      const saved = join(folder, "seller.json");
      const wish = ["solve", instance("two-points"), "--set", 'select=["seller-favourable"]', "--json", "--out", saved];
      expect((await secondbest(wish)).code).toBe(0);
      const first = JSON.parse(readFileSync(saved, "utf8"));
      expect(resultSchema.safeParse(first).error?.issues ?? []).toEqual([]);
      const { result } = await solveJson([instance("two-points"), "--nearest", saved, "--rent-ranges"]);
      const { selection, rentRanges, mechanism } = result as ResultJson & {
        readonly selection: { readonly wishes: readonly { readonly word: string; readonly value: number }[] };
        readonly rentRanges: readonly { readonly lower: number; readonly upper: number }[];
        readonly mechanism: { readonly seller: { readonly rent: readonly number[] } };
      };
      expect(selection.wishes).toMatchObject([{ word: "nearest" }]);
      expect(selection.wishes[0]?.value).toBeLessThan(1e-7);
      mechanism.seller.rent.forEach((rent, k) => {
        expect(rent).toBeCloseTo(first.mechanism.seller.rent[k], 4);
      });
      expect(rentRanges).toHaveLength(4);
      const page = await secondbest(["solve", instance("two-points"), "--set", 'select=["least-variance"]', "--rent-ranges"]);
      expect(page.stdout).toMatch(/chosen +least-variance: sum of the payments' variances/);
      expect(page.stdout).toMatch(/unique +\d of 4 types have the same rent in every optimum/);
    });
    const priced = await secondbest(["solve", instance("two-points"), "--nearest", instance("two-points")]);
    expect(priced.code).toBe(2);
  });

  test("prints a page", async () => {
    const { code, stdout, stderr } = await secondbest(["solve", instance("uniform")]);
    const page = pageOf(stdout);
    expect([...page.keys()]).toEqual([
      ...["problem", "constraints", "objective", "status", "value", "first best", "efficiency", "broker profit", "rents", "multiplier"],
      ...["trade", "audit", "proof", "expected", "theorems", "simple rules", "time"],
    ]);
    // Surely at a gap of at least 5 steps of 1/20, with probability 5/22 at 4 steps: see the instance's description.
    expect(page.get("value")).toBe("323/2200 = 0.146818181818");
    expect(page.get("first best")).toBe("133/800 = 0.16625");
    expect(page.get("efficiency")).toBe(`${((100 * 323 * 800) / (2200 * 133)).toFixed(4)} %`);
    // 15·16/2 pairs at 5 steps and more, 16 at 4 steps: (120 + 16·5/22)/400.
    expect(page.get("trade")).toBe(
      `with probability ${((120 + 80 / 22) / 400).toPrecision(12)}; never below a gap value − cost of 0.2, always from 0.25`,
    );
    expect(page.get("audit")).toMatch(/^passed; /);
    expect(page.get("expected")).toBe("323/2200, as found");
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  test("keeps every line but citations within a terminal", async () => {
    for (const name of ["uniform", "public-good", "multilateral-two-laws"]) {
      const { stdout } = await secondbest(["solve", instance(name)]);
      expect(stdout.split("\n").filter((line) => line.length > 120)).toEqual([]);
    }
  });

  test.each([
    ["uniform", { value: 323 / 2200, exact: "323/2200" }],
    ["public-good", { value: 21 / 20, exact: null }],
    ["dominant-balanced", { value: 35 / 9, exact: null }],
  ])("prints secondbest/result@1 for %s", async (name, { value, exact }) => {
    const { code, result } = await solveJson([instance(name)]);
    expect(result.value.lower).toBeCloseTo(value, 9);
    expect(result).toMatchObject({ status: "optimal", value: { exact }, audit: { passes: true } });
    expect(code).toBe(0);
  });

  test("prints secondbest/result@1 for a market", async () => {
    const { code, result } = await solveJson([instance("multilateral-two-laws")]);
    expect(result).toMatchObject({ status: "optimal", route: "virtual-surplus", audit: { passes: true } });
    expect(result.multiplier).toBeCloseTo(1 / 11, 9);
    expect(code).toBe(0);
  });

  test("reads standard input", async () => {
    const { result } = await solveJson(["-"], { input: readFileSync(instance("uniform"), "utf8") });
    expect(result.value.exact).toBe("323/2200");
  });

  test("reads CSV files beside the instance", async () => {
    const empirical = { distribution: "empirical", csv: "costs.csv", column: "cost" };
    const files = {
      "costs.csv": "firm,cost\nA,1\nB,3\n",
      "mine.json": JSON.stringify({
        format: "secondbest/instance@1",
        environment: { kind: "bilateral-trade", buyer: { distribution: "point-mass", at: 2 }, seller: empirical },
      }),
    };
    // The buyer's value is known, so a price of 2 is efficient: (2 − 1)/2.
    await withFiles(files, async (folder) => expect((await solveJson([join(folder, "mine.json")])).result.value.exact).toBe("1/2"));
  });

  test("changes fields with --set", async () => {
    const words = ["incentives=dominant", "participation=ex-post", "budget=no-deficit"];
    const { result } = await solveJson([instance("uniform"), ...words.flatMap((word) => ["--set", word])]);
    // Dominant incentives on the same grid: 0.130625.
    expect(result.route).toBe("linear-program");
    expect(result.value.lower).toBeCloseTo(0.130625, 9);
  });

  test.each(["highs", "clarabel"])("solves with --solver %s", async (solver) => {
    const { code, result } = await solveJson([instance("uniform"), "--solver", solver]);
    expect(result).toMatchObject({ route: "linear-program", solver: { name: solver }, audit: { passes: true } });
    expect(result.value.lower).toBeCloseTo(323 / 2200, 6);
    expect(code).toBe(0);
  });

  test("brackets to the requested width", async () => {
    const { result } = await solveJson([instance("uniform-continuous"), "--width", "1e-4"]);
    const { lower, upper } = result.value as { lower: number; upper: number };
    expect(lower).toBeLessThanOrEqual(9 / 64);
    expect(upper).toBeGreaterThanOrEqual(9 / 64);
    expect((upper - lower) / lower).toBeLessThanOrEqual(1e-4);
    expect((upper - lower) / lower).toBeGreaterThan(1e-8);
    expect(result.instance.width).toBe(1e-4);
  });

  test("stops at --time-limit with a proved bracket and exit code 4", async () => {
    const { code, result } = await solveJson([instance("uniform-continuous"), "--width", "1e-14", "--time-limit", "0.3"]);
    const { lower, upper } = result.value as { lower: number; upper: number };
    expect(result.status).toBe("limit");
    expect(lower).toBeLessThanOrEqual(9 / 64);
    expect(upper).toBeGreaterThanOrEqual(9 / 64);
    expect(code).toBe(4);
  });

  test("stops a program at --time-limit with exit code 4", async () => {
    const { code, result } = await solveJson([instance("uniform-dominant"), "--set", "discretization.points=100", "--time-limit", "0.01"]);
    expect(result).toMatchObject({ status: "limit", route: "linear-program" });
    expect(code).toBe(4);
  });

  test("writes to --out and prints nothing", async () => {
    await withFiles({}, async (folder) => {
      const out = join(folder, "result.json");
      const { code, stdout, stderr } = await secondbest(["solve", instance("two-points"), "--json", "--out", out]);
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
      expect(JSON.parse(readFileSync(out, "utf8"))).toMatchObject({ format: "secondbest/result@1", status: "optimal" });
    });
  });

  test("writes tables of bilateral trade from which the value can be recomputed", async () => {
    await withFiles({}, async (folder) => {
      expect((await secondbest(["solve", instance("uniform"), "--csv", join(folder, "tables")])).code).toBe(0);
      expect(readdirSync(join(folder, "tables")).sort()).toEqual(["buyer.csv", "constraints.csv", "seller.csv", "states.csv"]);
      const buyer = table(join(folder, "tables/buyer.csv"));
      expect(buyer.header).toEqual(["type", "mass", "trade_probability", "transfer", "rent"]);
      expect(buyer.rows.map(([type]) => Number(type))).toEqual(Array.from({ length: 20 }, (_, k) => (2 * k + 1) / 40));
      const states = table(join(folder, "tables/states.csv"));
      expect(states.header).toEqual(["value", "cost", "trade_probability", "buyer_pays", "seller_receives"]);
      const cells = states.rows.map((row) => row.map(Number)) as [number, number, number, number, number][];
      expect(cells).toHaveLength(400);
      const mean = (of: (cell: (typeof cells)[number]) => number) => cells.reduce((sum, cell) => sum + of(cell) / 400, 0);
      expect(mean(([value, cost, trade]) => (value - cost) * trade)).toBeCloseTo(323 / 2200, 12);
      expect(mean(([, , , pays, receives]) => pays - receives)).toBeCloseTo(0, 12);
    });
  });

  test("writes the table of a finite environment with its names", async () => {
    await withFiles({}, async (folder) => {
      expect((await secondbest(["solve", instance("public-good"), "--csv", folder])).code).toBe(0);
      const { header, rows } = table(join(folder, "profiles.csv"));
      expect(header).toEqual(["Ann", "Bob", "P(nothing)", "P(bridge)", "Ann pays", "Bob pays"]);
      expect(rows.map(([ann, bob]) => [ann, bob])).toEqual([
        ["0", "0"],
        ["0", "3"],
        ["3", "0"],
        ["3", "3"],
      ]);
      // The bridge costs 5/2; gains 21/20 (Mailath and Postlewaite 1990, see the instance), and payments cover nothing more on average.
      const gains = rows.reduce((sum, [ann, bob, , built]) => sum + ((Number(ann) + Number(bob) - 2.5) * Number(built)) / 4, 0);
      expect(gains).toBeCloseTo(21 / 20, 9);
      expect(rows.reduce((sum, row) => sum + (Number(row[4]) + Number(row[5])) / 4, 0)).toBeCloseTo(0, 9);
    });
  });

  test.each([
    ["a required profit beyond what any mechanism makes", ["--set", 'budget={"rule":"ex-ante","requiredProfit":1}'], "infeasible"],
    ["money without limit", ["--set", "budget=none", "--set", 'objective={"weights":{"buyers":2,"sellers":1,"broker":1}}'], "unbounded"],
    ["nobody who must agree", ["--set", "participation=none", "--set", "objective=broker-profit"], "unbounded"],
  ])("explains %s, with exit code 3", async (_, changes, status) => {
    const { code, result } = await solveJson([instance("uniform"), ...changes]);
    expect(result).toMatchObject({ status, audit: null, value: { exact: null } });
    expect(result.explanation.toLowerCase()).toMatch(new RegExp(`^${status}: .{40,}\\.$`));
    expect(code).toBe(3);
  });

  test("names the constraints that contradict each other in a program", async () => {
    const changes = ['budget={"rule":"balanced","requiredProfit":"2/5"}', "incentives=dominant", "participation=interim"];
    const { code, stdout } = await secondbest(["solve", instance("two-points"), ...changes.flatMap((change) => ["--set", change])]);
    expect(stdout).toMatch(/These constraints\s+contradict each other: /);
    expect(code).toBe(3);
  });

  test("names the rule that decides before any program", async () => {
    const changes = ['budget={"rule":"balanced","requiredProfit":1}', "incentives=dominant", "participation=ex-post"];
    const { code, stdout } = await secondbest(["solve", instance("two-points"), ...changes.flatMap((change) => ["--set", change])]);
    expect(stdout).toMatch(/required profit 1 exceeds the first best 0\.5/);
    expect(code).toBe(3);
  });
});
