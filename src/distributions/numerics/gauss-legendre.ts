/** Number of nodes of {@link gaussNodes}. */
export const gaussCount = 12;

/** Nodes of the 12-point Gauss–Legendre rule on [−1, 1], increasing. */
export const gaussNodes = new Float64Array(gaussCount);

/** Its weights, halved: they sum to 1. */
export const gaussWeights = new Float64Array(gaussCount);

for (let k = 0; k < gaussCount; k++) {
  // Newton's method on the Legendre polynomial from Tricomi's approximation of its zeros.
  let x = -Math.cos((Math.PI * (k + 0.75)) / (gaussCount + 0.5));
  let slope = 1;
  for (let step = 0; step < 6; step++) {
    let previous = 1;
    let current = x;
    for (let degree = 2; degree <= gaussCount; degree++) {
      const next = ((2 * degree - 1) * x * current - (degree - 1) * previous) / degree;
      previous = current;
      current = next;
    }
    slope = (gaussCount * (x * current - previous)) / (x * x - 1);
    x -= current / slope;
  }
  gaussNodes[k] = x;
  gaussWeights[k] = 1 / ((1 - x * x) * slope * slope);
}

/**
 * The mean of x·weight(t) over the cell from `from` to `to` (which may lie below it), x = from + t·(to − from), by the 12-point rule.
 *
 * The weight is a function of t in [0, 1], so that it loses no digit to the rounding of x, and can carry the cell's width, so that it keeps the range of
 * doubles. For a weight analytic in the ellipse with foci 0, 1 and axes' half-sum ρ/2 the error is about |weight|·ρ⁻²⁴: below rounding when every
 * singularity keeps a distance of 2 from the middle, and the weight changes by bounded factors there.
 */
export function gaussMoment(from: number, to: number, weight: (t: number) => number): number {
  let sum = 0;
  for (let k = 0; k < gaussCount; k++) {
    const t = (1 + (gaussNodes[k] as number)) / 2;
    sum += (gaussWeights[k] as number) * (from + t * (to - from)) * weight(t);
  }
  return sum;
}
