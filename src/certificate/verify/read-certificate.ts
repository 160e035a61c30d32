import { readExactJson } from "../../arithmetic/exact-json.ts";
import { isFractionText } from "../../arithmetic/exact-vector.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { type Certificate, certificateFormat } from "../format.ts";

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
  const all = record(document, "certificate", ["format", "instance", "instanceHash", "claim", "proof", "provenance", "names"]);
  if (all.format !== certificateFormat) fail("format", show(certificateFormat), all.format);
  if (typeof all.instance !== "object" || all.instance === null || Array.isArray(all.instance))
    fail("instance", "an instance object", all.instance);
  if (typeof all.instanceHash !== "string" || !/^[0-9a-f]{64}$/.test(all.instanceHash))
    fail("instanceHash", "64 hexadecimal digits", all.instanceHash);
  readClaim(all.claim);
  const kind = (all.proof as { kind?: unknown } | null)?.kind;
  const read = typeof kind === "string" && Object.hasOwn(proofs, kind) ? proofs[kind as keyof typeof proofs] : undefined;
  if (read) read(all.proof);
  else fail("proof.kind", Object.keys(proofs).map(show).join(", "), kind);
  readProvenance(all.provenance);
  const names = record(all.names, "names", ["agents", "outcomes"]);
  list(names.agents, "names.agents", (agent, field) => {
    const { name, types } = record(agent, field, ["name", "types"]);
    text(name, `${field}.name`);
    list(types, `${field}.types`, text);
  });
  list(names.outcomes, "names.outcomes", text);
  return document as Certificate;
}

function readClaim(input: unknown): void {
  const status = (input as { status?: unknown } | null)?.status;
  if (status === "infeasible") record(input, "claim", ["status"]);
  else if (status === "optimal") {
    const { lower, upper } = record(input, "claim", ["status", "lower", "upper"]);
    number(lower, "claim.lower");
    number(upper, "claim.upper");
  } else fail("claim.status", '"optimal" or "infeasible"', status);
}

function readFiniteProof(input: unknown): void {
  const { mechanism, multipliers } = record(input, "proof", ["kind", "mechanism", "multipliers"]);
  if (mechanism !== null) {
    const { lottery, payments } = record(mechanism, "proof.mechanism", ["lottery", "payments"]);
    list(lottery, "proof.mechanism.lottery", (entry, field) => {
      if (typeof entry === "number") index(entry, field);
      else rows(entry, field, 1);
    });
    const { rule, values } = record(payments, "proof.mechanism.payments", ["rule", "values"]);
    if (rule !== "table" && rule !== "interim" && rule !== "separable") {
      fail("proof.mechanism.payments.rule", '"table", "interim" or "separable"', rule);
    }
    list(values, "proof.mechanism.payments.values", (own, field) => list(own, field, number));
  }
  const { incentives, participation, budget } = record(multipliers, "proof.multipliers", ["incentives", "participation", "budget"]);
  rows(incentives, "proof.multipliers.incentives", 3);
  rows(participation, "proof.multipliers.participation", 2);
  rows(budget, "proof.multipliers.budget", 1);
}

function readContinuumProof(input: unknown): void {
  const { buyer, seller, mechanism, kappa } = record(input, "proof", ["kind", "buyer", "seller", "mechanism", "kappa"]);
  readSide(buyer, "proof.buyer");
  readSide(seller, "proof.seller");
  if (mechanism !== null) {
    const { strict, generous, mix } = record(mechanism, "proof.mechanism", ["strict", "generous", "mix"]);
    list(strict, "proof.mechanism.strict", index);
    list(generous, "proof.mechanism.generous", index);
    number(mix, "proof.mechanism.mix");
  }
  number(kappa, "proof.kappa");
}

