import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRational, rational } from "../../src/arithmetic/rational.ts";
import { audit, constraintsOf } from "../../src/audit/audit.ts";
import { type Certificate, hashInstance, type JsonObject } from "../../src/certificate/format.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import { riskAverseTrade } from "../../src/environments/risk-averse-trade.ts";
import { isPriced, type PricedMechanism, type PricedStates, simpleMechanism } from "../../src/mechanism/priced.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { parseInstance, serializeInstance } from "../../src/problem/instance.ts";
import { solveWith } from "../../src/solve.ts";
import { refusal } from "../environments/refusal.ts";
import { pairWelfare } from "../price-distribution/problems.ts";

const unit = { distribution: "uniform", min: 0, max: 1 } as const;

function instance(changes: { environment?: object; [field: string]: unknown } = {}): JsonObject {
  const { environment, ...rest } = changes;
  return {
    format: "secondbest/instance@1",
    environment: { kind: "bilateral-trade", buyer: unit, seller: unit, utility: { power: "1/2" }, mechanisms: "simple", ...environment },
    incentives: "dominant",
    participation: "ex-post",
    budget: "balanced",
    discretization: { rule: "midpoint", points: 6 },
    ...rest,
  } as JsonObject;
}

async function solved(changes: Parameters<typeof instance>[0] = {}, proof = false) {
  return solveWith(parseInstance(instance(changes)), undefined, proof ? { proof: {} } : {});
}

function pricedOf(mechanism: unknown): PricedMechanism {
  if (!isPriced(mechanism as PricedMechanism)) throw new Error("no mechanism at prices");
  return mechanism as PricedMechanism;
}

/** Two types a side, worked by hand. */
const twoTypes = {
  environment: {
    buyer: { distribution: "discrete", values: [5, 7], masses: ["2/3", "1/3"] },
    seller: { distribution: "discrete", values: [4, 6], masses: ["5/6", "1/6"] },
    utility: { power: 1 },
  },
  discretization: undefined,
};

describe("simple mechanisms of finite types", () => {
  test("at power 1 the best price distribution on B=(5,7), S=(4,6) is worth 25/18", async () => {
    const { discretization: _, ...two } = twoTypes;
    const { value, level, status } = await solveWith(
      parseInstance({ ...instance(two), discretization: { rule: "atoms", points: 1 } }),
      undefined,
    );
    expect(status).toBe("optimal");
    expect(level).toBe("interval");
    expect(value.lower).toBeLessThanOrEqual(25 / 18);
    expect(value.upper).toBeGreaterThanOrEqual(25 / 18);
    expect(value.upper - value.lower).toBeLessThan(1e-10);
  });

  test("the mechanism attains the value at truthful reports, by the definition of its prices", async () => {
    const { mechanism, value, audit: audited, level } = await solved();
    const priced = pricedOf(mechanism);
    const types = Array.from({ length: 6 }, (_, k) => (k + 0.5) / 6);
    let welfare = 0;
    let utilities = 0;
    for (const b of types) {
      for (const s of types) {
        if (s >= b) continue;
        welfare += pairWelfare(s, b, priced.prices?.values ?? [], priced.prices?.masses ?? [], 0.5) / 36;
        const { trade, buyerPays, sellerReceives } = priced.at(b, s);
        expect(buyerPays).toBe(sellerReceives);
        if (trade > 0) utilities += (trade * (Math.sqrt(b - buyerPays) + Math.sqrt(sellerReceives - s))) / 36;
      }
    }
    expect(welfare).toBeCloseTo(value.lower, 12);
    expect(utilities).toBeCloseTo(value.lower, 12);
    expect(audited?.passes).toBe(true);
    expect(level).toBe("interval");
  });

  test("nothing to gain is worth exactly 0", async () => {
    const apart = {
      buyer: { distribution: "discrete", values: [1], masses: [1] },
      seller: { distribution: "discrete", values: [2], masses: [1] },
    };
    const { value, status } = await solved({ environment: apart });
    expect({ ...value, status }).toEqual({ lower: 0, upper: 0, exact: null, status: "optimal" });
  });

  test("the audit catches a price, a probability, and a lottery that are not of the distribution", () => {
    const pieces = {
      low: Float64Array.of(0.1, 0.3, 0.6, 0.9),
      high: Float64Array.of(0.1, 0.3, 0.6, 0.9),
      mass: new Float64Array(4).fill(1 / 4),
    };
    const environment = riskAverseTrade({ buyer: unit, seller: unit, utility: { power: "1/2" }, mechanisms: "simple" });
    const attitudes = { ...environment.utility, refusesLosses: true };
    const prices = { values: Float64Array.of(0.1, 0.3, 0.6, 0.9), masses: Float64Array.of(0.1, 0.4, 0.4, 0.1) };
    const mechanism = simpleMechanism(prices, 0.5, attitudes, pieces, pieces);
    const constraints = constraintsOf(designProblem({ environment, incentives: "dominant", participation: "ex-post", budget: "balanced" }));
    const changed = (lottery: PricedStates["lottery"]) => audit(constraints, { ...mechanism, states: { ...mechanism.states, lottery } });
    const here = mechanism.states.lottery;
    const mutate = (f: (trade: ReturnType<typeof here>[number]) => ReturnType<typeof here>[number]) =>
      changed((i, j) => (i === 3 && j === 0 ? here(i, j).map(f) : here(i, j)));
    expect(audit(constraints, mechanism).passes).toBe(true);
    expect(mutate((trade) => ({ ...trade, buyerPays: trade.buyerPays + 0.01 })).budget.worst).toBeGreaterThan(1e-3);
    expect(mutate((trade) => ({ ...trade, probability: 0.9 * trade.probability })).incentives.worst).toBeGreaterThan(1e-3);
    expect(mutate((trade) => ({ ...trade, probability: 1.1 })).allocation.worst).toBeCloseTo(0.1, 12);
    const dear = mutate((trade) => ({ ...trade, buyerPays: 0.95, sellerReceives: 0.95 }));
    expect(dear.participation.worst).toBeGreaterThan(0.01);
    expect(dear.passes).toBe(false);
  });
});

