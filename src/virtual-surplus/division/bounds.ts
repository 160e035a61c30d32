import { above, add, below, type DoubleInterval, divide, enclosing, exactly, multiply, subtract } from "../../arithmetic/interval.ts";
import { type Rational, rational, zero } from "../../arithmetic/rational.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import type { AgentGroup } from "../../environments/linear.ts";
import { type EnclosedCells, encloseCells } from "../../type-space/enclosed-cells.ts";
import { initialKnots, type QuantileCells, quantileCells, refineKnots } from "../../type-space/quantile-curve.ts";
import type { Interval } from "../kernel/optimum.ts";

type Partners = Pick<AgentGroup, "count" | "reference" | "law">;

/** What is proved of the efficient division among partners whose values are drawn from laws. */
export interface DivisionBounds {
  /** E max − Σ share·E value. */
  readonly firstBest: Interval;
  /**
   * The least expected subsidy (negative: what is left over) with which everything can go to whoever values it most, under bayesian incentives and interim
   * participation: (n − 1)·E max − Σ_i min_v [E max(v, others) − r_i·v]. With a gap in a support this is enough, and `lower` is −∞: less may do.
   */
  readonly subsidy: Interval;
  /** Where the type of a partner of each group lies that gains least. */
  readonly worstOff: readonly Interval[];
}

/**
 * Bounds from about `cells` cells a law, with outward rounding; null where a law has no enclosure. O(cells·groups²).
 *
 * E max and E max(v, others) are expectations of functions that are convex and increasing in every value. A lower bound puts the mass of each cell at its mean
 * (Jensen), an upper one at the two ends of the cell, with the same mean (Edmundson–Madansky); in an unbounded cell either puts it at the end, and allows for the
 * mean excess. With
 * T above all values E max = T − ∫ᵀ ΠF, and min_v [E max(v, others) − r·v] = T(1 − r) − ∫ᵀ over the types above the support of (G − r) − ∫ over it
 * of (G − r)⁺, G the distribution of the highest of the others: T drops out of the subsidy.
 *
 * @see P. Cramton, R. Gibbons, P. Klemperer (1987), Dissolving a Partnership Efficiently, Econometrica 55, Theorem 1.
 */
export function divisionBounds(groups: readonly Partners[], cells: number): DivisionBounds | null {
  const enclosed = groups.map(({ law }) => encloseCells(divisionCells(law, cells)));
  const known = enclosed.filter((own) => own !== null);
  if (known.length < groups.length) return null;
  const origin = (known[0] as EnclosedCells).exactShift;
  const laws = groups.map(({ count, reference }, g) => ({ count, reference, ...cutLaw(known[g] as EnclosedCells, origin) }));
  const top = laws.reduce((most, { upper, lower }) => Math.max(most, last(upper.at), last(lower.at)), Number.NEGATIVE_INFINITY);
  const jensen = sweep(laws, "lower", above, top);
  const madansky = sweep(laws, "upper", below, top);
  if (!Number.isFinite(jensen.together) || jensen.excess.some((own) => !Number.isFinite(own))) return null;
  const shift = enclosing(origin);
  const beyond = laws.reduce((sum, { count, beyond: own }) => above(sum + above(count * own)), 0);
  const short = laws.reduce((sum, { count, short: own }) => above(sum + above(count * own)), 0);
  const owned = laws.reduce<DoubleInterval>(
    (sum, { count, reference, mean }) => add(sum, multiply(enclosing(reference.mul(rational(count))), mean)),
    exactly(0),
  );
  const most = { lo: below(below(top - jensen.together) - short), hi: above(above(top - madansky.together) + beyond) };
  const gains = subtract(most, owned);
  const others = laws.reduce((sum, { count }) => sum + count, -1);
  const total = (excess: readonly number[]) =>
    laws.reduce<DoubleInterval>((sum, { count }, g) => add(sum, multiply(exactly(count), exactly(excess[g] as number))), exactly(0));
  const ofOthers = (all: number, own: (law: CutLaw) => number) =>
    laws.reduce((sum, law) => above(sum + above(law.count * Math.max(0, above(all - own(law))))), 0);
  const together = { hi: above(others * jensen.together), lo: below(others * madansky.together) };
  const connected = known.every(({ hole }) => !hole.includes(1));
  return {
    // Whoever owns it may keep it.
    firstBest: { lower: Math.max(0, gains.lo), upper: Math.max(0, gains.hi) },
    subsidy: {
      lower: connected
        ? below(below(total(madansky.excess).lo - together.hi) - above(above(others * short) + ofOthers(beyond, (law) => law.beyond)))
        : Number.NEGATIVE_INFINITY,
      upper: above(above(total(jensen.excess).hi - together.lo) + above(above(others * beyond) + ofOthers(short, (law) => law.short))),
    },
    worstOff: laws.map(({ support }, g) => {
      const clip = (x: number) => Math.min(Math.max(x, support.lo), support.hi);
      return {
        lower: below(clip(crossing(laws, "early", g, above)) + shift.lo),
        upper: above(clip(crossing(laws, "late", g, below)) + shift.hi),
      };
    }),
  };
}

