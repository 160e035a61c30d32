import { exactDouble, type Rational, rational } from "../../../src/arithmetic/rational.ts";
import { canonicalJson, type JsonObject } from "../../../src/certificate/format.ts";
import { isPartnership } from "../../../src/environments/partnership.ts";
import { solve } from "../../../src/index.ts";
import type { DesignProblem } from "../../../src/problem/design-problem.ts";
import { parseInstance } from "../../../src/problem/instance.ts";
import { finiteProgram, outsideConstant } from "../../problem/exact-finite.ts";
import { maximize } from "../../support/exact-simplex.ts";
import type { Document } from "./mutants.ts";

/** What is known of an instance without any certificate: its optimum lies in [lower, upper]. */
type Truth =
  | { readonly status: "optimal"; readonly lower: Rational; readonly upper: Rational }
  | { readonly status: "infeasible" | "unbounded" };

const known = new Map<string, Promise<Truth>>();

/**
 * The optimum of an instance: for finite types exactly, by the exact simplex on the program written from the definitions; for continuous types
 * the bracket of the engine, a little widened.
 */
export function truthOf(instance: JsonObject): Promise<Truth> {
  const text = canonicalJson(instance);
  const found = known.get(text) ?? compute(instance);
  known.set(text, found);
  return found;
}

async function compute(instance: JsonObject): Promise<Truth> {
  const problem = parseInstance(instance);
  const { environment } = problem;
  const continuous = problem.discretization === undefined && (environment.groups ?? []).some(({ law }) => law.pieces.length > 0);
  if (continuous) {
    // Programs on cells take minutes for more digits.
    const inEveryState = problem.budget.rule === "no-deficit" || problem.budget.rule === "balanced";
    const onCells = problem.incentives === "dominant" && (inEveryState || isPartnership(environment));
    const result = await solve(servedWords(problem), { width: onCells ? 0.02 : 1e-6 });
    if (result.status === "infeasible" || result.status === "unbounded") return { status: result.status };
    if (result.status === "error") throw new Error(`no truth: ${result.explanation}`);
    const slack = rational("1/100000000");
    return { status: "optimal", lower: exactDouble(result.value.lower).sub(slack), upper: exactDouble(result.value.upper).add(slack) };
  }
  const outcome = maximize(finiteProgram(problem).program);
  if (outcome.status !== "optimal") return { status: outcome.status };
  const value = outcome.value.sub(outsideConstant(problem));
  return { status: "optimal", lower: value, upper: value };
}

/**
 * With a budget that holds on average, or none, a market is worth the same under dominant incentives and under ex-post participation: there is one price of trade in
 * each state. Where no route says so of the words, the search answers in those that it serves.
 */
function servedWords(problem: DesignProblem): DesignProblem {
  const { environment, incentives, participation, budget } = problem;
  const onAverage = budget.rule === "none" || budget.rule === "ex-ante";
  // A partner's worst type depends on what the others hold: participation in every state is worth less.
  if (isPartnership(environment)) return problem;
  if (incentives === "bayesian" || !onAverage || (participation !== "interim" && participation !== "ex-post")) return problem;
  return { ...problem, incentives: "bayesian", participation: "interim" };
}

/** True when nothing that is known of the instance contradicts what the certificate claims. */
export async function isTrue({ instance, claim }: Document): Promise<boolean> {
  const truth = await truthOf(instance);
  if (truth.status !== "optimal") return claim.status === truth.status;
  return claim.status === "optimal" && rational(claim.lower).lte(truth.upper) && rational(claim.upper).gte(truth.lower);
}
