import { CompensatedSum } from "../../arithmetic/sum.ts";

/** Nodes of Kronrod's rule of 15 points in (0, 1], from the outside to the middle; every second one is Gauss's. */
const nodes = [
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911, 0.4058451513773972,
  0.20778495500789848, 0,
];
const kronrod = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679, 0.19035057806478542,
  0.20443294007529889, 0.20948214108472782,
];
/** Gauss's weights, at nodes 1, 3, 5, 7. */
const gauss = [0.1294849661688697, 0.27970539148927664, 0.3818300505051189, 0.4179591836734694];

/** Intervals are halved until the estimated error is this share of ∫|f|, in every component, … */
const wanted = 1e-8;

/** … or there are this many. */
const mostIntervals = 120;

interface Interval {
  readonly from: number;
  readonly to: number;
  readonly values: readonly number[];
  readonly errors: readonly number[];
  readonly magnitudes: readonly number[];
}

/** Integrals of several functions that are computed together, with estimates of their errors. */
export interface Integrals {
  readonly values: readonly number[];
  /** Estimated absolute errors: a sum of differences between two rules, on intervals that were halved where these were large. */
  readonly errors: readonly number[];
}

/**
 * ∫ f over [first cut, last cut], component by component, by Gauss's and Kronrod's rules on intervals that are halved where the two differ. `cuts`
 * (increasing) should be where f bends or changes fast.
 *
 * @see R. Piessens, E. de Doncker-Kapenga, C. Überhuber, D. Kahaner (1983), QUADPACK: the error estimate.
 */
export function adaptiveIntegrals(f: (x: number) => readonly number[], cuts: readonly number[]): Integrals {
  let intervals = cuts.slice(1).flatMap((to, k) => {
    const from = cuts[k] as number;
    return to > from ? [estimate(f, from, to)] : [];
  });
  if (intervals.length === 0) return { values: f(cuts[0] as number).map(() => 0), errors: f(cuts[0] as number).map(() => 0) };
  for (;;) {
    const errors = totals(intervals, (one) => one.errors);
    const magnitudes = totals(intervals, (one) => one.magnitudes);
    const size = intervals.length;
    const poor = (one: Interval) =>
      one.errors.some((error, c) => {
        const total = errors[c] as number;
        return total > wanted * (magnitudes[c] as number) && error > total / (2 * size);
      });
    if (size >= mostIntervals || !intervals.some(poor)) break;
    const next = intervals.flatMap((one) => {
      const middle = one.from + (one.to - one.from) / 2;
      return poor(one) && middle > one.from && middle < one.to ? [estimate(f, one.from, middle), estimate(f, middle, one.to)] : [one];
    });
    if (next.length === size) break;
    intervals = next;
  }
  return { values: totals(intervals, (one) => one.values), errors: totals(intervals, (one) => one.errors) };
}

function estimate(f: (x: number) => readonly number[], from: number, to: number): Interval {
  const half = (to - from) / 2;
  const center = from + half;
  const points = nodes.flatMap((node, k) =>
    node === 0
      ? [{ x: center, k }]
      : [
          { x: center - half * node, k },
          { x: center + half * node, k },
        ],
  );
  const samples = points.map(({ x, k }) => ({ k, y: f(x) }));
  const values: number[] = [];
  const errors: number[] = [];
  const magnitudes: number[] = [];
  for (let c = 0; c < (samples[0]?.y.length ?? 0); c++) {
    let [fine, coarse, size] = [0, 0, 0];
    for (const { k, y } of samples) {
      const at = y[c] as number;
      fine += (kronrod[k] as number) * at;
      if (k % 2 === 1) coarse += (gauss[(k - 1) / 2] as number) * at;
      size += (kronrod[k] as number) * Math.abs(at);
    }
    const mean = fine / 2;
    let spread = 0;
    for (const { k, y } of samples) spread += (kronrod[k] as number) * Math.abs((y[c] as number) - mean);
    const difference = Math.abs(fine - coarse);
    const scaled = spread > 0 ? spread * Math.min(1, ((200 * difference) / spread) ** 1.5) : difference;
    values.push(half * fine);
    errors.push(half * Math.max(Number.isNaN(scaled) ? Number.POSITIVE_INFINITY : scaled, 4 * Number.EPSILON * size));
    magnitudes.push(half * size);
  }
  return { from, to, values, errors, magnitudes };
}

function totals(intervals: readonly Interval[], part: (interval: Interval) => readonly number[]): number[] {
  const [first] = intervals;
  return (first ? part(first) : []).map((_, c) => {
    const total = new CompensatedSum();
    for (const interval of intervals) total.add(part(interval)[c] as number);
    return total.value;
  });
}
