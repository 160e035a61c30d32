import { randomUUID } from "node:crypto";
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failed, type SweepRecord } from "../../analysis/sweep/record.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { lockFile } from "./lock.ts";

const journalFormat = "secondbest/journal@1";

/** Records that are kept in memory after they were written: most rows are asked for soon after their job. */
const kept = 4096;

/**
 * What a study has found so far: a file of JSON lines, a head that names design and version and then a record a line, the last of a key being the one that holds.
 * Memory holds keys and places, about 150 bytes a record.
 *
 * A batch is on the disk when `append` returns. A line that a crash has cut off is taken away when the journal is opened again.
 */
export class Journal {
  readonly #path: string;
  readonly #file: number;
  readonly #durable: boolean;
  readonly #release: () => void;
  /** Where the line of a key begins, twice, and one more if the job failed: a number a record, and no object. */
  readonly #places = new Map<string, number>();
  readonly #recent = new Map<string, SweepRecord>();
  #end = 0;

  private constructor(path: string, file: number, durable: boolean, release: () => void) {
    this.#path = path;
    this.#file = file;
    this.#durable = durable;
    this.#release = release;
  }

  /**
   * Opens or begins the journal of a design; throws InvalidInputError for one that cannot be written, that another run is writing, that is no journal, or is of
   * another design or version.
   */
  static open(path: string, design: string, version: string): Journal {
    const file = opened(path, "a+", "a journal that can be written");
    let release = () => {};
    try {
      if (fstatSync(file).isFile()) release = lockFile(path);
      const journal = new Journal(path, file, true, release);
      const { size } = fstatSync(file);
      const lines = new Lines(file);
      readHead(lines, path, design, version);
      for (const { text, offset } of lines) journal.#place(recordIn(text, path), offset);
      if (lines.end < size) ftruncateSync(file, lines.end);
      journal.#end = lines.end;
      if (lines.end === 0) journal.#write(Buffer.from(`${JSON.stringify({ format: journalFormat, design, version })}\n`));
      return journal;
    } catch (error) {
      release();
      closeSync(file);
      throw error;
    }
  }

  /** A journal that is gone with the process: what is found needs no memory, and survives nothing. */
  static temporary(): Journal {
    const path = join(tmpdir(), `secondbest-${randomUUID()}`);
    const file = opened(path, "wx+", "a folder for temporary files that can be written, or a journal");
    unlinkSync(path);
    return new Journal(path, file, false, () => {});
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  /** Whether the job gave no answer; undefined when it has not run. */
  failed(key: string): boolean | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : place % 2 === 1;
  }

