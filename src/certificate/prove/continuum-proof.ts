import { exactDouble, formatRational, one, type Rational, ratio, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import type { LinearEnvironment } from "../../environments/linear.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { budgetStage } from "../../problem/words.ts";
import type { CellTypes } from "../../virtual-surplus/bracket/cell-types.ts";
import { findMultiplier, type MultiplierOptimum } from "../../virtual-surplus/kernel/multiplier.ts";
import { PairLagrangian } from "../../virtual-surplus/kernel/pair-lagrangian.ts";
import type { Ranking } from "../../virtual-surplus/kernel/ranking.ts";
import { RankingLagrangian } from "../../virtual-surplus/kernel/ranking-lagrangian.ts";
import { inDoubles, type Terms, termsOf, weightOf } from "../../virtual-surplus/kernel/terms.ts";
import type { CellGroup, WorthCells } from "../../virtual-surplus/kernel/worth-cells.ts";
import type { CellMechanism, Claim, ContinuumProof, ContinuumSide, MarketProof, RankLevel, RankMechanism } from "../format.ts";
import { accountsOf, attainedBy } from "../verify/continuum/attained.ts";
import { continuumBound } from "../verify/continuum/bound.ts";
import type { Cells } from "../verify/continuum/cells.ts";
import { rankedByCounts, type TradersInCells, tradersOf, tradersOfProof } from "../verify/continuum/traders.ts";
import type { StatedProblem } from "../verify/instance.ts";
import { polynomialLaw } from "../verify/law.ts";
import { Rejection } from "../verify/rejection.ts";
import type { StatedLaw } from "../verify/stated-law.ts";
import { type Proved, roundOutward } from "./proof.ts";

/** A proof on cells of continuous types; for bilateral trade with the cells and the mechanism on them. */
export interface ProvedCells extends Proved {
  readonly cells: { readonly buyer: Cells; readonly seller: Cells };
  readonly mechanism: CellMechanism;
}

/** Ends of the cells of each group, as the bracket search found them. */
export type FoundCells = readonly Pick<CellTypes, "low" | "high">[];

/**
 * Lifts a bracket on the laws themselves to a proof: the cells that the bracket search found, their ends rounded to short
 * fractions, with the allocation, the mixture and the multiplier recomputed on them. The verifier's own functions say what that proves of the
 * `stated` problem, which is the same as the verifier reads it.
 *
 * Returns in words why there is no proof.
 */
export function liftCells(
  problem: DesignProblem,
  { groups }: LinearEnvironment,
  stated: StatedProblem,
  found: FoundCells,
  width: number,
): Proved | ProvedCells | string {
  const rational = groups.map((_, g) => isRational(stated, g));
  const knots = groups.map(({ law }, g) => {
    const own = shortKnots(found[g] as FoundCells[number]);
    return rational[g] ? own : trimmed(own, law, width);
  });
  let best: Proved | string = "no cells were tried";
  for (let stride = firstStride(stated, knots); ; stride /= 2) {
    const proved = within(() => bracketOn(problem, stated, proofSides(stated, knots, stride)), best);
    if (stride === 1 || proved === best) return proved;
    best = proved;
    let excess = typeof proved === "string" ? 1 : widthOf(proved.claim) / width;
    if (typeof proved !== "string" && excess <= 1) return proved;
    // Widths fall at least like the cells, at best like their square: the finer cutting that is surely needed is tried next.
    while (stride > 2 && excess > 16) [stride, excess] = [stride / 2, excess / 4];
  }
}

/** A finer proof; the one at hand when the verifier would not look at a finer one. */
function within(prove: () => Proved | string, atHand: Proved | string): Proved | string {
  try {
    return prove();
  } catch (error) {
    if (error instanceof Rejection && typeof atHand !== "string") return atHand;
    throw error;
  }
}

type Knots = readonly (readonly Rational[])[];

/** Cells a group of the first attempt: of laws whose numbers take long to compute, and of traders whose rankings do. */
const firstCells = { enclosed: 1024, ranked: 256 };

/**
 * Of so many knots one is taken at first, a power of 2. A law without rational numbers is proved by tangents and bounds that need fewer cells than the
 * search in doubles did, and each cell costs; the cells of rational laws of two traders are cheap.
 */
function firstStride(stated: StatedProblem, knots: Knots): number {
  const two = "buyer" in stated.environment;
  if (two && knots.every((_, g) => isRational(stated, g))) return 1;
  const most = Math.max(...knots.map((own) => own.length));
  return 2 ** Math.max(0, Math.ceil(Math.log2(most / firstCells[two ? "enclosed" : "ranked"])));
}

function isRational({ environment }: StatedProblem, group: number): boolean {
  return polynomialLaw(tradersOf(environment)[group]?.law as StatedLaw) !== null;
}

/** What a proof says of the cells: every few knots. */
function proofSides({ environment }: StatedProblem, knots: Knots, stride: number): Sides {
  const groups = knots.map((own) => sideOf(own, stride));
  if (!("buyer" in environment)) return { kind: "continuum-market", groups };
  const [buyer, seller] = groups as [ContinuumSide, ContinuumSide];
  return { kind: "continuum", buyer, seller };
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
function bracketOn({ objective: weights, budget }: DesignProblem, stated: StatedProblem, sides: Sides): Proved | ProvedCells | string {
  const traders = tradersOfProof(stated, sides);
  const terms = termsOf({ weights, budget });
  const best = bestMechanism(traders, sides.kind, inDoubles(terms), terms.requiredProfit);
  if (typeof best === "string") return best;
  const floor = weights.broker.add(terms.lowest);
  const wanted = weights.broker.add(exactDouble(best.lambda));
  const kappa = budgetStage[budget.rule] === "never" || wanted.lt(floor) ? floor : wanted;
  const claim = {
    status: "optimal",
    lower: formatRational(roundOutward(attainedBy(stated, traders, best.ranks), -1n)),
    upper: formatRational(roundOutward(continuumBound(stated, traders, kappa, true), 1n)),
  } as const;
  const how = { method: "virtual surplus on cells", repairs: ["cell ends rounded to short fractions"] };
  const price = formatRational(kappa);
  if (!("counts" in best)) return { claim, proof: { ...(sides as MarketSides), mechanism: best.ranks, kappa: price }, ...how };
  const [buyer, seller] = traders.map(({ cells }) => cells) as [Cells, Cells];
  const proof = { ...(sides as PairSides), mechanism: best.counts, kappa: price };
  return { claim, proof, ...how, cells: { buyer, seller }, mechanism: best.counts };
}

/** A proof without its mechanism and multiplier. */
type PairSides = Omit<ContinuumProof, "mechanism" | "kappa">;
type MarketSides = Omit<MarketProof, "mechanism" | "kappa">;
type Sides = PairSides | MarketSides;

/** The proof that the required profit exceeds the largest one: cells of equal probability, ever more, until no allocation can be profitable enough. */
export function proveInfeasibleContinuum(stated: StatedProblem, { groups }: LinearEnvironment): Proved | string {
  for (let count = 16; count <= 4096; count *= 4) {
    const knots = groups.map(({ law }) => {
      const ends = [...new Set(Array.from({ length: count + 1 }, (_, k) => law.quantile(k / count)))];
      return shortKnots({ low: Float64Array.from(ends.slice(0, -1)), high: Float64Array.from(ends.slice(1)) });
    });
    const sides = proofSides(stated, knots, 1);
    if (continuumBound(stated, tradersOfProof(stated, sides), one, false).lt(zero)) {
      const proof = { ...sides, mechanism: null, kappa: "1" } as ContinuumProof | MarketProof;
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

type Best = { readonly ranks: RankMechanism; readonly lambda: number } & ({ readonly counts: CellMechanism } | object);

/** The allocation by virtual surplus in doubles; the mixture exactly, so that the profit is sure to reach what is required. */
function bestMechanism(
  traders: readonly TradersInCells[],
  kind: Sides["kind"],
  terms: Terms<number>,
  requiredProfit: Rational | null,
): Best | string {
  const { lowest, broker } = terms;
  const groups = traders.map(({ role, count, cells }) => ({
    count,
    reference: role === "buyer" ? zero : one,
    cells: floatCells(cells, weightOf(terms, { party: `${role}s` }), broker),
    idle: idleCells(cells) === 0 ? 0 : toNumber(ratio(cells.mass.numerators[0] as bigint, cells.mass.denominator)),
  }));
  const lottery = kind === "continuum" ? pairLottery(traders, groups, broker) : rankLottery(traders, groups, broker);
  const profitOf = ({ ranks }: ReturnType<typeof lottery.between>) =>
    accountsOf(traders, ranks).reduce(
      // At worst, should the numbers be enclosures.
      (sum, { pays, payError }, g) => sum.add(pays.sub(payError).mul(traders[g]?.count as number)),
      zero,
    );
  const required = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  // Rounding in doubles may leave the tight allocation a little short; then a little more is asked for.
  for (const margin of [0, 1e-15, 1e-13, 1e-11, 1e-9]) {
    const r = requiredProfit === null ? required : required + margin * Math.max(1, Math.abs(required));
    const found = findMultiplier(lottery.lagrangian, { lowest, requiredProfit: r });
    if (found.kind === "infeasible") break;
    const mixture = (mix: Rational) => ({ ...lottery.between(found, mix), lambda: found.lambda });
    if (requiredProfit === null) return mixture(one);
    const spare = profitOf(lottery.between(found, zero)).sub(requiredProfit);
    const lacking = requiredProfit.sub(profitOf(lottery.between(found, one)));
    if (lacking.lte(zero)) return mixture(one);
    if (spare.lt(zero)) continue;
    // The share of the generous allocation at which the profit is the required one, rounded down.
    const share = spare.div(spare.add(lacking));
    const unit = 1n << 64n;
    return mixture(ratio((share.n * unit) / share.d, unit));
  }
  return "no mechanism on the cells was exactly profitable enough";
}

/** Two traders: how many of the seller's cells each of the buyer's trades with. */
function pairLottery(traders: readonly TradersInCells[], groups: readonly CellGroup[], broker: number) {
  const lagrangian = new PairLagrangian(groups, broker);
  const idle = new Array<number>(idleCells(traders[0]?.cells as Cells)).fill(0);
  return {
    lagrangian,
    between(found: MultiplierOptimum, mix: Rational) {
      const { loose, tight } = lagrangian.allocation(found).allocation;
      const counts = { strict: [...idle, ...tight], generous: [...idle, ...loose], mix: formatRational(mix) };
      return { counts, ranks: rankedByCounts(counts, traders) };
    },
  };
}

/** Many traders: the order in which their cells get a unit. */
function rankLottery(traders: readonly TradersInCells[], groups: readonly CellGroup[], broker: number) {
  const lagrangian = new RankingLagrangian(groups, broker);
  return {
    lagrangian,
    between(found: MultiplierOptimum, mix: Rational) {
      const { loose, tight } = lagrangian.allocation(found).allocation;
      return { ranks: { strict: orderOf(tight, traders), generous: orderOf(loose, traders), mix: formatRational(mix) } };
    },
  };
}

/** Pools of neighbouring cells of equal virtual worth, in the order in which they get a unit: owners of idle cells first, other idle cells last. */
function orderOf({ slope, tieBreak }: Ranking, traders: readonly TradersInCells[]): RankLevel[] {
  const levels = traders.flatMap(({ role, cells }, g) => {
    const [slopes, ties] = [slope[g] as Float64Array, tieBreak[g] as Float64Array];
    const owner = role === "seller";
    const idle = { group: g, cells: 1, slope: owner ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY, tie: 0, owner };
    const own = idleCells(cells) === 0 ? [] : [idle];
    for (let i = 0; i < slopes.length; i++) {
      const k = owner ? i : slopes.length - 1 - i;
      const level = { group: g, cells: 1, slope: slopes[k] as number, tie: ties[k] as number, owner };
      const last = own.at(-1);
      if (last && last.slope === level.slope && last.tie === level.tie) last.cells++;
      else own.push(level);
    }
    // Idle buyers come last.
    return owner || idleCells(cells) === 0 ? own : [...own.slice(1), idle];
  });
  levels.sort((a, b) => b.slope - a.slope || b.tie - a.tie || Number(b.owner) - Number(a.owner));
  return levels.map(({ group, cells }) => [group, cells]);
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
