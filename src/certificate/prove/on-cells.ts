import { formatRational, type Rational, rational, zero } from "../../arithmetic/rational.ts";
import type { Claim, FractionText, GroupsProof, PairsProof } from "../format.ts";
import type { StatedProblem } from "../verify/instance.ts";
import { Rejection } from "../verify/rejection.ts";
import { type Proved, roundOutward } from "./proof.ts";

/** What a search on cells found; `Mechanism`: what is to be made exact. */
export interface FoundOnCells<Mechanism> {
  /** Mechanisms, and where types were cut for them. */
  readonly mechanisms: readonly Mechanism[];
  readonly mechanismKnots: readonly Rational[];
  /** Where types were cut for the least bound; null where no averages gave one. */
  readonly knots: readonly Rational[] | null;
  /** The averages over those cells exclude every mechanism. */
  readonly infeasible: boolean;
  /** A proof for the continuum of the same question with constraints on average only, whose bound holds here all the more. */
  readonly relaxed: Proved | null;
}

/** A kind of proof on cells: of pairs of two traders' cells, or of those of any groups. `Sides`: where the laws are cut; `Cells`: what the verifier makes of that. */
export interface KindOnCells<Mechanism, Sides, Cells, Made, Prices> {
  readonly kind: "continuum-pairs" | "continuum-groups";
  readonly method: string;
  readonly repairs: readonly string[];
  /** All laws cut at these knots. */
  sides(knots: readonly FractionText[]): Sides;
  cells(sides: Sides): Cells;
  /** Exact mechanisms near those found; whether they prove anything is for the verifier to say. */
  candidates(cells: Cells, mechanisms: readonly Mechanism[]): readonly (Made | null)[];
  attained(cells: Cells, made: Made): Rational;
  /** Prices that prove a bound on averages over cells, without an `objective` that there is no mechanism; in words why there are none. */
  prices(sides: Sides, objective: boolean): Promise<Prices | string>;
  bound(cells: Cells, prices: Prices, objective: boolean): Rational;
}

/** An upper bound, and what proves it. */
interface ProvedBound<Bound> {
  readonly bound: Bound;
  readonly value: Rational;
}

/**
 * The proof of a bracket on cells: a mechanism on them, made exact, and prices of averages over cells, or the bound of the question with constraints on average, whichever is less. In words why there is none.
 */
export async function proveOnCells<Mechanism, Sides, Cells, Made, Prices>(
  of: KindOnCells<Mechanism, Sides, Cells, Made, Prices>,
  { incentives }: StatedProblem,
  { mechanisms, mechanismKnots, knots, infeasible, relaxed }: FoundOnCells<Mechanism>,
): Promise<Proved | string> {
  const { kind, method, repairs } = of;
  const proofOn = (sides: Sides, mechanism: Made | null, bound: Prices | Averaged) =>
    ({ kind, ...sides, mechanism, bound }) as unknown as PairsProof | GroupsProof;
  const cutAt = (own: readonly Rational[]) => of.sides(own.map(formatRational));
  const bounding = knots && cutAt(knots);
  const priced =
    bounding === null
      ? "no averages over cells gave one"
      : incentives !== "dominant"
        ? "prices of averages over cells are about dominant incentives"
        : await pricedBound(of, bounding, !infeasible);
  if (infeasible) {
    if (bounding === null || typeof priced === "string" || !priced.value.lt(zero))
      return "the averages over cells exclude every mechanism by too little for a proof";
    const proof = proofOn(bounding, null, priced.bound);
    return { claim: { status: "infeasible" }, proof, method: "prices of averages over cells, from the solver", repairs };
  }
  const sides = cutAt(mechanismKnots);
  const cells = unlessRefused(() => of.cells(sides));
  if (typeof cells === "string") return cells;
  const lower = bestAttained(of.candidates(cells, mechanisms), (made) => of.attained(cells, made));
  if (typeof lower === "string") return lower;
  const upper = lesserBound(priced, onAverage(relaxed));
  if (typeof upper === "string") return `no upper bound was proved: ${upper}`;
  return { claim: claimBetween(lower.value, upper.value), proof: proofOn(sides, lower.made, upper.bound), method, repairs };
}

