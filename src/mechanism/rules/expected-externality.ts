import { CompensatedSum } from "../../arithmetic/sum.ts";
import type { FiniteEnvironment } from "../../environments/environment.ts";
import { TypeProfiles } from "../../environments/type-profiles.ts";
import { refuse } from "../../errors.ts";
import { sidesOf } from "../../type-space/sides.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { efficientAllocation, sumsOf } from "../allocation-rule.ts";
import { bilateralMechanism } from "../bilateral.ts";
import { expectation } from "../expectation.ts";
import { type FiniteMechanism, finiteMechanism } from "../finite.ts";
import type { AllocationRule, BilateralMechanism } from "../mechanism.ts";
import { requireEfficient } from "./domain.ts";

/**
 * The expected-externality mechanism of bilateral trade: each trader receives the other's expected utility given its own report, and pays
 * what the other receives. The buyer pays, and the seller receives, ξ_s(c) − ξ_b(v) with ξ_b(B_i) = −E[S·x], ξ_s(S_j) = E[B·x].
 *
 * Bayesian incentives, balanced in every state; participation ex ante is not claimed for either trader alone (a lump sum can restore it, as
 * the gains are shared in full), and interim participation generally fails. O(m + n) for a threshold allocation.
 * `allocationRule` is the efficient one with no trade at ties unless given. Throws InvalidInputError when it is not efficient.
 *
 * @see C. d'Aspremont, L.-A. Gérard-Varet (1979), Incentives and Incomplete Information, J. Public Econ. 11.
 */
export function expectedExternality(
  buyer: TypeSpace,
  seller: TypeSpace,
  allocationRule: AllocationRule = efficientAllocation(buyer, seller),
): BilateralMechanism {
  const weigh = (space: TypeSpace): Float64Array => space.values.map((v, k) => v * (space.masses[k] as number));
  const [ofBuyer, ofSeller] = sidesOf(buyer, seller);
  const cost = sumsOf(allocationRule, ofBuyer, weigh(seller));
  const worth = sumsOf(allocationRule, ofSeller, weigh(buyer));
  const expectedCost = expectation(buyer.masses, cost);
  const expectedWorth = expectation(seller.masses, worth);
  const mechanism = bilateralMechanism({
    buyer,
    seller,
    allocationRule,
    transferRule: { kind: "separable" },
    interim: { buyerTransfer: cost.map((c) => c + expectedWorth), sellerTransfer: worth.map((w) => w + expectedCost) },
  });
  requireEfficient(buyer, seller, allocationRule);
  return mechanism;
}

/**
 * The expected-externality mechanism of any finite environment with independent types and at least two agents N: an outcome of largest total
 * utility at every profile (the first of several), and agent a pays Σ_{c≠a} ξ_c(θ_c)/(N − 1) − ξ_a(θ_a), where ξ_a(k) is the expected total
 * utility of the others when a reports k.
 *
 * Bayesian incentives, payments that add up to 0 at every profile. Throws InvalidInputError for a joint prior or a single agent.
 *
 * @see C. d'Aspremont, L.-A. Gérard-Varet (1979), Incentives and Incomplete Information, J. Public Econ. 11.
 */
export function expectedExternalityFinite(environment: FiniteEnvironment): FiniteMechanism {
  const { agents, outcomes, utilities, prior } = environment;
  if (prior.kind !== "independent")
    refuse(
      "prior",
      "independent types, so that a report does not change beliefs about the others",
      "joint",
      "With correlated types solve a design problem on the environment instead.",
    );
  if (agents.length < 2)
    refuse("agents", "at least two agents, to pay each other", agents.length, "Add the agent who bears the externality.");
  const profiles = new TypeProfiles(environment);
  const gain = (a: number, o: number, p: number): number =>
    utilities[a]?.[o * (agents[a]?.types.length as number) + profiles.typeOf(a, p)] as number;
  const total = (o: number, p: number, skip = -1): number => agents.reduce((sum, _, a) => (a === skip ? sum : sum + gain(a, o, p)), 0);
  const lottery = new Float64Array(profiles.count * outcomes.length);
  const chosen = new Int32Array(profiles.count);
  for (let p = 0; p < profiles.count; p++) {
    let best = 0;
    for (let o = 1; o < outcomes.length; o++) if (total(o, p) > total(best, p)) best = o;
    chosen[p] = best;
    lottery[p * outcomes.length + best] = 1;
  }
  const externality = agents.map((agent, a) =>
    agent.types.map((_, k) => {
      const beliefs = profiles.conditional(a, k) ?? new Float64Array();
      const sum = new CompensatedSum();
      beliefs.forEach((mass, others) => {
        const p = profiles.join(a, k, others);
        sum.add(mass * total(chosen[p] as number, p, a));
      });
      return sum.value;
    }),
  );
  const received = (a: number, p: number): number => externality[a]?.[profiles.typeOf(a, p)] as number;
  const payments = agents.map((_, a) => {
    const list = new Float64Array(profiles.count);
    for (let p = 0; p < profiles.count; p++) {
      const others = agents.reduce((sum, __, c) => (c === a ? sum : sum + received(c, p)), 0);
      list[p] = others / (agents.length - 1) - received(a, p);
    }
    return list;
  });
  return finiteMechanism({ environment, lottery, payments });
}
