import { exactDouble, formatRational, type Rational, ratio, toNumber, zero } from "../../arithmetic/rational.ts";
import type { BilateralTrade } from "../../environments/environment.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { CellTypes } from "../../virtual-surplus/bracket/cell-types.ts";
import { floatAllocation } from "../../virtual-surplus/grid/grid.ts";
import { Lagrangian } from "../../virtual-surplus/kernel/lagrangian.ts";
import { type Stakes, stakesOf } from "../../virtual-surplus/kernel/market.ts";
import { findMultiplier } from "../../virtual-surplus/kernel/multiplier.ts";
import type { Side } from "../../virtual-surplus/kernel/side.ts";
import type { CellMechanism, ContinuumProof, ContinuumSide } from "../format.ts";
import type { Cells } from "../verify/cells.ts";
import { accountsOf, attainedBy, continuumBound, sideCells, worthLaw } from "../verify/continuum.ts";
import { enclosuresOf } from "./enclosures.ts";
import { type Proved, roundOutward } from "./proof.ts";

/** A proof on cells of continuous types, with the cells and the mechanism on them. */
export interface ProvedCells extends Proved {
  readonly cells: { readonly buyer: Cells; readonly seller: Cells };
  readonly mechanism: CellMechanism;
}

/**
 * Lifts a bracket of bilateral trade on the laws themselves to a proof: the cells that the bracket search found, their ends rounded to short
 * fractions, with the thresholds, the mixture and the multiplier recomputed on them. The verifier's own functions say what that proves.
 *
 * Returns in words why there is no proof.
 */
export function liftCells(
  problem: DesignProblem,
  environment: BilateralTrade,
  found: { readonly buyer: CellTypes; readonly seller: CellTypes },
): ProvedCells | string {
  const { objective: weights, budget } = problem;
  const sides = { buyer: sideOf(environment, "buyer", found.buyer), seller: sideOf(environment, "seller", found.seller) };
  const cells = { buyer: sideCells(environment, "buyer", sides.buyer), seller: sideCells(environment, "seller", sides.seller) };
  const stakes = stakesOf({ weights, budget });
  const best = bestMechanism(cells, stakes, budget.rule === "none" ? null : budget.requiredProfit);
  if (typeof best === "string") return best;
  const heaviest = weights.buyers.gt(weights.sellers) ? weights.buyers : weights.sellers;
  const floor = budget.rule === "balanced" || heaviest.gt(weights.broker) ? heaviest : weights.broker;
  const wanted = weights.broker.add(exactDouble(best.lambda));
  const kappa = budget.rule === "none" || wanted.lt(floor) ? floor : wanted;
  const proof: ContinuumProof = {
    kind: "continuum",
    ...sides,
    mechanism: best.mechanism,
    kappa: formatRational(kappa),
  };
  return {
    claim: {
      status: "optimal",
      lower: formatRational(roundOutward(attainedBy(problem, proof), -1n)),
      upper: formatRational(roundOutward(continuumBound(problem, proof, true), 1n)),
    },
    proof,
    method: "virtual surplus on cells",
    repairs: ["cell ends of rational laws rounded to short fractions"],
    cells,
    mechanism: best.mechanism,
  };
}

/** The proof that the required profit exceeds the largest one: cells of equal probability, ever more, until no allocation can be profitable enough. */
export function proveInfeasibleContinuum(problem: DesignProblem, environment: BilateralTrade): Proved | string {
  for (let count = 16; count <= 4096; count *= 4) {
    const side = (role: "buyer" | "seller") => {
      const law = environment[role];
      const ends = [...new Set(Array.from({ length: count + 1 }, (_, k) => law.quantile(k / count)))];
      const cells = ends.slice(1).map((to, k) => ({ low: ends[k] as number, high: to }));
      return sideOf(environment, role, {
        low: Float64Array.from(cells, (cell) => cell.low),
        high: Float64Array.from(cells, (cell) => cell.high),
      });
    };
    const proof: ContinuumProof = { kind: "continuum", buyer: side("buyer"), seller: side("seller"), mechanism: null, kappa: "1" };
    if (continuumBound(problem, proof, false).lt(zero)) {
      return { claim: { status: "infeasible" }, proof, method: "virtual surplus on cells", repairs: [] };
    }
  }
  return "the required profit is too close to the largest one for a proof";
}

/** Where a side is cut: short knots for a rational law, else the law's own numbers at the ends of the cells. */
function sideOf(environment: BilateralTrade, role: "buyer" | "seller", cells: Pick<CellTypes, "low" | "high">): ContinuumSide {
  if (worthLaw(environment, role)) return { knots: shortKnots(cells).map(formatRational), enclosures: null };
  const ends = [...new Set([...cells.low, ...cells.high])].filter(Number.isFinite).sort((a, b) => a - b);
  return { knots: [], enclosures: enclosuresOf(environment[role], role, ends) };
}

