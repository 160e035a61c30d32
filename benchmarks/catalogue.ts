import type { Suite } from "./suite.ts";
import { certificatesSuite, multilateralSuite, partnershipSuite, quadraticSuite, riskAverseSuite } from "./suites/others.ts";
import { thresholdSetsSuite } from "./suites/threshold-sets.ts";
import { dominantSuite, exPostSuite, kosManeaSuite, myersonSatterthwaiteSuite, randomSuite } from "./suites/trade.ts";

/** The suites that come with the package, but for the one of its instances. */
export const suites: readonly Suite[] = [
  myersonSatterthwaiteSuite,
  kosManeaSuite,
  dominantSuite,
  thresholdSetsSuite,
  exPostSuite,
  multilateralSuite,
  partnershipSuite,
  riskAverseSuite,
  quadraticSuite,
  certificatesSuite,
  randomSuite,
];
