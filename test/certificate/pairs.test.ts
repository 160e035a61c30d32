import { describe, expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { toNumber } from "../../src/arithmetic/rational.ts";
import type { Accepted } from "../../src/certificate/verify/verdict.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { instanceOf, uniform } from "./support/brackets.ts";

const solver = createHighsSolver();

/** The certified bracket of two traders; fails without a certificate. */
async function certified(instance: object): Promise<Accepted & { readonly status: "optimal" }> {
  const found = await certify(parseInstance(instance), { solver });
  if (found.certificate === null) throw new Error(found.reason);
  if (found.verdict.status !== "optimal") throw new Error(found.verdict.status);
  return found.verdict;
}

describe("closed forms lie in the certified brackets on pairs of cells", () => {
  const cases: [string, object, number][] = [
    ["one posted price is best: 1/8", { incentives: "dominant", participation: "ex-post", budget: "no-deficit" }, 1 / 8],
    ["the first best: 1/6", { incentives: "dominant", participation: "ex-ante", budget: "no-deficit" }, 1 / 6],
  ];
  test.each(cases)("uniform: %s", async (_, words, truth) => {
    const { level, lower, upper } = await certified(instanceOf(uniform, uniform, { ...words, width: 0.02 }));
    expect(level).toBe("continuum");
    expect(toNumber(lower)).toBeLessThanOrEqual(truth);
    expect(toNumber(upper)).toBeGreaterThanOrEqual(truth);
    expect(toNumber(upper.sub(lower))).toBeLessThan(0.03 * truth);
  });
});
