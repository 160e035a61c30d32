import { exactDouble } from "../../arithmetic/rational.ts";
import { inWords } from "../../certificate/prove/certificate.ts";
import { groupsProof } from "../../certificate/prove/groups/groups-proof.ts";
import type { FoundTrades } from "../../certificate/prove/groups/mechanism.ts";
import { inRelaxation, proveOnCells } from "../../certificate/prove/on-cells.ts";
import type { FoundMechanism } from "../../certificate/prove/pairs/mechanism.ts";
import { pairsProof } from "../../certificate/prove/pairs/pairs-proof.ts";
import type { Stated } from "../../certificate/prove/stated.ts";
import { readInstance } from "../../certificate/verify/instance.ts";
import { type BilateralTrade, isBilateralTrade } from "../../environments/bilateral-trade.ts";
import type { LinearEnvironment } from "../../environments/linear.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { incentivesStage } from "../../problem/words.ts";
import type { Solver } from "../../solver/solver.ts";
import type { CommonCut } from "../../type-space/common-knots.ts";
import type { Answer } from "../route.ts";
import { innerMechanism } from "./groups/round.ts";
import { type CellRound, solveRound } from "./round.ts";
import { cellScheme, mostStates } from "./scheme.ts";

interface Searched {
  /** The round whose mechanism is best. */
  readonly round: CellRound | null;
  /** The round whose outer program gives the least bound, or excludes every mechanism. */
  readonly bounded: CellRound | null;
  readonly cut: CommonCut;
  readonly infeasible: boolean;
  /** The answer to the question with constraints on average, where it was asked. */
  readonly relaxed: Answer | null;
}

/** The proof of what programs on cells showed; in words why there is none. */
export async function certifiedPairs(
  { instance, problem }: Stated,
  { round, bounded, cut, infeasible, relaxed }: Searched,
  solver: Solver,
  { timeLimitSeconds }: { readonly timeLimitSeconds: number },
): Promise<NonNullable<Answer["proof"]>> {
  const stated = inWords(() => readInstance(instance));
  if (typeof stated === "string") return stated;
  const found = {
    mechanismKnots: round?.knots.map(exactDouble) ?? [],
    // Prices may prove a bound where the outer program of the search has none.
    knots: (bounded ?? round)?.knots.map(exactDouble) ?? null,
    infeasible,
    relaxed: typeof relaxed?.proof === "object" ? relaxed.proof : null,
  };
  if (isBilateralTrade(problem.environment as LinearEnvironment)) {
    const mechanisms = round ? await mechanismsOf(problem, round, cut, solver, timeLimitSeconds) : [];
    return proveOnCells(pairsProof(stated, solver, timeLimitSeconds), stated, { ...found, mechanisms });
  }
  const mechanisms = round?.groups ? await tradesOf(round.groups, cut, solver, timeLimitSeconds) : [];
  return proveOnCells(groupsProof(stated, solver, timeLimitSeconds), stated, { ...found, mechanisms });
}

/** The mechanism of a round of groups, and, where incentives hold on average, one with dominant incentives on the same cells, which is exact for any law. */
async function tradesOf(
  { question, profiles, mechanism }: NonNullable<CellRound["groups"]>,
  { units }: CommonCut,
  solver: Solver,
  timeLimitSeconds: number,
): Promise<readonly FoundTrades[]> {
  const sterner =
    question.incentives === "interim"
      ? await innerMechanism({ ...question, incentives: "ex-post", participation: "ex-post" }, profiles, solver, () => timeLimitSeconds)
      : null;
  return [mechanism, sterner].flatMap((found) => (found?.exact ? [{ question, trades: found.exact, units }] : []));
}

/** Cells of each law on which a posted price is compared with all other mechanisms. */
const postedCells = 8;

/** The proof of the price that is best on intervals of types: on cells that end at it, as wide a bracket as they give. */
export async function certifiedPrice(
  stated: Stated,
  price: number,
  solver: Solver | undefined,
  { timeLimitSeconds }: { readonly timeLimitSeconds: number },
): Promise<NonNullable<Answer["proof"]>> {
  if (!solver) return "the proof of a posted price takes a solver";
  const { cut, knots, solve } = cellScheme(
    stated.problem,
    stated.problem.environment as BilateralTrade,
    { outer: solver, inner: solver },
    postedCells,
    mostStates,
  );
  const ends = new Set([...(knots(postedCells) ?? []), cut.onGrain(price, Math.round)]);
  const round = await solve(
    [...ends].sort((a, b) => a - b),
    () => timeLimitSeconds,
  );
  return certifiedPairs(stated, { round, bounded: round, cut, infeasible: false, relaxed: null }, solver, { timeLimitSeconds });
}

/** The mechanism of a round, and, where incentives hold on average, one with dominant incentives on the same cells, which is made exact for any law. */
async function mechanismsOf(
  problem: DesignProblem,
  { pairs, knots }: CellRound,
  cut: CommonCut,
  solver: Solver,
  timeLimitSeconds: number,
): Promise<readonly FoundMechanism[]> {
  const found = foundIn(pairs, cut);
  if (incentivesStage[problem.incentives] === "ex-post") return found;
  const sterner = await solveRound({ ...problem, incentives: "dominant" }, cut, knots, solver, () => timeLimitSeconds);
  return [...found, ...foundIn(sterner.pairs, cut)];
}

function foundIn(pairs: CellRound["pairs"], { units }: CommonCut): readonly FoundMechanism[] {
  return pairs?.mechanism ? [{ question: pairs.question, mechanism: pairs.mechanism, units }] : [];
}

/** The proof that nothing is feasible even on average, as one of the question itself. */
export function certifiedRelaxed(stated: Stated | undefined, { proof }: Answer): Pick<Answer, "proof"> {
  if (!stated) return {};
  return { proof: typeof proof === "object" ? inRelaxation(proof) : (proof ?? "no proof was found") };
}
