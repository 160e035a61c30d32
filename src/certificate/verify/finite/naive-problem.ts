import { type ExactVector, exactVector } from "../../../arithmetic/exact-vector.ts";
import { bitLength, formatRational, one, type Rational, zero } from "../../../arithmetic/rational.ts";
import { NotCovered } from "../fields.ts";
import type {
  BudgetWord,
  IncentivesWord,
  ParticipationWord,
  Side,
  StatedEnvironment,
  StatedMarket,
  StatedPartnership,
  StatedPrior,
  StatedProblem,
} from "../instance.ts";
import { type ExactGrid, exactGrid } from "../laws/law.ts";
import type { StatedLaw } from "../laws/stated-law.ts";
import { limits } from "../limits.ts";

/**
 * The finite design problem that an instance states, in exact numbers, written straight from the definitions (restated on purpose: the engine has programs of its own).
 *
 * Profiles p of types are numbered with the last agent's type fastest: agent a has type ⌊p/stride_a⌋ mod n_a at profile p.
 */
export interface NaiveProblem {
  readonly agents: readonly NaiveAgent[];
  readonly outcomes: readonly string[];
  /** Probability of each profile. */
  readonly prior: ExactVector;
  /** Each agent's type says nothing about the others'. */
  readonly independent: boolean;
  readonly incentives: IncentivesWord;
  readonly participation: ParticipationWord;
  readonly budget: BudgetWord;
  readonly requiredProfit: Rational;
  /** Weight of the broker's profit. */
  readonly brokerWeight: Rational;
}

export interface NaiveAgent {
  readonly name: string;
  readonly types: readonly string[];
  readonly stride: number;
  /** What it gains from outcome o with type k, at o·(number of types) + k. */
  readonly utilities: ExactVector;
  /** Its reservation utility, per type. */
  readonly outside: ExactVector;
  /** Weight of its rent in the objective. */
  readonly weight: Rational;
}

/** Writes the finite problem out. Throws {@link NotCovered} with the reason. */
export function naiveProblem(problem: StatedProblem): NaiveProblem {
  const { agents, outcomes, utilities, outside, prior } = tables(problem);
  const { buyers, sellers, partners, broker } = problem.objective;
  const profiles = requireStates(
    agents.map(({ types }) => types.length),
    outcomes.length,
  );
  const distribution =
    prior.kind === "joint"
      ? exactVector(prior.masses, limits.vectorBits)
      : product(
          prior.masses.map((masses) => exactVector(masses, limits.vectorBits)),
          profiles,
        );
  const total = distribution.numerators.reduce((sum, mass) => sum + mass, 0n);
  if (total !== distribution.denominator || distribution.numerators.some((mass) => mass < 0n))
    throw new NotCovered("the masses are no probabilities");
  let stride = profiles;
  return {
    agents: agents.map(({ name, side, partner, types }, a) => {
      stride /= types.length;
      const weight = partner === undefined ? (side === "buyer" ? buyers : sellers) : (partners[partner] as Rational);
      return { name, types, stride, weight, utilities: vector(utilities[a]), outside: vector(outside[a]) };
    }),
    outcomes,
    prior: distribution,
    independent: prior.kind === "independent",
    incentives: problem.incentives,
    participation: problem.participation,
    budget: problem.budget.rule,
    requiredProfit: problem.budget.requiredProfit,
    brokerWeight: broker,
  };
}

/** The number of profiles of so many types each. Throws when they are too many to be written out with their outcomes. */
function requireStates(types: readonly number[], outcomes: number): number {
  const profiles = types.reduce((product, size) => product * size, 1);
  if (profiles * (outcomes + types.length) > limits.states) {
    throw new NotCovered(`more than ${limits.states} profiles of types × (outcomes + agents)`);
  }
  return profiles;
}

function vector(entries: readonly Rational[] | undefined): ExactVector {
  return exactVector(entries ?? [], limits.vectorBits);
}

