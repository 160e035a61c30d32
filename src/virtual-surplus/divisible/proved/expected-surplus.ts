import { above } from "../../../arithmetic/interval.ts";
import { CompensatedSum } from "../../../arithmetic/sum.ts";
import { u } from "../../../distributions/enclosure.ts";
import type { Levels } from "../../bracket/proved/levels.ts";

/**
 * From above, E ψ(B − C), ψ(d) = max of d·x − ½·band·x² over x ∈ [0, 1], for independent B and C with P(B ≥ level) ≤ reached and P(C ≤ level) ≤ reached.
 *
 * It is ∫ P(B > t)·φ(t) dt with φ(t) = E clip((t − C)/band, 0, 1), whose slope is P(C ≤ t) − P(C ≤ t − band) over the band: everything is a sum of terms that are not negative, each rounded
 * upwards, between the levels of B, those of C and those a band further. A band of 0 is one unit for whoever gains. O(m + n).
 */
export function expectedSurplus(buyer: Levels, seller: Levels, band: number): number {
  const cost = (j: number) => (j < seller.level.length ? (seller.level[j] as number) : Number.POSITIVE_INFINITY);
  const probability = ({ reached }: Levels, k: number) => (k < 0 ? 0 : Math.min(1, reached[k] as number));
  // Later than in truth, so that quantities reach a whole unit later, which they may by rounding only.
  const whole = (j: number) => above(cost(j) + band);
  let [some, all] = [0, 0];
  let best = buyer.level.length - 1;
  let t = cost(0);
  const quantity = new CompensatedSum();
  const value = new CompensatedSum();
  while (Number.isFinite(t)) {
    while (cost(some) <= t) some++;
    while (all < some && whole(all) <= t) all++;
    while (best >= 0 && (buyer.level[best] as number) <= t) best--;
    if (best < 0) break;
    const next = Math.min(buyer.level[best] as number, cost(some), all < seller.level.length ? whole(all) : Number.POSITIVE_INFINITY);
    const most = probability(seller, some - 1);
    const rising = most - probability(seller, all - 1);
    const length = above(next - t);
    const before = Math.min(most, fromAbove(quantity));
    if (rising > 0) quantity.add(Math.min(most, above(above(above(rising) * length) / band)));
    const after = fromAbove(quantity);
    const mean = Math.min(most, above((before + after) / 2));
    if (mean > 0) value.add(above(above(probability(buyer, best) * mean) * length));
    t = next;
  }
  return fromAbove(value);
}

/** A sum of at most 2^26 terms that are not negative, from above. */
function fromAbove({ value }: CompensatedSum): number {
  return value === 0 ? 0 : above(value * (1 + 8 * u));
}
