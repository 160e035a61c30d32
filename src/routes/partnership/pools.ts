import { toNumber } from "../../arithmetic/rational.ts";
import { inWords } from "../../certificate/prove/certificate.ts";
import { liftPartnership, proveInfeasiblePartnership } from "../../certificate/prove/partnership-proof.ts";
import { readInstance } from "../../certificate/verify/instance.ts";
import type { Partnership } from "../../environments/partnership.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import { unroll } from "../../mechanism/linear-agent.ts";
import type { Mechanism } from "../../mechanism/mechanism.ts";
import { interimPartnership, type PartnerRule } from "../../mechanism/partnership.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { incentivesStage, participationStage } from "../../problem/words.ts";
import type { PartnerPool } from "../../result.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { highestDivision } from "../../virtual-surplus/division/highest.ts";
import type { TypeGroup } from "../../virtual-surplus/kernel/optimum.ts";
import { termsOf } from "../../virtual-surplus/kernel/terms.ts";
import { bestDivision, type DividedGrid, gainsFrom, type PoolMechanism } from "../../virtual-surplus/pools/best-division.ts";
import { bracketDivision } from "../../virtual-surplus/pools/bracket-division.ts";
import { type Dividing, toTheHighest } from "../../virtual-surplus/pools/dividing.ts";
import { holdingsAt } from "../../virtual-surplus/pools/holdings-at.ts";
import { interimPayments, paymentsAtProfile } from "../../virtual-surplus/pools/interim-payments.ts";
import { dividingOf } from "../../virtual-surplus/pools/listed-dividing.ts";
import { about, exactly } from "../answer/finish.ts";
import { unsolved } from "../answer/unsolved.ts";
import { isGrid, toGrid } from "../grid-problem.ts";
import { endsOf, inEveryState } from "../market-mechanism.ts";
import { roundProgress } from "../round-progress.ts";
import type { Answer, RouteContext } from "../route.ts";
import { provedBracket, widthNotReached } from "../words.ts";
import { meanOverEntries, meanOverProfiles, waysToTradePlaces } from "./alike.ts";
import { gridFirstBest } from "./division.ts";

const self = { name: "virtual-surplus", version: "1" };

/** True for partnerships that the search over pool values serves: listed divisions, and payments that differ from state to state, on finitely many types only. */
export function dividesByPools(problem: DesignProblem, environment: Partnership): boolean {
  if (isGrid(problem)) return profilesOf(problem, environment) <= mostProfiles;
  return !(environment.divisions || inEveryState(problem));
}

/** Most profiles × divisions that are looked at in a search. */
const mostProfiles = 200_000;

/** How many profiles × divisions a search looks at; none where the unit is divided at will. */
function profilesOf({ discretization }: DesignProblem, { divisions, frontier, grids }: Partnership): number {
  return divisions ? grids(discretization).reduce((product, { values }) => product * values.length, frontier.size) : 0;
}

const everyReport = ({ incentives }: DesignProblem) => incentivesStage[incentives] === "ex-post";
const everyState = ({ participation }: DesignProblem) => participationStage[participation] === "ex-post";

/** The second best of a partnership: virtual types with a pool value each, on finite type spaces or on the laws themselves. */
export function dividedByPools(problem: DesignProblem, environment: Partnership, context: RouteContext): Answer {
  return isGrid(problem) ? onGrids(problem, environment, context) : onLaws(problem, environment, context);
}