/** How often an unbounded cell is cut: each time a quarter of its probability stays in it. */
const tailCuts = 30;

/** About `cells` cells of a law, best types first, with next to no probability in unbounded ones. */
export function divisionCells(law: Distribution, cells: number): QuantileCells {
  const knots = initialKnots(law, cells);
  const cut = quantileCells(law, knots, 1, zero);
  const parts = cut.mass.map((_, k) => (Number.isFinite(cut.low[k] as number) && Number.isFinite(cut.high[k] as number) ? 1 : tailCuts));
  return parts.includes(tailCuts) ? quantileCells(law, refineKnots(cut, knots, parts), 1, zero) : cut;
}

/** A distribution function with steps: `cdf[k]` from `at[k]` on; nondecreasing. */
interface Steps {
  readonly at: Float64Array;
  readonly cdf: Float64Array;
}

/** A law as four distributions with steps, in values less a common shift. */
interface CutLaw {
  /** Below the law in the convex increasing order: masses at the cells' means, probabilities rounded up. */
  readonly lower: Steps;
  /** Above it: masses at the cells' ends, probabilities rounded down. */
  readonly upper: Steps;
  /** Nowhere below the distribution function, and nowhere above it. */
  readonly early: Steps;
  readonly late: Steps;
  readonly mean: DoubleInterval;
  /** Mean excess over the end of an unbounded cell, at most; and how much values fall short of the end of one that is unbounded below. */
  readonly beyond: number;
  readonly short: number;
  readonly support: DoubleInterval;
}

