import { type BilateralTrade, isBilateralTrade } from "../../environments/bilateral-trade.ts";

import { designProblem } from "../../problem/design-problem.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { gridFirstBest, statedFirstBest } from "../support/first-best.ts";
import { isSecondBest, undiscretizedTrade } from "../support/problem-cell.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

/** Any laws; `grids` holds the types of a problem on a grid. */
export interface AnyTrade {
  readonly environment: BilateralTrade;
  readonly grids: { readonly buyer: TypeSpace; readonly seller: TypeSpace } | null;
}

/** Half of the first best of the problem as it stands. */
function half({ environment, grids }: AnyTrade): StatedValue {
  if (!grids) return statedFirstBest(environment.buyer, environment.seller, 1 / 2);
  const gains = gridFirstBest(grids.buyer, grids.seller);
  // Differences of types lose the digits that the types have in common.
  const farthest = Math.max(
    ...[grids.buyer.values, grids.seller.values].flatMap((values) => [values[0] ?? 0, values.at(-1) ?? 0]).map(Math.abs),
  );
  return { value: gains / 2, tolerance: gains > 0 ? 1e-12 + (4 * Number.EPSILON * farthest) / gains : Number.POSITIVE_INFINITY };
}

/** Largest discretization whose types are looked at. */
const mostPoints = 100_000;

export const problem = ({ environment }: AnyTrade) => designProblem({ environment, width: 1e-4 });

export const value = (trade: AnyTrade): StatedValue => ({ ...half(trade), relation: ">=" });

/**
 * The second best is at least half of the first best.
 *
 * @see Y. Qin, Z. Ren, Z. Liu, Z. Wang (2026), Second-Best Bilateral Trade is 1/2 Efficient, arXiv:2606.03849.
 */
export const halfOfFirstBest: Theorem<AnyTrade> = {
  id: "qin-liu-ren-wang/half-of-first-best",
  citation: "Y. Qin, Z. Ren, Z. Liu, Z. Wang (2026), Second-Best Bilateral Trade is 1/2 Efficient, arXiv:2606.03849",
  statement: "Whatever the two independent laws, the second-best gains from trade are at least half of the first best.",
  domain: "Bilateral trade, any laws with finite mean; gains from trade; no required profit.",
  errata: [],
  parametersOf(asked) {
    const { environment, discretization } = asked;
    if (!isSecondBest(asked) || !isBilateralTrade(environment)) return null;
    const finite = environment.buyer.pieces.length === 0 && environment.seller.pieces.length === 0;
    if (!finite && undiscretizedTrade(asked)) return { environment, grids: null };
    return !finite && (discretization?.points ?? 0) > mostPoints ? null : { environment, grids: environment.typeSpaces(discretization) };
  },
  problem,
  value,
};