/** The interior ends of cells, rounded to binary fractions much shorter than the cells are wide. */
function shortKnots({ low, high }: Pick<CellTypes, "low" | "high">): Rational[] {
  const knots: Rational[] = [];
  for (let k = 1; k < low.length; k++) {
    const at = low[k] as number;
    const room = Math.min(at - (low[k - 1] as number) || Number.POSITIVE_INFINITY, (high[k] as number) - at || Number.POSITIVE_INFINITY);
    if (!Number.isFinite(room) || at === (high[k] as number)) continue;
    const bits = Math.max(0, 6 - Math.floor(Math.log2(room)));
    const unit = 1n << BigInt(bits);
    const scaled = exactDouble(at).mul(ratio(unit, 1n));
    const rounded = ratio((scaled.s * scaled.n * 2n + scaled.d) / (2n * scaled.d), unit);
    if (knots.length === 0 || rounded.gt(knots[knots.length - 1] as Rational)) knots.push(rounded);
  }
  return knots;
}

interface Market {
  readonly buyer: Cells;
  readonly seller: Cells;
}

/** Thresholds by virtual surplus in doubles; the mixture exactly, so that the profit is sure to reach what is required. */
function bestMechanism(
  cells: Market,
  stakes: Stakes,
  requiredProfit: Rational | null,
): { readonly mechanism: CellMechanism; readonly lambda: number } | string {
  const { weights, lowest } = stakes;
  const lagrangian = new Lagrangian(
    floatSide(cells.buyer, weights.buyers, weights.broker, 1),
    floatSide(cells.seller, weights.sellers, weights.broker, -1),
    weights.broker,
  );
  const profitOf = (counts: readonly number[]) => {
    const { bought, sold } = accountsOf(cells.buyer, cells.seller, { strict: counts, generous: counts, mix: "0" });
    // At worst, should the numbers be enclosures.
    return bought.pays.add(sold.pays).sub(bought.payError).sub(sold.payError);
  };
  const required = requiredProfit === null ? Number.NEGATIVE_INFINITY : toNumber(requiredProfit);
  // Rounding in doubles may leave the tight allocation a little short; then a little more is asked for.
  for (const margin of [0, 1e-15, 1e-13, 1e-11, 1e-9]) {
    const r = requiredProfit === null ? required : required + margin * Math.max(1, Math.abs(required));
    const found = findMultiplier(lagrangian, { lowest, requiredProfit: r });
    if (found.kind === "infeasible") break;
    const { loose, tight } = floatAllocation(lagrangian, found, r);
    const idle = new Array<number>(idleCells(cells.buyer)).fill(0);
    const [generous, strict] = [
      [...idle, ...loose],
      [...idle, ...tight],
    ];
    const mixture = (mix: Rational) => ({ mechanism: { strict, generous, mix: formatRational(mix) }, lambda: found.lambda });
    if (requiredProfit === null) return mixture(ratio(1n, 1n));
    const spare = profitOf(strict).sub(requiredProfit);
    const lacking = requiredProfit.sub(profitOf(generous));
    if (lacking.lte(zero)) return mixture(ratio(1n, 1n));
    if (spare.lt(zero)) continue;
    // The share of the generous allocation at which the profit is the required one, rounded down.
    const share = spare.div(spare.add(lacking));
    const unit = 1n << 64n;
    return mixture(ratio((share.n * unit) / share.d, unit));
  }
  return "no mechanism on the cells was exactly profitable enough";
}

/**
 * Cells as a side of the float search: buyers from the lowest worth, sellers from the highest, negated back to costs. A worst cell without limit
 * cannot be priced and is left out.
 */
function floatSide(cells: Cells, own: number, broker: number, sign: 1 | -1): Side {
  const n = cells.revenue.length;
  const idle = idleCells(cells);
  const side = { mass: new Float64Array(n - idle), objective: new Float64Array(n - idle), profit: new Float64Array(n - idle), shift: 0 };
  const double = (numerator: bigint, denominator: bigint) => toNumber(ratio(numerator, denominator));
  let above = 0n;
  for (let k = n - 1; k >= idle; k--) {
    const mass = cells.mass.numerators[k] as bigint;
    const low = cells.low.numerators[k] as bigint;
    // The revenue curve rises by through·low − above·(low of the next better cell).
    const before = k + 1 < n ? above * (cells.low.numerators[k + 1] as bigint) : 0n;
    above += mass;
    const rise = double(above * low - before, cells.mass.denominator * cells.low.denominator);
    const moment = double(cells.moment.numerators[k] as bigint, cells.moment.denominator);
    const at = sign === 1 ? k - idle : n - 1 - k;
    side.mass[at] = double(mass, cells.mass.denominator);
    side.profit[at] = sign * rise;
    side.objective[at] = sign * (own * moment + (broker - own) * rise);
  }
  return side;
}

function idleCells({ openBelow }: Cells): number {
  return openBelow ? 1 : 0;
}
