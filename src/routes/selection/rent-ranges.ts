import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { NaiveProblem } from "../../certificate/verify/finite/naive-problem.ts";
import type { FiniteAgent } from "../../environments/environment.ts";
import type { FloatSolve } from "../../exact-lp/optimum.ts";
import type { RentRange } from "../../result.ts";
import { bestOn, type Face } from "./face.ts";
import { rentOf } from "./wishes.ts";

/** Share of the largest rent within which two ends that are not exact are one. */
const samePoint = 1e-7;

/**
 * Between which numbers the interim rent of each type lies over all points of a face, by a pair of programs a type. Types of probability 0 have no interim rent and are left out. Throws Error
 * where a solver fails.
 */
export async function rentRanges(
  face: Face,
  naive: NaiveProblem,
  agents: readonly Named[],
  limits: FloatSolve,
): Promise<readonly RentRange[]> {
  const ranges: RentRange[] = [];
  for (const [a, { name, types }] of agents.entries())
    for (const [k, type] of types.entries()) {
      const rent = rentOf(naive, a, k, true);
      if (!rent) continue;
      const end = async (sign: 1 | -1) => {
        const objective = sign === 1 ? rent.columns : rent.columns.map((c) => c.neg());
        const found = await bestOn(face, objective, limits);
        if ("failure" in found && found.failure === "unbounded") return { value: sign * Number.POSITIVE_INFINITY, exact: null };
        if ("failure" in found) throw new Error(`the range of the rent of ${name} ${type} was not found: ${found.why}`);
        const value = (sign === 1 ? found.value : found.value.neg()).add(rent.constant);
        return { value: toNumber(value), exact: found.exact ? value : null };
      };
      const [low, high] = [await end(-1), await end(1)];
      ranges.push({ agent: name, type, ...range(low, high) });
    }
  return ranges;
}

/** What people call an agent and its types. */
type Named = Pick<FiniteAgent, "name" | "types">;

interface End {
  readonly value: number;
  readonly exact: Rational | null;
}

function range(low: End, high: End): Omit<RentRange, "agent" | "type"> {
  const near = Math.abs(high.value - low.value) <= samePoint * Math.max(1, Math.abs(low.value), Math.abs(high.value));
  const unique = low.exact && high.exact ? low.exact.equals(high.exact) : Number.isFinite(low.value) && Number.isFinite(high.value) && near;
  return { lower: low.value, upper: high.value, exact: low.exact && high.exact ? [low.exact, high.exact] : null, unique };
}
