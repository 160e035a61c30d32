/** ∫ₐᵇ f by adaptive Simpson's rule with Richardson's correction, to about 1e-11 of the scale of f: a method that the library does not use. */
export function integrate(f: (x: number) => number, a: number, b: number): number {
  const panels = 8;
  let total = 0;
  for (let k = 0; k < panels; k++) {
    const [from, to] = [a + ((b - a) * k) / panels, a + ((b - a) * (k + 1)) / panels];
    const [first, middle, last] = [f(from), f((from + to) / 2), f(to)];
    total += refine(f, from, to, first, middle, last, simpson(from, to, first, middle, last), 30);
  }
  return total;
}

function simpson(a: number, b: number, first: number, middle: number, last: number): number {
  return ((b - a) / 6) * (first + 4 * middle + last);
}

function refine(
  f: (x: number) => number,
  a: number,
  b: number,
  first: number,
  middle: number,
  last: number,
  whole: number,
  depth: number,
): number {
  const centre = (a + b) / 2;
  const [left, right] = [f((a + centre) / 2), f((centre + b) / 2)];
  const low = simpson(a, centre, first, left, middle);
  const high = simpson(centre, b, middle, right, last);
  const error = low + high - whole;
  if (depth === 0 || Math.abs(error) <= 1e-12) return low + high + error / 15;
  return refine(f, a, centre, first, left, middle, low, depth - 1) + refine(f, centre, b, middle, right, last, high, depth - 1);
}
