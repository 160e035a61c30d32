import { expect, test } from "vitest";
import { bilateralTrade } from "../../src/index.ts";

test("grids are those of the discretization that is asked for, in any order", () => {
  const law = { distribution: "uniform", min: 0, max: 1 } as const;
  const environment = bilateralTrade({ buyer: law, seller: { distribution: "point-mass", at: "1/2" } });
  const types = (points: number, rule: "midpoint" | "equal-mass" = "midpoint", mergeBelow?: number) => {
    const { buyer, seller } = environment.typeSpaces({ rule, points, ...(mergeBelow !== undefined && { mergeBelow }) });
    return [buyer.values.length, seller.values.length];
  };
  expect(types(2)).toEqual([2, 1]);
  expect(types(3)).toEqual([3, 1]);
  expect(types(2)).toEqual([2, 1]);
  expect(types(20, "midpoint", 0.1)[0]).toBeLessThan(20);
  expect(types(20)).toEqual([20, 1]);
  expect(types(4, "equal-mass")).toEqual([4, 1]);
  expect(types(4)).toEqual([4, 1]);
  expect(() => environment.grids()).toThrow("discretization");
  expect(types(4)).toEqual([4, 1]);
});
