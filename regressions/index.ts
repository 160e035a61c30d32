/** `secondbest/theorems`: the whole catalogue of published results with their regressions, and what runs them. */
export { checkedTheoremById, checkedTheorems } from "./catalogue.ts";
export { type CheckOptions, type CheckResult, checkTheorem, defaultCheckSeed, noEngine, type TheoremReport } from "./check-theorem.ts";
export { checkTheorems } from "./check-theorems.ts";
export { theoremsDocument } from "./document.ts";
export { type EngineAnswer, engineOf } from "./engine.ts";
export { type Erratum, errata } from "./errata.ts";
export type { CheckedTheorem, Comparison, Engine, Optimum, TheoremCheck } from "./regression.ts";
