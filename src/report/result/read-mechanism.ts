import { isRiskAverseTrade } from "../../environments/risk-averse-trade.ts";
import { InvalidInputError } from "../../errors.ts";
import { bilateralMechanism } from "../../mechanism/bilateral.ts";
import type { BilateralMechanism } from "../../mechanism/mechanism.ts";
import { attitudesOf, lotteryMechanism, type PricedMechanism } from "../../mechanism/priced.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { parseInstance } from "../../problem/instance.ts";
import type { TypePieces } from "../../type-space/type-pieces.ts";
import { readResult } from "./read-result.ts";

/**
 * The problem and the mechanism at prices that a saved result holds, given as the value of its JSON text.
 *
 * Throws InvalidInputError with the field that is wrong or missing.
 */
export function readPricedMechanism(json: unknown): { readonly problem: DesignProblem; readonly mechanism: PricedMechanism } {
  const { instance, mechanism } = readResult(json);
  const wrong = (field: string, received: string): never => {
    throw new InvalidInputError({
      field,
      expected: "a mechanism at prices on a grid of types, with the instance that it answers",
      received,
      remedy: 'Save one with "secondbest solve FILE --json --out RESULT", FILE with "utility", "mechanisms" and a discretization.',
    });
  };
  if (instance === null) return wrong("instance", "a result without its instance");
  const problem = parseInstance(instance);
  const { environment } = problem;
  if (mechanism === null || mechanism.kind !== "risk-averse-trade" || !isRiskAverseTrade(environment))
    return wrong("mechanism", mechanism === null ? "a result without a mechanism" : `a mechanism of kind "${mechanism.kind}"`);
  const { lotteries } = mechanism;
  if (lotteries === null) return wrong("mechanism.lotteries", "null: there are too many types");
  const side = ({ values, masses }: { readonly values: readonly number[]; readonly masses: readonly number[] }): TypePieces => ({
    low: Float64Array.from(values),
    high: Float64Array.from(values),
    mass: Float64Array.from(masses),
  });
  const attitudes = attitudesOf(environment);
  const read = lotteryMechanism(attitudes, side(mechanism.buyer), side(mechanism.seller), (i, j) =>
    (lotteries[i]?.[j] ?? []).map(([probability, buyerPays, sellerReceives]) => ({ probability, buyerPays, sellerReceives })),
  );
  return { problem, mechanism: read };
}

/**
 * The mechanism of bilateral trade that a saved result holds state by state, given as the value of its JSON text.
 *
 * Throws InvalidInputError with the field that is wrong or missing.
 */
export function readBilateralMechanism(json: unknown): BilateralMechanism {
  const { mechanism } = readResult(json);
  const stated = mechanism !== null && "matrices" in mechanism ? mechanism : null;
  if (!stated?.matrices)
    throw new InvalidInputError({
      field: mechanism === null ? "mechanism" : "mechanism.matrices",
      expected: "a mechanism of bilateral trade that is written out in every state",
      received:
        mechanism === null
          ? "a result without a mechanism"
          : stated
            ? "one with too many types"
            : `a mechanism of kind "${mechanism.kind}"`,
      remedy: 'Save one with "secondbest solve FILE --json --out RESULT", FILE with at most 200 types a side.',
    });
  const { allocation, buyerPays, sellerReceives } = stated.matrices;
  const table = (rows: readonly (readonly number[])[]) => Float64Array.from(rows.flat());
  const side = ({ values, masses }: typeof stated.buyer) => ({ values: Float64Array.from(values), masses: Float64Array.from(masses) });
  return bilateralMechanism({
    buyer: side(stated.buyer),
    seller: side(stated.seller),
    allocationRule: { kind: "matrix", x: table(allocation) },
    transferRule: { kind: "matrix", buyer: table(buyerPays), seller: table(sellerReceives) },
  });
}
