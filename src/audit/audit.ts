import { magnitudeOf } from "../arithmetic/magnitude.ts";
import { toNumber } from "../arithmetic/rational.ts";
import { refuse, show } from "../errors.ts";
import type { Mechanism } from "../mechanism/mechanism.ts";
import { isPriced } from "../mechanism/priced.ts";
import type { BudgetRule, DesignProblem, Incentives, Participation } from "../problem/design-problem.ts";
import { allocationViolation } from "./allocation.ts";
import { budget } from "./budget.ts";
import { incentives } from "./incentives.ts";
import { judge } from "./judge.ts";
import { participation } from "./participation.ts";
import { auditPriced } from "./priced.ts";
import { stakesOf } from "./stakes.ts";
import { type AuditView, byView, viewOf } from "./view.ts";
import { firstNotFinite } from "./violation.ts";
import type { Zones } from "./zones.ts";

/**
 * The audit of a mechanism: for each property that the problem asks for, the worst violation, recomputed from the mechanism's rules alone
 * (no stored interim vector is trusted), over ALL deviations, in money units of the problem.
 */
export interface Audit {
  /** The largest gain any type has from any misreport (interim for `bayesian`, in any state for `dominant`). */
  readonly incentives: Violation;
  /** The largest loss against the outside option at the stage of the problem's participation constraint. */
  readonly participation: Violation;
  /** The largest shortfall of the budget (for `balanced`: the largest imbalance, deficit or surplus). */
  readonly budget: Violation;
  /** The largest distance of a probability from [0, 1], and of a lottery's total from 1. A probability, not money. */
  readonly allocation: Violation;
  /** The money at stake: expected gains from trade of the efficient allocation plus |required profit|. */
  readonly scale: number;
  /** The largest violation that passes, in money: a share of the stakes, never of the payments; see `judge`. */
  readonly tolerance: number;
  /** What rounding of the mechanism's payments alone may amount to: payments so large that it exceeds the tolerance do not pass. */
  readonly rounding: number;
  /** Every worst violation is a number within tolerance, and so is the rounding. */
  readonly passes: boolean;
}

/** How far a property fails at its worst; 0 when it holds everywhere (or is not asked for), NaN when the mechanism holds a number that is not finite. */
export interface Violation {
  readonly worst: number;
  /** In words, the types that attain it, e.g. `buyer 0.35 reports 0.45`; null when there is none. */
  readonly at: string | null;
}

/** What an audit checks; `requiredProfit` is in money units. */
export interface Constraints {
  readonly incentives: Incentives;
  readonly participation: Participation;
  readonly budgetRule: BudgetRule;
  readonly requiredProfit: number;
}

/** The constraints of a design problem, as the audit takes them. */
export function constraintsOf(problem: Pick<DesignProblem, "incentives" | "participation" | "budget">): Constraints {
  return {
    incentives: problem.incentives,
    participation: problem.participation,
    budgetRule: problem.budget.rule,
    requiredProfit: toNumber(problem.budget.requiredProfit),
  };
}

/**
 * Audits a mechanism: every property that the constraints ask for, over all deviations, types and states, recomputed from what the mechanism
 * does (see `States`): O((m + n) log(m + n)) for two agents with a threshold allocation, whatever is asked; else by the number of profiles,
 * and by interim vectors where there are too many. Types that stand for intervals are judged at the ends of the intervals as well.
 *
 * Throws UnsupportedProblemError for a property that needs all states of a mechanism that has too many, InvalidInputError for unknown words.
 *
 * @example audit({ incentives: "dominant", participation: "ex-post", budgetRule: "none", requiredProfit: 0 }, vcgPrime(buyer, seller)).passes
 */
export function audit(constraints: Constraints, mechanism: Mechanism): Audit {
  return isPriced(mechanism) ? auditPriced(constraints, mechanism.states) : auditLinear(constraints, mechanism);
}

/** Utility is linear in money, and what a report brings is a menu of quantities and payments. */
function auditLinear(constraints: Constraints, mechanism: Mechanism): Audit {
  const view = viewOf(mechanism);
  const { requiredProfit } = constraints;
  const broken = notFinite(view);
  if (broken !== null) {
    const unknown = { worst: Number.NaN, at: broken };
    return judge({ incentives: unknown, participation: unknown, budget: unknown, allocation: unknown }, Number.NaN, Number.NaN, Number.NaN);
  }
  return judge(
    {
      incentives: known(incentives, "incentives", constraints.incentives)(view).violation,
      participation: known(participation, "participation", constraints.participation)(view).violation,
      budget: known(budget, "budgetRule", constraints.budgetRule)(view, requiredProfit).violation,
      allocation: allocationViolation(view).violation,
    },
    stakesOf(view) + Math.abs(requiredProfit),
    magnitudeOf(...view.agents.map(({ worths }) => worths), ...view.agents.map(({ outside }) => outside ?? []), [requiredProfit]),
    magnitudeOf(...paymentsOf(view)),
  );
}

/** The entry of a word, of which there must be one: what is not known does not pass. */
function known<T>(words: Readonly<Record<string, T>>, field: string, word: string): T {
  const found = Object.hasOwn(words, word) ? words[word] : undefined;
  if (found !== undefined) return found;
  refuse(field, `one of ${Object.keys(words).map(show).join(", ")}`, word, "Choose one of these words.");
}

/** Every list of payments. */
function paymentsOf(view: AuditView): readonly ArrayLike<number>[] {
  const interim = view.agents.map((agent) => agent.menu(0)?.payment ?? []);
  return byView<readonly ArrayLike<number>[]>(view, {
    zones: ({ zones }) => [...interim, ...zoneLists(zones)],
    tables: ({ states }) => states.payments,
    interim: () => interim,
  });
}

/** Own and other payments of every zone; a list that serves several zones is there once. */
function zoneLists({ own, other }: Zones): readonly Float64Array[] {
  return [...new Set([...own.flat(), ...other.flat()])];
}

/** Where the mechanism holds a number that is not finite, in words; null when nowhere. */
function notFinite(view: AuditView): string | null {
  type Named = readonly [name: string, list: ArrayLike<number>];
  const interim = (): Named[] =>
    view.agents.flatMap(({ name, menu }): Named[] => [
      [`probability of trade of ${name}`, menu(0)?.allocation ?? []],
      [`interim payment of ${name}`, menu(0)?.payment ?? []],
    ]);
  const lists: Named[] = byView<Named[]>(view, {
    zones: ({ zones }) => [
      ["probability of trade by lottery", [zones.probability[1]]],
      ...interim(),
      ...zoneLists(zones).map((list): Named => ["payment by zone and type", list]),
    ],
    tables: ({ agents, states }) =>
      agents.flatMap(({ name }, a): Named[] => [
        [`allocation of ${name}`, states.allocation[a] ?? []],
        [`payment of ${name}`, states.payments[a] ?? []],
      ]),
    interim,
  });
  for (const { name, worths, masses } of view.agents) lists.push([`type of ${name}`, worths], [`mass of ${name}`, masses]);
  for (const [name, list] of lists) {
    const k = firstNotFinite(list);
    if (k >= 0) return `the ${name} at index ${k} is ${list[k]}`;
  }
  return null;
}
