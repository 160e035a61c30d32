import type { Rational } from "../../arithmetic/rational.ts";
import { discrete } from "../../distributions/laws/discrete.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { InvalidInputError, UnsupportedProblemError } from "../../errors.ts";
import { isBilateral } from "../../mechanism/mechanism.ts";
import { designProblem } from "../../problem/design-problem.ts";
import type { Solve } from "../../solve.ts";
import { type ExactTraders, lawsOf } from "./exact-pair.ts";

/** What dominant incentives, ex-post participation and a balanced budget allow at most, exact, and the mechanism that attains it. */
export interface DominantBest {
  readonly gains: Rational;
  /** Probability of trade of the k-th buyer and the l-th seller, both in increasing order of strength, types with mass only. */
  readonly trade: (k: number, l: number) => number;
}

/** Seconds that one law may take. */
const longest = 20;

/** The certified optimum; null where types or masses are out of the reach of a program, and where none was proved in the time. */
export async function exactDominantBest(traders: ExactTraders, solve: Solve): Promise<DominantBest | null> {
  const { buyer, seller } = lawsOf(traders);
  try {
    const environment = bilateralTrade({ buyer: discrete(buyer), seller: discrete(seller) });
    const problem = designProblem({ environment, incentives: "dominant", participation: "ex-post", budget: "balanced" });
    const { value, mechanism } = await solve(problem, { proof: {}, timeLimitSeconds: longest });
    if (!value.exact || !mechanism || !isBilateral(mechanism)) return null;
    const weakest = seller.values.length - 1;
    return { gains: value.exact, trade: (k, l) => mechanism.allocation(k, weakest - l) };
  } catch (error) {
    if (error instanceof InvalidInputError || error instanceof UnsupportedProblemError) return null;
    throw error;
  }
}
