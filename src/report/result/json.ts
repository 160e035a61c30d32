import { comparisons, type TheoremMention } from "../../analysis/compare.ts";
import { shareOf } from "../../analysis/evaluate/evaluate.ts";
import { type SimpleRule, simpleRules } from "../../analysis/evaluate/simple-rules.ts";
import { expectations } from "../../analysis/finite-outcomes.ts";
import { wherePosted, whereTrade } from "../../analysis/where-trade.ts";
import { formatRational } from "../../arithmetic/rational.ts";
import type { ConflictExplanation } from "../../duals/conflict/named.ts";
import type { Binding, Duals, IncentiveConstraint, ParticipationConstraint, Price, Where } from "../../duals/duals.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { isBilateral, type Mechanism } from "../../mechanism/mechanism.ts";
import { serializeInstance } from "../../problem/instance.ts";
import { isDesignProblem } from "../../problem/required.ts";
import type { InstanceJson } from "../../problem/schema.ts";
import type { Bracket, Dissolution, PartnerPool, Result } from "../../result.ts";
import type { BracketJson } from "../numbers.ts";
import { type MechanismJson, mechanismJson } from "./mechanism.ts";
import { type ProblemJson, problemJson } from "./problem.ts";
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
  /** What simple rules achieve beside it and what they break; absent where none is known, from large problems, and where it was left out. */
  readonly simpleRules?: readonly SimpleRuleJson[];
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

/** `subsidy` is the least one, negative where something is left over; `worstOff` has one range of types an entry of the list of partners, null where types have no end. */
export interface DissolutionJson {
  readonly possible: boolean | null;
  readonly subsidy: BracketJson;
  readonly per: "average" | "state";
  readonly worstOff: readonly PoolJson["worstOff"][] | null;
  readonly proved: boolean;
}

/** A comparison with the literature; a value that is infinitely far from what is said of it has no difference. */
export type TheoremJson = Omit<TheoremMention, "difference"> & { readonly difference: number | null };

/** `share` is the objective at the rule as a share of the second best; null where that is not positive. */
export interface SimpleRuleJson extends SimpleRule {
  readonly share: { readonly lower: number; readonly upper: number } | null;
}

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

/**
 * The result as plain data, which can be posted, stored and read again with `readResult`; its comparisons with the literature are made unless they are given, and those with
 * simple rules unless `simpleRules: false` leaves them out.
 *
 * Throws InvalidInputError for what is no result.
 *
 * @example
 * postMessage(resultJson(await solve(problem)));
 */
export function resultJson(
  result: Result,
  mentions?: readonly TheoremMention[],
  { simpleRules: withRules = true }: { readonly simpleRules?: boolean } = {},
): ResultJson {
  requireResult(result);
  const theorems = mentions ?? comparisons(result);
  const { problem, mechanism, audit, efficiency } = result;
  const rules = withRules && mechanism ? simpleRules(problem) : [];
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
    ...(result.dissolution && { dissolution: dissolutionJson(result.dissolution) }),
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
    ...(rules.length > 0 && { simpleRules: rules.map((rule) => ({ ...rule, share: shareOf(rule.value, result.value) })) }),
    solver: result.solver,
    timings: result.timings,
    instance: instanceOf(result),
  };
}

function dissolutionJson({ subsidy, worstOff, ...dissolution }: Dissolution): DissolutionJson {
  return { ...dissolution, subsidy: bracketJson(subsidy), worstOff: worstOff?.map(endsJson) ?? null };
}

/** Between which types somebody gains least; null where they have no end. */
function endsJson({ lower, upper }: PartnerPool["worstOff"]): PoolJson["worstOff"] {
  return { lower: finite(lower), upper: finite(upper) };
}

function poolJson({ value, worstOff }: PartnerPool): PoolJson {
  return { value: finite(value), worstOff: endsJson(worstOff) };
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
