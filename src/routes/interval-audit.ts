import { type Audit, constraintsOf, type Violation } from "../audit/audit.ts";
import { auditBilateral } from "../audit/audit-bilateral.ts";
import { auditMultilateral } from "../audit/audit-multilateral.ts";
import type { BilateralMechanism, InterimVectors, MultilateralMechanism } from "../mechanism/mechanism.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { CellTypes } from "../virtual-surplus/bracket/cell-types.ts";

/**
 * Audits a mechanism whose types stand for intervals of types, for every type of the intervals and not only their means.
 *
 * Rents are convex in the type and each report's gain is linear in it, so a report that is best at both ends of an interval is best inside: besides the audit
 * at the means (budget, participation in expectation, allocation), incentives and participation are checked at the ends.
 */
export function auditIntervals(problem: DesignProblem, mechanism: BilateralMechanism, buyer: CellTypes, seller: CellTypes): Audit {
  const { buyer: own, seller: theirs } = mechanism.interim;
  return atEnds(problem, auditBilateral(constraintsOf(problem), mechanism), false, [
    { types: buyer, interim: own, sign: 1, role: "buyer" },
    { types: seller, interim: theirs, sign: -1, role: "seller" },
  ]);
}

/**
 * Audits a mechanism among many traders whose types may stand for intervals, likewise.
 *
 * Money that moves in proportion to the probability of trade is (T − lump sum)/X per trade, whatever the profile: ex-post participation asks that no type loses
 * when it trades, nor when it does not, which needs no enumeration of profiles.
 */
export function auditMarketIntervals(problem: DesignProblem, mechanism: MultilateralMechanism): Audit {
  const constraints = constraintsOf(problem);
  const perTrade = constraints.participation === "ex-post" && mechanism.transferRule === "on-trade";
  const audit = auditMultilateral(perTrade ? { ...constraints, participation: "interim" } : constraints, mechanism);
  const faced = (role: "buyer" | "seller") =>
    mechanism[`${role}s`].map(({ types, interim, lumpSum }): Faced => ({ types, interim, lumpSum, sign: role === "buyer" ? 1 : -1, role }));
  return atEnds(problem, audit, perTrade, [...faced("buyer"), ...faced("seller")]);
}

/** The rule that a trader faces; `types` may be cells with ends. */
interface Faced {
  readonly types: TypeSpace & { readonly low?: Float64Array; readonly high?: Float64Array };
  readonly interim: InterimVectors;
  readonly lumpSum?: number | undefined;
  readonly sign: 1 | -1;
  readonly role: string;
}

function atEnds(problem: DesignProblem, audit: Audit, perTrade: boolean, traders: readonly Faced[]): Audit {
  const { participation } = problem;
  const worst: { incentives: Violation; participation: Violation } = { incentives: audit.incentives, participation: audit.participation };
  for (const { types, interim, sign, role, lumpSum = 0 } of traders) {
    const { allocation, transfer } = interim;
    const { values, low = values, high = values } = types;
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
