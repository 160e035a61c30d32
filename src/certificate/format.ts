import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

export const certificateFormat = "secondbest/certificate@1";

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
  readonly proof: FiniteProof | ContinuumProof | MarketProof | PartnershipProof | PairsProof | GroupsProof | PriceProof;
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
 * Proof about two traders with continuous types and a budget in every state, on pairs of cells: see verify/pairs/menu.ts and verify/groups/bound.ts for the argument of the bound and
 * verify/groups/attained.ts for that of the mechanism. Cells are listed from the worst worth up: buyers from the lowest value, sellers from the highest cost.
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

/**
 * Proof about any groups of traders, or partners, with continuous types, on cells: see verify/groups/bound.ts and verify/groups/attained.ts for the arguments. Cells are listed from the worst worth up; states, and
 * what a member of a group faces, are numbered as in verify/groups/states.ts.
 */
export interface GroupsProof {
  readonly kind: "continuum-groups";
  /** One entry a group of the instance: a market's buyers first, then its sellers; or the partners. */
  readonly groups: readonly ContinuumSide[];
  /** Null for an infeasible instance. */
  readonly mechanism: GroupsMechanism | null;
  /** On cells of its own: as in {@link MarketProof} or, with pools, {@link PartnershipProof}; or the prices of what all mechanisms satisfy on average over cells. */
  readonly bound: Pick<PartnershipProof, "groups" | "kappa" | "pools"> | GroupsPrices;
}

/** A mechanism in which reports count by their cell: `[group][what a member faces][its cell]`. */
export interface GroupsMechanism {
  /** What a buyer gets, a seller gives up, a partner holds. */
  readonly quantities: readonly (readonly (readonly FractionText[])[])[];
  /** What that is worth to the worst type of the cell, less what it pays. */
  readonly utilities: readonly (readonly (readonly FractionText[])[])[];
}

/** Prices of the rows of the outer program, those that are not 0, ordered. */
export interface GroupsPrices {
  readonly groups: readonly ContinuumSide[];
  /** Of the budget in each state, per unit of probability. */
  readonly budget: readonly FractionText[];
  /** Of participation at the worst type of a cell (`at` 0), on average over it (1) or at its best type (2), per unit of probability of what is faced; `facing` is 0 where participation is asked for on average. */
  readonly participation: readonly (readonly [group: number, facing: number, cell: number, at: number, price: FractionText])[];
  /** Of the relations within what a member faces, per unit of its probability. */
  readonly menus: readonly (readonly [group: number, facing: number, cell: number, row: number, price: FractionText])[];
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
