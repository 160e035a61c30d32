import { firstWhere } from "../arithmetic/first-where.ts";
import { refuse } from "../errors.ts";
import type { BilateralMechanism } from "../mechanism/mechanism.ts";
import type { TypeSpace } from "../type-space/type-space.ts";

/** The edge of the region of types that trade: at each cost the smallest value that may trade, and the smallest that surely trades; null where none does. */
export interface TradeBoundary {
  readonly costs: readonly number[];
  readonly possible: readonly (number | null)[];
  readonly sure: readonly (number | null)[];
}

/** Probabilities closer to 0 or 1 than this are rounding of a solver. */
const sureness = 1e-9;

/**
 * Where a bilateral mechanism trades, at `points` costs evenly spaced over the seller's types (its bounded part: cells without an end are left out), or at every cost of a
 * grid where these are fewer. Types that stand for intervals trade from the lowest value of their interval on.
 *
 * Throws InvalidInputError unless `points` is a whole number of at least 2.
 *
 * @example
 * boundary(mechanism, { points: 3 }); // U[0,1]², second best: { costs: [0, 0.5, 1], possible: [0.25, 0.75, null], … }
 */
export function boundary(
  { buyer, seller, allocation }: BilateralMechanism,
  { points = 101 }: { readonly points?: number } = {},
): TradeBoundary {
  if (!(Number.isInteger(points) && points >= 2)) refuse("points", "a whole number of at least 2", points, "Leave it out for 101 costs.");
  const n = seller.values.length;
  const [low, high] = [endsOf(seller, "low"), endsOf(seller, "high")];
  const cells = low !== seller.values;
  const from = low.find(Number.isFinite) ?? (seller.values[0] as number);
  const to = high.findLast(Number.isFinite) ?? (seller.values[n - 1] as number);
  const costs =
    !cells && n <= points ? Array.from(seller.values) : Array.from({ length: points }, (_, k) => from + ((to - from) * k) / (points - 1));
  const values = endsOf(buyer, "low");
  const smallest = (j: number, least: number) => {
    const i = firstWhere(buyer.values.length, (k) => allocation(k, j) > least);
    const value = i < buyer.values.length ? (values[i] as number) : null;
    return value === null || Number.isFinite(value) ? value : (buyer.values[i] as number);
  };
  const indices = costs.map((cost) =>
    Math.min(
      n - 1,
      firstWhere(n, (j) => (cells ? (high[j] as number) : (seller.values[j] as number)) >= cost),
    ),
  );
  return { costs, possible: indices.map((j) => smallest(j, sureness)), sure: indices.map((j) => smallest(j, 1 - sureness)) };
}

function endsOf(types: TypeSpace & { readonly low?: Float64Array; readonly high?: Float64Array }, end: "low" | "high"): Float64Array {
  return types[end] ?? types.values;
}
