import { one, type Rational, rational, toNumber } from "../../arithmetic/rational.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { uniformPartnership } from "../cramton-gibbons-klemperer/uniform-surplus.ts";
import type { Theorem } from "../theorem.ts";

/** The weight of revenue against gains, from 0 to 1. */
export interface RevenueWeight {
  readonly revenueWeight: Rational;
}

/** Two equal owners, each uniform on [0, 1]. */
export const equalOwners = () => uniformPartnership({ shares: [one.div(2n), one.div(2n)], interval: { min: rational(0), max: one } });

/** (1 − α)·gains + α·revenue, as weights on rents and profit. */
export function weighed({ revenueWeight }: RevenueWeight) {
  const rents = one.sub(revenueWeight);
  return { objective: { weights: { partners: [rents, rents], broker: 1 } }, budget: "none" } as const;
}

/**
 * The optimal dissolution of two equal owners with uniform values.
 *
 * The ironed virtual type is v(1+α) up to 1/(2(1+α)), ½ in the pool, and v(1+α) − α from (½+α)/(1+α) on; the unit goes to the higher one.
 *
 * @see S. Loertscher, C. Wasser (2019), Optimal structure and dissolution of partnerships, Theor. Econ. 14, Theorem 1.
 */
export const uniformDissolution: Theorem<RevenueWeight> = {
  id: "loertscher-wasser/uniform-dissolution",
  citation:
    "S. Loertscher, C. Wasser (2019), Optimal structure and dissolution of partnerships, Theor. Econ. 14, Theorem 1 for two uniform values",
  statement:
    "The best sum of (1−α)·gains and α·revenue from dissolving a partnership of two equal owners with uniform values on [0, 1], under bayesian incentives and interim participation, is 1/(4(1+α)) − 1/(12(1+α)²): 1/6 for gains, 5/48 for revenue. The unit goes to the higher virtual type, a pool around ½ counting as ½; more uneven shares do no better.",
  domain: "Two partners with uniform values on [0, 1]; equal shares, against uneven ones; no budget.",
  errata: [],
  problem: (parameters) => designProblem({ environment: equalOwners(), ...weighed(parameters) }),
  value({ revenueWeight }) {
    const stretch = one.add(revenueWeight);
    const exact = one.div(stretch.mul(4n)).sub(one.div(stretch.mul(stretch).mul(12n)));
    return { value: toNumber(exact), exact, tolerance: 0 };
  },
};
