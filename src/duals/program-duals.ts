import { type Rational, rational, toNumber } from "../arithmetic/rational.ts";
import type { MultiplierTable } from "../certificate/format.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { budgetStage, incentivesStage, participationStage } from "../problem/words.ts";
import type { SidePrices, TradePrices } from "../program/reduced/prices.ts";
import type { ConstraintPrice, ConstraintRow } from "../program/reference/reference-layout.ts";
import { budgetDuals } from "./chain-duals.ts";
import { type BudgetDual, constraintLimit, type Duals, type IncentiveDual, type ParticipationDual, type Price } from "./duals.ts";
import { type NamedAgent, namedAgents, typesAt } from "./names.ts";

/** Share of the largest price below which a solver's number is taken for 0. */
const negligible = 1e-9;

/** The prices of the naive program's rows by name; null where there are more than {@link constraintLimit}. */
export function rowDuals(problem: DesignProblem, prices: readonly ConstraintPrice[]): Duals | null {
  const largest = prices.reduce((most, { price }) => Math.max(most, Math.abs(price)), 0);
  const told = prices.filter(({ price }) => Math.abs(price) > negligible * largest);
  return named(
    problem,
    told.map(({ of, price }) => ({ of, price: { price } })),
  );
}

/** The prices of a certificate by name. */
export function certifiedDuals(problem: DesignProblem, { incentives, participation, budget }: MultiplierTable): Duals | null {
  const exactly = (text: string): Price => {
    const exact: Rational = rational(text);
    return { price: toNumber(exact), exact };
  };
  return named(problem, [
    ...incentives.map(([agent, state, report, price]) => ({
      of: { family: "incentives", agent, state, report } as const,
      price: exactly(price),
    })),
    ...participation.map(([agent, state, price]) => ({ of: { family: "participation", agent, state } as const, price: exactly(price) })),
    ...budget.map(([state, price]) => ({ of: { family: "budget", state } as const, price: exactly(price) })),
  ]);
}

function named(problem: DesignProblem, prices: readonly { readonly of: ConstraintRow; readonly price: Price }[]): Duals | null {
  if (prices.length > constraintLimit) return null;
  const agents = namedAgents(problem);
  const inStates = {
    incentives: incentivesStage[problem.incentives] === "ex-post",
    participation: participationStage[problem.participation] === "ex-post",
    budget: budgetStage[problem.budget.rule] === "ex-post",
  };
  const before = participationStage[problem.participation] === "ex-ante";
  const incentives: IncentiveDual[] = [];
  const participation: ParticipationDual[] = [];
  const budget: BudgetDual[] = [];
  for (const { of, price } of prices) {
    if (of.family === "lottery") continue;
    const state = inStates[of.family] ? { state: typesAt(agents, of.state) } : {};
    if (of.family === "budget") {
      budget.push({ ...state, ...price });
      continue;
    }
    const { name, types } = agents[of.agent] as NamedAgent;
    const type = (state.state?.[of.agent] ?? types[of.state]) as string;
    if (of.family === "incentives") incentives.push({ agent: name, type, report: types[of.report] as string, ...state, ...price });
    else participation.push({ agent: name, type: before ? null : type, ...state, ...price });
  }
  return { incentives, participation, budget };
}

/**
 * The prices of a reduced program of bilateral trade by name; `settled` is what the price of a balanced budget lacks (see settleProfit). Null where there are more than
 * {@link constraintLimit}.
 */
export function tradeDuals(problem: DesignProblem, prices: TradePrices, masses: readonly Float64Array[], settled: number): Duals | null {
  const agents = namedAgents(problem);
  const n = agents[1]?.types.length as number;
  const { budget } = prices;
  const sides: readonly SidePrices[] = [prices.buyer, prices.seller];
  const found: ConstraintPrice[] = sides.flatMap(({ stage, down, up, participation }, agent) => {
    // A buyer is better off the higher its value, a seller the lower its cost.
    const worse = agent === 0 ? -1 : 1;
    const typeAt = (k: number) => (stage === "interim" ? k : agent === 0 ? Math.floor(k / n) : k % n);
    const envy = (list: Float64Array, step: number) =>
      positive(list, (k) => ({ family: "incentives", agent, state: k, report: typeAt(k) + step }));
    const taking =
      participation === null
        ? []
        : participation.stage === "ex-ante"
          ? positive([participation.price], () => ({ family: "participation", agent, state: 0 }))
          : positive(participation.price, (state) => ({ family: "participation", agent, state }));
    return [...envy(down, worse), ...envy(up, -worse), ...taking];
  });
  if (budget !== null && typeof budget !== "number")
    budget.forEach((price, state) => {
      const mass = (masses[0]?.[Math.floor(state / n)] as number) * (masses[1]?.[state % n] as number);
      found.push({ of: { family: "budget", state }, price: price - settled * mass });
    });
  const onAverage = participationStage[problem.participation] === "ex-post" && sides.every((side) => side.participation?.stage === "type");
  const duals = rowDuals(problem, onAverage ? found.filter(({ of }) => of.family !== "participation") : found);
  return (
    duals && {
      ...duals,
      ...(onAverage && { participation: spreadParticipation(agents, sides) }),
      ...(typeof budget === "number" && { budget: budgetDuals(problem, budget - settled) }),
    }
  );
}

function positive(list: ArrayLike<number>, of: (k: number) => ConstraintRow): ConstraintPrice[] {
  return Array.from(list, (price, k) => ({ of: of(k), price })).filter(({ price }) => price > 0);
}

/** Ex-post participation that counts on average only, type by type. */
function spreadParticipation(agents: readonly NamedAgent[], sides: readonly SidePrices[]): readonly ParticipationDual[] {
  return sides.flatMap(({ participation }, a) => {
    if (participation?.stage !== "type") return [];
    const { name, types } = agents[a] as NamedAgent;
    return types.flatMap((type, k) => {
      const price = participation.price[k] as number;
      return price > 0 ? [{ agent: name, type, spread: true as const, price }] : [];
    });
  });
}
