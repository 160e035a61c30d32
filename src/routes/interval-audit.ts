import { type Audit, constraintsOf } from "../audit/audit.ts";
import { auditBilateral } from "../audit/audit-bilateral.ts";
import type { BilateralMechanism } from "../mechanism/mechanism.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { CellTypes } from "../virtual-surplus/cell-types.ts";

/**
 * Audits a mechanism whose types stand for intervals of types, for every type of the intervals and not only their means.
 *
 * Rents are convex in the type and each report's gain is linear in it, so a report that is best at both ends of an interval is best inside: besides the audit
 * at the means (budget, participation in expectation, allocation), incentives and participation are checked at the ends.
 */
export function auditIntervals(problem: DesignProblem, mechanism: BilateralMechanism, buyer: CellTypes, seller: CellTypes): Audit {
  const audit = auditBilateral(constraintsOf(problem), mechanism);
  const worst = { incentives: audit.incentives, participation: audit.participation };
  const check = (types: CellTypes, sign: 1 | -1, role: string): void => {
    const { allocation, transfer } = sign > 0 ? mechanism.interim.buyer : mechanism.interim.seller;
    const gain = (k: number, type: number): number =>
      (allocation[k] === 0 ? 0 : sign * (allocation[k] as number) * type) - sign * (transfer[k] as number);
    for (let k = 0; k < types.values.length; k++) {
      for (const type of [types.low[k] as number, types.high[k] as number]) {
        if (!Number.isFinite(type)) continue;
        const own = gain(k, type);
        // Adjacent incentives in both directions at the ends suffice with linear utility and probabilities that are monotone (checked at the means).
        for (const other of [k - 1, k + 1]) {
          if (other < 0 || other >= types.values.length) continue;
          const temptation = gain(other, type) - own;
          if (!(temptation <= worst.incentives.worst))
            worst.incentives = { worst: temptation, at: `${role} ${type} reports ${types.values[other]}` };
        }
        if ((problem.participation === "interim" || problem.participation === "ex-post") && !(-own <= worst.participation.worst))
          worst.participation = { worst: -own, at: `${role} ${type}` };
      }
    }
  };
  check(buyer, 1, "buyer");
  check(seller, -1, "seller");
  const passes = audit.passes && worst.incentives.worst <= audit.tolerance && worst.participation.worst <= audit.tolerance;
  return { ...audit, ...worst, passes };
}
