import { above, below, enclosing } from "../../arithmetic/interval.ts";
import { doubles } from "../../arithmetic/numbers.ts";
import { type Rational, rational, toNumber, toNumberAbove } from "../../arithmetic/rational.ts";
import { CompensatedSum } from "../../arithmetic/sum.ts";
import { u } from "../../distributions/enclosure.ts";
import { lift } from "../bracket/proved/lift.ts";
import { lineOf, majorised } from "../bracket/proved/majorised.ts";
import type { EnclosedPartners } from "./law-cells.ts";

/** An upper bound, and per group and cell (highest values first) what the curves that it rests on exceed the true ones by. */
export interface PoolBound {
  readonly value: number;
  readonly gaps: readonly Float64Array[];
}

/** The virtual types of a group as an increasing step function of the quantile: `level[k]` up to the quantile `upTo[k]`. */
interface Steps {
  readonly level: Float64Array;
  readonly upTo: Float64Array;
  /** What the step function allows for per partner. */
  readonly jump: number;
}

/**
 * An upper bound on the Lagrangian max E Σ [w·v·(A − r) + (κ − w)·payment] of the continuous problem at any pool values z.
 *
 * With H^S(q) = ∫₀^q β^S and U^B(q) = ∫_q^1 β^B an increasing A that crosses r at quantile c earns at most −∫₀^c H^S dA + ∫_c^1 U^B dA. Any ỹ with ∫₀^q ỹ ≤ H^S and
 * ∫_q^1 ỹ ≥ U^B, up to jumps, therefore makes E ỹ·(A − r) a bound: ỹ = min(max(z, b), s) with b the slopes of a line above U^B and s those of a line below H^S, and the part by
 * which b exceeds s, if it does, as a jump. What remains is E max ỹ − Σ r·E ỹ = ∫ (Σ r·F − ΠF) dy, a sum of terms that are not negative.
 *
 * @see S. Loertscher, C. Wasser (2019), Optimal Structure and Dissolution of Partnerships, Theoretical Economics 14.
 */
export function provedDual(groups: readonly EnclosedPartners[], kappa: Rational, pools: readonly number[]): PoolBound {
  const reference = (groups[0] as EnclosedPartners).fromTop.exactShift;
  const gaps: Float64Array[] = [];
  const steps = groups.map((group, g) => {
    const { weight, fromTop, fromBottom } = group;
    const value = toNumber(weight);
    const revenue = toNumber(kappa.sub(weight));
    if (revenue < 0) throw new Error("a multiplier below the weight of a partner bounds nothing");
    const [top, bottom] = [fromTop, fromBottom].map((cells) => majorised(cells, value, revenue, Number.NEGATIVE_INFINITY)) as [
      ReturnType<typeof majorised>,
      ReturnType<typeof majorised>,
    ];
    const [highest, lowest] = [lift(fromTop, top), lift(fromBottom, bottom)];
    const jump = above(highest + lowest);
    const last = top.gap.length - 1;
    // What unbounded values ask for is their cell's.
    gaps.push(top.gap.map((gap, k) => gap + (bottom.gap[last - k] as number) + (k === 0 ? highest : 0) + (k === last ? lowest : 0)));
    const difference = fromTop.exactShift.sub(reference);
    const shift = enclosing(difference.mul(kappa));
    const moved = !difference.equals(rational(0));
    const buying = lineOf(fromTop, top);
    const selling = lineOf(fromBottom, bottom);
    return clipped(
      { level: buying.slope.map((s) => (moved ? above(s + shift.hi) : s)), reached: buying.reached },
      { level: selling.slope.map((s) => (moved ? below(shift.lo - s) : -s)), reached: selling.reached },
      pools[g] as number,
      jump,
    );
  });
  return { value: expectedGain(groups, steps), gaps };
}

interface Line {
  readonly level: Float64Array;
  readonly reached: Float64Array;
}

/** min(max(z, b), s): `buying` falls from the top, `selling` rises from the bottom. */
function clipped(buying: Line, selling: Line, z: number, jump: number): Steps {
  const level: number[] = [];
  const upTo: number[] = [];
  let over = jump;
  let at = 0;
  let b = buying.level.length - 1;
  // Where the piece b of the line from the top begins, from the bottom.
  const begins = (k: number) => (k < 0 ? 1 : Math.max(0, below(1 - (buying.reached[k] as number))));
  for (let s = 0; at < 1; ) {
    while (b > 0 && begins(b - 1) <= at) b--;
    while (s < selling.level.length - 1 && (selling.reached[s] as number) <= at) s++;
    const end = Math.min(begins(b - 1), s < selling.level.length - 1 ? (selling.reached[s] as number) : 1, 1);
    const [bought, sold] = [buying.level[b] as number, selling.level[s] as number];
    if (bought > sold) over = above(over + above(above(bought - sold) * above(end - at)));
    const own = Math.min(Math.max(z, bought), sold);
    if (level.length > 0 && own <= (level[level.length - 1] as number)) upTo[upTo.length - 1] = end;
    else {
      level.push(own);
      upTo.push(end);
    }
    at = end;
  }
  return { level: Float64Array.from(level), upTo: Float64Array.from(upTo), jump: over };
}

/** E max ỹ − Σ r·E ỹ, and the jumps of all partners. */
function expectedGain(groups: readonly EnclosedPartners[], steps: readonly Steps[]): number {
  const shares = groups.map(({ count, share }) => toNumberAbove(share.mul(rational(count))));
  const roundings = (16 + 4 * groups.reduce((sum, { count }) => sum + count + 1, 0)) * u;
  const next = new Int32Array(groups.length);
  const reached = new Float64Array(groups.length);
  const sum = new CompensatedSum();
  let last = Number.NaN;
  for (;;) {
    let least = Number.POSITIVE_INFINITY;
    for (let g = 0; g < steps.length; g++) least = Math.min(least, steps[g]?.level[next[g] as number] ?? Number.POSITIVE_INFINITY);
    if (least === Number.POSITIVE_INFINITY) break;
    if (!Number.isNaN(last)) {
      let held = 0;
      let all = 1;
      for (let g = 0; g < groups.length; g++) {
        const own = reached[g] as number;
        held += (shares[g] as number) * own;
        all *= doubles.power(own, groups[g]?.count as number);
      }
      const left = above(above(held * (1 + roundings)) - all * (1 - roundings));
      sum.add(above(Math.max(0, left) * above(least - last)));
    }
    for (let g = 0; g < steps.length; g++) {
      const { level, upTo } = steps[g] as Steps;
      while (level[next[g] as number] === least) {
        reached[g] = upTo[next[g] as number] as number;
        next[g] = (next[g] as number) + 1;
      }
    }
    last = least;
  }
  const jumps = groups.reduce((all, { count }, g) => above(all + above(count * (steps[g] as Steps).jump)), 0);
  // The compensated sum of terms that are not negative is right up to a few roundings.
  return above(above(sum.value * (1 + 8 * u)) + jumps);
}
