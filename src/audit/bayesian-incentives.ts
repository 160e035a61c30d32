import { upperEnvelope } from "./upper-envelope.ts";
import { shown, type Worst } from "./violation.ts";

/** The largest gain of any type from any report, with utility type·allocation − transfer; indices of both. O(n log n). */
export interface BestDeviation {
  readonly gain: number;
  readonly type: number;
  readonly report: number;
}

/**
 * The best deviation of a trader who gains `sign`·(type·allocation_k − transfer_k) from report k: `sign` 1 for a buyer, −1 for a seller.
 * Every type is compared with every report, by the upper envelope of the reports' lines. Entries must be finite.
 */
export function bestDeviation(types: Float64Array, allocation: Float64Array, transfer: Float64Array, sign: 1 | -1): BestDeviation {
  const slopes = sign === 1 ? allocation : allocation.map((x) => -x);
  const intercepts = sign === 1 ? transfer.map((t) => -t) : transfer;
  const envelope = upperEnvelope(types, slopes, intercepts);
  let found: BestDeviation = { gain: 0, type: -1, report: -1 };
  for (let k = 0; k < types.length; k++) {
    const report = envelope.best(k);
    const type = types[k] as number;
    // Differences of allocations and transfers keep digits that a difference of two utilities would lose.
    const gain = type * ((slopes[report] as number) - (slopes[k] as number)) + ((intercepts[report] as number) - (intercepts[k] as number));
    if (gain > found.gain) found = { gain, type: k, report };
  }
  return found;
}

/** Notes the best deviation under `bayesian` incentives of one trader in words such as `buyer 0.35 reports 0.45`. */
export function bayesianIncentives(
  worst: Worst,
  name: string,
  types: Float64Array,
  allocation: Float64Array,
  transfer: Float64Array,
  sign: 1 | -1,
): void {
  const found = bestDeviation(types, allocation, transfer, sign);
  worst.see(found.gain, () => `${name} ${shown(types[found.type])} reports ${shown(types[found.report])}`);
}
