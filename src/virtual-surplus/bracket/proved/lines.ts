import { above, below, enclosing } from "../../../arithmetic/interval.ts";
import { type Rational, toNumber } from "../../../arithmetic/rational.ts";
import { u } from "../../../distributions/enclosure.ts";
import { type ProvedGroup, referenceOf } from "./group.ts";
import { isEndless, type Levels, levelInSight } from "./levels.ts";
import { lift } from "./lift.ts";
import { lineOf, type Majorised, majorised, steepest } from "./majorised.ts";

/** Which Lagrangian of the continuous problem is bounded; κ = w_0 + λ weighs payments. */
export type ProvedDual =
  | { readonly of: "second-best"; readonly kappa: Rational }
  | { readonly of: "profit" }
  | { readonly of: "first-best" };

/**
 * Lines above the curves of all groups: buyers' slopes and sellers' negated ones, as money, best types first, and how likely a type reaches each at most.
 *
 * A share X of trades that falls in the quantile has ∫ X dH ≤ ∫ X dG + J for any line of slopes G with J = sup (H − G)⁺, whatever else depends on X.
 */
export interface ProvedLines {
  readonly lines: readonly Levels[];
  /** Σ of the J of all traders. */
  readonly jump: number;
  /** Per group and cell the height of G above the chord of H. */
  readonly gaps: readonly Float64Array[];
}

/**
 * Finds a concave piecewise linear G above each H = w·W + (κ − w)·R in doubles; by what H may exceed it is proved knot by knot, and G is lifted by that (see {@link lift}): only what unbounded best types
 * need remains as J. `negligible` is an amount that does not matter. Null where nobody values a good above what it costs any seller: no line gains from trade.
 */
export function provedLines(groups: readonly ProvedGroup[], dual: ProvedDual, negligible = 0): ProvedLines | null {
  if (neverWorthIt(groups)) return null;
  const reference = referenceOf(groups);
  let jump = 0;
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
    jump += count * lift(cells, majorant) * (1 + 8 * u);
    return leveled(g, majorant);
  });
  return { lines, jump, gaps: majorants.map(({ gap }) => gap) };
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
