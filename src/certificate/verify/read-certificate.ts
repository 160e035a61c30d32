import { readExactJson } from "../../arithmetic/exact-json.ts";
import { isFractionText } from "../../arithmetic/exact-vector.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { type Certificate, type Claim, certificateFormat } from "../format.ts";

/** Certificate files larger than this are refused before they are read. */
export const certificateByteLimit = 32_000_000;

/**
 * The document in the text of a certificate file, its numbers digit by digit. Throws InvalidInputError, with line and column, for a text that is
 * not JSON, says something twice, or is too long, too deep or has too many digits to be one.
 */
export function readCertificateText(text: string, field: string): unknown {
  return readExactJson(text, field, { characters: certificateByteLimit, depth: 64, values: 500_000, fields: 10_000, digits: 20_000 });
}

/**
 * Reads a certificate strictly: every field of the format and no other, every number in its notation. Whether it proves its claim is for
 * {@link verifyCertificate} to say. Throws InvalidInputError naming the offending field.
 *
 * @example
 * const certificate = parseCertificate(JSON.parse(text));
 */
export function parseCertificate(document: unknown): Certificate {
  const parts = fieldsOf(document, "certificate", Object.keys(certificate));
  for (const [key, read] of Object.entries(certificate)) read(parts[key], key);
  return document as Certificate;
}

/** Reads what stands in a field. Throws when it is not what the format has there. */
type Read = (input: unknown, field: string) => void;

const anything: Read = () => {};

const text: Read = (input, field) => {
  if (typeof input !== "string") fail(field, "a text", input);
};

const number: Read = (input, field) => {
  if (!isFractionText(input)) fail(field, 'a fraction such as "9/64"', input);
};

const index: Read = (input, field) => {
  if (typeof input !== "number" || !Number.isSafeInteger(input) || input < 0) fail(field, "a whole number from 0", input);
};

const object =
  (expected: string): Read =>
  (input, field) => {
    if (typeof input !== "object" || input === null || Array.isArray(input)) fail(field, expected, input);
  };

const list =
  (entry: Read): Read =>
  (input, field) => {
    if (!Array.isArray(input)) return fail(field, "a list", input);
    // By index: a hole is read, and refused.
    for (let k = 0; k < input.length; k++) entry(input[k], `${field}[${k}]`);
  };

const orNull =
  (read: Read): Read =>
  (input, field) =>
    input === null || read(input, field);

/** These fields and no others, read in this order. */
const record =
  (fields: Readonly<Record<string, Read>>): Read =>
  (input, field) => {
    const given = fieldsOf(input, field, Object.keys(fields));
    for (const [key, read] of Object.entries(fields)) read(given[key], `${field}.${key}`);
  };

/** By the word in the field `tag`. */
const tagged =
  (tag: string, kinds: Readonly<Record<string, Read>>, expected: string): Read =>
  (input, field) => {
    const word = (input as Readonly<Record<string, unknown>> | null)?.[tag];
    if (typeof word === "string" && Object.hasOwn(kinds, word)) kinds[word]?.(input, field);
    else fail(`${field}.${tag}`, expected, word);
  };

/** Rows of `indices` whole numbers and a fraction, strictly increasing in the indices. */
const rows =
  (indices: number): Read =>
  (input, field) => {
    let previous: readonly unknown[] | null = null;
    list((row, at) => {
      if (!Array.isArray(row) || row.length !== indices + 1) return fail(at, `${indices} whole numbers and a fraction`, row);
      for (let k = 0; k < indices; k++) index(row[k], `${at}[${k}]`);
      number(row[indices], `${at}[${indices}]`);
      if (previous && !before(previous, row, indices)) fail(at, "a row that comes after the one before it", row);
      previous = row;
    })(input, field);
  };

function before(a: readonly unknown[], b: readonly unknown[], indices: number): boolean {
  for (let k = 0; k < indices; k++) {
    if (a[k] !== b[k]) return (a[k] as number) < (b[k] as number);
  }
  return false;
}

const numbers = list(number);
const table = list(numbers);

const claims = {
  optimal: record({ status: anything, lower: number, upper: number }),
  infeasible: record({ status: anything }),
} satisfies Record<Claim["status"], Read>;

