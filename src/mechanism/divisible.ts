import type { TypeSpace } from "../type-space/type-space.ts";
import { bilateralMechanism } from "./bilateral.ts";
import { expectation } from "./expectation.ts";
import { linearAgent, vectors } from "./linear-agent.ts";
import type { Mechanism } from "./mechanism.ts";
import { enumerationLimit } from "./states.ts";

/** What determines a mechanism for a divisible good. */
export interface DivisibleRules {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
  /** c: trade of the quantity x costs ½c·x², paid out of the payments. */
  readonly curvature: number;
  /** x(i, j) ∈ [0, 1]. */
  quantity(i: number, j: number): number;
  /** Expected quantities, lengths m and n. */
  readonly expected: { readonly buyer: Float64Array; readonly seller: Float64Array };
  /** Interim transfers: the buyer pays, the seller receives; lengths m and n. */
  readonly transfer: { readonly buyer: Float64Array; readonly seller: Float64Array };
  /** ½c·E x². */
  readonly outlay: number;
}

/**
 * The direct mechanism with these quantities and interim transfers, spread over states so that payments in, less payments out and the cost of trade, are the same in every state:
 * buyer pays T^b_i + T^s_j − E[T^s] + O_j − E[O], seller receives T^b_i + T^s_j − E[T^b] + O_j − o_ij, where o_ij = ½c·x_ij² and O_j is its mean over the buyer's types.
 *
 * Up to {@link enumerationLimit} states are written out; of more, a state is computed when it is asked for.
 */
export function divisibleMechanism(rules: DivisibleRules): Mechanism {
  const { buyer, seller, curvature, quantity, expected, transfer, outlay } = rules;
  const [m, n] = [buyer.values.length, seller.values.length];
  const cost = (i: number, j: number) => 0.5 * curvature * quantity(i, j) ** 2;
  const meanCost = (j: number) => buyer.masses.reduce((sum, p, i) => sum + p * cost(i, j), 0);
  const [meanPaid, meanReceived] = [expectation(buyer.masses, transfer.buyer), expectation(seller.masses, transfer.seller)];
  const state = (i: number, j: number, spent: number) => {
    const both = (transfer.buyer[i] as number) + (transfer.seller[j] as number);
    return { pays: both - meanReceived + spent - outlay, receives: both - meanPaid + spent - cost(i, j) };
  };
  if (m * n <= enumerationLimit) {
    const [x, pays, receives] = [0, 0, 0].map(() => new Float64Array(m * n)) as [Float64Array, Float64Array, Float64Array];
    for (let j = 0; j < n; j++) {
      const spent = meanCost(j);
      for (let i = 0; i < m; i++) {
        const at = i * n + j;
        x[at] = quantity(i, j);
        const money = state(i, j, spent);
        pays[at] = money.pays;
        receives[at] = money.receives;
      }
    }
    const transferRule = { kind: "matrix", buyer: pays, seller: receives } as const;
    return bilateralMechanism({ buyer, seller, curvature, allocationRule: { kind: "matrix", x }, transferRule });
  }
  const agents = (["buyer", "seller"] as const).map((party) => {
    const types = party === "buyer" ? buyer : seller;
    return linearAgent(party, party, 1, types, vectors(types.values, expected[party], transfer[party], party));
  });
  return {
    agents,
    outlay: { curvature, expected: outlay },
    states: { kind: "interim", spread: "separable" },
    at(types) {
      const [i, j] = types as [number, number];
      const { pays, receives } = state(i, j, meanCost(j));
      return { allocation: [quantity(i, j), quantity(i, j)], payments: [pays, -receives] };
    },
  };
}
