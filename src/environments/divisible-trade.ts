import { type Rational, toNumber } from "../arithmetic/rational.ts";
import { refuse, UnsupportedProblemError } from "../errors.ts";
import { type BuyerAndSeller, type PairInput, type PairSpaces, pairSpaces, readPair } from "./buyer-and-seller.ts";
import type { Environment } from "./environment.ts";
import { lastGrids } from "./linear.ts";
import { readNumber } from "./read-number.ts";

/** What `divisibleTrade` takes. */
export interface DivisibleInput extends PairInput {
  /** c, above 0: an exact rational in money per unit². */
  readonly curvature: Parameters<typeof readNumber>[0];
}

/**
 * One seller owns one unit of a divisible good. When the quantity x ∈ [0, 1] changes hands, a buyer with value v gains v·x − t, a seller with cost s gains t − s·x, and ½c·x² is
 * spent, out of the budget: the surplus is (v − s)x − ½c·x². A trader who bears ½c·x² itself changes nothing but its own payment, by that amount, in that state.
 */
export interface DivisibleTrade extends BuyerAndSeller {
  readonly kind: "divisible-trade";
  /** c > 0. */
  readonly curvature: Rational;
  readonly typeSpaces: PairSpaces;
  /** Throws UnsupportedProblemError: quantities are not finitely many outcomes. */
  toFinite(): never;
}

/** Least and largest curvature that doubles can tell from none and from no trade, relative to types of any size. */
const curvatureLimits = { least: 1e-9, most: 1e9 };

/**
 * Bilateral trade in a divisible good with quadratic surplus.
 *
 * Throws InvalidInputError (fields `buyer.…`, `seller.…`, `curvature`).
 *
 * @example
 * const law = { distribution: "uniform", min: 0, max: 1 } as const;
 * const environment = divisibleTrade({ buyer: law, seller: law, curvature: "1/2" });
 */
export function divisibleTrade(input: DivisibleInput): DivisibleTrade {
  const pairOf = readPair(input, "{ buyer, seller, curvature }", "divisibleTrade({ buyer: …, seller: …, curvature: … })");
  const curvature = readNumber(input.curvature, "curvature");
  const { least, most } = curvatureLimits;
  if (!(toNumber(curvature) >= least && toNumber(curvature) <= most))
    refuse(
      "curvature",
      `a number from ${least} to ${most}`,
      input.curvature,
      "Leave it out for an indivisible good, which is curvature 0.",
    );
  return {
    kind: "divisible-trade",
    ...pairOf,
    curvature,
    typeSpaces: pairSpaces(lastGrids(pairOf.groups)),
    toFinite() {
      throw new UnsupportedProblemError({
        assumption: "A finite environment has finitely many outcomes, and any quantity of this good may change hands.",
        changes: [{ "environment.curvature": null }],
        alternative: "As it stands, the problem can be solved all the same.",
      });
    },
  };
}

/** Whether an environment is trade of a divisible good. */
export function isDivisibleTrade(environment: Environment): environment is DivisibleTrade {
  return "curvature" in environment;
}
