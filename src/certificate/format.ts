import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { readExactJson } from "../arithmetic/exact-json.ts";
import { isFractionText } from "../arithmetic/exact-vector.ts";
import { InvalidInputError, show } from "../errors.ts";

export const certificateFormat = "secondbest/certificate@1";

/** Certificate files larger than this are refused before they are read. */
export const certificateByteLimit = 32_000_000;

/**
 * The document in the text of a certificate file, its numbers digit by digit. Throws InvalidInputError, with line and column, for a text that is
 * not JSON, says something twice, or is too long, too deep or has too many digits to be one.
 */
export function readCertificateText(text: string, field: string): unknown {
  return readExactJson(text, field, { characters: certificateByteLimit, depth: 64, values: 500_000, fields: 10_000, digits: 20_000 });
}

/** A rational number as files write it: `"9/64"`, `"-3"`. */
export type FractionText = string;

/**
 * A proof, in rational numbers, of what the best mechanism of one instance attains. Plain JSON; {@link verifyCertificate} checks it.
 *
 * The mechanism proves `lower` (it satisfies every constraint and attains at least that), the multipliers prove `upper` (weak duality: no
 * mechanism attains more). Both speak about the program written straight from the definitions, not about the one that was solved.
 */
export interface Certificate {
  readonly format: typeof certificateFormat;
  /** The instance, `secondbest/instance@1`, complete in itself (samples are written out). */
  readonly instance: JsonObject;
  /** SHA-256, in hexadecimal, of {@link canonicalJson} of the instance. */
  readonly instanceHash: string;
  readonly claim: Claim;
  readonly proof: FiniteProof | ContinuumProof | MarketProof | PartnershipProof | PairsProof | PriceProof;
  /** Who solved it and how; read by people only. */
  readonly provenance: Provenance;
  /** What the indices of agents, types and outcomes stand for: for people, and compared with the instance. */
  readonly names: Names;
}

/** The value of the instance lies in [lower, upper]; or no mechanism satisfies the constraints. */
export type Claim =
  | { readonly status: "optimal"; readonly lower: FractionText; readonly upper: FractionText }
  | { readonly status: "infeasible" };

/** Proof about an instance with finite types (or a discretization). */
export interface FiniteProof {
  readonly kind: "finite";
  /** Null for an infeasible instance. */
  readonly mechanism: MechanismTable | null;
  readonly multipliers: MultiplierTable;
}

/** Profiles of types are numbered with the last agent's type fastest. */
export interface MechanismTable {
  /** For each profile, the index of the sure outcome, or the outcomes with their probabilities. */
  readonly lottery: readonly (number | readonly (readonly [outcome: number, probability: FractionText])[])[];
  readonly payments: PaymentTable;
}

/**
 * What each agent pays.
 *
 * - `table`: `values[agent][profile]`.
 * - `interim`: `values[agent][type]`, whatever the others report.
 * - `separable`: with τ = `values[agent][type]`, agent a pays τ_a(own type) − Σ_{b≠a} (τ_b(type of b) − E τ_b)/(agents − 1): the interim
 *   payments are τ and the total is Σ_a E τ_a in every state (independent types).
 */
export interface PaymentTable {
  readonly rule: "table" | "interim" | "separable";
  readonly values: readonly (readonly FractionText[])[];
}

/**
 * Shadow prices of the constraints, only those that are not 0, ordered by their indices. All are ≥ 0 except those of a balanced budget.
 *
 * A state is: for interim constraints (bayesian incentives, interim participation) the index of the agent's true type; for dominant incentives,
 * ex-post participation and budgets in every state the index of the profile of true types; for ex-ante constraints 0.
 * Interim constraints are stated as conditional expectations given the true type.
 */
export interface MultiplierTable {
  readonly incentives: readonly (readonly [agent: number, state: number, report: number, shadowPrice: FractionText])[];
  readonly participation: readonly (readonly [agent: number, state: number, shadowPrice: FractionText])[];
  readonly budget: readonly (readonly [state: number, shadowPrice: FractionText])[];
}

/**
 * Proof about continuous types of bilateral trade. The type lines are cut at `knots` (increasing); traders whose types lie between the same
 * knots are treated alike. See verify/continuum.ts for the argument.
 */
export interface ContinuumProof {
  readonly kind: "continuum";
  readonly buyer: ContinuumSide;
  readonly seller: ContinuumSide;
  /** Null for an infeasible instance. */
  readonly mechanism: CellMechanism | null;
  /** κ = w_0 + λ of the upper bound; without meaning for an infeasible instance. */
  readonly kappa: FractionText;
}

/**
 * Proof about simple mechanisms of two risk-averse traders with one utility: a distribution of prices on the distinct type values of both traders,
 * increasing. See verify/price-bounds.ts for the argument.
 */
export interface PriceProof {
  readonly kind: "prices";
  /** Positive, total 1. */
  readonly masses: readonly FractionText[];
}

/**
 * Proof about two traders with continuous types and a budget in every state, on pairs of cells: see verify/pairs/menu.ts for the argument of the bound and
 * verify/pairs/attained.ts for that of the mechanism. Cells are listed from the worst worth up: buyers from the lowest value, sellers from the highest cost.
 */
