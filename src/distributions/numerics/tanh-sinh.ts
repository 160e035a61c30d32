/** Where the double exponential weights fall below the smallest doubles. */
const reach = 6.2;

/**
 * ∫ f over an interval of length `length`, f given by the distances (fromLow, fromHigh) to the two ends, so that a singular end keeps its digits.
 *
 * Double exponential quadrature, refined until two levels agree to `tolerance` (relative); intervals on which they do not agree are halved.
 *
 * @see H. Takahasi, M. Mori (1974), Double exponential formulas for numerical integration, Publ. RIMS 9.
 */
export function tanhSinh(f: (fromLow: number, fromHigh: number) => number, length: number, tolerance: number, depth = 40): number {
  if (!(length > 0)) return 0;
  const term = (t: number) => {
    // Distances to the ends as fractions: 1/(1 + e^(±π sinh t)).
    const s = Math.PI * Math.sinh(t);
    const low = 1 / (1 + Math.exp(-s));
    const high = 1 / (1 + Math.exp(s));
    const weight = Math.PI * Math.cosh(t) * low * high;
    if (weight === 0 || low * length === 0 || high * length === 0) return 0;
    return weight * f(low * length, high * length) * length;
  };
  let step = 0.5;
  let sum = term(0);
  let scale = Math.abs(sum);
  for (let k = 1; k * step <= reach; k++) {
    const [left, right] = [term(-k * step), term(k * step)];
    sum += left + right;
    scale += Math.abs(left) + Math.abs(right);
  }
  let previous = sum * step;
  for (let level = 0; level < 6; level++) {
    step /= 2;
    for (let k = 1; k * step <= reach; k += 2) {
      const [left, right] = [term(-k * step), term(k * step)];
      sum += left + right;
      scale += Math.abs(left) + Math.abs(right);
    }
    const current = sum * step;
    if (Math.abs(current - previous) <= tolerance * scale * step) return current;
    previous = current;
  }
  if (depth === 0) return previous;
  const half = length / 2;
  return (
    tanhSinh((low, high) => f(low, high + half), half, tolerance, depth - 1) +
    tanhSinh((low, high) => f(low + half, high), half, tolerance, depth - 1)
  );
}
