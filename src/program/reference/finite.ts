import type { FiniteAgent, FiniteEnvironment } from "../../environments/environment.ts";
import { TypeProfiles } from "../../environments/type-profiles.ts";
import { weightOfAgent } from "../../problem/objective.ts";
import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { boundedness } from "../boundedness.ts";
import { Draft } from "../draft.ts";
import type { Program } from "../program.ts";
import { checkDemands, type FiniteQuestion } from "../question.ts";
import { powerOfTwo } from "../reduced/trade.ts";
import { checkSize, defaultSizeLimit, type SizeLimit } from "../size-limit.ts";
import { scalePayments } from "./payment-scale.ts";
import { type ConstraintRow, ReferenceLayout } from "./reference-layout.ts";

/**
 * The naive program of any finite environment: the definition of a design problem, written down, and the reference for every other program.
 *
 * Agents a, profiles p (last agent's type fastest), outcomes o, prior π, utilities u_a(o, k). **Columns**, in this order: x[p, o] in [0, 1] at
 * p·O + o, payments t[a, p] free at P·O + a·P + p. **Rows**, in this order:
 *
 * - `lottery`, one per p: Σ_o x[p, o] = 1;
 * - `incentives`, one per agent a, (dominant: profile of the others p_-a,) true type k, report l ≠ k, all of them (unless asked for neighbours only):
 *   truth − lie ≥ 0 with truth = Σ_o u_a(o, k) x[(k, p_-a), o] − t[a, (k, p_-a)] and lie the same at (l, p_-a);
 *   bayesian: the expectation over p_-a given k; dominant: at every p_-a, also of probability 0;
 * - `participation`: truth − outside option ≥ 0; ex-ante: expectation, one row per agent; interim: given k, one per agent and type; ex-post:
 *   one per agent and profile;
 * - `budget`: Σ_a t[a, p] ≥ r (balanced: = r), ex-ante: in expectation, else one row per p.
 *
 * Objective: Σ_p π(p) [Σ_a w_a (Σ_o u_a x − outside_a − t_a) + w_0 Σ_a t_a], with w_a the weight of the agent's side or party.
 *
 * Bayesian incentives and interim participation of a type of probability 0 have no meaning (its beliefs are undefined) and are left out;
 * nothing the designer or any other type cares about is lost, and reports of such a type remain deviations of the others.
 * Rows other than `lottery` are divided by the `unit` of the layout, payments are in units times a factor per column (see scalePayments).
 *
 * @throws InvalidInputError when the program would be larger than `limit`, or its probabilities span too many orders of magnitude.
 *
 * @example
 * const { program, layout } = buildReference({ environment, incentives: "bayesian", participation: "interim",
 *   budget: { rule: "no-deficit", requiredProfit: 0 }, weights: { buyers: 1, sellers: 1, broker: 1 } });
 */
export function buildReference(
  question: FiniteQuestion,
  limit: SizeLimit = defaultSizeLimit,
): { readonly program: Program; readonly layout: ReferenceLayout } {
  checkDemands(question);
  const writer = new ReferenceWriter(question);
  checkSize(writer.size(), limit, "Use fewer types, agents or outcomes; bilateral trade has reduced programs that are far smaller.");
  return writer.write();
}

/** A mass below which a type's rent is bounded as if it had this mass. */
const leastMass = 1e-15;

class ReferenceWriter {
  readonly #question: FiniteQuestion;
  readonly #environment: FiniteEnvironment;
  readonly #profiles: TypeProfiles;
  readonly #outcomes: number;
  readonly #unit: number;
  readonly #draft = new Draft();
  /** Which constraint each row is. */
  readonly #constraints: ConstraintRow[] = [];

  constructor(question: FiniteQuestion) {
    this.#question = question;
    this.#environment = question.environment;
    this.#profiles = new TypeProfiles(question.environment);
    this.#outcomes = question.environment.outcomes.length;
    this.#unit = powerOfTwo(this.#expectedUtility());
  }

