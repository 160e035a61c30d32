import fc from "fast-check";
import { masses } from "./rational-laws.ts";

/** The cells of the table of constraints. */
export const cells = (["bayesian", "dominant"] as const).flatMap((incentives) =>
  (["none", "ex-ante", "interim", "ex-post"] as const).flatMap((participation) =>
    (["none", "ex-ante", "no-deficit", "balanced"] as const).map((budget) => ({ incentives, participation, budget })),
  ),
);

export type Cell = (typeof cells)[number];

export interface TradeInstance {
  readonly format: string;
  readonly environment: {
    readonly kind: string;
    readonly buyer: { readonly distribution: string; readonly values: string[]; readonly masses: string[] };
    readonly seller: { readonly distribution: string; readonly values: string[]; readonly masses: string[] };
  };
  readonly incentives: Cell["incentives"];
  readonly participation: Cell["participation"];
  readonly budget: { readonly rule: Cell["budget"]; readonly requiredProfit: string };
  readonly objective: { readonly weights: { readonly buyers: number; readonly sellers: number; readonly broker: number } };
}

/** A discrete law of `count` types with values k/3. */
export function discreteLaw(count: number) {
  return fc
    .tuple(fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: count, maxLength: count }), masses(count, 12))
    .map(([values, parts]) => ({
      distribution: "discrete",
      values: [...values].sort((a, b) => a - b).map((value) => (value % 3 === 0 ? String(value / 3) : `${value}/3`)),
      masses: parts,
    }));
}

/** A random rational instance of bilateral trade in a cell, with `least` to `most` types a side. */
export function tradeInstance(cell: Cell, least: number, most: number): fc.Arbitrary<TradeInstance> {
  const law = fc.integer({ min: least, max: most }).chain(discreteLaw);
  const weights = fc.constantFrom([1, 1, 1], [1, 1, 1], [0, 0, 1], [2, 1, 1], [1, 2, 3], [1, 3, 0]);
  const profit = fc.constantFrom("0", "0", "-1/2", "1/3", "3");
  return fc.tuple(law, law, weights, profit).map(([buyer, seller, [buyers, sellers, broker], r]) => ({
    format: "secondbest/instance@1",
    environment: { kind: "bilateral-trade", buyer, seller },
    incentives: cell.incentives,
    participation: cell.participation,
    budget: { rule: cell.budget, requiredProfit: cell.budget === "none" ? "0" : r },
    objective: { weights: { buyers: buyers as number, sellers: sellers as number, broker: broker as number } },
  }));
}
