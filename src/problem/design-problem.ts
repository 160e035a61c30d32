import { type NumberInput, type Rational, zero } from "../arithmetic/rational.ts";
import type { Environment } from "../environments/environment.ts";
import { readNumber } from "../environments/read-number.ts";
import { refuse, show } from "../errors.ts";
import type { Discretization } from "../type-space/discretization.ts";
import { largestMergeBelow } from "../type-space/merge-rare.ts";
import { type Objective, type ObjectiveInput, readObjective } from "./objective.ts";
import { chooseWord, requireKnownFields, requireOneOf } from "./required.ts";
import { budgetStage } from "./words.ts";

/** `bayesian`: truth is best on average over the others' types. `dominant`: truth is best whatever the others report. */
export type Incentives = "bayesian" | "dominant";

/** At which stage every agent must be willing to take part; `ex-ante` is per agent, before types are known. */
export type Participation = "none" | "ex-ante" | "interim" | "ex-post";

/**
 * `ex-ante`: expected payments in cover payments out. `no-deficit`: they do so in every state. `balanced`: equal in every state. `none`: no rule.
 * Each is relative to {@link Budget.requiredProfit}.
 */
export type BudgetRule = "none" | "ex-ante" | "no-deficit" | "balanced";

/** What the broker's payments must satisfy, and with which profit. */
export interface Budget {
  readonly rule: BudgetRule;
  /** r: the profit the broker must make (negative: the subsidy it may pay), in every state for `no-deficit` and `balanced`. */
  readonly requiredProfit: Rational;
}

/**
 * A wish among mechanisms that all attain the best objective.
 * - `least-variance`: the payments vary least, E Σ_a (t_a − E t_a)² over all agents a, over all optimal allocations and payments.
 * - `buyer-favourable`, `seller-favourable`, `broker-favourable`: the largest expected rents of the buyers, of the sellers, the largest profit.
 * - `most-trade`, `least-trade`: the largest, the smallest expected quantity that changes hands.
 * - `deterministic`: no lottery at any profile of types.
 */
export type SelectWord = (typeof selectChoices)[number];

/** A complete question: environment + incentives + participation + budget + objective. */
export interface DesignProblem {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly environment: Environment;
  readonly incentives: Incentives;
  readonly participation: Participation;
  readonly budget: Budget;
  readonly objective: Objective;
  /** Makes a continuous problem a grid problem. */
  readonly discretization: Discretization | undefined;
  /** Requested relative width of the bracket on a continuous problem. Default {@link defaultWidth}. */
  readonly width: number;
  /** Which optimum is wanted, where there are several: the first word decides, the next among what it leaves; see {@link SelectWord}. */
  readonly select: readonly SelectWord[];
  /** Agents who are alike are treated alike where optima can be mixed: on finitely many types the mean over all ways in which they can trade places. */
  readonly symmetric: boolean;
  /** A known value, for `secondbest check`: how well it is known, as a share of |value| (of 1 when the value is 0). */
  readonly expected: { readonly value: Rational; readonly tolerance: number } | undefined;
}

/** The relative width of a bracket unless another is asked for. */
export const defaultWidth = 1e-8;

/** Widths that may be requested: the smallest is about the rounding of a double. */
export const widthLimits: { readonly min: number; readonly max: number } = { min: 1e-14, max: 0.1 };

/** A question as code or an instance file states it; what is left out takes its default. */
export interface DesignProblemInput {
  /** Who trades what, with which private types. */
  readonly environment: Environment;
  /** Default `bayesian`. */
  readonly incentives?: Incentives | undefined;
  /** Default `interim`. */
  readonly participation?: Participation | undefined;
  /** Default `ex-ante`; the required profit is 0 unless given. */
  readonly budget?: BudgetRule | { readonly rule: BudgetRule; readonly requiredProfit?: NumberInput | undefined } | undefined;
  /** Default `gains-from-trade`, which is weights of 1. A partnership has one weight for each entry of its list of partners. */
  readonly objective?: ObjectiveInput | undefined;
  /** `points` may be left out with rule `atoms`. */
  readonly discretization?:
    | { readonly rule: Discretization["rule"]; readonly points?: number | undefined; readonly mergeBelow?: number | undefined }
    | undefined;
  /** Default {@link defaultWidth}. */
  readonly width?: number | undefined;
  /** Default none: any optimum. */
  readonly select?: readonly SelectWord[] | undefined;
  /** Default true; false: an optimum as it is found. */
  readonly symmetric?: boolean | undefined;
  /** What pages and tables call the problem. */
  readonly name?: string | undefined;
  /** A sentence for people, which nothing reads. */
  readonly description?: string | undefined;
  /** `tolerance` is relative to the value; default 0. */
  readonly expected?: { readonly value: NumberInput; readonly tolerance?: number | undefined } | undefined;
}

/** Every field of {@link DesignProblemInput}. */
const inputFields: Readonly<Record<keyof DesignProblemInput, true>> = {
  environment: true,
  incentives: true,
  participation: true,
  budget: true,
  objective: true,
  discretization: true,
  width: true,
  select: true,
  symmetric: true,
  name: true,
  description: true,
  expected: true,
};

/**
 * States a design problem; throws InvalidInputError naming the field that is wrong.
 *
 * @example
 * const problem = designProblem({
 *   environment: bilateralTrade({ buyer: uniform({ min: 0, max: 1 }), seller: uniform({ min: 0, max: 1 }) }),
 *   discretization: { rule: "midpoint", points: 20 },
 * }); // bayesian incentives, interim participation, ex-ante budget, gains from trade
 */
