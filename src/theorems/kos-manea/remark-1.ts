import { one, type Rational, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { atMost, firstBestOf } from "./support/cumulative.ts";
import { at, exactly, problemOf } from "./support/trade.ts";

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

export const problem = (parameters: RareBuyer): DesignProblem => problemOf(withRareBuyer(parameters, efficientTop(parameters)));

export const value = (parameters: RareBuyer) => exactly(firstBestOf(withRareBuyer(parameters, efficientTop(parameters))));

export const remark1: Theorem<RareBuyer> = {
  id: "kos-manea/remark-1",
  citation: citation("Remark 1"),
  statement:
    "A buyer type B_{m+1} > S_n of probability ε, added where B_m < S_n, makes the surplus of VCG′ ε(1 − F_s(B_m))B_{m+1} + κ with κ free of B_{m+1}; so trade is efficient once B_{m+1} is large enough, however small ε.",
  domain: "bilateral trade with finite types, no value equal to a cost, B_m < S_n, 0 < ε < 1",
  errata: [],
  problem,
  value,
};
