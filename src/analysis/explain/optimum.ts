import { Profiles } from "../../arithmetic/profiles.ts";
import { formatRational, type Rational, rational, toNumber } from "../../arithmetic/rational.ts";
import { virtualValues } from "../../duals/chain-duals.ts";
import type { NamedConstraint } from "../../duals/conflict/named.ts";
import type { Duals, Price, Where } from "../../duals/duals.ts";
import { namedAgents } from "../../duals/names.ts";
import { TypeProfiles } from "../../environments/type-profiles.ts";
import { unroll } from "../../mechanism/linear-agent.ts";
import type { AgentRule, Mechanism } from "../../mechanism/mechanism.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { countsAllGains } from "../../problem/objective.ts";
import { budgetStage } from "../../problem/words.ts";
import type { Result } from "../../result.ts";
import { isGrid } from "../../routes/grid-problem.ts";
import type { Solve } from "../../solve.ts";
import type { LostState, OptimumExplanation, SubsidySlopes } from "./explanation.ts";

/** Most states that are looked at one by one. */
const stateLimit = 40_000;

/** Why the optimum is what it is; `solve` answers neighbouring problems for the slopes of the value. */
export async function explainOptimum(problem: DesignProblem, result: Result, solve: Solve): Promise<OptimumExplanation> {
  const { duals, mechanism, binding, multiplier } = result;
  const grid = isGrid(problem);
  const lambda = budgetStage[problem.budget.rule] === "never" ? null : (multiplier ?? lambdaOf(duals));
  const { environment } = problem;
  const byVirtualSurplus = grid && result.route === "virtual-surplus" && "frontier" in environment && result.pools === null;
  // Utility that is not linear in money or in what is traded has states of its own.
  const plain = "frontier" in environment || environment.groups === undefined;
  const agents = mechanism && grid && plain ? unroll(mechanism.agents) : null;
  const names = agents && namedAgents(problem);
  return {
    route: result.route,
    level: result.level,
    prices: duals && namedPrices(duals),
    binding,
    budget:
      lambda === null
        ? null
        : {
            lambda: { value: lambda, exact: result.multiplierExact ? formatRational(result.multiplierExact) : null },
            alpha: countsAllGains(problem.objective) ? lambda / (1 + lambda) : null,
            slopes: grid ? await slopesOf(problem, result, solve) : { more: lambda, less: lambda },
          },
    virtual: byVirtualSurplus && lambda !== null ? virtualValues(problem, environment, lambda) : null,
    ironed: result.ironed,
    worstOff: agents && names && worstOff(agents, names, result.audit?.tolerance ?? 0),
    graph: agents && names && duals ? graphOf(agents, names, duals) : null,
    firstBest: result.firstBest,
    gainsFromTrade: result.gainsFromTrade,
    lost: mechanism && agents ? lostStates(problem, mechanism) : null,
  };
}

/** λ of a budget on average or spread over states; null where states have prices of their own. */
function lambdaOf(duals: Duals | null): number | null {
  if (!duals) return null;
  const [first] = duals.budget;
  if (!first) return 0;
  if (!first.state) return first.price;
  // One unit more in every state.
  return duals.budget.reduce((sum, { price }) => sum + price, 0);
}

function namedPrices(duals: Duals): NonNullable<OptimumExplanation["prices"]> {
  return (["budget", "participation", "incentives"] as const).flatMap((family) => {
    const prices: readonly (Partial<Omit<NamedConstraint, "state" | "price">> & Where & Price)[] = duals[family];
    const dearest = [...prices].sort((a, b) => Math.abs(b.price) - Math.abs(a.price));
    return dearest.map(({ agent = null, type = null, report = null, state = null, spread, price, exact }) => ({
      ...{ family, agent, type, report, state: spread ? ("every" as const) : state },
      price: { value: price, exact: exact ? formatRational(exact) : null },
    }));
  });
}

/** Halvings of the size of the problem to the step by which a profit is changed, until the slope does not change any more: the value of a grid problem is piecewise linear. */
const [firstHalving, lastHalving] = [6, 12];

