import { expect, test } from "vitest";
import { randomFrom } from "../../src/arithmetic/random.ts";

test("a source begins where it is told to", () => {
  for (const seed of [0, 1, -7, 2 ** 31]) {
    const random = randomFrom(seed);
    const first = Array.from({ length: 50 }, random);
    for (const skipped of [0, 1, 17]) {
      const later = randomFrom(seed, skipped);
      expect(Array.from({ length: 50 - skipped }, later)).toEqual(first.slice(skipped));
    }
  }
});
