/** The largest double below x. */
export function previousDouble(x: number): number {
  return -nextDouble(-x);
}

const bits = new DataView(new ArrayBuffer(8));

/** The smallest double above x. */
export function nextDouble(x: number): number {
  if (!(x < Number.POSITIVE_INFINITY)) return x;
  if (x === 0) return Number.MIN_VALUE;
  bits.setFloat64(0, x);
  bits.setBigInt64(0, bits.getBigInt64(0) + (x > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}
