import type { Layout } from "../layout.ts";
import type { Program } from "../program.ts";
import { checkDemands, checkTypeSpace, type TradeQuestion } from "../question.ts";
import { checkSize, defaultSizeLimit, type SizeLimit } from "../size-limit.ts";
import { dominantLumpSum } from "./dominant-lump-sum.ts";
import { dominantRents } from "./dominant-rents.ts";
import { exPostBayesian } from "./ex-post-bayesian.ts";
import type { Formulation } from "./formulation.ts";
import { interimRents } from "./interim-rents.ts";
import { inUnits } from "./trade.ts";

/** Each question is accepted by exactly one. */
export const formulations: readonly Formulation[] = [interimRents, exPostBayesian, dominantLumpSum, dominantRents];

/** A reduced program, the way back from its points to mechanisms, and which formulation it is. */
export interface Built {
  readonly program: Program;
  readonly layout: Layout;
  /** Name of the formulation, the file in which it is stated and justified. */
  readonly formulation: string;
}

/**
 * The reduced program of bilateral trade for a question: its optimum is that of the naive program (`buildReference`), with far fewer rows.
 *
 * | incentives | participation | budget | formulation |
 * |---|---|---|---|
 * | bayesian | none, ex-ante, interim | any | `interim-rents` |
 * | bayesian | ex-post | none, ex-ante | `interim-rents` |
 * | bayesian | ex-post | no-deficit, balanced | `ex-post-bayesian` |
 * | dominant | any | none, ex-ante | `dominant-lump-sum` |
 * | dominant | any | no-deficit, balanced | `dominant-rents` |
 *
 * Ask {@link boundedness} first: for an unbounded question the program is unbounded too, which solvers do not always recognise.
 *
 * @throws InvalidInputError for weights, r or type spaces that are none, and for a program over the size limit.
 *
 * @example
 * const { program, layout } = build({ buyer, seller, incentives: "dominant", participation: "ex-post",
 *   budget: { rule: "no-deficit", requiredProfit: 0 }, weights: { buyers: 1, sellers: 1, broker: 1 } });
 * const { point } = await solver.solve(program);
 * const { x } = layout.recover(point); // x[i * n + j]: probability of trade
 */
export function build(question: TradeQuestion, limit: SizeLimit = defaultSizeLimit): Built {
  checkDemands(question);
  checkTypeSpace(question.buyer, "buyer");
  checkTypeSpace(question.seller, "seller");
  // No formulation is smaller: types by the million are refused before any is measured or named.
  const fewer = "Use fewer types a side.";
  checkSize({ rows: 0, nonzeros: question.buyer.values.length * question.seller.values.length }, limit, fewer);
  const trade = inUnits(question);
  const formulation = formulations.find((candidate) => candidate.accepts(trade));
  if (!formulation) throw new RangeError(`unknown demands: ${question.incentives}, ${question.participation}, ${question.budget.rule}`);
  checkSize(formulation.size(trade), limit, fewer);
  return { ...formulation.build(trade), formulation: formulation.name };
}
