import type { Theorem } from "../theorem.ts";
import { corollary1 } from "./corollary-1.ts";
import { exPostBeyondTwo } from "./ex-post-beyond-two.ts";
import { example1 } from "./example-1.ts";
import { fixedPrice } from "./fixed-price.ts";
import { generalLaws } from "./general-laws.ts";
import { manyBuyersLimit } from "./many-buyers-limit.ts";
import { matsuo } from "./matsuo.ts";
import { multipleBuyers } from "./multiple-buyers.ts";
import { noInefficientTrade } from "./no-inefficient-trade.ts";
import { nonMonotonicity } from "./non-monotonicity.ts";
import { proposition1 } from "./proposition-1.ts";
import { remark1 } from "./remark-1.ts";
import { severalSellers } from "./several-sellers.ts";
import { theorem1 } from "./theorem-1.ts";
import { theorem3 } from "./theorem-3.ts";
import { theorem4 } from "./theorem-4.ts";
import { theorem4Continuum } from "./theorem-4-continuum.ts";
import { ties } from "./ties.ts";
import { twoTypesExPost } from "./two-types-ex-post.ts";
import { vcg } from "./vcg.ts";
import { vcgPrimeOnIntervals } from "./vcg-prime-on-intervals.ts";

/**
 * The results of Kos and Manea (2009), corrected, in the order of the paper.
 *
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, working paper, Bocconi and Harvard.
 */
export const kosManeaTheorems: readonly Theorem[] = [
  vcg,
  vcgPrimeOnIntervals,
  proposition1,
  theorem1,
  corollary1,
  remark1,
  multipleBuyers,
  example1,
  nonMonotonicity,
  manyBuyersLimit,
  theorem3,
  noInefficientTrade,
  theorem4,
  theorem4Continuum,
  matsuo,
  fixedPrice,
  ties,
  severalSellers,
  generalLaws,
  twoTypesExPost,
  exPostBeyondTwo,
];
