import { expect, test } from "vitest";
import { uniform } from "../../src/distributions/laws.ts";
import { discretize } from "../../src/type-space/discretize.ts";
import { sidesOf } from "../../src/type-space/sides.ts";

test("two sides do not ask for the rationals of a large grid, which are there when somebody does", () => {
  const space = discretize(uniform({ min: 0, max: 1 }), { rule: "midpoint", points: 5_000 });
  let asked = 0;
  const watched = Object.defineProperty({ values: space.values, masses: space.masses }, "exact", {
    enumerable: true,
    get: () => {
      asked++;
      return space.exact;
    },
  });
  const [buyer, seller] = sidesOf(watched, watched);
  expect([buyer.values, seller.values, buyer.rival, asked]).toEqual([space.values, space.values, seller, 0]);
  expect(seller.exact?.values).toHaveLength(5_000);
  expect(asked).toBe(1);
});