describe("continuous types", () => {
  test.each(["0.9", "0.75", "0.5", "0.25"])(
    "at γ = %s the proved optimum beats the best posted price 2^(−γ−1)/(γ + 1), and with it every lottery over posted prices",
    async (power) => {
      const stated = parseInstance({ ...instance({ environment: { utility: { power } } }), discretization: undefined });
      const result = await solveWith(stated, undefined, { maxCells: 64 });
      const gamma = Number(power);
      // A lottery's value is an average of those of its prices, of which ½ is best.
      expect(result.value.lower).toBeGreaterThan(2 ** (-gamma - 1) / (gamma + 1));
      expect(result.level).toBe("continuum");
    },
  );

  test("the bracket is proved, contains finer grids and the estimate, and narrows", async () => {
    const continuous = parseInstance({ ...instance(), discretization: undefined });
    const [coarse, fine] = await Promise.all([16, 64].map((maxCells) => solveWith(continuous, undefined, { maxCells })));
    expect(fine?.level).toBe("continuum");
    expect(fine?.status).toBe("optimal");
    expect(fine?.value.lower).toBeGreaterThan(coarse?.value.lower ?? 1);
    expect(fine?.value.upper).toBeLessThan(coarse?.value.upper ?? 0);
    const estimate = fine?.estimate?.value ?? Number.NaN;
    expect(estimate).toBeGreaterThan(fine?.value.lower ?? 1);
    expect(estimate).toBeLessThan(fine?.value.upper ?? 0);
    // More than the best posted price, 2^(−3/2)/(3/2), and every lottery over posted prices, which are worth no more.
    expect(fine?.value.lower).toBeGreaterThan(2 ** -1.5 / 1.5);
    expect(fine?.audit?.passes).toBe(true);
    const { firstBest } = fine as NonNullable<typeof fine>;
    expect(firstBest.lower).toBeLessThanOrEqual(2 ** 0.5 / (1.5 * 2.5));
    expect(firstBest.upper).toBeGreaterThanOrEqual(2 ** 0.5 / (1.5 * 2.5));
  });

  test("the share of the first best rises to 1 as traders become infinitely risk-averse", async () => {
    const shares: number[] = [];
    for (const power of ["1/2", "1/8", "1/64"]) {
      const { value, firstBest } = await solveWith(
        parseInstance({ ...instance({ environment: { utility: { power } } }), discretization: undefined }),
        undefined,
        { maxCells: 16 },
      );
      shares.push(value.lower / firstBest.upper);
    }
    expect(shares[1]).toBeGreaterThan((shares[0] as number) + 0.05);
    expect(shares[2]).toBeGreaterThan((shares[1] as number) + 0.05);
  });

  test("a width that is asked for and not reached is a limit", async () => {
    const problem = parseInstance({ ...instance(), discretization: undefined, width: 1e-5 });
    const { status } = await solveWith(problem, undefined, { maxCells: 8 });
    expect(status).toBe("limit");
  });
});

