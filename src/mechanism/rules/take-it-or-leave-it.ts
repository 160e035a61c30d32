import type { TypeSpace } from "../../type-space/type-space.ts";
import { bilateralMechanism } from "../bilateral.ts";
import type { BilateralMechanism } from "../mechanism.ts";

/** Who makes the offer; `random`: each with probability ½. */
export type Offerer = "buyer" | "seller" | "random";

/**
 * One trader makes the offer that suits it best, which the other takes or leaves: a seller of cost c asks the value p that maximises (p − c)·P(V ≥ p), a buyer of value v
 * bids the cost p that maximises (v − p)·P(C ≤ p); of equally good offers the one that is taken more often.
 *
 * Bayesian incentives for the one who offers, dominant ones for the other; ex-post participation, balanced. O(m·n). Its gains are at least half of the second best's when the
 * offerer is drawn at random.
 *
 * @see S. Brustle, Y. Cai, F. Wu, M. Zhao (2017), Approximating Gains from Trade in Two-sided Markets via Simple Mechanisms, EC.
 */
export function takeItOrLeaveIt(buyer: TypeSpace, seller: TypeSpace, offerer: Offerer): BilateralMechanism {
  const m = buyer.values.length;
  const n = seller.values.length;
  const [trade, paid] = [new Float64Array(m * n), new Float64Array(m * n)];
  const add = (
    weight: number,
    offers: Float64Array,
    accepted: (i: number, j: number, price: number) => boolean,
    own: (i: number, j: number) => number,
  ) => {
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        const price = offers[own(i, j)] as number;
        if (!accepted(i, j, price)) continue;
        const at = i * n + j;
        trade[at] = (trade[at] as number) + weight;
        paid[at] = (paid[at] as number) + weight * price;
      }
  };
  const share = offerer === "random" ? 0.5 : 1;
  if (offerer !== "buyer") {
    const asked = bestOffers(seller.values, buyer.values, buyer.masses, 1);
    add(
      share,
      asked,
      (i, _, price) => (buyer.values[i] as number) >= price,
      (_, j) => j,
    );
  }
  if (offerer !== "seller") {
    const bid = bestOffers(buyer.values, seller.values, seller.masses, -1);
    add(
      share,
      bid,
      (_, j, price) => (seller.values[j] as number) <= price,
      (i) => i,
    );
  }
  return bilateralMechanism({
    buyer,
    seller,
    allocationRule: { kind: "matrix", x: trade },
    transferRule: { kind: "matrix", buyer: paid, seller: paid.slice() },
  });
}

/** Per own type, the offer among the other's types that gains most; NaN where none gains, which nobody accepts. */
function bestOffers(own: Float64Array, others: Float64Array, masses: Float64Array, side: 1 | -1): Float64Array {
  const n = others.length;
  const accepts = new Float64Array(n);
  let sum = 0;
  for (let step = 0; step < n; step++) {
    const k = side > 0 ? n - 1 - step : step;
    sum += masses[k] as number;
    accepts[k] = sum;
  }
  return own.map((type) => {
    let best = Number.NaN;
    let most = 0;
    for (let step = 0; step < n; step++) {
      // From the offer that is taken most often on.
      const k = side > 0 ? step : n - 1 - step;
      const gain = side * ((others[k] as number) - type) * (accepts[k] as number);
      if (gain > most) [best, most] = [others[k] as number, gain];
    }
    return best;
  });
}
