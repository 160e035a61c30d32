import type { SweepDesign } from "../../analysis/sweep/design.ts";
import { type Executor, inProcess, runSplitting } from "../../analysis/sweep/executor.ts";
import type { Job, Settings } from "../../analysis/sweep/job.ts";
import { failed, failure, type SweepRecord } from "../../analysis/sweep/record.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { solve } from "../../index.ts";
import { version } from "../version.ts";
import { Journal, journalRecords } from "./journal.ts";

/** More rows than this are run only up to a limit. */
const rowLimit = 10_000_000;

/** Which rows of a study run, where, and what is kept of them. */
export interface SweepSettings {
  /** In this process unless given; the caller closes it. */
  readonly executor?: Executor | undefined;
  /** A file that keeps what is found as it is found; a run that finds it goes on from there. */
  readonly journal?: string | undefined;
  /** Journals of other runs of the same design, such as shards, whose records are taken over. */
  readonly merge?: readonly string[] | undefined;
  /** The first so many rows. */
  readonly limit?: number | undefined;
  /** Every `of`-th row, beginning with the `index`-th, from 1. */
  readonly shard?: { readonly index: number; readonly of: number } | undefined;
  /** Runs again what failed before, and nothing else. */
  readonly onlyFailed?: boolean | undefined;
  /** Another place that keeps the rows, and whose rows are taken over; the caller closes it. */
  readonly store?: RowStore | undefined;
  /** After every batch: how many of the rows are done, those that the journal had included. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** A row of the study as it ended: where it stands in the design, what it sets, and the record of its job. */
export interface SweepRow extends SweepRecord {
  readonly row: number;
  readonly settings: Settings;
}

/** A place outside that keeps the rows of a study, such as a table. */
export interface RowStore {
  /** The records of the rows that it has. */
  found(): AsyncIterable<SweepRecord>;
  /** Rows that are done, in any order; those that it has may come again. Resolves when they are kept. */
  write(rows: readonly SweepRow[]): Promise<void>;
}

/**
 * Runs a study: solves each of its rows once, two rows of one key once together, and returns the rows in the order of the design whatever the number of workers.
 *
 * Rows that fail are rows with their reason. Throws InvalidInputError for a journal that cannot be used, a limit or shard that is none, and a study of more than
 * ten million rows without a limit.
 *
 * @example
 * const rows = await sweep(readDesign({ instance, vary: { "environment.buyer.max": [1, 2] } }), { journal: "study.jsonl" });
 */
export async function sweep(design: SweepDesign, settings: SweepSettings = {}): Promise<readonly SweepRow[]> {
  const rows: SweepRow[] = [];
  for await (const row of sweepRows(design, settings)) rows.push(row);
  return rows;
}

/**
 * The rows of {@link sweep} one by one, each as soon as it and those before it are done: a million rows need no memory for their records.
 *
 * @example
 * for await (const { settings, exact } of sweepRows(design, { executor: threads() })) console.log(settings, exact);
 */
export async function* sweepRows(design: SweepDesign, settings: SweepSettings = {}): AsyncGenerator<SweepRow> {
  const { executor = inProcess(solve), merge = [], onlyFailed = false, store, onProgress } = settings;
  const chosen = chosenRows(design, settings);
  if (onlyFailed && settings.journal === undefined && store === undefined) {
    throw new InvalidInputError({
      field: "onlyFailed",
      expected: "a journal or a table that says what failed",
      received: "none",
      remedy: "Name a journal (--journal FILE), or leave it out.",
    });
  }
  const journal = settings.journal === undefined ? Journal.temporary() : Journal.open(settings.journal, design.hash, version);
  const running = new Set<Promise<void>>();
  try {
    for (const path of merge) await takeOver(journal, journalRecords(path, design.hash, version));
    if (store) await takeOver(journal, store.found());
    const study = new Batches(design, chosen, journal, () => batchSize(executor, chosen.count), onlyFailed);
    const rowsOf = (made: readonly MadeRow[]): SweepRow[] =>
      made.flatMap(({ row, settings, key }) => {
        const record = journal.get(key);
        return record ? [{ row, settings, ...record }] : [];
      });
    let done = 0;
    let more = true;
    while (more || running.size > 0) {
      let scanning = false;
      while (more && !scanning && running.size < executor.width) {
        const batch = study.next();
        if (store && batch) await store.write(rowsOf(batch.known));
        if (batch === undefined) more = false;
        else if (batch.jobs.length === 0) scanning = true;
        else {
          const { jobs } = batch;
          const run = runSplitting(executor, jobs).then(async (records) => {
            journal.append(records);
            const finished = study.finish(jobs);
            await store?.write(rowsOf(finished));
            running.delete(run);
          });
          // Waited for below; a rejection before that is not unhandled.
          run.catch(() => {});
          running.add(run);
        }
      }
      if (!scanning && running.size > 0) await Promise.race(running);
      for (const made of study.settled()) {
        done++;
        yield* rowsOf([made]);
      }
      onProgress?.(done + study.ahead(), chosen.count);
    }
  } finally {
    // What is on its way is kept before the journal closes.
    await Promise.allSettled(running);
    journal.close();
  }
}

/** Rows of a study, by their place among those that a run is about. */
export interface ChosenRows {
  readonly count: number;
  at(place: number): number;
}

/** The rows that a run is about; throws InvalidInputError as {@link sweep} does. */
export function chosenRows({ count }: SweepDesign, { limit, shard }: Pick<SweepSettings, "limit" | "shard">): ChosenRows {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) throw wrong("limit", "a whole number of rows, at least 1", limit);
  const { index, of } = shard ?? { index: 1, of: 1 };
  if (!(Number.isSafeInteger(of) && Number.isSafeInteger(index) && index >= 1 && index <= of)) {
    throw wrong("shard", "i/n with 1 ≤ i ≤ n", `${index}/${of}`);
  }
  const last = Math.min(count, limit ?? count);
  if (last > rowLimit) {
    throw new InvalidInputError({
      field: "limit",
      expected: `at most ${rowLimit} rows`,
      received: `a design of ${last} rows`,
      remedy: "Vary less, draw rows at random, or set a limit.",
    });
  }
  return { count: Math.max(0, Math.ceil((last - index + 1) / of)), at: (place) => index - 1 + place * of };
}

