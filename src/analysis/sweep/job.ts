import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson, type Json, type JsonObject } from "../../certificate/format.ts";
import { setPaths } from "../../problem/set-path.ts";

/** How a job is solved; part of its key, so that another solver is another job. */
export interface JobOptions {
  /** The solver of every row, by its name; default: the route that the engine chooses. */
  readonly solver?: string | undefined;
  /** Wall-clock limit of a row in seconds; default: none. */
  readonly timeLimitSeconds?: number;
}

/** A row of a study: the fields that it sets, by their paths. */
export type Settings = Readonly<Record<string, Json>>;

/** A pure, serialisable piece of work. `text` is the canonical JSON of `{instance, options}`: what threads and machines are sent; `key` is its SHA-256. */
export interface Job {
  readonly key: string;
  readonly text: string;
}

/** What the text of a job says. */
export interface JobContent {
  readonly instance: JsonObject;
  readonly options: JobOptions;
}

/** The job of a text. */
export function jobOfText(text: string): Job {
  return { key: bytesToHex(sha256(utf8ToBytes(text))), text };
}

/** The content of a job. */
export function readJob({ text }: Job): JobContent {
  return JSON.parse(text) as JobContent;
}

/** The instance of a row: the base with the fields of the row set, a field before those inside it. Throws InvalidInputError when one cannot be put there. */
export function instanceOf(base: JsonObject, settings: Settings): JsonObject {
  const entries = Object.entries(settings).sort(([one], [other]) => depth(one) - depth(other));
  return setPaths(
    base,
    entries.map(([field, value]) => `${field}=${JSON.stringify(value)}`),
  ) as JsonObject;
}

function depth(field: string): number {
  return field.split(/[.[]/).length;
}

/**
 * The jobs of rows that start from one instance. Making an instance and its canonical JSON anew for every row took a sixth of the time of a small solve; here the
 * text around the values is made once for every set of fields, and so is the part of the hash that comes before the first of them.
 *
 * @example
 * const jobOf = jobsOf(instance, {});
 * jobOf({ "environment.buyer.max": 2 }).key;
 */
export function jobsOf(base: JsonObject, options: JobOptions): (settings: Settings) => Job {
  const whole = (settings: Settings) => canonicalJson({ instance: instanceOf(base, settings), options: { ...options } as JsonObject });
  const templates = new Map<string, Template | null>();
  return (settings) => {
    const fields = Object.keys(settings);
    const id = fields.join("\n");
    let template = templates.get(id);
    if (template === undefined) {
      template = templateOf(fields, whole, canonicalJson([base, fields]));
      templates.set(id, template);
    }
    if (template) return template(settings);
    return jobOfText(whole(settings));
  };
}

type Template = (settings: Settings) => Job;

/** Null when a field lies inside another, or is there only together with another's value: then every row is made as a whole. */
function templateOf(fields: readonly string[], whole: (settings: Settings) => string, taken: string): Template | null {
  // Marks that stand for the values, and for nothing else.
  let salt = 0;
  while (taken.includes(`value ${salt}/`)) salt++;
  const mark = (k: number) => `value ${salt}/${k}/`;
  const marks = fields.map((_, k) => JSON.stringify(mark(k)));
  let text: string;
  try {
    text = whole(Object.fromEntries(fields.map((field, k) => [field, mark(k)])));
  } catch {
    return null;
  }
  const places = marks.map((at, k) => ({ at: text.indexOf(at), length: at.length, field: fields[k] as string }));
  const onceEach = marks.every((at) => text.split(at).length === 2);
  if (fields.length === 0 || !onceEach) return null;
  places.sort((one, other) => one.at - other.at);
  const ends = places.map(({ at, length }) => at + length);
  const before = text.slice(0, places[0]?.at);
  const parts = places.map(({ field }, k) => ({ field, after: text.slice(ends[k], places[k + 1]?.at) }));
  const begun = sha256.create().update(utf8ToBytes(before));
  const [going, digest, encoder] = [begun.clone(), new Uint8Array(begun.outputLen), new TextEncoder()];
  let bytes = new Uint8Array(0);
  return (settings) => {
    let rest = "";
    for (const { field, after } of parts) rest += canonicalJson(settings[field] as Json) + after;
    // At most three bytes a unit of UTF-16. What the garbage collector would clear away a row costs more than the hash.
    if (bytes.length < 3 * rest.length) bytes = new Uint8Array(6 * rest.length);
    const { written } = encoder.encodeInto(rest, bytes);
    begun._cloneInto(going).update(bytes.subarray(0, written)).digestInto(digest);
    return { key: bytesToHex(digest), text: before + rest };
  };
}
