import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import * as z from "zod";
import { isRational } from "../../arithmetic/rational.ts";
import { hashInstance, type Json, type JsonObject } from "../../certificate/format.ts";
import { type InvalidInputDetails, InvalidInputError, refuseAs, show, under } from "../../errors.ts";
import { described } from "../../problem/described.ts";
import { parseInstance } from "../../problem/instance.ts";
import { type ParseOptions, withSamples } from "../../problem/law-json.ts";
import { readBySchema } from "../../problem/schema-error.ts";
import { instanceOf, type Job, type JobOptions, jobsOf, type Settings } from "./job.ts";
import { isNumeric, type Variation, valuesOf } from "./values.ts";

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

/** A study that was read and found sound: its rows are made one by one, as they are needed. */
export interface SweepDesign {
  /** SHA-256 of the design: what a journal belongs to. */
  readonly hash: string;
  readonly fields: readonly string[];
  /** The fields whose values are all numbers or fractions. */
  readonly numericFields: ReadonlySet<string>;
  readonly count: number;
  settings(row: number): Settings;
  /** The job of a row that sets these; throws InvalidInputError when a value cannot be put there. */
  job(settings: Settings): Job;
}

const number = described(
  z.custom<number | string>((value) => isRational(value) && typeof value !== "bigint"),
  "a number or a fraction",
  'Write a decimal such as 0.25, or an exact text such as "1/3".',
);
const range = z.strictObject({
  from: number,
  to: number,
  points: described(z.int().min(2), "a whole number of points, at least 2: the ends are among them", "For one value write a list."),
  scale: described(z.enum(["linear", "log"]), '"linear" or "log"', "Leave it out for even steps.").optional(),
});
const json = z.custom<Json>((value) => value !== undefined);
const schema = described(
  z.strictObject({
    instance: described(
      z.custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value)),
      "an instance, or in a file the path of one",
      "Write the instance that every row starts from.",
    ),
    vary: described(
      z.record(
        z.string(),
        described(
          z.union([z.array(json), range]),
          'a list of values, or a range such as {"from": 0, "to": 1, "points": 5}',
          "Write the values that the field takes in brackets.",
        ),
      ),
      "fields by their paths, with the values that each takes",
      'Write, for example, {"environment.buyer.max": [1, 2]}.',
    ).optional(),
    arrange: described(
      z.union([
        z.enum(["cartesian", "zipped"]),
        z.strictObject({
          random: z.strictObject({
            seed: described(z.int(), "a whole number", "Choose any; the same one draws the same rows."),
            rows: described(z.int().min(1), "a whole number of rows, at least 1", "Say how many rows are drawn."),
          }),
        }),
      ]),
      '"cartesian", "zipped", or {"random": {"seed": 1, "rows": 1000}}',
      "Choose one, or leave it out for all combinations.",
    ).optional(),
    rows: described(
      z.array(
        described(
          z.record(z.string(), json),
          "fields by their paths, with their values",
          'Write, for example, {"incentives": "dominant"}.',
        ),
      ),
      "a list of rows",
      'Write, for example, [{"incentives": "dominant"}].',
    ).optional(),
    options: z
      .strictObject({
        solver: described(z.string(), "the name of a solver", 'Write, for example, "highs".').optional(),
        timeLimitSeconds: described(z.number().positive(), "a number of seconds above 0", "Leave it out for no limit.").exactOptional(),
      })
      .optional(),
  }),
  'an object such as {"instance": …, "vary": {"environment.buyer.max": [1, 2]}}',
  "Write the design as an object.",
);

/**
 * Reads a study: an instance, the fields that vary, how they are combined. Nothing is solved, and no row is made before it is asked for. `files` reads the CSV files of
 * empirical laws.
 *
 * Throws InvalidInputError for a design that is no design, an instance that is wrong, a field that the format does not know, an empty list of values, and zipped
 * lists of different lengths.
 *
 * @example
 * const design = readDesign({ instance, vary: { "environment.seller.values[0]": { from: 0, to: 1, points: 4 } } });
 * design.count; // 4
 * design.settings(1); // { "environment.seller.values[0]": "1/3" }
 */
export function readDesign(document: unknown, files: ParseOptions = {}): SweepDesign {
  const stated: DesignJson = readBySchema(schema, document, { name: "design", schema: "docs/studies.md" });
  // Jobs go to where the files are not.
  const design = files.readCsv === undefined ? stated : (withSamples(stated, files) as DesignJson);
  const { instance } = design;
  const options = plain(design.options ?? {});
  const { expected: _, ...base } = instance;
  under("instance", () => parseInstance(base));
  const rows = rowsOf(design);
  for (const field of rows.fields) checkField(base, field, rows);
  const { fields, numericFields, count, settings } = rows;
  return { hash: hashInstance(plain(design)), fields, numericFields, count, settings, job: jobsOf(base, options) };
}

/** Without the fields that are undefined, as JSON is. */
function plain(document: object): JsonObject {
  return JSON.parse(JSON.stringify(document)) as JsonObject;
}

/** Rows in which a field is looked for, when it has no place in the instance alone. */
const lookedAt = 200;

