import { one, type Rational, ratio, rational, toNumber } from "../../arithmetic/rational.ts";
import type { Distribution, DistributionSpec } from "../../distributions/distribution.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { undiscretizedTrade } from "../support/problem-cell.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { isTruthfulExAnte } from "./exact-condition.ts";

/** The buyer is at 1 with probability `eager`, uniform on [0, 1] with probability `spread`, else at 0; the seller is the mirror image. */
export interface MixtureExample {
  readonly eager: Rational;
  readonly spread: Rational;
}

const spec = ({ eager, spread }: MixtureExample, side: "buyer" | "seller"): DistributionSpec => {
  const rest = one.sub(eager).sub(spread);
  const [atZero, atOne] = side === "buyer" ? [rest, eager] : [eager, rest];
  return {
    distribution: "mixture",
    weights: [atZero, atOne, spread],
    components: [
      { distribution: "point-mass", at: 0 },
      { distribution: "point-mass", at: 1 },
      { distribution: "uniform", min: 0, max: 1 },
    ],
  };
};

export const environment = (parameters: MixtureExample) =>
  bilateralTrade({ buyer: spec(parameters, "buyer"), seller: spec(parameters, "seller") });

/** GT = ∫F_S(1−F_B) with F_S = eager + spread·t and 1−F_B = eager + spread·(1−t): b² + bc + c²/6. */
export function mixtureGains({ eager: b, spread: c }: MixtureExample): Rational {
  return b.mul(b).add(b.mul(c)).add(c.mul(c).div(6n));
}

/** ∫min(F_S, 1−F_B) = b + c/4: the least total charge. */
export function mixtureCharges({ eager: b, spread: c }: MixtureExample): Rational {
  return b.add(c.div(4n));
}

const value = (parameters: MixtureExample): StatedValue => {
  const exact = mixtureGains(parameters);
  const stated = { value: toNumber(exact), exact, tolerance: 0 };
  return mixtureCharges(parameters).compare(exact.mul(2n)) <= 0 ? stated : { ...stated, relation: "<" };
};

/** Weights of the law when it is such a mixture; else null. */
function weightsOf(law: Distribution, side: "buyer" | "seller"): MixtureExample | null {
  const { exact, pieces, support } = law;
  const [zeroAtom, oneAtom] = exact?.atoms ?? [];
  if (exact?.atoms.length !== 2 || !zeroAtom?.at.equals(rational(0)) || !oneAtom?.at.equals(one)) return null;
  if (support.min !== 0 || support.max !== 1 || pieces.some((piece) => piece.density !== "constant")) return null;
  const spread = one.sub(zeroAtom.mass).sub(oneAtom.mass);
  const flat = [1n, 2n, 3n, 4n, 5n, 6n].every((k) => exact.pdf(ratio(k, 7n)).equals(spread));
  return flat && pieces.length === 1 ? { eager: side === "buyer" ? oneAtom.mass : zeroAtom.mass, spread } : null;
}

/**
 * Two laws between which truthful efficiency is impossible.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), example.
 */
export const mixtureExample: Theorem<MixtureExample> = {
  id: "jagadeesan-tordjman/mixture-example",
  citation: "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, example",
  statement:
    "With F_B = (1−b−c)·δ₀ + b·δ₁ + c·U[0,1] and F_S its mirror image, GT = b² + bc + c²/6 (13/600 at b = c = 1/10) while the charges of an efficient truthful mechanism without deficit add up to at least b + c/4 (1/8); when this exceeds 2GT (13/300) no such mechanism is ex-ante individually rational.",
  domain:
    "Bilateral trade with exactly these laws, 0 < b, 0 < c, b + c < 1; gains from trade; dominant incentives, ex-ante participation, no-deficit budget without required profit.",
  errata: ["JT-1"],
  parametersOf(asked) {
    const trade = isTruthfulExAnte(asked) ? undiscretizedTrade(asked) : null;
    const [b, s] = trade ? [weightsOf(trade.buyer, "buyer"), weightsOf(trade.seller, "seller")] : [null, null];
    return b && s && b.eager.equals(s.eager) && b.spread.equals(s.spread) ? b : null;
  },
  problem: (parameters) =>
    designProblem({ environment: environment(parameters), incentives: "dominant", participation: "ex-ante", budget: "no-deficit" }),
  value,
};
