import { columnSums, rowSums } from "../mechanism/allocation-rule.ts";
import { interimTransfers } from "../mechanism/interim-transfers.ts";
import type { BilateralMechanism } from "../mechanism/mechanism.ts";

import type { Audit, Constraints } from "./audit.ts";
import { bayesianIncentives } from "./bayesian-incentives.ts";
import { exAnteBudget, exPostBudget } from "./budget.ts";
import { dominantIncentives } from "./dominant-incentives.ts";
import { judge, magnitudeOf } from "./judge.ts";
import { exAnteParticipation, exPostParticipation, interimParticipation } from "./participation.ts";
import { tradeProbabilities } from "./probabilities.ts";
import { bilateralStakes } from "./stakes.ts";
import { type States, statesOf } from "./states.ts";
import { firstNotFinite, Worst } from "./violation.ts";

/**
 * Audits a bilateral mechanism: interim allocations and transfers are recomputed from its rules, and every property that the constraints
 * ask for is checked over all deviations, types and states.
 *
 * Cost: O((m + n) log(m + n)) for a threshold allocation whose transfers are not matrices, whatever is asked; O(m·n) for a matrix
 * allocation, O(m·n·log(m·n)) under dominant incentives. Outside options are 0.
 *
 * @example auditBilateral({ incentives: "dominant", participation: "ex-post", budgetRule: "none", requiredProfit: 0 }, vcgPrime(buyer, seller)).passes
 */
export function auditBilateral(constraints: Constraints, mechanism: BilateralMechanism): Audit {
  const { incentives, participation, budgetRule, requiredProfit } = constraints;
  const { buyer, seller, allocationRule, transferRule, interim } = mechanism;
  const m = buyer.values.length;
  const n = seller.values.length;
  const broken = notFinite(mechanism);
  if (broken !== null) {
    const unknown = { worst: Number.NaN, at: broken };
    return judge({ incentives: unknown, participation: unknown, budget: unknown, allocation: unknown }, Number.NaN, Number.NaN);
  }
  const allocation = { buyer: rowSums(allocationRule, m, n, seller.masses), seller: columnSums(allocationRule, m, n, buyer.masses) };
  const transfers = interimTransfers(buyer, seller, allocationRule, transferRule, allocation) ?? {
    buyer: effective(transferRule.kind, allocation.buyer, interim.buyer.transfer),
    seller: effective(transferRule.kind, allocation.seller, interim.seller.transfer),
  };
  let states: States | undefined;
  const allStates = (): States => (states ??= statesOf(mechanism, allocation));

  const worstIncentives = new Worst();
  if (incentives === "bayesian") {
    bayesianIncentives(worstIncentives, "buyer", buyer.values, allocation.buyer, transfers.buyer, 1);
    bayesianIncentives(worstIncentives, "seller", seller.values, allocation.seller, transfers.seller, -1);
  } else dominantIncentives(worstIncentives, buyer, seller, allStates());

  const worstParticipation = new Worst();
  if (participation === "ex-post") exPostParticipation(worstParticipation, buyer, seller, allStates());
  else if (participation !== "none") {
    const buyerRents = buyer.values.map((v, i) => (allocation.buyer[i] as number) * v - (transfers.buyer[i] as number));
    const sellerRents = seller.values.map((c, j) => (transfers.seller[j] as number) - (allocation.seller[j] as number) * c);
    if (participation === "interim") {
      interimParticipation(worstParticipation, "buyer", buyer.values, buyerRents);
      interimParticipation(worstParticipation, "seller", seller.values, sellerRents);
    } else {
      exAnteParticipation(worstParticipation, "buyer", buyer.masses, buyerRents);
      exAnteParticipation(worstParticipation, "seller", seller.masses, sellerRents);
    }
  }

  const worstBudget = new Worst();
  if (budgetRule === "ex-ante")
    exAnteBudget(
      worstBudget,
      [
        { masses: buyer.masses, transfer: transfers.buyer, sign: 1 },
        { masses: seller.masses, transfer: transfers.seller, sign: -1 },
      ],
      requiredProfit,
    );
  else if (budgetRule !== "none") exPostBudget(worstBudget, budgetRule, buyer, seller, allStates(), requiredProfit);

  const worstAllocation = new Worst();
  tradeProbabilities(worstAllocation, mechanism);
  return judge(
    {
      incentives: worstIncentives.violation,
      participation: worstParticipation.violation,
      budget: worstBudget.violation,
      allocation: worstAllocation.violation,
    },
    bilateralStakes(buyer, seller) + Math.abs(requiredProfit),
    magnitudeOf(buyer.values, seller.values, transfers.buyer, transfers.seller, [requiredProfit], ...amounts(states)),
  );
}

/** On trade, a type that never trades pays nothing, whatever its interim transfer says. */
function effective(rule: string, allocation: Float64Array, transfer: Float64Array): Float64Array {
  return rule === "on-trade" ? transfer.map((t, k) => (allocation[k] === 0 ? 0 : t)) : transfer;
}

function amounts(states: States | undefined): readonly Float64Array[] {
  if (states === undefined) return [];
  if (states.kind === "dense") return [states.buyerPays, states.sellerReceives];
  const { buyerOwn, buyerOther, sellerOwn, sellerOther } = states.zones;
  return [...buyerOwn, ...buyerOther, ...sellerOwn, ...sellerOther];
}

/** Where the mechanism holds a number that is not finite, in words; null when nowhere. */
function notFinite(mechanism: BilateralMechanism): string | null {
  const { buyer, seller, allocationRule, transferRule, interim } = mechanism;
  const lists: [string, ArrayLike<number>][] = [
    ["value of buyer type", buyer.values],
    ["mass of buyer type", buyer.masses],
    ["cost of seller type", seller.values],
    ["mass of seller type", seller.masses],
    ["probability of trade in state", allocationRule.kind === "matrix" ? allocationRule.x : [allocationRule.mix]],
  ];
  if (transferRule.kind === "matrix")
    lists.push(["payment of the buyer in state", transferRule.buyer], ["receipt of the seller in state", transferRule.seller]);
  else if (transferRule.kind === "groves")
    lists.push(
      ["charge of the buyer against seller type", transferRule.buyerCharge],
      ["charge of the seller against buyer type", transferRule.sellerCharge],
    );
  else if (transferRule.kind !== "tight")
    lists.push(["interim transfer of buyer type", interim.buyer.transfer], ["interim transfer of seller type", interim.seller.transfer]);
  for (const [name, list] of lists) {
    const k = firstNotFinite(list);
    if (k >= 0) return `the ${name} at index ${k} is ${list[k]}`;
  }
  return null;
}
