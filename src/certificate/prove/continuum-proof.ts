import { exactDouble, formatRational, one, type Rational, ratio, toNumber, zero } from "../../arithmetic/rational.ts";
import type { LinearEnvironment } from "../../environments/linear.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { budgetStage } from "../../problem/words.ts";
import { findMultiplier, type MultiplierOptimum } from "../../virtual-surplus/kernel/multiplier.ts";
import { PairLagrangian } from "../../virtual-surplus/kernel/pair-lagrangian.ts";
import type { Ranking } from "../../virtual-surplus/kernel/ranking.ts";
import { RankingLagrangian } from "../../virtual-surplus/kernel/ranking-lagrangian.ts";
import { inDoubles, type Terms, termsOf, weightOf } from "../../virtual-surplus/kernel/terms.ts";
import type { CellGroup, WorthCells } from "../../virtual-surplus/kernel/worth-cells.ts";
import type { CellMechanism, ContinuumProof, ContinuumSide, MarketProof, RankLevel, RankMechanism } from "../format.ts";
import { accountsOf, attainedBy } from "../verify/continuum/attained.ts";
import { continuumBound } from "../verify/continuum/bound.ts";
import type { Cells } from "../verify/continuum/cells.ts";
import { rankedByCounts, type TradersInCells, tradersOf, tradersOfProof } from "../verify/continuum/traders.ts";
import type { StatedProblem } from "../verify/instance.ts";
import { polynomialLaw } from "../verify/laws/law.ts";
import { evenKnots, type FoundCells, firstCells, type KnotTable, knotsOf, refined, sidesOf } from "./knots.ts";
import { type Proved, roundOutward } from "./proof.ts";

/** A proof on cells of continuous types; for bilateral trade with the cells and the mechanism on them. */
export interface ProvedCells extends Proved {
  readonly cells: { readonly buyer: Cells; readonly seller: Cells };
  readonly mechanism: CellMechanism;
}

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
  const laws = tradersOf(stated.environment).map(({ law }) => law);
  const rationals = laws.map((law) => polynomialLaw(law) !== null);
  const two = "buyer" in stated.environment;
  const first = two ? (rationals.every(Boolean) ? Number.POSITIVE_INFINITY : firstCells.enclosed) : firstCells.ranked;
  const knots = knotsOf(groups, rationals, found, width);
  return refined(knots, first, width, (stride) => bracketOn(problem, stated, proofSides(stated, knots, stride)));
}

/** What a proof says of the cells: every few knots. */
function proofSides({ environment }: StatedProblem, knots: KnotTable, stride: number): Sides {
  const groups = sidesOf(knots, stride);
  if (!("buyer" in environment)) return { kind: "continuum-market", groups };
  const [buyer, seller] = groups as [ContinuumSide, ContinuumSide];
  return { kind: "continuum", buyer, seller };
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
  for (const knots of evenKnots(groups)) {
    const sides = proofSides(stated, knots, 1);
    if (continuumBound(stated, tradersOfProof(stated, sides), one, false).lt(zero)) {
      const proof = { ...sides, mechanism: null, kappa: "1" } as ContinuumProof | MarketProof;
      return { claim: { status: "infeasible" }, proof, method: "virtual surplus on cells", repairs: [] };
    }
  }
  return "the required profit is too close to the largest one for a proof";
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
