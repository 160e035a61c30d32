import { comparisons, type TheoremMention } from "../../analysis/compare.ts";
import { expectations } from "../../analysis/finite-outcomes.ts";
import { wherePosted, whereTrade } from "../../analysis/where-trade.ts";
import { Profiles } from "../../arithmetic/profiles.ts";
import { formatRational } from "../../arithmetic/rational.ts";
import type { ConflictExplanation } from "../../duals/conflict/named.ts";
import type { Binding, Duals, IncentiveConstraint, ParticipationConstraint, Price, Where } from "../../duals/duals.ts";
import { isDivisibleTrade } from "../../environments/divisible-trade.ts";
import type { Environment } from "../../environments/environment.ts";
import { type Role, roleOf } from "../../environments/linear.ts";
import { isRiskAverseTrade, type RiskAverseTrade } from "../../environments/risk-averse-trade.ts";
import type { Utility } from "../../environments/utility.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { allocationMatrix, matrixLimit, transferMatrices } from "../../mechanism/describe.ts";
import { unroll, vectorsOf } from "../../mechanism/linear-agent.ts";
import { type AgentRule, isBilateral, type Mechanism } from "../../mechanism/mechanism.ts";
import type { PricedMechanism } from "../../mechanism/priced.ts";
import { byStates, type EnumeratedStates, type InterimStates, type TableStates, type ZoneStates } from "../../mechanism/states.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { serializeInstance } from "../../problem/instance.ts";
import { isDesignProblem } from "../../problem/required.ts";
import type { InstanceJson } from "../../problem/schema.ts";
import type { Bracket, PartnerPool, Result } from "../../result.ts";
import { isGrid } from "../../routes/grid-problem.ts";
import type { BracketJson } from "../numbers.ts";
import { type RentRangeJson, rentRangesJson, type SelectionJson, selectionJson } from "./selection.ts";

export const resultFormat = "secondbest/result@1";

/** `secondbest/result@1`: what `secondbest solve --json` prints, and all that a page about the result is made from. Numbers that do not exist are null. */
export interface ResultJson {
  readonly format: typeof resultFormat;
  readonly status: Result["status"];
  readonly explanation: string;
  readonly name?: string;
  readonly problem: ProblemJson;
  readonly route: Result["route"];
  readonly value: BracketJson;
  /** What the value of a continuous problem is by extrapolation; not proved. */
  readonly estimate?: { readonly value: number; readonly uncertainty: number };
  readonly firstBest: BracketJson;
  readonly efficiency: { readonly lower: number | null; readonly upper: number | null };
  readonly gainsFromTrade: number | null;
  readonly brokerProfit: number | null;
  /** In a partnership, which has no buyers and sellers: the rents of all partners of each entry of the list. */
  readonly rents: { readonly buyers: number | null; readonly sellers: number | null; readonly partners?: readonly (number | null)[] };
  readonly multiplier: number | null;
  readonly multiplierExact: string | null;
  /** Shadow prices of the constraints (see `Duals`); null where there are none to tell. Absent from results of earlier versions. */
  readonly duals?: DualsJson | null;
  /** The constraints that hold with equality; null where they cannot be listed. */
  readonly binding?: Binding | null;
  /** Of an infeasible problem, which constraints exclude each other, and the least that would change it. */
  readonly conflict?: ConflictExplanation;
  readonly mechanism: MechanismJson | null;
  /** Which of several optima the mechanism is. */
  readonly selection?: SelectionJson;
  /** Between which numbers the rent of each type lies over all optima. */
  readonly rentRanges?: readonly RentRangeJson[];
  /** The price that the mechanism posts, where it posts one. */
  readonly price?: number;
  /** Where a mechanism for bilateral trade trades. */
  readonly trade?: TradeJson;
  /** What to expect of a finite mechanism before types are known. */
  readonly expectations?: ExpectationsJson;
  /** Whether a partnership could be dissolved efficiently under the same constraints. */
  readonly dissolution?: DissolutionJson;
  readonly ironed: Result["ironed"];
  readonly pools?: readonly PoolJson[];
  /** How the bracket of a continuous problem closed, round by round. */
  readonly rounds?: readonly RoundJson[];
  readonly audit: AuditJson | null;
  readonly certificate: { readonly level: Result["level"]; readonly assumptions?: readonly string[] };
  readonly theorems: readonly TheoremJson[];
  readonly solver: { readonly name: string; readonly version: string };
  readonly timings: Readonly<Record<string, number>>;
  readonly instance: InstanceJson | null;
}

