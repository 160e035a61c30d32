import { type Rational, toNumber, toNumberAbove, toNumberBelow } from "../../arithmetic/rational.ts";
import { type Audit, audit as auditOf, constraintsOf } from "../../audit/audit.ts";
import { type Certified, certificateOf, defaultProofOptions } from "../../certificate/prove/certificate.ts";
import type { Accepted } from "../../certificate/verify/verdict.ts";
import { bindingOf } from "../../duals/binding.ts";
import { certifiedDuals } from "../../duals/program-duals.ts";
import { type Achieved, achieved } from "../../mechanism/sums.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { heaviestWeight, objectiveAt } from "../../problem/objective.ts";
import type { Bracket, Result } from "../../result.ts";
import { isGrid } from "../grid-problem.ts";
import type { Answer, RouteContext } from "../route.ts";
import { requireConsistent } from "./consistent.ts";
import { efficiencyOf } from "./efficiency.ts";
import { mergedWords } from "./merged.ts";
import { withoutUnderflow } from "./underflow.ts";

/** A known value as a bracket. */
export function exactly(value: Rational): Bracket {
  return { lower: toNumberBelow(value), upper: toNumberAbove(value), exact: value };
}

export function about(value: number): Bracket {
  return { lower: value, upper: value, exact: null };
}

/**
 * The result of a route's answer: its mechanism audited, its proof, when one was asked for, made a verified certificate. A mechanism that fails the audit is an
 * `error`, whatever the route believes.
 */
export function finish(problem: DesignProblem, found: Answer, context: RouteContext): Omit<Result, "dissolution" | "conflict"> {
  const answer = withoutUnderflow(problem, found);
  const { stopwatch } = context;
  const { audit, got, passes } = audited(problem, answer, stopwatch);
  const proof = answer.status === "error" || !passes ? null : stopwatch.time("certificate", () => certifiedAnswer(answer, context));
  const verdict = proof?.certificate ? proof.verdict : null;
  if (audit && passes) requireConsistent({ ...answer, problem }, audit.tolerance);
  return {
    status: passes ? answer.status : "error",
    explanation: `${!passes ? failure(answer, audit) : verdict ? proved(answer, verdict) : answer.explanation}${mergedWords(problem)}`,
    problem,
    route: answer.route,
    value: answer.value,
    estimate: answer.estimate ?? null,
    firstBest: answer.firstBest,
    efficiency: efficiencyOf({ ...answer, problem, gainsFromTrade: got.gains }),
    gainsFromTrade: got.gains,
    brokerProfit: got.broker,
    rents: { buyers: got.buyers, sellers: got.sellers, ...(got.partners && { partners: got.partners }) },
    multiplier: answer.multiplier ?? null,
    multiplierExact: answer.multiplierExact ?? null,
    duals: passes ? dualsOf(problem, answer) : null,
    binding: audit && passes ? stopwatch.time("binding", () => bindingIn(problem, answer, audit)) : null,
    mechanism: answer.mechanism,
    selection: answer.selection ?? null,
    rentRanges: answer.rentRanges ?? null,
    price: answer.price ?? null,
    audit,
    ironed: answer.ironed ?? null,
    pools: answer.pools ?? null,
    rounds: answer.rounds ?? null,
    level: passes ? (verdict?.level ?? answer.level) : "float",
    assumptions: [...(verdict?.assumptions ?? []), ...lawAssumptions(problem)],
    solver: answer.solver,
    proof,
    timings: stopwatch.timings,
  };
}

/** The shadow prices of a proof where there is one: the others are its own, in doubles. */
function dualsOf(problem: DesignProblem, { status, proof, duals }: Answer): Result["duals"] {
  if (status === "optimal" && typeof proof === "object" && "multipliers" in proof.proof)
    return certifiedDuals(problem, proof.proof.multipliers);
  return duals ?? null;
}

/** On laws a constraint of one type binds or not without anybody noticing. */
function bindingIn(problem: DesignProblem, { mechanism }: Answer, { tolerance }: Audit): Result["binding"] {
  return mechanism && isGrid(problem) ? bindingOf(problem, mechanism, tolerance) : null;
}

/** What is taken for granted of the laws, with the agents whose types they are. */
function lawAssumptions({ environment }: DesignProblem): string[] {
  return (environment.groups ?? []).flatMap(({ name, law: { assumption } }) => (assumption === null ? [] : [`${name}: ${assumption}`]));
}

const nothing: Achieved = { buyers: Number.NaN, sellers: Number.NaN, broker: Number.NaN, gains: Number.NaN };

function audited(problem: DesignProblem, answer: Answer, stopwatch: RouteContext["stopwatch"]) {
  const { mechanism } = answer;
  if (!mechanism) return { audit: null, got: nothing, passes: true };
  const audit = stopwatch.time("audit", () => auditOf(constraintsOf(problem), mechanism));
  const got = achieved(mechanism);
  return { audit, got, passes: audit.passes && attains(problem, answer, got, audit) };
}

/** The certificate of the answer, or in words why there is none; null when none was asked for. */
function certifiedAnswer({ status, proof }: Answer, { stated, options, solver }: RouteContext): Certified | null {
  if (!stated || !options.proof) return null;
  if (status === "unbounded") return { certificate: null, reason: "the value is unbounded" };
  if (proof === undefined || typeof proof === "string") return { certificate: null, reason: proof ?? "the answer has no proof" };
  return certificateOf(stated, proof, solver, { ...defaultProofOptions, ...options.proof });
}

/** What the result says of a proved answer. */
function proved({ status, explanation }: Answer, { level, ...verdict }: Accepted): string {
  if (verdict.status === "infeasible") return `${explanation} Proved: the constraints' prices exclude every mechanism.`;
  const words: Record<Accepted["level"], string> = {
    exact: "Optimal, proved: the certificate's mechanism attains its dual bound in exact arithmetic.",
    interval: "Optimal within a proved bracket: the certificate's mechanism and multipliers were checked in exact arithmetic.",
    continuum: `${explanation} The certificate re-proves between ${toNumberBelow(verdict.lower)} and ${toNumberAbove(verdict.upper)} in exact arithmetic.`,
  };
  return status === "optimal" || level === "continuum" ? words[level] : explanation;
}

/** The claimed value is the mechanism's own, as recomputed from who gets what; a proved lower bound may leave out what enclosures of the laws do not tell. */
function attains(problem: DesignProblem, { value, level }: Answer, got: Achieved, audit: Audit): boolean {
  const { objective } = problem;
  const slack = 10 * toNumber(heaviestWeight(objective)) * audit.tolerance;
  const own = objectiveAt(objective, got);
  return own >= value.lower - slack && own <= (level === "continuum" ? value.upper : value.lower) + slack;
}

function failure(found: Answer, audit: Audit | null): string {
  if (!audit) throw new Error("only a mechanism can fail the audit");
  const worst = (["incentives", "participation", "budget", "allocation"] as const)
    .filter((property) => !(audit[property].worst <= audit.tolerance))
    .map((property) => `${property} fail by ${audit[property].worst}${audit[property].at ? ` (${audit[property].at})` : ""}`);
  if (audit.rounding > audit.tolerance)
    worst.push(`payments are so large that their rounding alone, ${audit.rounding}, exceeds the tolerance of ${audit.tolerance}`);
  const what = worst.length > 0 ? worst.join("; ") : "the mechanism does not attain the value that the solver reported";
  return `The answer of ${found.solver.name} did not pass the audit: ${what}. It is not reported as optimal; try another solver.`;
}