function onGrids(problem: DesignProblem, environment: Partnership, context: RouteContext): Answer {
  const { stopwatch, options } = context;
  const spaces = stopwatch.time("discretize", () => environment.grids(problem.discretization));
  const groups: TypeGroup[] = environment.groups.map((group, g) => ({ ...group, types: spaces[g] as TypeSpace }));
  const terms = { weights: problem.objective, budget: problem.budget };
  const dividing = dividingOf(environment);
  const grid = { groups, dividing, profiles: profilesOf(problem, environment) };
  const found = stopwatch.time("search", () => bestDivision(grid, terms, options.exactLimit));
  if (!("found" in found)) return unsolved(problem, found, self);
  const { exact, value } = found;
  return {
    ...shared(problem, groups, found, context, dividing),
    status: found.status,
    explanation: exact
      ? "Optimal, proved in exact arithmetic: the mechanism attains the dual value of the budget's multiplier and of the pool values."
      : "Optimal: the mechanism attains the dual value of the budget's multiplier and of the pool values up to rounding.",
    value: exact ? exactly(exact.value) : { ...value, exact: null },
    firstBest: environment.divisions ? gainsOf(grid) : gridFirstBest(groups, highestDivision(groups).firstBest),
    multiplierExact: exact?.lambda ?? null,
    level: exact ? "exact" : "float",
  };
}

/** The first best where divisions are listed. */
function gainsOf(grid: DividedGrid): Answer["firstBest"] {
  const { gains, exact } = gainsFrom(grid);
  return exact ? exactly(exact) : about(gains);
}

function onLaws(problem: DesignProblem, environment: Partnership, context: RouteContext): Answer {
  const { stopwatch, options } = context;
  const width = options.width ?? problem.width;
  const limits = {
    width,
    maxCells: options.maxCells,
    timeLimitSeconds: options.timeLimitSeconds,
    onRound: roundProgress(self.name, width, context),
  };
  const terms = { weights: problem.objective, budget: problem.budget };
  const found = stopwatch.time("search", () => bracketDivision(environment.groups, terms, limits));
  if (found.status === "unproved") {
    throw new UnsupportedProblemError({
      assumption: "A law made of functions has no enclosures, and bounds for a partnership need them.",
      changes: [toGrid(problem, 1_600)],
      alternative: "A named law has enclosures.",
    });
  }
  const { stated } = context;
  if (!("found" in found)) {
    const infeasible = () =>
      stated ? inWords(() => proveInfeasiblePartnership(readInstance(stated.instance), environment.groups)) : "no proof was asked for";
    return unsolved(problem, found, self, infeasible);
  }
  const proof =
    stated &&
    stopwatch.time("proof", () => inWords(() => liftPartnership(problem, environment.groups, readInstance(stated.instance), found, width)));
  const groups: TypeGroup[] = environment.groups.map((group, g) => ({ ...group, types: found.types[g] as TypeSpace }));
  return {
    ...shared(problem, groups, found, context, toTheHighest, found.shift),
    status: found.status,
    explanation: found.status === "optimal" ? provedBracket : widthNotReached(width),
    value: { ...found.value, exact: null },
    firstBest: { ...found.firstBest, exact: null },
    rounds: found.rounds,
    level: "continuum",
    proof,
  };
}

/** A share that a type holds on average, but for rounding. */
const nearness = 1e-9;

/** The pools of the search; virtual values that were counted from `shift` are moved by (w_0 + λ)·shift. */
function poolsOf(problem: DesignProblem, groups: readonly TypeGroup[], { found }: PoolMechanism, shift: number): PartnerPool[] {
  const price = toNumber(problem.objective.broker) + found.at.lambda;
  return groups.map(({ types, reference }, g) => {
    const { low, high } = endsOf(types);
    const holding = found.holdings[g] as readonly number[];
    const share = toNumber(reference);
    // Rents fall as long as less than the share is held, and rise when more is.
    const first = holding.findIndex((held) => held >= share - nearness);
    const last = holding.findLastIndex((held) => held <= share + nearness);
    const [bottom, top] = [low[0] as number, high.at(-1) as number];
    // Where every type holds less, the highest one gains least; where every type holds more, the lowest.
    const [from, to] =
      first < 0 ? [top, top] : last < 0 ? [bottom, bottom] : first <= last ? [low[first], high[last]] : [low[last], high[first]];
    const worstOff = { lower: from as number, upper: to as number };
    // A pool lies between its types' values at the price of money; where it is a single type the search leaves its value open.
    const value = Math.min(Math.max((found.pools[g] as number) + price * shift, price * worstOff.lower), price * worstOff.upper);
    return { value, worstOff };
  });
}

