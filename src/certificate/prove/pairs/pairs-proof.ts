import { formatRational, type Rational, rational, zero } from "../../../arithmetic/rational.ts";
import type { Solver } from "../../../solver/solver.ts";
import type { PairsMechanism, PairsPrices, PairsProof } from "../../format.ts";
import type { StatedProblem } from "../../verify/instance.ts";
import { pairsAttained } from "../../verify/pairs/attained.ts";
import { pairsBound } from "../../verify/pairs/bound.ts";
import { cellsOfProof, type Sides } from "../../verify/pairs/shown.ts";
import { Rejection } from "../../verify/rejection.ts";
import { inWords } from "../certificate.ts";
import { type Proved, roundOutward } from "../proof.ts";
import { bayesianMechanism } from "./bayesian.ts";
import { exactMechanisms, type FoundMechanism } from "./mechanism.ts";
import { outerPrices } from "./prices.ts";

/** What a search on pairs of cells found. */
export interface FoundPairs {
  /** Mechanisms, and where types were cut for them. */
  readonly mechanisms: readonly FoundMechanism[];
  readonly mechanismKnots: readonly Rational[];
  /** Where types were cut for the least bound; null where no averages gave one. */
  readonly knots: readonly Rational[] | null;
  /** The averages over those cells exclude every mechanism. */
  readonly infeasible: boolean;
  /** A proof for the continuum of the same question with constraints on average only, whose bound holds here all the more. */
  readonly relaxed: Proved | null;
}

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
  const cells = inWords(() => cellsOfProof(stated, sides));
  if (typeof cells === "string") return cells;
  const candidates = mechanisms.flatMap((found) => [bayesianMechanism(stated, cells, found), ...exactMechanisms(stated, cells, found)]);
  const lower = best(candidates, (made) => pairsAttained(stated, cells, made));
  if (!lower) return "the mechanism on cells could not be made exact";
  const bound = relaxed && boundOfRelaxation(relaxed);
  const averaged =
    bound && relaxed.claim.status === "optimal" ? { bound, value: rational(relaxed.claim.upper) } : "no theory bounds the value";
  const upper = [priced, averaged].reduce((least, own) =>
    typeof least !== "string" && (typeof own === "string" || least.value.lte(own.value)) ? least : own,
  );
  if (typeof upper === "string") return `no upper bound was proved: ${priced}`;
  const proof: PairsProof = { kind: "continuum-pairs", ...sides, mechanism: lower.made, bound: upper.bound };
  const claim = {
    status: "optimal",
    lower: formatRational(roundOutward(lower.value, -1n)),
    upper: formatRational(roundOutward(upper.value, 1n)),
  } as const;
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
): Promise<{ readonly bound: PairsPrices; readonly value: Rational } | string> {
  if (knots === null) return "no averages over cells gave one";
  if (stated.incentives !== "dominant") return "prices of averages over cells are about dominant incentives";
  try {
    const bound = await outerPrices(stated, cutAt(knots), solver, timeLimitSeconds, objective);
    return typeof bound === "string" ? bound : { bound, value: pairsBound(stated, cellsOfProof(stated, bound), bound, objective) };
  } catch (error) {
    // Numbers with too many digits are refused as a RangeError.
    if (error instanceof Rejection || error instanceof RangeError) return error.message;
    throw error;
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

/** The one with the largest value, of those that the verifier accepts. */
function best(
  candidates: readonly (PairsMechanism | null)[],
  attained: (made: PairsMechanism) => Rational,
): { readonly made: PairsMechanism; readonly value: Rational } | null {
  let found: { readonly made: PairsMechanism; readonly value: Rational } | null = null;
  for (const made of candidates) {
    if (made === null) continue;
    const value = inWords(() => attained(made));
    if (typeof value !== "string" && (!found || value.gt(found.value))) found = { made, value };
  }
  return found;
}
