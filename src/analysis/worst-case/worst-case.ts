import { randomFrom } from "../../arithmetic/random.ts";
import { formatRational, toNumber, toNumberBelow } from "../../arithmetic/rational.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import { instanceFormat } from "../../problem/instance-format.ts";
import { requireSound } from "../../problem/required.ts";
import type { Bracket } from "../../result.ts";
import { exactly } from "../../routes/answer/finish.ts";
import type { Solve } from "../../solve.ts";
import type { Progress } from "../../solver/options.ts";
import type { Solver } from "../../solver/solver.ts";
import { type CriterionName, criteria, criterionNames, type Mark } from "./criteria.ts";
import { type Found, foundAt, type Search, searchDiscrete } from "./discrete-search.ts";
import { type FiniteLaw, lawsOf } from "./exact-pair.ts";
import { type FamilyName, type FamilyParameter, families, familyNames } from "./families.ts";
import { searchCube } from "./family-search.ts";
import type { InstanceFamily } from "./instance-family.ts";
import { type LawRatio, ratioOn } from "./on-problems.ts";

/** What may be asked of {@link worstCase}. */
export interface WorstCaseOptions {
  /** Most types a side of laws that the search makes; default 16 for `discrete` (6 for `dominant`, which solves a program for every law, and serves at most 32), 400 for a family with a name. */
  readonly types?: number | undefined;
  /** Wall-clock limit of the search in seconds; default 60. */
  readonly timeLimitSeconds?: number | undefined;
  /** Where random starts come from; default 1. */
  readonly seed?: number | undefined;
  /** Stops after so many laws were looked at, so that the same seed gives the same law on any machine. Default: none. */
  readonly evaluations?: number | undefined;
  /** Called when a smaller ratio was found, which is the objective. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Solvers and engine, given from outside. */
export interface WorstCaseEngine {
  readonly solver: Solver;
  readonly solve: Solve;
}

/** Where the search looks: all laws on finitely many types, a family with a name, or instances with parameters. */
export type WorstCaseFamily = "discrete" | FamilyName | InstanceFamily;

/** The law with the smallest ratio that was found: the least ratio over the family is at most this one, and how far below it is only a published mark tells. */
export interface WorstCase {
  readonly criterion: CriterionName;
  /** `instances`: a family of the user's. */
  readonly family: "discrete" | FamilyName | "instances";
  /** Of a family with parameters, at the law found. */
  readonly parameters: Readonly<Record<string, number>> | null;
  readonly ratio: Bracket;
  /** The published mark that no law is below, where the ratio found is exactly that: then it is the least one. */
  readonly attained: Mark | null;
  readonly numerator: Bracket;
  readonly denominator: Bracket;
  /** The law found as an instance (format `secondbest/instance@1`), with numbers as exact texts. */
  readonly instance: unknown;
  readonly search: {
    readonly seed: number;
    /** Most types a side; null where instances state their own. */
    readonly types: number | null;
    readonly evaluations: number;
    readonly starts: number;
    readonly seconds: number;
  };
  readonly marks: readonly Mark[];
}

/**
 * Searches a family of laws of a buyer and a seller for one at which a ratio of what mechanisms attain is small, and returns the smallest ratio found: exact at a law with rational
 * types and masses, a bracket of proved bounds on continuous laws. It bounds the least ratio over the family from above; that it is the least is claimed only where it is a published
 * value that no law is below, and there the search ends.
 *
 * `discrete`: all laws on at most `types` types a side, by linear programs (one side at a time, then both to first order) and local search, from many starts. Else the parameters of
 * the family, by descents from many starts. Throws InvalidInputError for an unknown criterion, family or option, UnsupportedProblemError for a criterion that has no value there.
 *
 * @example
 * const { ratio, instance } = await worstCase("flat-revenue", "random-offerer", { timeLimitSeconds: 30 }, { solver: highs, solve }); // ratio.upper < 1/2.09
 */
export async function worstCase(
  family: WorstCaseFamily,
  criterion: CriterionName,
  options: WorstCaseOptions,
  { solver, solve }: WorstCaseEngine,
): Promise<WorstCase> {
  const named = typeof family === "string" ? family : "instances";
  const { timeLimitSeconds = 60, seed = 1, evaluations = Number.POSITIVE_INFINITY, onProgress } = options;
  requireSound("criterion", criterion, criterionNames.includes(criterion), `one of ${criterionNames.join(", ")}`);
  const served = ["discrete", "instances", ...familyNames];
  requireSound("family", named, served.includes(named), `one of discrete, ${familyNames.join(", ")}, or a file`);
  const { usual, most } = named === "discrete" ? criteria[criterion].types : ofNamedFamilies;
  const { types = usual } = options;
  requireSound("types", types, Number.isSafeInteger(types) && types >= 2 && types <= most, `a whole number from 2 to ${most}`);
  requireSound("timeLimitSeconds", timeLimitSeconds, timeLimitSeconds > 0, "a number of seconds above 0");
  requireSound("evaluations", evaluations, evaluations >= 1, "a number of at least 1");
  requireSound("seed", seed, Number.isSafeInteger(seed), "a whole number");
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const count = { evaluations: 0, starts: 0 };
  const { marks } = criteria[criterion];
  let best: Kept | undefined;
  let attained: Mark | null = null;
  const keep = (kept: Kept) => {
    if (best && kept.ratio.upper >= best.ratio.upper) return;
    best = kept;
    attained = attainedBy(kept, marks);
    onProgress?.({ solver: named, iterations: count.evaluations, seconds: seconds(), objective: kept.ratio.upper });
  };
  const search: Search = {
    random: randomFrom(seed),
    solver,
    solve,
    late: () => best !== undefined && (seconds() > timeLimitSeconds || count.evaluations >= evaluations || attained !== null),
    looked: (found) => {
      count.evaluations++;
      if (found && (!best || toNumberBelow(found.ratio) < best.ratio.upper)) keep(keptOf(found, null));
    },
    restarted: () => {
      count.starts++;
    },
  };
  if (criterion === "dominant" && typeof family === "string" && family !== "discrete")
    throw new UnsupportedProblemError({
      assumption: "A family with a name spreads its types over more orders of magnitude than a program can tell apart.",
      alternative: 'Search "discrete", or the parameters of instances of your own.',
    });
  if (family === "discrete") await searchDiscrete(criteria[criterion], types, search);
  else if (typeof family === "string") {
    const objective = async (values: Readonly<Record<string, number>>) => {
      count.evaluations++;
      const found = await foundAt(criteria[criterion], families[family].traders(values, types), solve);
      if (!found) return Number.POSITIVE_INFINITY;
      keep(keptOf(found, values));
      return toNumber(found.ratio);
    };
    await searchParameters(families[family].parameters, objective, search);
  } else {
    const objective = async (values: Readonly<Record<string, number>>) => {
      count.evaluations++;
      const problem = family.problemAt(values);
      if (!problem) return Number.POSITIVE_INFINITY;
      const found = await ratioOn(criterion, problem, solve);
      keep({ ...found, parameters: values, instance: () => family.instanceAt(values) });
      return found.ratio.upper;
    };
    await searchParameters(family.parameters, objective, search);
  }
  if (!best) throw new Error("a search ended without a law");
  return judged({
    criterion,
    family: named,
    parameters: best.parameters,
    ratio: best.ratio,
    attained,
    numerator: best.numerator,
    denominator: best.denominator,
    instance: best.instance(),
    search: { seed, types: named === "instances" ? null : types, ...count, seconds: seconds() },
    marks,
  });
}

function attainedBy({ ratio }: LawRatio, marks: readonly Mark[]): Mark | null {
  const { exact } = ratio;
  return (exact && marks.find((mark) => mark.proved && mark.exact === formatRational(exact))) ?? null;
}

const ofNamedFamilies = { usual: 400, most: 5000 };

interface Kept extends LawRatio {
  readonly parameters: Readonly<Record<string, number>> | null;
  readonly instance: () => unknown;
}

function keptOf({ traders, measured, ratio }: Found, parameters: Kept["parameters"]): Kept {
  return {
    numerator: exactly(measured.numerator),
    denominator: exactly(measured.denominator),
    ratio: exactly(ratio),
    parameters,
    instance: () => {
      const { buyer, seller } = lawsOf(traders);
      return { format: instanceFormat, environment: { kind: "bilateral-trade", buyer: lawJson(buyer), seller: lawJson(seller) } };
    },
  };
}

/** Descents over parameters, each in its range. */
async function searchParameters(
  parameters: readonly FamilyParameter[],
  objective: (values: Readonly<Record<string, number>>) => Promise<number>,
  search: Search,
): Promise<void> {
  const at = (point: readonly number[]) =>
    Object.fromEntries(
      parameters.map(({ name, from, to, scale }, k) => {
        const part = point[k] as number;
        return [name, Number((scale === "log" ? from * (to / from) ** part : from + (to - from) * part).toPrecision(9))];
      }),
    );
  await searchCube(parameters.length, (point) => objective(at(point)), search);
}

/** Throws an internal error where a ratio is proved to be below what is proved to be the least one. */
function judged(found: WorstCase): WorstCase {
  for (const { value, proved, source } of found.marks)
    if (proved && found.ratio.upper < value * (1 - 1e-12))
      throw new Error(`a ratio of ${found.ratio.upper} was found below the least one, ${value}: ${source}`);
  return found;
}

const lawJson = ({ values, masses }: FiniteLaw) => ({
  distribution: "discrete",
  values: values.map(formatRational),
  masses: masses.map(formatRational),
});