function shared(
  problem: DesignProblem,
  groups: readonly TypeGroup[],
  found: PoolMechanism,
  { stopwatch }: RouteContext,
  dividing: Dividing,
  shift = 0,
) {
  const ways = waysToTradePlaces(problem, groups);
  const { holdings, pools } = found.found;
  const poolsAlone = meanOverEntries(
    ways,
    pools.map((pool) => [pool]),
  );
  const even = { ...found.found, holdings: meanOverEntries(ways, holdings), pools: poolsAlone.map(([pool]) => pool as number) };
  const mechanism = stopwatch.time("mechanism", () => poolMechanism(problem, groups, found, ways, dividing));
  return {
    route: "virtual-surplus",
    mechanism,
    pools: poolsOf(problem, groups, { ...found, found: even }, shift),
    multiplier: found.found.at.lambda,
    solver: self,
  } as const;
}

/** The lottery over rankings with the payments that the words ask for; its mean over the ways in which alike entries can trade places. */
function poolMechanism(
  problem: DesignProblem,
  groups: readonly TypeGroup[],
  { found, lumpSum }: PoolMechanism,
  ways: ReturnType<typeof waysToTradePlaces>,
  dividing: Dividing,
): Mechanism {
  const { receiver } = termsOf({ weights: problem.objective, budget: problem.budget });
  const receivers = groups.reduce((sum, { party, count }) => sum + (party === receiver ? count : 0), 0);
  const rules = groups.map(({ count, reference, party, types }, g) => {
    const holding = Float64Array.from(found.holdings[g] as readonly number[]);
    const share = toNumber(reference);
    const each = party === receiver ? lumpSum / receivers : 0;
    const payment = interimPayments(holding, share, endsOf(types)).map((paid) => paid - each);
    return { count, share, types, holding, payment, each };
  });
  const holdings = holdingsAt(rules, found.mixture, dividing);
  const counts = rules.map(({ count }) => count);
  const mean = (at: (types: readonly number[]) => ArrayLike<number>) => (ways.length === 1 ? at : meanOverProfiles(ways, counts, at));
  const [held, paid] = [rules.map(({ holding }) => holding), rules.map(({ payment }) => payment)].map((lists) =>
    meanOverEntries(ways, lists),
  );
  const even = rules.map((rule, g) => ({
    ...rule,
    holding: Float64Array.from(held?.[g] as number[]),
    payment: Float64Array.from(paid?.[g] as number[]),
  }));
  const inStates = everyReport(problem) ? reportwise(rules, holdings) : everyState(problem) ? statewise(rules, holdings) : undefined;
  const payments = inStates && mean(inStates);
  return interimPartnership(even, mean(holdings), payments && ((types) => Array.from(payments(types))));
}

type Rule = PartnerRule & { readonly each: number };
type HoldingsAt = (types: readonly number[]) => Float64Array;

/** Payments that leave each type its interim rent in every state: what it gains there, less that rent. */
function statewise(rules: readonly Rule[], holdings: HoldingsAt): (types: readonly number[]) => readonly number[] {
  const members = unroll(rules);
  return (types) => {
    const held = holdings(types);
    return types.map((k, a) => {
      const { share, types: space, holding, payment } = members[a] as Rule;
      const value = space.values[k] as number;
      const rent = value * ((holding[k] as number) - share) - (payment[k] as number);
      return value * ((held[a] as number) - share) - rent;
    });
  };
}

/** Payments under which truth is best whatever the others report. */
function reportwise(rules: readonly Rule[], holdings: HoldingsAt): (types: readonly number[]) => readonly number[] {
  const members = unroll(rules);
  return (types) =>
    types.map((k, a) => {
      const { share, types: space, holding, each } = members[a] as Rule;
      const own = Array.from(space.values, (_, report) => holdings(types.map((type, b) => (b === a ? report : type)))[a] as number);
      return (paymentsAtProfile(own, holding, share, space.values)[k] as number) - each;
    });
}
