import { exactDouble, one, type Rational, zero } from "../../arithmetic/rational.ts";
import { signOf } from "../../environments/linear.ts";
import { encloseCells } from "../../type-space/enclosed-cells.ts";
import type { Interval } from "../kernel/optimum.ts";
import { inDoubles, type Terms } from "../kernel/terms.ts";
import { width } from "./bracket-width.ts";
import { bestCells, efficientCells, idle, type LowerBound, ruleOf } from "./cell-mechanism.ts";
import type { CutMarket } from "./dual-bound.ts";
import { provedFirstBest, provedLargestProfit, provedUpper, requireOrder } from "./proved/bounds.ts";
import type { ProvedGroup } from "./proved/group.ts";
import { provedMechanism } from "./proved/mechanism.ts";
import { proverOf } from "./proved/prover.ts";

/** What was recomputed from the laws at the end of a search. */
export interface VerifiedRound {
  readonly value: Interval;
  readonly firstBest: Interval;
  readonly best: LowerBound;
  /** false: a law made of functions has no enclosures; the bounds are those of the search. */
  readonly proved: boolean;
  /** What the lower bound is known up to. */
  readonly spread: number;
  /** Where the proved upper bounds are loose, of the value and of the first best; absent without a proof. */
  readonly gaps?: readonly (readonly Float64Array[])[];
}

/** What the search says of its last round, by its own account of errors. */
export interface NumericalRound extends Pick<VerifiedRound, "value" | "firstBest" | "best"> {
  /** What either bound of the first best allows for rounding and for errors of the laws. */
  readonly firstBestError: Interval;
}

/**
 * Recomputes both bounds of a mechanism and of the first best from enclosures of the laws. Null when the mechanism cannot be proved to make the required profit.
 *
 * Throws Error when proved bounds contradict each other.
 */
export function verify(market: CutMarket, exactTerms: Terms<Rational>, numerical: NumericalRound): VerifiedRound | null {
  const terms = inDoubles(exactTerms);
  const groups = provedGroups(market, exactTerms);
  if (!groups) return unproved(numerical);
  const found = numerical.best;
  const prover = proverOf(market.frontier);
  const prove = (mechanism: LowerBound, handsOutExcess = mechanism.lumpSum > 0) =>
    provedMechanism(prover, groups, exactTerms, ruleOf(mechanism), handsOutExcess);
  let best = found;
  let mechanism = prove(best);
  for (let attempt = 0, margin = 4 * best.error; !mechanism && attempt < 6; attempt++, margin *= 16) {
    // Feasible only up to rounding: ask for a little more profit.
    const { lambda } = best.answer;
    const more = bestCells(market, terms, { lambda, within: 1e-6 * Math.abs(lambda) }, Math.max(margin, 1e-300));
    if ("largestProfit" in more) break;
    best = more;
    mechanism = prove(best);
  }
  if ((terms.requiredProfit ?? 1) <= 0 && !(mechanism && mechanism.lower > 0)) {
    // Nobody trades: nothing is rounded there.
    const still = idle(market, terms);
    const nothing = prove(still, true);
    if (nothing && !(mechanism && mechanism.lower > nothing.lower)) {
      mechanism = nothing;
      best = still;
    }
  }
  if (!mechanism) return null;
  const gains = gainsOnly(exactTerms);
  const efficient = efficientCells(market);
  const firstBest = provedFirstBest(prover, groups, efficient.rule());
  const upper = provedUpper(prover, groups, exactTerms, best.answer.lambda, firstBest.lower);
  // With equal weights the objective is the gains from trade, which the first best bounds as well.
  const value = { lower: mechanism.lower, upper: gains ? Math.min(upper.value, firstBest.upper) : upper.value };
  requireOrder("value", value);
  requireOrder("first best", firstBest);
  if (gains) requireOrder("gains from trade and of the first best", { lower: value.lower, upper: firstBest.upper });
  return {
    value,
    firstBest,
    best: { ...best, mix: mechanism.weight, lumpSum: mechanism.lumpSum, lower: mechanism.lower },
    proved: true,
    spread: mechanism.spread,
    gaps: [upper.gaps, firstBest.gaps],
  };
}

/** The bounds of the search itself, in order; further apart than their own errors they contradict each other. */
function unproved({ value, firstBest, best, firstBestError }: NumericalRound): VerifiedRound {
  const ordered = ({ lower, upper }: Interval, error: number): Interval => {
    if (!(lower <= upper + error)) requireOrder("numerical bracket", { lower, upper });
    return { lower: Math.min(lower, upper), upper: Math.max(lower, upper) };
  };
  const stake = Math.abs(firstBest.upper) + firstBestError.upper;
  return {
    value: ordered(value, 2 * best.error + 1e-9 * stake),
    firstBest: ordered(firstBest, 2 * (firstBestError.lower + firstBestError.upper) + 1e-9 * stake),
    best,
    proved: false,
    spread: best.error,
  };
}

/** The numerical bracket if it is half as wide as the proved one and lies inside it; null otherwise: what proofs contradict does not stand. */
export function narrower(
  proved: VerifiedRound,
  found: Pick<VerifiedRound, "value" | "firstBest" | "best">,
  stake: number,
): VerifiedRound | null {
  const inside = (inner: Interval, outer: Interval) =>
    inner.lower <= inner.upper && inner.lower >= outer.lower && inner.upper <= outer.upper;
  if (!inside(found.value, proved.value) || !(width(found.value, stake) < 0.5 * width(proved.value, stake))) return null;
  // The first best closes by its own accounts.
  const firstBest = inside(found.firstBest, proved.firstBest) ? found.firstBest : proved.firstBest;
  return { ...found, firstBest, proved: false, spread: found.best.error };
}

/** The largest profit proved to be out of reach of what is required; null when it is not. Laws without enclosures are taken at their word. */
export function infeasible(
  market: CutMarket,
  terms: Terms<Rational>,
  largestProfit: number,
): { readonly largestProfit: number; readonly proved: boolean } | null {
  const groups = provedGroups(market, terms);
  if (!groups || terms.requiredProfit === null) return { largestProfit, proved: false };
  const proved = provedLargestProfit(proverOf(market.frontier), groups);
  return exactDouble(proved).compare(terms.requiredProfit) < 0 ? { largestProfit: proved, proved: true } : null;
}

/** The enclosures of all groups; null where a law has none. */
function provedGroups({ groups }: Pick<CutMarket, "groups">, terms: Terms<Rational>): ProvedGroup[] | null {
  const proved: ProvedGroup[] = [];
  for (const group of groups) {
    const cells = encloseCells(group.cut);
    if (!cells) return null;
    proved.push({ buyer: signOf(group) === 1, count: group.count, weight: terms.weights.get(group.party) ?? zero, cells });
  }
  return proved;
}

/** All weights are 1: the objective is the gains from trade. */
function gainsOnly({ weights, broker }: Terms<Rational>): boolean {
  return [...weights.values(), broker].every((weight) => weight.equals(one));
}
