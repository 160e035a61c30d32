import { formatRational, toNumberAbove, toNumberBelow } from "../arithmetic/rational.ts";
import type { Verdict } from "../certificate/verify/verify.ts";
import type { Level, Result } from "../result.ts";

/**
 * A result whose value is replaced by what a verified certificate proves. A certificate that contradicts the result makes it an `error`:
 * the proof is right, so the solver's answer was not.
 */
export function certifiedResult(result: Result, verdict: Verdict & { readonly accepted: true }): Result {
  if (verdict.status === "infeasible") {
    if (result.status === "infeasible") return { ...result, level: "exact" };
    return {
      ...result,
      status: "error",
      explanation: `A certificate proves that no mechanism is feasible, but ${result.solver.name} reported ${result.status}.`,
    };
  }
  const lower = toNumberBelow(verdict.lower);
  const upper = toNumberAbove(verdict.upper);
  const slack = 1e-6 * Math.max(Math.abs(lower), Math.abs(upper), result.firstBest.upper);
  if (result.status !== "optimal" && result.status !== "limit") {
    const proved = `the value lies between ${formatRational(verdict.lower)} and ${formatRational(verdict.upper)}`;
    return {
      ...result,
      status: "error",
      explanation: `A certificate proves that ${proved}, but ${result.solver.name} reported ${result.status}.`,
    };
  }
  if (result.value.lower > upper + slack || result.value.upper < lower - slack) {
    return {
      ...result,
      status: "error",
      explanation: `A certificate proves a value in [${lower}, ${upper}], which does not agree with ${result.solver.name}'s ${result.value.lower}.`,
    };
  }
  const assuming = verdict.assumptions.length === 0 ? "" : ` It assumes: ${verdict.assumptions.join("; ")}.`;
  if (verdict.level === "exact") {
    const explanation = `Optimal, proved: the certificate's mechanism attains its dual bound in exact arithmetic.${assuming}`;
    return { ...result, value: { lower, upper, exact: verdict.lower }, level: "exact", explanation };
  }
  if (verdict.level === "continuum") {
    // The engine's own bracket is proved too, in floating point with its rounding accounted for, and may be the narrower one.
    const explanation = `${result.explanation} The certificate re-proves between ${lower} and ${upper} in exact arithmetic.${assuming}`;
    return { ...result, level: "continuum", explanation };
  }
  const explanation = `Optimal within a proved bracket: the certificate's mechanism and multipliers were checked in exact arithmetic.${assuming}`;
  return { ...result, value: { lower, upper, exact: null }, level: verdict.level, explanation };
}

/** Whether a result is proved at least as far as asked: float < interval < exact on finite types; `continuum` is the bracket on continuous ones. */
export function reaches(level: Level, wanted: Level): boolean {
  const order: readonly Level[] = ["float", "interval", "exact"];
  if (level === wanted || wanted === "float") return true;
  if (level === "continuum") return wanted === "interval";
  return wanted !== "continuum" && order.indexOf(level) >= order.indexOf(wanted);
}
