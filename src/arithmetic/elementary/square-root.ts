import { bitLength } from "../rational.ts";
import type { Enclosure } from "./enclosure.ts";

/** √x for every x ≥ 0 in an enclosure. */
export function squareRoot({ low, high }: Enclosure, bits: number): Enclosure {
  const shift = BigInt(bits);
  return { low: wholeRoot(low << shift), high: wholeRoot(high << shift) + 1n };
}

/** ⌊√n⌋ by Newton's method from above. */
function wholeRoot(n: bigint): bigint {
  if (n < 0n) throw new RangeError("the square root of a negative number");
  if (n === 0n) return 0n;
  let root = 1n << BigInt(Math.ceil(bitLength(n) / 2));
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
