import type { Suite } from "./suite.ts";
import { dominantSuite } from "./suites/dominant.ts";
import { marketsSuite } from "./suites/markets.ts";
import { virtualSurplusSuite } from "./suites/virtual-surplus.ts";

/** The benchmark suites by name. */
export const suites: readonly Suite[] = [virtualSurplusSuite, dominantSuite, marketsSuite];
