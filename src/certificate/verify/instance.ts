import { formatRational, one, type Rational, ratio, rational, zero } from "../../arithmetic/rational.ts";
import type { JsonObject } from "../format.ts";
import { count, exact, exactList, type Fields, list, NotCovered, object, positive, refuse, text, word } from "./fields.ts";
import { probabilities, readLaw, type StatedLaw } from "./laws/stated-law.ts";

const incentivesWords = ["bayesian", "dominant"] as const;
const participationWords = ["none", "ex-ante", "interim", "ex-post"] as const;
const budgetWords = ["none", "ex-ante", "no-deficit", "balanced"] as const;
export type IncentivesWord = (typeof incentivesWords)[number];
export type ParticipationWord = (typeof participationWords)[number];
export type BudgetWord = (typeof budgetWords)[number];
export type Side = "buyer" | "seller";

/** What each rule of the budget asks for: the required profit never, on average or in every state; and no more than it. */
export const budgets: {
  readonly [Rule in BudgetWord]: { readonly asked: "never" | "on average" | "in every state"; readonly balances: boolean };
} = {
  none: { asked: "never", balances: false },
  "ex-ante": { asked: "on average", balances: false },
  "no-deficit": { asked: "in every state", balances: false },
  balanced: { asked: "in every state", balances: true },
};

/** The design problem that an instance states, as the verifier reads it: by its own code, in exact numbers. */
export interface StatedProblem {
  readonly environment: StatedEnvironment;
  readonly incentives: IncentivesWord;
  readonly participation: ParticipationWord;
  readonly budget: { readonly rule: BudgetWord; readonly requiredProfit: Rational };
  /** Weights on the buyers' rents, the sellers' rents (in a partnership those of each entry of its list) and the broker's profit; all ≥ 0, not all 0. */
  readonly objective: StatedObjective;
  /** Null where types are as the laws state them. */
  readonly discretization: {
    readonly rule: "atoms" | "midpoint" | "equal-mass" | "gauss";
    readonly points: number;
    /** Types are collected until they have this mass; null: each stays as it is. */
    readonly mergeBelow: Rational | null;
  } | null;
}

export interface StatedObjective {
  readonly name: string;
  readonly buyers: Rational;
  readonly sellers: Rational;
  readonly partners: readonly Rational[];
  readonly broker: Rational;
}

export type StatedEnvironment = StatedBilateral | StatedRiskAverse | StatedMarket | StatedPartnership | StatedTables;

/** A buyer with value v, a seller with cost c, one good. */
export interface StatedBilateral {
  readonly kind: "bilateral-trade";
  readonly buyer: StatedLaw;
  readonly seller: StatedLaw;
}

/** The same two traders, each with utility x^power of its surplus; among simple mechanisms. */
export interface StatedRiskAverse {
  readonly kind: "risk-averse-trade";
  readonly buyer: StatedLaw;
  readonly seller: StatedLaw;
  /** In (0, 1]. */
  readonly power: Rational;
}

/** Buyers of one unit each and sellers of one unit each, in groups with one law. */
export interface StatedMarket {
  readonly kind: "multilateral-trade";
  readonly buyers: readonly StatedGroup[];
  readonly sellers: readonly StatedGroup[];
}

export interface StatedGroup {
  readonly count: number;
  readonly law: StatedLaw;
}

/** Partners who own one unit together. */
export interface StatedPartnership {
  readonly kind: "partnership";
  readonly partners: readonly (StatedGroup & { readonly share: Rational })[];
  /** What each partner holds in the divisions that can be agreed on besides keeping the shares; null where any can. */
  readonly divisions: readonly (readonly Rational[])[] | null;
}

/** Any agents, outcomes and utilities, in tables. */
export interface StatedTables {
  readonly kind: "finite";
  readonly agents: readonly { readonly name: string; readonly side: Side; readonly types: readonly string[] }[];
  readonly outcomes: readonly string[];
  /** Per agent, what it gains from outcome o with type k, at o·(number of types) + k. */
  readonly utilities: readonly (readonly Rational[])[];
  /** Per agent, its reservation utility per type. */
  readonly outside: readonly (readonly Rational[])[];
  readonly prior: StatedPrior;
}

/** Probabilities per agent and type, or of the profiles with the last agent's type fastest. */
export type StatedPrior =
  | { readonly kind: "independent"; readonly masses: readonly (readonly Rational[])[] }
  | { readonly kind: "joint"; readonly masses: readonly Rational[] };