export interface PairsProof {
  readonly kind: "continuum-pairs";
  readonly buyer: ContinuumSide;
  readonly seller: ContinuumSide;
  /** Null for an infeasible instance. */
  readonly mechanism: PairsMechanism | null;
  /** On cells of its own: as in {@link ContinuumProof}; or the prices of what all mechanisms satisfy on average over cells. */
  readonly bound: Pick<ContinuumProof, "buyer" | "seller" | "kappa"> | PairsPrices;
}

/** A mechanism that is constant on pairs of cells: `table[i][j]` for the buyer's cell i and the seller's cell j. */
export interface PairsMechanism {
  readonly trade: readonly (readonly FractionText[])[];
  /** What the worst type of its own cell gains. */
  readonly rents: { readonly buyer: readonly (readonly FractionText[])[]; readonly seller: readonly (readonly FractionText[])[] };
}

/** Prices of the rows of the outer program. */
export interface PairsPrices {
  readonly buyer: ContinuumSide;
  readonly seller: ContinuumSide;
  /** Of the budget of each pair of cells, `budget[i][j]`, per unit of probability. */
  readonly budget: readonly (readonly FractionText[])[];
  /** Of the buyer's and the seller's participation on average. */
  readonly participation: readonly [FractionText, FractionText];
  /** Of the relations within one trader's menu (0: the buyer's) against a cell of the other, per unit of that cell's probability; only those that are not 0, ordered. */
  readonly menus: readonly (readonly [side: number, against: number, cell: number, row: number, price: FractionText])[];
}

/** Where a type line is cut. */
export interface ContinuumSide {
  readonly knots: readonly FractionText[];
  /** Always null: the verifier computes the numbers of every law itself. */
  readonly enclosures: null;
}

/** Who trades, by cells: buyers from the lowest value up, sellers from the lowest cost up. Payments are the tight ones. */
export interface CellMechanism {
  /** For each buyer cell, the number of seller cells (the cheapest ones) it trades with surely; nondecreasing. */
  readonly strict: readonly number[];
  /** Likewise, the number it trades with surely or with probability `mix`. */
  readonly generous: readonly number[];
  readonly mix: FractionText;
}

/** Proof about continuous types of a market: as {@link ContinuumProof}, for any number of traders. */
export interface MarketProof {
  readonly kind: "continuum-market";
  /** One entry a group of the instance: the buyers' first, then the sellers'. */
  readonly groups: readonly ContinuumSide[];
  /** Null for an infeasible instance. */
  readonly mechanism: RankMechanism | null;
  readonly kappa: FractionText;
}

/** The next so many cells of a group, from the highest value or cost down, whose types are treated alike. */
export type RankLevel = readonly [group: number, cells: number];

/** Who holds the units, as many as there are sellers: those whose levels come first. Payments are the tight ones. */
export interface RankMechanism {
  readonly strict: readonly RankLevel[];
  /** Used instead of `strict` with probability `mix`. */
  readonly generous: readonly RankLevel[];
  readonly mix: FractionText;
}

/** Proof about continuous values of partners: see verify/continuum/partners.ts for the argument. */
export interface PartnershipProof {
  readonly kind: "continuum-partnership";
  /** One entry for each of the instance's `partners`. */
  readonly groups: readonly ContinuumSide[];
  /** Null for an infeasible instance. */
  readonly mechanism: PartnershipMechanism | null;
  readonly kappa: FractionText;
  /** z of the upper bound, one a group: what a unit counts for in the hands of types that neither buy nor sell. */
  readonly pools: readonly FractionText[];
}

/** A lottery over rankings: who comes first holds the unit; a ranking without levels leaves everybody its share. Payments are the tight ones. */
export interface PartnershipMechanism {
  readonly rankings: readonly { readonly weight: FractionText; readonly levels: readonly RankLevel[] }[];
}

export interface Provenance {
  readonly tool: string;
  readonly version: string;
  readonly method: string;
  readonly solver: { readonly name: string; readonly version: string } | null;
  readonly options: JsonObject;
  /** What was done to make the solver's numbers exact, in words. */
  readonly repairs: readonly string[];
}

export interface Names {
  readonly agents: readonly { readonly name: string; readonly types: readonly string[] }[];
  readonly outcomes: readonly string[];
}

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** JSON without spaces, with the keys of every object sorted by code units: equal documents have equal texts. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const object = value as JsonObject;
  const entries = Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key] as Json)}`);
  return `{${entries.join(",")}}`;
}

/** SHA-256 of the instance's canonical JSON, in hexadecimal. */
export function hashInstance(instance: JsonObject): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(instance))));
}

/** The text of a certificate file: the same certificate always gives the same bytes. Objects are indented, lists stay on one line. */
export function serializeCertificate(certificate: Certificate): string {
  return `${pretty(certificate as unknown as JsonObject, "")}\n`;
}

function pretty(value: Json, indent: string): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  const object = value as JsonObject;
  const keys = Object.keys(object);
  if (keys.length === 0) return "{}";
  const inner = `${indent}  `;
  return `{\n${keys.map((key) => `${inner}${JSON.stringify(key)}: ${pretty(object[key] as Json, inner)}`).join(",\n")}\n${indent}}`;
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
