import { undiscretizedTrade } from "../support/problem-cell.ts";
import { type UniformSquare, uniformSquareOf } from "../support/uniform-square.ts";
import type { Theorem } from "../theorem.ts";

/**
 * What voluntary trade between uniform types has in common, whatever the rules of the game.
 *
 * @see R. Myerson, M. Satterthwaite (1983), section 3, uniform example.
 */
export const conditionalGap: Theorem<UniformSquare> = {
  id: "myerson-satterthwaite/conditional-gap",
  citation:
    "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, section 3, uniform example",
  statement:
    "When both types are uniform on an interval of width w, in every equilibrium of every bargaining game without outside money in which either trader may stay away, the expected difference of the two valuations given that trade takes place is at least w/2; under efficient trade it would be w/3.",
  domain:
    "Bilateral trade, both types uniform on the same interval; bayesian (or dominant) incentives, interim (or ex-post) participation, required profit at least 0.",
  errata: [],
  parametersOf(asked) {
    const voluntary = asked.participation === "interim" || asked.participation === "ex-post";
    const funded = asked.budget.rule !== "none" && asked.budget.requiredProfit.s >= 0n;
    return voluntary && funded && undiscretizedTrade(asked) ? uniformSquareOf(asked) : null;
  },
};
