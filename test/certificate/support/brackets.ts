import { expect } from "vitest";
import { certify } from "../../../src/analysis/certify.ts";
import { toNumber } from "../../../src/arithmetic/rational.ts";
import type { Verdict } from "../../../src/certificate/verify/verdict.ts";
import { verifyCertificate } from "../../../src/certificate/verify/verify.ts";
import { isBilateralTrade } from "../../../src/environments/bilateral-trade.ts";
import { parseInstance } from "../../../src/problem/instance.ts";
import { solveBracket } from "../../../src/virtual-surplus/bracket/solve-bracket.ts";

export const uniform = { distribution: "uniform", min: 0, max: 1 };
export const instanceOf = (buyer: object, seller: object, rest: object = {}) => ({
  format: "secondbest/instance@1",
  environment: { kind: "bilateral-trade", buyer, seller },
  width: 1e-5,
  ...rest,
});

/** Certifies, verifies what is written, and returns the bracket as doubles. */
export async function bracket(instance: object) {
  const { certificate, ...rest } = await certify(parseInstance(instance));
  if (certificate === null) throw new Error((rest as { reason: string }).reason);
  const verdict = verifyCertificate(JSON.parse(JSON.stringify(certificate))) as Verdict & { accepted: true };
  expect(verdict.accepted).toBe(true);
  if (verdict.status !== "optimal") return { certificate, verdict, lower: Number.NEGATIVE_INFINITY, upper: Number.NEGATIVE_INFINITY };
  expect(verdict.level).toBe("continuum");
  return { certificate, verdict, lower: toNumber(verdict.lower), upper: toNumber(verdict.upper) };
}

/** The engine's own bracket, in floats. */
export function floatBracket(instance: object, width: number) {
  const { environment, objective, budget } = parseInstance(instance);
  if (!isBilateralTrade(environment)) throw new Error("bilateral trade only");
  const solution = solveBracket({
    ...environment,
    terms: { weights: objective, budget },
    options: { width, maxCells: 20_000 },
  });
  if (solution.status !== "optimal" && solution.status !== "limit") throw new Error(solution.status);
  return solution.value;
}
