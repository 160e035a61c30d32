import type { Duals, Where } from "../../src/duals/duals.ts";
import type { FiniteEnvironment } from "../../src/environments/environment.ts";
import type { Mechanism } from "../../src/mechanism/mechanism.ts";
import type { DesignProblem } from "../../src/problem/design-problem.ts";
import { weightOfAgent } from "../../src/problem/objective.ts";

/** A named constraint of a finite problem, from its definition: what it asks of lotteries and payments, `activity ≥ bound`. */
export interface NaiveConstraint {
  /** At profile·outcomes + outcome. */
  readonly lottery: Float64Array;
  /** At agent·profiles + profile. */
  readonly payments: Float64Array;
  readonly bound: number;
}

/** Profiles, probabilities and constraints of a finite environment, written for tests from the definitions. */
export class NaiveDefinition {
  readonly environment: FiniteEnvironment;
  readonly profiles: readonly (readonly number[])[];
  readonly probability: readonly number[];
  readonly problem: DesignProblem;

  constructor(problem: DesignProblem) {
    this.problem = problem;
    this.environment = problem.environment.toFinite(problem.discretization) as FiniteEnvironment;
    let all: number[][] = [[]];
    for (const { types } of this.environment.agents) all = all.flatMap((left) => types.map((_, k) => [...left, k]));
    this.profiles = all;
    const { prior } = this.environment;
    this.probability = all.map((types, p) =>
      prior.kind === "joint" ? (prior.masses[p] as number) : types.reduce((product, k, a) => product * (prior.masses[a]?.[k] as number), 1),
    );
  }

