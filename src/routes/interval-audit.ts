import { type Audit, constraintsOf, type Violation } from "../audit/audit.ts";
import { auditBilateral } from "../audit/audit-bilateral.ts";
import { auditMultilateral } from "../audit/audit-multilateral.ts";
import type { BilateralMechanism, InterimVectors, MultilateralMechanism } from "../mechanism/mechanism.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { endsOf } from "./market-mechanism.ts";

/**
 * Audits a mechanism whose types may stand for intervals of types, for every type of the intervals and not only their means.
 *
 * Rents are convex in the type and each report's gain is linear in it, so a report that is best at both ends of an interval is best inside: besides the audit
 * at the means (budget, participation in expectation, allocation), incentives and participation are checked at the ends.
 *
 * Money that moves in proportion to the probability of trade is (T − lump sum)/X per trade, whatever the profile: ex-post participation asks that no type loses
 * when it trades, nor when it does not, which needs no enumeration of profiles.
 */
export function auditIntervals(problem: DesignProblem, mechanism: BilateralMechanism | MultilateralMechanism): Audit {
  const constraints = constraintsOf(problem);
  if (mechanism.kind === "bilateral-trade") {
    const audit = auditBilateral(constraints, mechanism);
    const faced = (role: "buyer" | "seller"): Faced => ({ role, types: mechanism[role], interim: mechanism.interim[role] });
    return atEnds(problem, audit, false, [faced("buyer"), faced("seller")]);
  }
  const perTrade = constraints.participation === "ex-post" && mechanism.transferRule === "on-trade";
  const audit = auditMultilateral(perTrade ? { ...constraints, participation: "interim" } : constraints, mechanism);
  const faced = (role: "buyer" | "seller") => mechanism[`${role}s`].map((group): Faced => ({ role, ...group }));
  return atEnds(problem, audit, perTrade, [...faced("buyer"), ...faced("seller")]);
}

/** The rule that a trader faces; `types` may be cells with ends. */
interface Faced {
  readonly types: TypeSpace;
  readonly interim: InterimVectors;
  readonly lumpSum?: number | undefined;
  readonly role: "buyer" | "seller";
}

function atEnds(problem: DesignProblem, audit: Audit, perTrade: boolean, traders: readonly Faced[]): Audit {
  const { participation } = problem;
  const worst: { incentives: Violation; participation: Violation } = { incentives: audit.incentives, participation: audit.participation };
  for (const { types, interim, role, lumpSum = 0 } of traders) {
    const { allocation, transfer } = interim;
    const { values } = types;
    const { low, high } = endsOf(types);
    // Types that stand for themselves have been audited, but for what they pay per trade.
    if (low === values && !perTrade) continue;
    const sign = role === "buyer" ? 1 : -1;
    const gain = (k: number, type: number): number =>
      (allocation[k] === 0 ? 0 : sign * (allocation[k] as number) * type) - sign * (transfer[k] as number);
    for (let k = 0; k < values.length; k++) {
      for (const type of [low[k] as number, high[k] as number]) {
        if (!Number.isFinite(type)) continue;
        const own = gain(k, type);
        // Adjacent incentives in both directions at the ends suffice with linear utility and probabilities that are monotone (checked at the means).
        for (const other of [k - 1, k + 1]) {
          if (other < 0 || other >= values.length) continue;
          const temptation = gain(other, type) - own;
          if (!(temptation <= worst.incentives.worst))
            worst.incentives = { worst: temptation, at: `${role} ${type} reports ${values[other]}` };
        }
        if (participation !== "interim" && participation !== "ex-post") continue;
        const trading = perTrade && (allocation[k] as number) > 0;
        const loss = trading ? Math.max(0, (lumpSum - own) / (allocation[k] as number)) - lumpSum : -own;
        if (!(loss <= worst.participation.worst)) worst.participation = { worst: loss, at: `${role} ${type}` };
      }
    }
  }
  const passes = audit.passes && worst.incentives.worst <= audit.tolerance && worst.participation.worst <= audit.tolerance;
  return { ...audit, ...worst, passes };
}