async function pricedBound<Mechanism, Sides, Cells, Made, Prices>(
  of: KindOnCells<Mechanism, Sides, Cells, Made, Prices>,
  sides: Sides,
  objective: boolean,
): Promise<ProvedBound<Prices> | string> {
  try {
    const bound = await of.prices(sides, objective);
    return typeof bound === "string" ? bound : { bound, value: of.bound(of.cells(sides), bound, objective) };
  } catch (error) {
    return refusal(error);
  }
}

/** A bound at κ of a question with constraints on average. */
type Averaged = Extract<(PairsProof | GroupsProof)["bound"], { readonly kappa: FractionText }>;

function averagedBound({ proof }: Proved): Averaged | null {
  if (!("kappa" in proof)) return null;
  if ("buyer" in proof) return { buyer: proof.buyer, seller: proof.seller, kappa: proof.kappa };
  return { groups: proof.groups, kappa: proof.kappa, pools: "pools" in proof ? proof.pools : [] };
}

function onAverage(relaxed: Proved | null): ProvedBound<Averaged> | string {
  const bound = relaxed && averagedBound(relaxed);
  return bound && relaxed.claim.status === "optimal" ? { bound, value: rational(relaxed.claim.upper) } : "no theory bounds the value";
}

/** The proof that even on average, in virtual worths, no mechanism is feasible, as a proof of the question with its own constraints; in words why it is none. */
export function inRelaxation(relaxed: Proved): Proved | string {
  const bound = averagedBound(relaxed);
  if (bound === null) return "the proof on average is of another kind";
  const proof: PairsProof | GroupsProof =
    "buyer" in bound
      ? { kind: "continuum-pairs", buyer: bound.buyer, seller: bound.seller, mechanism: null, bound }
      : { kind: "continuum-groups", groups: bound.groups, mechanism: null, bound };
  return { ...relaxed, proof };
}

/** Why the verifier refused, numbers with too many digits as a RangeError; other errors are thrown on. */
function refusal(error: unknown): string {
  if (error instanceof Rejection || error instanceof RangeError) return error.message;
  throw error;
}

/** What the verifier computes; in words why it would not. */
function unlessRefused<T>(compute: () => T): T | string {
  try {
    return compute();
  } catch (error) {
    return refusal(error);
  }
}

/** The mechanism that attains most, of those that the verifier accepts; why it accepts none. */
function bestAttained<Made>(
  candidates: readonly (Made | null)[],
  attained: (made: Made) => Rational,
): { readonly made: Made; readonly value: Rational } | string {
  if (candidates.length === 0) return "no mechanism was found to be made exact";
  let found: { readonly made: Made; readonly value: Rational } | string = "the mechanism on cells could not be made exact";
  for (const made of candidates) {
    if (made === null) continue;
    const value = unlessRefused(() => attained(made));
    if (typeof value === "string") {
      if (typeof found === "string") found = `the mechanism on cells could not be made exact: ${value}`;
    } else if (typeof found === "string" || value.gt(found.value)) found = { made, value };
  }
  return found;
}

/** The lesser of two bounds, each of which may be missing, in words why; of the first where both are. */
function lesserBound<A, B>(one: ProvedBound<A> | string, other: ProvedBound<B> | string): ProvedBound<A | B> | string {
  return typeof other === "string" || (typeof one !== "string" && one.value.lte(other.value)) ? one : other;
}

/** The claim of a bracket, its ends rounded to digits that a person can read. */
function claimBetween(lower: Rational, upper: Rational): Claim {
  return { status: "optimal", lower: formatRational(roundOutward(lower, -1n)), upper: formatRational(roundOutward(upper, 1n)) };
}