/** The slopes of the value in the required profit, from values near by. */
async function slopesOf(problem: DesignProblem, result: Result, solve: Solve): Promise<SubsidySlopes> {
  const value = middle(result);
  const size = Math.max(Math.abs(toNumber(problem.budget.requiredProfit)), Math.abs(result.firstBest.upper), Math.abs(value)) || 1;
  const slope = async (sign: 1 | -1): Promise<number | "infeasible" | null> => {
    let before: number | null = null;
    let feasible = false;
    for (let k = firstHalving; k < lastHalving; k++) {
      const step: Rational = rational(2 ** (Math.round(Math.log2(size)) - k));
      const requiredProfit = problem.budget.requiredProfit.add(sign === 1 ? step : step.neg());
      const near = await solve({ ...problem, budget: { ...problem.budget, requiredProfit } });
      feasible ||= near.status !== "infeasible";
      if (near.status === "infeasible") continue;
      if (near.status !== "optimal") return null;
      const now: number = (sign * (value - middle(near))) / toNumber(step);
      if (before !== null && Math.abs(now - before) <= 1e-5 * Math.max(1, Math.abs(now))) return clean(now);
      before = now;
    }
    return feasible ? null : "infeasible";
  };
  const more = await slope(-1);
  return { more: more === "infeasible" ? null : more, less: await slope(1) };
}

/** Differences of values carry rounding in front of a 0. */
function clean(slope: number): number {
  return Math.abs(slope) < 1e-7 ? 0 : Number(slope.toPrecision(9));
}

function middle({ value: { lower, upper, exact } }: Result): number {
  return exact ? toNumber(exact) : (lower + upper) / 2;
}

type Names = readonly { readonly name: string; readonly types: readonly string[] }[];

function worstOff(agents: readonly AgentRule[], names: Names, tolerance: number): OptimumExplanation["worstOff"] {
  return names.map(({ name, types }, a) => {
    const { rent } = (agents[a] as AgentRule).interim;
    const least = rent.reduce((lowest, own) => Math.min(lowest, own), Number.POSITIVE_INFINITY);
    return { agent: name, types: types.filter((_, k) => (rent[k] as number) <= least + tolerance) };
  });
}

function graphOf(agents: readonly AgentRule[], names: Names, { incentives }: Duals): OptimumExplanation["graph"] {
  const edges = new Map<string, { readonly agent: string; readonly from: string; readonly to: string; price: number }>();
  for (const { agent, type, report, price } of incentives) {
    const key = JSON.stringify([agent, type, report]);
    const edge = edges.get(key) ?? { agent, from: type, to: report, price: 0 };
    edge.price += price;
    edges.set(key, edge);
  }
  return {
    nodes: names.flatMap(({ name, types }, a) =>
      types.map((type, k) => ({ agent: name, type, rent: (agents[a] as AgentRule).interim.rent[k] as number })),
    ),
    edges: [...edges.values()],
  };
}

/** Surplus that is made and that could be made, state by state; null where there are too many states. */
function lostStates({ environment, discretization }: DesignProblem, mechanism: Mechanism): readonly LostState[] | null {
  const members = unroll(mechanism.agents);
  const count = new Profiles(members.map(({ types }) => types.length)).count;
  if (count > stateLimit) return null;
  const finite = environment.toFinite(discretization);
  const profiles = new TypeProfiles(finite);
  const lost: LostState[] = [];
  profiles.forEach((types, p) => {
    const probability = profiles.probability(p);
    if (probability === 0) return;
    const surplus = (o: number) =>
      finite.utilities.reduce(
        (sum, utility, a) => sum + (utility[o * (finite.agents[a]?.types.length as number) + (types[a] as number)] as number),
        0,
      );
    const stay = finite.outsideOptions.reduce((sum, outside, a) => sum + (outside[types[a] as number] as number), 0);
    const possible = finite.outcomes.reduce((best, _, o) => Math.max(best, surplus(o)), Number.NEGATIVE_INFINITY) - stay;
    const { allocation } = mechanism.at(types);
    const made =
      members.reduce((sum, { worths, types: own, reference = 0 }, a) => {
        const k = types[a] as number;
        if (worths.length === own.length) return sum + (worths[k] as number) * ((allocation[a] as number) - reference);
        return sum + Array.from(allocation).reduce((all, chance, o) => all + chance * (worths[o * own.length + k] as number), 0);
      }, 0) - (members.some(({ worths, types: own }) => worths.length !== own.length) ? stay : 0);
    const difference = probability * (possible - made);
    if (difference > 1e-12 * Math.max(1, Math.abs(possible)))
      lost.push({
        types: finite.agents.map(({ types: own }, a) => own[types[a] as number] as string),
        probability,
        possible,
        made,
        lost: difference,
      });
  });
  // States that lose the same stay in the order of their types.
  const digits = (x: number) => Number(x.toPrecision(9));
  return lost.sort((a, b) => digits(b.lost) - digits(a.lost));
}
