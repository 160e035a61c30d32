import { one, type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { compare, compareExact } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { citation, optimumCheck, ownCheck } from "./support/checks.ts";
import { atMost, firstBestOf } from "./support/cumulative.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { at, exactly, finiteTrade, problemOf } from "./support/trade.ts";
import { expectedSurplus } from "./vcg.ts";
import { vcgPrimeMechanism } from "./vcg-prime.ts";

/** Finite types with B_m < S_n, and the probability ε of a further buyer type. */
export interface RareBuyer {
  readonly trade: FiniteTrade;
  readonly epsilon: Rational;
}

/** The trade with a buyer type `top` of probability ε added. */
export function withRareBuyer({ trade, epsilon }: RareBuyer, top: Rational): FiniteTrade {
  return { ...trade, B: [...trade.B, top], p: [...trade.p.map((mass) => mass.mul(one.sub(epsilon))), epsilon] };
}

/** Π′ = slope·B_{m+1} + constant, for B_{m+1} > S_n. */
export function rareBuyerSurplus({ trade, epsilon }: RareBuyer): { slope: Rational; constant: Rational } {
  const { B, p, S, q } = trade;
  const sellers = atMost(S, q, B);
  const buyers = atMost(B, p, S).map((probability) => probability.mul(one.sub(epsilon)));
  const slope = epsilon.mul(one.sub(at(sellers, B.length - 1)));
  let constant = zero;
  let passed = zero;
  B.forEach((value, i) => {
    const weight = at(sellers, i).sub(i === 0 ? zero : at(sellers, i - 1));
    constant = constant.add(one.sub(passed).mul(weight).mul(value));
    passed = passed.add(at(p, i).mul(one.sub(epsilon)));
  });
  const costsUpTo = atMost(S, q, S);
  S.forEach((cost, j) => {
    const weight = (j === S.length - 1 ? one : at(buyers, j + 1)).sub(at(buyers, j));
    constant = constant.sub(at(costsUpTo, j).mul(weight).mul(cost));
  });
  return { slope, constant };
}

/** The added value from which on trade is efficient. */
export function efficientTop(parameters: RareBuyer): Rational {
  const { slope, constant } = rareBuyerSurplus(parameters);
  return constant.neg().div(slope);
}

/** B_m < S_n, and a value just above S_n would not be enough. */
function isTelling(parameters: RareBuyer): boolean {
  const top = at(parameters.trade.S, parameters.trade.S.length - 1);
  return at(parameters.trade.B, parameters.trade.B.length - 1).lt(top) && efficientTop(parameters).gt(top);
}

const problem = (parameters: RareBuyer): DesignProblem => problemOf(withRareBuyer(parameters, efficientTop(parameters)));

const value = (parameters: RareBuyer) => exactly(firstBestOf(withRareBuyer(parameters, efficientTop(parameters))));

export const remark1: Theorem<RareBuyer> = {
  id: "kos-manea/remark-1",
  citation: citation("Remark 1"),
  statement:
    "A buyer type B_{m+1} > S_n of probability ε, added where B_m < S_n, makes the surplus of VCG′ ε(1 − F_s(B_m))B_{m+1} + κ with κ free of B_{m+1}; so trade is efficient once B_{m+1} is large enough, however small ε.",
  domain: "bilateral trade with finite types, no value equal to a cost, B_m < S_n, 0 < ε < 1",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    const draw = () => ({
      trade: drawTrade(source, source.integer(2, 3), source.integer(2, 3)),
      epsilon: source.pick([rational("1/10"), rational("1/50"), rational("1/2")]),
    });
    return [
      { trade: finiteTrade([2, 8], ["1/2", "1/2"], [1, 6, 9], ["2/5", "2/5", "1/5"]), epsilon: rational("1/100") },
      ...draws(4, draw, isTelling),
    ];
  },
  problem,
  value,
  checks: [
    ownCheck("slope and κ against the transfers of VCG′ added up over all states", (parameters) => {
      const { slope, constant } = rareBuyerSurplus(parameters);
      const top = at(parameters.trade.S, parameters.trade.S.length - 1);
      return [1, 10, 1000].map((above) => {
        const added = top.add(rational(above));
        const extended = withRareBuyer(parameters, added);
        return compareExact(
          `Π′ with B_{m+1} = S_n + ${above}`,
          expectedSurplus(extended, vcgPrimeMechanism(extended)),
          slope.mul(added).add(constant),
        );
      });
    }),
    optimumCheck(problem, value),
    {
      name: "half way between S_n and the threshold trade is not efficient (engine)",
      usesEngine: true,
      async run(parameters, engine) {
        const top = at(parameters.trade.S, parameters.trade.S.length - 1);
        const smaller = withRareBuyer(parameters, efficientTop(parameters).add(top).div(rational(2)));
        const optimum = await engine.optimum(problemOf(smaller));
        return [compare("optimal value", optimum.upper, "<", toNumber(firstBestOf(smaller)), 0)];
      },
    },
  ],
};