function wrong(field: string, expected: string, received: unknown): InvalidInputError {
  return new InvalidInputError({ field, expected, received: show(received), remedy: "Correct it, or leave it out." });
}

/** Small studies are cut into as many batches as keep every worker busy to the end; where batches are of one size, a run that resumes finds the same ones again. */
function batchSize({ width, batch }: Executor, rows: number): number {
  return Math.max(1, Math.min(batch, Math.ceil(rows / (4 * width))));
}

/** A record that answers is never given up for one that failed. */
async function takeOver(journal: Journal, records: Iterable<SweepRecord> | AsyncIterable<SweepRecord>): Promise<void> {
  let batch: SweepRecord[] = [];
  const flush = () => {
    journal.append(batch);
    batch = [];
  };
  for await (const record of records) {
    const before = journal.failed(record.key);
    if (before === undefined || (before && !failed(record))) batch.push(record);
    if (batch.length === 1024) flush();
  }
  flush();
}

/** A row whose job was made. */
interface MadeRow {
  readonly row: number;
  readonly settings: Settings;
  readonly key: string;
}

/** Cuts a study into batches of what is still to be run, made as they are needed, and tells which rows are settled. */
class Batches {
  readonly #design: SweepDesign;
  readonly #chosen: ChosenRows;
  readonly #journal: Journal;
  readonly #size: () => number;
  readonly #onlyFailed: boolean;
  /** The rows that wait for a job, by its key. */
  readonly #running = new Map<string, MadeRow[]>();
  /** What was run again, with `onlyFailed`: it may have failed again. */
  readonly #again = new Set<string>();
  #made: MadeRow[] = [];
  #place = 0;

  constructor(design: SweepDesign, chosen: ChosenRows, journal: Journal, size: () => number, onlyFailed: boolean) {
    this.#design = design;
    this.#chosen = chosen;
    this.#journal = journal;
    this.#size = size;
    this.#onlyFailed = onlyFailed;
  }

  /** What is to be run of the next rows, perhaps nothing, and those of them that need not be; undefined after the last. */
  next(): { readonly jobs: readonly Job[]; readonly known: readonly MadeRow[] } | undefined {
    const { count } = this.#chosen;
    if (this.#place >= count) return undefined;
    const jobs: Job[] = [];
    const known: MadeRow[] = [];
    const end = Math.min(count, this.#place + this.#size());
    for (; this.#place < end; this.#place++) {
      const row = this.#chosen.at(this.#place);
      const settings = this.#design.settings(row);
      const job = jobOf(this.#design, row, settings);
      const made = { row, settings, key: job.key };
      this.#made.push(made);
      const waiting = this.#running.get(job.key);
      if (waiting) waiting.push(made);
      else if (!this.#wanted(job.key)) known.push(made);
      else if ("text" in job) {
        this.#running.set(job.key, [made]);
        jobs.push(job);
      } else {
        this.#journal.append([job]);
        known.push(made);
      }
    }
    return { jobs, known };
  }

  /** Their jobs are done; returns the rows that waited for them. */
  finish(jobs: readonly Job[]): readonly MadeRow[] {
    return jobs.flatMap(({ key }) => {
      const rows = this.#running.get(key) ?? [];
      this.#running.delete(key);
      return rows;
    });
  }

  /** The rows that are done and have not been given out, as far as all before them are done. */
  settled(): readonly MadeRow[] {
    const first = this.#made.findIndex(({ key }) => this.#running.has(key));
    return this.#made.splice(0, first < 0 ? this.#made.length : first);
  }

  /** How many rows are done behind one that is not. */
  ahead(): number {
    return this.#made.length - this.#running.size;
  }

  #wanted(key: string): boolean {
    const before = this.#journal.failed(key);
    if (!this.#onlyFailed) return before === undefined;
    if (before !== true || this.#again.has(key)) return false;
    this.#again.add(key);
    return true;
  }
}

/** A job; or, when a value cannot be put where the row wants it, the record of that failure. */
function jobOf(design: SweepDesign, row: number, settings: Settings): Job | SweepRecord {
  try {
    return design.job(settings);
  } catch (error) {
    if (error instanceof InvalidInputError) return failure(`row ${row}`, "refused", error);
    throw error;
  }
}
