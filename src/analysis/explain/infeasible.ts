import { formatRational, type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { NaiveProblem } from "../../certificate/verify/naive-problem.ts";
import { typesAt } from "../../duals/names.ts";
import type { FloatSolve } from "../../exact-lp/optimum.ts";
import { type ConflictingConstraint, conflictOf } from "./conflict.ts";
import { type DemandFamily, type DemandSystem, demandsOf, type Ties } from "./demands.ts";
import type { Amount, ConflictExplanation, NamedConstraint, Relaxations } from "./explanation.ts";
import { leastRelaxation } from "./margin.ts";

/** Who is there, as a person calls agents and types. */
type Agents = readonly { readonly name: string; readonly types: readonly string[] }[];

/**
 * Why no mechanism meets a finite problem's constraints (with `efficient`, none that always chooses an efficient outcome), and the least that would change it; null where
 * mechanisms do. `ordered`: utility is linear in ordered types.
 */
export async function explainConflict(
  problem: NaiveProblem,
  agents: Agents,
  ordered: boolean,
  efficient: Ties | null,
  float: FloatSolve,
): Promise<ConflictExplanation | null> {
  const system = demandsOf(problem, ordered, efficient);
  const conflict = await conflictOf(problem, system, float);
  if (!conflict) return null;
  const constraints = conflict.constraints.map((constraint) => namedConstraint(agents, constraint));
  return {
    constraints,
    proof: conflict.proved ? "exact" : "float",
    irreducible: conflict.irreducible,
    relaxations: await relaxationsOf(problem, system, float),
  };
}

function namedConstraint(agents: Agents, { family, agent, type, report, state, price }: ConflictingConstraint): NamedConstraint {
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
  const least = async (family: DemandFamily): Promise<Amount | "never" | null> => {
    const found = await leastRelaxation(system, ({ of }) => of.family === family, float);
    return found === null || found === "never" ? found : amount(found);
  };
  const short = budget === "none" ? "never" : await leastRelaxation(system, ({ of }) => of.family === "budget", float);
  const known = short !== null && short !== "never" ? short : null;
  return {
    profit: known && amount(requiredProfit.sub(known)),
    subsidy: known ? amount(known.sub(requiredProfit)) : short === "never" ? "never" : null,
    budget: known ? amount(known) : short === "never" ? "never" : null,
    participation: participation === "none" ? "never" : await least("participation"),
    incentives: await least("incentives"),
  };
}

function amount(exact: Rational): Amount {
  return { value: toNumber(exact), exact: formatRational(exact) };
}
