import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { readDesign, type SweepDesign } from "../../analysis/sweep/design.ts";
import { type Executor, inProcess } from "../../analysis/sweep/executor.ts";
import { failed } from "../../analysis/sweep/record.ts";
import { timeRows } from "../../analysis/sweep/row-time.ts";
import { InvalidInputError, show, under } from "../../errors.ts";
import { solve } from "../../index.ts";
import { filesOf, readText } from "../../node/instance-file.ts";
import { rowWriter, type SweepFormat, sweepFormats } from "../../node/sweep/output.ts";
import { type ChosenRows, chosenRows, type RowStore, sweepRows } from "../../node/sweep/sweep.ts";
import { threads } from "../../node/sweep/threads.ts";
import { beginWhole, type GrowingFile } from "../../node/write-file.ts";
import { csvRows } from "../../problem/csv-column.ts";
import { readJson } from "../../problem/json-text.ts";
import { withSamples } from "../../problem/law-json.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodes } from "../exit.ts";
import type { Io } from "../io.ts";
import { readJsonInput } from "../json-file.ts";
import { collect, positive, threadCount, wholeFrom, writable } from "../options.ts";
import { outputOption } from "../places.ts";
import { rowProgress } from "../progress/row-progress.ts";

/** `secondbest sweep DESIGN`. */
export const defineSweep: DefineCommand = (command, io, finish) => {
  command
    .argument("<design>", "design of the study: instance, vary, arrange, options")
    .option("--rows <csv>", "rows of a CSV file whose columns are paths of fields, instead of vary")
    .addOption(outputOption("--journal <file>", "keep what is found in this file, and go on from it when it is there"))
    .option("--merge <file>", "take over the journal of another run of this design, such as a shard (repeatable)", collect)
    .option("--workers <count>", "threads; 0: none, in this process; default: one a core", threadCount("--workers"))
    .option("--queue <url>", "give the rows to the workers (secondbest worker) of a server, postgres://… or redis://…, not to threads")
    .option(
      "--in-flight <batches>",
      "batches of rows on the queue at once, at least as many as all workers have threads (default 64)",
      batches("--in-flight"),
    )
    .option("--limit <rows>", "run the first so many rows", positive("--limit"))
    .option("--shard <i/n>", "run every n-th row, beginning with the i-th", readShard)
    .option("--only-failed", "run again the rows of the journal that failed, and nothing else")
    .option("--dry-run", "count the rows and estimate the time from the first few")
    .option("--format <format>", `form of the output: ${sweepFormats.join(", ")}`, "jsonl")
    .addOption(outputOption("--out <file>", "write the rows to a file"))
    .action(async (path, options) => {
      const design = readDesignFile(path, options.rows, io);
      const format = readFormat(options.format, options.out);
      const { limit, shard, workers } = options;
      const settings = { limit, shard };
      const inFolder = (path: string) => resolve(io.cwd, path);
      const chosen = chosenRows(design, settings);
      if (options.dryRun) {
        io.stdout(await dryRun(design, chosen, workers ?? availableParallelism()));
        return;
      }
      // Opened at once, so that hours of work do not end at a file that cannot be written.
      const file = options.out === undefined ? undefined : openOut(options.out, io);
      const { executor, store, close } = await engine(design, options, io);
      const progress = rowProgress(io);
      try {
        const writer = rowWriter(format, design, file ? (piece) => file.write(piece) : (piece) => io.stdout(String(piece)));
        let rows = 0;
        let failures = 0;
        const study = sweepRows(design, {
          ...settings,
          executor,
          store,
          journal: options.journal && inFolder(options.journal),
          merge: options.merge?.map(inFolder),
          onlyFailed: options.onlyFailed,
          onProgress: progress.show,
        });
        for await (const row of study) {
          writer.write(row);
          rows++;
          if (failed(row)) failures++;
        }
        writer.end();
        file?.commit();
        progress.clear();
        io.stderr(`secondbest: ${rows} of ${chosen.count} rows, ${failures} failed\n`);
        if (failures > 0) finish(exitCodes.rejected);
      } finally {
        progress.clear();
        file?.abandon();
        await close();
      }
    });
};

