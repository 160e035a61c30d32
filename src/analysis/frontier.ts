import { formatRational, one, type Rational, ratio, rational, zero } from "../arithmetic/rational.ts";
import { isPartnership, resharedPartnership } from "../environments/partnership.ts";
import { isRiskAverseTrade, riskAverseTrade } from "../environments/risk-averse-trade.ts";
import { refuse, UnsupportedProblemError } from "../errors.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { evenObjective } from "../problem/objective.ts";
import { requireDesignProblem, requireKnownFields, requireOneOf } from "../problem/required.ts";
import { budgetBalances, budgetStage } from "../problem/words.ts";
import type { Result } from "../result.ts";
import { cellOf } from "../routes/cells.ts";
import { WarmStart } from "../routes/warm-start.ts";
import type { Solve } from "../solve.ts";

/**
 * `gains-profit`: gains from trade against broker's profit. `rents`: buyers' rents against sellers' rents. `shares`: the value over who owns a partnership.
 * `risk-aversion`: the value over the common power of two traders.
 */
export type FrontierKind = "gains-profit" | "rents" | "shares" | "risk-aversion";

export const frontierKinds = ["gains-profit", "rents", "shares", "risk-aversion"] as const satisfies readonly FrontierKind[];

/** What a frontier varies; see {@link ValueFrontier.parameter}. */
export const frontierParameters = ["required profit", "weight of profit", "weight of buyers", "share of the first", "power"] as const;

/** One point of a frontier, attained by an audited mechanism. */
export interface FrontierPoint {
  /** What was varied; see {@link ValueFrontier.parameter}. */
  readonly parameter: Rational;
  readonly status: Result["status"];
  readonly gainsFromTrade: number;
  readonly brokerProfit: number;
  readonly buyersRents: number;
  readonly sellersRents: number;
  /** In a partnership, which has no buyers and sellers: the rents of all partners of each entry of the list. */
  readonly partnersRents?: readonly number[];
  /** What a unit more of profit costs, where the route gives it; Infinity at the largest profit of all, of which there is no more. */
  readonly multiplier: number | null;
  readonly result: Result;
}

/** The points of a frontier, and what varies along it. */
export interface ValueFrontier {
  readonly kind: FrontierKind;
  /**
   * `required profit`: gains are maximised subject to an expected profit of at least this; `weight of profit`: (1 − s)·gains + s·profit is maximised;
   * `weight of buyers`: s·buyers' rents + (1 − s)·sellers' rents is maximised; `share of the first`: the partners of the first entry own s together, the others the rest;
   * `power`: γ of the utility x^γ of both traders, whose rents are expected utilities.
   */
  readonly parameter: (typeof frontierParameters)[number];
  readonly points: readonly FrontierPoint[];
}

/** What may be asked of `frontier`. */
export interface FrontierOptions {
  /** What is traded off: gains against profit, buyers' against sellers' rents, shares of a partnership, or risk aversion. */
  readonly kind: FrontierKind;
  /** Number of points, ends included; 2 to 10,000. */
  readonly points: number;
}

/** What `frontier` does unless told otherwise. */
export const defaultFrontierOptions: FrontierOptions = { kind: "gains-profit", points: 11 };

/**
 * The efficient frontier of a design problem.
 *
 * `gains-profit`: for required profits from the problem's own to the largest that can be made, the most gains from trade. Where the budget binds state by state
 * and cannot be averaged (dominant incentives or ex-post participation with `no-deficit`), a requirement in every state is another question; there the
 * weight of profit against gains goes from 0 to 1 instead.
 * `rents`: for weights (s, 1 − s, 0) on buyers' rents, sellers' rents and profit, s from 0 to 1, the best mechanism; the frontier is the concave curve through the points.
 * `shares`: the problem of a partnership with the first entry of its list owning s together, s from 0 to 1, and the other entries the rest in the proportion of their own
 * shares (equally if they have none).
 * `risk-aversion`: for powers k/points, k = 1 … points, of risk-averse traders, the best mechanism of their class; the problem's own power is replaced.
 * Each point is a solve of its own; programs are warm-started one from the other. The problem's objective is replaced, except for `shares` and `risk-aversion`.
 *
 * Throws InvalidInputError for a wrong kind or number of points, UnsupportedProblemError when there is no budget (the frontier is then unbounded), and for shares of what
 * is no partnership.
 *
 * @example
 * const { points } = await frontier(problem, { kind: "gains-profit", points: 5 }, solve);
 */
export async function frontier(problem: DesignProblem, options: Partial<FrontierOptions>, solve: Solve): Promise<ValueFrontier> {
  requireDesignProblem(problem);
  requireKnownFields(options, Object.keys(defaultFrontierOptions), "options");
  const { kind, points } = { ...defaultFrontierOptions, ...options };
  requireOneOf(frontierKinds, kind, "kind", "Choose what to trade off.");
  if (!Number.isInteger(points) || points < 2 || points > 10_000)
    refuse("points", "a whole number from 2 to 10000", points, "Say how many points to compute.");
  const { parameter, steps, end } = await walks[kind](problem, points, solve);
  const warmStart = new WarmStart();
  const found: FrontierPoint[] = [];
  for (const [at, changed] of steps) found.push(pointOf(at, await solve(changed, { warmStart })));
  return { kind, parameter, points: end ? [...found, pointOf(...end)] : found };
}

