import { entryOf } from "../../arithmetic/exact-vector.ts";
import { one, type Rational, ratio, toNumber, zero } from "../../arithmetic/rational.ts";
import { exactProgram, type RowOf } from "../../certificate/prove/exact-program.ts";
import type { NaiveAgent, NaiveProblem } from "../../certificate/verify/finite/naive-problem.ts";
import { typeAt } from "../../certificate/verify/finite/profiles.ts";
import type { ExactRow } from "../../exact-lp/program.ts";
import { budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";

/** Which constraint of the design problem a demand is; a budget that is one constraint in every state has the state null. */
export type DemandOf =
  | Exclude<RowOf, { readonly family: "lottery" | "budget" }>
  | { readonly family: "budget"; readonly state: number | null };

export type DemandFamily = DemandOf["family"];

/** What can be asked of ties when efficiency is imposed: the last or the first efficient outcome as listed (trade, or no trade), or whichever serves best. */
export type Ties = "trade" | "rest" | "any";

/** A constraint that could be dropped, in integers: values·x[columns] ≥ (or =) bound, which is `scale` times the constraint in money. */
export interface Demand extends ExactRow<DemandOf> {
  /** 0: dropped first, where the explanation can do without: no report of a better type. 1: participation of interior types. 2: the rest. */
  readonly order: 0 | 1 | 2;
}

/**
 * The constraints of a finite problem on lotteries and payments, as small as they can be without changing which of them exclude each other.
 *
 * Columns: probabilities (≥ 0) of outcomes, then payments (free). `lotteries` are their equations, which nobody can drop. Where incentives and participation speak of averages
 * and types are independent, payments enter through what each type pays on average; then a budget in every state is one constraint (payments can be spread so that their
 * total is the same in every state), whose price is spread in proportion to the states' probability.
 */
export interface DemandSystem {
  readonly columns: number;
  readonly nonNegative: number;
  readonly lotteries: readonly ExactRow[];
  readonly demands: readonly Demand[];
  /** A number of the size of what is at stake, a power of two. */
  readonly stakes: Rational;
}

/** The demands of a problem; with `efficient`, on efficient outcomes alone. `ordered`: utility is linear in types, of which reports of neighbours are enough. */
export function demandsOf(problem: NaiveProblem, ordered: boolean, efficient: Ties | null): DemandSystem {
  const { agents, outcomes, prior } = problem;
  const profiles = prior.numerators.length;
  const full = exactProgram(problem, ordered);
  const onAverage =
    problem.independent && incentivesStage[problem.incentives] === "interim" && participationStage[problem.participation] !== "ex-post";
  // Where each column of the full program goes: a column, a probability that is 1, or nowhere.
  const place = new Int32Array(full.columns).fill(nowhere);
  let columns = 0;
  const sure = (p: number): readonly number[] => {
    if (efficient === null) return [...outcomes.keys()];
    const best = efficientOutcomes(problem, p);
    return efficient === "any" ? best : [best.at(efficient === "trade" ? -1 : 0) as number];
  };
  for (let p = 0; p < profiles; p++) {
    const possible = sure(p);
    for (const o of possible) place[p * outcomes.length + o] = possible.length === 1 ? certain : columns++;
  }
  const nonNegative = columns;
  agents.forEach((agent, a) => {
    const first = columns;
    for (let p = 0; p < profiles; p++) place[profiles * (outcomes.length + a) + p] = onAverage ? first + typeAt(agent, p) : columns++;
    if (onAverage) columns = first + agent.types.length;
  });
  const moved = (row: ExactRow<unknown>, weight = 1n) => {
    const entries = new Map<number, bigint>();
    let constant = 0n;
    row.columns.forEach((column, e) => {
      const at = place[column] as number;
      const value = weight * (row.values[e] as bigint);
      if (at === certain) constant += value;
      else if (at !== nowhere) entries.set(at, (entries.get(at) ?? 0n) + value);
    });
    return { entries, bound: weight * row.bound - constant };
  };
  const written = (row: ExactRow<unknown>, { entries, bound }: ReturnType<typeof moved>) => {
    const nonzero = [...entries].filter(([, value]) => value !== 0n);
    return { ...row, columns: nonzero.map(([column]) => column), values: nonzero.map(([, value]) => value), bound };
  };
  const lotteries = full.rows.flatMap((row): ExactRow[] => {
    if (row.of.family !== "lottery") return [];
    const own = written(row, moved(row));
    return own.columns.length === 0 ? [] : [own];
  });
  const demands = full.rows.flatMap(({ of, ...row }): Demand[] => {
    if (of.family === "lottery" || (of.family === "budget" && onAverage)) return [];
    return [{ ...written({ ...row, of }, moved({ ...row, of })), of, order: orderOf(problem, of) }];
  });
  const budgets = full.rows.filter(({ of }) => of.family === "budget");
  if (onAverage && budgets.length > 0) demands.push(averageBudget(problem, budgets, moved, written));
  return { columns, nonNegative, lotteries, demands, stakes: stakesOf(problem) };
}

/** The outcomes of the largest surplus at a profile, in the order in which outcomes are listed. */
function efficientOutcomes({ agents, outcomes }: NaiveProblem, profile: number): number[] {
  const surplus = outcomes.map((_, o) =>
    agents.reduce((sum, agent) => sum.add(entryOf(agent.utilities, o * agent.types.length + typeAt(agent, profile))), zero),
  );
  const most = surplus.reduce((top, own) => (own.gt(top) ? own : top));
  return [...outcomes.keys()].filter((o) => surplus[o]?.equals(most));
}

const nowhere = -1;
const certain = -2;

/** The budgets of all states, weighted with their probabilities, as one. */
function averageBudget(
  problem: NaiveProblem,
  budgets: readonly ExactRow<RowOf>[],
  moved: (row: ExactRow<unknown>, weight?: bigint) => { readonly entries: Map<number, bigint>; readonly bound: bigint },
  written: (row: ExactRow<unknown>, of: { readonly entries: Map<number, bigint>; readonly bound: bigint }) => ExactRow<unknown>,
): Demand {
  const { prior, budget } = problem;
  const [first] = budgets as readonly [ExactRow<RowOf>, ...ExactRow<RowOf>[]];
  const inStates = budgetStage[budget] === "ex-post";
  const entries = new Map<number, bigint>();
  let bound = 0n;
  budgets.forEach((row, p) => {
    const own = moved(row, inStates ? prior.numerators[p] : 1n);
    for (const [column, value] of own.entries) entries.set(column, (entries.get(column) ?? 0n) + value);
    bound += own.bound;
  });
  const scale = inStates ? first.scale.mul(ratio(prior.denominator, 1n)) : first.scale;
  return { ...written(first, { entries, bound }), scale, of: { family: "budget", state: inStates ? null : 0 }, order: 2 };
}

/** A trader gains least at one end of its types: what looks away from that end is dropped first. Nobody knows of other agents where they gain least. */
function orderOf(problem: NaiveProblem, of: Exclude<RowOf, { readonly family: "lottery" }>): Demand["order"] {
  if (of.family === "budget") return 2;
  const agent = problem.agents[of.agent] as NaiveAgent;
  const worst = worstTypeOf(agent, problem.outcomes.length);
  if (worst === null) return 2;
  const perState =
    { incentives: incentivesStage[problem.incentives], participation: participationStage[problem.participation] }[of.family] === "ex-post";
  const own = perState ? typeAt(agent, of.state) : of.state;
  if (of.family === "participation") return participationStage[problem.participation] === "ex-ante" || own === worst ? 2 : 1;
  return Math.sign(of.report - own) === (worst === 0 ? -1 : 1) ? 2 : 0;
}

/** The end of a trader's types at which trade is worth least, from its utilities: an outcome is worth it nothing, or more the further from that end; null for other agents. */
function worstTypeOf({ utilities, types }: NaiveAgent, outcomes: number): number | null {
  const n = types.length;
  let falling = false;
  let rising = false;
  for (let o = 0; o < outcomes; o++) {
    for (let k = 0; k + 1 < n; k++) {
      const [here, next] = [utilities.numerators[o * n + k] as bigint, utilities.numerators[o * n + k + 1] as bigint];
      if (next > here) rising = true;
      if (next < here) falling = true;
    }
  }
  return rising === falling ? null : rising ? 0 : n - 1;
}

/** The largest utility or outside option, as a power of two: money is measured by it. */
function stakesOf({ agents, requiredProfit }: NaiveProblem): Rational {
  let most = Math.abs(toNumber(requiredProfit));
  for (const { utilities, outside } of agents)
    for (const list of [utilities, outside])
      for (const k of list.numerators.keys()) most = Math.max(most, Math.abs(toNumber(entryOf(list, k))));
  if (!(most > 0 && Number.isFinite(most))) return one;
  const power = Math.round(Math.log2(most));
  return power >= 0 ? ratio(1n << BigInt(power), 1n) : ratio(1n, 1n << BigInt(-power));
}
