import type { ExactVector } from "../../arithmetic/exact-vector.ts";
import { entryOf } from "../../arithmetic/exact-vector.ts";
import { toNumber } from "../../arithmetic/rational.ts";
import { transferOf } from "./transfer.ts";
import { columnOf, type UniformPair } from "./uniform-pair.ts";

/** What a mechanism of the inner program does, recomputed from its transfer alone. */
export interface TransferAudit {
  /** Least ex-post rent of either partner over all pairs that were looked at; ≥ 0 but for rounding. */
  readonly leastRent: number;
  /** Most that a type gains by any misreport; ≤ 0 but for rounding. */
  readonly largestMisreportGain: number;
}

/**
 * Audits the transfer of a point of the inner program in doubles: ex-post rents at a lattice of `types`² pairs, all misreports among `types` types of
 * each partner. The lattice is shifted by an irrational step, so that it meets no knots. The budget needs no audit: partner 2 gets k − t.
 */
export function auditTransfer(pair: UniformPair, point: ExactVector, types: number): TransferAudit {
  const transfer = transferOf(pair, point);
  const [share, subsidy] = [columnOf.share, columnOf.subsidy].map((column) => toNumber(entryOf(point, column))) as [number, number];
  const shift = toNumber(pair.shift);
  const knots = pair.knots.map((own) => own.map(toNumber)) as [number[], number[]];
  const lattice = Array.from({ length: types }, (_, k) => (k + Math.SQRT1_2) / types);
  /** ∫ of a function that is quadratic between cuts, by the rule of Gauss with two points, which meets no cut. */
  const integral = (f: (x: number) => number, cuts: readonly number[]) => {
    let sum = 0;
    for (let k = 1; k < cuts.length; k++) {
      const [a, b] = [cuts[k - 1] as number, cuts[k] as number];
      const away = (b - a) / Math.sqrt(12);
      sum += ((b - a) / 2) * (f((a + b) / 2 - away) + f((a + b) / 2 + away));
    }
    return sum;
  };
  const cutsAt = (own: readonly number[], v: number) =>
    [...own, ...(v > (own[0] as number) && v < (own.at(-1) as number) ? [v] : [])].sort((x, y) => x - y);
  const interim = [
    (v: number) => integral((other) => transfer(v, other), cutsAt(knots[1], v)),
    (v: number) => subsidy - integral((other) => transfer(other, v), cutsAt(knots[0], v)),
  ] as const;
  let largestMisreportGain = Number.NEGATIVE_INFINITY;
  for (const partner of [0, 1] as const) {
    const [from, rival] = partner === 0 ? [0, shift] : [shift, 0];
    const own = lattice.map((x) => from + x);
    const wins = own.map((v) => Math.min(Math.max(v - rival, 0), 1));
    const paid = own.map(interim[partner]);
    own.forEach((v, k) => {
      const worth = (report: number) => v * (wins[report] as number) + (paid[report] as number);
      for (let report = 0; report < own.length; report++) largestMisreportGain = Math.max(largestMisreportGain, worth(report) - worth(k));
    });
  }
  let leastRent = Number.POSITIVE_INFINITY;
  for (const v1 of lattice)
    for (const x of lattice) {
      const v2 = shift + x;
      const [t, takes] = [transfer(v1, v2), v1 > v2 ? 1 : 0];
      leastRent = Math.min(leastRent, v1 * (takes - share) + t, v2 * (share - takes) + subsidy - t);
    }
  return { leastRent, largestMisreportGain };
}
