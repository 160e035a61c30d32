import type { Draft } from "../draft.ts";
import type { RowFamily } from "../family.ts";
import type { Layout, Multipliers } from "../layout.ts";
import type { Program } from "../program.ts";
import type { SizeLimit } from "../size-limit.ts";
import type { TradePrices } from "./prices.ts";
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

/** A program as it is written, with its layout; prices are read by the families of its rows. */
export function finished(
  draft: Draft,
  { name }: Formulation,
  { unit }: Trade,
  recover: Layout["recover"],
  prices: (multipliers: Multipliers, families: readonly RowFamily[]) => TradePrices,
): ReturnType<Formulation["build"]> {
  const { columnFamilies } = draft;
  const rowFamilies = draft.closedRowFamilies();
  return {
    program: draft.finish(name),
    layout: { columnFamilies, rowFamilies, unit, recover, prices: (multipliers) => prices(multipliers, rowFamilies) },
  };
}