interface TabledAgent {
  readonly name: string;
  readonly side: Side;
  /** In a partnership, its entry in the list of partners. */
  readonly partner?: number;
  readonly types: readonly string[];
}

interface Tables {
  readonly agents: readonly TabledAgent[];
  readonly outcomes: readonly string[];
  /** Per agent, outcome-major. */
  readonly utilities: readonly (readonly Rational[])[];
  readonly outside: readonly (readonly Rational[])[];
  readonly prior: StatedPrior;
}

type Discretization = StatedProblem["discretization"];

/** Of each kind of environment, what is written out. */
const written: {
  readonly [Kind in StatedEnvironment["kind"]]: (environment: StatedEnvironment & { readonly kind: Kind }, grid: Discretization) => Tables;
} = {
  "bilateral-trade": ({ buyer, seller }, grid) =>
    trade(
      [
        { name: "buyer", side: "buyer", law: buyer },
        { name: "seller", side: "seller", law: seller },
      ],
      grid,
    ),
  "risk-averse-trade": () => {
    throw new NotCovered('utility that is not linear in money is covered by proofs of the kind "prices" only');
  },
  "multilateral-trade": (market, grid) => trade(tradersOf(market), grid),
  partnership: (partnership, grid) => division(partnersOf(partnership), partnership.divisions, grid),
  finite: (environment) => environment,
};

function tables<Kind extends StatedEnvironment["kind"]>({
  environment,
  discretization,
}: {
  readonly environment: StatedEnvironment & { readonly kind: Kind };
  readonly discretization: Discretization;
}): Tables {
  return written[environment.kind as Kind](environment, discretization);
}

function onGrids<Agent extends { readonly name: string; readonly law: StatedLaw }>(
  agents: readonly Agent[],
  discretization: Discretization,
): readonly (Agent & { readonly grid: ExactGrid })[] {
  return agents.map((agent) => {
    const grid = exactGrid(agent.law, discretization);
    if (typeof grid === "string") throw new NotCovered(`${agent.name}: ${grid}`);
    return { ...agent, grid };
  });
}

/** A good changes hands between equally many buyers and sellers; a trader is concerned only by whether it trades. */
function trade(stated: readonly Trader[], discretization: Discretization): Tables {
  const traders = onGrids(stated, discretization);
  const sellerCount = traders.filter(({ side }) => side === "seller").length;
  // As many sets of k buyers and k sellers, k = 0, 1, …, as there are ways to choose the sellers among all.
  requireStates(
    traders.map(({ grid }) => grid.values.length),
    binomial(traders.length, sellerCount),
  );
  const all = traders.map((_, a) => a);
  const [buyers, sellers] = [all.filter((a) => traders[a]?.side === "buyer"), all.filter((a) => traders[a]?.side === "seller")];
  // By the number of trades, then by the buyers, then by the sellers. With one buyer and one seller: "no trade" and "trade".
  const sets = [...Array(Math.min(buyers.length, sellers.length) + 1).keys()].flatMap((k) =>
    choices(buyers, k).flatMap((left) => choices(sellers, k).map((right) => [...left, ...right])),
  );
  const bilateral = traders.length === 2;
  return {
    agents: traders.map(({ name, side, grid }) => ({ name, side, types: grid.values.map(formatRational) })),
    outcomes: sets.map((set) =>
      set.length === 0 ? "no trade" : bilateral ? "trade" : `trade: ${set.map((a) => traders[a]?.name).join(", ")}`,
    ),
    utilities: traders.map(({ side, grid }, a) =>
      sets.flatMap((set) => grid.values.map((type) => (set.includes(a) ? (side === "buyer" ? type : type.neg()) : zero))),
    ),
    outside: traders.map(({ grid }) => grid.values.map(() => zero)),
    prior: { kind: "independent", masses: traders.map(({ grid }) => grid.masses) },
  };
}

