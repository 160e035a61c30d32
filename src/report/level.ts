import type { Level, ResultStatus } from "../result.ts";

/** What a level of proof means for a result of that status, in one line, the same on every place; `audited` when there is a mechanism that was audited. */
export function levelText(level: Level, status: ResultStatus, audited: boolean): string {
  const nothing = status === "infeasible";
  switch (level) {
    case "exact":
      return nothing
        ? "no mechanism satisfies the constraints, at level exact: proved in rational arithmetic"
        : "exact: lower bound = upper bound in rational arithmetic";
    case "interval":
      return "interval: both bounds are proved, in rational or outward-rounded arithmetic";
    case "continuum":
      return nothing
        ? "no mechanism satisfies the constraints, at level continuum: proved for the continuous problem itself"
        : "continuum: both bounds are proved for the continuous problem itself";
    case "float":
      if (nothing) return "float: not proved (--certificate asks for a proof)";
      return status === "unbounded"
        ? "float: not proved"
        : `float: ${audited ? "audited, " : ""}not proved (--level exact asks for a proof)`;
  }
}

/** The assumptions that a proof rests on, one a line; none when it rests on nothing but the instance. */
export function assumptionLines(assumptions: readonly string[]): string[] {
  return assumptions.map((assumption) => `assuming: ${assumption}`);
}
