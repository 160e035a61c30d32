import { refuse, show } from "../../errors.ts";
import type { ContinuousMechanism } from "./continuous.ts";

/** The linear equilibrium of a double auction, with the payoff of every bid against it. */
export interface DoubleAuction extends ContinuousMechanism {
  /** Equilibrium bid of a buyer with this value. */
  bid(value: number): number;
  /** Equilibrium offer of a seller with this cost. */
  offer(cost: number): number;
  /** Expected payoff of a buyer who bids `bid` against the seller's equilibrium offers. */
  buyerPayoff(value: number, bid: number): number;
  /** Expected payoff of a seller who offers `offer` against the buyer's equilibrium bids. */
  sellerPayoff(cost: number, offer: number): number;
}

/**
 * The linear equilibrium of the k-double auction when value and cost are independent and uniform on the same interval [min, max]: trade iff
 * bid ≥ offer, at the price k·bid + (1 − k)·offer. On [0, 1]:
 *
 *     bid = v/(1 + k) + k(1 − k)/(2(1 + k)) for v ≥ (1 − k)/2,   offer = c/(2 − k) + (1 − k)/2 for c ≤ (2 − k)/2
 *
 * and others, who cannot trade, bid their type. For k = ½ trade occurs iff v − c ≥ ¼: the second best, gains 9/64 (Myerson–Satterthwaite 1983, §4).
 * Interim incentives hold for its direct mechanism on the interval; it is balanced, and nobody trades at a loss.
 *
 * Throws InvalidInputError unless 0 ≤ k ≤ 1 and min < max are finite.
 *
 * @example linearDoubleAuction({ k: 0.5 }).trade(0.8, 0.5) // 1
 * @see K. Chatterjee, W. Samuelson (1983), Bargaining under Incomplete Information, Operations Research 31, Example 1.
 */
export function linearDoubleAuction({ k, min = 0, max = 1 }: { k: number; min?: number; max?: number }): DoubleAuction {
  if (!(k >= 0 && k <= 1)) refuse("k", "a weight between 0 and 1", k, "k is the weight of the bid in the price.");
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max))
    refuse("max", `a finite number above min = ${show(min)}`, max, "Give the common interval of value and cost.");
  const length = max - min;
  // On [0, 1] serious offers are uniform on [lowestOffer, highestOffer], serious bids on [lowestOffer, highestOffer] as well.
  const lowest = (1 - k) / 2;
  const highest = 1 - k / 2;
  const bidAt = (v: number): number => (v < lowest ? v : v / (1 + k) + (k * (1 - k)) / (2 * (1 + k)));
  const offerAt = (c: number): number => (c > highest ? c : c / (2 - k) + (1 - k) / 2);
  const unit = (x: number): number => (x - min) / length;
  const money = (x: number): number => min + length * x;
  const trade = (value: number, cost: number): number => (bidAt(unit(value)) >= offerAt(unit(cost)) ? 1 : 0);
  const price = (value: number, cost: number): number =>
    trade(value, cost) === 0 ? 0 : money(k * bidAt(unit(value)) + (1 - k) * offerAt(unit(cost)));
  return {
    trade,
    buyerPays: price,
    sellerReceives: price,
    bid: (value) => money(bidAt(unit(value))),
    offer: (cost) => money(offerAt(unit(cost))),
    buyerPayoff(value, bid) {
      const b = unit(bid);
      // Offers up to `highest` have density 2 − k from `lowest`; above, the seller offers its cost, of density 1.
      const serious = Math.min(b, highest) - lowest;
      const gains = (from: number, to: number, density: number): number =>
        to <= from ? 0 : density * ((unit(value) - k * b) * (to - from) - ((1 - k) * (to * to - from * from)) / 2);
      return length * (gains(lowest, lowest + serious, 2 - k) + gains(highest, Math.min(b, 1), 1));
    },
    sellerPayoff(cost, offer) {
      const s = unit(offer);
      // Serious bids have density 1 + k up to `highest`; below `lowest` the buyer bids its value, of density 1.
      const gains = (from: number, to: number, density: number): number =>
        to <= from ? 0 : density * (((1 - k) * s - unit(cost)) * (to - from) + (k * (to * to - from * from)) / 2);
      return length * (gains(Math.max(s, lowest), highest, 1 + k) + gains(Math.max(s, 0), lowest, 1));
    },
  };
}
