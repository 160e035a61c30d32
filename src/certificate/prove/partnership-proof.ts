import { doubles } from "../../arithmetic/numbers.ts";
import { exactDouble, formatRational, one, type Rational, ratio, toNumber, zero } from "../../arithmetic/rational.ts";
import type { AgentGroup } from "../../environments/linear.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { budgetStage } from "../../problem/words.ts";
import { inDoubles, type Terms, termsOf } from "../../virtual-surplus/kernel/terms.ts";
import { feasibleSearch, rangeOf } from "../../virtual-surplus/pools/best-division.ts";
import type { Cut } from "../../virtual-surplus/pools/cut.ts";
import { finiteEnds } from "../../virtual-surplus/pools/law-cells.ts";
import type { PartnerCells } from "../../virtual-surplus/pools/partner-cells.ts";
import { type PoolOptimum, searchPools } from "../../virtual-surplus/pools/search.ts";
import type { ContinuumSide, PartnershipMechanism, PartnershipProof, RankLevel } from "../format.ts";
import {
  accountsOfPartners,
  attainedByPartners,
  type PartnersInCells,
  partnershipBound,
  partnersOfProof,
} from "../verify/continuum/partners.ts";
import type { StatedPartnership, StatedProblem } from "../verify/instance.ts";
import { polynomialLaw } from "../verify/laws/law.ts";
import { evenKnots, type FoundCells, firstCells, knotsOf, refined, sidesOf } from "./knots.ts";
import { type Proved, roundOutward } from "./proof.ts";

/**
 * Lifts a bracket of a partnership on the laws themselves to a proof: the cells that the bracket search found, their ends rounded to short fractions; rankings, pool
 * values and multiplier are searched anew on them. The verifier's own functions say what that proves of the `stated` problem.
 *
 * Returns in words why there is no proof.
 */
export function liftPartnership(
  problem: DesignProblem,
  groups: readonly AgentGroup[],
  stated: StatedProblem,
  { types, firstBest }: { readonly types: FoundCells; readonly firstBest: { readonly upper: number } },
  width: number,
): Proved | string {
  const { partners } = stated.environment as StatedPartnership;
  const knots = knotsOf(
    groups,
    partners.map(({ law }) => polynomialLaw(law) !== null),
    types,
    width,
  );
  const sharp = (width / 100) * firstBest.upper;
  return refined(knots, firstCells.ranked, width, (stride) => bracketOn(problem, stated, sidesOf(knots, stride), sharp));
}

/** The proof that the required profit exceeds the largest one: on ever finer cells until no division can be profitable enough. */
export function proveInfeasiblePartnership(stated: StatedProblem, groups: readonly AgentGroup[]): Proved | string {
  for (const knots of evenKnots(groups)) {
    const sides = { kind: "continuum-partnership", groups: sidesOf(knots, 1) } as const;
    const traders = partnersOfProof(stated, sides);
    const cells = traders.map((own) => searchCells(own, zero));
    const most = searchPools(cells, { broker: 1, lowest: 0, requiredProfit: null }, null, doubles, {
      within: 2 ** -40 * rangeOf(cells),
      rounding: 2 ** -42,
    });
    if (!most) throw new Error("the largest profit is asked for without a condition, and yet nothing was found");
    const proof: PartnershipProof = { ...sides, mechanism: null, kappa: "1", pools: most.pools.map(asFraction) };
    if (partnershipBound(stated, traders, proof, false).lt(zero))
      return { claim: { status: "infeasible" }, proof, method: "virtual surplus with pool values on cells", repairs: [] };
  }
  return "the required profit is too close to the largest one for a proof";
}

/** What is proved with one cutting of the type lines. */
function bracketOn(
  { objective: weights, budget }: DesignProblem,
  stated: StatedProblem,
  groups: readonly ContinuumSide[],
  sharp: number,
): Proved | string {
  const sides = { kind: "continuum-partnership", groups } as const;
  const traders = partnersOfProof(stated, sides);
  const terms = termsOf({ weights, budget });
  const best = bestRankings(stated, traders, terms, sharp);
  if (typeof best === "string") return best;
  const floor = weights.broker.add(terms.lowest);
  const wanted = weights.broker.add(exactDouble(best.lambda));
  const kappa = budgetStage[budget.rule] === "never" || wanted.lt(floor) ? floor : wanted;
  const proof: PartnershipProof = { ...sides, mechanism: best.mechanism, kappa: formatRational(kappa), pools: best.pools.map(asFraction) };
  return {
    claim: {
      status: "optimal",
      lower: formatRational(roundOutward(attainedByPartners(stated, traders, best.mechanism), -1n)),
      upper: formatRational(roundOutward(partnershipBound(stated, traders, proof, true), 1n)),
    },
    proof,
    method: "virtual surplus with pool values on cells",
    repairs: ["cell ends rounded to short fractions"],
  };
}

/** Any pool values prove a bound. */
const asFraction = (value: number) => formatRational(exactDouble(value));

