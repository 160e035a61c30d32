import { above, below, enclosing } from "../../../arithmetic/interval.ts";
import { type Rational, toNumber } from "../../../arithmetic/rational.ts";
import { u } from "../../../distributions/enclosure.ts";
import { ExpectedTrades } from "./expected-trades.ts";
import { type ProvedGroup, referenceOf } from "./group.ts";
import { isEndless, type Levels, levelInSight } from "./levels.ts";
import { lift } from "./lift.ts";
import { lineOf, type Majorised, majorised, steepest } from "./majorised.ts";

/** Which Lagrangian of the continuous problem is bounded; κ = w_0 + λ weighs payments. */
export type ProvedDual =
  | { readonly of: "second-best"; readonly kappa: Rational }
  | { readonly of: "profit" }
  | { readonly of: "first-best" };

/** An upper bound, and per group and cell the height of the majorant above the chord that it rests on: finer cells where it is large bring the bound down. */
export interface ProvedUpper {
  readonly value: number;
  readonly gaps: readonly Float64Array[];
}

/**
 * An upper bound on max over allocations of Σ ∫ X dH, H = w·W + (κ − w)·R, which bounds the Lagrangian before − λr.
 *
 * X falls in the quantile, so ∫ X dH ≤ ∫ X dG + J for any line of slopes G with J = sup (H − G)⁺. G is a concave piecewise linear majorant found in doubles; by what H
 * may exceed it is proved knot by knot, and G is lifted by that (see {@link lift}): only what unbounded best types need remains as J. The best X for G trade wherever the slopes of a pair add up to more than 0, so the bound is ∫ E[min(B(t), S(t))] dt,
 * B(t) the number of buyers whose slope exceeds t and S(t) of the sellers whose cost slope is below t: a sum of nonnegative terms. `negligible` is an amount that does
 * not matter.
 */
