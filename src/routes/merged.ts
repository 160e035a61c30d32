import type { Distribution } from "../distributions/distribution.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { discretize } from "../type-space/discretize.ts";

/** What merging rare types did to the grids of a problem, as a sentence that follows another; empty when nothing was asked for. */
export function mergedWords({ environment, discretization }: DesignProblem): string {
  const mergeBelow = discretization?.mergeBelow;
  if (!discretization || mergeBelow === undefined || environment.kind === "finite") return "";
  const laws =
    environment.kind === "bilateral-trade"
      ? [
          { name: "the buyer", law: environment.buyer },
          { name: "the seller", law: environment.seller },
        ]
      : [
          ...environment.buyers.map(({ distribution }, g) => ({ name: `buyers ${g + 1}`, law: distribution })),
          ...environment.sellers.map(({ distribution }, g) => ({ name: `sellers ${g + 1}`, law: distribution })),
        ];
  const each = laws.map(({ name, law }) => `${mergedOf(law, discretization)} of ${name}`);
  return ` Types of mass below ${mergeBelow} were merged with their neighbours: ${each.join(", ")}.`;
}

function mergedOf(law: Distribution, discretization: NonNullable<DesignProblem["discretization"]>): number {
  const rule = law.pieces.length === 0 ? { ...discretization, rule: "atoms" as const } : discretization;
  return discretize(law, rule).merged ?? 0;
}
