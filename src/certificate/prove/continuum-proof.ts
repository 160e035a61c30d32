import { exactDouble, formatRational, one, type Rational, ratio, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import type { BilateralTrade } from "../../environments/bilateral-trade.ts";
import type { Party } from "../../environments/linear.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { budgetStage } from "../../problem/words.ts";
import type { CellTypes } from "../../virtual-surplus/bracket/cell-types.ts";
import { findMultiplier } from "../../virtual-surplus/kernel/multiplier.ts";
import { PairLagrangian } from "../../virtual-surplus/kernel/pair-lagrangian.ts";
import { inDoubles, type Terms, termsOf, weightOf } from "../../virtual-surplus/kernel/terms.ts";
import type { WorthCells } from "../../virtual-surplus/kernel/worth-cells.ts";
import type { CellMechanism, Claim, ContinuumProof, ContinuumSide } from "../format.ts";
import type { Cells } from "../verify/cells.ts";
import { accountsOf, attainedBy, continuumBound, sidesOf } from "../verify/continuum.ts";
import type { Side as Role, StatedProblem } from "../verify/instance.ts";
import { polynomialLaw } from "../verify/law.ts";
import { type Proved, roundOutward } from "./proof.ts";

/** A proof on cells of continuous types, with the cells and the mechanism on them. */
export interface ProvedCells extends Proved {
  readonly cells: { readonly buyer: Cells; readonly seller: Cells };
  readonly mechanism: CellMechanism;
}

/**
 * Lifts a bracket of bilateral trade on the laws themselves to a proof: the cells that the bracket search found, their ends rounded to short
 * fractions, with the thresholds, the mixture and the multiplier recomputed on them. The verifier's own functions say what that proves of the
 * `stated` problem, which is the same as the verifier reads it.
 *
 * Returns in words why there is no proof.
 */
export function liftCells(
  problem: DesignProblem,
  environment: BilateralTrade,
  stated: StatedProblem,
  found: Readonly<Record<Role, Pick<CellTypes, "low" | "high">>>,
  width: number,
): ProvedCells | string {
  const { buyer, seller } = environment;
  const knots = {
    buyer: isRational(stated, "buyer") ? shortKnots(found.buyer) : trimmed(shortKnots(found.buyer), buyer, width),
    seller: isRational(stated, "seller") ? shortKnots(found.seller) : trimmed(shortKnots(found.seller), seller, width),
  };
  for (let stride = firstStride(stated, knots); ; stride /= 2) {
    const proved = bracketOn(problem, stated, { buyer: sideOf(knots.buyer, stride), seller: sideOf(knots.seller, stride) });
    if (stride === 1) return proved;
    let excess = typeof proved === "string" ? 1 : widthOf(proved.claim) / width;
    if (typeof proved !== "string" && excess <= 1) return proved;
    // Widths fall at least like the cells, at best like their square: the finer cutting that is surely needed is tried next.
    while (stride > 2 && excess > 16) [stride, excess] = [stride / 2, excess / 4];
  }
}

interface Knots {
  readonly buyer: readonly Rational[];
  readonly seller: readonly Rational[];
}

/** Cells a side of the first attempt at a law whose numbers take long to compute. */
const firstCells = 1024;

/**
 * Of so many knots one is taken at first, a power of 2. A law without rational numbers is proved by tangents and bounds that need fewer cells than the
 * search in doubles did, and each cell costs; the cells of rational laws are cheap.
 */
function firstStride(stated: StatedProblem, { buyer, seller }: Knots): number {
  if (isRational(stated, "buyer") && isRational(stated, "seller")) return 1;
  return 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(buyer.length, seller.length) / firstCells)));
}

function isRational({ environment }: StatedProblem, role: Role): boolean {
  return environment.kind === "bilateral-trade" && polynomialLaw(environment[role]) !== null;
}

/**
 * Without the knots beyond which, on either side, too little of the law lies to matter at the requested width: the search grades its cells down to
 * probabilities that take hundreds of digits to compute. One knot at least is kept.
 */
function trimmed(knots: readonly Rational[], law: Distribution, width: number): readonly Rational[] {
  const scale = Math.abs(law.mean) + law.quantile(0.75) - law.quantile(0.25);
  const matters = (mass: number, moment: number) => mass * scale + Math.abs(moment) > 1e-9 * width * scale;
  const kept = knots.filter((knot) => {
    const x = toNumber(knot);
    return (
      matters(law.cdf(x), law.partialMean(Number.NEGATIVE_INFINITY, x)) &&
      matters(law.survival(x), law.partialMean(x, Number.POSITIVE_INFINITY))
    );
  });
  return kept.length > 0 ? kept : knots.slice(0, 1);
}

/** Relative to the upper bound. */
function widthOf(claim: Claim): number {
  if (claim.status !== "optimal") return 0;
  const [lower, upper] = [rational(claim.lower), rational(claim.upper)];
  return toNumber(upper.sub(lower)) / Math.abs(toNumber(upper));
}

