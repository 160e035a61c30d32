import type { Distribution } from "../../../distributions/distribution.ts";
import type { ContinuousMechanism } from "../continuous.ts";

/** A rule that trades at `trades` and moves money only then. */
function onTrade(
  trades: (value: number, cost: number) => boolean,
  paid: (value: number, cost: number) => number,
  received: (value: number, cost: number) => number = paid,
): ContinuousMechanism {
  return {
    trade: (value, cost) => (trades(value, cost) ? 1 : 0),
    buyerPays: (value, cost) => (trades(value, cost) ? paid(value, cost) : 0),
    sellerReceives: (value, cost) => (trades(value, cost) ? received(value, cost) : 0),
  };
}

/** Trade at a price to which both agree. */
export function postedPriceOnLaws(price: number): ContinuousMechanism {
  return onTrade(
    (value, cost) => value >= price && price >= cost,
    () => price,
  );
}

const efficient = (value: number, cost: number): boolean => value > cost;

/** The buyer pays the cost, the seller receives the value: a deficit of the whole gain in every trade. */
export function vcgOnLaws(): ContinuousMechanism {
  return onTrade(
    efficient,
    (_, cost) => cost,
    (value) => value,
  );
}

/** Each pays (receives) the type at which it would just trade: max(c, lowest value), min(v, highest cost). */
export function vcgPrimeOnLaws(buyer: Distribution, seller: Distribution): ContinuousMechanism {
  return onTrade(
    efficient,
    (_, cost) => Math.max(cost, buyer.support.min),
    (value) => Math.min(value, seller.support.max),
  );
}

/**
 * The expected-externality mechanism: the buyer pays, and the seller receives, E[C·1{C < v}] + E[V·1{V > c}], whether or not they trade.
 */
export function expectedExternalityOnLaws(buyer: Distribution, seller: Distribution): ContinuousMechanism {
  const costBelow = (value: number) => seller.partialMean(Number.NEGATIVE_INFINITY, value);
  const valueAbove = (cost: number) => buyer.partialMean(cost, Number.POSITIVE_INFINITY);
  const pays = (value: number, cost: number) => costBelow(value) + valueAbove(cost);
  return { trade: (value, cost) => (efficient(value, cost) ? 1 : 0), buyerPays: pays, sellerReceives: pays };
}

/** The seller makes the offer that suits it best, (p − c)·P(V ≥ p), and the buyer takes it or leaves it. */
export function sellerOfferOnLaws(buyer: Distribution): ContinuousMechanism {
  const offer = (cost: number) => bestOffer(buyer, cost, 1);
  return onTrade(
    (value, cost) => value >= offer(cost) && value > cost,
    (_, cost) => offer(cost),
  );
}

/** The buyer makes the offer that suits it best, (v − p)·P(C ≤ p). */
export function buyerOfferOnLaws(seller: Distribution): ContinuousMechanism {
  const offer = (value: number) => bestOffer(seller, value, -1);
  return onTrade(
    (value, cost) => cost <= offer(value) && value > cost,
    (value) => offer(value),
  );
}

/** A fair coin says who makes the offer. */
export function randomOfferOnLaws(buyer: Distribution, seller: Distribution): ContinuousMechanism {
  const [first, second] = [sellerOfferOnLaws(buyer), buyerOfferOnLaws(seller)];
  const mean = (of: keyof ContinuousMechanism) => (value: number, cost: number) => (first[of](value, cost) + second[of](value, cost)) / 2;
  return { trade: mean("trade"), buyerPays: mean("buyerPays"), sellerReceives: mean("sellerReceives") };
}

const offers = 64;

/**
 * The offer that maximises (p − own)·P(the other accepts) (`side` 1: to a buyer; −1: (own − p)·…, to a seller): the best of quantiles, ends of pieces and atoms of the other's law,
 * or of the points between where the slope of the gain changes its sign. Own type where no offer gains.
 */
function bestOffer(law: Distribution, own: number, side: 1 | -1): number {
  const accepts = (p: number) => (side > 0 ? law.survival(p) + (law.atoms.find(({ at }) => at === p)?.mass ?? 0) : law.cdf(p));
  const gain = (p: number) => side * (p - own) * accepts(p);
  const slope = (p: number) => side * (accepts(p) - Math.abs(p - own) * law.pdf(p));
  let best = own;
  let most = 0;
  const attempt = (p: number) => {
    if (gain(p) > most) [best, most] = [p, gain(p)];
  };
  const places = placesOf(law);
  places.forEach((place, k) => {
    attempt(place);
    const next = places[k + 1];
    if (next === undefined || side * (side > 0 ? next - own : place - own) <= 0) return;
    const [from, to] = side > 0 ? [Math.max(place, own), next] : [place, Math.min(next, own)];
    attempt(turn(slope, from, to));
  });
  return best;
}

const remembered = new WeakMap<Distribution, readonly number[]>();

/** Where offers are tried first. */
function placesOf(law: Distribution): readonly number[] {
  let places = remembered.get(law);
  if (!places) {
    const quantiles = Array.from({ length: offers + 1 }, (_, k) => law.quantile(k / offers));
    // Halves of halves into unbounded tails.
    const tails = Array.from({ length: 90 }, (_, k) => 2 ** -(7 + k)).flatMap((share) => [law.quantile(share), law.upperQuantile(share)]);
    const unbounded = !Number.isFinite(law.support.min) || !Number.isFinite(law.support.max);
    const all = [
      ...quantiles,
      ...(unbounded ? tails : []),
      ...law.atoms.map(({ at }) => at),
      ...law.pieces.flatMap(({ from, to }) => [from, to]),
    ];
    places = [...new Set(all.filter(Number.isFinite))].sort((a, b) => a - b);
    remembered.set(law, places);
  }
  return places;
}

/** Where a slope that starts above 0 and ends below it changes its sign, by halving; else the middle. */
function turn(slope: (p: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const inside = 1e-9 * (to - from);
  if (!(slope(from + inside) > 0 && slope(to - inside) < 0)) return low + (high - low) / 2;
  for (let step = 0; step < 60; step++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}
