import { doubleDouble, type TwoDoubles } from "../../arithmetic/interval/double-double.ts";
import type { Rational } from "../../arithmetic/rational.ts";
import {
  distance,
  distanceError,
  emptyTails,
  isAbove,
  isBelow,
  type LawEnclosure,
  leastRadius,
  moves,
  type Places,
  type Tails,
  u,
} from "../enclosure.ts";

/** A law of atoms, or of constant densities between knots: all of it is rational. */
export interface StepLaw {
  /** Increasing. */
  readonly knots: readonly Rational[];
  /** Of the interval above each knot but the last; empty for a law of atoms only. */
  readonly masses: readonly Rational[];
  /** Of the atom at each knot, or empty. */
  readonly atoms: readonly Rational[];
}

/** Enclosures of a step law: sums of exact masses and moments, with one interval in part. */
export function stepEnclosure({ knots, masses, atoms }: StepLaw): LawEnclosure {
  const n = knots.length;
  const at: TwoDoubles[] = knots.map(doubleDouble);
  const mass = Float64Array.from(masses, (m) => doubleDouble(m).hi);
  const width = Float64Array.from(masses, (_, k) => doubleDouble((knots[k + 1] as Rational).sub(knots[k] as Rational)).hi);
  const centre = Float64Array.from(masses, (_, k) => doubleDouble((knots[k] as Rational).add(knots[k + 1] as Rational).div(2)).hi);
  const atom = Float64Array.from(atoms, (m) => doubleDouble(m).hi);
  const hasAtoms = atoms.length > 0;
  // Sums of what lies strictly above (below) a knot, interval by interval, added up with compensation: errors of 2u and (nu)² of all.
  const sums = (side: 1 | -1) => {
    const total = new Float64Array(n);
    const totalRadius = new Float64Array(n);
    const moment = new Float64Array(n);
    const momentRadius = new Float64Array(n);
    let m = 0;
    let mLow = 0;
    let w = 0;
    let wLow = 0;
    let size = 0;
    const order = (k: number) => (side > 0 ? n - 1 - k : k);
    for (let k = 0; k < n; k++) {
      const here = order(k);
      if (k > 0) {
        const before = order(k - 1);
        const cell = Math.min(here, before);
        const parts: [number, number][] = [];
        if (masses.length > 0) parts.push([mass[cell] as number, (mass[cell] as number) * (centre[cell] as number)]);
        if (hasAtoms) parts.push([atom[before] as number, (atom[before] as number) * (at[before] as TwoDoubles).hi]);
        for (const [p, q] of parts) {
          const nextM = m + p;
          mLow += m - nextM + p;
          m = nextM;
          const nextW = w + q;
          wLow += Math.abs(w) >= Math.abs(q) ? w - nextW + q : q - nextW + w;
          w = nextW;
          size += Math.abs(q);
        }
      }
      total[here] = m + mLow;
      totalRadius[here] = 4 * u * (m + mLow) * (1 + n * n * u);
      moment[here] = w + wLow;
      momentRadius[here] = 6 * u * size * (1 + n * n * u);
    }
    return { total, totalRadius, moment, momentRadius };
  };
  const above = sums(1);
  const below = sums(-1);
  const mean = (above.moment[0] as number) + (hasAtoms ? (atom[0] as number) * (at[0] as TwoDoubles).hi : 0);
  const meanRadius =
    (above.momentRadius[0] as number) +
    8 * u * Math.abs(mean) +
    (hasAtoms ? 8 * u * (atom[0] as number) * Math.abs((at[0] as TwoDoubles).hi) : 0);
  const last = at[n - 1] as TwoDoubles;

  const tails = (places: Places, side: 1 | -1): Tails => {
    const count = places.hi.length;
    const out = emptyTails(count);
    const known = side > 0 ? above : below;
    // Index of the last knot at or below the place.
    let k = -1;
    const interval = new Int32Array(count);
    for (let p = 0; p < count; p++) {
      const hi = places.hi[p] as number;
      const lo = places.lo[p] as number;
      while (k + 1 < n && !isBelow(hi, lo, at[k + 1] as TwoDoubles)) k++;
      interval[p] = k;
      if (k < 0 || isAbove(hi, lo, last)) {
        const all = k < 0 === side > 0;
        out.mass[p] = all ? 1 : 0;
        out.moment[p] = all ? mean : 0;
        out.momentRadius[p] = all ? meanRadius : 0;
        continue;
      }
      const knot = at[k] as TwoDoubles;
      const onKnot = knot.hi === hi && knot.lo === lo;
      if (onKnot) {
        out.mass[p] = known.total[k] as number;
        out.massRadius[p] = (known.totalRadius[k] as number) + leastRadius;
        out.moment[p] = known.moment[k] as number;
        out.momentRadius[p] = (known.momentRadius[k] as number) + leastRadius;
        continue;
      }
      // Strictly inside an interval: all beyond its far knot, the atom there, and its own share.
      const edge = side > 0 ? k + 1 : k;
      let m = known.total[edge] as number;
      let radius = known.totalRadius[edge] as number;
      let w = known.moment[edge] as number;
      let momentRadius = known.momentRadius[edge] as number;
      const end = at[edge] as TwoDoubles;
      if (hasAtoms) {
        const share = atom[edge] as number;
        m += share;
        radius += 4 * u * share + 2 * u * m;
        w += share * end.hi;
        momentRadius += 8 * u * share * Math.abs(end.hi) + 2 * u * Math.abs(w);
      }
      if (masses.length > 0) {
        const signed = distance(end.hi, end.lo, { hi, lo });
        const d = Math.abs(signed);
        const error = distanceError(signed, end.hi, { hi, lo });
        const density = (mass[k] as number) / (width[k] as number);
        const share = density * d;
        const shareRadius = density * error + 8 * u * share;
        const middle = hi + signed / 2;
        m += share;
        radius += shareRadius + 2 * u * m;
        w += share * middle;
        momentRadius +=
          (shareRadius + 4 * u * share) * Math.abs(middle) + share * (error + 4 * u * (Math.abs(hi) + d)) + 2 * u * Math.abs(w);
      }
      out.mass[p] = m;
      out.massRadius[p] = radius + leastRadius;
      out.moment[p] = w;
      out.momentRadius[p] = momentRadius + leastRadius;
    }
    for (let p = 0; p + 1 < count; p++) {
      out.move[p] = moves.flat;
      const cell = interval[p] as number;
      if (masses.length === 0 || cell < 0 || cell >= n - 1) continue;
      const density = (mass[cell] as number) / (width[cell] as number);
      const low = density * (1 - 8 * u);
      const high = density * (1 + 8 * u);
      out.startLow[p] = low;
      out.startHigh[p] = high;
      out.endLow[p] = low;
      out.endHigh[p] = high;
      out.low[p] = low;
      out.high[p] = high;
    }
    return out;
  };
  return {
    breaks: knots,
    atoms: hasAtoms
      ? knots.map((knot, k) => ({ at: knot, mass: atom[k] as number, radius: 2 * u * (atom[k] as number) })).filter(({ mass: m }) => m > 0)
      : [],
    increasing: n === 2 && !hasAtoms ? { virtualValue: true, virtualCost: true } : { virtualValue: false, virtualCost: false },
    tails,
  };
}
