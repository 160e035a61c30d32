import { UnsupportedProblemError } from "../errors.ts";
import type { Formulation } from "./formulation.ts";
import { interimRents } from "./interim-rents.ts";
import type { Layout } from "./layout.ts";
import type { Program } from "./program.ts";
import { checkDemands, checkTypeSpace, type TradeQuestion } from "./question.ts";
import { inUnits } from "./trade.ts";

/** Formulations in order of preference: the first that accepts a question serves it. */
const formulations: readonly Formulation[] = [interimRents];

/** A reduced program with the way back to a mechanism, and which formulation it is. */
export interface Built {
  readonly program: Program;
  readonly layout: Layout;
  readonly formulation: string;
}

/** The reduced program of bilateral trade for a question; `build` picks the formulation. */
export function build(question: TradeQuestion): Built {
  checkDemands(question);
  checkTypeSpace(question.buyer, "buyer");
  checkTypeSpace(question.seller, "seller");
  const trade = inUnits(question);
  const formulation = formulations.find((candidate) => candidate.accepts(trade));
  if (!formulation) {
    throw new UnsupportedProblemError({
      assumption: `No reduced program serves ${question.incentives} × ${question.participation} × ${question.budget.rule}.`,
      alternative: "buildReference serves every finite environment.",
    });
  }
  return { ...formulation.build(trade), formulation: formulation.name };
}
