import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { isRational } from "../../arithmetic/rational.ts";
import { hashInstance, type Json, type JsonObject } from "../../certificate/format.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { parseInstance } from "../../problem/instance.ts";
import { readBySchema } from "../../problem/schema-error.ts";
import { setPaths } from "../../problem/set-path.ts";
import { type Variation, valuesOf } from "./values.ts";

/** How a job is solved; part of its key, so that another solver is another job. */
export interface JobOptions {
  readonly solver?: string | undefined;
  readonly timeLimitSeconds?: number;
}

/** What a study varies. */
export interface DesignJson {
  /** The instance that every row starts from. */
  readonly instance: JsonObject;
  /** The values of each field, by its path as in `--set`: `environment.seller.masses[0]`. */
  readonly vary?: Readonly<Record<string, Variation>> | undefined;
  /** All combinations (the last field fastest), the k-th value of each, or draws of each by itself. */
  readonly arrange?: "cartesian" | "zipped" | { readonly random: { readonly seed: number; readonly rows: number } } | undefined;
  /** Instead of `vary`: the rows themselves, fields by their paths. */
  readonly rows?: readonly Readonly<Record<string, Json>>[] | undefined;
  readonly options?: JobOptions | undefined;
}

/** A row of a study: the fields that it sets. */
export type Settings = Readonly<Record<string, Json>>;

/** A pure, serialisable piece of work; `key` is the SHA-256 of the canonical JSON of the rest. */
export interface Job {
  readonly key: string;
  readonly instance: JsonObject;
  readonly options: JobOptions;
}

/** A study that was read and found sound: its rows are made one by one, as they are needed. */
export interface SweepDesign {
  /** SHA-256 of the design: what a journal belongs to. */
  readonly hash: string;
  readonly fields: readonly string[];
  readonly count: number;
  settings(row: number): Settings;
  /** Throws InvalidInputError when the row's value cannot be put there. */
  job(row: number): Job;
}

const number = z.custom<number | string>((value) => isRational(value) && typeof value !== "bigint").describe("a number or a fraction");
const range = z.strictObject({ from: number, to: number, points: z.int().min(2), scale: z.enum(["linear", "log"]).optional() });
const json = z.custom<Json>((value) => value !== undefined);
const schema = z.strictObject({
  instance: z.custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value)),
  vary: z.record(z.string(), z.union([z.array(json), range])).optional(),
  arrange: z
    .union([z.enum(["cartesian", "zipped"]), z.strictObject({ random: z.strictObject({ seed: z.int(), rows: z.int().min(1) }) })])
    .optional(),
  rows: z.array(z.record(z.string(), json)).optional(),
  options: z.strictObject({ solver: z.string().optional(), timeLimitSeconds: z.number().positive().exactOptional() }).optional(),
});

/**
 * Reads a study: an instance, the fields that vary, how they are combined. Nothing is solved, and no row is made before it is asked for.
 *
 * Throws InvalidInputError for a design that is no design, an instance that is wrong, a field that the format does not know, an empty list of values, and zipped
 * lists of different lengths.
 *
 * @example
 * const design = readDesign({ instance, vary: { "environment.seller.values[0]": { from: 0, to: 1, points: 4 } } });
 * design.count; // 4
 * design.settings(1); // { "environment.seller.values[0]": "1/3" }
 */
export function readDesign(document: unknown): SweepDesign {
  const design: DesignJson = readBySchema(schema, document, { name: "design", schema: "docs/studies.md" });
  const { instance } = design;
  const options = plain(design.options ?? {});
  const { expected: _, ...base } = instance;
  inField("instance", () => parseInstance(base));
  const { fields, count, settings } = rowsOf(design);
  const made = (row: number) => setPaths(base, assignments(settings(row))) as JsonObject;
  for (const field of fields) checkField(base, field, firstValue(field, count, settings));
  return {
    hash: hashInstance(plain(design)),
    fields,
    count,
    settings,
    job: (row) => {
      const work = { instance: made(row), options };
      return { key: hashInstance(work), ...work };
    },
  };
}