/** A constraint with its price; `exact` is a fraction, where it is proved. */
type PricedJson<Constraint> = Constraint & { readonly price: number; readonly exact?: string };

/** Shadow prices, by the names of agents and types. */
export interface DualsJson {
  readonly incentives: readonly PricedJson<IncentiveConstraint>[];
  readonly participation: readonly PricedJson<ParticipationConstraint>[];
  readonly budget: readonly PricedJson<Where>[];
}

/** Shadow prices with fractions as texts. */
export function dualsJson({ incentives, participation, budget }: Duals): DualsJson {
  const each = <T extends Price>(prices: readonly T[]) =>
    prices.map(({ exact, ...rest }) => ({ ...rest, ...(exact && { exact: formatRational(exact) }) }));
  return { incentives: each(incentives), participation: each(participation), budget: each(budget) };
}

/** The question as a page states it; fractions are strings such as "1/3". */
interface ProblemJson {
  /** Who is there, in words. */
  readonly environment: string;
  /** `listed`: the types of a finite environment; `finite`: those of laws that are made of atoms or put on a grid. */
  readonly types: "listed" | "finite" | "continuous";
  /** The rule of the grid that laws were put on. */
  readonly grid: string | null;
  readonly incentives: DesignProblem["incentives"];
  readonly participation: DesignProblem["participation"];
  readonly budget: { readonly rule: DesignProblem["budget"]["rule"]; readonly requiredProfit: string };
  readonly objective: {
    readonly name: DesignProblem["objective"]["name"];
    readonly buyers: string;
    readonly sellers: string;
    /** In a partnership, which has no buyers and sellers: one weight for each entry of the list of partners. */
    readonly partners?: readonly string[];
    readonly broker: string;
  };
}

/** A pooled virtual value, and between which types a partner gains least; an end that is infinitely far is null. */
interface PoolJson {
  readonly value: number | null;
  readonly worstOff: { readonly lower: number | null; readonly upper: number | null };
}

/** The best bounds after a round, with the number of cells of every group; a bound that is not known yet is null. */
export interface RoundJson {
  readonly cells: readonly number[];
  readonly lower: number | null;
  readonly upper: number | null;
}

/** In terms of the gap value − cost; a gap that does not exist is null (see `WhereTrade`). */
export interface TradeJson {
  readonly probability: number;
  readonly smallestGap: number | null;
  readonly sureFrom: number | null;
  readonly smallestPossible: number | null;
  /** The good is divisible: `probability` is the expected quantity. */
  readonly divisible?: true;
}

/** Probability of each outcome, and per agent what it pays on average and its rent. */
interface ExpectationsJson {
  readonly outcomes: readonly number[];
  readonly agents: readonly { readonly pays: number; readonly rent: number }[];
}

/** `subsidy` is the least one, negative where something is left over; `worstOff` has one range of types an entry of the list of partners. */
export interface DissolutionJson {
  readonly possible: boolean | null;
  readonly subsidy: BracketJson;
  readonly per: "average" | "state";
  readonly worstOff: readonly { readonly lower: number; readonly upper: number }[] | null;
  readonly proved: boolean;
}

/** A comparison with the literature; a value that is infinitely far from what is said of it has no difference. */
export type TheoremJson = Omit<TheoremMention, "difference"> & { readonly difference: number | null };

export interface AuditJson {
  readonly passes: boolean;
  readonly tolerance: number | null;
  /** What rounding of the payments alone may amount to. */
  readonly rounding?: number | null;
  readonly incentives: ViolationJson;
  readonly participation: ViolationJson;
  readonly budget: ViolationJson;
  readonly allocation: ViolationJson;
}

interface ViolationJson {
  readonly worst: number | null;
  readonly at: string | null;
}

/** A partner (or, where partners are treated alike, one of `count`): `allocation` is what it holds on average, per type, in units. */
export interface PartnerJson extends SideJson {
  readonly name: string;
  readonly count: number;
  readonly share: number;
}

export interface SideJson {
  readonly count?: number;
  readonly values: readonly number[];
  readonly masses: readonly number[];
  readonly allocation: readonly number[];
  readonly transfer: readonly number[];
  readonly rent: readonly number[];
}

/** Probability, price that the buyer pays, price that the seller receives, of each possible trade. */
export type LotteryJson = readonly (readonly [probability: number, buyerPays: number, sellerReceives: number])[];

