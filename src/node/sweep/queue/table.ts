import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Client } from "pg";
import { failed, type SweepRecord } from "../../../analysis/sweep/record.ts";
import { InvalidInputError } from "../../../errors.ts";
import { version } from "../../version.ts";
import { fieldNames, type RecordField, recordFields } from "../record-fields.ts";
import type { RowStore, SweepRow } from "../sweep.ts";
import { connectPostgres, readAddress, unreachable, unusable } from "./server.ts";

const sqlTypes = { text: "text", number: "double precision" } as const;

/** The column of a field of records, as names are written in PostgreSQL. */
const columnOf = (field: RecordField) => field.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`);

const columns = ["row", "key", "settings", ...fieldNames.map(columnOf)];

const schema = `
  create schema if not exists secondbest;
  create table if not exists secondbest.studies (study text primary key, version text not null, begun timestamptz not null default now());
  create table if not exists secondbest.rows (
    study text not null references secondbest.studies on delete cascade,
    row integer not null,
    key text not null,
    settings json not null,
    ${fieldNames.map((field) => `${columnOf(field)} ${sqlTypes[recordFields[field]]}${field === "status" ? " not null" : ""}`).join(", ")},
    primary key (study, row)
  )`;

/** A COPY of so many rows is one transaction. */
const rowsAtOnce = 5000;

/**
 * The rows of a study in PostgreSQL, table `secondbest.rows`: written by COPY as they are done, and found there by a run that resumes. One run at a time writes those of a
 * study.
 */
export class StudyTable implements RowStore {
  readonly #address: string;
  readonly #study: string;
  readonly #patienceSeconds: number;
  /** Rows that are there and did not fail. */
  readonly #there = new Set<number>();
  #client: Client;
  #last: Promise<void> = Promise.resolve();

  private constructor(address: string, study: string, patienceSeconds: number, client: Client) {
    this.#address = address;
    this.#study = study;
    this.#patienceSeconds = patienceSeconds;
    this.#client = client;
  }

  /**
   * The table of the study whose design has this hash. Throws InvalidInputError for a server that cannot be reached or does not allow it, a study of another version, and
   * one that another run is writing.
   */
  static async open(address: string, study: string, patienceSeconds = 60): Promise<StudyTable> {
    const client = await begin(address, study).catch((error: unknown) => {
      throw unusable(readAddress(address).shown, error);
    });
    return new StudyTable(address, study, patienceSeconds, client);
  }

  async *found(): AsyncGenerator<SweepRecord> {
    for (let after = -1; ; ) {
      const { rows } = await this.#client.query(
        `select ${columns.join(", ")} from secondbest.rows where study = $1 and row > $2 order by row limit ${rowsAtOnce}`,
        [this.#study, after],
      );
      if (rows.length === 0) return;
      after = rows.at(-1).row;
      for (const stored of rows) {
        const record = recordOf(stored);
        if (!failed(record)) this.#there.add(stored.row);
        yield record;
      }
    }
  }

  /** Batches are written one after the other; resolves when the rows are in the table. */
  write(rows: readonly SweepRow[]): Promise<void> {
    const missing = rows.filter(({ row }) => !this.#there.has(row));
    this.#last = this.#last.then(async () => {
      for (let from = 0; from < missing.length; from += rowsAtOnce) await this.#patiently(missing.slice(from, from + rowsAtOnce));
      for (const row of missing) if (!failed(row)) this.#there.add(row.row);
    });
    return this.#last;
  }

  async close(): Promise<void> {
    await this.#last.catch(() => {});
    await this.#client.end().catch(() => {});
  }

  /** Again and again while the server is started anew; a COPY whose end was not heard of may be repeated. */
  async #patiently(rows: readonly SweepRow[]): Promise<void> {
    const start = performance.now();
    for (let broken = false; ; broken = true) {
      try {
        if (broken) this.#client = await begin(this.#address, this.#study);
        await copy(this.#client, this.#study, rows);
        return;
      } catch (error) {
        await this.#client.end().catch(() => {});
        if (!isConnection(error)) throw error;
        if (performance.now() - start > 1000 * this.#patienceSeconds) throw unreachable(readAddress(this.#address).shown, error);
        await wait(500);
      }
    }
  }
}

/** Whether a connection failed, and not a command: SQLSTATE classes 08, 53 and 57, or no SQLSTATE at all. */
function isConnection(error: unknown): boolean {
  if (error instanceof InvalidInputError) return error.expected === "a server that can be reached";
  const { code } = error as { code?: string };
  return code === undefined || !/^[0-9A-Z]{5}$/.test(code) || /^(?:08|53|57)/.test(code);
}

async function begin(address: string, study: string): Promise<Client> {
  const client = await connectPostgres(address);
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtextextended('secondbest', 0))");
    await client.query(schema);
    await client.query("insert into secondbest.studies (study, version) values ($1, $2) on conflict do nothing", [study, version]);
    await client.query("commit");
    const { rows } = await client.query(
      "select version, pg_try_advisory_lock(hashtextextended(study, 1)) as mine from secondbest.studies where study = $1",
      [study],
    );
    const [found] = rows as { version: string; mine: boolean }[];
    if (found?.version !== version) {
      throw new InvalidInputError({
        field: "queue",
        expected: `rows of version ${version} in the table`,
        received: `rows of this design of version ${found?.version}`,
        remedy: `Finish it with that version, or: delete from secondbest.studies where study = '${study}'.`,
      });
    }
    if (!found.mine) {
      throw new InvalidInputError({
        field: "queue",
        expected: "a study that no other run is writing to the table",
        received: "one that another run is writing",
        remedy: "Wait for that run.",
      });
    }
    await client.query("create temporary table arriving (like secondbest.rows) on commit delete rows");
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

async function copy(client: Client, study: string, rows: readonly SweepRow[]): Promise<void> {
  const { from } = await import("pg-copy-streams");
  await client.query("begin");
  const lines = rows.map((row) => `${[study, ...cellsOf(row)].map(field).join("\t")}\n`);
  await pipeline(Readable.from([lines.join("")]), client.query(from(`copy arriving (study, ${columns.join(", ")}) from stdin`)));
  await client.query(
    `insert into secondbest.rows (study, ${columns.join(", ")}) select study, ${columns.join(", ")} from arriving
     on conflict (study, row) do update set ${columns.map((name) => `${name} = excluded.${name}`).join(", ")}`,
  );
  await client.query("commit");
}

type Cell = string | number | null;

function cellsOf(row: SweepRow): readonly Cell[] {
  return [row.row, row.key, JSON.stringify(row.settings), ...fieldNames.map((field) => row[field])];
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\u0000": "\ufffd" };

/** A field of COPY's text format; PostgreSQL has no NUL. */
function field(cell: Cell): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that COPY gives a meaning.
  return cell === null ? "\\N" : String(cell).replace(/[\\\t\n\r\u0000]/g, (found) => escapes[found] as string);
}

/** The record of a row, its fields in the order in which they are made. */
function recordOf({ key, ...stored }: Record<string, unknown>): SweepRecord {
  return Object.fromEntries([["key", key], ...fieldNames.map((field) => [field, stored[columnOf(field)]])]) as unknown as SweepRecord;
}
