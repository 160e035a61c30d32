import { wholeRoot } from "../whole-root.ts";
import type { Enclosure } from "./enclosure.ts";

/** √x for every x ≥ 0 in an enclosure. */
export function squareRoot({ low, high }: Enclosure, bits: number): Enclosure {
  const shift = BigInt(bits);
  return { low: wholeRoot(low << shift), high: wholeRoot(high << shift) + 1n };
}
