import fc from "fast-check";
import { expect, test } from "vitest";
import { discrete } from "../../src/distributions/laws.ts";
import { type BilateralTrade, bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { type MultilateralTrade, multilateralTrade } from "../../src/environments/multilateral-trade.ts";
import type { TypeSpace } from "../../src/type-space/type-space.ts";
import { solveGrid } from "../../src/virtual-surplus/grid/solve-grid.ts";
import { efficientTerms } from "../../src/virtual-surplus/kernel/terms.ts";
import { finiteLaw } from "./support/arbitraries.ts";

/** E max over the outcomes of the frontier of Σ v·(quantity − reference), profile by profile. */
function firstBestByDefinition({ groups, frontier, grids }: BilateralTrade | MultilateralTrade): number {
  const spaces = grids();
  const members = groups.flatMap((group, g) => Array.from({ length: group.count }, () => ({ group, types: spaces[g] as TypeSpace })));
  const changes = frontier
    .outcomes()
    .map(({ quantities }) => quantities.map((quantity, a) => quantity.sub(members[a]?.group.reference ?? 0).valueOf()));
  const visit = (a: number, worths: readonly number[]): number => {
    const own = members[a];
    if (!own) return Math.max(...changes.map((change) => change.reduce((sum, units, b) => sum + units * (worths[b] as number), 0)));
    return own.types.masses.reduce((sum, mass, k) => sum + mass * visit(a + 1, [...worths, own.types.values[k] as number]), 0);
  };
  return visit(0, []);
}

function expectSame(environment: BilateralTrade | MultilateralTrade): void {
  const { groups, frontier } = environment;
  const spaces = environment.grids();
  const onGrids = groups.map((group, g) => ({ ...group, types: spaces[g] as TypeSpace }));
  const found = solveGrid({ groups: onGrids, frontier, terms: efficientTerms, exactLimit: 0 });
  if (found.status !== "optimal") throw new Error(found.status);
  expect(found.value.lower).toBeCloseTo(firstBestByDefinition(environment), 11);
}

test("a pair: the evaluator finds what the list of outcomes says is best", () => {
  fc.assert(
    fc.property(finiteLaw(1, 8), finiteLaw(1, 8), (buyer, seller) =>
      expectSame(bilateralTrade({ buyer: discrete(buyer), seller: discrete(seller) })),
    ),
  );
});

test("a ranking: the evaluator finds what the list of outcomes says is best", () => {
  const side = fc.array(fc.record({ count: fc.integer({ min: 1, max: 2 }), law: finiteLaw(1, 3) }), { minLength: 1, maxLength: 2 });
  const input = (
    groups: readonly { readonly count: number; readonly law: { readonly values: readonly number[]; readonly masses: readonly string[] } }[],
  ) => groups.map(({ count, law }) => ({ count, distribution: discrete(law) }));
  fc.assert(
    fc.property(side, side, (buyers, sellers) => expectSame(multilateralTrade({ buyers: input(buyers), sellers: input(sellers) }))),
    { numRuns: 60 },
  );
});
