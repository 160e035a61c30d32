import { entryOf, gcd } from "../../arithmetic/exact-vector.ts";
import { type Rational, ratio, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { ExactProgram, ExactRow } from "../../exact-lp/program.ts";
import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import type { MultiplierTable } from "../format.ts";
import type { NaiveAgent, NaiveProblem } from "../verify/finite/naive-problem.ts";
import { type View, viewOfType, views } from "../verify/finite/views.ts";
import type { MultiplierDraft } from "./proof.ts";

/** Which constraint of the design problem a row is; states as in the certificate format. */
export type RowOf =
  | { readonly family: "lottery"; readonly profile: number }
  | { readonly family: "incentives"; readonly agent: number; readonly state: number; readonly report: number }
  | { readonly family: "participation"; readonly agent: number; readonly state: number }
  | { readonly family: "budget"; readonly state: number };

/**
 * The program of the naive problem, columns x[p, o] at p·O + o, then payments t[a, p]. With `adjacent` only reports of the neighbouring types
 * are kept: enough where utility is linear in an ordered type, and a relaxation in any case.
 *
 * Restated on purpose from `buildReference`: that one scales doubles for a solver, this one keeps integers of the problem that the verifier reads for itself, so that
 * a mistake in either shows as a proof that fails.
 */
export function exactProgram(problem: NaiveProblem, adjacent: boolean): ExactProgram<RowOf> {
  const { agents, outcomes, prior, incentives, participation, budget, requiredProfit, brokerWeight } = problem;
  const profiles = prior.numerators.length;
  const rows: ExactRow<RowOf>[] = [];
  const payment = (a: number, p: number) => profiles * outcomes.length + a * profiles + p;

  const add = (of: RowOf, entries: ReadonlyMap<number, bigint>, bound: Rational, scale: Rational, equality = false) => {
    const nonzero = [...entries].filter(([, value]) => value !== 0n);
    // The bound's denominator and the entries' common factor go into the scale.
    let factor = 0n;
    for (const [, value] of nonzero) factor = gcd(factor, value * bound.d);
    factor = gcd(factor, bound.n);
    if (factor === 0n) factor = 1n;
    rows.push({
      of,
      columns: nonzero.map(([column]) => column),
      values: nonzero.map(([, value]) => (value * bound.d) / factor),
      bound: (bound.s * bound.n) / factor,
      equality,
      scale: scale.mul(ratio(bound.d, factor)),
    });
  };
  /** Adds weight·(what agent a with type k gains at the profiles that a view and a report lead to), times the utilities' denominator. */
  const gain = (entries: Map<number, bigint>, a: number, k: number, view: View, report: number, sign: bigint) => {
    const { stride, utilities, types } = agents[a] as NaiveAgent;
    view.others.forEach((others, q) => {
      const weight = sign * (view.weights[q] as bigint);
      if (weight === 0n) return;
      const p = others + report * stride;
      for (let o = 0; o < outcomes.length; o++) {
        const column = p * outcomes.length + o;
        entries.set(column, (entries.get(column) ?? 0n) + weight * (utilities.numerators[o * types.length + k] as bigint));
      }
      entries.set(payment(a, p), (entries.get(payment(a, p)) ?? 0n) - weight * utilities.denominator);
    });
  };
  const total = (view: View) => view.weights.reduce((sum, weight) => sum + weight, 0n);

  for (let p = 0; p < profiles; p++) {
    const entries = new Map(outcomes.map((_, o) => [p * outcomes.length + o, 1n] as const));
    add({ family: "lottery", profile: p }, entries, ratio(1n, 1n), ratio(1n, 1n), true);
  }
  agents.forEach((agent, a) => {
    const inState = (view: View, k: number, perProfile: boolean) => (perProfile ? (view.others[0] as number) + k * agent.stride : k);
    const stage = (perProfile: boolean) => views(problem, a, perProfile ? "state" : "belief").filter((view) => total(view) > 0n);
    const unit = (view: View) => ratio(agent.utilities.denominator * total(view), 1n);
    for (const view of stage(incentivesStage[incentives] === "ex-post")) {
      for (const k of view.types) {
        for (let report = 0; report < agent.types.length; report++) {
          if (report === k || (adjacent && Math.abs(report - k) > 1)) continue;
          const entries = new Map<number, bigint>();
          gain(entries, a, k, view, k, 1n);
          gain(entries, a, k, view, report, -1n);
          add(
            { family: "incentives", agent: a, state: inState(view, k, incentivesStage[incentives] === "ex-post"), report },
            entries,
            zero,
            unit(view),
          );
        }
      }
    }
    const outside = (k: number) => entryOf(agent.outside, k);
    const asked = participationStage[participation];
    if (asked === "ex-ante") {
      const entries = new Map<number, bigint>();
      let bound = zero;
      agent.types.forEach((_, k) => {
        const view = viewOfType(problem, a, k);
        gain(entries, a, k, view, k, 1n);
        bound = bound.add(outside(k).mul(ratio(total(view) * agent.utilities.denominator, 1n)));
      });
      add({ family: "participation", agent: a, state: 0 }, entries, bound, ratio(agent.utilities.denominator * prior.denominator, 1n));
    } else if (asked !== "never") {
      for (const view of stage(asked === "ex-post")) {
        for (const k of view.types) {
          const entries = new Map<number, bigint>();
          gain(entries, a, k, view, k, 1n);
          const state = inState(view, k, asked === "ex-post");
          add({ family: "participation", agent: a, state }, entries, outside(k).mul(unit(view)), unit(view));
        }
      }
    }
  });
  if (budgetStage[budget] === "ex-ante") {
    const entries = new Map(agents.flatMap((_, a) => prior.numerators.map((mass, p) => [payment(a, p), mass] as const)));
    const unit = ratio(prior.denominator, 1n);
    add({ family: "budget", state: 0 }, entries, requiredProfit.mul(unit), unit);
  } else if (budgetStage[budget] === "ex-post") {
    for (let p = 0; p < profiles; p++) {
      const entries = new Map(agents.map((_, a) => [payment(a, p), 1n] as const));
      add({ family: "budget", state: p }, entries, requiredProfit, ratio(1n, 1n), budgetBalances[budget]);
    }
  }

  const objective = new Array<Rational>(profiles * (outcomes.length + agents.length)).fill(zero);
  let offset = zero;
  agents.forEach((agent, a) => {
    for (let p = 0; p < profiles; p++) {
      const k = Math.floor(p / agent.stride) % agent.types.length;
      const mass = entryOf(prior, p);
      objective[payment(a, p)] = mass.mul(brokerWeight.sub(agent.weight));
      if (agent.weight.equals(zero)) continue;
      const weight = mass.mul(agent.weight);
      for (let o = 0; o < outcomes.length; o++) {
        const column = p * outcomes.length + o;
        objective[column] = (objective[column] as Rational).add(weight.mul(entryOf(agent.utilities, o * agent.types.length + k)));
      }
      offset = offset.sub(weight.mul(entryOf(agent.outside, k)));
    }
  });
  return { columns: objective.length, nonNegative: profiles * outcomes.length, objective, offset, rows };
}

/** Shadow prices of the integer rows (≥ 0 on inequalities) as prices of the design problem's constraints; lotteries need none. */
export function draftPrices(program: ExactProgram<RowOf>, prices: readonly Rational[], draft: MultiplierDraft): void {
  program.rows.forEach(({ of, scale }, i) => {
    const price = (prices[i] as Rational).mul(scale);
    if (of.family === "incentives") draft.incentive(of.agent, of.state, of.report, price);
    else if (of.family === "participation") draft.participation(of.agent, of.state, price);
    else if (of.family === "budget") draft.budget(of.state, price);
  });
}

/** What a person calls the constraints that have a price, the largest price first. */
export function rowsByPrice({ agents, incentives, participation, budget }: NaiveProblem, prices: MultiplierTable): string[] {
  const typeAt = ({ types, stride }: NaiveAgent, p: number) => types[Math.floor(p / stride) % types.length];
  const profile = (p: number) => agents.map((agent) => typeAt(agent, p)).join(", ");
  const named = [
    ...prices.incentives.map(([a, state, report, price]) => {
      const agent = agents[a] as NaiveAgent;
      const [type, where] =
        incentivesStage[incentives] === "ex-post" ? [typeAt(agent, state), ` (${profile(state)})`] : [agent.types[state], ""];
      return { name: `IC ${agent.name} ${type}→${agent.types[report]}${where}`, price };
    }),
    ...prices.participation.map(([a, state, price]) => {
      const { name, types } = agents[a] as NaiveAgent;
      const where =
        participationStage[participation] === "ex-post"
          ? ` (${profile(state)})`
          : participationStage[participation] === "interim"
            ? ` ${types[state]}`
            : "";
      return { name: `IR ${name}${where}`, price };
    }),
    ...prices.budget.map(([state, price]) => ({
      name: budgetStage[budget] === "ex-ante" ? "budget" : `budget (${profile(state)})`,
      price,
    })),
  ];
  const size = ({ price }: { readonly price: string }) => Math.abs(toNumber(rational(price)));
  return named.sort((a, b) => size(b) - size(a)).map(({ name }) => name);
}
