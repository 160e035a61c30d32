import { createRequire } from "node:module";
import type { Job, Settings, SweepDesign } from "../../analysis/sweep/design.ts";
import { type Executor, inProcess } from "../../analysis/sweep/executor.ts";
import { failed, failure, type SweepRecord } from "../../analysis/sweep/record.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { solve } from "../../index.ts";
import { Journal, journalRecords } from "./journal.ts";

const { version } = createRequire(import.meta.url)("secondbest/package.json") as { version: string };

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
  /** After every batch: how many of the rows are done, those that the journal had included. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** A row of the study as it ended: where it stands in the design, what it sets, and the record of its job. */
export interface SweepRow extends SweepRecord {
  readonly row: number;
  readonly settings: Settings;
}

/** Jobs of one batch: few enough that a crash costs little, enough that sending and writing them costs little. */
const batchSize = 64;

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
  const { executor = inProcess(solve), merge = [], onlyFailed = false, onProgress } = settings;
  const chosen = chosenRows(design, settings);
  const journal = settings.journal === undefined ? undefined : Journal.open(settings.journal, design.hash, version);
  const found = journal?.records ?? new Map<string, SweepRecord>();
  const keep = (records: readonly SweepRecord[]) => {
    if (journal) journal.append(records);
    else for (const record of records) found.set(record.key, record);
  };
  try {
    for (const path of merge) {
      const others = [...journalRecords(path, design.hash, version).values()];
      keep(others.filter((record) => better(record, found.get(record.key))));
    }
    const keys: string[] = [];
    const begun = new Set<string>();
    let settled = 0;
    // Made as they are needed: a million instances would not fit into memory.
    function* pending(): Generator<Job> {
      for (const row of chosen) {
        const made = jobOf(design, row);
        keys.push(made.key);
        const before = found.get(made.key);
        const again = before ? onlyFailed && failed(before) : !onlyFailed;
        if (again && !begun.has(made.key)) {
          begun.add(made.key);
          if ("instance" in made) {
            yield made;
            continue;
          }
          keep([made]);
        }
        settled++;
      }
    }
    await runBatches(pending(), executor, (records) => {
      keep(records);
      settled += records.length;
      onProgress?.(settled, chosen.length);
    });
    return chosen.flatMap((row, k) => {
      const record = found.get(keys[k] as string);
      return record ? [{ row, settings: design.settings(row), ...record }] : [];
    });
  } finally {
    journal?.close();
  }
}

/** The rows that a run is about; throws InvalidInputError as {@link sweep} does. */
export function chosenRows({ count }: SweepDesign, { limit, shard }: Pick<SweepSettings, "limit" | "shard">): readonly number[] {
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
  return Array.from({ length: Math.max(0, Math.ceil((last - index + 1) / of)) }, (_, k) => index - 1 + k * of);
}

function wrong(field: string, expected: string, received: unknown): InvalidInputError {
  return new InvalidInputError({ field, expected, received: show(received), remedy: "Correct it, or leave it out." });
}

/** A job; or, when a value cannot be put where the row wants it, the record of that failure. */
function jobOf(design: SweepDesign, row: number): Job | SweepRecord {
  try {
    return design.job(row);
  } catch (error) {
    if (error instanceof InvalidInputError) return failure(`row ${row}`, "refused", error);
    throw error;
  }
}

/** A record that answers is never given up for one that failed. */
function better(record: SweepRecord, before: SweepRecord | undefined): boolean {
  return before === undefined || (failed(before) && !failed(record));
}

/** Keeps `width` batches running until no job is left, or one cannot be run at all. */
async function runBatches(jobs: Generator<Job>, executor: Executor, finished: (records: readonly SweepRecord[]) => void): Promise<void> {
  let stopped = false;
  const lane = async () => {
    while (!stopped) {
      const batch: Job[] = [];
      while (batch.length < batchSize) {
        const { value, done } = jobs.next();
        if (done) break;
        batch.push(value);
      }
      if (batch.length === 0) return;
      finished(await executor.run(batch));
    }
  };
  // A lane that fails stops the others after their batch, so that what they found is kept before the journal closes.
  const stop = (error: unknown) => {
    stopped = true;
    throw error;
  };
  const ends = await Promise.allSettled(Array.from({ length: executor.width }, () => lane().catch(stop)));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
