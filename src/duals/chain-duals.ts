import { toNumber, zero } from "../arithmetic/rational.ts";
import { type LinearEnvironment, signOf } from "../environments/linear.ts";
import { typeLabels } from "../environments/type-label.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { budgetStage, incentivesStage, participationStage } from "../problem/words.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { after, Blocks, iron } from "../virtual-surplus/kernel/ironing.ts";
import { inDoubles, termsOf, weightOf } from "../virtual-surplus/kernel/terms.ts";
import { gridCells } from "../virtual-surplus/kernel/worth-cells.ts";
import { type BudgetDual, constraintLimit, type Duals, type IncentiveDual, type ParticipationDual } from "./duals.ts";
import { memberNames, pricedNames } from "./names.ts";

/** Shadow prices along one agent's types in order of increasing worth, position k standing for the k-th lowest. */
interface GridPrices {
  /** Of "k+1 does not report k"; length n − 1. */
  readonly down: Float64Array;
  /** Of "k does not report k+1"; length n − 1. */
  readonly up: Float64Array;
  /** Of the participation of the lowest type. */
  readonly bottom: number;
}

/**
 * The prices that prove the bound of virtual surplus at κ = w_0 + λ for an agent whose rents have weight w: the payment of type k is worth (κ − w)·m_k more in the broker's
 * hands, so down_k = (κ − w)·P(worth > v_k) + c_k and up_k = c_k, where the circulation c irons: (v_{k+1} − v_k)·c_k = Σ_{l ≤ k} m_l (β_l − ironed β_l).
 * O(n). Restated on purpose in doubles from certificate/prove/incentive-chain.ts, whose rationals take a thousand times as long.
 */
function chainPrices(types: TypeSpace, sign: 1 | -1, weight: number, broker: number, lambda: number): GridPrices {
  const cells = gridCells(types, sign, { own: weight, broker });
  const n = cells.mass.length;
  const excess = broker - weight + lambda;
  const blocks = new Blocks(n);
  iron(cells, after(lambda), blocks);
  const worth = (k: number) => sign * (types.values[sign === 1 ? k : n - 1 - k] as number);
  const up = new Float64Array(Math.max(0, n - 1));
  const down = new Float64Array(up.length);
  for (let block = 0, k = 0; block < blocks.count; block++) {
    let sum = 0;
    // A pool's sum is 0 at its end, where rounding would leave something.
    for (; k < (blocks.end[block] as number) - 1; k++) {
      const virtual = (cells.objective[k] as number) + lambda * (cells.profit[k] as number);
      sum += virtual - (cells.mass[k] as number) * (blocks.slope[block] as number);
      up[k] = Math.max(0, sum) / (worth(k + 1) - worth(k));
    }
    k++;
  }
  let above = 0;
  for (let k = n - 2; k >= 0; k--) {
    above += cells.mass[k + 1] as number;
    down[k] = excess * above + (up[k] as number);
  }
  return { down, up, bottom: excess };
}

/** The prices of a question of virtual surplus on a grid at its budget's multiplier λ; null where there would be more than {@link constraintLimit}. */
export function gridDuals(
  problem: DesignProblem,
  environment: LinearEnvironment,
  spaces: readonly TypeSpace[],
  lambda: number,
): Duals | null {
  const terms = inDoubles(termsOf({ weights: problem.objective, budget: problem.budget }));
  const size = environment.groups.reduce((sum, { count }, g) => sum + 2 * count * (spaces[g] as TypeSpace).values.length, 0);
  if (size > constraintLimit) return null;
  const incentives: IncentiveDual[] = [];
  const participation: ParticipationDual[] = [];
  const told = incentivesStage[problem.incentives] === "ex-post" ? ({ spread: true } as const) : {};
  const asked = participationStage[problem.participation] === "ex-post" ? ({ spread: true } as const) : {};
  const names = memberNames(environment);
  environment.groups.forEach((group, g) => {
    const types = spaces[g] as TypeSpace;
    const sign = signOf(group);
    const labels = sign === 1 ? typeLabels(types) : [...typeLabels(types)].reverse();
    const { down, up, bottom } = chainPrices(types, sign, weightOf(terms, group), terms.broker, lambda);
    for (const agent of names[g] ?? []) {
      const entry = (type: number, report: number, price: number) => {
        if (price > 0) incentives.push({ agent, type: labels[type] as string, report: labels[report] as string, ...told, price });
      };
      down.forEach((price, k) => {
        entry(k + 1, k, price);
        entry(k, k + 1, up[k] as number);
      });
      if (bottom > 0) participation.push({ agent, type: labels[0] as string, ...asked, price: bottom });
    }
  });
  return { incentives, participation, budget: budgetDuals(problem, lambda) };
}

