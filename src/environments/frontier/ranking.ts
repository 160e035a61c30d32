import { one, zero } from "../../arithmetic/rational.ts";
import type { Frontier, FrontierOutcome } from "./frontier.ts";

/**
 * Any `sellers` of the agents hold one unit each: the first `buyers` agents own none, the next `sellers` one each, and nobody can use a second.
 * Whatever a unit is worth to each, it is best that the agents with the highest worths hold them.
 *
 * There are C(m + n, n) outcomes: equally many buyers and sellers trade, by number of trades, then in lexicographic order of the buyers, then of
 * the sellers; who trades with whom does not matter.
 */
export function ranking(buyers: number, sellers: number): Frontier {
  return {
    name: "ranking",
    size: choices(buyers, sellers),
    outcomes: () => {
      const outcomes: FrontierOutcome[] = [];
      for (let k = 0; k <= Math.min(buyers, sellers); k++)
        for (const buying of subsets(buyers, k)) for (const selling of subsets(sellers, k)) outcomes.push(outcome(buying, selling));
      return outcomes;
    },
  };

  function outcome(buying: readonly number[], selling: readonly number[]): FrontierOutcome {
    const quantities = Array.from({ length: buyers + sellers }, (_, a) => (a < buyers ? zero : one));
    for (const a of buying) quantities[a] = one;
    for (const a of selling) quantities[buyers + a] = zero;
    return { name: outcomeName(buying, selling), quantities };
  }
}

/** One unit among any number of agents: the k-th outcome gives it to the k-th agent; lotteries divide it. */
export function oneUnit(agents: number, agentName: (k: number) => string): Frontier {
  return {
    name: "ranking",
    size: agents,
    outcomes: () =>
      Array.from({ length: agents }, (_, k) => ({
        name: `all to ${agentName(k)}`,
        quantities: Array.from({ length: agents }, (__, a) => (a === k ? one : zero)),
      })),
  };
}

/** Number of ways to choose equally many of m buyers and n sellers: Σ_k C(m,k)·C(n,k) = C(m+n, n) (Vandermonde). */
function choices(m: number, n: number): number {
  let result = 1;
  for (let k = 1; k <= Math.min(m, n) && result < Number.MAX_VALUE; k++) result = (result * (Math.max(m, n) + k)) / k;
  return result;
}

/** The subsets of {0, …, n−1} with k elements, in lexicographic order. */
function subsets(n: number, k: number, from = 0): readonly (readonly number[])[] {
  if (k === 0) return [[]];
  const result: (readonly number[])[] = [];
  for (let first = from; first <= n - k; first++) {
    for (const rest of subsets(n, k - 1, first + 1)) result.push([first, ...rest]);
  }
  return result;
}

function outcomeName(buying: readonly number[], selling: readonly number[]): string {
  if (buying.length === 0) return "no trade";
  const numbers = (list: readonly number[]) => list.map((k) => k + 1).join("+");
  const plural = buying.length > 1 ? "s" : "";
  return `buyer${plural} ${numbers(buying)} with seller${plural} ${numbers(selling)}`;
}
