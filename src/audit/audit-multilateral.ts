import { UnsupportedProblemError } from "../errors.ts";
import { expectation } from "../mechanism/expectation.ts";
import type { GroupRule, MultilateralMechanism } from "../mechanism/mechanism.ts";
import { multilateralProfit, unroll } from "../mechanism/multilateral.ts";
import { profileCount } from "../mechanism/profiles-of-traders.ts";
import type { Audit, Constraints } from "./audit.ts";
import { bayesianIncentives } from "./bayesian-incentives.ts";
import { exAnteBudget } from "./budget.ts";
import { judge, magnitudeOf } from "./judge.ts";
import { type Extreme, enumerateMarket, type Market, marketDominance, marketParticipation, type Side } from "./market.ts";
import { exAnteParticipation, interimParticipation } from "./participation.ts";
import { outside } from "./probabilities.ts";
import { multilateralStakes } from "./stakes.ts";
import { firstNotFinite, shown, Worst } from "./violation.ts";

/** Most type profiles that the audit visits one by one. */
export const enumerationLimit = 100_000;

/**
 * Audits a mechanism among many traders.
 *
 * Up to {@link enumerationLimit} type profiles everything is recomputed from `mechanism.at`, profile by profile: interim vectors, transfers,
 * conservation of goods. Beyond, the interim vectors are taken as the rule: incentives, participation (up to interim) and expected budget are
 * checked on them over all deviations, goods are conserved on average, and the budget in every state follows from `transferRule`
 * (`separable` or `interim`). That the interim vectors come from a feasible allocation at every profile is then not checked.
 *
 * Throws UnsupportedProblemError for a property that needs profiles (dominant incentives, ex-post participation, a budget in every state
 * without such a transfer rule) beyond the limit.
 */
export function auditMultilateral(constraints: Constraints, mechanism: MultilateralMechanism): Audit {
  const { incentives, participation, budgetRule, requiredProfit } = constraints;
  const spaces = [...unroll(mechanism.buyers), ...unroll(mechanism.sellers)].map((group) => group.types);
  const small = profileCount(spaces) <= enumerationLimit;
  const market = small ? enumerateMarket(mechanism) : null;
  const sides = market ? market.traders : interimSides(mechanism);
  const broken = sides.find((side) => firstNotFinite(side.allocation) >= 0 || firstNotFinite(side.transfer) >= 0);
  if (broken) {
    const unknown = { worst: Number.NaN, at: `an interim probability or transfer of ${broken.name} is not a finite number` };
    return judge({ incentives: unknown, participation: unknown, budget: unknown, allocation: unknown }, Number.NaN, Number.NaN);
  }

  const worstIncentives = new Worst();
  if (incentives === "dominant") marketDominance(worstIncentives, needed(market, "dominant incentives"));
  else
    for (const side of sides) bayesianIncentives(worstIncentives, side.name, side.types.values, side.allocation, side.transfer, side.sign);

  const worstParticipation = new Worst();
  if (participation === "ex-post") marketParticipation(worstParticipation, needed(market, "ex-post participation"));
  else if (participation !== "none")
    for (const { name, types, allocation, transfer, sign } of sides) {
      const rents = types.values.map((v, k) => sign * ((allocation[k] as number) * v - (transfer[k] as number)));
      if (participation === "interim") interimParticipation(worstParticipation, name, types.values, rents);
      else exAnteParticipation(worstParticipation, name, types.masses, rents);
    }

  const worstBudget = new Worst();
  if (budgetRule === "ex-ante")
    exAnteBudget(
      worstBudget,
      sides.map(({ types, transfer, sign, count }) => ({ masses: types.masses, transfer, sign, count })),
      requiredProfit,
    );
  else if (budgetRule !== "none") {
    const [least, most] = market ? market.surplus : surplusRange(mechanism);
    worstBudget.see(requiredProfit - least.amount, least.words);
    if (budgetRule === "balanced") worstBudget.see(most.amount - requiredProfit, most.words);
  }
  return judge(
    {
      incentives: worstIncentives.violation,
      participation: worstParticipation.violation,
      budget: worstBudget.violation,
      allocation: market ? market.allocation : interimAllocation(sides),
    },
    multilateralStakes(mechanism.buyers, mechanism.sellers) + Math.abs(requiredProfit),
    magnitudeOf(...sides.map((side) => side.types.values), ...sides.map((side) => side.transfer), [
      requiredProfit,
      market?.largestTransfer ?? 0,
    ]),
  );
}

function interimSides(mechanism: MultilateralMechanism): Side[] {
  const side = (groups: readonly GroupRule[], name: string, sign: 1 | -1): Side[] =>
    groups.map(({ count, types, interim }, k) => ({
      name: groups.length === 1 ? name : `${name} of group ${k + 1}`,
      types,
      allocation: interim.allocation,
      transfer: interim.transfer,
      sign,
      count,
    }));
  return [...side(mechanism.buyers, "buyer", 1), ...side(mechanism.sellers, "seller", -1)];
}

function needed(market: Market | null, property: string): Market {
  if (market) return market;
  throw new UnsupportedProblemError({
    assumption: `The audit checks ${property} profile by profile, up to ${enumerationLimit} type profiles, and this market has more.`,
    alternative: "Use fewer traders or types, or bayesian incentives with interim participation.",
  });
}

function interimAllocation(sides: readonly Side[]): { worst: number; at: string | null } {
  const worst = new Worst();
  let balance = 0;
  for (const { name, types, allocation, sign, count } of sides) {
    allocation.forEach((x, k) => {
      worst.see(outside(x), () => `${name} ${shown(types.values[k])}`);
    });
    balance += sign * count * expectation(types.masses, allocation);
  }
  worst.see(Math.abs(balance), () => "goods bought against goods sold, on average");
  return worst.violation;
}

/** The smallest and largest surplus over profiles, by the structure of the transfer rule. */
function surplusRange(mechanism: MultilateralMechanism): [Extreme, Extreme] {
  if (mechanism.transferRule === "separable") {
    const everywhere = { amount: multilateralProfit(mechanism), words: () => "every profile" };
    return [everywhere, everywhere];
  }
  if (mechanism.transferRule !== "interim") needed(null, "a budget in every state");
  const extreme = (choose: (list: Float64Array) => number, other: (list: Float64Array) => number): number =>
    mechanism.buyers.reduce((sum, group) => sum + group.count * choose(group.interim.transfer), 0) -
    mechanism.sellers.reduce((sum, group) => sum + group.count * other(group.interim.transfer), 0);
  const least = (list: Float64Array): number => list.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = (list: Float64Array): number => list.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return [
    { amount: extreme(least, most), words: () => "the profile of least payments and largest receipts" },
    { amount: extreme(most, least), words: () => "the profile of largest payments and least receipts" },
  ];
}