export type MechanismJson =
  | {
      readonly kind: "bilateral-trade";
      readonly buyer: SideJson;
      readonly seller: SideJson;
      /** How interim transfers are spread over states. */
      readonly transferRule: string;
      /** Thresholds (numbers of cheapest seller types served) and mixing weight, when the rule has that form. */
      readonly threshold: { readonly mix: number; readonly generous: readonly number[]; readonly strict: readonly number[] } | null;
      readonly matrices: {
        readonly allocation: readonly (readonly number[])[];
        readonly buyerPays: readonly (readonly number[])[];
        readonly sellerReceives: readonly (readonly number[])[];
      } | null;
    }
  | {
      /** Between risk-averse traders: allocation is the probability of trade, transfers are expected ones, rents expected utilities. */
      readonly kind: "risk-averse-trade";
      readonly buyer: SideJson;
      readonly seller: SideJson;
      /** The distribution of prices that describes a simple mechanism. */
      readonly prices: { readonly values: readonly number[]; readonly masses: readonly number[] } | null;
      /** In state (i, j), the lottery over [probability, price that the buyer pays, price that the seller receives]; null beyond 200 types a side. */
      readonly lotteries: readonly (readonly LotteryJson[])[] | null;
    }
  | {
      readonly kind: "multilateral-trade";
      readonly buyers: readonly SideJson[];
      readonly sellers: readonly SideJson[];
      readonly transferRule: string | null;
    }
  | {
      readonly kind: "partnership";
      readonly partners: readonly PartnerJson[];
      readonly transferRule: string | null;
      /** What each partner holds and pays at every profile of types, the last partner's type fastest; null where profiles are too many. */
      readonly profiles: { readonly holds: readonly (readonly number[])[]; readonly pays: readonly (readonly number[])[] } | null;
    }
  | {
      readonly kind: "finite";
      readonly outcomes: readonly string[];
      readonly agents: readonly { readonly name: string; readonly types: readonly string[] }[];
      readonly lottery: readonly number[];
      readonly payments: readonly (readonly number[])[];
    };

/**
 * The result as plain data, which can be posted, stored and read again with `readResult`; its comparisons with the literature are made unless they are given.
 *
 * Throws InvalidInputError for what is no result.
 *
 * @example
 * postMessage(resultJson(await solve(problem)));
 */
export function resultJson(result: Result, mentions?: readonly TheoremMention[]): ResultJson {
  requireResult(result);
  const theorems = mentions ?? comparisons(result);
  const { problem, mechanism, audit, efficiency } = result;
  return {
    format: resultFormat,
    status: result.status,
    explanation: result.explanation,
    ...(problem.name === undefined ? {} : { name: problem.name }),
    problem: problemJson(problem),
    route: result.route,
    value: bracketJson(result.value),
    ...(result.estimate ? { estimate: result.estimate } : {}),
    firstBest: bracketJson(result.firstBest),
    efficiency: { lower: finite(efficiency.lower), upper: finite(efficiency.upper) },
    gainsFromTrade: finite(result.gainsFromTrade),
    brokerProfit: finite(result.brokerProfit),
    rents: rentsJson(result.rents),
    multiplier: result.multiplier === null ? null : finite(result.multiplier),
    multiplierExact: result.multiplierExact ? formatRational(result.multiplierExact) : null,
    duals: result.duals && dualsJson(result.duals),
    binding: result.binding,
    ...(result.conflict && { conflict: result.conflict }),
    mechanism: mechanism ? mechanismJson(mechanism) : null,
    ...(result.selection && { selection: selectionJson(result.selection) }),
    ...(result.rentRanges && { rentRanges: rentRangesJson(result.rentRanges) }),
    ...(result.price === null ? {} : { price: result.price }),
    ...(mechanism ? describedJson(mechanism, result.price) : {}),
    ...(result.dissolution && { dissolution: { ...result.dissolution, subsidy: bracketJson(result.dissolution.subsidy) } }),
    ironed: result.ironed,
    ...(result.pools && { pools: result.pools.map(poolJson) }),
    ...(result.rounds && {
      rounds: result.rounds.map(({ cells, lower, upper }) => ({ cells, lower: finite(lower), upper: finite(upper) })),
    }),
    audit: audit
      ? {
          passes: audit.passes,
          tolerance: finite(audit.tolerance),
          rounding: finite(audit.rounding),
          incentives: violation(audit.incentives),
          participation: violation(audit.participation),
          budget: violation(audit.budget),
          allocation: violation(audit.allocation),
        }
      : null,
    certificate: { level: result.level, ...(result.assumptions.length === 0 ? {} : { assumptions: result.assumptions }) },
    theorems: theorems.map((mention) => ({ ...mention, difference: finite(mention.difference) })),
    solver: result.solver,
    timings: result.timings,
    instance: instanceOf(result),
  };
}

