/** 2²⁷ + 1, which splits a double in two halves of 26 digits (Veltkamp). */
const splitter = 2 ** 27 + 1;

/** x·y − fl(x·y), exactly, if nothing over- or underflows (|x|, |y| < 2^990, |x·y| > 2^−960 or 0). Dekker (1971), Veltkamp's splitting. */
export function productError(x: number, y: number, product: number): number {
  const a = splitter * x;
  const xh = a - (a - x);
  const xl = x - xh;
  const b = splitter * y;
  const yh = b - (b - y);
  const yl = y - yh;
  return xl * yl - (product - xh * yh - xl * yh - xh * yl);
}

/** x + y − fl(x + y), exactly (Knuth). */
export function sumError(x: number, y: number, sum: number): number {
  const other = sum - x;
  return x - (sum - other) + (y - other);
}
