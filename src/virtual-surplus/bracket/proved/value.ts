import { above, add, below, type DoubleInterval, enclosing, exactly, multiply, negate } from "../../../arithmetic/interval.ts";
import type { Rational } from "../../../arithmetic/rational.ts";
import { CompensatedSum } from "../../../arithmetic/sum.ts";
import { leastRadius, u } from "../../../distributions/enclosure.ts";
import type { EnclosedCells } from "../../../type-space/enclosed-cells.ts";
import { type ProvedGroup, type Ranks, referenceOf } from "./group.ts";
import { type Shares, tradeShares } from "./trade-shares.ts";

/** What an allocation achieves in the continuous problem, with tight payments: every type of a cell pays what its worst type would. */
export interface ProvedValue {
  /** The objective if the broker keeps its profit. */
  readonly objective: DoubleInterval;
  readonly profit: DoubleInterval;
}

/** The two numbers, or null when they cannot be known: a cell without a lower end trades. */
export function provedValue(groups: readonly ProvedGroup[], ranks: Ranks, broker: Rational): ProvedValue | null {
  return valueOfShares(groups, tradeShares(groups, ranks), broker);
}

/** The same of expected quantities per group and cell, which never rise along the cells. */
export function valueOfShares(groups: readonly ProvedGroup[], shares: readonly Shares[], broker: Rational): ProvedValue | null {
  const reference = referenceOf(groups);
  const w0 = enclosing(broker);
  let objective = exactly(0);
  let profit = exactly(0);
  for (let g = 0; g < groups.length; g++) {
    const { buyer, count, weight, cells } = groups[g] as ProvedGroup;
    const share = shares[g] as Shares;
    const { ends } = cells;
    const n = servedCells(cells);
    for (let k = n; k < cells.count; k++) if ((share.centre[k] as number) + (share.radius[k] as number) > leastRadius * 1e10) return null;
    const worth = along(share, ends.value.centre, ends.value.radius, n);
    const volume = along(share, ends.quantile.centre, ends.quantile.radius, n);
    const paid = new Float64Array(n);
    const paidRadius = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      const q = ends.quantile.centre[k] as number;
      const v = ends.worth.centre[k] as number;
      const vr = ends.worth.radius[k] as number;
      paid[k] = q * v;
      paidRadius[k] = (ends.quantile.radius[k] as number) * (Math.abs(v) + vr) * 1.01 + q * vr + 2 * u * Math.abs(q * v) + leastRadius;
    }
    const pays = along(share, paid, paidRadius, n);
    // Costs are worths with a minus sign: a shift of the types moves them the other way.
    const difference = enclosing(cells.exactShift.sub(reference));
    const shift = multiply(buyer ? difference : negate(difference), volume);
    const many = exactly(count);
    const w = enclosing(weight);
    const own = add(multiply(w, worth), multiply(enclosing(broker.sub(weight)), pays));
    objective = add(objective, multiply(many, add(own, multiply(w0, shift))));
    profit = add(profit, multiply(many, add(pays, shift)));
  }
  return { objective, profit };
}

/** All cells but one without a lower end, whose types can never be priced. */
function servedCells({ count, ends }: EnclosedCells): number {
  return Number.isFinite(ends.worth.centre[count - 1] as number) ? count : count - 1;
}

/**
 * Σ_k X_k·(H_k − H_{k−1}), H_{−1} = 0, for trade probabilities X that never rise, and heights H, all within their radii.
 *
 * With x, h the centres, X = x + ξ, H = h + η the sum is Σ x·Δh + Σ ξ·Δh + Σ_k η_k(X_k − X_{k+1}), each term at most its radius; six roundings of the
 * terms and a compensated sum, exact up to u of itself and of all terms (n² u ≤ 1), are added.
 */
export function along(share: Shares, height: Float64Array, radius: Float64Array, n: number): DoubleInterval {
  const sum = new CompensatedSum();
  let size = 0;
  let spread = 0;
  let before = 0;
  for (let k = 0; k < n; k++) {
    const x = share.centre[k] as number;
    const r = share.radius[k] as number;
    const h = height[k] as number;
    const step = h - before;
    before = h;
    const next = k + 1 < n ? (share.centre[k + 1] as number) : 0;
    const nextRadius = k + 1 < n ? (share.radius[k + 1] as number) : 0;
    spread += r * Math.abs(step) + (radius[k] as number) * (Math.abs(x - next) + r + nextRadius);
    const term = x * step;
    sum.add(term);
    size += Math.abs(term);
  }
  if (size === 0 && spread === 0) return exactly(0);
  const { value } = sum;
  const error = (spread * (1 + 4 * u) + 8 * u * size) * 1.0001 + leastRadius;
  return { lo: below(value - error), hi: above(value + error) };
}
