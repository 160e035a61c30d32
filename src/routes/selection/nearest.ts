import { entryOf } from "../../arithmetic/exact-vector.ts";
import { toNumber } from "../../arithmetic/rational.ts";
import type { NaiveAgent, NaiveProblem } from "../../certificate/verify/finite/naive-problem.ts";
import { refuseAs } from "../../errors.ts";
import { isBilateral, type Mechanism } from "../../mechanism/mechanism.ts";
import type { Squares } from "./quadratic.ts";
import { columnsOf } from "./wishes.ts";

/**
 * The mean square distance to a mechanism, E [Σ_a (t_a − t⁰_a)² + stake²·Σ_o (x_o − x⁰_o)²]: probabilities count by the money at stake.
 *
 * Throws InvalidInputError for a mechanism on other types, or one whose profiles do not say how likely each outcome is.
 */
export function distanceTo(mechanism: Mechanism, naive: NaiveProblem, stake: number): Squares {
  const { agents, outcomes, prior } = naive;
  const columns = columnsOf(naive);
  const sizes = mechanism.agents.flatMap(({ count, masses }) => new Array<number>(count).fill(masses.length));
  const { states } = mechanism;
  const lotteries = isBilateral(mechanism) || ("outcomes" in states && states.outcomes !== null);
  if (!lotteries || sizes.length !== agents.length || agents.some(({ types }, a) => types.length !== sizes[a])) {
    refuseAs(
      "options.nearest",
      `a mechanism of ${agents.map(({ name, types }) => `${name} (${types.length} types)`).join(", ")} that says how likely each outcome is`,
      lotteries ? `one with ${sizes.join(" × ")} types` : "one that says only what each agent holds",
      "Take a mechanism of the same bilateral trade or finite environment, on the same types.",
    );
  }
  const targets = prior.numerators.flatMap((mass, p) => {
    if (mass === 0n) return [];
    const weight = toNumber(entryOf(prior, p));
    const { allocation, payments } = mechanism.at(agents.map(({ stride, types }: NaiveAgent) => Math.floor(p / stride) % types.length));
    const chance = (o: number) =>
      isBilateral(mechanism) ? (o === 1 ? (allocation[0] as number) : 1 - (allocation[0] as number)) : (allocation[o] as number);
    return [
      ...outcomes.map((_, o) => ({ column: columns.outcome(p, o), weight: weight * stake ** 2, target: chance(o) })),
      ...agents.map((_, a) => ({ column: columns.payment(a, p), weight, target: payments[a] as number })),
    ];
  });
  return { targets, groups: [], size: stake ** 2 };
}