  /** Σ_a E[largest |utility or outside option| of agent a's type]: what decides is of this order, also when a rare type's utility is 1e10. */
  #expectedUtility(): number {
    let expected = 0;
    this.#profiles.counts.forEach((types, a) => {
      for (let k = 0; k < types; k++) expected += this.#profiles.marginal(a, k) * this.#largestUtility(a, k);
    });
    return expected;
  }

  #largestUtility(a: number, k: number): number {
    const { utilities, outsideOptions } = this.#environment;
    const types = this.#profiles.counts[a] as number;
    let largest = Math.abs(outsideOptions[a]?.[k] as number);
    for (let o = 0; o < this.#outcomes; o++) largest = Math.max(largest, Math.abs(utilities[a]?.[o * types + k] as number));
    return largest;
  }

  /**
   * Per agent and profile (index a·P + p), a payment in units that need not be exceeded where such a bound is known, so that a payment in a profile that never
   * happens cannot run away; else Infinity.
   *
   * Let the question be bounded. With ex-post participation and a budget in every state no payment exceeds the agent's utility, so none is below r less what the
   * others can pay. With bayesian incentives and independent types, expected rents lie between 0 (or are moved there) and what there is to gain plus |r|, about
   * n units: so type k of mass π_k has a rent of at most that over π_k. Payments in every state follow from interim ones: as these (no budget in every
   * state), spread evenly over the other agents (separable), or as utility less a rent (ex-post participation).
   */
  #sufficientPayments(): Float64Array {
    const { incentives, participation, budget } = this.#question;
    const { prior, agents } = this.#environment;
    const profiles = this.#profiles;
    const count = agents.length * profiles.count;
    const inEveryState = participationStage[participation] === "ex-post" && budgetStage[budget.rule] === "ex-post";
    const known = inEveryState || (prior.kind === "independent" && incentivesStage[incentives] === "interim");
    if (!known || !boundedness(this.#question).bounded) return new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    const required = Math.abs(budget.requiredProfit) / this.#unit;
    const rents = inEveryState ? 0 : 16 * agents.length * (1 + required);
    const ofType = agents.map(({ types }, a) =>
      types.map((_, k) => (4 * this.#largestUtility(a, k)) / this.#unit + rents / Math.max(profiles.marginal(a, k), leastMass)),
    );
    return Float64Array.from({ length: count }, (_, k) => {
      const p = k % profiles.count;
      return required + ofType.reduce((sum, each, a) => sum + (each[profiles.typeOf(a, p)] as number), 0);
    });
  }

  /** Upper bounds, reached when no utility and no probability is 0. */
  size(): SizeLimit {
    const { incentives, participation, budget } = this.#question;
    const { count: P, counts } = this.#profiles;
    const terms = this.#outcomes + 1;
    let rows = P;
    let nonzeros = P * this.#outcomes;
    for (const types of counts) {
      const reports = this.#question.neighboursOnly ? Math.min(2, types - 1) : types - 1;
      rows += reports * { interim: types, "ex-post": P }[incentivesStage[incentives]];
      nonzeros += 2 * P * reports * terms;
      if (participationStage[participation] === "never") continue;
      rows += { never: 0, "ex-ante": 1, interim: types, "ex-post": P }[participationStage[participation]];
      nonzeros += P * terms;
    }
    if (budgetStage[budget.rule] !== "never") {
      rows += budgetStage[budget.rule] === "ex-ante" ? 1 : P;
      nonzeros += P * counts.length;
    }
    return { rows, nonzeros };
  }

  write(): { readonly program: Program; readonly layout: ReferenceLayout } {
    const draft = this.#draft;
    const profiles = this.#profiles;
    const { agents, outcomes } = this.#environment;
    const P = profiles.count;
    const O = this.#outcomes;
    draft.columns("lottery", P * O, [0, 1], (k) => `${outcomes[k % O]} (${profiles.describe(Math.floor(k / O))})`);
    draft.columns(
      "payment",
      agents.length * P,
      [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
      (k) => `payment ${agents[Math.floor(k / P)]?.name} (${profiles.describe(k % P)})`,
    );
    this.#lotteries();
    agents.forEach((_, a) => {
      if (incentivesStage[this.#question.incentives] === "ex-post") this.#dominantIncentives(a);
      else this.#bayesianIncentives(a);
    });
    agents.forEach((_, a) => {
      this.#participation(a);
    });
    this.#budget();
    this.#objective();
    const program = draft.finish("reference");
    const ownSizes = Float64Array.from({ length: agents.length * P }, (_, k) => {
      const a = Math.floor(k / P);
      return this.#largestUtility(a, profiles.typeOf(a, k % P)) / this.#unit;
    });
    const factors = scalePayments(program, P * O, ownSizes, this.#sufficientPayments());
    const sizes = { profiles: P, outcomes: O, agents: agents.length };
    return { program, layout: new ReferenceLayout(draft, sizes, this.#unit, factors, this.#constraints) };
  }

  #lotteries(): void {
    this.#draft.family("lottery", (p) => `lottery (${this.#profiles.describe(p)})`);
    for (let p = 0; p < this.#profiles.count; p++) {
      for (let o = 0; o < this.#outcomes; o++) this.#draft.entry(p * this.#outcomes + o, 1);
      this.#row({ family: "lottery", state: p }, 1, 1);
    }
  }

  /** Closes the row of a constraint, unless its columns' bounds imply it. */
  #row(of: ConstraintRow, lower: number, upper = Number.POSITIVE_INFINITY): void {
    this.#draft.row(lower, upper);
    if (this.#draft.rowCount > this.#constraints.length) this.#constraints.push(of);
  }

  /** weight·(what agent a with true type k gets at the profile) / unit, as terms of the row. */
  #utility(a: number, k: number, profile: number, weight: number): void {
    const utilities = this.#environment.utilities[a] as Float64Array;
    const types = this.#profiles.counts[a] as number;
    for (let o = 0; o < this.#outcomes; o++) {
      this.#draft.entry(profile * this.#outcomes + o, (weight * (utilities[o * types + k] as number)) / this.#unit);
    }
    this.#draft.entry(this.#payment(a, profile), -weight);
  }

  #payment(a: number, profile: number): number {
    const P = this.#profiles.count;
    return P * this.#outcomes + a * P + profile;
  }

  #agent(a: number): FiniteAgent {
    return this.#environment.agents[a] as FiniteAgent;
  }

  /** Which reports of which of these types have a row, out of `count` types: all other ones, or those of neighbours. */
  #lies(of: readonly number[], count: number): readonly Lie[] {
    const all = [...Array(count).keys()];
    const near = this.#question.neighboursOnly === true;
    return of.flatMap((k) => all.filter((l) => l !== k && (!near || Math.abs(l - k) === 1)).map((l) => ({ k, l })));
  }

  #bayesianIncentives(a: number): void {
    const profiles = this.#profiles;
    const { name, types } = this.#agent(a);
    const alive = types.map((_, k) => k).filter((k) => profiles.marginal(a, k) > 0);
    const lies = this.#lies(alive, types.length);
    this.#draft.family("incentives", (row) => `IC ${name} ${lieText(types, lies[row] as Lie)}`);
    for (const { k, l } of lies) {
      const conditional = profiles.conditional(a, k) as Float64Array;
      for (let others = 0; others < conditional.length; others++) {
        const probability = conditional[others] as number;
        if (probability === 0) continue;
        this.#utility(a, k, profiles.join(a, k, others), probability);
        this.#utility(a, k, profiles.join(a, l, others), -probability);
      }
      this.#row({ family: "incentives", agent: a, state: k, report: l }, 0);
    }
  }

  #dominantIncentives(a: number): void {
    const profiles = this.#profiles;
    const { name, types } = this.#agent(a);
    const lies = this.#lies([...types.keys()], types.length);
    this.#draft.family("incentives", (row) => {
      const lie = lieText(types, lies[row % lies.length] as Lie);
      return `IC ${name} ${lie} | ${profiles.describeOthers(a, Math.floor(row / lies.length))}`;
    });
    for (let others = 0; others < profiles.othersCount(a); others++) {
      for (const { k, l } of lies) {
        this.#utility(a, k, profiles.join(a, k, others), 1);
        this.#utility(a, k, profiles.join(a, l, others), -1);
        this.#row({ family: "incentives", agent: a, state: profiles.join(a, k, others), report: l }, 0);
      }
    }
  }

  #participation(a: number): void {
    const profiles = this.#profiles;
    const { name, types } = this.#agent(a);
    const draft = this.#draft;
    const outside = (k: number) => (this.#environment.outsideOptions[a]?.[k] as number) / this.#unit;
    switch (participationStage[this.#question.participation]) {
      case "never":
        return;
      case "ex-ante": {
        draft.family("participation", () => `IR ${name}`);
        let expected = 0;
        for (let p = 0; p < profiles.count; p++) {
          const probability = profiles.probability(p);
          const k = profiles.typeOf(a, p);
          if (probability > 0) this.#utility(a, k, p, probability);
          expected += probability * outside(k);
        }
        this.#row({ family: "participation", agent: a, state: 0 }, expected);
        return;
      }
      case "interim": {
        const alive = types.map((_, k) => k).filter((k) => profiles.marginal(a, k) > 0);
        draft.family("participation", (row) => `IR ${name} ${types[alive[row] as number]}`);
        for (const k of alive) {
          const conditional = profiles.conditional(a, k) as Float64Array;
          conditional.forEach((probability, others) => {
            if (probability > 0) this.#utility(a, k, profiles.join(a, k, others), probability);
          });
          this.#row({ family: "participation", agent: a, state: k }, outside(k));
        }
        return;
      }
      case "ex-post":
        draft.family("participation", (p) => `IR ${name} (${profiles.describe(p)})`);
        for (let p = 0; p < profiles.count; p++) {
          const k = profiles.typeOf(a, p);
          this.#utility(a, k, p, 1);
          this.#row({ family: "participation", agent: a, state: p }, outside(k));
        }
    }
  }

  #budget(): void {
    const { rule, requiredProfit } = this.#question.budget;
    if (budgetStage[rule] === "never") return;
    const profiles = this.#profiles;
    const agents = this.#environment.agents.length;
    const required = requiredProfit / this.#unit;
    const sum = (p: number, weight: number) => {
      for (let a = 0; a < agents; a++) this.#draft.entry(this.#payment(a, p), weight);
    };
    if (budgetStage[rule] === "ex-ante") {
      this.#draft.family("budget", () => "budget");
      for (let p = 0; p < profiles.count; p++) sum(p, profiles.probability(p));
      this.#row({ family: "budget", state: 0 }, required);
      return;
    }
    this.#draft.family("budget", (p) => `budget (${profiles.describe(p)})`);
    for (let p = 0; p < profiles.count; p++) {
      sum(p, 1);
      this.#row({ family: "budget", state: p }, required, budgetBalances[rule] ? required : Number.POSITIVE_INFINITY);
    }
  }

  #objective(): void {
    const { weights } = this.#question;
    const profiles = this.#profiles;
    const { agents, utilities, outsideOptions } = this.#environment;
    for (let p = 0; p < profiles.count; p++) {
      const probability = profiles.probability(p);
      if (probability === 0) continue;
      agents.forEach((agent, a) => {
        const weight = weightOfAgent(weights, agent);
        const types = agent.types.length;
        const k = profiles.typeOf(a, p);
        for (let o = 0; o < this.#outcomes; o++) {
          this.#draft.objective(p * this.#outcomes + o, probability * weight * (utilities[a]?.[o * types + k] as number));
        }
        this.#draft.objective(this.#payment(a, p), probability * (weights.broker - weight) * this.#unit);
        this.#draft.constant(-probability * weight * (outsideOptions[a]?.[k] as number));
      });
    }
  }
}

/** Type k reports l. */
interface Lie {
  readonly k: number;
  readonly l: number;
}

function lieText(types: readonly string[], { k, l }: Lie): string {
  return `${types[k]}→${types[l]}`;
}
