import { ratio, toNumber } from "../../arithmetic/rational.ts";
import { provePrices } from "../../certificate/prove/price-proof.ts";
import type { Proved } from "../../certificate/prove/proof.ts";
import { pairedFirstBest } from "../../environments/paired-first-best.ts";
import { isRiskAverseTrade, type RiskAverseTrade } from "../../environments/risk-averse-trade.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import { attitudesOf, simpleMechanism } from "../../mechanism/priced.ts";
import { closeType, type ExactPieces, roundedProblem } from "../../price-distribution/knots.ts";
import { atomsOf, piecesOfLaw } from "../../price-distribution/pieces.ts";
import { pricesOf, type SimpleOptimum, simpleOptimum } from "../../price-distribution/simple-optimum.ts";
import { type DesignProblem, defaultWidth } from "../../problem/design-problem.ts";
import type { TypePieces } from "../../type-space/type-pieces.ts";
import { isGrid, toFewerPoints, toGrid } from "../grid-problem.ts";
import type { Answer, Route } from "../route.ts";
import { widthNotReached } from "../words.ts";
import { riskAverseCell } from "./risk-averse.ts";

const self = { name: "concave-program", version: "1" };

/** Most types of both sides together: a step of the search factorises a dense matrix of that size. */
const largestGrid = 1_000;

/** Types that are not equal lie at least this share of their range apart. */
const closest = ratio(1n, 10n ** 14n);

/** Cells between the lowest and the highest type at which refinement ends: bounds approach each other only in proportion to the cells' length. */
const finest = 128;

/** A first best in doubles, up to its rounding. */
const firstBestRounding = 1e-12;

/** Simple mechanisms of traders with one utility x^γ: the best distribution of prices, a concave program. */
export const concaveProgram: Route = {
  name: "concave-program",
  accepts(problem) {
    const { environment } = problem;
    const served = riskAverseCell(problem);
    if (served !== true) return served ?? false;
    if (!isRiskAverseTrade(environment) || environment.mechanisms !== "simple") return false;
    const size = isGrid(problem) ? gridSize(problem, environment) : 0;
    if (size > largestGrid)
      return {
        assumption: `There are ${size} types, and at most ${largestGrid} are served.`,
        changes: toFewerPoints(problem, (largestGrid / 2) ** 2),
        alternative: "Types that are listed are as many as there are.",
      };
    if (!isGrid(problem) && !(piecesOfLaw(environment.buyer) && piecesOfLaw(environment.seller)))
      return {
        assumption:
          "Continuous types of risk-averse traders are integrated exactly for laws whose density is constant between knots, and this is another law.",
        changes: [toGrid(problem, 1_600)],
        alternative: 'Laws that are "uniform" or "piecewise-uniform" need no grid.',
      };
    const [buyer, seller] = typesOf(problem, environment);
    const close = closeType(buyer, seller, closest);
    if (close)
      return {
        assumption: `Two types, or ends of densities, near ${toNumber(close)} are not equal, but closer than 1e-14 of the range of all types, which no search in doubles tells apart.`,
        alternative: "Make them equal, or move them apart.",
      };
    return true;
  },
  async solve(problem, { options, stopwatch, stated }) {
    if (options.solver)
      throw new UnsupportedProblemError({
        assumption: "Simple mechanisms are a concave program, solved and proved by a method of its own.",
        changes: [{ "environment.mechanisms": "lotteries" }],
        alternative: "Without a solver named it is served.",
      });
    const environment = problem.environment as RiskAverseTrade;
    const [buyer, seller] = typesOf(problem, environment);
    const power = environment.utility.buyer.power as NonNullable<RiskAverseTrade["utility"]["buyer"]["power"]>;
    const width = options.width ?? problem.width;
    const found = stopwatch.time("search", () =>
      simpleOptimum(buyer, seller, power, {
        width,
        cells: Math.min(finest, options.maxCells),
        timeLimitSeconds: options.timeLimitSeconds,
        onRound: ({ cells, value }) =>
          options.onProgress?.({ solver: self.name, iterations: cells, seconds: stopwatch.timings.total ?? 0, objective: value }),
      }),
    );
    const proof = stated && stopwatch.time("proof", () => proofOf(problem, stated, found));
    return answerOf(problem, environment, [buyer, seller], found, width, proof);
  },
};

function gridSize(problem: DesignProblem, environment: RiskAverseTrade): number {
  const { buyer, seller } = environment.typeSpaces(problem.discretization);
  return buyer.values.length + seller.values.length;
}

function typesOf(problem: DesignProblem, environment: RiskAverseTrade): readonly [buyer: ExactPieces, seller: ExactPieces, exact: boolean] {
  if (!isGrid(problem)) return [piecesOfLaw(environment.buyer) as ExactPieces, piecesOfLaw(environment.seller) as ExactPieces, true];
  const { buyer, seller } = environment.typeSpaces(problem.discretization);
  const [ofBuyer, ofSeller] = [atomsOf(buyer), atomsOf(seller)];
  return [ofBuyer, ofSeller, ofBuyer.exact && ofSeller.exact];
}

function proofOf(problem: DesignProblem, stated: Parameters<typeof provePrices>[0], { masses }: SimpleOptimum): Proved | string {
  return isGrid(problem) ? provePrices(stated, masses) : "certificates of simple mechanisms are about finitely many types";
}

function answerOf(
  problem: DesignProblem,
  environment: RiskAverseTrade,
  [buyer, seller]: readonly [ExactPieces, ExactPieces],
  found: SimpleOptimum,
  width: number,
  proof: Proved | string | undefined,
): Answer {
  const { utility } = environment;
  const rounded = roundedProblem(found.problem);
  const firstBest = pairedFirstBest(doubles(buyer), doubles(seller), utility);
  const mechanism = simpleMechanism(pricesOf(found), rounded.power, attitudesOf(environment), rounded.buyer, rounded.seller);
  const exact = typesOf(problem, environment)[2];
  const continuous = !isGrid(problem);
  // Nobody reaches the default width of other routes here: what was not asked for is not missed.
  const missed = found.stopped && !(continuous && width === defaultWidth);
  return {
    route: "concave-program",
    status: missed ? "limit" : "optimal",
    explanation: missed ? widthNotReached(width) : words(found, exact, continuous),
    value: { lower: found.lower, upper: found.upper, exact: null },
    firstBest: { lower: firstBest * (1 - firstBestRounding), upper: firstBest * (1 + firstBestRounding), exact: null },
    mechanism,
    estimate: found.estimate,
    level: continuous ? "continuum" : exact ? "interval" : "float",
    solver: self,
    proof,
  };
}

function words({ upper, lower }: SimpleOptimum, exact: boolean, continuous: boolean): string {
  if (upper === 0) return "No pair of types gains from trade.";
  if (continuous)
    return "Both bounds are proved for the continuous types: the mechanism attains the lower one, and no distribution of prices attains more than the upper one. The estimate is extrapolated from ever finer grids of prices, and is not proved.";
  const gap = `no simple mechanism attains more than ${(upper - lower).toExponential(1)} above it`;
  return exact
    ? `Optimal among simple mechanisms within the stated bracket, proved in interval arithmetic: ${gap}.`
    : `Optimal among simple mechanisms: ${gap}, for the types as rounded to doubles.`;
}

function doubles({ low, high, mass }: ExactPieces): TypePieces {
  return { low: Float64Array.from(low, toNumber), high: Float64Array.from(high, toNumber), mass: Float64Array.from(mass, toNumber) };
}
