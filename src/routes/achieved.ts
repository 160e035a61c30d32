import type { FiniteEnvironment } from "../environments/environment.ts";
import type { FiniteMechanism, Mechanism } from "../mechanism/mechanism.ts";
import { multilateralGains, multilateralProfit, multilateralRents } from "../mechanism/multilateral.ts";
import { brokerProfit, expectedRents, gainsFromTrade } from "../mechanism/sums.ts";
import type { Objective } from "../problem/design-problem.ts";

/** What a mechanism gives to whom, in expectation; `gains` = buyers + sellers + broker. */
export interface Achieved {
  readonly buyers: number;
  readonly sellers: number;
  readonly broker: number;
  readonly gains: number;
}

/** Recomputed from the mechanism alone; `environment` is needed for a finite mechanism. */
export function achieved(mechanism: Mechanism, environment: FiniteEnvironment | undefined): Achieved {
  if (mechanism.kind === "bilateral-trade") {
    const rents = expectedRents(mechanism);
    return { buyers: rents.buyer, sellers: rents.seller, broker: brokerProfit(mechanism), gains: gainsFromTrade(mechanism) };
  }
  if (mechanism.kind === "multilateral-trade") {
    const rents = multilateralRents(mechanism);
    return { ...rents, broker: multilateralProfit(mechanism), gains: multilateralGains(mechanism) };
  }
  if (!environment) throw new Error("a finite mechanism is judged in its environment");
  return achievedFinite(mechanism, environment);
}

/** The objective of a problem at what a mechanism achieves. */
export function weighted(objective: Objective, { buyers, sellers, broker }: Achieved): number {
  return objective.buyers.valueOf() * buyers + objective.sellers.valueOf() * sellers + objective.broker.valueOf() * broker;
}

function achievedFinite(mechanism: FiniteMechanism, environment: FiniteEnvironment): Achieved {
  const { agents, outcomes, utilities, outsideOptions, prior } = environment;
  const sizes = agents.map((agent) => agent.types.length);
  const types = new Int32Array(agents.length);
  const rents = { buyer: 0, seller: 0 };
  let broker = 0;
  const profiles = mechanism.lottery.length / outcomes.length;
  for (let p = 0; p < profiles; p++) {
    const probability =
      prior.kind === "joint"
        ? (prior.masses[p] as number)
        : agents.reduce((product, _, a) => product * (prior.masses[a]?.[types[a] as number] as number), 1);
    agents.forEach((agent, a) => {
      const k = types[a] as number;
      const size = sizes[a] as number;
      let gain = -(outsideOptions[a]?.[k] as number);
      for (let o = 0; o < outcomes.length; o++)
        gain += (mechanism.lottery[p * outcomes.length + o] as number) * (utilities[a]?.[o * size + k] as number);
      const payment = mechanism.payments[a]?.[p] as number;
      rents[agent.side] += probability * (gain - payment);
      broker += probability * payment;
    });
    for (let a = agents.length - 1; a >= 0; a--) {
      types[a] = (types[a] as number) + 1;
      if ((types[a] as number) < (sizes[a] as number)) break;
      types[a] = 0;
    }
  }
  return { buyers: rents.buyer, sellers: rents.seller, broker, gains: rents.buyer + rents.seller + broker };
}