function poolJson({ value, worstOff: { lower, upper } }: PartnerPool): PoolJson {
  return { value: finite(value), worstOff: { lower: finite(lower), upper: finite(upper) } };
}

/** The same result, of which `JSON.stringify` makes {@link resultJson}. */
export function serialisable(result: Result): Result {
  return Object.defineProperty(result, "toJSON", { value: () => resultJson(result) });
}

function requireResult(result: unknown): void {
  if (typeof result === "object" && result !== null && "timings" in result && "problem" in result && isDesignProblem(result.problem))
    return;
  throw new InvalidInputError({
    field: "result",
    expected: "a result of solve",
    received: show(result),
    remedy: "Pass what solve returns; a result that was stored is plain data already: read it with readResult.",
  });
}

function rentsJson({ buyers, sellers, partners }: Result["rents"]): ResultJson["rents"] {
  return partners ? { buyers: null, sellers: null, partners: partners.map(finite) } : { buyers: finite(buyers), sellers: finite(sellers) };
}

function problemJson(problem: DesignProblem): ProblemJson {
  const { environment, incentives, participation, budget, objective, discretization } = problem;
  const { name, buyers, sellers, partners, broker } = objective;
  return {
    environment: environmentWords(environment),
    types: environment.kind === "finite" ? "listed" : isGrid(problem) ? "finite" : "continuous",
    grid: discretization?.rule ?? null,
    incentives,
    participation,
    budget: { rule: budget.rule, requiredProfit: formatRational(budget.requiredProfit) },
    objective: {
      name,
      buyers: formatRational(buyers),
      sellers: formatRational(sellers),
      ...(partners && { partners: partners.map(formatRational) }),
      broker: formatRational(broker),
    },
  };
}

function environmentWords(environment: Environment): string {
  if (isRiskAverseTrade(environment)) return riskAverseWords(environment);
  if (isDivisibleTrade(environment)) return `bilateral trade, divisible good, curvature ${formatRational(environment.curvature)}`;
  if (environment.kind === "finite")
    return `${counted(environment.agents.length, "agent")}, ${counted(environment.outcomes.length, "outcome")}`;
  const count = (role: Role) => environment.groups.reduce((sum, group) => sum + (roleOf(group) === role ? group.count : 0), 0);
  return {
    "bilateral-trade": () => "bilateral trade",
    "multilateral-trade": () => `trade among ${counted(count("buyer"), "buyer")} and ${counted(count("seller"), "seller")}`,
    partnership: () => `a partnership of ${counted(count("partner"), "partner")}`,
  }[environment.stated]();
}

