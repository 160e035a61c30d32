import fc from "fast-check";
import { createHighsSolver } from "../../../solvers/highs.ts";
import { certify } from "../../../src/analysis/certify.ts";
import type { Certificate } from "../../../src/certificate/format.ts";
import { parseInstance } from "../../../src/problem/instance.ts";
import { instanceOf, uniform } from "./brackets.ts";
import { finiteInstance } from "./finite-instances.ts";
import { groupsInstances } from "./groups.ts";
import { cells, tradeInstance } from "./instances.ts";
import { pairsInstances } from "./pairs.ts";
import { partnershipInstance } from "./partnerships.ts";

const solver = createHighsSolver();

const discrete = (values: unknown[], masses: unknown[]) => ({ distribution: "discrete", values, masses });
const trade = (buyer: object, seller: object, rest: object) => ({
  format: "secondbest/instance@1",
  environment: { kind: "bilateral-trade", buyer, seller },
  ...rest,
});
const market = (buyers: object[], sellers: object[], rest: object = {}) => ({
  format: "secondbest/instance@1",
  environment: { kind: "multilateral-trade", buyers, sellers },
  ...rest,
});

/** Grids of laws, markets, and everything else that is no list of atoms and no table. */
export const shapedInstances: Record<string, object> = {
  "midpoint grid": trade(uniform, uniform, { discretization: { rule: "midpoint", points: 4 } }),
  "midpoint grid of a mixture with an atom and a gap": trade(
    {
      distribution: "mixture",
      weights: ["1/4", 0.25, "1/2"],
      components: [
        { distribution: "point-mass", at: 1 },
        uniform,
        { distribution: "piecewise-uniform", knots: [0, 1, 2, 3], masses: ["1/2", 0, "1/2"] },
      ],
    },
    { distribution: "affine", scale: "-1/2", shift: 2, of: { distribution: "beta", a: 2, b: 3, min: 0, max: 1 } },
    { discretization: { rule: "midpoint", points: 3 }, budget: "balanced" },
  ),
  "equal-mass grid": trade(
    { distribution: "piecewise-uniform", knots: [0, 1, 3], masses: ["2/3", "1/3"] },
    { distribution: "empirical", samples: [0.5, 0.5, 1, 2] },
    { discretization: { rule: "equal-mass", points: 3 }, incentives: "dominant", participation: "ex-post", budget: "no-deficit" },
  ),
  "powers on a grid, weights": trade(
    { distribution: "power", min: 0, max: 1, exponent: 2 },
    { distribution: "reverse-power", min: 0, max: 1, exponent: 3 },
    { discretization: { rule: "midpoint", points: 3 }, objective: { weights: { buyers: 2, sellers: 1, broker: 1 } } },
  ),
  "masses that are divided out": trade(discrete([2, 8], ["0.3333333333", "0.6666666666"]), discrete([1, 6], [0.5, 0.5]), {}),
  "bayesian, ex post, balanced, subsidy": trade(
    discrete([9, 22, 29], ["6/13", "6/13", "1/13"]),
    discrete([8, 21, 25], ["1/34", "3/34", "15/17"]),
    { participation: "ex-post", budget: { rule: "balanced", requiredProfit: "-1/10" } },
  ),
  infeasible: trade(discrete([2, 5], ["1/3", "2/3"]), discrete([1, 4], ["1/2", "1/2"]), { budget: { rule: "ex-ante", requiredProfit: 3 } }),
  market: market(
    [{ count: 2, distribution: discrete([1, 3], ["1/2", "1/2"]) }],
    [{ count: 1, distribution: discrete([0, 2], ["1/2", "1/2"]) }],
    { budget: "balanced" },
  ),
  "partnership on a grid, three partners with two entries": {
    format: "secondbest/instance@1",
    environment: {
      kind: "partnership",
      partners: [
        { share: "1/2", distribution: uniform },
        { share: 0.25, count: 2, distribution: discrete([0, "2/3"], ["1/3", "2/3"]) },
      ],
    },
    discretization: { rule: "midpoint", points: 2 },
    budget: "balanced",
    objective: { weights: { partners: ["1/2", 1], broker: 0 } },
  },
  "market of two laws": market(
    [
      { count: 1, distribution: discrete([1, 3], ["1/2", "1/2"]) },
      { count: 1, distribution: discrete([2], [1]) },
    ],
    [{ count: 2, distribution: discrete([0, 2], ["1/3", "2/3"]) }],
    { objective: "broker-profit" },
  ),
};