/**
 * Reads an instance (format `secondbest/instance@1`), strictly: what a certificate may speak of, and nothing else. Throws InvalidInputError for
 * an instance that is wrong, {@link NotCovered} for one that says more than the verifier knows how to check.
 */
export function readInstance(instance: JsonObject): StatedProblem {
  const given = object(
    instance,
    "",
    ["format", "environment"],
    [
      ...["$schema", "name", "description", "incentives", "participation"],
      ...["budget", "objective", "discretization", "width", "select", "symmetric", "expected"],
    ],
  );
  word(given.format, "format", ["secondbest/instance@1"]);
  for (const key of ["$schema", "name", "description"] as const) if (given[key] !== undefined) text(given[key], key);
  if (given.width !== undefined) bare(given.width, "width", 1e-14, 0.1);
  // Which of several optima is chosen changes nothing about what is optimal.
  if (given.symmetric !== undefined && typeof given.symmetric !== "boolean") refuse("symmetric", "true or false", given.symmetric);
  if (given.select !== undefined) for (const [k, wish] of list(given.select, "select").entries()) text(wish, `select[${k}]`);
  if (given.expected !== undefined) {
    const { value, tolerance } = object(given.expected, "expected", ["value"], ["tolerance"]);
    exact(value, "expected.value");
    if (tolerance !== undefined) bare(tolerance, "expected.tolerance", 0, Number.MAX_VALUE);
  }
  const environment = readEnvironment(given.environment);
  // Left out is not the same as null, which is refused.
  const { incentives = "bayesian", participation = "interim", budget = "ex-ante", objective = "gains-from-trade" } = given;
  return {
    environment,
    incentives: word(incentives, "incentives", incentivesWords),
    participation: word(participation, "participation", participationWords),
    budget: readBudget(budget),
    objective: readObjective(objective, environment),
    discretization: readDiscretization(given.discretization, environment),
  };
}

/** A number that is not in quotes. */
function bare(input: unknown, field: string, least: number, most: number): void {
  if (typeof input !== "number" || !(input >= least && input <= most)) refuse(field, `a number from ${least} to ${most}`, input);
}

function readBudget(input: unknown): StatedProblem["budget"] {
  if (typeof input === "string") return { rule: word(input, "budget", budgetWords), requiredProfit: zero };
  const given = object(input, "budget", ["rule"], ["requiredProfit"]);
  const rule = word(given.rule, "budget.rule", budgetWords);
  const requiredProfit = given.requiredProfit === undefined ? zero : exact(given.requiredProfit, "budget.requiredProfit");
  if (budgets[rule].asked === "never" && requiredProfit.n !== 0n)
    refuse("budget.requiredProfit", "none without a budget", given.requiredProfit);
  return { rule, requiredProfit };
}

function readObjective(input: unknown, environment: StatedEnvironment): StatedObjective {
  const entries = "partners" in environment ? environment.partners.length : 0;
  if (typeof input === "string") {
    const name = word(input, "objective", ["gains-from-trade", "broker-profit"]);
    const rents = name === "gains-from-trade" ? one : zero;
    return { name, buyers: rents, sellers: rents, partners: new Array<Rational>(entries).fill(rents), broker: one };
  }
  const field = "objective.weights";
  const who = entries === 0 ? ["buyers", "sellers", "broker"] : ["partners", "broker"];
  const given = object(object(input, "objective", ["weights"]).weights, field, who);
  const weight = (own: unknown, at: string) => {
    const read = exact(own, at);
    if (read.s < 0n) refuse(at, "a weight of at least 0", own);
    return read;
  };
  const side = (name: string) => (entries === 0 ? weight(given[name], `${field}.${name}`) : zero);
  const stated = entries === 0 ? [] : list(given.partners, `${field}.partners`, entries);
  const partners = stated.map((own, k) => weight(own, `${field}.partners[${k}]`));
  const weights = { buyers: side("buyers"), sellers: side("sellers"), partners, broker: weight(given.broker, `${field}.broker`) };
  if ([weights.buyers, weights.sellers, ...partners, weights.broker].every((own) => own.n === 0n))
    refuse(field, "a positive weight", given);
  return { name: "weights", ...weights };
}