function cutLaw(cells: EnclosedCells, origin: Rational): CutLaw {
  const n = cells.count;
  const difference = cells.exactShift.sub(origin);
  const shift = enclosing(difference);
  const moved = (x: DoubleInterval): DoubleInterval => (difference.equals(zero) ? x : add(x, shift));
  const ball = ({ centre, radius }: EnclosedCells["ends"]["worth"], k: number): DoubleInterval => {
    const [c, r] = [centre[k] as number, radius[k] as number];
    return r === 0 ? exactly(c) : { lo: below(c - r), hi: above(c + r) };
  };
  const at = { lower: new Float64Array(n), upper: new Float64Array(2 * n), early: new Float64Array(n), late: new Float64Array(n) };
  const cdf = { high: new Float64Array(n), upper: new Float64Array(2 * n), low: new Float64Array(n) };
  let beyond = 0;
  let short = 0;
  for (let step = 0; step < n; step++) {
    const k = n - 1 - step;
    const [from, to] = [ball(cells.ends.worth, k), ball(cells.starts.worth, k)];
    const [reached, left] = [ball(cells.ends.quantile, k), ball(cells.starts.quantile, k)];
    const mass = subtract(reached, left);
    const moment = subtract(ball(cells.ends.value, k), ball(cells.starts.value, k));
    const mean = divide(moment, mass);
    const middle = { lo: Math.max(mean.lo, from.lo), hi: Math.min(mean.hi, to.hi) };
    const up = subtract(exactly(1), left);
    const down = subtract(exactly(1), reached);
    at.lower[step] = moved(Number.isFinite(from.lo) ? middle : to).lo;
    at.early[step] = moved(from).lo;
    at.late[step] = moved(to).hi;
    cdf.high[step] = Math.min(1, up.hi);
    cdf.low[step] = Math.max(0, up.lo);
    // The share of the cell's mass that goes to its lower end keeps the mean.
    const openBelow = !Number.isFinite(from.lo);
    const openAbove = !Number.isFinite(to.hi);
    const low = openBelow ? to.hi : from.lo;
    const high = openAbove ? from.lo : to.hi;
    const width = subtract(exactly(high), exactly(low));
    const share = width.hi <= 0 ? exactly(1) : divide(subtract(exactly(high), { lo: middle.lo, hi: Math.min(middle.hi, high) }), width);
    const atLow = multiply({ lo: Math.max(0, mass.lo), hi: mass.hi }, { lo: Math.min(1, Math.max(0, share.lo)), hi: 1 }).lo;
    at.upper[2 * step] = moved(exactly(low)).hi;
    at.upper[2 * step + 1] = moved(exactly(high)).hi;
    cdf.upper[2 * step] = Math.max(0, below(Math.max(0, down.lo) + Math.max(0, atLow)));
    cdf.upper[2 * step + 1] = Math.max(0, up.lo);
    const probability = { lo: Math.max(0, mass.lo), hi: Math.max(0, mass.hi) };
    if (openAbove) beyond = Math.max(0, subtract(moment, multiply(exactly(from.lo), probability)).hi);
    if (openBelow) short = Math.max(0, subtract(multiply(exactly(to.hi), probability), moment).hi);
  }
  // Rounding must not let steps change their order: lower ones may fall, upper ones may rise.
  for (let step = n - 2; step >= 0; step--) {
    at.lower[step] = Math.min(at.lower[step] as number, at.lower[step + 1] as number);
    at.early[step] = Math.min(at.early[step] as number, at.early[step + 1] as number);
    cdf.low[step] = Math.min(cdf.low[step] as number, cdf.low[step + 1] as number);
  }
  for (let step = 1; step < n; step++) {
    at.late[step] = Math.max(at.late[step] as number, at.late[step - 1] as number);
    cdf.high[step] = Math.max(cdf.high[step] as number, cdf.high[step - 1] as number);
  }
  for (let step = 1; step < 2 * n; step++) at.upper[step] = Math.max(at.upper[step] as number, at.upper[step - 1] as number);
  for (let step = 2 * n - 2; step >= 0; step--) cdf.upper[step] = Math.min(cdf.upper[step] as number, cdf.upper[step + 1] as number);
  for (const own of [cdf.high, cdf.low, cdf.upper]) own[own.length - 1] = 1;
  return {
    lower: { at: at.lower, cdf: cdf.high },
    upper: { at: at.upper, cdf: cdf.upper },
    early: { at: at.early, cdf: cdf.high },
    late: { at: at.late, cdf: cdf.low },
    mean: moved(ball(cells.ends.value, n - 1)),
    beyond,
    short,
    support: { lo: at.early[0] as number, hi: at.late[n - 1] as number },
  };
}

type Which = "lower" | "upper" | "early" | "late";
type CutPartners = CutLaw & Pick<Partners, "count" | "reference">;

/**
 * ∫ ΠF up to `top`, and for each group ∫ (G − r)⁺ over its support with ∫ (G − r) above it; both rounded by `round`, upwards with high probabilities or downwards with
 * low ones.
 */
function sweep(laws: readonly CutPartners[], which: "lower" | "upper", round: (x: number) => number, top: number) {
  const up = round === above;
  const shares = laws.map(({ reference }) => (up ? enclosing(reference).lo : enclosing(reference).hi));
  const started = laws.map(({ support }) => support.lo);
  const ended = laws.map(({ support }) => support.hi);
  let together = 0;
  const excess = laws.map(() => 0);
  const products = new Products(laws, round);
  forEachStretch(laws, which, [...started, ...ended, top], (from, to, cdf) => {
    // Nobody's mass lies below the first step.
    if (from >= top || from === Number.NEGATIVE_INFINITY) return;
    const width = round(Math.min(to, top) - from);
    if (!(width > 0)) return;
    products.at(cdf);
    together = round(together + round(width * products.of(-1)));
    for (let g = 0; g < laws.length; g++) {
      // Below the support nothing counts, above it all does.
      if (from < (started[g] as number)) continue;
      const over = round(products.of(g) - (shares[g] as number));
      if (over > 0 || from >= (ended[g] as number)) excess[g] = round((excess[g] as number) + roundedTimes(width, over, up));
    }
  });
  return { together, excess };
}

