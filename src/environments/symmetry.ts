import { Profiles } from "../arithmetic/profiles.ts";
import type { FiniteEnvironment } from "./environment.ts";
import { TypeProfiles } from "./type-profiles.ts";

/** What is compared to find out who is alike; numbers as doubles or fractions as texts, as long as equal ones are equal. */
export interface Comparable {
  /** Number of types, per agent. */
  readonly types: readonly number[];
  readonly outcomes: number;
  /** What agent a of type k gains from outcome o. */
  utility(a: number, o: number, k: number): number | string;
  /** What agent a of type k has outside. */
  outside(a: number, k: number): number | string;
  /** What the objective gives for agent a's rent. */
  weight(a: number): number | string;
  /** Probability of agent a's type k where types are independent, whose products in doubles depend on the order; else null. */
  readonly ownMass: ((a: number, k: number) => number) | null;
  /** Probability of a profile where types are not independent. */
  readonly profileMass: ((profile: number) => number | string) | null;
}

/** A way in which alike agents trade places: agent a takes that of `agents[a]`, and what outcome o was to them is now `outcomes[o]`. */
export interface Exchange {
  readonly agents: readonly number[];
  readonly outcomes: readonly number[];
}

/** The tables of a finite environment, with what the objective gives for each agent's rent. */
export function comparableTables(environment: FiniteEnvironment, weights: readonly number[]): Comparable {
  const { agents, outcomes, utilities, outsideOptions } = environment;
  const profiles = new TypeProfiles(environment);
  const types = agents.map((agent) => agent.types.length);
  return {
    types,
    outcomes: outcomes.length,
    utility: (a, o, k) => utilities[a]?.[o * (types[a] as number) + k] as number,
    outside: (a, k) => outsideOptions[a]?.[k] as number,
    weight: (a) => weights[a] as number,
    ownMass: profiles.independent && ((a, k) => profiles.marginal(a, k)),
    profileMass: profiles.independent === null ? (profile) => profiles.probability(profile) : null,
  };
}

/** Most entries of a mechanism, over all exchanges, that an average is taken of. */
const mostEntries = 20_000_000;

/**
 * Every way in which agents who are alike can trade places, that of nobody moving first: two agents are alike when the problem is the same after they, and outcomes by what they are to them, trade places. Only
 * that first one where nobody is alike, or there are too many ways to average over.
 *
 * @example
 * exchanges(comparableTables(auction, weights)).length; // n! for n bidders with one law
 */
export function exchanges(of: Comparable): readonly Exchange[] {
  const agents = of.types.map((_, a) => a);
  const still: Exchange = { agents, outcomes: Array.from({ length: of.outcomes }, (_, o) => o) };
  const profiles = new Profiles(of.types);
  const rows = agents.map((a) =>
    still.outcomes.map((o) => Array.from({ length: of.types[a] as number }, (_, k) => of.utility(a, o, k)).join(" ")),
  );
  const alike = (a: number, b: number) =>
    looksAlike(of, a, b) && matched(rows, traded(agents, a, b)) !== null && keepsMasses(of, profiles, traded(agents, a, b));
  const classes: number[][] = [];
  for (const a of agents) {
    const own = classes.find(([first]) => alike(first as number, a));
    if (own) own.push(a);
    else classes.push([a]);
  }
  const ways = classes.reduce((product, { length }) => product * factorial(length), 1);
  if (ways === 1 || ways * profiles.count * (of.outcomes + agents.length) > mostEntries) return [still];
  return classes
    .reduce<readonly (readonly number[])[]>((all, members) => all.flatMap((order) => permuted(order, members)), [agents])
    .map((order) => ({ agents: order, outcomes: matched(rows, order) as readonly number[] }));
}

/**
 * Where the entries of a mechanism come from under each exchange, the first its own: the probability of outcome o at profile p is entry p·outcomes + o, what agent a pays there entry
 * profiles·(outcomes + a) + p. A mechanism whose entries are averaged over these treats alike agents alike, and where feasible mechanisms can be mixed it satisfies what the first one did.
 */
export function entryMaps(types: readonly number[], ways: readonly Exchange[]): readonly Int32Array[] {
  const profiles = new Profiles(types);
  return ways.map(({ agents, outcomes }) => {
    const width = outcomes.length;
    const map = new Int32Array(profiles.count * (width + agents.length));
    profiles.forEach((at, p) => {
      const there = profileAfter(profiles, agents, at);
      for (let o = 0; o < width; o++) map[p * width + o] = there * width + (outcomes[o] as number);
      agents.forEach((place, a) => {
        map[profiles.count * (width + a) + p] = profiles.count * (width + place) + there;
      });
    });
    return map;
  });
}

function looksAlike(of: Comparable, a: number, b: number): boolean {
  const types = of.types[a] as number;
  if (types !== of.types[b] || of.weight(a) !== of.weight(b)) return false;
  for (let k = 0; k < types; k++) {
    if (of.outside(a, k) !== of.outside(b, k)) return false;
    if (of.ownMass && of.ownMass(a, k) !== of.ownMass(b, k)) return false;
  }
  return true;
}

/** The outcomes as they are after agents have traded places; null when some outcome has no counterpart. Equal ones are matched in order. */
function matched(rows: readonly (readonly string[])[], agents: readonly number[]): readonly number[] | null {
  const width = rows[0]?.length ?? 0;
  const byRows = new Map<string, number[]>();
  for (let o = 0; o < width; o++) {
    const key = rows.map((own) => own[o]).join("|");
    byRows.set(key, [...(byRows.get(key) ?? []), o]);
  }
  const found: number[] = [];
  for (let o = 0; o < width; o++) {
    const places = new Array<string>(agents.length);
    agents.forEach((place, a) => {
      places[place] = rows[a]?.[o] as string;
    });
    const next = byRows.get(places.join("|"))?.shift();
    if (next === undefined) return null;
    found.push(next);
  }
  return found;
}

function keepsMasses({ profileMass: mass }: Comparable, profiles: Profiles, agents: readonly number[]): boolean {
  if (!mass) return true;
  let same = true;
  profiles.forEach((at, p) => {
    same &&= mass(p) === mass(profileAfter(profiles, agents, at));
  });
  return same;
}

/** The profile in which the agent in whose place a is has a's type. */
function profileAfter(profiles: Profiles, agents: readonly number[], types: readonly number[]): number {
  const there = new Array<number>(types.length);
  agents.forEach((place, a) => {
    there[place] = types[a] as number;
  });
  return there.reduce((number, k, a) => number * (profiles.counts[a] as number) + k, 0);
}

function traded(agents: readonly number[], a: number, b: number): readonly number[] {
  return agents.map((place) => (place === a ? b : place === b ? a : place));
}

/** All orders in which the members of a class stand in each other's places. */
function permuted(order: readonly number[], members: readonly number[]): readonly (readonly number[])[] {
  const orders = (rest: readonly number[]): readonly (readonly number[])[] =>
    rest.length === 0 ? [[]] : rest.flatMap((one) => orders(rest.filter((other) => other !== one)).map((others) => [one, ...others]));
  return orders(members).map((places) => order.map((place, a) => (members.includes(a) ? (places[members.indexOf(a)] as number) : place)));
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