function riskAverseWords({ utility: { buyer, seller }, mechanisms }: RiskAverseTrade): string {
  const of = ({ power }: Utility) =>
    power === null
      ? "given in code"
      : power.equals(1)
        ? "linear"
        : `x^${power.d === 1n ? "" : "("}${formatRational(power)}${power.d === 1n ? "" : ")"}`;
  const utility = of(buyer) === of(seller) ? of(buyer) : `${of(buyer)} (buyer) and ${of(seller)} (seller)`;
  return `bilateral trade, utility ${utility}, ${mechanisms === "simple" ? "simple mechanisms" : "lotteries"}`;
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

/** What a page tells of a mechanism and cannot read off its tables. */
function describedJson(mechanism: Mechanism, price: number | null): Pick<ResultJson, "trade" | "expectations"> {
  if (isBilateral(mechanism)) {
    const { probability, smallestGap, sureFrom, smallestPossible } = price === null ? whereTrade(mechanism) : wherePosted(mechanism, price);
    const gaps = { smallestGap: finite(smallestGap), sureFrom: finite(sureFrom), smallestPossible: finite(smallestPossible) };
    return { trade: { probability, ...gaps, ...(mechanism.outlay && { divisible: true }) } };
  }
  const { states } = mechanism;
  if (states.kind !== "tables" || states.outcomes === null) return {};
  const { outcomes, agents } = expectations(mechanism);
  return { expectations: { outcomes: [...outcomes], agents } };
}

function instanceOf(result: Result): InstanceJson | null {
  try {
    return serializeInstance(result.problem);
  } catch {
    // A law made in code has no instance form; everything else of the result stands.
    return null;
  }
}

function bracketJson({ lower, upper, exact }: Bracket): BracketJson {
  return { lower: finite(lower), upper: finite(upper), exact: exact ? formatRational(exact) : null };
}

function violation({ worst, at }: { readonly worst: number; readonly at: string | null }): ViolationJson {
  return { worst: finite(worst), at };
}

function finite(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}

function side(agent: AgentRule, grouped = false): SideJson {
  const { allocation, transfer, rent } = vectorsOf(agent);
  return {
    ...(grouped ? { count: agent.count } : {}),
    values: Array.from(agent.types, Number),
    masses: [...agent.masses],
    allocation: [...allocation],
    transfer: [...transfer],
    rent: [...rent],
  };
}

/** The mechanism in the form of the result format. */
export function mechanismJson(mechanism: Mechanism): MechanismJson {
  if (mechanism.agents.some(({ party }) => party === "partner")) return partnershipJson(mechanism);
  return byStates<MechanismJson>(mechanism.states, {
    zones: (states) => tradeJson(mechanism, states),
    tables: (states) => (states.outcomes === null ? tradeJson(mechanism, states) : outcomesJson(mechanism, states)),
    enumerated: (states) => marketJson(mechanism, states),
    interim: (states) => marketJson(mechanism, states),
    priced: () => pricedJson(mechanism as PricedMechanism),
  });
}

function tradeJson(mechanism: Mechanism, states: ZoneStates | TableStates): MechanismJson {
  const [buyer, seller] = mechanism.agents as readonly [AgentRule, AgentRule];
  const rule = states.kind === "zones" ? states.allocationRule : null;
  const allocation = allocationMatrix(mechanism);
  const transfers = transferMatrices(mechanism);
  return {
    kind: "bilateral-trade",
    buyer: side(buyer),
    seller: side(seller),
    transferRule: String(states.spread),
    threshold: rule && { mix: rule.mix, generous: [...rule.generous], strict: [...rule.strict] },
    matrices: allocation && transfers ? { allocation, buyerPays: transfers.buyer, sellerReceives: transfers.seller } : null,
  };
}

function pricedJson({ agents, states, prices }: PricedMechanism): MechanismJson {
  const [buyer, seller] = agents as readonly [AgentRule, AgentRule];
  const [m, n] = [buyer.masses.length, seller.masses.length];
  const lottery = (i: number, j: number): LotteryJson =>
    states.lottery(i, j).map(({ probability, buyerPays, sellerReceives }) => [probability, buyerPays, sellerReceives]);
  return {
    kind: "risk-averse-trade",
    buyer: side(buyer),
    seller: side(seller),
    prices: prices && { values: [...prices.values], masses: [...prices.masses] },
    lotteries:
      Math.max(m, n) > matrixLimit ? null : Array.from({ length: m }, (_, i) => Array.from({ length: n }, (__, j) => lottery(i, j))),
  };
}

function marketJson({ agents }: Mechanism, { spread }: EnumeratedStates | InterimStates): MechanismJson {
  const of = (party: Role) => agents.filter((agent) => agent.party === party).map((agent) => side(agent, true));
  return { kind: "multilateral-trade", buyers: of("buyer"), sellers: of("seller"), transferRule: spread };
}

/** Most profiles of types that are written out. */
const profileLimit = 40_000;

function partnershipJson({ agents, at, states }: Mechanism): MechanismJson {
  const members = unroll(agents);
  const profiles = new Profiles(members.map(({ types }) => types.length));
  const table = () => members.map((): number[] => []);
  const written = profiles.count <= profileLimit ? { holds: table(), pays: table() } : null;
  if (written)
    profiles.forEach((types) => {
      const { allocation, payments } = at(types);
      members.forEach((_, a) => {
        written.holds[a]?.push(allocation[a] as number);
        written.pays[a]?.push(payments[a] as number);
      });
    });
  return {
    kind: "partnership",
    partners: agents.map((agent) => ({ ...side(agent), name: agent.name, count: agent.count, share: agent.reference ?? 0 })),
    transferRule: states.spread,
    profiles: written,
  };
}

function outcomesJson({ agents }: Mechanism, { outcomes, allocation, payments }: TableStates): MechanismJson {
  return {
    kind: "finite",
    outcomes: outcomes ?? [],
    agents: agents.map(({ name, types }) => ({ name, types: Array.from(types, String) })),
    lottery: [...(allocation[0] ?? [])],
    payments: payments.map((list) => [...list]),
  };
}
