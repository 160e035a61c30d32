import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import type { SweepRecord } from "../../analysis/sweep/record.ts";
import { InvalidInputError, show } from "../../errors.ts";

const journalFormat = "secondbest/journal@1";

/**
 * What a study has found so far: a file of JSON lines, a head that names design and version and then a record a line, the last of a key being the one that holds.
 *
 * A batch is on the disk when `append` returns. A line that a crash has cut off is taken away when the journal is opened again.
 */
export class Journal {
  readonly records: Map<string, SweepRecord>;
  readonly #file: number;

  private constructor(file: number, records: Map<string, SweepRecord>) {
    this.#file = file;
    this.records = records;
  }

  /** Opens or begins the journal of a design; throws InvalidInputError for one that cannot be written, is no journal, or is of another design or version. */
  static open(path: string, design: string, version: string): Journal {
    const file = opened(path);
    try {
      const { size } = fstatSync(file);
      const text = readFileSync(file);
      const whole = text.lastIndexOf(0x0a) + 1;
      if (whole < size) {
        // Only a line that begins as a journal's do was cut off; any other file is left alone.
        if (whole === 0 && !`{"format":"${journalFormat}"`.startsWith(text.toString("utf8").slice(0, 20))) throw noJournal(path);
        ftruncateSync(file, whole);
      }
      const records = readRecords(text.subarray(0, whole).toString("utf8"), path, design, version);
      const journal = new Journal(file, records);
      if (whole === 0) journal.#write(`${JSON.stringify({ format: journalFormat, design, version })}\n`);
      return journal;
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  append(records: readonly SweepRecord[]): void {
    if (records.length === 0) return;
    this.#write(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    for (const record of records) this.records.set(record.key, record);
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    fsyncSync(this.#file);
  }
}

/** The records of the journal of a shard; a last line that was cut off is passed over. */
export function journalRecords(path: string, design: string, version: string): Map<string, SweepRecord> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw unusable(path, error, "a journal that can be read");
  }
  return readRecords(text.slice(0, text.lastIndexOf("\n") + 1), path, design, version);
}

function opened(path: string): number {
  try {
    return openSync(path, "a+");
  } catch (error) {
    throw unusable(path, error, "a journal that can be written");
  }
}

function unusable(path: string, error: unknown, expected: string): InvalidInputError {
  const { code } = error as NodeJS.ErrnoException;
  return new InvalidInputError({
    field: "journal",
    expected,
    received: `${show(path)} (${code ?? String(error)})`,
    remedy: "Check that the folder exists and its permissions.",
  });
}

function readRecords(text: string, path: string, design: string, version: string): Map<string, SweepRecord> {
  const records = new Map<string, SweepRecord>();
  if (text === "") return records;
  const [head, ...lines] = text
    .slice(0, -1)
    .split("\n")
    .map((line) => parsed(line, path));
  if (head?.format !== journalFormat) throw noJournal(path);
  if (head.design !== design) {
    throw new InvalidInputError({
      field: "journal",
      expected: "the journal of this design",
      received: `${show(path)}, the journal of another`,
      remedy: "Name another file, or run the design that it belongs to.",
    });
  }
  if (head.version !== version) {
    throw new InvalidInputError({
      field: "journal",
      expected: `a journal of version ${version}`,
      received: `${show(path)} of version ${show(head.version)}`,
      remedy: "Finish it with that version, or begin a new journal.",
    });
  }
  for (const line of lines) {
    if (typeof line.key !== "string") throw noJournal(path);
    records.set(line.key, line as unknown as SweepRecord);
  }
  return records;
}

function parsed(line: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw noJournal(path);
}

function noJournal(path: string): InvalidInputError {
  return new InvalidInputError({
    field: "journal",
    expected: `JSON lines of ${journalFormat}`,
    received: `${show(path)}, which is something else`,
    remedy: "Name another file.",
  });
}
