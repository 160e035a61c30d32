import { doubles, type Numbers, rationals } from "../../arithmetic/numbers.ts";
import { toNumber } from "../../arithmetic/rational.ts";
import { defaultProofOptions } from "../../certificate/prove/certificate.ts";
import { demandsOf } from "../../duals/conflict/demands.ts";
import { leastRelaxation } from "../../duals/conflict/margin.ts";
import { writtenProblem } from "../../duals/conflict/written.ts";
import { isPartnership, type Partnership } from "../../environments/partnership.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import type { BudgetRule, DesignProblem, Incentives, Participation } from "../../problem/design-problem.ts";
import { budgetStage } from "../../problem/words.ts";
import type { Bracket, Dissolution } from "../../result.ts";
import type { Solver } from "../../solver/solver.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { mostProfitableDivision, type PartnersIn } from "../../virtual-surplus/division/best-ties.ts";
import type { Interval } from "../../virtual-surplus/kernel/optimum.ts";
import { about, exactly } from "../answer/finish.ts";
import { isGrid } from "../grid-problem.ts";
import type { SolveOptions } from "../options.ts";
import { boundsWithin } from "./division.ts";

type How = "before-types" | "interim" | "program" | "unasked";
type HowByBudget = Readonly<Record<BudgetRule, How>>;

const everywhere = (how: How): HowByBudget => ({ none: "unasked", "ex-ante": how, "no-deficit": how, balanced: how });
const onAverage = (how: How): HowByBudget => ({ none: "unasked", "ex-ante": how, "no-deficit": "program", balanced: "program" });

/**
 * What decides it: nothing but the gains, when lump sums share them before types are known; the least rents of interim participation, which serve other words with an
 * expected budget, too; or a program. Without participation or budget nobody asks.
 */
const how: Readonly<Record<Incentives, Readonly<Record<Participation, HowByBudget>>>> = {
  bayesian: {
    none: everywhere("unasked"),
    "ex-ante": everywhere("before-types"),
    interim: everywhere("interim"),
    "ex-post": onAverage("interim"),
  },
  dominant: {
    none: everywhere("unasked"),
    "ex-ante": onAverage("before-types"),
    interim: onAverage("interim"),
    "ex-post": everywhere("program"),
  },
};

/** Largest size (partners · types) of what is computed in rationals. */
const exactSize = 600;

/** Largest number of columns of a program that is solved along with the problem itself. */
const besideLimit = 400;

/**
 * Whether and at what subsidy a partnership can be dissolved efficiently; null for a problem that is no partnership, in which nothing is asked, or whose program would
 * have more than `columnLimit` columns. `firstBest` is known where the problem has been solved.
 */
export async function dissolutionOf(
  problem: DesignProblem,
  options: SolveOptions,
  solver: Solver | undefined,
  { columnLimit = besideLimit, firstBest }: { readonly columnLimit?: number; readonly firstBest?: Bracket } = {},
): Promise<Dissolution | null> {
  const { environment, incentives, participation, budget } = problem;
  if (!isPartnership(environment)) return null;
  const way = how[incentives][participation][budget.rule];
  if (way === "unasked") return null;
  // Who values the unit most need not be able to have it: the efficient outcomes are those of the program.
  if (way === "program" || environment.divisions) return byProgram(problem, options, solver, columnLimit);
  if (way === "before-types" && firstBest && firstBest.lower <= firstBest.upper) {
    const proved = firstBest.exact !== null || !isGrid(problem);
    return judged(problem, { subsidy: negated(firstBest), per: "average", worstOff: null, proved });
  }
  const found = isGrid(problem) ? onGrids(problem, environment) : onLaws(problem, environment, options);
  if (!found) return null;
  const subsidy = way === "interim" ? found.subsidy : negated(found.firstBest);
  return judged(problem, { subsidy, per: "average", worstOff: way === "interim" ? found.worstOff : null, proved: found.proved });
}

function judged({ budget }: DesignProblem, found: Omit<Dissolution, "possible">): Dissolution {
  const { lower, upper, exact } = found.subsidy;
  const required = toNumber(budget.requiredProfit);
  const spare = exact ? exact.add(budget.requiredProfit).compare(0) : upper + required < 0 ? -1 : lower + required > 0 ? 1 : null;
  return { possible: spare === null ? null : spare <= 0, ...found };
}

function negated({ lower, upper, exact }: Bracket): Bracket {
  return { lower: 0 - upper, upper: 0 - lower, exact: exact === null ? null : exact.neg() };
}

interface Found {
  readonly firstBest: Bracket;
  readonly subsidy: Bracket;
  readonly worstOff: readonly Interval[];
  readonly proved: boolean;
}

