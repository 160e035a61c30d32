import { InvalidInputError, show } from "../errors.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { exAnteOptimum } from "./copic-ponsati/ex-ante-optimum.ts";
import { gridAdvantage } from "./copic-ponsati/grid-advantage.ts";
import { robustImpossibility } from "./copic-ponsati/impossibility.ts";
import { riskAverseImpossibility } from "./copic-ponsati/risk-averse-impossibility.ts";
import { riskAversePostedPrice } from "./copic-ponsati/risk-averse-posted-price.ts";
import { riskAversePriceLottery } from "./copic-ponsati/risk-averse-price-lottery.ts";
import { riskAverseUniformPrices } from "./copic-ponsati/risk-averse-uniform-prices.ts";
import { uniformSecondBestOfPartners } from "./cramton-gibbons-klemperer/uniform-second-best.ts";
import { uniformSurplusTheorem } from "./cramton-gibbons-klemperer/uniform-surplus.ts";
import { propositionOne } from "./galavotti/proposition-1.ts";
import { uniformMarket } from "./gresik-satterthwaite/uniform-market.ts";
import { bestPostedPriceTheorem } from "./hagerty-rogerson/best-posted-price.ts";
import { anyPartnership } from "./jagadeesan-tordjman/any-partnership.ts";
import { exactCondition } from "./jagadeesan-tordjman/exact-condition.ts";
import { medianTheorem } from "./jagadeesan-tordjman/median-theorem.ts";
import { mixtureExample } from "./jagadeesan-tordjman/mixture-example.ts";
import { possibilityTable } from "./jagadeesan-tordjman/possibility-table.ts";
import { kosManeaTheorems } from "./kos-manea/index.ts";
import { bargainingWeights } from "./loertscher-marx/bargaining-weights.ts";
import { uniformDissolution } from "./loertscher-wasser/uniform-dissolution.ts";
import { interimCondition } from "./makowski-mezzetti/interim-condition.ts";
import { brokerOptimum } from "./myerson-satterthwaite/broker-optimum.ts";
import { brokerRestrictsTrade } from "./myerson-satterthwaite/broker-restricts-trade.ts";
import { brokerUniform } from "./myerson-satterthwaite/broker-uniform.ts";
import { conditionalGap } from "./myerson-satterthwaite/conditional-gap.ts";
import { divisibleUniform } from "./myerson-satterthwaite/divisible-uniform.ts";
import { impossibility } from "./myerson-satterthwaite/impossibility.ts";
import { ironing } from "./myerson-satterthwaite/ironing.ts";
import { ironingFinite } from "./myerson-satterthwaite/ironing-finite.ts";
import { leastSubsidyTheorem } from "./myerson-satterthwaite/least-subsidy.ts";
import { leastSubsidyFinite } from "./myerson-satterthwaite/least-subsidy-finite.ts";
import { secondBest } from "./myerson-satterthwaite/second-best.ts";
import { twoPointExample } from "./myerson-satterthwaite/two-point-example.ts";
import { twoPointPerturbation } from "./myerson-satterthwaite/two-point-perturbation.ts";
import { uniformSecondBest } from "./myerson-satterthwaite/uniform.ts";
import { halfOfFirstBest } from "./qin-liu-ren-wang/half-of-first-best.ts";
import type { StatedValue, Theorem } from "./theorem.ts";
import { marketCondition } from "./williams/market-condition.ts";

/**
 * The published results that the engine is held against, paper by paper, each in the order of its paper: those that `solve` mentions, and a few
 * about sequences of problems. The whole catalogue, with the checks, is `secondbest/theorems`.
 */
export const publishedTheorems: readonly Theorem[] = [
  impossibility,
  leastSubsidyTheorem,
  leastSubsidyFinite,
  twoPointExample,
  twoPointPerturbation,
  conditionalGap,
  secondBest,
  uniformSecondBest,
  divisibleUniform,
  brokerOptimum,
  brokerUniform,
  brokerRestrictsTrade,
  ironing,
  ironingFinite,
  ...kosManeaTheorems,
  robustImpossibility,
  exAnteOptimum,
  gridAdvantage,
  riskAverseImpossibility,
  riskAversePostedPrice,
  riskAversePriceLottery,
  riskAverseUniformPrices,
  bestPostedPriceTheorem,
  possibilityTable,
  mixtureExample,
  medianTheorem,
  exactCondition,
  anyPartnership,
  uniformMarket,
  halfOfFirstBest,
  uniformSurplusTheorem,
  uniformSecondBestOfPartners,
  interimCondition,
  marketCondition,
  propositionOne,
  uniformDissolution,
  bargainingWeights,
];

const registered: Theorem[] = [];

/** Every theorem of the catalogue: the published ones, then those registered by the user in the order of registration. */
export function allTheorems(): readonly Theorem[] {
  return [...publishedTheorems, ...registered];
}

