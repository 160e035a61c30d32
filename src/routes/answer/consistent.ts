import { countsAllGains } from "../../problem/objective.ts";
import type { Bracket, Result } from "../../result.ts";

/**
 * Throws when what is to be reported contradicts itself, which is an error of ours and nobody else's: a bracket whose lower end exceeds its upper one or
 * that is no number, or gains from trade above the first best. Numbers that are only audited may exceed each other by `tolerance`; proved ones by nothing.
 */
export function requireConsistent(result: Pick<Result, "value" | "firstBest" | "level" | "problem">, tolerance: number): void {
  const { value, firstBest, level, problem } = result;
  ordered("value", value);
  // A first best that was not sought is not a number at either end.
  if (!(Number.isNaN(firstBest.lower) && Number.isNaN(firstBest.upper))) ordered("first best", firstBest);
  const gains = countsAllGains(problem.objective);
  const slack = level === "float" ? tolerance : 0;
  if (gains && value.lower > firstBest.upper + slack)
    throw new Error(`internal error: gains from trade of at least ${value.lower} contradict a first best of at most ${firstBest.upper}`);
}

function ordered(name: string, { lower, upper }: Bracket): void {
  if (!(lower <= upper)) throw new Error(`internal error: the bounds of the ${name} contradict each other: ${lower} ≤ ${name} ≤ ${upper}`);
}
