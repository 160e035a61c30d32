import { bilateralMechanism } from "../../mechanism/bilateral.ts";
import type { BilateralMechanism } from "../../mechanism/mechanism.ts";
import { centre, type InnerMechanism, lowOf } from "../../program/cells/inner.ts";
import type { PairQuestion } from "../../program/cells/question.ts";
import type { CommonCut } from "../../type-space/common-knots.ts";
import type { SplitTypes } from "../../type-space/split-at.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";

/** The mechanism on cells as everybody reads it: types in their own units, sellers by increasing cost, payments state by state. */
export function onTypes({ groups }: PairQuestion, { x, rents }: Pick<InnerMechanism, "x" | "rents">, cut: CommonCut): BilateralMechanism {
  const [buyer, seller] = [typesOf(groups[0].cells, cut, 1), typesOf(groups[1].cells, cut, -1)];
  const [m, n] = [buyer.values.length, seller.values.length];
  const columns = groups[1].cells.length;
  // Cells with types, worst worth first.
  const typed = groups.map(({ cells }) => [...cells.keys()].filter((k) => !cells[k]?.hollow)) as [number[], number[]];
  const { shift, scale } = cut.units(1);
  const low = groups.map(({ cells }) => cells.map((cell) => centre(lowOf(cell))));
  const trade = new Float64Array(m * n);
  const paid = new Float64Array(m * n);
  const received = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      // Sellers by increasing cost are by decreasing worth.
      const s = i * n + j;
      const [k, l] = [typed[0][i] as number, typed[1][n - 1 - j] as number];
      const own = k * columns + l;
      const p = x[own] as number;
      trade[s] = p;
      paid[s] = shift * p + ((low[0]?.[k] as number) * p - (rents[0][own] as number)) / scale;
      received[s] = shift * p - ((low[1]?.[l] as number) * p - (rents[1][own] as number)) / scale;
    }
  return bilateralMechanism({
    buyer,
    seller,
    allocationRule: { kind: "matrix", x: trade },
    transferRule: { kind: "matrix", buyer: paid, seller: received },
  });
}

/** Cells in increasing order of the type, each for the mean of its types, priced at its worst one. */
export function typesOf(cells: readonly TraderCell[], cut: CommonCut, sign: 1 | -1): SplitTypes {
  const { shift, scale } = cut.units(sign);
  const typed = cells.filter(({ hollow }) => !hollow);
  const ordered = sign > 0 ? typed : typed.reverse();
  const column = (of: (cell: TraderCell) => number) => Float64Array.from(ordered, of);
  const type = (worth: number) => sign * (worth / scale) + shift;
  const low = column((cell) => type(centre(sign > 0 ? cell.low : cell.high)));
  const high = column((cell) => type(centre(sign > 0 ? cell.high : cell.low)));
  const values = column(({ mean }) => type(centre(mean))).map((value, k) => Math.min(high[k] as number, Math.max(low[k] as number, value)));
  return {
    values,
    masses: column(({ mass }) => centre(mass)),
    prices: (sign > 0 ? low : high).map((price, k) => (Number.isFinite(price) ? price : (values[k] as number))),
    low,
    high,
  };
}
