import { CompensatedSum } from "../arithmetic/sum.ts";
import type { Menu } from "../mechanism/menu.ts";
import { upperEnvelope } from "./upper-envelope.ts";

/** The largest gain of any type from any report; indices of both, −1 when nobody gains. */
export interface BestDeviation {
  readonly gain: number;
  readonly type: number;
  readonly report: number;
}

/**
 * The best deviation of an agent who gains worth·allocation − payment from a report, over all types and reports, by the upper envelope of
 * the reports' lines: O(n log n). `worths` is monotone, in either direction. Entries must be finite.
 */
export function bestDeviation(worths: Float64Array, { allocation, payment }: Menu): BestDeviation {
  const envelope = upperEnvelope(
    worths,
    allocation,
    payment.map((t) => -t),
  );
  let found: BestDeviation = { gain: 0, type: -1, report: -1 };
  for (let k = 0; k < worths.length; k++) {
    const report = envelope.best(k);
    // Differences of allocations and payments keep digits that a difference of two utilities would lose.
    const gain =
      (worths[k] as number) * ((allocation[report] as number) - (allocation[k] as number)) +
      ((payment[k] as number) - (payment[report] as number));
    if (gain > found.gain) found = { gain, type: k, report };
  }
  return found;
}

/** The best deviation of type k alone, where outcomes are drawn: every report is tried. O(reports·outcomes). */
export function bestReport(worths: Float64Array, { allocation, payment }: Menu, k: number): BestDeviation {
  const types = payment.length;
  const width = allocation.length / types;
  let found: BestDeviation = { gain: 0, type: k, report: -1 };
  for (let report = 0; report < types; report++) {
    const gain = new CompensatedSum();
    for (let o = 0; o < width; o++)
      gain.add((worths[o * types + k] as number) * ((allocation[report * width + o] as number) - (allocation[k * width + o] as number)));
    gain.add((payment[k] as number) - (payment[report] as number));
    if (gain.value > found.gain) found = { gain: gain.value, type: k, report };
  }
  return found;
}
