import fc from "fast-check";
import { type Cell, discreteLaw } from "./instances.ts";
import { masses } from "./rational-laws.ts";

/** A random rational partnership in a cell, of two or three partners with two to `most` types each, shares with zeros, any weights; in a third of them divisions are listed. */
export function partnershipInstance(cell: Cell, partners: number, most: number) {
  const law = fc.integer({ min: 2, max: most }).chain(discreteLaw);
  const shares = fc.oneof({ weight: 4, arbitrary: masses(partners) }, { weight: 1, arbitrary: fc.constantFrom(...corners(partners)) });
  const weights = fc.oneof(
    fc.constant(null),
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: partners + 1, maxLength: partners + 1 }),
  );
  const profit = fc.constantFrom("0", "0", "-1/2", "1/3", "3");
  const laws = fc.array(law, { minLength: partners, maxLength: partners });
  const divisions = fc.option(fc.array(shares, { minLength: 1, maxLength: 3 }), { freq: 2, nil: undefined });
  return fc.tuple(laws, shares, weights, profit, divisions).map(([own, parts, weight, r, listed]) => ({
    format: "secondbest/instance@1",
    environment: {
      kind: "partnership",
      partners: own.map((distribution, k) => ({ share: parts[k] as string, distribution })),
      ...(listed && { divisions: listed }),
    },
    incentives: cell.incentives,
    participation: cell.participation,
    budget: { rule: cell.budget, requiredProfit: cell.budget === "none" ? "0" : r },
    objective:
      weight === null || weight.every((own) => own === 0)
        ? "gains-from-trade"
        : { weights: { partners: weight.slice(1), broker: weight[0] as number } },
  }));
}

/** One partner owns everything. */
function corners(partners: number): string[][] {
  return Array.from({ length: partners }, (_, owner) => Array.from({ length: partners }, (__, k) => (k === owner ? "1" : "0")));
}
