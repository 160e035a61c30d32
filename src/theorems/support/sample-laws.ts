import type { Distribution } from "../../distributions/distribution.ts";

/** The laws of the two traders, as the parameters of theorems about continuous types. */
export interface LawPair {
  readonly buyer: Distribution;
  readonly seller: Distribution;
}
