/**
 * ∫ f over a finite interval by the double-exponential rule; exact to about 1e-15 of the integral of |f| for analytic f, whatever happens at the ends.
 * The step is halved until two results agree.
 *
 * @see H. Takahasi, M. Mori (1974), Double Exponential Formulas for Numerical Integration.
 */
export function integral(f: (x: number) => number, from: number, to: number): number {
  const half = (to - from) / 2;
  if (!(half > 0)) return 0;
  /** Sum over nodes t = offset + k·step; the distance to the nearer end is computed directly so that ends keep their digits. */
  const sum = (offset: number, step: number): number => {
    let total = 0;
    for (let k = -Math.ceil(4 / step); k * step + offset <= 4; k++) {
      const t = offset + k * step;
      if (t < -4) continue;
      const u = (Math.PI / 2) * Math.sinh(t);
      const share = 1 / (Math.exp(2 * Math.abs(u)) + 1);
      const x = t < 0 ? from + 2 * half * share : to - 2 * half * share;
      if (!(x > from && x < to)) continue;
      total += f(x) * ((Math.PI / 2) * Math.cosh(t) * 4 * share * (1 - share));
    }
    return total;
  };
  let step = 0.5;
  let total = sum(0, step);
  let value = half * step * total;
  for (let level = 0; level < 7; level++) {
    total += sum(step / 2, step);
    step /= 2;
    const next = half * step * total;
    if (level > 1 && Math.abs(next - value) <= 1e-15 * Math.abs(next)) return next;
    value = next;
  }
  return value;
}

/**
 * The point of [from, to] at which a nondecreasing function passes 0; an end when it does not change sign. Bisection until the function is finite at both
 * ends, then Ridders' method.
 *
 * @see C. Ridders (1979), A New Algorithm for Computing a Single Root of a Real Continuous Function.
 */
export function increasingRoot(f: (x: number) => number, from: number, to: number, precision = 1e-15): number {
  let a = from;
  let b = to;
  let low = f(a);
  let high = f(b);
  if (low >= 0) return a;
  if (high <= 0) return b;
  const narrow = (x: number, value: number): void => {
    if (!(x > a && x < b)) return;
    if (value < 0) [a, low] = [x, value];
    else [b, high] = [x, value];
  };
  for (let step = 0; step < 200; step++) {
    const tolerance = precision * Math.max(Math.abs(a), Math.abs(b));
    if (!(b - a > tolerance)) break;
    const middle = a / 2 + b / 2;
    if (!(middle > a && middle < b)) break;
    const value = f(middle);
    const better = middle - ((middle - a) * value) / Math.sqrt(value * value - low * high);
    narrow(middle, value);
    if (Number.isFinite(better)) {
      const there = f(better);
      if (there === 0) return better;
      narrow(better, there);
      // Close in from the other side as well: one step beyond the estimate.
      const beyond = there < 0 ? better + tolerance : better - tolerance;
      narrow(beyond, f(beyond));
    }
  }
  return a / 2 + b / 2;
}
