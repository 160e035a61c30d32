import { type ExactVector, entryOf } from "../../arithmetic/exact-vector.ts";
import { toNumber, zero } from "../../arithmetic/rational.ts";
import type { NaiveProblem } from "../../certificate/verify/finite/naive-problem.ts";
import type { FloatSolve } from "../../exact-lp/optimum.ts";
import { type Best, bestOn, type Face, withoutColumns } from "./face.ts";
import { columnsOf } from "./wishes.ts";

/** A point of a face without lotteries; `none`: every branch of the search is infeasible. */
export type Sure = Best | { readonly failure: "none" | "limit"; readonly why: string };

/** Most programs that the search solves. */
const mostNodes = 400;

/** How far from 0 or 1 a probability may be in an answer that is not exact. */
const nearlySure = 1e-7;

/** Searches a face for a point whose lotteries are all sure, depth first, branching on the lottery that is least sure. */
export async function withoutLotteries(face: Face, naive: NaiveProblem, limits: FloatSolve): Promise<Sure> {
  const columns = columnsOf(naive);
  const outcomes = naive.outcomes.map((_, o) => o);
  const objective = new Array(columns.count).fill(zero);
  const open: Face[] = [face];
  let solved = 0;
  let failed: string | null = null;
  for (let next = open.pop(); next; next = open.pop()) {
    if (++solved > mostNodes) return { failure: "limit", why: `the search ended after ${mostNodes} programs` };
    const found = await bestOn(next, objective, limits);
    if ("failure" in found) {
      if (found.failure !== "infeasible") failed = found.why;
      continue;
    }
    const unsure = leastSure(found.point, naive, found.exact ? 0 : nearlySure);
    // The face of a program without objective is the whole of it.
    if (unsure === null) return { ...found, face: sureFace(next, found.point, naive) };
    const chance = outcomes.map((o) => toNumber(entryOf(found.point, columns.outcome(unsure, o))));
    const order = outcomes
      .filter((o) => !next?.dropped.has(columns.outcome(unsure, o)))
      .sort((a, b) => (chance[a] as number) - (chance[b] as number));
    // The likeliest outcome is tried first: it is pushed last.
    for (const outcome of order)
      open.push(
        withoutColumns(
          next,
          outcomes.filter((o) => o !== outcome).map((o) => columns.outcome(unsure, o)),
        ),
      );
  }
  return failed === null
    ? {
        failure: "none",
        why: "every optimum draws lots at some profile: no choice of outcomes leaves a mechanism that attains the optimum",
      }
    : { failure: "limit", why: `a program of the search was not solved: ${failed}` };
}

/** The profile whose likeliest outcome is least likely; null where all are sure. */
function leastSure(point: ExactVector, naive: NaiveProblem, tolerance: number): number | null {
  const columns = columnsOf(naive);
  let worst: number | null = null;
  let least = 1 - tolerance;
  naive.prior.numerators.forEach((_, p) => {
    const likeliest = Math.max(...naive.outcomes.map((__, o) => toNumber(entryOf(point, columns.outcome(p, o)))));
    const sure = naive.outcomes.filter((__, o) => point.numerators[columns.outcome(p, o)] !== 0n).length === 1;
    if (likeliest < least || (tolerance === 0 && !sure && worst === null)) {
      worst = p;
      least = Math.min(least, likeliest);
    }
  });
  return worst;
}

/** The points of a face with the same sure outcomes. */
function sureFace(face: Face, point: ExactVector, naive: NaiveProblem): Face {
  const columns = columnsOf(naive);
  const gone = naive.prior.numerators.flatMap((_, p) =>
    naive.outcomes.flatMap((__, o) => {
      const column = columns.outcome(p, o);
      return toNumber(entryOf(point, column)) < 0.5 && !face.dropped.has(column) ? [column] : [];
    }),
  );
  return withoutColumns(face, gone);
}