interface Rows extends Pick<SweepDesign, "fields" | "numericFields" | "count" | "settings"> {
  /** Which part of the design states them. */
  readonly part: "vary" | "rows";
}

function rowsOf({ vary, arrange = "cartesian", rows }: DesignJson): Rows {
  if ((vary === undefined) === (rows === undefined)) {
    const remedy = 'Write, for example, "vary": {"environment.buyer.max": [1, 2]}.';
    refuseAs("design", "either vary or rows", vary === undefined ? "neither" : "both", remedy);
  }
  if (rows !== undefined) return listedRows(rows);
  const varied = Object.entries(vary ?? {}).map(([field, variation]) => ({ field, values: valuesOf(variation, field) }));
  if (varied.length === 0) refuseAs("vary", "a field that varies", "none", withoutRows);
  const part = "vary";
  const fields = varied.map(({ field }) => field);
  const numericFields = new Set(varied.filter(({ values }) => values.numeric).map(({ field }) => field));
  const pick = (index: (k: number, count: number) => number): Settings =>
    Object.fromEntries(varied.map(({ field, values }, k) => [field, values.at(index(k, values.count))]));
  if (arrange === "zipped") {
    const counts = varied.map(({ values }) => values.count);
    if (new Set(counts).size > 1) {
      const remedy = 'Write lists of the same length, or "arrange": "cartesian".';
      refuseAs("arrange", "as many values of each field, to be zipped", counts.join(", "), remedy);
    }
    return { part, fields, numericFields, count: counts[0] as number, settings: (row) => pick(() => row) };
  }
  if (arrange === "cartesian") {
    const strides = varied.map((_, k) => varied.slice(k + 1).reduce((product, { values }) => product * values.count, 1));
    const count = varied.reduce((product, { values }) => product * values.count, 1);
    return { part, fields, numericFields, count, settings: (row) => pick((k, size) => Math.floor(row / (strides[k] as number)) % size) };
  }
  const { seed, rows: count } = arrange.random;
  return { part, fields, numericFields, count, settings: (row) => pick((k, size) => draw(`${seed}/${row}/${fields[k]}`, size)) };
}

function listedRows(rows: readonly Settings[]): Rows {
  if (rows.length === 0) refuseAs("rows", "at least one row", "none", withoutRows);
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const numericFields = new Set(fields.filter((field) => rows.every((row) => !Object.hasOwn(row, field) || isNumeric(row[field] as Json))));
  return { part: "rows", fields, numericFields, count: rows.length, settings: (row) => rows[row] as Settings };
}

const withoutRows = "A study has at least one row.";

/** An index below `size` that depends on the text alone, so that any machine can draw any row; its bias is below size/2⁴⁸. */
function draw(text: string, size: number): number {
  const bytes = sha256(utf8ToBytes(text));
  const bits = bytes.slice(0, 6).reduce((sum, byte) => sum * 256 + byte, 0);
  return Math.floor((bits / 2 ** 48) * size);
}

/** Refuses a field that the format does not know in any row that is looked at; a value that is wrong there is a row that fails. */
function checkField(base: JsonObject, field: string, rows: Rows): void {
  if (field.includes("="))
    throw unknownField(rows.part, field, {
      expected: "the path of a field of the instance",
      received: "a path with =",
      remedy: "Write it as for --set, for example environment.buyer.max.",
    });
  let first: InvalidInputError | undefined;
  for (const settings of rowsWith(field, rows)) {
    const problem = problemWith(rows.part, field, base, settings);
    if (problem === undefined) return;
    first ??= problem;
  }
  if (first) throw first;
}

/** The field alone; then, for as long as it is asked, rows that set it, spread over the study: a field may be there only together with another's value. */
function* rowsWith(field: string, { count, settings }: Rows): Generator<Settings> {
  const step = (Math.sqrt(5) - 1) / 2;
  const spread = (k: number) => (count <= lookedAt ? k : Math.floor(((k * step) % 1) * count));
  let alone = true;
  for (let k = 0; k < Math.min(count, lookedAt); k++) {
    const row = settings(spread(k));
    if (!Object.hasOwn(row, field)) continue;
    if (alone) yield { [field]: row[field] as Json };
    alone = false;
    yield row;
  }
}

/** Why the format does not know the field in this row; undefined when it does. */
function problemWith(part: Rows["part"], field: string, base: JsonObject, settings: Settings): InvalidInputError | undefined {
  let made: JsonObject;
  try {
    made = instanceOf(base, settings);
  } catch (error) {
    if (error instanceof InvalidInputError) return unknownField(part, field, error);
    throw error;
  }
  try {
    parseInstance(made);
  } catch (error) {
    if (error instanceof InvalidInputError && error.received.startsWith("the unknown field ")) return unknownField(part, field, error);
  }
  return undefined;
}

/** The field as the design states it, with what is wrong with it. */
function unknownField(
  part: Rows["part"],
  field: string,
  { expected, received, remedy }: Omit<InvalidInputDetails, "field">,
): InvalidInputError {
  return new InvalidInputError({ field: `${part}.${show(field).slice(1, -1)}`, expected, received, remedy });
}
