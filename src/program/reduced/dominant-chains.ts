import type { Draft } from "../draft.ts";
import type { Chain, ChainNames } from "./incentive-compatibility.ts";
import type { Trade } from "./trade.ts";

/** Columns of trade and of each side's rent above its base, state (i, j) at index i·n + j. */
export interface StateColumns {
  readonly x: Int32Array;
  readonly buyerRent: Int32Array;
  readonly sellerRent: Int32Array;
}

type Write = (draft: Draft, chain: Chain) => void;
type Name = (names: ChainNames, row: number) => string;

/** One chain of buyer types per report j of the seller, `rowsPerChain` rows each. */
export function buyerChains(draft: Draft, trade: Trade, columns: StateColumns, write: Write, name: Name, rowsPerChain: number): void {
  const { m, n, values, buyerRentScale, buyerLabels, sellerLabels } = trade;
  draft.family("incentives-buyer", (row) => {
    const j = Math.floor(row / rowsPerChain);
    return name({ side: "buyer", label: (i) => buyerLabels[i], where: ` | seller ${sellerLabels[j]}` }, row % rowsPerChain);
  });
  for (let j = 0; j < n; j++) {
    write(draft, {
      length: m,
      rent: (i) => columns.buyerRent[i * n + j] as number,
      rentScale: (i) => buyerRentScale[i] as number,
      allocation: (i) => columns.x[i * n + j] as number,
      gap: (i) => (values[i + 1] as number) - (values[i] as number),
    });
  }
}

/** One chain of seller types, costs downwards, per report i of the buyer, `rowsPerChain` rows each. */
export function sellerChains(draft: Draft, trade: Trade, columns: StateColumns, write: Write, name: Name, rowsPerChain: number): void {
  const { m, n, costs, sellerRentScale, buyerLabels, sellerLabels } = trade;
  draft.family("incentives-seller", (row) => {
    const i = Math.floor(row / rowsPerChain);
    return name({ side: "seller", label: (k) => sellerLabels[n - 1 - k], where: ` | buyer ${buyerLabels[i]}` }, row % rowsPerChain);
  });
  for (let i = 0; i < m; i++) {
    write(draft, {
      length: n,
      rent: (k) => columns.sellerRent[i * n + n - 1 - k] as number,
      rentScale: (k) => sellerRentScale[n - 1 - k] as number,
      allocation: (k) => columns.x[i * n + n - 1 - k] as number,
      gap: (k) => (costs[n - 1 - k] as number) - (costs[n - 2 - k] as number),
    });
  }
}