function pointOf(parameter: Rational, result: Result): FrontierPoint {
  const { status, gainsFromTrade, brokerProfit, rents, multiplier } = result;
  return {
    parameter,
    status,
    gainsFromTrade,
    brokerProfit,
    buyersRents: rents.buyers,
    sellersRents: rents.sellers,
    ...(rents.partners && { partnersRents: rents.partners }),
    multiplier,
    result,
  };
}

/** The problems along a frontier with what each has of the parameter; `end`: a last point that is known already. */
interface Walk {
  readonly parameter: ValueFrontier["parameter"];
  readonly steps: readonly (readonly [at: Rational, problem: DesignProblem])[];
  readonly end?: readonly [at: Rational, result: Result];
}

/** So many numbers from 0 to 1. */
const partsOf = (points: number): readonly Rational[] => Array.from({ length: points }, (_, k) => ratio(BigInt(k), BigInt(points - 1)));

const walks: Readonly<Record<FrontierKind, (problem: DesignProblem, points: number, solve: Solve) => Walk | Promise<Walk>>> = {
  "gains-profit": async (problem, points, solve) => {
    requireBudget(problem);
    const { objective, budget } = problem;
    if (bindsByState(problem)) {
      if (budgetBalances[budget.rule])
        throw new UnsupportedProblemError({
          assumption: "A budget balanced in every state fixes the broker's profit, so there is nothing to trade off against it.",
          changes: [{ budget: "no-deficit" }],
          alternative: 'Or ask for the frontier of kind "rents".',
        });
      const weighted = (share: Rational) => ({ ...problem, objective: evenObjective("weights", one.sub(share), objective) });
      return { parameter: "weight of profit", steps: partsOf(points).map((share) => [share, weighted(share)]) };
    }
    const requiring = (requiredProfit: Rational): Walk["steps"][number] => [
      requiredProfit,
      { ...problem, objective: evenObjective("gains-from-trade", one, objective), budget: { ...budget, requiredProfit } },
    ];
    const parameter = "required profit";
    const least = budget.requiredProfit;
    const broker = await mostProfitable(problem, solve);
    const most = broker && (broker.value.exact ?? rational(broker.brokerProfit));
    if (!broker || !most || most.compare(least) < 0) return { parameter, steps: [requiring(least)] };
    const steps = partsOf(points).map((share) => requiring(least.add(most.sub(least).mul(share))));
    // Rounding may put a largest profit that is not known exactly out of reach; there the broker's own optimum is the end of the frontier.
    if (broker.value.exact) return { parameter, steps };
    return { parameter, steps: steps.slice(0, -1), end: [most, { ...broker, multiplier: Number.POSITIVE_INFINITY }] };
  },
  rents: (problem, points) => {
    requireBudget(problem);
    if (problem.objective.partners)
      throw new UnsupportedProblemError({
        assumption: "The frontier of rents is between buyers and sellers, and a partnership has none.",
        alternative: 'Solve it with weights of the partners, such as {"weights": {"partners": [1, 2], "broker": 0}}.',
      });
    const weighted = (share: Rational): DesignProblem => ({
      ...problem,
      objective: { name: "weights", buyers: share, sellers: one.sub(share), broker: zero },
    });
    return { parameter: "weight of buyers", steps: partsOf(points).map((share) => [share, weighted(share)]) };
  },
  shares: (problem, points) => {
    const { environment } = problem;
    if (!isPartnership(environment))
      throw new UnsupportedProblemError({
        assumption: "Shares are what the partners of a partnership own, and this environment is none.",
        alternative: 'Ask for the frontier of kind "gains-profit" or "rents".',
      });
    const reshared = (share: Rational) => ({ ...problem, environment: resharedPartnership(environment, share) });
    return { parameter: "share of the first", steps: partsOf(points).map((share) => [share, reshared(share)]) };
  },
  "risk-aversion": (problem, points) => {
    const { environment } = problem;
    if (!isRiskAverseTrade(environment))
      throw new UnsupportedProblemError({
        assumption: "Only risk-averse traders have a power that can be varied.",
        alternative: 'Give bilateral trade a "utility" and "mechanisms", or ask for another kind of frontier.',
      });
    const { buyer, seller, mechanisms, prices } = environment;
    const withPower = (power: Rational) => {
      const utility = { power: formatRational(power) };
      return { ...problem, environment: riskAverseTrade({ buyer, seller, mechanisms, prices, utility }) };
    };
    // No power is 0.
    const powers = partsOf(points + 1).slice(1);
    return { parameter: "power", steps: powers.map((power) => [power, withPower(power)]) };
  },
};

/** Money is traded off only where a budget limits it. */
function requireBudget({ budget }: DesignProblem): void {
  if (budgetStage[budget.rule] !== "never") return;
  throw new UnsupportedProblemError({
    assumption: "Without a budget the frontier is unbounded.",
    changes: [{ budget: "ex-ante" }, { budget: "no-deficit" }, { budget: "balanced" }],
  });
}

/** A budget in every state says more than its expectation unless interim transfers can be spread over states. */
function bindsByState(problem: DesignProblem): boolean {
  return cellOf(problem) === "linear-program";
}

/** The answer to the same problem with the broker's profit as objective; null when no mechanism satisfies the constraints. */
async function mostProfitable(problem: DesignProblem, solve: Solve): Promise<Result | null> {
  // A balanced budget fixes the profit; what can be made at most is asked with the weaker rule in every state.
  const budget = budgetBalances[problem.budget.rule] ? { ...problem.budget, rule: "no-deficit" as const } : problem.budget;
  const result = await solve({ ...problem, budget, objective: evenObjective("broker-profit", zero, problem.objective) }, {});
  return result.status === "optimal" || result.status === "limit" ? result : null;
}