/** What runs the rows, and where they are kept besides the journal. */
interface Engine {
  readonly executor: Executor;
  readonly store?: RowStore;
  close(): Promise<void>;
}

async function engine(
  design: SweepDesign,
  { workers, queue, inFlight }: { readonly workers?: number; readonly queue?: string; readonly inFlight?: number },
  io: Io,
): Promise<Engine> {
  if (queue === undefined) {
    if (inFlight !== undefined) throw without("--in-flight", "--queue");
    const executor = workers === 0 ? inProcess(solve) : threads(workers);
    return { executor, close: () => executor.close() };
  }
  if (workers !== undefined) {
    throw new InvalidInputError({
      field: "--workers",
      expected: "no threads here when the rows go to a queue",
      received: show(String(workers)),
      remedy: "Leave it out; secondbest worker has an option of this name.",
    });
  }
  const { queueExecutor } = await import("../../node/sweep/queue/executor.ts");
  const executor = await queueExecutor(queue, {
    inFlight,
    onNoWorker: (version) =>
      io.stderr(`secondbest: no worker is there yet; on any machine: secondbest worker --queue … (version ${version})\n`),
  });
  try {
    const { StudyTable } = await import("../../node/sweep/queue/table.ts");
    const store = executor.tables ? await StudyTable.open(queue, design.hash) : undefined;
    if (store) io.stderr(`secondbest: rows go to the table secondbest.rows, study ${design.hash}\n`);
    return {
      executor,
      ...(store && { store }),
      close: async () => {
        await executor.close();
        await store?.close();
      },
    };
  } catch (error) {
    await executor.close();
    throw error;
  }
}

const batches = wholeFrom(1, 10_000, "a number of batches from 1 to 10000", "Leave it out for 64.");

function without(option: string, other: string): InvalidInputError {
  return new InvalidInputError({ field: option, expected: `${other} with it`, received: "none", remedy: `Add ${other}, or leave it out.` });
}

/** How many rows there are, and how long they take if those that were tried are like the others. */
async function dryRun(design: SweepDesign, chosen: ChosenRows, workers: number): Promise<string> {
  const { rows, mean, longest } = await timeRows(design, chosen, solve, 2);
  const seconds = (mean * chosen.count) / Math.max(1, workers);
  const where = workers > 1 ? `${workers} threads` : "one thread";
  const each = `${(1000 * mean).toPrecision(2)} ms a row on average, ${(1000 * longest).toPrecision(2)} ms at most`;
  return `${chosen.count} rows of ${design.count}; about ${seconds.toPrecision(2)} s in ${where} (${rows} tried: ${each})\n`;
}

/** Every failure of the file, also a disk that is full in the end, names the option. */
function openOut(path: string, { cwd }: Io): GrowingFile {
  const guarded = <T>(act: () => T): T => writable("--out", path, act);
  const file = guarded(() => beginWhole(resolve(cwd, path)));
  return { write: (piece) => guarded(() => file.write(piece)), commit: () => guarded(() => file.commit()), abandon: () => file.abandon() };
}

/** The design of a file; what it names lies in its folder, the samples of its instance in that of the instance. */
function readDesignFile(file: string, rows: string | undefined, io: Io): SweepDesign {
  const path = resolve(io.cwd, file);
  const document = readJsonInput(file, io);
  if (typeof document !== "object" || document === null || Array.isArray(document)) return readDesign(document);
  const folder = file === "-" ? io.cwd : dirname(path);
  const { instance } = document as { instance?: unknown };
  return readDesign(
    {
      ...document,
      ...(typeof instance === "string" && { instance: readInstance(resolve(folder, instance), instance) }),
      ...(rows !== undefined && { rows: csvRows(readText(resolve(io.cwd, rows), "--rows", show(rows))) }),
    },
    filesOf(folder),
  );
}

function readInstance(path: string, shown: string): unknown {
  const document = readJson(readText(path, "instance", show(shown)), shown);
  return under("instance", () => withSamples(document, filesOf(dirname(path))));
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
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (index !== undefined) return { index: Number(index), of: Number(of) };
  throw new InvalidInputError({
    field: "--shard",
    expected: "i/n with 1 ≤ i ≤ n",
    received: show(text),
    remedy: "Write, for example, --shard 1/8.",
  });
}
