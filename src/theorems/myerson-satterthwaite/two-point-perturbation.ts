import { one, type Rational, ratio, rational, toNumber } from "../../arithmetic/rational.ts";
import type { Distribution, DistributionSpec } from "../../distributions/distribution.ts";
import { distribution } from "../../distributions/registry.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { isSecondBest, undiscretizedTrade } from "../support/problem-cell.ts";
import { type TwoPoints, twoPointSpec } from "../support/two-points.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

/** With probability `epsilon` the type is uniform on the interval instead of at an end. */
export interface Perturbation {
  readonly epsilon: Rational;
}

const place: TwoPoints = { shift: rational(0), scale: rational(1) };

function spec(low: number, high: number, epsilon: Rational): DistributionSpec {
  return {
    distribution: "mixture",
    weights: [one.sub(epsilon), epsilon],
    components: [twoPointSpec(place, low, high), { distribution: "uniform", min: low, max: high }],
  };
}

export const laws = ({ epsilon }: Perturbation): { buyer: Distribution; seller: Distribution } => ({
  buyer: distribution(spec(0, 3, epsilon)),
  seller: distribution(spec(1, 4, epsilon)),
});

export const problem = (parameters: Perturbation, requiredProfit: Rational = rational(0)) =>
  designProblem({ environment: bilateralTrade(laws(parameters)), budget: { rule: "ex-ante", requiredProfit }, width: 1e-6 });

/** First best, which is also the least subsidy: atoms at both ends, a uniform part against atoms, uniform against uniform. */
export function exactFirstBest({ epsilon }: Perturbation): Rational {
  const rest = one.sub(epsilon);
  const half = ratio(1n, 2n);
  return rest
    .mul(rest)
    .mul(half)
    .add(rest.mul(epsilon).mul(ratio(2n, 3n)))
    .add(epsilon.mul(epsilon).mul(ratio(4n, 27n)));
}

/** The weight of the uniform part when the law is such a mixture on [low, high]; else null. */
function epsilonOf(law: Distribution, low: number, high: number): Rational | null {
  const { exact, atoms, pieces, support } = law;
  const [first, second] = exact?.atoms ?? [];
  if (law.kind !== "mixture" || !first || !second || atoms.length !== 2 || !first.mass.equals(second.mass)) return null;
  if (support.min !== low || support.max !== high || atoms[0]?.at !== low || atoms[1]?.at !== high) return null;
  const epsilon = one.sub(first.mass.mul(2n));
  const density = epsilon.div(3n);
  const flat = [1n, 3n, 5n].every((k) => exact?.pdf(rational(low).add(ratio(k, 2n))).equals(density));
  return flat && pieces.length === 1 && pieces[0]?.density === "constant" ? epsilon : null;
}

export const value = (parameters: Perturbation): StatedValue => {
  const exact = exactFirstBest(parameters);
  return { value: toNumber(exact), exact, tolerance: 0, relation: "<" };
};

/**
 * However little density is mixed into the two-point example, efficiency is lost, although price 2 stays nearly efficient.
 *
 * @see R. Myerson, M. Satterthwaite (1983), section 3, remark after the example.
 */
export const twoPointPerturbation: Theorem<Perturbation> = {
  id: "myerson-satterthwaite/two-point-perturbation",
  citation:
    "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, section 3, remark on the example",
  statement:
    "When each type of the two-point example is, with any small probability ε > 0, drawn uniformly from the interval between its two values, no feasible mechanism is efficient: the least subsidy jumps from 0 to the whole first best (about 1/2), while the second best stays at least at the gains of price 2, which tend to 1/2.",
  domain:
    "Bilateral trade; buyer (1−ε)·{0, 3} + ε·U[0, 3], seller (1−ε)·{1, 4} + ε·U[1, 4] with 0 < ε ≤ 1 and equal atoms; gains from trade; no required profit.",
  errata: [],
  parametersOf(asked) {
    const trade = isSecondBest(asked) ? undiscretizedTrade(asked) : null;
    if (!trade) return null;
    const epsilon = epsilonOf(trade.buyer, 0, 3);
    const other = epsilonOf(trade.seller, 1, 4);
    return epsilon && other?.equals(epsilon) ? { epsilon } : null;
  },
  problem: (parameters) => problem(parameters),
  value,
};
