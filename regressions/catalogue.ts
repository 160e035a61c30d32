import { theoremIn } from "../src/theorems/catalogue.ts";
import { additivity } from "./copic-ponsati/additivity.ts";
import { constrainedEfficiency } from "./copic-ponsati/constrained-efficiency.ts";
import { efficiencyInTheLimit } from "./copic-ponsati/efficiency-in-the-limit.ts";
import { exAnteOptimum } from "./copic-ponsati/ex-ante-optimum.ts";
import { firstOrderCondition } from "./copic-ponsati/first-order-condition.ts";
import { gridAdvantage } from "./copic-ponsati/grid-advantage.ts";
import { robustImpossibility } from "./copic-ponsati/impossibility.ts";
import { lotteries } from "./copic-ponsati/lotteries.ts";
import { middlePriceMechanism } from "./copic-ponsati/middle-price-mechanism.ts";
import { noLotteryIsEfficient } from "./copic-ponsati/no-lottery-is-efficient.ts";
import { postedPrices } from "./copic-ponsati/posted-prices.ts";
import { riskAverseImpossibility } from "./copic-ponsati/risk-averse-impossibility.ts";
import { riskAversePostedPrice } from "./copic-ponsati/risk-averse-posted-price.ts";
import { riskAversePriceLottery } from "./copic-ponsati/risk-averse-price-lottery.ts";
import { riskAverseUniformPrices } from "./copic-ponsati/risk-averse-uniform-prices.ts";
import { simpleIsUndominated } from "./copic-ponsati/simple-is-undominated.ts";
import { simpleMechanisms } from "./copic-ponsati/simple-mechanisms.ts";
import { spreadLosesSlope } from "./copic-ponsati/spread-loses-slope.ts";
import { uniformLotteryDominated } from "./copic-ponsati/uniform-lottery-dominated.ts";
import { uniformSecondBestOfPartners } from "./cramton-gibbons-klemperer/uniform-second-best.ts";
import { uniformSurplusTheorem } from "./cramton-gibbons-klemperer/uniform-surplus.ts";
import { grovesInExpectations } from "./galavotti/groves-in-expectations.ts";
import { manyPartners } from "./galavotti/many-partners.ts";
import { propositionOne } from "./galavotti/proposition-1.ts";
import { uniformConstants } from "./galavotti/uniform-constants.ts";
import { uniformShares } from "./galavotti/uniform-shares.ts";
import { uniformMarket } from "./gresik-satterthwaite/uniform-market.ts";
import { bestPostedPriceTheorem } from "./hagerty-rogerson/best-posted-price.ts";
import { aggregateParticipation } from "./jagadeesan-tordjman/aggregate-participation.ts";
import { anyPartnership } from "./jagadeesan-tordjman/any-partnership.ts";
import { exAnteLemma } from "./jagadeesan-tordjman/ex-ante-lemma.ts";
import { exactCondition } from "./jagadeesan-tordjman/exact-condition.ts";
import { groves } from "./jagadeesan-tordjman/groves.ts";
import { medianTheorem } from "./jagadeesan-tordjman/median-theorem.ts";
import { mixtureExample } from "./jagadeesan-tordjman/mixture-example.ts";
import { noDeficitLemma } from "./jagadeesan-tordjman/no-deficit-lemma.ts";
import { possibilityTable } from "./jagadeesan-tordjman/possibility-table.ts";
import { kosManeaTheorems } from "./kos-manea/index.ts";
import { bargainingWeights } from "./loertscher-marx/bargaining-weights.ts";
import { uniformDissolution } from "./loertscher-wasser/uniform-dissolution.ts";
import { exPostIncentives } from "./makowski-mezzetti/ex-post-incentives.ts";
import { interimCondition } from "./makowski-mezzetti/interim-condition.ts";
import { brokerIdentity } from "./myerson-satterthwaite/broker-identity.ts";
import { brokerOptimum } from "./myerson-satterthwaite/broker-optimum.ts";
import { brokerRestrictsTrade } from "./myerson-satterthwaite/broker-restricts-trade.ts";
import { brokerUniform } from "./myerson-satterthwaite/broker-uniform.ts";
import { chatterjeeSamuelson } from "./myerson-satterthwaite/chatterjee-samuelson.ts";
import { conditionalGap } from "./myerson-satterthwaite/conditional-gap.ts";
import { divisibleUniform } from "./myerson-satterthwaite/divisible-uniform.ts";
import { impossibility } from "./myerson-satterthwaite/impossibility.ts";
import { ironing } from "./myerson-satterthwaite/ironing.ts";
import { ironingFinite } from "./myerson-satterthwaite/ironing-finite.ts";
import { leastSubsidyTheorem } from "./myerson-satterthwaite/least-subsidy.ts";
import { leastSubsidyFinite } from "./myerson-satterthwaite/least-subsidy-finite.ts";
import { profitIdentity } from "./myerson-satterthwaite/profit-identity.ts";
import { secondBest } from "./myerson-satterthwaite/second-best.ts";
import { transfers } from "./myerson-satterthwaite/transfers.ts";
import { twoPointExample } from "./myerson-satterthwaite/two-point-example.ts";
import { twoPointPerturbation } from "./myerson-satterthwaite/two-point-perturbation.ts";
import { uniformSecondBest } from "./myerson-satterthwaite/uniform.ts";
import { halfOfFirstBest } from "./qin-liu-ren-wang/half-of-first-best.ts";
import type { CheckedTheorem } from "./regression.ts";

import { marketCondition } from "./williams/market-condition.ts";

/**
 * Every published result with its regression, paper by paper, each in the order of its paper. Those that the engine is held against have their
 * statement in src/theorems; the others, which compare two computations of their own, lie here as a whole.
 */
export const checkedTheorems: readonly CheckedTheorem[] = [
  profitIdentity,
  transfers,
  impossibility,
  leastSubsidyTheorem,
  leastSubsidyFinite,
  twoPointExample,
  twoPointPerturbation,
  conditionalGap,
  secondBest,
  uniformSecondBest,
  divisibleUniform,
  chatterjeeSamuelson,
  brokerIdentity,
  brokerOptimum,
  brokerUniform,
  brokerRestrictsTrade,
  ironing,
  ironingFinite,
  ...kosManeaTheorems,
  robustImpossibility,
  postedPrices,
  lotteries,
  additivity,
  constrainedEfficiency,
  exAnteOptimum,
  gridAdvantage,
  middlePriceMechanism,
  simpleIsUndominated,
  uniformLotteryDominated,
  firstOrderCondition,
  simpleMechanisms,
  noLotteryIsEfficient,
  spreadLosesSlope,
  efficiencyInTheLimit,
  riskAverseImpossibility,
  riskAversePostedPrice,
  riskAversePriceLottery,
  riskAverseUniformPrices,
  bestPostedPriceTheorem,
  groves,
  noDeficitLemma,
  exAnteLemma,
  aggregateParticipation,
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
  exPostIncentives,
  marketCondition,
  grovesInExpectations,
  propositionOne,
  uniformConstants,
  manyPartners,
  uniformShares,
  uniformDissolution,
  bargainingWeights,
];

/**
 * The theorem with this id and its regression.
 *
 * Throws InvalidInputError (field `theorem`) when there is none, naming the ids that resemble it.
 *
 * @example
 * checkedTheoremById("kos-manea/theorem-4").samples(7);
 */
export function checkedTheoremById(id: string): CheckedTheorem {
  return theoremIn(checkedTheorems, id);
}
