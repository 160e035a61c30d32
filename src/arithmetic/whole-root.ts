import { bitLength } from "./rational.ts";

/** ⌊√n⌋ by Newton's method from above. Throws RangeError below 0. */
export function wholeRoot(n: bigint): bigint {
  if (n < 0n) throw new RangeError("the square root of a negative number");
  if (n === 0n) return 0n;
  let root = 1n << BigInt(Math.ceil(bitLength(n) / 2));
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
