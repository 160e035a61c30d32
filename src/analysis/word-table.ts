import { refuse, refuseAs, show, UnsupportedProblemError } from "../errors.ts";
import {
  type BudgetRule,
  budgetChoices,
  type DesignProblem,
  type DesignProblemInput,
  designProblem,
  type Incentives,
  incentivesChoices,
  type Participation,
  participationChoices,
} from "../problem/design-problem.ts";
import { budgetStage } from "../problem/words.ts";
import type { Result } from "../result.ts";
import { isGrid } from "../routes/grid-problem.ts";
import type { Solve } from "../solve.ts";

/** The words to combine; a list that is left out holds the problem's own word only. */
export interface WordLists {
  readonly incentives?: readonly Incentives[] | undefined;
  readonly participation?: readonly Participation[] | undefined;
  readonly budget?: readonly BudgetRule[] | undefined;
  readonly objective?: readonly NonNullable<DesignProblemInput["objective"]>[] | undefined;
}

/** One combination of words with its answer, or why no route serves it. */
export interface WordRow {
  readonly problem: DesignProblem;
  readonly result: Result | null;
  /** Why there is no result, and what would serve; null where there is one. */
  readonly refusal: string | null;
  /** Whether the value is that of a grid of types, which bounds nothing about laws, or of the laws themselves. */
  readonly types: "grid" | "laws";
}

/** Values beside each other, in the order of the lists, incentives varying slowest. */
export interface WordTable {
  readonly rows: readonly WordRow[];
  /** Values of grids stand beside values of laws: they must not be compared. */
  readonly mixed: boolean;
}

/** Largest number of combinations. */
const most = 1_000;

/**
 * One environment under every combination of the words: the table that papers print.
 *
 * All rows share the problem's types. Without a discretization every row is bracketed on the laws, and what no route brackets is refused in its row; with `grid`, such rows are
 * solved on that grid instead and marked. Throws InvalidInputError for an unknown word, an empty list or more than 1,000 combinations.
 *
 * @example
 * const { rows } = await wordTable(problem, { incentives: ["bayesian", "dominant"], budget: ["no-deficit", "balanced"] });
 */
export async function wordTable(
  problem: DesignProblem,
  words: WordLists,
  solve: Solve,
  grid?: DesignProblemInput["discretization"],
): Promise<WordTable> {
  const { environment, discretization, width } = problem;
  const objectives = words.objective ? chosen("objective", words.objective) : [statedObjective(problem)];
  const combinations = chosen("incentives", words.incentives ?? [problem.incentives], incentivesChoices).flatMap((incentives) =>
    chosen("participation", words.participation ?? [problem.participation], participationChoices).flatMap((participation) =>
      chosen("budget", words.budget ?? [problem.budget.rule], budgetChoices).flatMap((rule) =>
        objectives.map((objective) => ({ incentives, participation, rule, objective })),
      ),
    ),
  );
  if (combinations.length > most) refuse("words", `at most ${most} combinations`, combinations.length, "Leave words out.");
  const rows: WordRow[] = [];
  for (const { incentives, participation, rule, objective } of combinations) {
    const budget = budgetStage[rule] === "never" ? rule : { ...problem.budget, rule };
    const asked = designProblem({
      environment,
      incentives,
      participation,
      budget,
      objective,
      width,
      ...(discretization && { discretization }),
    });
    rows.push(await rowOf(asked, solve, grid));
  }
  const kinds = new Set(rows.filter(({ result }) => result).map(({ types }) => types));
  return { rows, mixed: kinds.size > 1 };
}

async function rowOf(problem: DesignProblem, solve: Solve, grid: DesignProblemInput["discretization"]): Promise<WordRow> {
  const types = isGrid(problem) ? "grid" : "laws";
  try {
    return { problem, result: await solve(problem), refusal: null, types };
  } catch (error) {
    if (!(error instanceof UnsupportedProblemError)) throw error;
    if (!grid || types === "grid") return { problem, result: null, refusal: error.message, types };
    const { discretization } = designProblem({ environment: problem.environment, discretization: grid });
    return rowOf({ ...problem, discretization }, solve, undefined);
  }
}

/** The objective as a problem is stated with it. */
function statedObjective({
  objective: { name, buyers, sellers, partners, broker },
}: DesignProblem): NonNullable<DesignProblemInput["objective"]> {
  if (name !== "weights") return name;
  return { weights: partners ? { partners, broker } : { buyers, sellers, broker } };
}

function chosen<T>(field: string, list: readonly T[], choices?: readonly T[]): readonly T[] {
  if (list.length === 0) refuseAs(`words.${field}`, "at least one word", "none", "Leave the list out for the problem's own.");
  for (const word of list)
    if (choices && !choices.includes(word))
      refuse(`words.${field}`, `words among ${choices.map(show).join(", ")}`, word, "Choose some of these words.");
  return list;
}
