import { describe, expect, test } from "vitest";
import { settledLumpSums } from "../../src/mechanism/recover/lump-sums.ts";
import { recoverBilateral } from "../../src/mechanism/recover/recover.ts";

const types = [
  [1, 2],
  [0, 3],
];
const huge = [[1e9, 1e9 + 1], [1e9]];
const asked = { participation: "none", budgetRule: "none", requiredProfit: 0 } as const;

describe("constants that nobody asked for", () => {
  test("without a budget every trader is charged what the constant leaves it", () => {
    expect(settledLumpSums(asked, { buyer: -1e9, seller: 5e8 }, 0, huge, types)).toEqual({ buyer: -1e9, seller: 5e8 });
  });

  test("with a budget the one is charged and the other paid, with what profit there is to spare: the profit becomes the required one", () => {
    const settled = settledLumpSums({ ...asked, budgetRule: "ex-ante" }, { buyer: 7e8, seller: 0 }, 3, huge, types);
    expect(settled).toEqual({ buyer: 7e8, seller: -7e8 - 3 });
  });

  test("are left alone where payments are of the size of the types, or participation and budget fix them", () => {
    expect(settledLumpSums(asked, { buyer: 1, seller: 1 }, 0, [[2], [3]], types)).toBeNull();
    for (const participation of ["ex-ante", "interim", "ex-post"] as const)
      expect(settledLumpSums({ ...asked, participation, budgetRule: "no-deficit" }, { buyer: 1, seller: 1 }, 0, huge, types)).toBeNull();
  });

  const buyer = { values: Float64Array.of(1, 2), masses: Float64Array.of(0.5, 0.5) };
  const seller = { values: Float64Array.of(0, 3), masses: Float64Array.of(0.25, 0.75) };
  const x = Float64Array.of(1, 0, 1, 0);

  // Buyer pays 1 on trade, seller receives 1 on trade, plus constants.
  test.each([
    ["none", { buyer: 1e9, seller: 4e9 }],
    ["ex-ante", { buyer: 1e9, seller: 1e9 }],
  ] as const)(
    "interim payments with budget %s: differences between types stay, payments shrink, the profit is enough",
    (budgetRule, constant) => {
      const interim = {
        buyerTransfer: Float64Array.of(0.25, 0.25).map((t) => t + constant.buyer),
        sellerTransfer: Float64Array.of(1, 0).map((t) => t + constant.seller),
      };
      const restore = { ...asked, budgetRule };
      const mechanism = recoverBilateral({ buyer, seller, x, interim, transfers: { kind: "interim" }, restore });
      const { transfer: paid } = mechanism.interim.buyer;
      const { transfer: received } = mechanism.interim.seller;
      expect((paid[1] as number) - (paid[0] as number)).toBeCloseTo(0, 6);
      expect((received[0] as number) - (received[1] as number)).toBeCloseTo(1, 6);
      for (const t of [...paid, ...received]) expect(Math.abs(t)).toBeLessThan(8);
      if (budgetRule === "ex-ante")
        expect(
          0.5 * ((paid[0] as number) + (paid[1] as number)) - 0.25 * (received[0] as number) - 0.75 * (received[1] as number),
        ).toBeCloseTo(0, 6);
    },
  );
});
