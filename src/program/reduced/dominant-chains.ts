import { stateOf } from "../../type-space/sides.ts";
import type { Draft } from "../draft.ts";
import type { NameOfRow, WriteChain } from "./incentive-compatibility.ts";
import type { ProgramSide } from "./trade.ts";

/** One chain of a side's types per report of the other side, `rowsPerChain` rows each, on columns of trade and of its rents, state (i, j) at index i·n + j. */
export function chains(
  draft: Draft,
  side: ProgramSide,
  x: Int32Array,
  rent: Int32Array,
  write: WriteChain,
  name: NameOfRow,
  rowsPerChain: number,
): void {
  const { rival } = side;
  draft.family(`incentives-${side.name}`, (row) =>
    name(side, row % rowsPerChain, ` | ${rival.name} ${rival.labels[Math.floor(row / rowsPerChain)]}`),
  );
  for (let l = 0; l < rival.types.length; l++)
    write(draft, side, { rent: (k) => rent[stateOf(side, k, l)] as number, allocation: (k) => x[stateOf(side, k, l)] as number });
}