function readPairsProof(input: unknown): void {
  const { buyer, seller, mechanism, bound } = record(input, "proof", ["kind", "buyer", "seller", "mechanism", "bound"]);
  readSide(buyer, "proof.buyer");
  readSide(seller, "proof.seller");
  const table = (given: unknown, field: string) => list(given, field, (row, at) => list(row, at, number));
  if (mechanism !== null) {
    const { trade, rents } = record(mechanism, "proof.mechanism", ["trade", "rents"]);
    table(trade, "proof.mechanism.trade");
    const both = record(rents, "proof.mechanism.rents", ["buyer", "seller"]);
    table(both.buyer, "proof.mechanism.rents.buyer");
    table(both.seller, "proof.mechanism.rents.seller");
  }
  const virtual = typeof bound === "object" && bound !== null && Object.hasOwn(bound, "kappa");
  const own = record(bound, "proof.bound", ["buyer", "seller", ...(virtual ? ["kappa"] : ["budget", "participation", "menus"])]);
  readSide(own.buyer, "proof.bound.buyer");
  readSide(own.seller, "proof.bound.seller");
  if (virtual) number(own.kappa, "proof.bound.kappa");
  else {
    table(own.budget, "proof.bound.budget");
    list(own.participation, "proof.bound.participation", number);
    rows(own.menus, "proof.bound.menus", 4);
  }
}

function readGroupsProof(input: unknown): void {
  const { groups, mechanism, bound } = record(input, "proof", ["kind", "groups", "mechanism", "bound"]);
  list(groups, "proof.groups", readSide);
  const tables = (given: unknown, field: string) => list(given, field, (table, of) => list(table, of, (row, at) => list(row, at, number)));
  if (mechanism !== null) {
    const { quantities, utilities } = record(mechanism, "proof.mechanism", ["quantities", "utilities"]);
    tables(quantities, "proof.mechanism.quantities");
    tables(utilities, "proof.mechanism.utilities");
  }
  const virtual = typeof bound === "object" && bound !== null && Object.hasOwn(bound, "kappa");
  const own = record(bound, "proof.bound", ["groups", ...(virtual ? ["kappa", "pools"] : ["budget", "participation", "menus"])]);
  list(own.groups, "proof.bound.groups", readSide);
  if (virtual) {
    number(own.kappa, "proof.bound.kappa");
    list(own.pools, "proof.bound.pools", number);
  } else {
    list(own.budget, "proof.bound.budget", number);
    rows(own.participation, "proof.bound.participation", 4);
    rows(own.menus, "proof.bound.menus", 4);
  }
}

function readPriceProof(input: unknown): void {
  const { masses } = record(input, "proof", ["kind", "masses"]);
  list(masses, "proof.masses", number);
}

function readMarketProof(input: unknown): void {
  const { groups, mechanism, kappa } = record(input, "proof", ["kind", "groups", "mechanism", "kappa"]);
  list(groups, "proof.groups", readSide);
  if (mechanism !== null) {
    const { strict, generous, mix } = record(mechanism, "proof.mechanism", ["strict", "generous", "mix"]);
    list(strict, "proof.mechanism.strict", readLevel);
    list(generous, "proof.mechanism.generous", readLevel);
    number(mix, "proof.mechanism.mix");
  }
  number(kappa, "proof.kappa");
}

function readPartnershipProof(input: unknown): void {
  const { groups, mechanism, kappa, pools } = record(input, "proof", ["kind", "groups", "mechanism", "kappa", "pools"]);
  list(groups, "proof.groups", readSide);
  if (mechanism !== null) {
    const { rankings } = record(mechanism, "proof.mechanism", ["rankings"]);
    list(rankings, "proof.mechanism.rankings", (ranking, field) => {
      const { weight, levels } = record(ranking, field, ["weight", "levels"]);
      number(weight, `${field}.weight`);
      list(levels, `${field}.levels`, readLevel);
    });
  }
  number(kappa, "proof.kappa");
  list(pools, "proof.pools", number);
}