function onLaws(problem: DesignProblem, environment: Partnership, options: SolveOptions): Found | null {
  const bounds = boundsWithin(problem, environment, { options: { ...options, maxCells: Math.min(options.maxCells, 20_000) } });
  if (!bounds) return null;
  const { firstBest, subsidy, worstOff } = bounds.found;
  return { firstBest: { ...firstBest, exact: null }, subsidy: { ...subsidy, exact: null }, worstOff, proved: true };
}

function onGrids({ discretization }: DesignProblem, { groups, grids }: Partnership): Found | null {
  const spaces = grids(discretization);
  const size = groups.reduce((sum, { count }) => sum + count, 0) * spaces.reduce((sum, { values }) => sum + values.length, 0);
  const exact = spaces.flatMap((space) => space.exact ?? []);
  if (exact.length === spaces.length && size <= exactSize) {
    const partners = groups.map(({ count, reference }, g) => ({ count, share: reference, ...(exact[g] as (typeof exact)[number]) }));
    return dividedAmong(partners, spaces, rationals, exactly, true);
  }
  const partners = groups.map(({ count, reference }, g) => {
    const { values, masses } = spaces[g] as TypeSpace;
    return { count, share: toNumber(reference), values: [...values], masses: [...masses] };
  });
  return dividedAmong(partners, spaces, doubles, about, false);
}

function dividedAmong<N>(
  partners: readonly PartnersIn<N>[],
  spaces: readonly TypeSpace[],
  numbers: Numbers<N>,
  bracket: (value: N) => Bracket,
  proved: boolean,
): Found | null {
  const { zero, add, sub, mul, whole, less } = numbers;
  const division = mostProfitableDivision(partners, numbers);
  if (!division) return null;
  const gains = partners.reduce((sum, { count, share, values, masses }, g) => {
    const held = division.holdings[g] as readonly N[];
    const each = values.reduce((own, v, k) => add(own, mul(mul(v, masses[k] as N), sub(held[k] as N, share))), zero);
    return add(sum, mul(whole(count), each));
  }, zero);
  const worstOff = worstOffTypes(spaces, partners, division.holdings, less);
  return { firstBest: bracket(gains), subsidy: bracket(sub(zero, division.profit)), worstOff, proved };
}

/** The neighbouring types between which a partner's holding passes its share. */
function worstOffTypes<N>(
  spaces: readonly TypeSpace[],
  partners: readonly PartnersIn<N>[],
  holdings: readonly (readonly N[])[],
  less: (a: N, b: N) => boolean,
): readonly Interval[] {
  return spaces.map(({ values }, g) => {
    const { share } = partners[g] as PartnersIn<N>;
    const own = holdings[g] as readonly N[];
    const last = values.length - 1;
    const above = own.findIndex((held) => less(share, held));
    const reached = own.findIndex((held) => !less(held, share));
    return {
      lower: values[Math.max(0, (reached < 0 ? last + 1 : reached) - 1)] as number,
      upper: values[above < 0 ? last : above] as number,
    };
  });
}

/** The least subsidy by the program over efficient outcomes, ties broken as is best: what the budget lacks. */
async function byProgram(
  problem: DesignProblem,
  { timeLimitSeconds }: SolveOptions,
  solver: Solver | undefined,
  columnLimit: number,
): Promise<Dissolution | null> {
  if (!solver || !isGrid(problem)) return null;
  const sizes = problem.environment.toFinite(problem.discretization).agents.map(({ types }) => types.length);
  if (sizes.reduce((product, size) => product * size, 2 * sizes.length) > columnLimit) return null;
  const written = writtenProblem(problem, Number.POSITIVE_INFINITY);
  if (typeof written === "string") return null;
  const system = demandsOf(written.naive, written.ordered, "any");
  const float = { solver, timeLimitSeconds, tolerance: defaultProofOptions.tolerance };
  const lacking = await leastRelaxation(system, ({ of }) => of.family === "budget", float);
  if (lacking === null || lacking === "never") {
    const why = lacking === null ? `the answer of ${solver.name} could not be proved` : "the other constraints exclude it";
    throw new UnsupportedProblemError({
      assumption: `No subsidy was found with which everything can go to whoever values it most: ${why}.`,
      alternative: "Weaken the budget or the incentives; the problem itself can be solved all the same.",
    });
  }
  const per = budgetStage[problem.budget.rule] === "ex-post" ? "state" : "average";
  return judged(problem, { subsidy: exactly(lacking.sub(problem.budget.requiredProfit)), per, worstOff: null, proved: true });
}