/**
 * The theorem with this id.
 *
 * Throws InvalidInputError (field `theorem`) when there is none, naming the ids that resemble it.
 *
 * @example
 * theoremById("myerson-satterthwaite/uniform").statement;
 */
export function theoremById(id: string): Theorem {
  return theoremIn(allTheorems(), id);
}

/** The theorem with this id in a list. Throws InvalidInputError (field `theorem`) when there is none, naming the ids that resemble it. */
export function theoremIn<T extends Theorem>(theorems: readonly T[], id: string): T {
  const found = theorems.find((theorem) => theorem.id === id);
  if (found) return found;
  const name = id.split("/").at(-1) ?? id;
  const alike = theorems.filter((theorem) => name !== "" && theorem.id.includes(name));
  throw new InvalidInputError({
    field: "theorem",
    expected: "the id of a theorem in the catalogue, such as myerson-satterthwaite/uniform",
    received: show(id),
    remedy: alike.length > 0 ? `Did you mean ${alike.map((theorem) => theorem.id).join(" or ")}?` : "`secondbest check --list` lists them.",
  });
}

/**
 * Adds a theorem of your own to the catalogue, so that `solve` mentions it where its domain contains the problem. With `samples` and `checks` it is a
 * `CheckedTheorem`, which `checkTheorems` of `secondbest/theorems` runs.
 *
 * Returns a function that takes it out again. Throws InvalidInputError when the id is not of the form `paper/result`, or is taken.
 *
 * @example
 * registerTheorem({
 *   id: "my-paper/no-overlap",
 *   citation: "My paper (2026), Proposition 1",
 *   statement: "When every value exceeds every cost, trade is efficient.",
 *   domain: "Bilateral trade, lowest value above highest cost.",
 *   errata: [],
 *   parametersOf: ({ environment }) =>
 *     isBilateralTrade(environment) && environment.seller.kind === "point-mass" ? { gap: environment.buyer.support.min } : null,
 *   problem: ({ gap }) => designProblem({
 *     environment: bilateralTrade({ buyer: uniform({ min: gap, max: gap + 1 }), seller: pointMass({ at: 0 }) }),
 *   }),
 *   value: ({ gap }) => ({ value: gap + 1 / 2, tolerance: 0 }),
 * });
 */
export function registerTheorem<P>(theorem: Theorem<P>): () => void {
  if (typeof theorem?.id !== "string" || !/^[a-z0-9-]+(\/[a-z0-9-]+)+$/.test(theorem.id)) {
    throw new InvalidInputError({
      field: "theorem.id",
      expected: "paper/result in lower case, such as myerson-satterthwaite/uniform",
      received: show(theorem?.id),
      remedy: "Use letters, digits and hyphens, with a slash between paper and result.",
    });
  }
  if (allTheorems().some((other) => other.id === theorem.id)) {
    throw new InvalidInputError({
      field: "theorem.id",
      expected: "an id that no other theorem has",
      received: show(theorem.id),
      remedy: "Choose another id, or take the first one out with the function that registerTheorem returned.",
    });
  }
  registered.push(theorem);
  return () => {
    const index = registered.indexOf(theorem);
    if (index >= 0) registered.splice(index, 1);
  };
}

/** A theorem whose domain contains a problem. */
export interface Mention {
  readonly theorem: Theorem;
  /** What its `parametersOf` returned. */
  readonly parameters: unknown;
  /** What it says of the optimal value; null when it speaks of something else. Computed when asked for. */
  value(): StatedValue | null;
}

/** The theorems whose domain contains the problem, in the order of the catalogue. */
export function mentionedBy(problem: DesignProblem): readonly Mention[] {
  return allTheorems().flatMap((theorem) => {
    const parameters = theorem.parametersOf?.(problem) ?? null;
    return parameters === null ? [] : [{ theorem, parameters, value: () => theorem.value?.(parameters) ?? null }];
  });
}

/** How a bracket on the optimal value stands to what a theorem says of it. */
export interface Standing {
  /** By how much the nearest number of the bracket misses the stated relation; 0 when none is needed. */
  readonly difference: number;
  /** The difference is within `slack` plus the accuracy in which the value is known, relative to max(1, |value|). */
  readonly pass: boolean;
}

/**
 * Compares the engine's bracket with a stated value: for `=` the distance of the value from the bracket; for `<=` and `<` how far the
 * bracket lies above it, for `>=` and `>` below it (a strict relation passes on a bracket that still touches the value, because the
 * bracket's far end may be loose; the catalogue's own checks are stricter).
 */
export function standing(stated: StatedValue, bracket: { readonly lower: number; readonly upper: number }, slack: number): Standing {
  const { value, tolerance, relation = "=" } = stated;
  const above = Math.max(bracket.lower - value, 0);
  const below = Math.max(value - bracket.upper, 0);
  const difference = relation === "=" ? Math.max(above, below) : relation.startsWith("<") ? above : below;
  return { difference, pass: difference <= (slack + tolerance) * Math.max(1, Math.abs(value)) };
}