/** Continuous types with rational laws; every shape of revenue curve. */
export const continuousInstances: readonly object[] = [
  instanceOf(uniform, uniform, { width: 0.05 }),
  instanceOf(uniform, uniform, { width: 0.1, objective: "broker-profit", incentives: "dominant", participation: "ex-post" }),
  instanceOf(uniform, uniform, { width: 0.1, budget: { rule: "ex-ante", requiredProfit: "1/20" } }),
  instanceOf(uniform, uniform, { width: 0.1, budget: "balanced", objective: { weights: { buyers: 1, sellers: 1, broker: 0 } } }),
  instanceOf(uniform, uniform, { width: 0.1, budget: "none" }),
  instanceOf(
    { distribution: "power", min: 0, max: 1, exponent: 2 },
    { distribution: "reverse-power", min: 0, max: 1, exponent: 3 },
    { width: 0.1 },
  ),
  instanceOf(
    {
      distribution: "mixture",
      weights: ["1/3", "2/3"],
      components: [
        { distribution: "reverse-power", min: 0, max: 12, exponent: 4 },
        { distribution: "uniform", min: 3, max: 5 },
      ],
    },
    { distribution: "discrete", values: ["1/4", 1, 3], masses: ["1/2", "1/4", "1/4"] },
    { width: 0.1 },
  ),
  instanceOf(
    { distribution: "piecewise-uniform", knots: [0, 1, 2, 4], masses: ["1/2", "0", "1/2"] },
    { distribution: "affine", scale: 2, shift: "1/2", of: { distribution: "beta", a: 2, b: 2, min: 0, max: 1 } },
    { width: 0.1, budget: "no-deficit", objective: { weights: { buyers: 1, sellers: 2, broker: 1 } } },
  ),
];

/** Markets of traders with continuous types and rational laws. */
export const continuousMarkets: readonly object[] = [
  market([{ count: 2, distribution: uniform }], [{ count: 2, distribution: uniform }], { width: 0.05 }),
  market([{ count: 3, distribution: uniform }], [{ count: 1, distribution: uniform }], {
    width: 0.1,
    objective: "broker-profit",
    incentives: "dominant",
    participation: "ex-post",
  }),
  market(
    [
      { count: 1, distribution: { distribution: "power", min: 0, max: 1, exponent: 2 } },
      { count: 2, distribution: { distribution: "piecewise-uniform", knots: [0, "1/2", 1, 2], masses: ["1/2", 0, "1/2"] } },
    ],
    [
      { count: 1, distribution: uniform },
      { count: 1, distribution: discrete(["1/4", "1/2"], ["1/2", "1/2"]) },
    ],
    {
      width: 0.1,
      budget: { rule: "balanced", requiredProfit: "1/20" },
      objective: { weights: { buyers: 1, sellers: 2, broker: 1 } },
    },
  ),
  market([{ count: 1, distribution: uniform }], [{ count: 2, distribution: uniform }], { width: 0.1, budget: "none" }),
  market([{ count: 2, distribution: uniform }], [{ count: 1, distribution: uniform }], {
    budget: { rule: "ex-ante", requiredProfit: "1/2" },
  }),
];

const partners = (own: readonly (readonly [share: string, law: object, count?: number])[], rest: object) => ({
  format: "secondbest/instance@1",
  environment: { kind: "partnership", partners: own.map(([share, distribution, count = 1]) => ({ share, distribution, count })) },
  ...rest,
});

