import { add, type DoubleInterval, exactly, multiply, negate, subtract } from "../../arithmetic/interval.ts";

/** How many traders of a group there are, and the probability that one of them is willing. */
export interface WillingGroup {
  readonly count: number;
  readonly wants: DoubleInterval;
}

/** What is known of a willing trader's chance to trade. */
export interface Service {
  /** Probability that it trades: as many pairs trade as can, and a lottery chooses among the willing of the longer side. */
  readonly odds: DoubleInterval;
  /** How that grows with the probability that one more trader of its own side is willing (never upwards), by group. */
  readonly byRivals: readonly DoubleInterval[];
  /** Likewise with the probability of one trader of the other side (never downwards), by group. */
  readonly byPartners: readonly DoubleInterval[];
}

/**
 * The chance of a willing member of group `own` among `rivals` (its own side, its group included) to trade with one of `partners`:
 * E min(1, L/(1 + K)), K rivals and L partners willing, each independently. Numbers of probabilities by convolution, O(traders²).
 */
export function serviceOf(own: number, rivals: readonly WillingGroup[], partners: readonly WillingGroup[]): Service {
  const others = rivals.map((group, g) => (g === own ? { ...group, count: group.count - 1 } : group));
  const [K, L] = [countsOf(others), countsOf(partners)];
  const without = (groups: readonly WillingGroup[], g: number) =>
    countsOf(groups.map((group, k) => (k === g ? { ...group, count: group.count - 1 } : group)));
  const none = exactly(0);
  return {
    odds: clipped(expected(K, L, (k, l) => Math.min(1, l / (1 + k)))),
    byRivals: others.map(({ count }, g) =>
      count === 0 ? none : negate(expected(without(others, g), L, (k, l) => Math.min(1, l / (1 + k)) - Math.min(1, l / (2 + k)))),
    ),
    byPartners: partners.map(({ count }, g) =>
      count === 0 ? none : expected(K, without(partners, g), (k, l) => Math.min(1, (l + 1) / (1 + k)) - Math.min(1, l / (1 + k))),
    ),
  };
}

/** Probabilities of 0, 1, 2 … willing traders. */
function countsOf(groups: readonly WillingGroup[]): readonly DoubleInterval[] {
  let counts: DoubleInterval[] = [exactly(1)];
  for (const { count, wants } of groups) {
    const rest = clipped(subtract(exactly(1), wants));
    for (let member = 0; member < count; member++) {
      const next: DoubleInterval[] = [];
      for (let k = 0; k <= counts.length; k++) {
        const stays = k < counts.length ? multiply(counts[k] as DoubleInterval, rest) : exactly(0);
        const joins = k > 0 ? multiply(counts[k - 1] as DoubleInterval, wants) : exactly(0);
        next.push(add(stays, joins));
      }
      counts = next;
    }
  }
  return counts;
}

/** E f(K, L), f ≥ 0 up to its own rounding. */
function expected(K: readonly DoubleInterval[], L: readonly DoubleInterval[], f: (k: number, l: number) => number): DoubleInterval {
  let sum = exactly(0);
  for (let k = 0; k < K.length; k++) {
    let inner = exactly(0);
    for (let l = 0; l < L.length; l++) {
      const value = f(k, l);
      if (value !== 0) inner = add(inner, multiply(L[l] as DoubleInterval, Number.isInteger(value) ? exactly(value) : rounded(value)));
    }
    sum = add(sum, multiply(K[k] as DoubleInterval, inner));
  }
  return sum;
}

/** A number in [0, 1] that one or two operations rounded. */
function rounded(x: number): DoubleInterval {
  return { lo: Math.max(0, x - 2 ** -52), hi: x + 2 ** -52 };
}

function clipped({ lo, hi }: DoubleInterval): DoubleInterval {
  return { lo: Math.max(0, Math.min(1, lo)), hi: Math.max(0, Math.min(1, hi)) };
}
