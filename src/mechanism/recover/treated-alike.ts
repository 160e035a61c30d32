import { toNumber } from "../../arithmetic/rational.ts";
import type { FiniteEnvironment } from "../../environments/environment.ts";
import { comparableTables, entryMaps, exchanges } from "../../environments/symmetry.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { weightOfAgent } from "../../problem/objective.ts";

/** A point at which agents who are alike are treated alike: the mean over all ways in which they can trade places. */
export function treatedAlike(
  { symmetric, objective }: Pick<DesignProblem, "symmetric" | "objective">,
  environment: FiniteEnvironment,
  lottery: Float64Array,
  payments: readonly Float64Array[],
): { readonly lottery: Float64Array; readonly payments: readonly Float64Array[] } {
  const weights = environment.agents.map((agent) => toNumber(weightOfAgent(objective, agent)));
  const ways = symmetric ? exchanges(comparableTables(environment, weights)) : [];
  if (ways.length <= 1) return { lottery, payments };
  const own = Float64Array.from([lottery, ...payments].flatMap((list) => [...list]));
  const mean = new Float64Array(own.length);
  const maps = entryMaps(
    environment.agents.map(({ types }) => types.length),
    ways,
  );
  for (const map of maps) for (let k = 0; k < mean.length; k++) mean[k] = (mean[k] as number) + (own[map[k] as number] as number);
  const profiles = lottery.length / environment.outcomes.length;
  const all = mean.map((sum) => sum / maps.length);
  return {
    lottery: all.slice(0, lottery.length),
    payments: payments.map((_, a) => all.slice(lottery.length + a * profiles, lottery.length + (a + 1) * profiles)),
  };
}
