import { beforeAll, describe, expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { toNumber } from "../../src/arithmetic/rational.ts";
import type { Certificate } from "../../src/certificate/format.ts";
import type { Accepted } from "../../src/certificate/verify/verdict.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { instanceOf, uniform } from "./support/brackets.ts";
import { copy } from "./support/mutants.ts";
import { pairsForgeries, pairsInstances } from "./support/pairs.ts";

const solver = createHighsSolver();

/** The verified certificate of two traders; fails without one. */
async function certified(instance: object): Promise<{ readonly certificate: Certificate; readonly verdict: Accepted }> {
  const found = await certify(parseInstance(instance), { solver });
  if (found.certificate === null) throw new Error(`${found.reason}: ${JSON.stringify(instance)}`);
  return found;
}

/** Words and the optimum on U[0,1]², where it is known. */
const known: [string, object, number][] = [
  ["one posted price is best: 1/8", { incentives: "dominant", participation: "ex-post", budget: "no-deficit" }, 1 / 8],
  ["the double auction's 9/64", { incentives: "bayesian", participation: "ex-post", budget: "balanced" }, 9 / 64],
  ["the first best: 1/6", { incentives: "dominant", participation: "ex-ante", budget: "no-deficit" }, 1 / 6],
];

test.each(known)("the certified bracket on U[0,1]² contains %s", async (_, words, truth) => {
  const { verdict } = await certified(instanceOf(uniform, uniform, { ...words, width: 0.02 }));
  if (verdict.status !== "optimal") throw new Error(verdict.status);
  expect(verdict.level).toBe("continuum");
  expect(toNumber(verdict.lower)).toBeLessThanOrEqual(truth);
  expect(toNumber(verdict.upper)).toBeGreaterThanOrEqual(truth);
  expect(toNumber(verdict.upper.sub(verdict.lower))).toBeLessThan(0.03 * truth);
});

test("the bound loses nothing in another unit of money: on U[0,3] × U[0,1] the price 1, which brings 2/3·(2 − 1/2), is best (Hagerty and Rogerson 1987)", async () => {
  const words = { incentives: "dominant", participation: "ex-post", budget: "balanced" };
  const { verdict } = await certified(instanceOf({ ...uniform, max: "3" }, uniform, words));
  if (verdict.status !== "optimal") throw new Error(verdict.status);
  expect(toNumber(verdict.lower)).toBeLessThanOrEqual(1);
  expect(toNumber(verdict.upper)).toBeGreaterThanOrEqual(1);
  expect(toNumber(verdict.upper.sub(verdict.lower))).toBeLessThan(1e-9);
});

test("rents over a gap, in which no budget has to balance, are made exact: 87/560 where prices alone bring 3/20", async () => {
  const part = (min: string, max: string) => ({ distribution: "uniform", min, max });
  const split = { distribution: "mixture", weights: ["1/2", "1/2"], components: [part("0", "2/5"), part("3/5", "1")] };
  const words = { incentives: "dominant", participation: "ex-ante", budget: "balanced", width: 0.01 };
  for (const [buyer, seller] of [
    [split, uniform],
    [uniform, split],
  ] as const) {
    const { verdict } = await certified(instanceOf(buyer, seller, words));
    if (verdict.status !== "optimal") throw new Error(verdict.status);
    expect(toNumber(verdict.lower)).toBeGreaterThan(0.155);
    expect(toNumber(verdict.lower)).toBeLessThanOrEqual(87 / 560);
    expect(toNumber(verdict.upper)).toBeGreaterThanOrEqual(87 / 560);
  }
});

test("every combination of words that is served has a certificate, infeasible ones as well", async () => {
  const statuses: string[] = [];
  for (const instance of pairsInstances) {
    const { certificate, verdict } = await certified(instance);
    expect(certificate.proof.kind).toBe("continuum-pairs");
    statuses.push(verdict.status);
  }
  expect(new Set(statuses)).toEqual(new Set(["optimal", "infeasible"]));
});

describe("forgeries", () => {
  let original: Certificate;
  beforeAll(async () => {
    original = copy((await certified(pairsInstances[0] as object)).certificate);
  });

  test("the original is accepted, each forgery is rejected with a reason", () => {
    expect(verifyCertificate(original).accepted).toBe(true);
    const forgeries = Object.entries(pairsForgeries(original));
    expect(forgeries.length).toBeGreaterThan(40);
    for (const [name, document] of forgeries) expect(verifyCertificate(document), name).toMatchObject({ accepted: false });
  });
});
