import { formatRational, type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { NaiveProblem } from "../../certificate/verify/finite/naive-problem.ts";
import type { FloatSolve } from "../../exact-lp/optimum.ts";
import { budgetStage, participationStage } from "../../problem/words.ts";
import { type NamedAgent, typesAt } from "../names.ts";
import { type ConflictingConstraint, conflictOf } from "./conflict.ts";
import { type DemandFamily, type DemandSystem, demandsOf, type Ties } from "./demands.ts";
import { leastRelaxation } from "./margin.ts";
import type { Amount, ConflictExplanation, NamedConstraint, Relaxations } from "./named.ts";
import type { WrittenProblem } from "./written.ts";

/**
 * Why no mechanism meets a finite problem's constraints (with `efficient`, none that always chooses an efficient outcome), and the least that would change it; null where
 * mechanisms do. Throws UndecidedConflictError where neither doubles nor exact arithmetic decide.
 */
export async function explainConflict(
  written: WrittenProblem,
  efficient: Ties | null,
  float: FloatSolve,
): Promise<ConflictExplanation | null> {
  const { naive, agents, ordered } = written;
  const system = demandsOf(naive, ordered, efficient);
  const conflict = await conflictOf(naive, system, float);
  if (!conflict) return null;
  const constraints = conflict.constraints.map((constraint) => namedConstraint(agents, constraint));
  return {
    constraints,
    proof: conflict.proved ? "exact" : "float",
    irreducible: conflict.irreducible,
    relaxations: await relaxationsOf(naive, system, float),
  };
}

function namedConstraint(
  agents: readonly NamedAgent[],
  { family, agent, type, report, state, price }: ConflictingConstraint,
): NamedConstraint {
  const own = agent === null ? undefined : agents[agent];
  const named = (k: number | null) => (k === null ? null : (own?.types[k] ?? null));
  return {
    family,
    agent: own?.name ?? null,
    type: named(type),
    report: named(report),
    state: typeof state === "number" ? typesAt(agents, state) : state,
    price: price && amount(price),
  };
}

/** The least relaxation of each family alone that lets mechanisms exist. */
export async function relaxationsOf(
  { budget, participation, requiredProfit }: NaiveProblem,
  system: DemandSystem,
  float: FloatSolve,
): Promise<Relaxations> {
  const least = async (family: DemandFamily) => leastRelaxation(system, ({ of }) => of.family === family, float);
  const told = (found: Rational | "never" | null) => (found === null || found === "never" ? found : amount(found));
  const short = budgetStage[budget] === "never" ? "never" : await least("budget");
  const missing = short === null || short === "never" ? short : short.sub(requiredProfit);
  return {
    profit: missing === null || missing === "never" ? null : amount(missing.neg()),
    subsidy: told(missing),
    budget: told(short),
    participation: participationStage[participation] === "never" ? "never" : told(await least("participation")),
    incentives: told(await least("incentives")),
  };
}

function amount(exact: Rational): Amount {
  return { value: toNumber(exact), exact: formatRational(exact) };
}