export function provedUpperBound(groups: readonly ProvedGroup[], dual: ProvedDual, negligible = 0): ProvedUpper {
  if (neverWorthIt(groups)) return { value: 0, gaps: groups.map(({ cells }) => new Float64Array(cells.count)) };
  const reference = referenceOf(groups);
  let bound = 0;
  const sides = groups.map(({ buyer, weight, cells }) => {
    const value = dual.of === "second-best" ? toNumber(weight) : dual.of === "profit" ? 0 : 1;
    const revenue = dual.of === "second-best" ? toNumber(dual.kappa.sub(weight)) : dual.of === "profit" ? 1 : 0;
    if (revenue < 0) throw new Error("a multiplier below the weight of a side bounds nothing");
    const difference = cells.exactShift.sub(reference);
    const shift = enclosing(dual.of === "second-best" ? difference.mul(dual.kappa) : difference);
    // Buyers' slopes and sellers' negated ones, as money, rounded so that trade is worth more.
    const moved = shift.lo !== 0 || shift.hi !== 0;
    const levelOf = (s: number) => (buyer ? (moved ? above(s + shift.hi) : s) : moved ? below(shift.lo - s) : -s);
    return { value, revenue, best: levelOf(steepest(cells, value, revenue)), levelOf, shift };
  });
  // Nobody trades beyond the best of the other side: slopes need not follow a curve that falls more steeply than that.
  const dearest = Math.max(...sides.filter((_, g) => groups[g]?.buyer).map(({ best }) => best));
  const cheapest = Math.min(...sides.filter((_, g) => !groups[g]?.buyer).map(({ best }) => best));
  const floorOf = (g: number, dear: number, cheap: number) => {
    const { shift } = sides[g] as (typeof sides)[number];
    return groups[g]?.buyer ? below(below(cheap) - shift.hi) : below(shift.lo - above(dear));
  };
  const curve = (g: number, dear: number, cheap: number) => {
    const { value, revenue } = sides[g] as (typeof sides)[number];
    return majorised((groups[g] as ProvedGroup).cells, value, revenue, floorOf(g, dear, cheap));
  };
  const leveled = (g: number, majorant: Majorised): Levels => {
    const line = lineOf((groups[g] as ProvedGroup).cells, majorant);
    return { level: line.slope.map((sides[g] as (typeof sides)[number]).levelOf), reached: line.reached };
  };
  // Where nobody is worth a trade, floors stay on their own side.
  const [dearEnd, cheapEnd] = [Math.max(dearest, cheapest), Math.min(dearest, cheapest)];
  let majorants = groups.map((_, g) => curve(g, dearEnd, cheapEnd));
  if (groups.some(isEndless) || dearEnd - cheapEnd > steep * negligible) {
    // Nor, up to next to nothing, beyond levels where hardly anybody of the one side meets hardly anybody of the other.
    const found = majorants.map((majorant, g) => leveled(g, majorant));
    const dear = Math.min(dearEnd, levelInSight(groups, found, true, negligible));
    const cheap = Math.min(dear, Math.max(cheapEnd, levelInSight(groups, found, false, negligible)));
    majorants = groups.map((_, g) => curve(g, dear, cheap));
  }
  const lines = majorants.map((majorant, g) => {
    const { count, cells } = groups[g] as ProvedGroup;
    bound += count * lift(cells, majorant) * (1 + 8 * u);
    return leveled(g, majorant);
  });
  const gaps = majorants.map(({ gap }) => gap);
  const trades = new ExpectedTrades(groups);
  const active = Int32Array.from(groups, ({ buyer }, g) => (buyer ? 0 : (lines[g] as Levels).level.length));
  const renew = (g: number) => {
    const k = active[g] as number;
    trades.set(g, k === 0 ? 0 : Math.min(1, (lines[g] as Levels).reached[k - 1] as number));
  };
  groups.forEach((_, g) => {
    renew(g);
  });
  let sum = 0;
  let low = 0;
  let level = Number.POSITIVE_INFINITY;
  for (;;) {
    let best = -1;
    let at = Number.NEGATIVE_INFINITY;
    for (let g = 0; g < groups.length; g++) {
      const k = active[g] as number;
      const own = (lines[g] as Levels).level;
      const buyer = (groups[g] as ProvedGroup).buyer;
      if (buyer ? k >= own.length : k === 0) continue;
      const next = own[buyer ? k : k - 1] as number;
      if (best < 0 || next > at) {
        best = g;
        at = next;
      }
    }
    if (best < 0) break;
    if (at < level) {
      if (level !== Number.POSITIVE_INFINITY) {
        const count = trades.upper();
        if (count > 0) {
          const term = above(count * above(level - at));
          const next = sum + term;
          low += sum >= term ? sum - next + term : term - next + sum;
          sum = next;
        }
      }
      level = at;
    }
    active[best] = (active[best] as number) + ((groups[best] as ProvedGroup).buyer ? 1 : -1);
    renew(best);
  }
  // Below the lowest level nobody sells or everybody has traded: the number of trades is 0 as soon as one side is out.
  const total = sum + low;
  // Terms are rounded upwards, so that a sum of 0 had none: it is exact.
  const none = total === 0 && bound === 0;
  return { value: none ? 0 : above(above(total * (1 + 8 * u)) + bound * (1 + 8 * u)), gaps };
}

/** Levels so many times farther apart than what does not matter reach far beyond what there is to gain. */
const steep = 2 ** 70;

/** No buyer values a good above what it costs any seller: as H′ ≤ κ·v, no line of the Lagrangian gains from trade. */
function neverWorthIt(groups: readonly ProvedGroup[]): boolean {
  const best = (buyer: boolean) =>
    groups
      .filter((group) => group.buyer === buyer)
      .map(({ cells: { supremum, exactShift } }) => supremum && (buyer ? exactShift.add(supremum) : exactShift.sub(supremum)));
  const costs = best(false);
  return best(true).every((value) => value !== null && costs.every((cost) => cost !== null && value.compare(cost) <= 0));
}