function readDiscretization(input: unknown, { kind }: StatedEnvironment): StatedProblem["discretization"] {
  if (input === undefined) return null;
  const given = object(input, "discretization", ["rule"], ["points", "mergeBelow"]);
  const rule = word(given.rule, "discretization.rule", ["atoms", "midpoint", "equal-mass", "gauss"]);
  if (kind === "finite") refuse("discretization", "none, as all types are listed", input);
  const points = given.points === undefined && rule === "atoms" ? 1 : count(given.points, "discretization.points");
  return { rule, points, mergeBelow: given.mergeBelow === undefined ? null : readMergeBelow(given.mergeBelow) };
}

/** A bare number, as the instance format has it, above 0 and at most a tenth. */
function readMergeBelow(input: unknown): Rational {
  const field = "discretization.mergeBelow";
  const mass = positive(input, field);
  if (typeof input === "string" || mass.gt(ratio(1n, 10n))) refuse(field, "a number above 0 and at most 0.1", input);
  return mass;
}

/** By the kinds that an instance states. */
const environments: Readonly<Record<Exclude<StatedEnvironment["kind"], "risk-averse-trade">, (input: unknown) => StatedEnvironment>> = {
  "bilateral-trade": (input) => {
    const { utility, mechanisms, ...given } = object(input, "environment", ["kind", "buyer", "seller"], ["utility", "mechanisms"]);
    const laws = { buyer: readLaw(given.buyer, "environment.buyer"), seller: readLaw(given.seller, "environment.seller") };
    if (utility === undefined && mechanisms === undefined) return { kind: "bilateral-trade", ...laws };
    word(mechanisms, "environment.mechanisms", ["simple"]);
    const power =
      utility === undefined ? one : positive(object(utility, "environment.utility", ["power"]).power, "environment.utility.power");
    if (power.gt(one)) refuse("environment.utility.power", "a number of at most 1", utility);
    return { kind: "risk-averse-trade", ...laws, power };
  },
  "multilateral-trade": (input) => {
    const given = object(input, "environment", ["kind", "buyers", "sellers"]);
    const groups = (side: "buyers" | "sellers") =>
      list(given[side], `environment.${side}`).map((group, k) => {
        const field = `environment.${side}[${k}]`;
        const own = object(group, field, ["count", "distribution"]);
        return { count: count(own.count, `${field}.count`), law: readLaw(own.distribution, `${field}.distribution`) };
      });
    return { kind: "multilateral-trade", buyers: groups("buyers"), sellers: groups("sellers") };
  },
  partnership: (input) => {
    const given = object(input, "environment", ["kind", "partners"], ["divisions"]);
    const partners = readPartners(given.partners, "environment.partners");
    const divisions = given.divisions === undefined ? null : readDivisions(given.divisions, partners, "environment.divisions");
    return { kind: "partnership", partners, divisions };
  },
  finite: readTables,
};

/** Shares from 0 to 1 that add up to exactly 1, of two partners or more. */
function readPartners(input: unknown, field: string): StatedPartnership["partners"] {
  const partners = list(input, field).map((partner, k) => {
    const at = `${field}[${k}]`;
    const own = object(partner, at, ["share", "distribution"], ["count"]);
    const share = exact(own.share, `${at}.share`);
    if (share.s < 0n || share.gt(one)) refuse(`${at}.share`, "a share from 0 to 1", own.share);
    const size = own.count === undefined ? 1 : count(own.count, `${at}.count`);
    return { share, count: size, law: readLaw(own.distribution, `${at}.distribution`) };
  });
  const members = partners.reduce((sum, own) => sum + own.count, 0);
  const total = partners.reduce((sum, own) => sum.add(own.share.mul(rational(own.count))), zero);
  if (members < 2 || !total.equals(one)) refuse(field, "two partners or more, with shares of total 1", input);
  return partners;
}

/** Different holdings from 0 to 1 that add up to exactly 1, of partners who are listed one by one, and who keep their shares in none. */
function readDivisions(input: unknown, partners: StatedPartnership["partners"], field: string): Rational[][] {
  if (partners.some((own) => own.count !== 1)) refuse(field, "none, unless partners are listed one by one", input);
  const divisions = list(input, field).map((division, d) => {
    const holdings = list(division, `${field}[${d}]`, partners.length).map((held, k) => exact(held, `${field}[${d}][${k}]`));
    const total = holdings.reduce((sum, held) => sum.add(held), zero);
    if (holdings.some((held) => held.s < 0n) || !total.equals(one))
      refuse(`${field}[${d}]`, "holdings of at least 0 with total 1", division);
    return holdings;
  });
  const seen = new Set([namedBy(partners.map(({ share }) => share))]);
  return divisions.filter((holdings) => !seen.has(namedBy(holdings)) && seen.add(namedBy(holdings)));
}

