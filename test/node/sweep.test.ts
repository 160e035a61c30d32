import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Executor, inProcess, parseInstance, readDesign, readJob, solve, sweep } from "../../src/node/index.ts";
import { instance, secondbest } from "../cli/command.ts";

const base = JSON.parse(readFileSync(instance("kos-manea-two-types"), "utf8"));
const field = "environment.buyer.values[0]";
/** The last row's values do not increase: it fails. */
const vary = { [field]: [0, 1, 2, 3, 2, 9] };
const design = readDesign({ instance: base, vary });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sweep-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** Counts the jobs that run. */
function counting(inner: Executor = inProcess(solve)): Executor & { jobs: number } {
  const counter = {
    ...inner,
    jobs: 0,
    run(jobs: Parameters<Executor["run"]>[0]) {
      counter.jobs += jobs.length;
      return inner.run(jobs);
    },
  };
  return counter;
}

describe("sweep", () => {
  test("solves each row as solve does, equal rows once, and tells failures as rows", async () => {
    const executor = counting();
    const rows = await sweep(design, { executor });
    expect(executor.jobs).toBe(5);
    expect(rows.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { row, lower, upper } of rows.slice(0, 5)) {
      const { value } = await solve(parseInstance(readJob(design.job(row)).instance));
      expect([lower, upper]).toEqual([value.lower, value.upper]);
    }
    expect(rows[2]).toMatchObject({ exact: "49/20", status: "optimal", reason: null });
    expect(rows[5]).toMatchObject({ status: "refused", lower: null, reason: expect.stringContaining("environment.buyer.values") });
  });

  test("goes on where a journal ends, whose last line may be cut off anywhere", async () => {
    const whole = await sweep(design, { journal: at("whole") });
    const text = readFileSync(at("whole"), "utf8");
    const lines = text.split("\n").length - 1;
    expect(lines).toBe(6);
    for (let cut = 0; cut < text.length; cut += 37) {
      writeFileSync(at("cut"), text.slice(0, cut));
      const executor = counting();
      expect(await sweep(design, { journal: at("cut"), executor })).toEqual(whole);
      const kept = text.slice(0, cut).split("\n").length - 1;
      expect(executor.jobs).toBe(lines - Math.max(1, kept));
      expect(readFileSync(at("cut"), "utf8").split("\n").sort()).toEqual(text.split("\n").sort());
    }
  });

  test("merges shards into what one run finds", async () => {
    const shards = [1, 2, 3].map((index) => ({ shard: { index, of: 3 }, journal: at(`shard${index}`) }));
    for (const shard of shards) expect(await sweep(design, shard)).toHaveLength(2);
    const executor = counting();
    const merged = await sweep(design, { merge: shards.map(({ journal }) => journal), journal: at("all"), executor });
    expect(executor.jobs).toBe(0);
    expect(merged).toEqual(await sweep(design));
  });

  test("runs again only what failed", async () => {
    await sweep(design, { journal: at("journal") });
    const executor = counting();
    expect(await sweep(design, { journal: at("journal"), executor, onlyFailed: true })).toEqual(await sweep(design));
    expect(executor.jobs).toBe(1);
  });

  test("refuses journals of other designs, other files, and places that cannot be written", async () => {
    await sweep(design, { journal: at("journal") });
    const other = readDesign({ instance: base, vary: { [field]: [0] } });
    await expect(sweep(other, { journal: at("journal") })).rejects.toThrow(/journal of this design/);
    writeFileSync(at("text"), "my thesis");
    await expect(sweep(design, { journal: at("text") })).rejects.toThrow(/something else/);
    expect(readFileSync(at("text"), "utf8")).toBe("my thesis");
    await expect(sweep(design, { journal: at("no/where") })).rejects.toThrow(/journal that can be written/);
    const [head, ...rest] = readFileSync(at("journal"), "utf8").split("\n") as [string, ...string[]];
    writeFileSync(at("old"), [JSON.stringify({ ...JSON.parse(head), version: "0.0.1" }), ...rest].join("\n"));
    await expect(sweep(design, { journal: at("old") })).rejects.toThrow(/of version "0.0.1"/);
    appendFileSync(at("journal"), "{}\n");
    await expect(sweep(design, { journal: at("journal") })).rejects.toThrow(/something else/);
  });
});

describe("secondbest sweep", () => {
  const run = (document: object, ...args: string[]) =>
    secondbest(["sweep", "-", "--workers", "0", ...args], { cwd: folder, input: JSON.stringify({ instance: base, ...document }) });

  test("prints rows as CSV and exits with 5 when one failed", async () => {
    const { code, stdout, stderr } = await run({ vary }, "--format", "csv");
    const [head, ...lines] = stdout.trim().split("\n") as [string, ...string[]];
    expect(head.split(",").slice(0, 4)).toEqual(["row", "key", field, "status"]);
    expect(lines).toHaveLength(6);
    expect(lines[2]).toMatch(/^2,[0-9a-f]{64},2,optimal,2\.4\d+,2\.45\d*,49\/20,2\.5,2\.5,exact,/);
    expect([code, stderr]).toEqual([5, "secondbest: 6 of 6 rows, 1 failed\n"]);
  });

  test("reads rows of CSV, counts without running, writes Parquet", async () => {
    writeFileSync(at("rows.csv"), `incentives,${field}\ndominant,3/2\nbayesian,2\n`);
    const { stdout } = await run({}, "--rows", "rows.csv");
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map(({ settings }) => settings)).toEqual([
      { incentives: "dominant", [field]: "3/2" },
      { incentives: "bayesian", [field]: 2 },
    ]);
    expect(rows[1].exact).toBe("49/20");
    expect((await run({ vary }, "--dry-run", "--limit", "3")).stdout).toMatch(
      /^3 rows of 6; about [\d.e+-]+ s in one thread \(2 tried: [\d.e+-]+ ms a row on average, [\d.e+-]+ ms at most\)\n$/,
    );
    await run({ vary }, "--format", "parquet", "--out", "rows.parquet");
    const bytes = readFileSync(at("rows.parquet"));
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(["PAR1", "PAR1"]);
  });

  test("refuses a billion rows without a limit, and runs the first of them with one", async () => {
    const billion = {
      vary: Object.fromEntries([0, 1].map((k) => [`environment.seller.values[${k}]`, { from: k, to: k + 1, points: 40_000 }])),
    };
    const refused = await run(billion);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("limit: expected at most 10000000 rows")]);
    expect((await run(billion, "--limit", "2")).stdout.trim().split("\n")).toHaveLength(2);
  });

  test.each([
    [["--shard", "3/2"], /shard/],
    [["--shard", "x"], /shard/],
    [["--limit", "1.5"], /limit/],
    [["--workers", "-1"], /workers/],
    [["--format", "xml"], /format/],
    [["--format", "parquet"], /parquet with --out/],
    [["--only-failed"], /journal/],
    [["--out", "no/where"], /--out/],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await run({ vary }, ...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
