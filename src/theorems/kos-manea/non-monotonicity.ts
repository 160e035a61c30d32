import type { Rational } from "../../arithmetic/rational.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";

/** The parameter k > 1 of Example 2. */
export interface TypeFamily {
  readonly k: Rational;
}

export const nonMonotonicity: Theorem<TypeFamily> = {
  id: "kos-manea/non-monotonicity",
  citation: citation("Example 2"),
  statement:
    "A second buyer can destroy efficiency: with values 7k, 8k+1, 9k+1 and costs 3k, 8k, 9k, equally likely, Π₁ = 1/3 for every k but Π₂ = (19 − 4k)/27, negative for k > 19/4; enough buyers restore it, as Π_I tends to 1.",
  domain: "the family of Example 2, k > 1",
  errata: [],
};
