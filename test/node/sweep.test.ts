import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { parquetMetadata, parquetReadObjects, parquetSchema } from "hyparquet";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Executor, inProcess, parseInstance, readDesign, readJob, solve, sweep, sweepRows } from "../../src/node/index.ts";
import { instance, secondbest } from "../cli/command.ts";

const base = JSON.parse(readFileSync(instance("kos-manea-two-types"), "utf8"));
const field = "environment.buyer.values[0]";
const seller = "environment.seller.values[0]";
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
      const { value } = await solve(parseInstance(readJob(design.job(design.settings(row))).instance));
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

  test("gives rows as soon as those before them are done, however slow one is, and the records of all from the file", async () => {
    const many = readDesign({ instance: base, vary: { [field]: { from: 0, to: 7, points: 9000 } } });
    const inner = inProcess(async () => {
      throw new Error("quick");
    });
    let release = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    let first = true;
    const executor: Executor = {
      ...inner,
      width: 3,
      async run(jobs) {
        const waits = first;
        first = false;
        // The first batch ends when all others have.
        if (waits) await slow;
        return inner.run(jobs);
      },
    };
    const seen: number[] = [];
    const onProgress = (done: number, all: number) => {
      if (done >= all - 64) release();
    };
    for await (const { row, settings } of sweepRows(many, { executor, onProgress })) {
      expect(settings).toEqual(many.settings(row));
      seen.push(row);
    }
    expect(seen).toEqual(Array.from({ length: 9000 }, (_, row) => row));
  });

  test("one run at a time writes a journal; a lock that a killed process left behind is taken over", async () => {
    const lock = at("journal.lock");
    const rows = sweepRows(design, { journal: at("journal") });
    await rows.next();
    expect(JSON.parse(readFileSync(lock, "utf8")).pid).toBe(process.pid);
    await expect(sweep(design, { journal: at("journal") })).rejects.toThrow(/no other run is writing.*in use by process/);
    await rows.return(undefined);
    expect(existsSync(lock)).toBe(false);
    const { pid } = spawnSync(process.execPath, ["--version"]);
    // Of a process that is gone, of one before this that had its number, and cut off while it was written.
    for (const left of [JSON.stringify({ host: hostname(), pid }), JSON.stringify({ host: hostname(), pid: process.pid }), '{"host']) {
      writeFileSync(lock, left);
      expect(await sweep(design, { journal: at("journal") })).toHaveLength(6);
      expect(existsSync(lock)).toBe(false);
    }
    for (const other of [JSON.stringify({ host: hostname(), pid: process.ppid }), JSON.stringify({ host: "elsewhere", pid: 1 })]) {
      writeFileSync(lock, other);
      await expect(sweep(design, { journal: at("journal") })).rejects.toThrow(/in use by process/);
    }
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

  test("reads rows of CSV, counts without running", async () => {
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
  });

  test("writes Parquet that another reader reads, numbers as numbers", async () => {
    const mixed = { ...vary, [seller]: ["0", "1/3"], incentives: ["bayesian"] };
    await run({ vary: mixed }, "--format", "parquet", "--out", "rows.parquet");
    const bytes = readFileSync(at("rows.parquet"));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const types = Object.fromEntries(parquetSchema(parquetMetadata(file)).children.map(({ element }) => [element.name, element.type]));
    expect(types).toMatchObject({
      row: "INT32",
      key: "BYTE_ARRAY",
      [field]: "DOUBLE",
      [seller]: "DOUBLE",
      incentives: "BYTE_ARRAY",
      lower: "DOUBLE",
    });
    const found = await parquetReadObjects({ file });
    const rows = await sweep(readDesign({ instance: base, vary: mixed }));
    expect(found).toEqual(rows.map(({ settings, ...rest }) => ({ ...rest, ...settings, [seller]: settings[seller] === "0" ? 0 : 1 / 3 })));
  });

  test("takes the samples of laws from CSV files beside the design and beside the instance", async () => {
    mkdirSync(at("data"));
    writeFileSync(at("data/costs.csv"), "cost\n1\n6\n");
    writeFileSync(at("bids.csv"), "bid\n2\n8\n");
    const law = (csv: string, column: string) => ({ distribution: "empirical", csv, column });
    const environment = { ...base.environment, seller: law("costs.csv", "cost") };
    writeFileSync(at("data/instance.json"), JSON.stringify({ ...base, environment }));
    writeFileSync(
      at("design.json"),
      JSON.stringify({ instance: "data/instance.json", vary: { "environment.buyer": [law("bids.csv", "bid")] } }),
    );
    const { stdout } = await secondbest(["sweep", "design.json", "--workers", "0"], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ status: "optimal", exact: "49/20" });
  });

  test("keeps what was there when it cannot write all of the output", async () => {
    writeFileSync(at("rows.jsonl"), "precious");
    expect((await run({ vary }, "--out", "rows.jsonl", "--journal", "no/where")).code).toBe(2);
    expect(readFileSync(at("rows.jsonl"), "utf8")).toBe("precious");
    expect(readdirSync(folder)).toEqual(["rows.jsonl"]);
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
    [["--in-flight", "9"], /--queue with it/],
    [["--queue", "redis://localhost"], /no threads here/],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await run({ vary }, ...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