  get(key: string): SweepRecord | undefined {
    const recent = this.#recent.get(key);
    const place = this.#places.get(key);
    if (recent || place === undefined) return recent;
    for (let bytes = 1024; ; bytes *= 2) {
      const piece = bytesAt(this.#file, Math.floor(place / 2), bytes);
      const end = piece.indexOf(0x0a);
      if (end >= 0) return JSON.parse(piece.toString("utf8", 0, end)) as SweepRecord;
    }
  }

  append(records: readonly SweepRecord[]): void {
    if (records.length === 0) return;
    const lines = records.map((record) => `${JSON.stringify(record)}\n`);
    const bytes = Buffer.from(lines.join(""));
    const places = placesOf(lines, bytes.length, this.#end);
    this.#write(bytes);
    records.forEach((record, k) => {
      this.#place(record, places[k] as number);
      // The newest last, also of a key that was there.
      this.#recent.delete(record.key);
      this.#recent.set(record.key, record);
    });
    for (const key of this.#recent.keys()) {
      if (this.#recent.size <= kept) break;
      this.#recent.delete(key);
    }
  }

  close(): void {
    this.#release();
    closeSync(this.#file);
  }

  #place(record: SweepRecord, offset: number): void {
    this.#places.set(record.key, 2 * offset + (failed(record) ? 1 : 0));
  }

  #write(bytes: Buffer): void {
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
      if (this.#durable) fsyncSync(this.#file);
    } catch (error) {
      // Half a line in the middle would make it no journal.
      if (this.#durable) ftruncateSync(this.#file, this.#end);
      throw unusable(this.#path, error, "room for what is found");
    }
    this.#end += bytes.length;
  }
}

/** Where lines begin that are written from `start` on; a text of ASCII is as long as its bytes. */
function placesOf(lines: readonly string[], bytes: number, start: number): readonly number[] {
  const ascii = lines.reduce((sum, { length }) => sum + length, 0) === bytes;
  let offset = start;
  return lines.map((line) => {
    const place = offset;
    offset += ascii ? line.length : Buffer.byteLength(line);
    return place;
  });
}

/** The records of the journal of another run, in its order; a last line that was cut off is passed over. Throws InvalidInputError as {@link Journal.open} does. */
export function* journalRecords(path: string, design: string, version: string): Generator<SweepRecord> {
  const file = opened(path, "r", "a journal that can be read");
  try {
    const lines = new Lines(file);
    readHead(lines, path, design, version);
    for (const { text } of lines) yield recordIn(text, path);
  } finally {
    closeSync(file);
  }
}

/** The whole lines of a file, a piece of it in memory at a time. */
class Lines implements IterableIterator<{ readonly text: string; readonly offset: number }> {
  /** Where the last whole line ended; what comes after it was cut off. */
  end = 0;
  readonly #file: number;
  #rest = Buffer.alloc(0);
  #read = 0;

  constructor(file: number) {
    this.#file = file;
  }

  [Symbol.iterator]() {
    return this;
  }

  next(): IteratorResult<{ text: string; offset: number }> {
    for (;;) {
      const line = this.#rest.indexOf(0x0a);
      if (line >= 0) {
        const text = this.#rest.toString("utf8", 0, line);
        this.#rest = this.#rest.subarray(line + 1);
        const offset = this.end;
        this.end += line + 1;
        return { done: false, value: { text, offset } };
      }
      const piece = bytesAt(this.#file, this.#read, 1 << 18);
      if (piece.length === 0) return { done: true, value: undefined };
      this.#read += piece.length;
      this.#rest = Buffer.concat([this.#rest, piece]);
    }
  }

  /** What follows the last whole line, or begins the next. */
  get rest(): string {
    return this.#rest.toString("utf8", 0, 64);
  }
}

function bytesAt(file: number, offset: number, bytes: number): Buffer {
  const piece = Buffer.alloc(bytes);
  let read = 0;
  while (read < bytes) {
    const more = readSync(file, piece, read, bytes - read, offset + read);
    if (more === 0) break;
    read += more;
  }
  return piece.subarray(0, read);
}

function opened(path: string, flags: string, expected: string): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw unusable(path, error, expected);
  }
}

function unusable(path: string, error: unknown, expected: string): InvalidInputError {
  const { code } = error as NodeJS.ErrnoException;
  return new InvalidInputError({
    field: "journal",
    expected,
    received: `${show(path)} (${code ?? String(error)})`,
    remedy: "Check that the folder exists, its permissions, and the space that is left.",
  });
}

/** Reads the first line, if there is one; only a line that begins as a journal's do was cut off, any other file is left alone. */
function readHead(lines: Lines, path: string, design: string, version: string): void {
  const { value, done } = lines.next();
  if (done) {
    if (!`{"format":"${journalFormat}"`.startsWith(lines.rest.slice(0, 20))) throw noJournal(path);
    return;
  }
  const head = parsed(value.text, path);
  if (head.format !== journalFormat) throw noJournal(path);
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
}

function recordIn(line: string, path: string): SweepRecord {
  const record = parsed(line, path);
  if (typeof record.key !== "string" || typeof record.status !== "string") throw noJournal(path);
  return record as unknown as SweepRecord;
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
