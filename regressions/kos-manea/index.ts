import type { CheckedTheorem } from "../regression.ts";
import { balancedTransfers } from "./balanced-transfers.ts";
import { corollary1 } from "./corollary-1.ts";
import { exPostBeyondTwo } from "./ex-post-beyond-two.ts";
import { example1 } from "./example-1.ts";
import { example2 } from "./example-2.ts";
import { example3 } from "./example-3.ts";
import { fixedPrice } from "./fixed-price.ts";
import { generalLaws } from "./general-laws.ts";
import { lemma1 } from "./lemma-1.ts";
import { lemma2 } from "./lemma-2.ts";
import { lemma3 } from "./lemma-3.ts";
import { manyBuyersLimit } from "./many-buyers-limit.ts";
import { matsuo } from "./matsuo.ts";
import { multipleBuyers } from "./multiple-buyers.ts";
import { noInefficientTrade } from "./no-inefficient-trade.ts";
import { nonMonotonicity } from "./non-monotonicity.ts";
import { payoffEquivalence } from "./payoff-equivalence.ts";
import { proposition1 } from "./proposition-1.ts";
import { remark1 } from "./remark-1.ts";
import { severalSellers } from "./several-sellers.ts";
import { theorem1 } from "./theorem-1.ts";
import { theorem2 } from "./theorem-2.ts";
import { theorem3 } from "./theorem-3.ts";
import { theorem4 } from "./theorem-4.ts";
import { theorem4Continuum } from "./theorem-4-continuum.ts";
import { ties } from "./ties.ts";
import { tightMechanismTheorem } from "./tight-mechanism.ts";
import { twoTypesExPost } from "./two-types-ex-post.ts";
import { vcg } from "./vcg.ts";
import { vcgPrime } from "./vcg-prime.ts";
import { vcgPrimeOnIntervals } from "./vcg-prime-on-intervals.ts";
import { virtualValuesTheorem } from "./virtual-values.ts";

/**
 * The results of Kos and Manea (2009), corrected, in the order of the paper, with their regressions.
 *
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, working paper, Bocconi and Harvard.
 */
export const kosManeaTheorems: readonly CheckedTheorem[] = [
  vcg,
  vcgPrime,
  vcgPrimeOnIntervals,
  proposition1,
  theorem1,
  corollary1,
  balancedTransfers,
  remark1,
  lemma2,
  multipleBuyers,
  example1,
  example2,
  nonMonotonicity,
  manyBuyersLimit,
  tightMechanismTheorem,
  virtualValuesTheorem,
  lemma1,
  theorem2,
  theorem3,
  noInefficientTrade,
  example3,
  lemma3,
  theorem4,
  theorem4Continuum,
  matsuo,
  fixedPrice,
  ties,
  severalSellers,
  generalLaws,
  twoTypesExPost,
  exPostBeyondTwo,
  payoffEquivalence,
];
