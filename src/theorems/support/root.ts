/**
 * The point of [a, b] where an increasing (or decreasing) function changes sign, to the last bits: the nearer end when it does not change sign.
 *
 * @see T. Chandrupatla (1997), A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function, Adv. Eng. Software 28.
 */
export function findRoot(f: (x: number) => number, a: number, b: number): number {
  let x1 = a;
  let x2 = b;
  let f1 = f(x1);
  let f2 = f(x2);
  if (f1 === 0) return x1;
  if (f2 === 0) return x2;
  if (f1 > 0 === f2 > 0) return Math.abs(f1) < Math.abs(f2) ? x1 : x2;
  let t = 0.5;
  for (let iteration = 0; iteration < 200; iteration++) {
    const x = x1 + t * (x2 - x1);
    const fx = f(x);
    let x3: number;
    let f3: number;
    if (fx > 0 === f1 > 0) {
      x3 = x1;
      f3 = f1;
    } else {
      x3 = x2;
      f3 = f2;
      x2 = x1;
      f2 = f1;
    }
    x1 = x;
    f1 = fx;
    const best = Math.abs(f1) < Math.abs(f2) ? x1 : x2;
    const width = Math.abs(x2 - x1);
    const smallest = 2 ** -52 * Math.abs(best) + Number.MIN_VALUE;
    if (f1 === 0 || width <= 2 * smallest) return best;
    // Inverse quadratic interpolation where it is safe, else halving.
    const xi = (x1 - x2) / (x3 - x2);
    const phi = (f1 - f2) / (f3 - f2);
    const inside = phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi;
    t = inside ? (f1 / (f2 - f1)) * (f3 / (f2 - f3)) + ((x3 - x1) / (x2 - x1)) * (f1 / (f3 - f1)) * (f2 / (f3 - f2)) : 0.5;
    const margin = smallest / width;
    t = Math.min(1 - margin, Math.max(margin, t));
  }
  return Math.abs(f1) < Math.abs(f2) ? x1 : x2;
}
