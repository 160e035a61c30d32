import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inProcess, readDesign, rowWriter, type SweepRow, solve, sweep } from "../../src/node/index.ts";
import { connectQueue } from "../../src/node/sweep/queue/server.ts";
import { StudyTable } from "../../src/node/sweep/queue/table.ts";
import { runWorker } from "../../src/node/sweep/queue/worker.ts";
import { version } from "../../src/node/version.ts";
import { instance, secondbest } from "../cli/command.ts";
import { root } from "../repository/run.ts";
import { servers, type TestServer } from "./support/servers.ts";

const main = join(root, "dist/src/cli/main.js");
const base = JSON.parse(readFileSync(instance("kos-manea-two-types"), "utf8"));
/** The last buyers' values do not increase: these rows fail. */
const vary = {
  "environment.buyer.values[0]": { from: 0, to: "17/2", points: 20 },
  "environment.seller.values[0]": { from: 0, to: "59/10", points: 50 },
};
const document = { instance: base, vary };
const design = readDesign(document);

/** What one process finds, without a queue. */
let expected: string;
let folder: string;
let children: ChildProcess[];
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  expected = jsonLines(await sweep(design));
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "queue-"));
  children = [];
  writeFileSync(at("design.json"), JSON.stringify(document));
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

function jsonLines(rows: readonly SweepRow[]): string {
  let text = "";
  const writer = rowWriter("jsonl", design, (piece) => {
    text += piece;
  });
  for (const row of rows) writer.write(row);
  writer.end();
  return text;
}

interface Running {
  readonly child: ChildProcess;
  /** Exit code and standard error. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** Processes are started for what only a process has: a signal that nothing can catch, and machines of their own. */
function start(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  children.push(child);
  let stderr = "";
  child.stderr?.on("data", (piece) => {
    stderr += piece;
  });
  return { child, ended: once(child, "close").then(([code]) => ({ code: code as number | null, stderr })) };
}

const worker = (url: string) => start("worker", "--queue", url, "--workers", "1", "--lease", "1");
const study = (url: string) => start("sweep", at("design.json"), "--queue", url, "--journal", at("journal"), "--out", at("rows.jsonl"));

const keys = () =>
  (existsSync(at("journal")) ? readFileSync(at("journal"), "utf8").split("\n").slice(1, -1) : []).map((line) => line.slice(0, 80));

/** Waits until the middle of the study. */
async function middle(coordinator: Running, rows: number): Promise<void> {
  while (keys().length < rows && coordinator.child.exitCode === null) await wait(20);
  expect(keys().length).toBeGreaterThanOrEqual(rows);
  expect(keys().length).toBeLessThan(design.count);
}

/** The study ended with failed rows, as it must; nothing is lost, nothing is doubled, and every byte is that of one process. */
async function complete(coordinator: Running): Promise<void> {
  const { code, stderr } = await coordinator.ended;
  expect(stderr).toMatch(/1000 of 1000 rows, \d+ failed\n$/);
  expect(code).toBe(5);
  expect(readFileSync(at("rows.jsonl"), "utf8")).toBe(expected);
  expect(new Set(keys()).size).toBe(keys().length);
  expect(keys().length).toBe(design.count);
}

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<T>(text);
  await client.end();
  return rows;
}

