import { writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readDesign } from "../analysis/sweep/design.ts";
import { inProcess } from "../analysis/sweep/executor.ts";
import { failed } from "../analysis/sweep/record.ts";
import { InvalidInputError, show } from "../errors.ts";
import { solve } from "../index.ts";
import { readText } from "../node/instance-file.ts";
import { type SweepFormat, sweepFormats, writeRows } from "../node/sweep/output.ts";
import { chosenRows, sweep } from "../node/sweep/sweep.ts";
import { threads } from "../node/sweep/threads.ts";
import { csvRows } from "../problem/csv-column.ts";
import { readJson } from "../problem/json-text.ts";
import type { DefineCommand } from "./commands.ts";
import { exitCodes } from "./exit.ts";
import type { Io } from "./io.ts";
import { collect, positive, writable } from "./options.ts";

interface Options {
  readonly rows?: string;
  readonly journal?: string;
  readonly merge?: string[];
  readonly workers?: string;
  readonly limit?: string;
  readonly shard?: string;
  readonly onlyFailed?: boolean;
  readonly dryRun?: boolean;
  readonly format: string;
  readonly out?: string;
}

/** `secondbest sweep DESIGN`. */
export const defineSweep: DefineCommand = (command, io, finish) => {
  command
    .argument("<design>", "design of the study: instance, vary, arrange, options")
    .option("--rows <csv>", "rows of a CSV file whose columns are paths of fields, instead of vary")
    .option("--journal <file>", "keep what is found in this file, and go on from it when it is there")
    .option("--merge <file>", "take over the journal of another run of this design, such as a shard (repeatable)", collect)
    .option("--workers <count>", "threads; 0: none, in this process; default: one a core")
    .option("--limit <rows>", "run the first so many rows")
    .option("--shard <i/n>", "run every n-th row, beginning with the i-th")
    .option("--only-failed", "run again the rows of the journal that failed, and nothing else")
    .option("--dry-run", "count the rows and estimate the time from the first few")
    .option("--format <format>", `form of the output: ${sweepFormats.join(", ")}`, "jsonl")
    .option("--out <file>", "write the rows to a file")
    .action(async (file: string, options: Options) => {
      const design = readDesignFile(file, options.rows, io);
      const format = readFormat(options.format, options.out);
      const limit = options.limit === undefined ? undefined : positive(options.limit, "--limit");
      const settings = { limit, shard: options.shard === undefined ? undefined : readShard(options.shard) };
      const inFolder = (path: string) => resolve(io.cwd, path);
      if (options.onlyFailed && options.journal === undefined)
        throw new InvalidInputError({
          field: "--only-failed",
          expected: "a journal that says what failed",
          received: "no journal",
          remedy: "Name it with --journal.",
        });
      const workers = readWorkers(options.workers);
      const chosen = chosenRows(design, settings);
      if (options.dryRun) {
        const sample = Math.min(20, chosen.length);
        const start = performance.now();
        await sweep(design, { ...settings, limit: Math.min(limit ?? design.count, (chosen[sample - 1] ?? 0) + 1) });
        const seconds = ((performance.now() - start) / 1000 / Math.max(sample, 1)) * chosen.length;
        io.stdout(`${chosen.length} rows of ${design.count}; about ${seconds.toPrecision(2)} s in one thread\n`);
        return;
      }
      // Opened at once, so that hours of work do not end at a file that cannot be written.
      if (options.out !== undefined)
        writable("--out", options.out, () => writeFileSync(inFolder(options.out as string), "", { flag: "a" }));
      const executor = workers === 0 ? inProcess(solve) : threads(workers);
      const progress = progressOf(io);
      try {
        const rows = await sweep(design, {
          ...settings,
          executor,
          journal: options.journal && inFolder(options.journal),
          merge: options.merge?.map(inFolder),
          onlyFailed: options.onlyFailed,
          onProgress: progress.show,
        });
        const content = writeRows(rows, design.fields, format);
        if (options.out !== undefined) writable("--out", options.out, () => writeFileSync(inFolder(options.out as string), content));
        else io.stdout(String(content));
        const failures = rows.filter(failed).length;
        progress.clear();
        io.stderr(`secondbest: ${rows.length} of ${chosen.length} rows, ${failures} failed\n`);
        if (failures > 0) finish(exitCodes.rejected);
      } finally {
        await executor.close();
      }
    });
};

function readDesignFile(file: string, rows: string | undefined, io: Io) {
  const path = resolve(io.cwd, file);
  const document = file === "-" ? readJson(io.stdin(), "standard input") : readJson(readText(path, file), file);
  if (typeof document !== "object" || document === null || Array.isArray(document)) return readDesign(document);
  const { instance } = document as { instance?: unknown };
  const base = file === "-" ? io.cwd : dirname(path);
  return readDesign({
    ...document,
    ...(typeof instance === "string" && { instance: readJson(readText(resolve(base, instance), "instance", show(instance)), instance) }),
    ...(rows !== undefined && { rows: csvRows(readText(resolve(io.cwd, rows), "--rows", show(rows))) }),
  });
}

function readFormat(text: string, out: string | undefined): SweepFormat {
  const format = sweepFormats.find((one) => one === text);
  if (format === undefined || (format === "parquet" && out === undefined))
    throw new InvalidInputError({
      field: "--format",
      expected: `one of ${sweepFormats.join(", ")}, parquet with --out`,
      received: show(text),
      remedy: "Choose one of these.",
    });
  return format;
}

function readShard(text: string): { index: number; of: number } {
  const [index, of, ...rest] = text.split("/").map(Number);
  // What is no number is refused with the shards that cannot be.
  return rest.length > 0 ? { index: 0, of: 0 } : { index: index ?? 0, of: of ?? 0 };
}

function readWorkers(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(count <= 1024))
    throw new InvalidInputError({
      field: "--workers",
      expected: "a whole number from 0 to 1024",
      received: show(text),
      remedy: "Leave it out for one a core.",
    });
  return count;
}

/** Rows done, rate and time left: rewritten on a terminal, elsewhere a line every ten seconds. */
function progressOf({ isTTY, stderr }: Io): { show(done: number, all: number): void; clear(): void } {
  const start = performance.now();
  let last = start;
  let shown = false;
  return {
    show(done, all) {
      const now = performance.now();
      if (now - last < (isTTY ? 200 : 10_000)) return;
      last = now;
      const rate = (done / (now - start)) * 1000;
      const line = `${done} of ${all} rows, ${rate.toFixed(0)} a second, ${((all - done) / rate).toFixed(0)} s left`;
      stderr(isTTY ? `\r\u001b[K${line}` : `secondbest: ${line}\n`);
      shown = isTTY;
    },
    clear() {
      if (shown) stderr("\r\u001b[K");
    },
  };
}