  #index(types: readonly number[]): number {
    return types.reduce((index, k, a) => index * (this.environment.agents[a]?.types.length as number) + k, 0);
  }

  #empty(): NaiveConstraint {
    const { outcomes, agents } = this.environment;
    return {
      lottery: new Float64Array(this.profiles.length * outcomes.length),
      payments: new Float64Array(agents.length * this.profiles.length),
      bound: 0,
    };
  }

  /** Adds weight·(what agent a with true type k gets when profile `at` is reported). */
  #gain({ lottery, payments }: NaiveConstraint, a: number, k: number, at: readonly number[], weight: number): void {
    const { outcomes, agents, utilities } = this.environment;
    const p = this.#index(at);
    outcomes.forEach((_, o) => {
      add(lottery, p * outcomes.length + o, weight * (utilities[a]?.[o * (agents[a]?.types.length as number) + k] as number));
    });
    add(payments, a * this.profiles.length + p, -weight);
  }

  #agent(name: string): number {
    return this.environment.agents.findIndex((agent) => agent.name === name);
  }

  #type(a: number, name: string): number {
    return this.environment.agents[a]?.types.indexOf(name) as number;
  }

  /** The profiles that a constraint of agent a with type k averages over, with their weights (absolute ones for what is spread). */
  #cases(a: number, k: number | null, { state }: Where): { readonly types: readonly number[]; readonly weight: number }[] {
    if (state) return [{ types: state.map((name, b) => this.#type(b, name)), weight: 1 }];
    const own = this.profiles.map((types, p) => ({ types, weight: k === null || types[a] === k ? (this.probability[p] as number) : 0 }));
    const total = k === null ? 1 : own.reduce((sum, { weight }) => sum + weight, 0);
    return own.flatMap(({ types, weight }) => (weight > 0 ? [{ types, weight: weight / total }] : []));
  }

  incentive(of: { readonly agent: string; readonly type: string; readonly report: string } & Where): NaiveConstraint {
    const row = this.#empty();
    const a = this.#agent(of.agent);
    const [k, l] = [this.#type(a, of.type), this.#type(a, of.report)];
    if (a < 0 || k < 0 || l < 0) throw new Error(`unknown constraint ${JSON.stringify(of)}`);
    for (const { types, weight } of this.#cases(a, k, of)) {
      this.#gain(row, a, k, types, weight);
      this.#gain(
        row,
        a,
        k,
        types.map((type, b) => (b === a ? l : type)),
        -weight,
      );
    }
    return row;
  }

  participation(of: { readonly agent: string; readonly type: string | null } & Where): NaiveConstraint {
    const row = this.#empty();
    const a = this.#agent(of.agent);
    const k = of.type === null ? null : this.#type(a, of.type);
    if (a < 0 || (k !== null && k < 0)) throw new Error(`unknown constraint ${JSON.stringify(of)}`);
    let bound = 0;
    for (const { types, weight } of this.#cases(a, k, of)) {
      const own = types[a] as number;
      this.#gain(row, a, own, types, weight);
      bound += weight * (this.environment.outsideOptions[a]?.[own] as number);
    }
    return { ...row, bound };
  }

  budget(of: Where): NaiveConstraint {
    const row = this.#empty();
    for (const { types, weight } of this.#cases(0, null, of))
      this.environment.agents.forEach((_, a) => {
        add(row.payments, a * this.profiles.length + this.#index(types), weight);
      });
    return { ...row, bound: this.problem.budget.requiredProfit.valueOf() };
  }

  /** Every price with the constraint it belongs to. */
  priced(duals: Duals): { readonly price: number; readonly row: NaiveConstraint }[] {
    return [
      ...duals.incentives.map((dual) => ({ price: dual.price, row: this.incentive(dual) })),
      ...duals.participation.map((dual) => ({ price: dual.price, row: this.participation(dual) })),
      ...duals.budget.map((dual) => ({ price: dual.price, row: this.budget(dual) })),
    ];
  }

  objective(): { readonly lottery: Float64Array; readonly payments: Float64Array; readonly constant: number } {
    const { outcomes, agents, utilities, outsideOptions } = this.environment;
    const { objective } = this.problem;
    const row = this.#empty();
    let constant = 0;
    this.profiles.forEach((types, p) => {
      const mass = this.probability[p] as number;
      agents.forEach((agent, a) => {
        const weight = weightOfAgent(objective, agent).valueOf();
        const k = types[a] as number;
        outcomes.forEach((_, o) => {
          add(row.lottery, p * outcomes.length + o, mass * weight * (utilities[a]?.[o * agent.types.length + k] as number));
        });
        add(row.payments, a * this.profiles.length + p, mass * (objective.broker.valueOf() - weight));
        constant -= mass * weight * (outsideOptions[a]?.[k] as number);
      });
    });
    return { ...row, constant };
  }

  /** How far a mechanism of two traders is from breaking a constraint, in money. */
  slack({ lottery, payments, bound }: NaiveConstraint, mechanism: Mechanism): number {
    let activity = -bound;
    this.profiles.forEach((types, p) => {
      const { allocation, payments: paid } = mechanism.at(types);
      const trade = allocation[0] as number;
      activity += (lottery[2 * p] as number) * (1 - trade) + (lottery[2 * p + 1] as number) * trade;
      Array.from(paid).forEach((payment, a) => {
        activity += (payments[a * this.profiles.length + p] as number) * payment;
      });
    });
    return activity;
  }

  /** What the prices prove: the largest Lagrangian over lotteries, and the largest worth that they leave to a payment (0 where they prove anything). */
  dualBound(duals: Duals): { readonly bound: number; readonly payments: number } {
    const { lottery, payments, constant } = this.objective();
    let bound = constant;
    for (const { price, row } of this.priced(duals)) {
      row.lottery.forEach((c, j) => {
        add(lottery, j, price * c);
      });
      row.payments.forEach((c, j) => {
        add(payments, j, price * c);
      });
      bound -= price * row.bound;
    }
    const outcomes = this.environment.outcomes.length;
    for (let p = 0; p < this.profiles.length; p++) bound += Math.max(...lottery.subarray(p * outcomes, (p + 1) * outcomes));
    return { bound, payments: payments.reduce((most, c) => Math.max(most, Math.abs(c)), 0) };
  }
}

function add(list: Float64Array, at: number, amount: number): void {
  list[at] = (list[at] as number) + amount;
}