function readLevel(input: unknown, field: string): void {
  if (!Array.isArray(input) || input.length !== 2) fail(field, "a group and a number of cells", input);
  index(input[0], `${field}[0]`);
  index(input[1], `${field}[1]`);
}

/** How a proof of each kind is read. */
const proofs: Readonly<Record<Certificate["proof"]["kind"], (input: unknown) => void>> = {
  finite: readFiniteProof,
  continuum: readContinuumProof,
  "continuum-market": readMarketProof,
  "continuum-partnership": readPartnershipProof,
  "continuum-pairs": readPairsProof,
  "continuum-groups": readGroupsProof,
  prices: readPriceProof,
};

function readSide(input: unknown, field: string): void {
  const { knots, enclosures } = record(input, field, ["knots", "enclosures"]);
  list(knots, `${field}.knots`, number);
  // What they say is not repeated: texts in them could pass for a verdict.
  const computed = "null, because the verifier computes the numbers of every law itself";
  if (enclosures !== null) fail(`${field}.enclosures`, computed, enclosures, "numbers that the certificate states");
}

function readProvenance(input: unknown): void {
  const { tool, version, method, solver, options, repairs } = record(input, "provenance", [
    "tool",
    "version",
    "method",
    "solver",
    "options",
    "repairs",
  ]);
  text(tool, "provenance.tool");
  text(version, "provenance.version");
  text(method, "provenance.method");
  if (solver !== null) {
    const backend = record(solver, "provenance.solver", ["name", "version"]);
    text(backend.name, "provenance.solver.name");
    text(backend.version, "provenance.solver.version");
  }
  if (typeof options !== "object" || options === null || Array.isArray(options)) fail("provenance.options", "an object", options);
  list(repairs, "provenance.repairs", text);
}

/** Rows of `indices` whole numbers and a fraction, strictly increasing in the indices. */
function rows(input: unknown, field: string, indices: number): void {
  let previous: readonly unknown[] | null = null;
  list(input, field, (row, at) => {
    if (!Array.isArray(row) || row.length !== indices + 1) fail(at, `${indices} whole numbers and a fraction`, row);
    for (let k = 0; k < indices; k++) index(row[k], `${at}[${k}]`);
    number(row[indices], `${at}[${indices}]`);
    if (previous && !before(previous, row, indices)) fail(at, "a row that comes after the one before it", row);
    previous = row;
  });
}

function before(a: readonly unknown[], b: readonly unknown[], indices: number): boolean {
  for (let k = 0; k < indices; k++) {
    if (a[k] !== b[k]) return (a[k] as number) < (b[k] as number);
  }
  return false;
}

function record(input: unknown, field: string, keys: readonly string[]): Record<string, unknown> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) fail(field, `an object with ${keys.join(", ")}`, input);
  const object = input as Record<string, unknown>;
  for (const key of keys) if (!Object.hasOwn(object, key)) fail(`${field}.${key}`, "a value", undefined);
  for (const key of Object.keys(object))
    if (!keys.includes(key)) fail(`${field}.${key}`, `only the fields ${keys.join(", ")}`, object[key]);
  return object;
}

function list(input: unknown, field: string, read: (entry: unknown, field: string) => void): void {
  if (!Array.isArray(input)) fail(field, "a list", input);
  // By index: a hole is read, and refused.
  for (let k = 0; k < (input as unknown[]).length; k++) read((input as unknown[])[k], `${field}[${k}]`);
}

function index(input: unknown, field: string): void {
  if (typeof input !== "number" || !Number.isSafeInteger(input) || input < 0) fail(field, "a whole number from 0", input);
}

function number(input: unknown, field: string): void {
  if (!isFractionText(input)) fail(field, 'a fraction such as "9/64"', input);
}

function text(input: unknown, field: string): void {
  if (typeof input !== "string") fail(field, "a text", input);
}

function fail(field: string, expected: string, received: unknown, shown = show(received)): never {
  throw new InvalidInputError({ field, expected, received: shown, remedy: "The file is not a certificate as it was written." });
}
