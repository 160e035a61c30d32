import type { Engine, Optimum } from "../../../regressions/regression.ts";
import { type Rational, toNumber, zero } from "../../../src/arithmetic/rational.ts";
import { isBilateralTrade } from "../../../src/environments/bilateral-trade.ts";
import { isMultilateralTrade } from "../../../src/environments/multilateral-trade.ts";
import { bilateralMechanism } from "../../../src/mechanism/bilateral.ts";
import type { BilateralMechanism } from "../../../src/mechanism/mechanism.ts";
import type { DesignProblem } from "../../../src/problem/design-problem.ts";
import { type ExactMarket, marketOptimum, profileCount } from "../../support/exact-market.ts";
import { type ExactTrade, solveTrade } from "../../support/exact-trade.ts";

/** Thrown for problems that the exact simplex cannot serve: continuous types, or too many profiles. */
export class TooLargeError extends Error {}

/** The largest market that is solved, in profiles of types. */
const mostProfiles = 36;

/**
 * The part of an engine that theorems may ask, answered by the exact simplex from the bare definitions: the independent truth for
 * statements about finite types.
 */
export const exactEngine: Engine = {
  async optimum(problem) {
    return bracket(isMultilateralTrade(problem.environment) ? optimumOfMarket(problem) : solveTrade(tradeOfProblem(problem)).value);
  },
  async bilateralMechanism(problem): Promise<BilateralMechanism> {
    if (!isBilateralTrade(problem.environment)) throw new TooLargeError("not bilateral");
    const { x, buyerPays, sellerReceives } = solveTrade(tradeOfProblem(problem));
    const flat = (matrix: readonly (readonly Rational[])[]) => Float64Array.from(matrix.flatMap((row) => row.map(toNumber)));
    const { buyer, seller } = problem.environment.typeSpaces();
    return bilateralMechanism({
      buyer,
      seller,
      allocationRule: { kind: "matrix", x: flat(x) },
      transferRule: { kind: "matrix", buyer: flat(buyerPays), seller: flat(sellerReceives) },
    });
  },
};

function bracket(exact: Rational | null): Optimum {
  const value = exact ? toNumber(exact) : Number.NEGATIVE_INFINITY;
  return { lower: value, upper: value, exact, multiplier: null };
}

function atomsOf(law: {
  readonly pieces: readonly unknown[];
  readonly exact?: { readonly atoms: readonly { at: Rational; mass: Rational }[] };
}) {
  if (law.pieces.length > 0 || !law.exact) throw new TooLargeError("types fill an interval");
  return { values: law.exact.atoms.map((atom) => atom.at), masses: law.exact.atoms.map((atom) => atom.mass) };
}

function tradeOfProblem(problem: DesignProblem): ExactTrade {
  const { environment, incentives, participation, budget, objective } = problem;
  if (!isBilateralTrade(environment)) throw new TooLargeError("not bilateral");
  const buyer = atomsOf(environment.buyer);
  const seller = atomsOf(environment.seller);
  return {
    B: buyer.values,
    p: buyer.masses,
    S: seller.values,
    q: seller.masses,
    incentives,
    participation,
    budget: budget.rule,
    requiredProfit: budget.requiredProfit,
    weights: [objective.buyers, objective.sellers, objective.broker],
  };
}

function optimumOfMarket(problem: DesignProblem): Rational | null {
  const { environment } = problem;
  const [buyers, sellers] = isMultilateralTrade(environment) ? [environment.buyers, environment.sellers] : [[], []];
  const [first, second] = [buyers[0], sellers[0]];
  if (!first || !second || buyers.length > 1 || sellers.length > 1) throw new TooLargeError("several groups a side");
  if (problem.incentives !== "bayesian" || problem.participation !== "interim") throw new TooLargeError("another cell");
  const buyer = atomsOf(first.distribution);
  const seller = atomsOf(second.distribution);
  const market: ExactMarket = {
    B: buyer.values,
    p: buyer.masses,
    buyers: first.count,
    S: seller.values,
    q: seller.masses,
    sellers: second.count,
  };
  if (profileCount(market) > mostProfiles) throw new TooLargeError("too many profiles");
  return marketOptimum(market, problem.budget.requiredProfit ?? zero);
}