/** The lottery over rankings by the search in doubles, its profit computed exactly, so that it is sure to reach what is required. */
function bestRankings(
  stated: StatedProblem,
  traders: readonly PartnersInCells[],
  exactTerms: Terms<Rational>,
  sharp: number,
): { readonly mechanism: PartnershipMechanism; readonly lambda: number; readonly pools: readonly number[] } | string {
  const { requiredProfit } = exactTerms;
  const terms = inDoubles(exactTerms);
  const cells = traders.map((own, g) => searchCells(own, stated.objective.partners[g] as Rational));
  const range = rangeOf(cells);
  const options = { within: Math.max(sharp, 2 ** -44 * range) * Math.max(terms.heaviest, terms.broker), rounding: 2 ** -42 };
  let found = feasibleSearch<number>(cells, terms, doubles, options);
  for (let attempt = 0, margin = 4; attempt < 8 && !("status" in found); attempt++, margin *= 16) {
    const mechanism = { rankings: rankingsOf(found.mixture, traders) };
    const made = { mechanism, lambda: found.at.lambda, pools: found.pools };
    if (requiredProfit === null) return made;
    const profit = accountsOfPartners(traders, mechanism).reduce(
      (sum, { pays, payError }, g) => sum.add(pays.sub(payError).mul(traders[g]?.count as number)),
      zero,
    );
    if (profit.gte(requiredProfit)) return made;
    // Made up to rounding only: a little more is asked for, at about the same multiplier.
    const more = (terms.requiredProfit as number) + Math.max(margin * toNumber(requiredProfit.sub(profit)), 2 ** -52 * range);
    found = feasibleSearch<number>(cells, { ...terms, requiredProfit: more }, doubles, { ...options, starts: found.nearby });
  }
  return "no division on the cells was exactly profitable enough";
}

/** Weights as fractions of total exactly 1; levels from the highest virtual value down, ties between groups as the search broke them. */
function rankingsOf(mixture: PoolOptimum<number>["mixture"], traders: readonly PartnersInCells[]): PartnershipMechanism["rankings"] {
  const kept = mixture.filter(({ weight }) => weight > 0).sort((a, b) => a.weight - b.weight);
  const unit = 1n << 64n;
  let left = one;
  return kept.map(({ cut, weight }, k) => {
    const rounded = exactDouble(weight).mul(ratio(unit, 1n));
    const own = k === kept.length - 1 ? left : ratio(rounded.n / rounded.d, unit);
    left = left.sub(own);
    return { weight: formatRational(own), levels: levelsOf(cut, traders) };
  });
}

function levelsOf({ ranks, order }: Pick<Cut<number>, "ranks" | "order">, traders: readonly PartnersInCells[]): RankLevel[] {
  if (ranks.length === 0) return [];
  const levels = traders.flatMap((_, g) => {
    const own: { readonly group: number; readonly rank: number; readonly place: number; cells: number }[] = [];
    const ranked = ranks[g] as readonly number[];
    for (let k = ranked.length - 1; k >= 0; k--) {
      const last = own.at(-1);
      if (last && last.rank === ranked[k]) last.cells++;
      else own.push({ group: g, rank: ranked[k] as number, place: order.indexOf(g), cells: 1 });
    }
    return own;
  });
  return levels.sort((a, b) => b.rank - a.rank || a.place - b.place).map(({ group, cells }) => [group, cells]);
}

/** The cells as the search in doubles sees them. */
function searchCells({ count, share, cells, asCosts }: PartnersInCells, weight: Rational): PartnerCells<number> {
  const { mass, moment, low: lows, high: highs } = cells;
  const n = cells.revenue.length;
  const double = (numerator: bigint, denominator: bigint) => toNumber(ratio(numerator, denominator));
  const { low, high } = finiteEnds(
    lows.numerators.map((own, k) => (cells.openBelow && k === 0 ? null : double(own, lows.denominator))),
    highs.numerators.map((own, k) => (cells.openAbove && k === n - 1 ? null : double(own, highs.denominator))),
  );
  const masses = mass.numerators.map((own) => double(own, mass.denominator));
  // What a cell adds to q·v, from either side, is exact where the ends are.
  const rises = ({ low: ends, mass: own, openBelow }: typeof cells) => {
    let above = 0n;
    let before = 0n;
    return Array.from({ length: n }, (_, place) => {
      const k = n - 1 - place;
      above += own.numerators[k] as bigint;
      const here = above * (ends.numerators[k] as bigint);
      const rise = double(here - before, own.denominator * ends.denominator);
      before = here;
      return openBelow && k === 0 ? null : rise;
    });
  };
  const [down, up] = [rises(cells).reverse(), rises(asCosts)];
  const m = (k: number) => masses[k] as number;
  const above = masses.map(() => 0);
  const below = masses.map(() => 0);
  for (let k = 1; k < n; k++) below[k] = (below[k - 1] as number) + m(k - 1);
  for (let k = n - 2; k >= 0; k--) above[k] = (above[k + 1] as number) + m(k + 1);
  return {
    count,
    share: toNumber(share),
    weight: toNumber(weight),
    mass: masses,
    worth: moment.numerators.map((own) => double(own, moment.denominator)),
    bought: down.map((rise, k) => rise ?? (low[k] as number) * m(k) - ((low[k + 1] as number) - (low[k] as number)) * (above[k] as number)),
    sold: up.map((rise, k) =>
      rise === null ? (high[k] as number) * m(k) + ((high[k] as number) - (high[k - 1] as number)) * (below[k] as number) : -rise,
    ),
    lowest: low[0] as number,
    highest: high[n - 1] as number,
  };
}
