import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { Partnership } from "../../environments/partnership.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import type { Mechanism } from "../../mechanism/mechanism.ts";
import { interimPartnership } from "../../mechanism/partnership.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { incentivesStage } from "../../problem/words.ts";
import type { Bracket } from "../../result.ts";
import { pricesOf, type TypeSpace } from "../../type-space/type-space.ts";
import { cellTypes } from "../../virtual-surplus/bracket/cell-types.ts";
import { type DivisionBounds, divisionBounds, divisionCells } from "../../virtual-surplus/division/bounds.ts";
import { exactFirstBest, highestAt, highestDivision } from "../../virtual-surplus/division/highest.ts";
import type { GroupOptimum, TypeGroup } from "../../virtual-surplus/kernel/optimum.ts";
import { about, exactly } from "../answer/finish.ts";
import { isGrid, toGrid } from "../grid-problem.ts";
import type { RouteContext } from "../route.ts";

/** Everything to whoever values it most, with interim payments of expected profit 0 or whatever, and the mechanism once lump sums are settled. */
export interface EfficientSearch {
  readonly status: "optimal" | "limit";
  readonly firstBest: Bracket;
  /** The bounds rest on estimates that no enclosure proves. */
  readonly numerical: boolean;
  /** What the allocation of the groups makes. */
  readonly gains: number;
  readonly groups: readonly GroupOptimum[];
  mechanism(groups: readonly GroupOptimum[]): Mechanism;
}

/** Fewest cells of a law to begin with; the width of bounds falls with their square. */
const firstCells = 1_024;

/** Largest number of (partners · types) for which the first best is written in rationals. */
const exactSize = 2_000;

/** The efficient division of a partnership: on grids of types, or on cells of the laws that are as fine as the requested width asks for. */
export function efficientDivision(problem: DesignProblem, environment: Partnership, context: RouteContext): EfficientSearch {
  const { stopwatch } = context;
  const onGrid = isGrid(problem);
  const bounds = onGrid ? null : stopwatch.time("search", () => boundsWithin(problem, environment, context));
  if (!onGrid && !bounds) {
    throw new UnsupportedProblemError({
      assumption: "A law made of functions has no enclosures, and bounds for a partnership need them.",
      changes: [toGrid(problem, 1_600)],
      alternative: "A named law has enclosures.",
    });
  }
  const spaces = bounds ? cellsOf(environment, bounds.cells) : environment.grids(problem.discretization);
  const groups: readonly TypeGroup[] = environment.groups.map((group, g) => ({ ...group, types: spaces[g] as TypeSpace }));
  const division = stopwatch.time("search", () => highestDivision(groups));
  const byState = incentivesStage[problem.incentives] === "ex-post";
  return {
    status: bounds === null || bounds.reached ? "optimal" : "limit",
    firstBest: bounds ? { ...bounds.found.firstBest, exact: null } : gridFirstBest(groups, division.firstBest),
    numerical: false,
    gains: division.firstBest,
    groups: groups.map((group, g) => {
      const probability = division.holdings[g] as Float64Array;
      const payment = byState
        ? grovesPayments(group.types, probability, division.best[g] as Float64Array)
        : tightSteps(group.types, probability);
      return { ...group, probability, payment, lumpSum: 0, ironed: [] };
    }),
    mechanism: (settled) => mechanismOf(settled, byState ? division.best : null),
  };
}

/** The first best on finite type spaces, in rationals where they are few. */
export function gridFirstBest(groups: readonly TypeGroup[], inDoubles: number): Bracket {
  const partners = groups.reduce((sum, { count }) => sum + count, 0);
  const types = groups.reduce((sum, { types: { values } }) => sum + values.length, 0);
  const exact: Rational | null = partners * types <= exactSize ? exactFirstBest(groups) : null;
  return exact ? exactly(exact) : about(inDoubles);
}

/** Bounds by finer and finer cells, until they are as narrow as asked for. */
export function boundsWithin(
  problem: DesignProblem,
  { groups }: Partnership,
  { options }: Pick<RouteContext, "options">,
): { readonly found: DivisionBounds; readonly cells: number; readonly reached: boolean } | null {
  const width = options.width ?? problem.width;
  const started = performance.now();
  let cells = firstCells;
  let found = divisionBounds(groups, cells);
  while (found) {
    const { lower, upper } = found.firstBest;
    const reached = upper - lower <= width * Math.abs(upper);
    const late = performance.now() - started > (1000 * options.timeLimitSeconds) / 2;
    if (reached || late || 2 * cells > options.maxCells) return { found, cells, reached };
    cells *= 2;
    const finer = divisionBounds(groups, cells);
    if (!finer) return { found, cells: cells / 2, reached };
    found = tighter(found, finer);
  }
  return null;
}

function tighter(a: DivisionBounds, b: DivisionBounds): DivisionBounds {
  const both = (x: DivisionBounds["firstBest"], y: DivisionBounds["firstBest"]) => ({
    lower: Math.max(x.lower, y.lower),
    upper: Math.min(x.upper, y.upper),
  });
  return {
    firstBest: both(a.firstBest, b.firstBest),
    subsidy: both(a.subsidy, b.subsidy),
    worstOff: a.worstOff.map((own, g) => both(own, b.worstOff[g] as typeof own)),
  };
}

function cellsOf({ groups }: Partnership, cells: number): readonly TypeSpace[] {
  return groups.map(({ law }) => cellTypes(divisionCells(law, cells)));
}

/** Payments that leave neighbouring types indifferent at the price of the higher one, from nothing for the lowest type. */
function tightSteps(types: TypeSpace, holding: Float64Array): Float64Array {
  const prices = pricesOf(types);
  let paid = 0;
  return holding.map((own, k) => {
    if (k > 0 && own !== holding[k - 1]) paid += (own - (holding[k - 1] as number)) * (prices[k] as number);
    return paid;
  });
}

/** What a partner pays on average when it is paid what the others hold is worth to them: v·A(v) − E max(v, others). */
function grovesPayments({ values }: TypeSpace, holding: Float64Array, best: Float64Array): Float64Array {
  return holding.map((own, k) => own * (values[k] as number) - (best[k] as number));
}

function mechanismOf(groups: readonly GroupOptimum[], best: readonly Float64Array[] | null): Mechanism {
  const rules = groups.map(({ count, reference, types, probability, payment }) => ({
    ...{ count, share: toNumber(reference), types, payment },
    holding: probability,
  }));
  const holdings = highestAt(groups);
  if (!best) return interimPartnership(rules, holdings);
  const members = groups.flatMap(({ count }, g) => new Array<number>(count).fill(g));
  const value = (g: number, k: number) => groups[g]?.types.values[k] as number;
  // What each pays beyond the Groves payment is the same whatever its type.
  const charges = groups.map(({ types, probability, payment }, g) => {
    const groves = grovesPayments(types, probability, best[g] as Float64Array);
    return (payment[0] as number) - (groves[0] as number);
  });
  return interimPartnership(rules, holdings, (types) => {
    const held = holdings(types);
    const worth = types.reduce((sum, k, a) => sum + (held[a] as number) * value(members[a] as number, k), 0);
    return types.map((k, a) => (charges[members[a] as number] as number) - (worth - (held[a] as number) * value(members[a] as number, k)));
  });
}
