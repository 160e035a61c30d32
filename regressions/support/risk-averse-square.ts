import { rational } from "../../src/arithmetic/rational.ts";
import type { RiskAverseSquare } from "../../src/theorems/support/risk-averse-square.ts";

/** The unit square at four powers, risk neutrality among them, and a stretched and shifted one. */
export const riskAverseSquares: readonly RiskAverseSquare[] = [
  ...["1", "1/2", "1/4"].map((power) => ({ min: rational(0), width: rational(1), power: rational(power) })),
  { min: rational(-1), width: rational("3/2"), power: rational("3/4") },
];