describe.each(["redis", "postgres"] as const)("a study on %s", (kind) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await servers[kind]();
  });
  afterAll(() => server.stop());
  // With a table a study of the same design would find its rows there.
  beforeEach(async () => {
    if (kind === "postgres") await query(server.url, "drop schema if exists secondbest cascade");
  });

  test("gives the bytes of one process, and goes on when a worker is killed", async () => {
    const [first] = [worker(server.url), worker(server.url)] as const;
    const coordinator = study(server.url);
    await middle(coordinator, 200);
    first.child.kill("SIGKILL");
    await complete(coordinator);
  });

  test("goes on when the server is killed and started again", async () => {
    worker(server.url);
    const coordinator = study(server.url);
    await middle(coordinator, 200);
    await server.kill();
    await wait(1500);
    await server.start();
    await complete(coordinator);
  });

  test("is resumed when the coordinator is killed", async () => {
    worker(server.url);
    const killed = study(server.url);
    await middle(killed, 200);
    killed.child.kill("SIGKILL");
    await killed.ended;
    await complete(study(server.url));
  });

  test("a worker refuses a batch of another version, which stays for others", async () => {
    const queue = (await connectQueue(server.url)).queue();
    await queue.add("batch", { version: "0.0.1", jobs: [] }, { jobId: "old" });
    const { code, stderr } = await secondbest(["worker", "--queue", server.url, "--workers", "0"]);
    expect(stderr.split("\n").at(-2)).toBe(
      `secondbest: queue: expected batches of version ${version}, as this worker is, got one of version "0.0.1". Install that version here, or run the study with this one.`,
    );
    expect(code).toBe(2);
    expect(await queue.getJobState("old")).toBe("waiting");
    await (await queue.getJob("old"))?.remove();
    await queue.close();
  });

  test("a worker ends at a signal and when there is nothing to do", async () => {
    const stop = new AbortController();
    const ended = runWorker(server.url, { executor: inProcess(solve), signal: stop.signal, onReady: () => stop.abort() });
    expect(await ended).toEqual({ batches: 0, rows: 0 });
    expect((await secondbest(["worker", "--queue", server.url, "--workers", "0", "--idle", "1"])).code).toBe(0);
  });
});

describe("the table of a study in PostgreSQL", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await servers.postgres();
  });
  afterAll(() => server.stop());

  test("keeps rows as they are, texts of all kinds too, and one run at a time writes them", async () => {
    const table = await StudyTable.open(server.url, design.hash);
    const [row] = (await sweep(design, { limit: 1 })) as [SweepRow];
    const rows: SweepRow[] = [
      { ...row, lower: 5e-324, upper: 0.1 + 0.2, firstBestUpper: null, reason: 'a\ttab, a\nline, a \\N, a \r, "quotes", \u{1f600}' },
      { ...row, row: 1, key: "two", exact: null, reason: "" },
    ];
    await table.write(rows);
    await table.write(rows);
    await expect(StudyTable.open(server.url, design.hash)).rejects.toThrow(/another run is writing/);
    await table.close();
    const again = await StudyTable.open(server.url, design.hash);
    const found = [];
    for await (const record of again.found()) found.push(record);
    await again.close();
    expect(found).toEqual(rows.map(({ row: _, settings: __, ...record }) => record));
    await query(server.url, "update secondbest.studies set version = '0.0.1'");
    await expect(StudyTable.open(server.url, design.hash)).rejects.toThrow(/of this design of version 0.0.1/);
    await query(server.url, "delete from secondbest.studies");
  });

  test("a user who may not make tables is told so in one sentence", async () => {
    await query(server.url, "create role weak login");
    const weak = server.url.replace("study@", "weak@");
    for (const args of [
      ["sweep", at("design.json")],
      ["worker", "--workers", "0"],
    ]) {
      const { code, stderr } = await secondbest([...args, "--queue", weak]);
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/^secondbest: queue: expected a server on which [^\n]*permission denied[^\n]*\n$/),
      ]);
    }
    await expect(StudyTable.open(weak, design.hash)).rejects.toThrow(/a server on which .*permission denied/);
  });

  test("goes on from the table when there is no journal", async () => {
    const ending = ["--out", at("rows.jsonl"), "--queue", server.url];
    worker(server.url);
    await start("sweep", at("design.json"), "--limit", "700", ...ending).ended;
    const [before] = await query<{ rows: number }>(server.url, "select count(*)::int as rows from secondbest.rows");
    expect(before).toEqual({ rows: 700 });
    await start("sweep", at("design.json"), ...ending).ended;
    expect(readFileSync(at("rows.jsonl"), "utf8")).toBe(expected);
    const sums = await query(server.url, "select status, count(*)::int as rows from secondbest.rows group by status order by status");
    const failures = expected.split('"status":"refused"').length - 1;
    expect(sums).toEqual([
      { status: "optimal", rows: design.count - failures },
      { status: "refused", rows: failures },
    ]);
  });
});