describe("certificates", () => {
  test("a distribution proves its bracket; with other masses it proves another one, and a wrong claim is rejected", async () => {
    const { proof, value, level } = await solved({}, true);
    expect(level).toBe("interval");
    const certificate = proof?.certificate as Certificate;
    const verdict = verifyCertificate(certificate);
    if (!verdict.accepted || verdict.status !== "optimal") throw new Error("not accepted");
    expect(verdict.level).toBe("interval");
    expect(verdict.upper.sub(verdict.lower).valueOf()).toBeLessThan(1e-12);
    expect(verdict.lower.valueOf()).toBeCloseTo(value.lower, 11);
    const masses = (certificate.proof as { masses: readonly string[] }).masses;
    const with_ = (changed: readonly string[]) => verifyCertificate({ ...certificate, proof: { kind: "prices", masses: changed } });
    const moved = [...masses];
    const eighth = rational("1/8");
    moved[2] = formatRational(rational(moved[2] as string).add(eighth));
    expect(with_(moved)).toMatchObject({ accepted: false, reason: "proof.masses: their total is not 1" });
    moved[3] = formatRational(rational(moved[3] as string).sub(eighth));
    expect(with_(moved)).toMatchObject({ accepted: false });
    expect(with_(masses.slice(1))).toMatchObject({ accepted: false });
    expect(with_(masses.map((_, k) => (k === 0 ? "1" : "0")))).toMatchObject({ accepted: false });
    const claimed = (lower: string, upper: string) => verifyCertificate({ ...certificate, claim: { status: "optimal", lower, upper } });
    expect(claimed("1/2", "1")).toMatchObject({ accepted: false });
    expect(claimed("0", "1/100")).toMatchObject({ accepted: false });
    expect(verifyCertificate({ ...certificate, claim: { status: "infeasible" } })).toMatchObject({ accepted: false });
    // About other traders the same masses prove nothing of the kind.
    const other = instance({ environment: { utility: { power: "3/4" } } });
    expect(verifyCertificate({ ...certificate, instance: other, instanceHash: hashInstance(other) })).toMatchObject({ accepted: false });
    const linear = instance({ environment: { utility: undefined, mechanisms: undefined } });
    const plain = JSON.parse(JSON.stringify(linear)) as JsonObject;
    expect(verifyCertificate({ ...certificate, instance: plain, instanceHash: hashInstance(plain) })).toMatchObject({ accepted: false });
  });

  test("the bounds of the verifier hold those of the engine on random types and powers", async () => {
    const side = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 4 });
    const drawn = fc.sample(fc.record({ buyer: side, seller: side, power: fc.constantFrom("1/4", "0.9", 1) }), { numRuns: 12, seed: 4 });
    for (const { buyer, seller, power } of drawn) {
      const law = (values: number[]) => ({
        distribution: "discrete",
        values: [...values].sort((a, b) => a - b),
        masses: values.map(() => `1/${values.length}`),
      });
      const environment = { buyer: law(buyer), seller: law(seller), utility: { power } };
      const { value, proof } = await solved({ environment, discretization: { rule: "atoms", points: 1 } }, true);
      if (proof?.certificate?.claim.status !== "optimal") throw new Error("no certificate");
      const { lower, upper } = proof.certificate.claim;
      expect(rational(lower).valueOf()).toBeLessThanOrEqual(value.upper);
      expect(rational(upper).valueOf()).toBeGreaterThanOrEqual(value.lower);
      expect(rational(upper).valueOf() - rational(lower).valueOf()).toBeLessThan(1e-9 * (1 + value.upper));
    }
  });
});

