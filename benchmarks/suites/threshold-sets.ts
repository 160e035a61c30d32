import { clarabel } from "../../solvers/clarabel.ts";
import {
  beta,
  bilateralTrade,
  build,
  type DesignProblem,
  type Distribution,
  designProblem,
  mixture,
  solverByName,
  tradeQuestion,
  truncatedNormal,
  uniform,
} from "../../src/index.ts";
import { ThresholdProgram } from "../../src/program/thresholds/threshold-program.ts";
import { bestMixture } from "../../src/routes/thresholds/best-mixture.ts";
import { interiorGuide } from "../../src/routes/thresholds/interior.ts";
import { type Case, type Contender, type Suite, seconds } from "../suite.ts";

const unit = { min: 0, max: 1 };
const humps = (lower: number) =>
  mixture({ weights: [lower, 1 - lower], components: [beta({ a: 3, b: 12, ...unit }), beta({ a: 12, b: 3, ...unit })] });

/** Laws whose optimum is one price, a mixture of few sets, or hard to price. */
const pairs: readonly (readonly [name: string, buyer: Distribution, seller: Distribution])[] = [
  ["uniform", uniform(unit), uniform(unit)],
  ["beta and normal", beta({ a: 2, b: 3, ...unit }), truncatedNormal({ mean: 0.5, sd: 0.2, ...unit })],
  ["two humps", humps(0.5), humps(0.5)],
  ["uneven humps", humps(0.75), humps(0.25)],
  ["bell", beta({ a: 4, b: 4, ...unit }), beta({ a: 4, b: 4, ...unit })],
];

/** The search over threshold sets itself, also where the engine prefers the program over states. */
function search(problem: DesignProblem): Contender {
  return {
    name: "threshold sets: search",
    part: "kernel",
    async run() {
      const question = tradeQuestion(problem);
      let value = Number.NaN;
      const taken = await seconds(async () => {
        const limits = { timeLimitSeconds: 600, onProgress: undefined };
        const found = await bestMixture(new ThresholdProgram(question), solverByName("highs"), limits, (timeLimitSeconds) =>
          interiorGuide(question, clarabel, timeLimitSeconds),
        );
        if (found.status !== "optimal") throw new Error(`${found.status}: ${found.message}`);
        value = (found.lower + found.upper) / 2;
      });
      return { seconds: taken, value };
    },
  };
}

export const thresholdSetsSuite: Suite = {
  name: "threshold-sets",
  about:
    "Dominant × ex-post × no-deficit on large grids of several laws: lotteries over threshold sets, beside the program over states, which solvers get a minute for.",
  sizeLabel: "types a side",
  cases: () =>
    pairs.flatMap(([name, buyer, seller]) =>
      [30, 100, 160, 200, 300, 400].map((points): Case => {
        const problem = designProblem({
          environment: bilateralTrade({ buyer, seller }),
          incentives: "dominant",
          participation: "ex-post",
          budget: "no-deficit",
          discretization: { rule: "midpoint", points },
        });
        return {
          name: `${name}, ${points} types a side`,
          size: points,
          problem,
          expected: null,
          quick: points === 30,
          program: points <= 200 ? () => build(tradeQuestion(problem)).program : null,
          others: points <= 100 ? [search(problem)] : [],
        };
      }),
    ),
};