/** width·over, rounded up or down; a wider stretch makes a negative one smaller. */
function roundedTimes(width: number, over: number, up: boolean): number {
  const exact = width * over;
  return up ? above(exact) : below(exact);
}

/** The first value from which the highest of the others of group g is likelier than the share to lie below, by one of the step functions. */
function crossing(laws: readonly CutPartners[], which: "early" | "late", g: number, round: (x: number) => number): number {
  const share = enclosing((laws[g] as CutPartners).reference);
  const asked = which === "early" ? share.lo : share.hi;
  const products = new Products(laws, round);
  let found = Number.POSITIVE_INFINITY;
  forEachStretch(laws, which, [], (from, _, cdf) => {
    if (found < Number.POSITIVE_INFINITY) return;
    products.at(cdf);
    if (products.of(g) >= asked) found = from;
  });
  return found;
}

/** Visits the stretches between neighbouring steps of any group or further points, with the values of all step functions there; the last one is endless. */
function forEachStretch(
  laws: readonly CutPartners[],
  which: Which,
  points: readonly number[],
  visit: (from: number, to: number, cdf: Float64Array) => void,
): void {
  const steps = laws.map((law) => law[which]);
  const all = Float64Array.from([...points, ...steps.flatMap(({ at }) => [...at])]).sort();
  const next = new Int32Array(laws.length);
  const cdf = new Float64Array(laws.length);
  for (let e = 0; e < all.length; e++) {
    const from = all[e] as number;
    const to = e + 1 < all.length ? (all[e + 1] as number) : Number.POSITIVE_INFINITY;
    if (to === from) continue;
    for (let g = 0; g < laws.length; g++) {
      const { at, cdf: own } = steps[g] as Steps;
      while ((next[g] as number) < at.length && (at[next[g] as number] as number) <= from) {
        cdf[g] = own[next[g] as number] as number;
        next[g] = (next[g] as number) + 1;
      }
    }
    visit(from, to, cdf);
  }
}

/** ΠF of all partners, and of all but one of a group, where the groups' distribution functions have given values; every product rounded. */
class Products {
  readonly #counts: readonly number[];
  readonly #round: (x: number) => number;
  /** Per group: of all its members, and of all but one. */
  readonly #all: Float64Array;
  readonly #others: Float64Array;

  constructor(laws: readonly CutPartners[], round: (x: number) => number) {
    this.#counts = laws.map(({ count }) => count);
    this.#round = round;
    this.#all = new Float64Array(laws.length);
    this.#others = new Float64Array(laws.length);
  }

  at(cdf: Float64Array): void {
    for (let h = 0; h < cdf.length; h++) {
      this.#others[h] = this.#power(cdf[h] as number, (this.#counts[h] as number) - 1);
      this.#all[h] = this.#times(this.#others[h] as number, cdf[h] as number);
    }
  }

  /** Of all, or of all but one of group g. */
  of(g: number): number {
    let result = 1;
    for (let h = 0; h < this.#all.length; h++) result = this.#times(result, (h === g ? this.#others : this.#all)[h] as number);
    return Math.min(1, Math.max(0, result));
  }

  /** xⁿ by repeated squaring. */
  #power(x: number, n: number): number {
    let result = 1;
    let base = x;
    for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = this.#times(result, base);
      if (rest > 1) base = this.#times(base, base);
    }
    return result;
  }

  /** Exact factors 0 and 1 stay. */
  #times(a: number, b: number): number {
    return a === 0 || b === 0 ? 0 : a === 1 ? b : b === 1 ? a : Math.max(0, this.#round(a * b));
  }
}

function last(list: Float64Array): number {
  return list[list.length - 1] as number;
}
