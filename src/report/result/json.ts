import { comparisons, type TheoremMention } from "../../analysis/compare.ts";
import { shareOf } from "../../analysis/evaluate/evaluate.ts";
import { simpleRules } from "../../analysis/evaluate/simple-rules.ts";
import { expectations } from "../../analysis/finite-outcomes.ts";
import { wherePosted, whereTrade } from "../../analysis/where-trade.ts";
import { formatRational } from "../../arithmetic/rational.ts";
import type { Audit, Violation } from "../../audit/audit.ts";
import type { Duals, Price } from "../../duals/duals.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { isBilateral, type Mechanism } from "../../mechanism/mechanism.ts";
import { serializeInstance } from "../../problem/instance.ts";
import { isDesignProblem } from "../../problem/required.ts";
import type { InstanceJson } from "../../problem/schema.ts";
import type { Dissolution, Result } from "../../result.ts";
import { bracketJson, endsJson, finite } from "../numbers.ts";
import type { Stored } from "../schema-parts.ts";
import { mechanismJson } from "./mechanism.ts";
import { problemJson } from "./problem.ts";
import type { AuditJson, DissolutionJson, DualsJson, ProblemJson, resultSchema } from "./result-schema.ts";
import { rentRangesJson, selectionJson } from "./selection.ts";

export const resultFormat = "secondbest/result@1";

/** `secondbest/result@1`: what `secondbest solve --json` prints, and all that a page about the result is made from. Numbers that do not exist are null. */
export interface ResultJson extends Omit<Stored<typeof resultSchema>, "problem" | "instance"> {
  /** Results of earlier versions lack it, and are refused. */
  readonly problem: ProblemJson;
  readonly instance: InstanceJson | null;
}

/** Shadow prices with fractions as texts. */
export function dualsJson({ incentives, participation, budget }: Duals): DualsJson {
  const each = <T extends Price>(prices: readonly T[]) =>
    prices.map(({ exact, ...rest }) => ({ ...rest, ...(exact && { exact: formatRational(exact) }) }));
  return { incentives: each(incentives), participation: each(participation), budget: each(budget) };
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
    efficiency: endsJson(efficiency),
    gainsFromTrade: finite(result.gainsFromTrade),
    brokerProfit: finite(result.brokerProfit),
    rents: rentsJson(result.rents),
    multiplier: finite(result.multiplier),
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
    ...(result.pools && { pools: result.pools.map(({ value, worstOff }) => ({ value: finite(value), worstOff: endsJson(worstOff) })) }),
    ...(result.rounds && { rounds: result.rounds.map(({ cells, ...bounds }) => ({ cells, ...endsJson(bounds) })) }),
    audit: audit && auditJson(audit),
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

function auditJson({ passes, tolerance, rounding, incentives, participation, budget, allocation }: Audit): AuditJson {
  const violation = ({ worst, at }: Violation) => ({ worst: finite(worst), at });
  return {
    passes,
    tolerance: finite(tolerance),
    rounding: finite(rounding),
    incentives: violation(incentives),
    participation: violation(participation),
    budget: violation(budget),
    allocation: violation(allocation),
  };
}
