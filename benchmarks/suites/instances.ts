import { toNumber } from "../../src/arithmetic/rational.ts";
import { buildReference, type DesignProblem, finiteQuestion, type Program } from "../../src/index.ts";
import { isGrid } from "../../src/routes/grid-problem.ts";
import type { Case, Suite } from "../suite.ts";

/** An instance of a folder, as it was read. */
export interface NamedProblem {
  readonly name: string;
  readonly problem: DesignProblem;
}

/** Instances with the values they expect as a suite: those of a folder of the user's, or those that the package ships. */
export function instanceSuite(name: string, about: string, problems: readonly NamedProblem[]): Suite {
  return {
    name,
    about,
    sizeLabel: "instance",
    cases: () =>
      problems.flatMap(({ name: title, problem }, k): Case[] => {
        const { expected } = problem;
        if (!expected) return [];
        const known = { value: toNumber(expected.value), tolerance: Math.max(expected.tolerance, 1e-7) };
        return [{ name: title, size: k + 1, problem, expected: known, quick: true, program: programOf(problem) }];
      }),
  };
}

/** The program from the definition, for every backend, where types are finite and it is small; its optimum is the expected value. */
function programOf(problem: DesignProblem): (() => Program) | null {
  if (!isGrid(problem)) return null;
  try {
    const { program } = buildReference(finiteQuestion(problem));
    return program.columnCount <= 2_000 && program.rowCount <= 20_000 ? () => program : null;
  } catch {
    // No program is written for it: a class of mechanisms of its own, or a size beyond the limit.
    return null;
  }
}
