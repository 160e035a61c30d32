import { definitionOf } from "../../certificate/prove/certificate.ts";
import { statedProblem } from "../../certificate/prove/stated.ts";
import type { NaiveProblem } from "../../certificate/verify/finite/naive-problem.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { type NamedAgent, namedAgents } from "../names.ts";

/** A problem on finitely many types, written out in exact numbers. */
export interface WrittenProblem {
  readonly naive: NaiveProblem;
  /** As a person calls them. */
  readonly agents: readonly NamedAgent[];
  /** Utility is linear in types that are ordered: then the reports of neighbours are enough. */
  readonly ordered: boolean;
}

/** The problem written out, or in words why it is not; `limit` is on profiles × (outcomes + agents). */
export function writtenProblem(problem: DesignProblem, limit: number): WrittenProblem | string {
  const naive = definition(problem);
  if (typeof naive === "string") return naive;
  const size = naive.prior.numerators.length * (naive.outcomes.length + naive.agents.length);
  if (size > limit) return "this problem has too many profiles of types";
  return { naive, agents: namedAgents(problem), ordered: "frontier" in problem.environment };
}

function definition(problem: DesignProblem): NaiveProblem | string {
  try {
    return definitionOf(statedProblem(problem));
  } catch (error) {
    if (error instanceof UnsupportedProblemError) return "its laws are made in code";
    throw error;
  }
}
