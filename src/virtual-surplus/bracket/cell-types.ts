import type { QuantileCells } from "../../type-space/quantile-curve.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";

/** The types of one group in cells that a mechanism treats alike, in increasing order; `values` are the mean types. */
export interface CellTypes extends TypeSpace {
  /** The type at which a cell's report is priced: its lowest value, for a seller its highest cost. May be infinite where the cell never trades. */
  readonly prices: Float64Array;
  /** Ends of the cells. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Cells in increasing order of the true types. */
export function cellTypes(cells: QuantileCells): CellTypes {
  const n = cells.mass.length;
  const out = {
    values: new Float64Array(n),
    masses: new Float64Array(n),
    prices: new Float64Array(n),
    low: new Float64Array(n),
    high: new Float64Array(n),
  };
  const sign = cells.mirrored ? -1 : 1;
  for (let k = 0; k < n; k++) {
    const from = cells.mirrored ? k : n - 1 - k;
    const worst = cells.place + sign * (cells.low[from] as number);
    const best = cells.place + sign * (cells.high[from] as number);
    const low = Math.min(worst, best);
    const high = Math.max(worst, best);
    const mean = cells.place + sign * ((cells.moment[from] as number) / (cells.mass[from] as number));
    // Where next to no types are, their mean is a quotient of rounding errors.
    out.values[k] = Math.min(high, Math.max(low, mean));
    out.masses[k] = cells.mass[from] as number;
    out.prices[k] = worst;
    out.low[k] = low;
    out.high[k] = high;
  }
  return out;
}
