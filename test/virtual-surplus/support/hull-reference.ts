import type { Distribution } from "../../../src/distributions/distribution.ts";

/**
 * The optimum of a bilateral problem on laws of any kind, to the accuracy of a fine grid in quantile space, by another way than the engine's: the buyer's curves
 * are sampled at equal quantiles from the law's quantile function alone, the hull is that of points in the plane (Andrew's monotone chain), and the multiplier
 * is bisected. An estimate, not a bound: its error is of the order of the quantile step.
 */
export interface HullReference {
  readonly gains: number;
  readonly firstBest: number;
  readonly largestProfit: number;
  /** Per side, the intervals of quantiles (best types first) that the hull bridges at the optimum; those inside one atom are left out. */
  readonly ironed: { readonly buyer: readonly QuantileInterval[]; readonly seller: readonly QuantileInterval[] };
}

export interface QuantileInterval {
  readonly from: number;
  readonly to: number;
}

interface Curves {
  /** Value curve ∫v (cost curve ∫c, negated) and revenue curve q·v(q) (−q·c(q)) at quantiles k/n, best types first. */
  readonly value: Float64Array;
  readonly revenue: Float64Array;
}

/** What was sampled of a law before: the quantiles of a mixture are long to find, and laws meet several others. */
const sampled = { buyer: new WeakMap<Distribution, Map<number, Curves>>(), seller: new WeakMap<Distribution, Map<number, Curves>>() };

function curvesOf(law: Distribution, n: number, role: "buyer" | "seller"): Curves {
  const known = sampled[role].get(law) ?? new Map<number, Curves>();
  sampled[role].set(law, known);
  const curves = known.get(n) ?? sample(law, n, role);
  known.set(n, curves);
  return curves;
}

function sample(law: Distribution, n: number, role: "buyer" | "seller"): Curves {
  const value = new Float64Array(n + 1);
  const revenue = new Float64Array(n + 1);
  for (let k = 1; k <= n; k++) {
    const middle = (k - 0.5) / n;
    const end = k / n;
    value[k] = (value[k - 1] as number) + (role === "buyer" ? law.upperQuantile(middle) : -law.quantile(middle)) / n;
    revenue[k] = end * (role === "buyer" ? law.upperQuantile(end) : -law.quantile(end));
  }
  return { value, revenue };
}

/** Indices of the corners of the least concave majorant of the points (k, height[k]). */
function corners(height: Float64Array): number[] {
  const stack: number[] = [];
  for (let k = 0; k < height.length; k++) {
    while (stack.length >= 2) {
      const b = stack[stack.length - 1] as number;
      const a = stack[stack.length - 2] as number;
      const left = ((height[b] as number) - (height[a] as number)) * (k - a);
      const right = ((height[k] as number) - (height[a] as number)) * (b - a);
      if (left > right) break;
      stack.pop();
    }
    stack.push(k);
  }
  return stack;
}

interface Segment {
  readonly slope: number;
  readonly from: number;
  readonly to: number;
}

function segments({ value, revenue }: Curves, lambda: number): Segment[] {
  const n = value.length - 1;
  // Without weight the revenue curve may fall to −∞ at the worst type.
  const height = value.map((w, k) => (lambda === 0 ? w : w + lambda * (revenue[k] as number)));
  const at = corners(height);
  return at.slice(1).map((to, k) => {
    const from = at[k] as number;
    return { slope: (((height[to] as number) - (height[from] as number)) * n) / (to - from), from, to };
  });
}

export function hullReference(buyer: Distribution, seller: Distribution, n = 20_000): HullReference {
  const b = curvesOf(buyer, n, "buyer");
  const s = curvesOf(seller, n, "seller");
  /** Trade between segments whose slopes sum to more than 0: best with best. */
  const at = (lambda: number) => {
    const mine = segments(b, lambda);
    const theirs = segments(s, lambda);
    let gains = 0;
    let profit = 0;
    let k = theirs.length - 1;
    for (const { slope, from, to } of mine) {
      while (k >= 0 && slope + (theirs[k] as Segment).slope <= 0) k--;
      if (k < 0) break;
      const q = (theirs[k] as Segment).to;
      const mass = (to - from) / n;
      gains += ((b.value[to] as number) - (b.value[from] as number)) * (q / n) + (s.value[q] as number) * mass;
      profit += ((b.revenue[to] as number) - (b.revenue[from] as number)) * (q / n) + (s.revenue[q] as number) * mass;
    }
    return { gains, profit };
  };
  const bridged = (law: Distribution, curves: Curves, lambda: number, role: "buyer" | "seller") =>
    segments(curves, lambda)
      .map(({ from, to }) => ({ from: from / n, to: to / n }))
      .filter(({ from, to }) => to - from > 1.5 / n && !insideAtom(law, role, from, to, 2 / n));
  const firstBest = at(0);
  if (firstBest.profit >= 0) {
    return { gains: firstBest.gains, firstBest: firstBest.gains, largestProfit: at(1e9).profit, ironed: { buyer: [], seller: [] } };
  }
  let low = 0;
  let high = 1;
  while (at(high).profit < 0) high *= 2;
  for (let step = 0; step < 45; step++) {
    const middle = (low + high) / 2;
    if (at(middle).profit < 0) low = middle;
    else high = middle;
  }
  const loose = at(low);
  const tight = at(high);
  const weight = tight.profit === loose.profit ? 0 : tight.profit / (tight.profit - loose.profit);
  return {
    gains: weight * loose.gains + (1 - weight) * tight.gains,
    firstBest: firstBest.gains,
    largestProfit: at(1e9).profit,
    ironed: { buyer: bridged(buyer, b, high, "buyer"), seller: bridged(seller, s, high, "seller") },
  };
}

function insideAtom(law: Distribution, role: "buyer" | "seller", from: number, to: number, slack: number): boolean {
  return law.atoms.some(({ at, mass }) => {
    const start = role === "buyer" ? law.survival(at) : law.cdf(at) - mass;
    return from >= start - slack && to <= start + mass + slack;
  });
}
