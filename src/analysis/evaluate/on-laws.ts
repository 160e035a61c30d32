import type { Distribution } from "../../distributions/distribution.ts";
import type { ContinuousMechanism } from "../../mechanism/rules/continuous.ts";
import { integrate } from "../../mechanism/rules/quadrature.ts";

/** Quantiles at which deviations are tried. */
const sampled = 60;

/** Relative accuracy that is asked of averages over the other's types, and of those over both. */
const [inner, outer] = [1e-11, 1e-10];

/** What a mechanism on intervals does in expectation, by adaptive quadrature, and the worst violations at sampled types. */
export interface OnLaws {
  readonly gains: number;
  readonly probability: number;
  readonly brokerProfit: number;
  readonly rents: { readonly buyer: number; readonly seller: number };
  readonly types: { readonly buyer: readonly number[]; readonly seller: readonly number[] };
  /** Interim probability of trade and transfer (paid, received) of the sampled types. */
  readonly interim: { readonly buyer: readonly Average[]; readonly seller: readonly Average[] };
}

interface Average {
  readonly trade: number;
  readonly transfer: number;
}

/**
 * Expectations over both laws; probabilities of trade jump along a row of types at most where the other's type crosses a boundary, which is found by halving.
 */
export function evaluateOnLaws(mechanism: ContinuousMechanism, buyer: Distribution, seller: Distribution): OnLaws {
  const ofBuyer = (value: number) => averages(seller, mechanismRow(mechanism, "buyer", value));
  const ofSeller = (cost: number) => averages(buyer, mechanismRow(mechanism, "seller", cost));
  const over = (law: Distribution, of: (type: number) => number) => expectationOver(law, of, outer);
  const known = remembered(ofBuyer);
  const surplus = (value: number) => {
    const row = known(value);
    return value * row.trade - row.cost;
  };
  const gains = over(buyer, surplus);
  const paid = over(buyer, (value) => known(value).paid);
  const received = over(buyer, (value) => known(value).received);
  const probability = over(buyer, (value) => known(value).trade);
  const worth = over(buyer, (value) => value * known(value).trade);
  const cost = worth - gains;
  const types = { buyer: sample(buyer), seller: sample(seller) };
  return {
    gains,
    probability,
    brokerProfit: paid - received,
    rents: { buyer: worth - paid, seller: received - cost },
    types,
    interim: {
      buyer: types.buyer.map(ofBuyer).map(({ trade, paid }) => ({ trade, transfer: paid })),
      seller: types.seller.map(ofSeller).map(({ trade, received }) => ({ trade, transfer: received })),
    },
  };
}

interface Row {
  trade(other: number): number;
  paid(other: number): number;
  received(other: number): number;
}

function mechanismRow(mechanism: ContinuousMechanism, own: "buyer" | "seller", type: number): Row {
  const pair = (of: (value: number, cost: number) => number) => (other: number) => (own === "buyer" ? of(type, other) : of(other, type));
  return { trade: pair(mechanism.trade), paid: pair(mechanism.buyerPays), received: pair(mechanism.sellerReceives) };
}

/** Averages along a row of the other's types; `cost` is E[other·trade]. */
function averages(law: Distribution, row: Row): { trade: number; cost: number; paid: number; received: number } {
  const cuts = jumps(law, row.trade);
  const mean = (of: (other: number) => number) => expectationOver(law, of, inner, cuts);
  return { trade: mean(row.trade), cost: mean((other) => other * row.trade(other)), paid: mean(row.paid), received: mean(row.received) };
}

const looked = 32;

/** Types at which the probability of trade jumps or bends: between neighbouring quantiles with different answers, by halving. */
function jumps(law: Distribution, trade: (other: number) => number): number[] {
  const found: number[] = [];
  const places = Array.from({ length: looked + 1 }, (_, k) => law.quantile((k + 1e-9) / (looked + 2e-9)));
  for (let k = 1; k < places.length; k++) {
    let [low, high] = [places[k - 1] as number, places[k] as number];
    const [first, last] = [trade(low), trade(high)];
    if (first === last) continue;
    for (let step = 0; step < 60 && high > low; step++) {
      const middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) break;
      if (trade(middle) === first) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  return found;
}

/** E[of(X)] by quadrature over quantiles, cut at atoms, at the ends of pieces and at `cuts`. */
function expectationOver(law: Distribution, of: (type: number) => number, tolerance: number, cuts: readonly number[] = []): number {
  const probability = (x: number) => law.cdf(x);
  const marks = [
    ...cuts.map(probability),
    ...law.pieces.flatMap(({ from, to }) => [probability(from), probability(to)]),
    ...law.atoms.flatMap(({ at, mass }) => [probability(at) - mass, probability(at)]),
  ];
  // From above where the quantile function is the more accurate.
  return integrate((p) => of(p < 0.5 ? law.quantile(p) : law.upperQuantile(1 - p)), 0, 1, marks, tolerance);
}

/** Evenly spaced quantiles, the ends of a bounded support included. */
function sample(law: Distribution): number[] {
  const inside = Array.from({ length: sampled }, (_, k) => law.quantile((k + 0.5) / sampled));
  const ends = [law.support.min, law.support.max].filter(Number.isFinite);
  return [...new Set([...inside, ...ends, ...law.atoms.map(({ at }) => at)])].sort((a, b) => a - b);
}

function remembered<T>(f: (x: number) => T): (x: number) => T {
  const known = new Map<number, T>();
  return (x) => {
    let y = known.get(x);
    if (y === undefined) {
      y = f(x);
      known.set(x, y);
    }
    return y;
  };
}
