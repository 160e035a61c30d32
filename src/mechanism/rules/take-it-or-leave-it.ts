import { ranked, sidesOf, stateOf, type TradingSide } from "../../type-space/sides.ts";
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
  const states = buyer.values.length * seller.values.length;
  const [trade, paid] = [new Float64Array(states), new Float64Array(states)];
  const share = offerer === "random" ? 0.5 : 1;
  for (const side of sidesOf(buyer, seller)) {
    if (offerer !== "random" && offerer !== side.name) continue;
    bestOffers(side).forEach((price, k) => {
      side.rival.values.forEach((type, l) => {
        if (!(side.rival.sign * (type - price) >= 0)) return;
        const state = stateOf(side, k, l);
        trade[state] = (trade[state] as number) + share;
        paid[state] = (paid[state] as number) + share * price;
      });
    });
  }
  return bilateralMechanism({
    buyer,
    seller,
    allocationRule: { kind: "matrix", x: trade },
    transferRule: { kind: "matrix", buyer: paid, seller: paid.slice() },
  });
}

/** Per type of a side, the offer among the other's types that gains most; NaN where none gains, which nobody accepts. */
function bestOffers({ values, rival }: TradingSide): Float64Array {
  const n = rival.values.length;
  const accepts = new Float64Array(n);
  let sum = 0;
  for (let rank = n - 1; rank >= 0; rank--) {
    sum += rival.masses[ranked(rival, rank)] as number;
    accepts[ranked(rival, rank)] = sum;
  }
  return values.map((type) => {
    let best = Number.NaN;
    let most = 0;
    // From the offer that is taken most often on.
    for (let rank = 0; rank < n; rank++) {
      const k = ranked(rival, rank);
      const gain = rival.sign * ((rival.values[k] as number) - type) * (accepts[k] as number);
      if (gain > most) [best, most] = [rival.values[k] as number, gain];
    }
    return best;
  });
}
