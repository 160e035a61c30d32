import { formatRational, type Rational, rational, zero } from "../../../arithmetic/rational.ts";
import type { Solver } from "../../../solver/solver.ts";
import type { PairsPrices, PairsProof } from "../../format.ts";
import type { StatedProblem } from "../../verify/instance.ts";
import { pairsAttained } from "../../verify/pairs/attained.ts";
import { pairsBound } from "../../verify/pairs/bound.ts";
import { cellsOfProof, type Sides } from "../../verify/pairs/shown.ts";
import { bestAttained, claimBetween, type FoundOnCells, lesserBound, type ProvedBound, refusal, unlessRefused } from "../on-cells.ts";
import type { Proved } from "../proof.ts";
import { bayesianMechanism } from "./bayesian.ts";
import { exactMechanisms, type FoundMechanism } from "./mechanism.ts";
import { pairPrices } from "./prices.ts";

/** What a search on pairs of cells found. */
export type FoundPairs = FoundOnCells<FoundMechanism>;

/**
 * The proof of a bracket of two traders with a budget in every state: prices of averages over cells, or the bound of the question with constraints on average, whichever is less; and
 * the mechanism on cells, made exact. In words why there is none.
 */
export async function provePairs(
  stated: StatedProblem,
  { mechanisms, mechanismKnots, knots, infeasible, relaxed }: FoundPairs,
  solver: Solver,
  timeLimitSeconds: number,
): Promise<Proved | string> {
  const priced = await pricedBound(stated, knots, solver, timeLimitSeconds, !infeasible);
  if (infeasible) {
    if (typeof priced === "string" || !priced.value.lt(zero))
      return "the averages over cells exclude every mechanism by too little for a proof";
    const { buyer, seller } = priced.bound;
    const proof: PairsProof = { kind: "continuum-pairs", buyer, seller, mechanism: null, bound: priced.bound };
    return { claim: { status: "infeasible" }, proof, method: "prices of averages over cells, from the solver", repairs };
  }
  if (mechanisms.length === 0) return "no mechanism was found to be made exact";
  const sides = cutAt(mechanismKnots);
  const cells = unlessRefused(() => cellsOfProof(stated, sides));
  if (typeof cells === "string") return cells;
  const candidates = mechanisms.flatMap((found) => [bayesianMechanism(stated, cells, found), ...exactMechanisms(stated, cells, found)]);
  const lower = bestAttained(candidates, (made) => pairsAttained(stated, cells, made));
  if (typeof lower === "string") return lower;
  const bound = relaxed && boundOfRelaxation(relaxed);
  const averaged =
    bound && relaxed.claim.status === "optimal" ? { bound, value: rational(relaxed.claim.upper) } : "no theory bounds the value";
  const upper = lesserBound(priced, averaged);
  if (typeof upper === "string") return `no upper bound was proved: ${priced}`;
  const proof: PairsProof = { kind: "continuum-pairs", ...sides, mechanism: lower.made, bound: upper.bound };
  const claim = claimBetween(lower.value, upper.value);
  return { claim, proof, method: "mechanism and prices on pairs of cells, from the solver", repairs };
}

/** Both laws cut at the same knots. */
function cutAt(knots: readonly Rational[]): Sides {
  const side = { knots: knots.map(formatRational), enclosures: null };
  return { buyer: side, seller: side };
}

async function pricedBound(
  stated: StatedProblem,
  knots: readonly Rational[] | null,
  solver: Solver,
  timeLimitSeconds: number,
  objective: boolean,
): Promise<ProvedBound<PairsPrices> | string> {
  if (knots === null) return "no averages over cells gave one";
  if (stated.incentives !== "dominant") return "prices of averages over cells are about dominant incentives";
  try {
    const bound = await pairPrices(stated, cutAt(knots), solver, timeLimitSeconds, objective);
    return typeof bound === "string" ? bound : { bound, value: pairsBound(stated, cellsOfProof(stated, bound), bound, objective) };
  } catch (error) {
    return refusal(error);
  }
}

const repairs = ["probabilities and prices rounded to binary fractions, rents recomputed"];

/** The proof that even on average, in virtual worths, no mechanism is feasible, as a proof of the question with constraints in every state; in words why it is none. */
export function inRelaxation(relaxed: Proved): Proved | string {
  const bound = boundOfRelaxation(relaxed);
  if (bound === null) return "the proof on average is of another kind";
  return { ...relaxed, proof: { kind: "continuum-pairs", buyer: bound.buyer, seller: bound.seller, mechanism: null, bound } };
}

function boundOfRelaxation({ proof }: Proved) {
  return "buyer" in proof && "kappa" in proof ? { buyer: proof.buyer, seller: proof.seller, kappa: proof.kappa } : null;
}