describe("instances", () => {
  test("are written back as they were read, and γ = 1 without a class of mechanisms is the linear problem", () => {
    const both = { buyer: { power: 0.5 }, seller: { power: 1 } };
    for (const environment of [{}, { mechanisms: "lotteries" }, { mechanisms: "lotteries", utility: both }, { utility: { power: 0.9 } }]) {
      const problem = parseInstance(instance({ environment }));
      expect(problem.environment.kind).toBe("risk-averse-trade");
      const written = serializeInstance(problem);
      expect(serializeInstance(parseInstance(written))).toEqual(written);
      expect(written.environment).toMatchObject({
        kind: "bilateral-trade",
        ...environment,
        ...(environment.utility ? {} : { utility: { power: 0.5 } }),
      });
    }
    const neutral = { ...instance(), environment: { kind: "bilateral-trade", buyer: unit, seller: unit, utility: { power: 1 } } };
    expect(parseInstance(neutral).environment.kind).toBe("linear");
  });

  test.each([{ min: "1e-30" }, { max: "1.0000000000000000000001" }])(
    "types that doubles do not tell apart are refused: %j",
    async (ends) => {
      for (const discretization of [undefined, { rule: "midpoint", points: 6 }])
        await expect(solved({ environment: { buyer: { ...unit, ...ends } }, discretization })).rejects.toThrow(/are not equal, but closer/);
    },
  );

  test("are refused by the field, with what serves", async () => {
    const refused = (changes: Parameters<typeof instance>[0]) =>
      refusal(() => parseInstance(JSON.parse(JSON.stringify(instance(changes)))));
    expect(refused({ environment: { utility: { power: 0 } } })).toMatchObject({ field: "environment.utility.power" });
    expect(refused({ environment: { utility: { power: "3/2" } } })).toMatchObject({ field: "environment.utility.power" });
    expect(refused({ environment: { utility: { power: "1e-400" } } })).toMatchObject({ field: "environment.utility.power" });
    expect(refused({ environment: { mechanisms: undefined } })).toMatchObject({ field: "environment.mechanisms" });
    expect(refused({ environment: { mechanisms: "best" } })).toMatchObject({ field: "environment.mechanisms" });
    expect(refused({ environment: { losses: "linear" } })).toMatchObject({ field: "environment.losses" });
    const differ = { utility: { buyer: { power: "1/2" }, seller: { power: 1 } } };
    expect(() => parseInstance(instance({ environment: differ }))).toThrow(/lotteries/);
    const cells = [{ incentives: "bayesian" }, { participation: "interim" }, { budget: "ex-ante" }, { objective: "broker-profit" }];
    for (const cell of [...cells, { budget: { rule: "balanced", requiredProfit: 1 } }])
      await expect(solved(cell)).rejects.toMatchObject({ name: "UnsupportedProblemError" });
    await expect(
      solved({ discretization: undefined, environment: { buyer: { distribution: "power", min: 0, max: 1, exponent: 2 } } }),
    ).rejects.toThrow(/piecewise-uniform/);
  });

  test("utilities in code must be increasing and concave, and 0 at 0", () => {
    const given = (utility: (x: number) => number) =>
      refusal(() => riskAverseTrade({ buyer: unit, seller: unit, utility, mechanisms: "lotteries" }));
    expect(given((x) => x * x)).toMatchObject({ field: "utility" });
    expect(given((x) => Math.sqrt(x) - x)).toMatchObject({ field: "utility" });
    expect(given((x) => 1 - x)).toMatchObject({ field: "utility" });
    expect(given(() => Number.NaN)).toMatchObject({ field: "utility" });
    expect(riskAverseTrade({ buyer: unit, seller: unit, utility: (x) => 1 - Math.exp(-x), mechanisms: "lotteries" }).kind).toBe(
      "risk-averse-trade",
    );
  });
});
