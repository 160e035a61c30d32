import { type Rational, sumRationals } from "../../arithmetic/rational.ts";
import type { NaiveAgent, NaiveProblem } from "../../certificate/verify/finite/naive-problem.ts";
import { typeAt } from "../../certificate/verify/finite/profiles.ts";
import type { FloatSolve } from "../../exact-lp/optimum.ts";
import { budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import type { Demand, DemandFamily, DemandSystem } from "./demands.ts";
import { contradictionOf, largestMargin, type Margin, meets, meetsExactly } from "./margin.ts";

/** A constraint as a person counts them: that of one state, or that of all states together. */
export interface Constraint {
  readonly family: DemandFamily;
  /** Null for the budget. */
  readonly agent: number | null;
  /** The agent's type; null for the budget, and for participation before types are known. */
  readonly type: number | null;
  readonly report: number | null;
  /** The profile of types of a constraint of one state; `every`: of all states; null: on average. */
  readonly state: number | "every" | null;
  readonly demands: readonly Demand[];
}

/** A constraint of a conflict, and its share in the contradiction. */
export interface ConflictingConstraint extends Constraint {
  /** Weight of the constraint, in money, in the combination that nothing meets; only the proportions matter. Null without an exact proof. */
  readonly price: Rational | null;
}

/**
 * An irreducible conflict: constraints that exclude each other, any of which could be dropped to end that.
 *
 * It is not unique. Constraints are dropped in the order of {@link Demand.order}, so that what stays speaks of the types that gain least and of reports towards them.
 */
export interface Conflict {
  readonly constraints: readonly ConflictingConstraint[];
  /** The contradiction was checked in exact arithmetic; else a solver's word in doubles. */
  readonly proved: boolean;
  /**
   * `exact`: for every constraint, lotteries and payments that meet all the others were checked in exact arithmetic; `float`: for some, a solver's word in doubles;
   * `not-checked`: the time limit came first.
   */
  readonly irreducible: "exact" | "float" | "not-checked";
}

/** Neither doubles nor exact arithmetic decide whether constraints exclude each other. */
export class UndecidedConflictError extends Error {
  constructor() {
    super("Neither the solver nor exact arithmetic decide whether the constraints exclude each other.");
    this.name = "UndecidedConflictError";
  }
}

/** Margins nearer to 0 than this, in units of the stakes, do not decide in doubles. */
const undecided = 1e-7;

/** A contradiction of at most so many demands is told state by state; a larger one by constraints that hold in every state. */
const fewStates = 12;

/**
 * A conflict of the demands of a problem; null where they can be met. After `timeLimitSeconds` of the solver options, what was not tried stays.
 *
 * Throws {@link UndecidedConflictError}.
 */
export async function conflictOf(problem: NaiveProblem, system: DemandSystem, float: FloatSolve): Promise<Conflict | null> {
  const search = new ConflictSearch(system, float);
  const first = await search.firstContradiction();
  if (!first) return null;
  const used = await search.used(first);
  const states = used.length <= fewStates;
  const candidates = constraintsOf(problem, states ? used : first, states);
  const found = await search.irreducible(candidates, true);
  // Where a solver's multipliers said too little, every constraint is tried by itself.
  return found ?? (await search.irreducible(constraintsOf(problem, first, false), false));
}

class ConflictSearch {
  readonly #system: DemandSystem;
  readonly #float: FloatSolve;
  readonly #deadline: number;

  constructor(system: DemandSystem, float: FloatSolve) {
    this.#system = system;
    this.#float = float;
    this.#deadline = performance.now() + 1000 * float.timeLimitSeconds;
  }

  /** Whether demands can be met, whether that was seen in exact arithmetic, and what the solver found. */
  async #decide(demands: readonly Demand[]): Promise<{ readonly met: boolean; readonly certain: boolean; readonly found: Margin }> {
    const [system, float] = [this.#system, this.#float];
    const found = await largestMargin(system, demands, false, float);
    if (found.margin < -undecided) return { met: false, certain: false, found };
    if (found.margin > undecided) return { met: true, certain: found.point !== null && meets(system, demands, found.point), found };
    // Neither room to spare nor a clear shortfall.
    if (await meetsExactly(system, demands, float)) return { met: true, certain: true, found };
    if (await contradictionOf(system, demands, float)) return { met: false, certain: true, found };
    throw new UndecidedConflictError();
  }

  /** The first of ever larger sets of demands that exclude each other: those without incentives; those of the types that gain least; with interior types' participation; all. */
  async firstContradiction(): Promise<readonly Demand[] | null> {
    const { demands } = this.#system;
    const sets = [
      demands.filter(({ of }) => of.family !== "incentives"),
      demands.filter(({ order }) => order === 2),
      demands.filter(({ order }) => order >= 1),
      demands,
    ];
    for (const [k, set] of sets.entries()) {
      // The same set again.
      if (k > 1 && set.length === sets[k - 1]?.length) continue;
      if (!(await this.#decide(set)).met) return set;
    }
    return null;
  }

  /** The demands that a contradiction in doubles uses; all where it does not say. */
  async used(demands: readonly Demand[], margin?: Margin): Promise<readonly Demand[]> {
    const found = margin?.prices ? margin : await largestMargin(this.#system, demands, true, this.#float);
    const { prices } = found;
    if (!prices) return demands;
    const largest = prices.reduce((most, price) => Math.max(most, price), 0);
    return demands.filter((_, k) => (prices[k] as number) > 1e-9 * largest);
  }

  /**
   * Drops what is not needed, one constraint after the other; `guided`: also what the multipliers of a contradiction do not use. Null where what stays does not exclude itself,
   * because multipliers misled.
   */
  async irreducible(candidates: readonly Constraint[], guided: boolean): Promise<Conflict | null> {
    const demandsOf = (constraints: readonly Constraint[]) => constraints.flatMap(({ demands }) => demands);
    const usedBy = async (constraints: readonly Constraint[], margin?: Margin) => {
      if (!guided) return constraints;
      const used = new Set(await this.used(demandsOf(constraints), margin));
      return constraints.filter(({ demands }) => demands.some((demand) => used.has(demand)));
    };
    let kept: readonly Constraint[] = [...candidates].sort(dropFirst);
    kept = await usedBy(kept);
    let certain = true;
    let late = false;
    const needed = new Set<Constraint>();
    for (let next = kept[0]; next; next = kept.find((constraint) => !needed.has(constraint))) {
      if (performance.now() > this.#deadline) {
        late = true;
        break;
      }
      const dropped = next;
      const without = kept.filter((other) => other !== dropped);
      const verdict = await this.#decide(demandsOf(without));
      if (verdict.met) {
        needed.add(dropped);
        certain &&= verdict.certain || (await meetsExactly(this.#system, demandsOf(without), this.#float));
      } else kept = await usedBy(without, verdict.found);
    }
    const demands = demandsOf(kept);
    const prices = await contradictionOf(this.#system, demands, this.#float);
    if (!prices && (await this.#decide(demands)).met) return null;
    const priceOf = new Map(demands.map((demand, k) => [demand, prices?.get(k)?.mul(demand.scale)]));
    return {
      constraints: kept.map((constraint) => ({
        ...constraint,
        price: prices && sumRationals(constraint.demands.flatMap((demand) => priceOf.get(demand) ?? [])),
      })),
      proved: prices !== null,
      irreducible: late ? "not-checked" : certain ? "exact" : "float",
    };
  }
}

const familyOrder: Readonly<Record<DemandFamily, number>> = { incentives: 0, participation: 1, budget: 2 };

function dropFirst(a: Constraint, b: Constraint): number {
  const order = ({ demands }: Constraint) => Math.max(...demands.map((demand) => demand.order));
  return order(a) - order(b) || familyOrder[a.family] - familyOrder[b.family];
}

/** The demands as constraints: one each, or, unless `states` are told apart, those that hold in every state as one. */
function constraintsOf(problem: NaiveProblem, demands: readonly Demand[], states: boolean): readonly Constraint[] {
  const inStates: Readonly<Record<"incentives" | "participation", boolean>> = {
    incentives: incentivesStage[problem.incentives] === "ex-post",
    participation: participationStage[problem.participation] === "ex-post",
  };
  const before = participationStage[problem.participation] === "ex-ante";
  const named = demands.map((demand): Constraint => {
    const { of } = demand;
    const nobody = { agent: null, type: null, report: null };
    if (of.family === "budget") {
      // A budget on average is the only one of its kind.
      const state = budgetStage[problem.budget] === "ex-ante" ? null : (of.state ?? "every");
      return { family: "budget", ...nobody, state: state === null || states ? state : "every", demands: [demand] };
    }
    const each = inStates[of.family];
    const type = each ? typeAt(problem.agents[of.agent] as NaiveAgent, of.state) : of.state;
    return {
      family: of.family,
      agent: of.agent,
      type: of.family === "participation" && before ? null : type,
      report: of.family === "incentives" ? of.report : null,
      state: each ? (states ? of.state : "every") : null,
      demands: [demand],
    };
  });
  const together = new Map<string, Constraint>();
  for (const constraint of named) {
    const { demands: own, ...of } = constraint;
    const key = JSON.stringify(of);
    together.set(key, { ...of, demands: [...(together.get(key)?.demands ?? []), ...own] });
  }
  return [...together.values()];
}
