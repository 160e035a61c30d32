import type { FiniteTrade } from "../support/finite-trade.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";

export const vcg: Theorem<FiniteTrade> = {
  id: "kos-manea/vcg",
  citation: citation("Definition 1"),
  statement:
    "Under VCG truth is dominant and nobody loses in any state, and the broker's expected deficit is the first best gains from trade.",
  domain: "bilateral trade with finite types",
  errata: [],
};
