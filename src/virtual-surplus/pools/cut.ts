import type { Numbers } from "../../arithmetic/numbers.ts";
import type { Dividing } from "./dividing.ts";
import { gainedValue, largestPayment, type PartnerCells } from "./partner-cells.ts";
import { poolValue, type VirtualTypes, virtualCurves, virtualTypes } from "./virtual-types.ts";

/** A point of the dual: the multiplier and the mean ζ of each group's virtual types. */
export interface DualPoint<N> {
  readonly lambda: N;
  readonly means: readonly N[];
}

/**
 * What one allocation says of the dual D(λ, ζ) everywhere: D ≥ `constant` + `profit`·λ + Σ `excess`·ζ.
 *
 * The allocation is the best division for the virtual types, and μ is what the pool of each group holds. `profit` leaves out what is required.
 */
export interface Cut<N> {
  readonly constant: N;
  readonly profit: N;
  readonly excess: readonly N[];
  /** Per group and cell, what a partner holds on average. */
  readonly holdings: readonly (readonly N[])[];
  /** Who ranks how, per group and cell; and who comes first in ties between groups. */
  readonly ranks: readonly (readonly N[])[];
  readonly order: readonly number[];
}

/** The cut at a point, with its pool values z. */
export function cutAt<N>(
  groups: readonly PartnerCells<N>[],
  broker: N,
  { lambda, means }: DualPoint<N>,
  order: readonly number[],
  numbers: Numbers<N>,
  { dividing, rounding }: { readonly dividing: Dividing; readonly rounding: N },
): { readonly cut: Cut<N>; readonly pools: readonly N[] } {
  const kappa = numbers.add(broker, lambda);
  const curves = groups.map((cells) => virtualCurves(cells, kappa, numbers));
  const pools = groups.map((cells, g) => poolValue(cells, curves[g] as (typeof curves)[number], means[g] as N, numbers));
  const types = groups.map((cells, g) => virtualTypes(cells, curves[g] as (typeof curves)[number], pools[g] as N, numbers));
  return { cut: cutOf(groups, broker, types, order, numbers, dividing.holdings(groups, types, order, numbers, rounding)), pools };
}

/**
 * The cut of dividing the unit as is best for these virtual types: `perLevel` is what they hold. Its intercept comes from the allocation alone, so it is valid whatever rounding did to the types.
 */
function cutOf<N>(
  groups: readonly PartnerCells<N>[],
  broker: N,
  types: readonly VirtualTypes<N>[],
  order: readonly number[],
  numbers: Numbers<N>,
  perLevel: readonly (readonly N[])[],
): Cut<N> {
  const { zero, add, sub, mul, whole } = numbers;
  let constant = zero;
  let profit = zero;
  const excess: N[] = [];
  const holdings: N[][] = [];
  groups.forEach((cells, g) => {
    const own = types[g] as VirtualTypes<N>;
    const held = perCell(own, perLevel[g] as readonly N[]);
    const pooled = poolHolding(own, perLevel[g] as readonly N[], cells.share, numbers);
    const many = whole(cells.count);
    const payment = mul(many, largestPayment(cells, held, numbers, pooled));
    const value = mul(many, gainedValue(cells, held, numbers, pooled));
    constant = add(constant, add(mul(cells.weight, value), mul(sub(broker, cells.weight), payment)));
    profit = add(profit, payment);
    excess.push(mul(many, sub(pooled, cells.share)));
    holdings.push(held);
  });
  const ranks = types.map((own) =>
    perCell(
      own,
      own.levels.map(({ worth }) => worth),
    ),
  );
  return { constant, profit, excess, holdings, ranks, order };
}

/** The cut of nobody trading. */
export function idleCut<N>(groups: readonly PartnerCells<N>[], numbers: Numbers<N>): Cut<N> {
  const { zero } = numbers;
  return {
    constant: zero,
    profit: zero,
    excess: groups.map(() => zero),
    holdings: groups.map(({ mass, share }) => mass.map(() => share)),
    ranks: [],
    order: [],
  };
}

/** The line of a cut at a point. */
export function heightOf<N>({ constant, profit, excess }: Cut<N>, { lambda, means }: DualPoint<N>, required: N, numbers: Numbers<N>): N {
  const { add, mul, sub } = numbers;
  return excess.reduce((sum, own, g) => add(sum, mul(own, means[g] as N)), add(constant, mul(sub(profit, required), lambda)));
}

function perCell<N>({ levels }: VirtualTypes<N>, perLevel: readonly N[]): N[] {
  const cells: N[] = [];
  levels.forEach(({ end }, l) => {
    while (cells.length < end) cells.push(perLevel[l] as N);
  });
  return cells;
}

/** μ: what the pool holds; where it is empty, the share as near as the levels on both sides allow. */
function poolHolding<N>({ levels, pool, after }: VirtualTypes<N>, held: readonly N[], share: N, { less }: Numbers<N>): N {
  if (pool >= 0) return held[pool] as N;
  if (after < levels.length && less(held[after] as N, share)) return held[after] as N;
  if (after > 0 && less(share, held[after - 1] as N)) return held[after - 1] as N;
  return share;
}