const lottery: Read = (entry, field) => (typeof entry === "number" ? index : rows(1))(entry, field);

const paymentRule: Read = (rule, field) => {
  if (rule !== "table" && rule !== "interim" && rule !== "separable") fail(field, '"table", "interim" or "separable"', rule);
};

const enclosures: Read = (input, field) => {
  // What they say is not repeated: texts in them could pass for a verdict.
  const computed = "null, because the verifier computes the numbers of every law itself";
  if (input !== null) fail(field, computed, input, "numbers that the certificate states");
};

const level: Read = (input, field) => {
  if (!Array.isArray(input) || input.length !== 2) return fail(field, "a group and a number of cells", input);
  index(input[0], `${field}[0]`);
  index(input[1], `${field}[1]`);
};

const side = record({ knots: numbers, enclosures });
const both = { buyer: side, seller: side };
const groups = list(side);
const ranking = record({ weight: number, levels: list(level) });

/** A bound at κ, or by prices. */
const bound =
  (virtual: Read, priced: Read): Read =>
  (input, field) =>
    (typeof input === "object" && input !== null && Object.hasOwn(input, "kappa") ? virtual : priced)(input, field);

/** What a proof of each kind says. */
const proofs = {
  finite: record({
    kind: anything,
    mechanism: orNull(record({ lottery: list(lottery), payments: record({ rule: paymentRule, values: table }) })),
    multipliers: record({ incentives: rows(3), participation: rows(2), budget: rows(1) }),
  }),
  continuum: record({
    kind: anything,
    ...both,
    mechanism: orNull(record({ strict: list(index), generous: list(index), mix: number })),
    kappa: number,
  }),
  "continuum-market": record({
    kind: anything,
    groups,
    mechanism: orNull(record({ strict: list(level), generous: list(level), mix: number })),
    kappa: number,
  }),
  "continuum-partnership": record({
    kind: anything,
    groups,
    mechanism: orNull(record({ rankings: list(ranking) })),
    kappa: number,
    pools: numbers,
  }),
  "continuum-pairs": record({
    kind: anything,
    ...both,
    mechanism: orNull(record({ trade: table, rents: record({ buyer: table, seller: table }) })),
    bound: bound(record({ ...both, kappa: number }), record({ ...both, budget: table, participation: numbers, menus: rows(4) })),
  }),
  "continuum-groups": record({
    kind: anything,
    groups,
    mechanism: orNull(record({ quantities: list(table), utilities: list(table) })),
    bound: bound(
      record({ groups, kappa: number, pools: numbers }),
      record({ groups, budget: numbers, participation: rows(4), menus: rows(4) }),
    ),
  }),
  prices: record({ kind: anything, masses: numbers }),
} satisfies Record<Certificate["proof"]["kind"], Read>;

const certificate = {
  format: (input, field) => {
    if (input !== certificateFormat) fail(field, show(certificateFormat), input);
  },
  instance: object("an instance object"),
  instanceHash: (input, field) => {
    if (typeof input !== "string" || !/^[0-9a-f]{64}$/.test(input)) fail(field, "64 hexadecimal digits", input);
  },
  claim: tagged("status", claims, '"optimal" or "infeasible"'),
  proof: tagged("kind", proofs, Object.keys(proofs).map(show).join(", ")),
  provenance: record({
    ...{ tool: text, version: text, method: text },
    solver: orNull(record({ name: text, version: text })),
    options: object("an object"),
    repairs: list(text),
  }),
  names: record({ agents: list(record({ name: text, types: list(text) })), outcomes: list(text) }),
} satisfies Record<keyof Certificate, Read>;

function fieldsOf(input: unknown, field: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
  object(`an object with ${keys.join(", ")}`)(input, field);
  const given = input as Readonly<Record<string, unknown>>;
  for (const key of keys) if (!Object.hasOwn(given, key)) fail(`${field}.${key}`, "a value", undefined);
  for (const key of Object.keys(given)) if (!keys.includes(key)) fail(`${field}.${key}`, `only the fields ${keys.join(", ")}`, given[key]);
  return given;
}

function fail(field: string, expected: string, received: unknown, shown = show(received)): never {
  throw new InvalidInputError({ field, expected, received: shown, remedy: "The file is not a certificate as it was written." });
}
