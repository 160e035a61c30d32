import { toNumber } from "../../arithmetic/rational.ts";
import { isBilateralTrade } from "../../environments/bilateral-trade.ts";
import { byEnvironment, type FiniteEnvironment } from "../../environments/environment.ts";
import type { AgentGroup, LinearEnvironment } from "../../environments/linear.ts";
import { isPartnership } from "../../environments/partnership.ts";
import { bilateralMechanism } from "../../mechanism/bilateral.ts";
import { finiteMechanism } from "../../mechanism/finite.ts";
import type { Mechanism } from "../../mechanism/mechanism.ts";
import { multilateralMechanism } from "../../mechanism/multilateral.ts";
import { interimPartnership } from "../../mechanism/partnership.ts";
import { defaultOutcome, postedOffer } from "../../mechanism/rules/posted/offer.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { Discretization } from "../../type-space/discretization.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";

/**
 * Nobody trades, and all agents pay equal shares of the required profit, whatever they report: feasible on finitely many types wherever nobody is asked for money, or nobody may refuse.
 * Null where a finite environment has no outcome that changes nothing, and for other goods than one that is indivisible.
 */
export function standStill({ environment, discretization, budget }: DesignProblem): Mechanism | null {
  const required = toNumber(budget.requiredProfit);
  return byEnvironment(environment, {
    finite: (outcomes) => atDefault(outcomes, required),
    linear: (agents) => withoutTrade(agents, discretization, required),
    "risk-averse-trade": () => null,
    "divisible-trade": () => null,
  });
}

function atDefault(environment: FiniteEnvironment, required: number): Mechanism | null {
  const outcome = defaultOutcome(environment);
  if (outcome === null) return null;
  const nobodyPays = environment.agents.map(() => 0);
  const { allocation, payments } = postedOffer(environment, { outcome, prices: nobodyPays }).states;
  const share = required / environment.agents.length;
  return finiteMechanism({
    environment,
    lottery: allocation[0] as Float64Array,
    payments: payments.map((list) => list.map(() => share)),
  });
}

function withoutTrade(environment: LinearEnvironment, discretization: Discretization | undefined, required: number): Mechanism {
  const { groups } = environment;
  const spaces = environment.grids(discretization);
  const share = required / groups.reduce((sum, { count }) => sum + count, 0);
  if (isPartnership(environment)) {
    const rules = groups.map((group, g) => ({
      count: group.count,
      share: toNumber(group.reference),
      types: spaces[g] as TypeSpace,
      holding: constant(spaces[g], toNumber(group.reference)),
      payment: constant(spaces[g], share),
    }));
    const members = rules.flatMap(({ count, share: held }) => new Array<number>(count).fill(held));
    return interimPartnership(
      rules,
      () => members,
      () => members.map(() => share),
    );
  }
  if (isBilateralTrade(environment)) {
    const [buyer, seller] = spaces as [TypeSpace, TypeSpace];
    const nobody = new Int32Array(buyer.values.length);
    return bilateralMechanism({
      buyer,
      seller,
      allocationRule: { kind: "threshold", mix: 0, strict: nobody, generous: nobody },
      transferRule: { kind: "interim" },
      interim: { buyerTransfer: constant(buyer, share), sellerTransfer: constant(seller, 0 - share) },
    });
  }
  const side = (party: AgentGroup["party"], payment: number) =>
    groups.flatMap((group, g) =>
      group.party === party
        ? [
            {
              count: group.count,
              types: spaces[g] as TypeSpace,
              allocation: constant(spaces[g], 0),
              transfer: constant(spaces[g], payment),
            },
          ]
        : [],
    );
  return multilateralMechanism({
    buyers: side("buyers", share),
    sellers: side("sellers", 0 - share),
    tradesAt: (buyers, sellers) => ({ buyers: buyers.map(() => 0), sellers: sellers.map(() => 0) }),
    transferRule: "interim",
  });
}

function constant(space: TypeSpace | undefined, value: number): Float64Array {
  return new Float64Array(space?.values.length ?? 0).fill(value);
}