function binomial(n: number, k: number): number {
  return k === 0 ? 1 : (binomial(n, k - 1) * (n - k + 1)) / k;
}

interface Partner {
  readonly name: string;
  readonly partner: number;
  readonly share: Rational;
  readonly law: StatedLaw;
}

/** Everything goes to one of the partners, or it is divided as the shares or a stated division say; one of value v gains v times what it holds less its share. */
function division(stated: readonly Partner[], divisions: StatedPartnership["divisions"], discretization: Discretization): Tables {
  const partners = onGrids(stated, discretization);
  const outcomes = divisions
    ? [partners.map(({ share }) => share), ...divisions]
    : partners.map((_, a) => partners.map((__, b) => (a === b ? one : zero)));
  requireStates(
    partners.map(({ grid }) => grid.values.length),
    outcomes.length,
  );
  return {
    agents: partners.map(({ name, partner, grid }) => ({ name, side: "buyer", partner, types: grid.values.map(formatRational) })),
    outcomes: outcomes.map((holdings, o) => divisionName(holdings, partners, divisions !== null && o === 0)),
    utilities: partners.map(({ share, grid }, a) =>
      outcomes.flatMap((holdings) => grid.values.map((value) => value.mul((holdings[a] as Rational).sub(share)))),
    ),
    outside: partners.map(({ grid }) => grid.values.map(() => zero)),
    prior: { kind: "independent", masses: partners.map(({ grid }) => grid.masses) },
  };
}

/** What each partner who holds something holds; nothing changes hands where everybody holds its share. */
function divisionName(holdings: readonly Rational[], partners: readonly Partner[], unchanged: boolean): string {
  const owner = holdings.findIndex((held) => held.equals(one));
  if (unchanged && owner < 0) return "no trade";
  return holdings
    .flatMap((held, a) => (held.n === 0n ? [] : [`${a === owner ? "all" : formatRational(held)} to ${(partners[a] as Partner).name}`]))
    .join(", ");
}

function partnersOf({ partners }: StatedPartnership): readonly Partner[] {
  const members = partners.reduce((sum, { count }) => sum + count, 0);
  if (members > limits.traders) throw new NotCovered(`${members} partners are too many to list their profiles`);
  return partners
    .flatMap(({ share, count, law }, partner) => Array.from({ length: count }, () => ({ partner, share, law })))
    .map((own, k) => ({ ...own, name: `partner ${k + 1}` }));
}

interface Trader {
  readonly name: string;
  readonly side: Side;
  readonly law: StatedLaw;
}

function tradersOf(environment: StatedMarket): readonly Trader[] {
  const groups = [...environment.buyers, ...environment.sellers];
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  if (count > limits.traders) throw new NotCovered(`${count} traders are too many to list who trades`);
  return (["buyer", "seller"] as const).flatMap((side) =>
    environment[side === "buyer" ? "buyers" : "sellers"]
      .flatMap(({ count: size, law }) => Array.from({ length: size }, () => law))
      .map((law, k) => ({ name: `${side} ${k + 1}`, side, law })),
  );
}

/** The ways to choose k of the agents, in lexicographic order. */
function choices(agents: readonly number[], k: number): number[][] {
  if (k === 0) return [[]];
  return agents.flatMap((first, at) => choices(agents.slice(at + 1), k - 1).map((rest) => [first, ...rest]));
}

/** Probabilities of all profiles of independent types. */
function product(masses: readonly ExactVector[], profiles: number): ExactVector {
  const bits = masses.reduce((sum, { denominator }) => sum + bitLength(denominator), 0);
  if (profiles * bits > limits.vectorBits) throw new NotCovered("the probabilities of the profiles have too many digits together");
  return masses.reduce(
    (all, own) => ({
      numerators: all.numerators.flatMap((left) => own.numerators.map((right) => left * right)),
      denominator: all.denominator * own.denominator,
    }),
    { numerators: [1n], denominator: 1n },
  );
}
