import { formatRational, type Rational, rational, zero } from "../../../arithmetic/rational.ts";
import type { Solver } from "../../../solver/solver.ts";
import type { GroupsProof } from "../../format.ts";
import { groupsOfProof } from "../../verify/groups/agents.ts";
import { groupsAttained } from "../../verify/groups/attained.ts";
import { groupsBound } from "../../verify/groups/bound.ts";
import type { StatedProblem } from "../../verify/instance.ts";
import { bestAttained, claimBetween, type FoundOnCells, lesserBound, type ProvedBound, unlessRefused } from "../on-cells.ts";
import type { Proved } from "../proof.ts";
import { type FoundTrades, foundMechanism, noTrade } from "./mechanism.ts";
import { groupPrices } from "./prices.ts";

/** What a search on cells of groups found. */
export type FoundGroups = FoundOnCells<FoundTrades>;

type Bound = ProvedBound<GroupsProof["bound"]>;

/**
 * The proof of a bracket of any groups of traders, or partners: the exact mechanism on cells, and prices of averages over cells or the bound of the question with constraints on average, whichever is less.
 * In words why there is none.
 */
export async function proveGroups(
  stated: StatedProblem,
  { mechanisms, mechanismKnots, knots, infeasible, relaxed }: FoundGroups,
  solver: Solver,
  timeLimitSeconds: number,
): Promise<Proved | string> {
  const priced = await pricedBound(stated, knots, solver, timeLimitSeconds, !infeasible);
  if (infeasible) {
    if (typeof priced === "string" || !priced.value.lt(zero))
      return "the averages over cells exclude every mechanism by too little for a proof";
    const proof: GroupsProof = { kind: "continuum-groups", groups: priced.bound.groups, mechanism: null, bound: priced.bound };
    return { claim: { status: "infeasible" }, proof, method: "prices of averages over cells, from the solver", repairs };
  }
  const groups = sidesOf(stated, mechanismKnots);
  const cells = unlessRefused(() => groupsOfProof(stated, groups));
  if (typeof cells === "string") return cells;
  const candidates = [...mechanisms.map((found) => foundMechanism(stated, cells, found)), noTrade(cells)];
  const lower = bestAttained(candidates, (made) => groupsAttained(stated, cells, made));
  if (typeof lower === "string") return lower;
  const upper = lesserBound(priced, onAverage(relaxed));
  if (typeof upper === "string") return `no upper bound was proved: ${priced}`;
  const claim = claimBetween(lower.value, upper.value);
  const proof: GroupsProof = { kind: "continuum-groups", groups, mechanism: lower.made, bound: upper.bound };
  return { claim, proof, method: "mechanism and prices on cells, from the solver", repairs };
}

const repairs = ["prices rounded to binary fractions"];

/** All laws cut at the same knots. */
function sidesOf({ environment }: StatedProblem, knots: readonly Rational[]): GroupsProof["groups"] {
  const side = { knots: knots.map(formatRational), enclosures: null };
  const groups =
    "partners" in environment ? environment.partners : "buyers" in environment ? [...environment.buyers, ...environment.sellers] : [];
  return groups.map(() => side);
}

async function pricedBound(
  stated: StatedProblem,
  knots: readonly Rational[] | null,
  solver: Solver,
  timeLimitSeconds: number,
  objective: boolean,
): Promise<Bound | string> {
  if (knots === null) return "no averages over cells gave one";
  if (stated.incentives !== "dominant") return "prices of averages over cells are about dominant incentives";
  const sides = sidesOf(stated, knots);
  const cells = unlessRefused(() => groupsOfProof(stated, sides));
  if (typeof cells === "string") return cells;
  const bound = await groupPrices(stated, sides, solver, timeLimitSeconds, objective);
  if (typeof bound === "string") return bound;
  const value = unlessRefused(() => groupsBound(stated, cells, bound, objective));
  return typeof value === "string" ? value : { bound, value };
}

/** The bound at κ of the question with constraints on average. */
function onAverage(relaxed: Proved | null): Bound | string {
  const bound = relaxed && boundOfRelaxation(relaxed);
  return bound && relaxed.claim.status === "optimal" ? { bound, value: rational(relaxed.claim.upper) } : "no theory bounds the value";
}

/** The proof that even on average, in virtual worths, no mechanism is feasible, as a proof of the question itself; in words why it is none. */
export function groupsInRelaxation(relaxed: Proved): Proved | string {
  const bound = boundOfRelaxation(relaxed);
  if (bound === null) return "the proof on average is of another kind";
  return { ...relaxed, proof: { kind: "continuum-groups", groups: bound.groups, mechanism: null, bound } };
}

function boundOfRelaxation({ proof }: Proved) {
  if (!("groups" in proof && "kappa" in proof)) return null;
  return { groups: proof.groups, kappa: proof.kappa, pools: "pools" in proof ? proof.pools : [] };
}