const namedBy = (holdings: readonly Rational[]) => holdings.map(formatRational).join();

function readEnvironment(input: unknown): StatedEnvironment {
  const kinds = Object.keys(environments) as (keyof typeof environments)[];
  return environments[word((input as Fields | null)?.kind, "environment.kind", kinds)](input);
}

function readTables(input: unknown): StatedTables {
  const given = object(input, "environment", ["kind", "agents", "prior", "outcomes", "utilities"], ["outsideOptions"]);
  const agents = list(given.agents, "environment.agents").map((agent, a) => {
    const field = `environment.agents[${a}]`;
    const own = object(agent, field, ["name", "types"], ["side"]);
    const types = list(own.types, `${field}.types`).map((type, k) =>
      typeof type === "number" && Number.isFinite(type) ? String(type) : text(type, `${field}.types[${k}]`),
    );
    return {
      name: text(own.name, `${field}.name`),
      side: word(own.side === undefined ? "buyer" : own.side, `${field}.side`, ["buyer", "seller"]),
      types,
    };
  });
  agents.forEach(({ types }, a) => {
    requireNames(types, `environment.agents[${a}].types`);
  });
  requireNames(
    agents.map(({ name }) => name),
    "environment.agents",
  );
  const outcomes = list(given.outcomes, "environment.outcomes").map((outcome, o) => text(outcome, `environment.outcomes[${o}]`));
  requireNames(outcomes, "environment.outcomes");
  const sizes = agents.map(({ types }) => types.length);
  const utilities = list(given.utilities, "environment.utilities", agents.length).map((table, a) =>
    list(table, `environment.utilities[${a}]`, outcomes.length).flatMap((row, o) =>
      exactList(row, `environment.utilities[${a}][${o}]`, sizes[a] as number),
    ),
  );
  const outsideField = "environment.outsideOptions";
  const options = given.outsideOptions === undefined ? agents.map(() => 0) : list(given.outsideOptions, outsideField, agents.length);
  const outside = options.map((own, a) => {
    const size = sizes[a] as number;
    if (Array.isArray(own)) return exactList(own, `${outsideField}[${a}]`, size);
    return new Array<Rational>(size).fill(exact(own, `${outsideField}[${a}]`));
  });
  return { kind: "finite", agents, outcomes, utilities, outside, prior: readPrior(given.prior, sizes) };
}

/** Throws when two are called the same, or one is called nothing: who reads of one could take it for another. */
function requireNames(names: readonly string[], field: string): void {
  if (names.some((name) => name.trim() === "")) refuse(field, "names that are not blank", names);
  if (new Set(names).size !== names.length) refuse(field, "names that differ", names);
}

function readPrior(input: unknown, sizes: readonly number[]): StatedPrior {
  const given = object(input, "environment.prior", [], ["independent", "joint"]);
  if ((given.independent === undefined) === (given.joint === undefined)) {
    refuse("environment.prior", "either independent masses or a joint table", input);
  }
  if (given.joint === undefined) {
    const field = "environment.prior.independent";
    const masses = list(given.independent, field, sizes.length).map((own, a) =>
      probabilities(own, `${field}[${a}]`, sizes[a] as number, false),
    );
    return { kind: "independent", masses };
  }
  const field = "environment.prior.joint";
  const nested = Array.isArray(given.joint) && sizes.length > 1 && given.joint.some(Array.isArray);
  const flat = nested
    ? flatten(given.joint, field, sizes, 0)
    : list(
        given.joint,
        field,
        sizes.reduce((product, size) => product * size, 1),
      );
  const masses = probabilities(flat, field, flat.length, true);
  let stride = masses.length;
  sizes.forEach((size, a) => {
    stride /= size;
    const possible = new Array<boolean>(size).fill(false);
    masses.forEach((mass, p) => {
      if (mass.n !== 0n) possible[Math.floor(p / stride) % size] = true;
    });
    if (possible.includes(false)) throw new NotCovered(`${field}: type ${possible.indexOf(false)} of agent ${a} has probability 0`);
  });
  return { kind: "joint", masses };
}

/** A table nested by agent as the list of its cells, the last agent's type fastest. */
function flatten(table: unknown, field: string, sizes: readonly number[], agent: number): readonly unknown[] {
  const rows = list(table, field, sizes[agent] as number);
  if (agent + 1 === sizes.length) return rows;
  return rows.flatMap((row, k) => flatten(row, `${field}[${k}]`, sizes, agent + 1));
}
