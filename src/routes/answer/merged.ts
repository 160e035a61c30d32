import type { Distribution } from "../../distributions/distribution.ts";
import { type Role, roleOf } from "../../environments/linear.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { discretize } from "../../type-space/discretize.ts";

/** What merging rare types did to the grids of a problem, as a sentence that follows another; empty when nothing was asked for. */
export function mergedWords({ environment, discretization }: DesignProblem): string {
  const mergeBelow = discretization?.mergeBelow;
  if (!discretization || mergeBelow === undefined || !environment.groups) return "";
  const alone = environment.groups.every(({ name }) => name === "buyer" || name === "seller");
  const placed: Record<Role, number> = { buyer: 0, seller: 0, partner: 0 };
  const each = environment.groups.map(({ law, ...group }) => {
    const role = roleOf(group);
    const name = alone ? `the ${role}` : `${role}s ${++placed[role]}`;
    return `${mergedOf(law, discretization)} of ${name}`;
  });
  return ` Types of mass below ${mergeBelow} were merged with their neighbours: ${each.join(", ")}.`;
}

function mergedOf(law: Distribution, discretization: NonNullable<DesignProblem["discretization"]>): number {
  const rule = law.pieces.length === 0 ? { ...discretization, rule: "atoms" as const } : discretization;
  return discretize(law, rule).merged ?? 0;
}
