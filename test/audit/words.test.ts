import { describe, expect, it } from "vitest";
import { audit, type Constraints } from "../../src/audit/audit.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { bilateralMechanism } from "../../src/mechanism/bilateral.ts";
import { vcgPrime } from "../../src/mechanism/rules/vcg-prime.ts";
import { uniformGrid } from "../mechanism/arbitraries.ts";

const grid = uniformGrid(6);
const asked: Constraints = { incentives: "bayesian", participation: "none", budgetRule: "none", requiredProfit: 0 };

describe("words that are not known", () => {
  it.each(["incentives", "participation", "budgetRule"] as const)("no mechanism passes under an unknown word of %s", (field) => {
    for (const word of ["perfect", "toString", ""]) {
      const unknown = { ...asked, [field]: word } as Constraints;
      expect(() => audit(unknown, vcgPrime(grid, grid))).toThrow(InvalidInputError);
    }
  });
});

describe("large payments", () => {
  /** The buyer hands the seller an amount in every state: incentives and budget stay as they are. */
  const handingOver = (amount: number, gift = 0) => {
    const { buyerPays, sellerReceives, allocationRule } = vcgPrime(grid, grid);
    const table = (f: (i: number, j: number) => number) =>
      Float64Array.from({ length: 36 }, (_, k) => f(Math.floor(k / 6), k % 6) + amount);
    const buyer = table(buyerPays);
    const seller = table(sellerReceives);
    buyer[0] = (buyer[0] as number) - gift;
    return bilateralMechanism({ buyer: grid, seller: grid, allocationRule, transferRule: { kind: "matrix", buyer, seller } });
  };

  it("buy no tolerance: it is the same for payments of 1 and of 10¹⁵, whose rounding is reported apart and does not pass", () => {
    const small = audit(asked, handingOver(1));
    expect(small).toMatchObject({ passes: true });
    expect(small.rounding).toBeLessThan(1e-14);
    for (const amount of [1e10, 1e12, 1e15]) {
      const large = audit(asked, handingOver(amount));
      expect(large.tolerance).toBe(small.tolerance);
      expect(large.rounding).toBeGreaterThan(amount * 2 ** -53);
      expect(large.passes).toBe(false);
    }
  });

  it("do not hide a deviation that is small next to them and large next to the stakes", () => {
    const audited = audit(asked, handingOver(1e6, 0.5));
    expect(audited.rounding).toBeLessThan(audited.tolerance);
    expect(audited.incentives.worst).toBeGreaterThan(0.01);
    expect(audited.passes).toBe(false);
  });
});