/** Without the fields that are undefined, as JSON is. */
function plain(document: object): JsonObject {
  return JSON.parse(JSON.stringify(document)) as JsonObject;
}

type Rows = Pick<SweepDesign, "fields" | "count" | "settings">;

function rowsOf({ vary, arrange = "cartesian", rows }: DesignJson): Rows {
  if ((vary === undefined) === (rows === undefined)) {
    throw new InvalidInputError({
      field: "design",
      expected: "either vary or rows",
      received: vary === undefined ? "neither" : "both",
      remedy: 'Write, for example, "vary": {"environment.buyer.max": [1, 2]}.',
    });
  }
  if (rows !== undefined) return listedRows(rows);
  const varied = Object.entries(vary ?? {}).map(([field, variation]) => ({ field, values: valuesOf(variation, `vary.${field}`) }));
  if (varied.length === 0) throw nothing("vary", "a field that varies");
  const fields = varied.map(({ field }) => field);
  const pick = (index: (k: number, count: number) => number): Settings =>
    Object.fromEntries(varied.map(({ field, values }, k) => [field, values.at(index(k, values.count))]));
  if (arrange === "zipped") {
    const counts = varied.map(({ values }) => values.count);
    if (new Set(counts).size > 1) {
      throw new InvalidInputError({
        field: "arrange",
        expected: "as many values of each field, to be zipped",
        received: counts.join(", "),
        remedy: 'Write lists of the same length, or "arrange": "cartesian".',
      });
    }
    return { fields, count: counts[0] as number, settings: (row) => pick(() => row) };
  }
  if (arrange === "cartesian") {
    const strides = varied.map((_, k) => varied.slice(k + 1).reduce((product, { values }) => product * values.count, 1));
    const count = varied.reduce((product, { values }) => product * values.count, 1);
    return { fields, count, settings: (row) => pick((k, size) => Math.floor(row / (strides[k] as number)) % size) };
  }
  const { seed, rows: count } = arrange.random;
  return { fields, count, settings: (row) => pick((k, size) => draw(`${seed}/${row}/${fields[k]}`, size)) };
}

function listedRows(rows: readonly Settings[]): Rows {
  if (rows.length === 0) throw nothing("rows", "at least one row");
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { fields, count: rows.length, settings: (row) => rows[row] as Settings };
}

function nothing(field: string, expected: string): InvalidInputError {
  return new InvalidInputError({ field, expected, received: "none", remedy: "A study has at least one row." });
}

/** An index below `size` that depends on the text alone, so that any machine can draw any row; its bias is below size/2⁴⁸. */
function draw(text: string, size: number): number {
  const bytes = sha256(utf8ToBytes(text));
  const bits = bytes.slice(0, 6).reduce((sum, byte) => sum * 256 + byte, 0);
  return Math.floor((bits / 2 ** 48) * size);
}

function assignments(settings: Settings): readonly string[] {
  return Object.entries(settings).map(([field, value]) => `${field}=${JSON.stringify(value)}`);
}

function firstValue(field: string, count: number, settings: (row: number) => Settings): Json {
  for (let row = 0; row < count; row++) {
    const of = settings(row);
    if (Object.hasOwn(of, field)) return of[field] as Json;
  }
  return null;
}

/** Refuses a field that the format does not know; a value that is wrong there is a row that fails. */
function checkField(base: JsonObject, field: string, value: Json): void {
  if (field.includes("=")) throw unknownField(field, "a path has no =");
  const changed = inField(`vary.${field}`, () => setPaths(base, assignments({ [field]: value })));
  try {
    parseInstance(changed);
  } catch (error) {
    if (error instanceof InvalidInputError && error.received.startsWith("the unknown field "))
      throw unknownField(field, error.received, error);
  }
}

function unknownField(field: string, received: string, because?: InvalidInputError): InvalidInputError {
  return new InvalidInputError({
    field: `vary.${show(field).slice(1, -1)}`,
    expected: because?.expected ?? "the path of a field of the instance",
    received,
    remedy: because?.remedy ?? "Write it as for --set, for example environment.buyer.max.",
  });
}

/** Errors about a part of the design name that part. */
function inField<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof InvalidInputError ? error.under(field) : error;
  }
}