/** What is proved with one cutting of the type lines. */
function bracketOn(
  { objective: weights, budget }: DesignProblem,
  stated: StatedProblem,
  sides: Record<Role, ContinuumSide>,
): ProvedCells | string {
  const cells = sidesOf(stated, sides);
  const terms = termsOf({ weights, budget });
  const best = bestMechanism(cells, inDoubles(terms), terms.requiredProfit);
  if (typeof best === "string") return best;
  const floor = weights.broker.add(terms.lowest);
  const wanted = weights.broker.add(exactDouble(best.lambda));
  const kappa = budgetStage[budget.rule] === "never" || wanted.lt(floor) ? floor : wanted;
  return {
    claim: {
      status: "optimal",
      lower: formatRational(roundOutward(attainedBy(stated, cells, best.mechanism), -1n)),
      upper: formatRational(roundOutward(continuumBound(stated, cells, kappa, true), 1n)),
    },
    proof: { kind: "continuum", ...sides, mechanism: best.mechanism, kappa: formatRational(kappa) },
    method: "virtual surplus on cells",
    repairs: ["cell ends rounded to short fractions"],
    cells,
    mechanism: best.mechanism,
  };
}

/** The proof that the required profit exceeds the largest one: cells of equal probability, ever more, until no allocation can be profitable enough. */
export function proveInfeasibleContinuum(stated: StatedProblem, environment: BilateralTrade): Proved | string {
  for (let count = 16; count <= 4096; count *= 4) {
    const side = (role: Role) => {
      const law = environment[role];
      const ends = [...new Set(Array.from({ length: count + 1 }, (_, k) => law.quantile(k / count)))];
      const cells = ends.slice(1).map((to, k) => ({ low: ends[k] as number, high: to }));
      const [low, high] = [Float64Array.from(cells, (cell) => cell.low), Float64Array.from(cells, (cell) => cell.high)];
      return sideOf(shortKnots({ low, high }), 1);
    };
    const sides = { buyer: side("buyer"), seller: side("seller") };
    if (continuumBound(stated, sidesOf(stated, sides), one, false).lt(zero)) {
      const proof: ContinuumProof = { kind: "continuum", ...sides, mechanism: null, kappa: "1" };
      return { claim: { status: "infeasible" }, proof, method: "virtual surplus on cells", repairs: [] };
    }
  }
  return "the required profit is too close to the largest one for a proof";
}

/** Cut at every few knots. */
function sideOf(knots: readonly Rational[], stride: number): ContinuumSide {
  return { knots: knots.filter((_, k) => k % stride === 0).map(formatRational), enclosures: null };
}

/** The interior ends of cells, rounded to binary fractions much shorter than the cells are wide. */
function shortKnots({ low, high }: Pick<CellTypes, "low" | "high">): Rational[] {
  const knots: Rational[] = [];
  for (let k = 1; k < low.length; k++) {
    const at = low[k] as number;
    const width = Math.min(at - (low[k - 1] as number) || Number.POSITIVE_INFINITY, (high[k] as number) - at || Number.POSITIVE_INFINITY);
    if (!Number.isFinite(at) || at === (high[k] as number)) continue;
    // Between two cells without limit, something of the size of the end itself.
    const room = Number.isFinite(width) ? width : Math.abs(at) || 1;
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
  terms: Terms<number>,
  requiredProfit: Rational | null,
): { readonly mechanism: CellMechanism; readonly lambda: number } | string {
  const { lowest, broker } = terms;
  const group = (own: Cells, party: Party, reference: Rational) => ({
    count: 1,
    reference,
    cells: floatCells(own, weightOf(terms, { party }), broker),
    idle: 0,
  });
  const lagrangian = new PairLagrangian([group(cells.buyer, "buyers", zero), group(cells.seller, "sellers", one)], broker);
  const profitOf = (counts: readonly number[]) => {
    const { bought, sold } = accountsOf(cells.buyer, cells.seller, { strict: counts, generous: counts, mix: "0" });
    // At worst, should the numbers be enclosures.
    return bought.pays.add(sold.pays).sub(bought.payError).sub(sold.payError);
  };
  const required = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  // Rounding in doubles may leave the tight allocation a little short; then a little more is asked for.
  for (const margin of [0, 1e-15, 1e-13, 1e-11, 1e-9]) {
    const r = requiredProfit === null ? required : required + margin * Math.max(1, Math.abs(required));
    const found = findMultiplier(lagrangian, { lowest, requiredProfit: r });
    if (found.kind === "infeasible") break;
    const { loose, tight } = lagrangian.allocation(found).allocation;
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

/** Cells for the search in doubles. A worst cell without limit cannot be priced and is left out. */
function floatCells(cells: Cells, own: number, broker: number): WorthCells {
  const n = cells.revenue.length;
  const idle = idleCells(cells);
  const floats = { mass: new Float64Array(n - idle), objective: new Float64Array(n - idle), profit: new Float64Array(n - idle), shift: 0 };
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
    floats.mass[k - idle] = double(mass, cells.mass.denominator);
    floats.profit[k - idle] = rise;
    floats.objective[k - idle] = own * moment + (broker - own) * rise;
  }
  return floats;
}

function idleCells({ openBelow }: Cells): number {
  return openBelow ? 1 : 0;
}