export function designProblem(input: DesignProblemInput): DesignProblem {
  requireKnownFields(input, Object.keys(inputFields), "");
  const {
    environment,
    incentives = "bayesian",
    participation = "interim",
    budget = "ex-ante",
    objective = "gains-from-trade",
    width = defaultWidth,
    symmetric = true,
  } = input;
  if (typeof environment?.toFinite !== "function") {
    refuse(
      "environment",
      "an environment",
      environment,
      "Build one with bilateralTrade, multilateralTrade, partnership or finiteEnvironment.",
    );
  }
  if (typeof width !== "number" || !(width >= widthLimits.min && width <= widthLimits.max)) {
    refuse("width", `a relative width from ${widthLimits.min} to ${widthLimits.max}`, width, `Leave it out for ${defaultWidth}.`);
  }
  if (typeof symmetric !== "boolean")
    refuse("symmetric", "true or false", symmetric, "Leave it out for true: agents who are alike are treated alike.");
  return {
    name: readText(input.name, "name"),
    description: readText(input.description, "description"),
    environment,
    incentives: choose(incentives, incentivesChoices, "incentives"),
    participation: choose(participation, participationChoices, "participation"),
    budget: readBudget(budget),
    objective: readObjective(objective, environment),
    discretization: readDiscretization(input.discretization, environment),
    width,
    select: readSelect(input.select),
    symmetric,
    expected: readExpected(input.expected),
  };
}

/** The words for incentives. */
export const incentivesChoices = ["bayesian", "dominant"] as const satisfies readonly Incentives[];
/** The words for participation. */
export const participationChoices = ["none", "ex-ante", "interim", "ex-post"] as const satisfies readonly Participation[];
/** The words for a budget. */
export const budgetChoices = ["none", "ex-ante", "no-deficit", "balanced"] as const satisfies readonly BudgetRule[];
export const selectChoices = [
  "least-variance",
  "buyer-favourable",
  "seller-favourable",
  "broker-favourable",
  "most-trade",
  "least-trade",
  "deterministic",
] as const;
/** The words for the rule of a grid. */
export const discretizationChoices = ["atoms", "midpoint", "equal-mass", "gauss"] as const satisfies readonly Discretization["rule"][];

function readBudget(input: NonNullable<DesignProblemInput["budget"]>): Budget {
  if (typeof input !== "object") return { rule: choose(input, budgetChoices, "budget"), requiredProfit: zero };
  requireKnownFields(input, ["rule", "requiredProfit"], "budget");
  const rule = choose(input.rule, budgetChoices, "budget.rule");
  if (input.requiredProfit === undefined) return { rule, requiredProfit: zero };
  const requiredProfit = readNumber(input.requiredProfit, "budget.requiredProfit");
  if (budgetStage[rule] === "never" && !requiredProfit.equals(zero)) {
    refuse(
      "budget.requiredProfit",
      'no required profit with rule "none"',
      input.requiredProfit,
      "Remove it, or choose a rule that it can bind.",
    );
  }
  return { rule, requiredProfit };
}

function readDiscretization(input: DesignProblemInput["discretization"], environment: Environment): Discretization | undefined {
  if (input === undefined) return undefined;
  requireKnownFields(input, ["rule", "points", "mergeBelow"], "discretization");
  const rule = choose(input.rule, discretizationChoices, "discretization.rule");
  // `atoms` has no use for a number of points.
  const points = input.points ?? (rule === "atoms" ? 1 : undefined);
  if (points === undefined || !Number.isSafeInteger(points) || points < 1) {
    refuse("discretization.points", "a whole number of points, at least 1", points, "Say into how many points each continuous law is cut.");
  }
  if (!environment.groups) {
    refuse("discretization", "no discretization, because every type of a finite environment is listed", input, "Remove it.");
  }
  const { mergeBelow } = input;
  if (mergeBelow !== undefined && !(mergeBelow > 0 && mergeBelow <= largestMergeBelow)) {
    const expected = `a mass above 0 and at most ${largestMergeBelow}`;
    refuse("discretization.mergeBelow", expected, mergeBelow, "Leave it out to keep every type, or give a mass such as 1e-9.");
  }
  return { rule, points, ...(mergeBelow === undefined ? {} : { mergeBelow }) };
}

function readExpected(input: DesignProblemInput["expected"]): DesignProblem["expected"] {
  if (input === undefined) return undefined;
  requireKnownFields(input, ["value", "tolerance"], "expected");
  const { tolerance = 0 } = input;
  if (!(Number.isFinite(tolerance) && tolerance >= 0)) {
    refuse("expected.tolerance", "a finite number of at least 0", tolerance, "Leave it out for an exact comparison.");
  }
  return { value: readNumber(input.value, "expected.value"), tolerance };
}

function readSelect(input: DesignProblemInput["select"]): readonly SelectWord[] {
  if (input === undefined) return [];
  if (!Array.isArray(input)) refuse("select", "a list of words", input, 'Write for example ["least-variance"].');
  const words = input.map((word, k) => choose(word, selectChoices, `select[${k}]`));
  const again = words.findIndex((word, k) => words.indexOf(word) < k);
  if (again >= 0) refuse(`select[${again}]`, "each word once", words[again], "Remove it: what a word decides is decided.");
  return words;
}

function readText(input: string | undefined, field: string): string | undefined {
  if (input !== undefined && typeof input !== "string") refuse(field, "a text", input, "Put it in quotes, or leave it out.");
  return input;
}

function choose<Word extends string>(input: unknown, words: readonly Word[], field: string): Word {
  return requireOneOf(words, input, field, chooseWord, show);
}