/** λ on a budget that holds on average or, spread, in every state. */
export function budgetDuals({ budget }: DesignProblem, lambda: number): readonly BudgetDual[] {
  const stage = budgetStage[budget.rule];
  if (stage === "never" || lambda === 0) return [];
  return [stage === "ex-post" ? { spread: true, price: lambda } : { price: lambda }];
}

/** Points of a law at which prices are told. */
const lawPoints = 20;

/**
 * The prices of a question of virtual surplus on laws at λ: of the participation of the end of the law that gains least, and of the local incentive constraint of
 * the types at quantiles, (κ − w)·P(worth above). Ironing has prices of its own, on the order of the allocation.
 */
export function lawDuals(problem: DesignProblem, environment: LinearEnvironment, lambda: number): Duals {
  const terms = inDoubles(termsOf({ weights: problem.objective, budget: problem.budget }));
  const incentives: IncentiveDual[] = [];
  const participation: ParticipationDual[] = [];
  const told = incentivesStage[problem.incentives] === "ex-post" ? ({ spread: true } as const) : {};
  const asked = participationStage[problem.participation] === "ex-post" ? ({ spread: true } as const) : {};
  const names = pricedNames(environment);
  environment.groups.forEach((group, g) => {
    const excess = terms.broker - weightOf(terms, group) + lambda;
    if (!(excess > 0)) return;
    const { law } = group;
    const upwards = signOf(group) === 1;
    const { min: lowest, max: highest } = law.support;
    for (const agent of names[g] ?? []) {
      for (let k = 1; k < lawPoints; k++) {
        const type = law.quantile(k / lawPoints);
        const beyond = upwards ? law.survival(type) : law.cdf(type);
        if (beyond > 0)
          incentives.push({ agent, type: String(type), report: upwards ? "just below" : "just above", ...told, price: excess * beyond });
      }
      participation.push({ agent, type: String(upwards ? lowest : highest), ...asked, price: excess });
    }
  });
  return { incentives, participation, budget: budgetDuals(problem, lambda) };
}

/**
 * The prices where participation is decided before types are known, or not at all, and nothing is lost: a unit of money is worth κ in everybody's hands, incentives cost
 * nothing, and an agent whose rents have weight w takes part at the price κ − w.
 */
export function efficientDuals(problem: DesignProblem, environment: LinearEnvironment): Duals {
  const terms = termsOf({ weights: problem.objective, budget: problem.budget });
  const { broker, heaviest, balanced } = terms;
  const anyone = participationStage[problem.participation] === "never";
  const kappa = balanced || anyone || heaviest.gt(broker) ? heaviest : broker;
  const names = pricedNames(environment);
  const participation = environment.groups.flatMap((group, g): ParticipationDual[] => {
    const price = kappa.sub(terms.weights.get(group.party) ?? kappa);
    if (anyone || !price.gt(zero)) return [];
    return (names[g] ?? []).map((agent) => ({ agent, type: null, price: toNumber(price) }));
  });
  return { incentives: [], participation, budget: budgetDuals(problem, toNumber(kappa.sub(broker))) };
}

/** A type's virtual value or cost, in money: what trade with it is worth once rents are paid for at κ = w_0 + λ, before and after ironing; divided by κ. */
export interface VirtualValue {
  readonly type: string;
  readonly virtual: number;
  readonly ironed: number;
}

/** Virtual values of the types of each group on its grid, in the order of the types; the first member's name stands for the group. Null where a unit of money is worth nothing. */
export function virtualValues(
  problem: DesignProblem,
  environment: LinearEnvironment,
  lambda: number,
): readonly { readonly agent: string; readonly types: readonly VirtualValue[] }[] | null {
  const terms = inDoubles(termsOf({ weights: problem.objective, budget: problem.budget }));
  const kappa = terms.broker + lambda;
  if (!(kappa > 0)) return null;
  const names = pricedNames(environment);
  return environment.grids(problem.discretization).map((types, g) => {
    const group = environment.groups[g] as LinearEnvironment["groups"][number];
    const sign = signOf(group);
    const cells = gridCells(types, sign, { own: weightOf(terms, group), broker: terms.broker });
    const blocks = new Blocks(cells.mass.length);
    iron(cells, after(lambda), blocks);
    const values: VirtualValue[] = [];
    const labels = sign === 1 ? typeLabels(types) : [...typeLabels(types)].reverse();
    for (let block = 0, k = 0; block < blocks.count; block++) {
      for (; k < (blocks.end[block] as number); k++) {
        const virtual = ((cells.objective[k] as number) + lambda * (cells.profit[k] as number)) / (cells.mass[k] as number);
        values.push({
          type: labels[k] as string,
          virtual: (sign * virtual) / kappa,
          ironed: (sign * (blocks.slope[block] as number)) / kappa,
        });
      }
    }
    return { agent: names[g]?.[0] as string, types: sign === 1 ? values : values.reverse() };
  });
}