/** Partners with continuous values and rational laws. */
export const continuousPartnerships: readonly object[] = [
  partners(
    [
      ["9/10", uniform],
      ["1/10", uniform],
    ],
    { width: 0.05, budget: "balanced" },
  ),
  partners(
    [
      ["1", uniform],
      ["0", { distribution: "affine", scale: 2, shift: "-1/2", of: uniform }],
    ],
    { width: 0.1, objective: "broker-profit" },
  ),
  partners(
    [
      ["3/5", { distribution: "power", min: 0, max: 1, exponent: 2 }],
      ["1/5", { distribution: "piecewise-uniform", knots: [0, "1/2", 1, 2], masses: ["1/2", 0, "1/2"] }, 2],
    ],
    { width: 0.1, budget: { rule: "balanced", requiredProfit: "1/20" }, objective: { weights: { partners: [1, 2], broker: 1 } } },
  ),
  partners(
    [
      ["4/5", uniform],
      ["1/5", discrete(["1/4", "1/2"], ["1/2", "1/2"])],
    ],
    { width: 0.1, budget: "none" },
  ),
  partners(
    [
      ["4/5", uniform],
      ["1/5", uniform],
    ],
    { budget: { rule: "ex-ante", requiredProfit: "1/2" } },
  ),
];

/** Continuous types whose laws have no rational probabilities, every family of them; only the first verifier serves them. */
export const enclosedInstances: readonly object[] = [
  instanceOf({ distribution: "normal", mean: 1, sd: 1 }, { distribution: "exponential", rate: 1, min: 0 }, { width: 0.1 }),
  instanceOf({ distribution: "exponential", rate: 2, min: 0 }, uniform, { width: 0.1, budget: { rule: "ex-ante", requiredProfit: "1/2" } }),
  instanceOf(
    { distribution: "lognormal", mu: 0, sigma: "1/2" },
    { distribution: "truncated-exponential", rate: -1, min: 0, max: 2 },
    { width: 0.1, budget: "no-deficit", objective: { weights: { buyers: 1, sellers: 2, broker: 1 } } },
  ),
  instanceOf(
    { distribution: "pareto", scale: 1, shape: "5/2", cap: 6 },
    { distribution: "beta", a: "1/2", b: "7/3", min: 0, max: 2 },
    { width: 0.1, objective: "broker-profit", incentives: "dominant", participation: "ex-post" },
  ),
  instanceOf(
    {
      distribution: "mixture",
      weights: ["1/2", "1/4", "1/4"],
      components: [
        { distribution: "truncated-normal", mean: "1/4", sd: "1/8", min: 0, max: 1 },
        { distribution: "point-mass", at: "1/2" },
        { distribution: "power", min: 0, max: 1, exponent: "3/2" },
      ],
    },
    { distribution: "affine", scale: "-1/2", shift: 1, of: { distribution: "reverse-power", min: 0, max: 1, exponent: "0.7" } },
    { width: 0.1, budget: "balanced" },
  ),
  instanceOf({ distribution: "exponential", rate: 2, min: 0 }, uniform, {
    width: 0.1,
    incentives: "dominant",
    participation: "ex-post",
    budget: "no-deficit",
  }),
  market(
    [{ count: 2, distribution: { distribution: "exponential", rate: 1, min: 0 } }],
    [{ count: 2, distribution: { distribution: "normal", mean: 1, sd: 1 } }],
    { width: 0.1 },
  ),
];

async function certified(instances: readonly object[]): Promise<Certificate[]> {
  const certificates: Certificate[] = [];
  for (const instance of instances) {
    const { certificate } = await certify(parseInstance(instance), { solver });
    if (certificate) certificates.push(JSON.parse(JSON.stringify(certificate)));
  }
  return certificates;
}

/** Certificates of random instances of every cell, of tables with any prior, and of {@link shapedInstances}; the same ones for the same seed. */
export function finiteCertificates(seed: number, perCell = 1): Promise<Certificate[]> {
  return certified([
    ...cells.flatMap((cell, k) => fc.sample(tradeInstance(cell, 2, 3), { numRuns: perCell, seed: seed + k })),
    ...cells.flatMap((cell, k) =>
      fc.sample(partnershipInstance(cell, k % 4 === 0 ? 3 : 2, k % 4 === 0 ? 2 : 3), { numRuns: perCell, seed: seed + k }),
    ),
    ...fc.sample(finiteInstance, { numRuns: 30 * perCell, seed }),
    ...Object.values(shapedInstances),
  ]);
}

export function continuumCertificates(): Promise<Certificate[]> {
  return certified([...continuousInstances, ...continuousMarkets, ...continuousPartnerships, ...pairsInstances, ...groupsInstances]);
}

export function enclosedCertificates(): Promise<Certificate[]> {
  return certified(enclosedInstances);
}
