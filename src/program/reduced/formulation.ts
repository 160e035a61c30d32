import type { Layout } from "../layout.ts";
import type { Program } from "../program.ts";
import type { SizeLimit } from "../size-limit.ts";
import type { Trade } from "./trade.ts";

/** One reduced program of bilateral trade: for which questions it is without loss, how large it is, and how to write it. */
export interface Formulation {
  readonly name: string;
  /** True when the optimum of the program is the optimum of the question, whatever the types and r, if the question is bounded. */
  accepts(trade: Trade): boolean;
  /** Rows and nonzeros, or upper bounds of them. */
  size(trade: Trade): SizeLimit;
  build(trade: Trade): { readonly program: Program; readonly layout: Layout };
}
