import { doubleDouble } from "../../arithmetic/interval/double-double.ts";
import { add, around, type DoubleInterval, exactly, multiply, subtract } from "../../arithmetic/interval.ts";
import { exactDouble } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import { emptyTails, enclosureOf, type LawEnclosure, leastRadius } from "../../distributions/enclosure.ts";
import { enclosed, type Points } from "./points.ts";

/** Traders of one law on one side of the market: those willing to trade at a price have a value of at least, or a cost of at most, that much. */
export interface Willing {
  /** Probability that one is willing at each point. */
  readonly at: readonly DoubleInterval[];
  /** What one who is willing gains per trade, times the probability that it is: E(V − p)⁺, or E(p − C)⁺. */
  readonly surplus: readonly DoubleInterval[];
  /** Probability of being willing just above each point, and just below it: without an atom that is there. */
  readonly after: readonly DoubleInterval[];
  readonly before: readonly DoubleInterval[];
  /** Density of the law between each point and the next. */
  readonly density: readonly DoubleInterval[];
}

/** What is proved of a law, or, for one made of functions, what its functions say. */
export function tailsOf(law: Distribution): LawEnclosure {
  return enclosureOf(law) ?? stated(law);
}

/** What a law is like at the points, seen from its side (1: buyers, −1: sellers). */
export function willing(law: LawEnclosure, points: Points, side: 1 | -1): Willing {
  const tails = law.tails(points, side);
  const n = points.hi.length;
  const atoms = new Map(law.atoms.map(({ at, mass, radius }) => [keyOf(doubleDouble(at)), around(mass, radius)]));
  const all: DoubleInterval[] = [];
  const beyond: DoubleInterval[] = [];
  const surplus: DoubleInterval[] = [];
  const density: DoubleInterval[] = [];
  // From where everybody is willing to where nobody is.
  let last = { wants: exactly(1), surplus: { lo: 0, hi: Number.POSITIVE_INFINITY } };
  for (let step = 0; step < n; step++) {
    const k = side > 0 ? step : n - 1 - step;
    const point = { hi: points.hi[k] as number, lo: points.lo[k] as number };
    const strictly = clip(around(tails.mass[k] as number, tails.massRadius[k] as number), last.wants.hi);
    const moment = around(tails.moment[k] as number, tails.momentRadius[k] as number);
    const paid = multiply(enclosed(point), strictly);
    const atom = atoms.get(keyOf(point));
    const weakly = atom ? clip(add(strictly, atom), last.wants.hi) : strictly;
    last = { wants: strictly, surplus: clip(side > 0 ? subtract(moment, paid) : subtract(paid, moment), last.surplus.hi) };
    all[k] = weakly;
    beyond[k] = strictly;
    surplus[k] = last.surplus;
  }
  for (let k = 0; k + 1 < n; k++) density.push({ lo: tails.low[k] as number, hi: tails.high[k] as number });
  return { at: all, surplus, after: side > 0 ? beyond : all, before: side > 0 ? all : beyond, density };
}

function keyOf({ hi, lo }: { readonly hi: number; readonly lo: number }): string {
  return `${hi} ${lo}`;
}

/** What cannot be told, where numbers over- or underflow, is any number that it may be. */
function clip({ lo, hi }: DoubleInterval, most: number): DoubleInterval {
  if (Number.isNaN(lo) || Number.isNaN(hi)) return { lo: 0, hi: most };
  return { lo: Math.min(most, Math.max(0, lo)), hi: Math.min(most, Math.max(0, hi)) };
}

/** What the law claims of its density, or where it claims nothing what its function says inside, with room for what lies between. */
function densityOf(law: Distribution, a: number, b: number): { readonly min: number; readonly max: number } {
  const claimed = law.densityBounds(a, b);
  if (claimed.max < Number.POSITIVE_INFINITY || !Number.isFinite(b - a)) return claimed;
  const seen = [0.001, 0.25, 0.5, 0.75, 0.999].map((share) => law.pdf(a + (b - a) * share));
  const [least, most] = [Math.min(...seen), Math.max(...seen)];
  return { min: Math.max(0, least - (most - least)), max: most + (most - least) };
}

/** The numbers that a law of functions states, within the error that it states: estimates, not proofs. */
function stated(law: Distribution): LawEnclosure {
  const error = law.relativeError + 4 * unitRoundoff;
  const ends = [law.support.min, law.support.max, ...law.pieces.flatMap(({ from, to }) => [from, to]), ...law.atoms.map(({ at }) => at)];
  const breaks = [...new Set(ends.filter(Number.isFinite))].sort((a, b) => a - b);
  const massAt = new Map(law.atoms.map(({ at, mass }) => [at, mass]));
  return {
    breaks: breaks.map(exactDouble),
    atoms: law.atoms.map(({ at, mass }) => ({ at: exactDouble(at), mass, radius: error * mass })),
    increasing: { virtualValue: false, virtualCost: false },
    tails: ({ hi }, side) => {
      const tails = emptyTails(hi.length);
      for (let k = 0; k < hi.length; k++) {
        const x = hi[k] as number;
        const atom = massAt.get(x) ?? 0;
        const mass = side > 0 ? law.survival(x) : Math.max(0, law.cdf(x) - atom);
        const moment =
          side > 0 ? law.partialMean(x, Number.POSITIVE_INFINITY) : law.partialMean(Number.NEGATIVE_INFINITY, x) - (atom && atom * x);
        tails.mass[k] = mass;
        tails.massRadius[k] = error * (mass + atom) + leastRadius;
        tails.moment[k] = moment;
        tails.momentRadius[k] = error * (Math.abs(moment) + mass * Math.abs(x) + atom * Math.abs(x)) + leastRadius;
        if (k + 1 === hi.length) continue;
        const { min, max } = densityOf(law, x, hi[k + 1] as number);
        tails.low[k] = min * (1 - 2 * error);
        tails.high[k] = max * (1 + 2 * error);
      }
      return tails;
    },
  };
}
