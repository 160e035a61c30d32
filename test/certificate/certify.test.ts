import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { formatRational, rational } from "../../src/arithmetic/rational.ts";
import { serializeCertificate } from "../../src/certificate/format.ts";
import type { Certified } from "../../src/certificate/prove/certificate.ts";
import { parseCertificate } from "../../src/certificate/verify/read-certificate.ts";
import type { Verdict } from "../../src/certificate/verify/verdict.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { cpuTime } from "../support/cpu-time.ts";
import { solveTrade } from "../support/exact-trade.ts";
import { tried } from "../support/tried.ts";
import { type Cell, cells, type TradeInstance, tradeInstance } from "./support/instances.ts";

const solver = createHighsSolver();

const prove = (instance: object): Promise<Certified> => certify(parseInstance(instance), { solver });

function uniformGrid(points: number, cell: Partial<Cell> = {}) {
  const uniform = { distribution: "uniform", min: 0, max: 1 };
  return {
    format: "secondbest/instance@1",
    environment: { kind: "bilateral-trade", buyer: uniform, seller: uniform },
    discretization: { rule: "midpoint", points },
    ...cell,
  };
}

/** The proved value as a text; the reason when there is none. */
function summary(certified: Certified): string {
  if (certified.certificate === null) return certified.reason;
  const { verdict } = certified;
  if (verdict.status === "infeasible") return "infeasible";
  return verdict.level === "exact"
    ? formatRational(verdict.lower)
    : `${verdict.level} ${formatRational(verdict.lower)} ${formatRational(verdict.upper)}`;
}

describe("uniform midpoint grids", () => {
  test.each([
    [10, "189/1250"],
    [20, "323/2200"],
    [40, "403/2800"],
  ])("n = %i: gains from trade are exactly %s, whichever budget", async (points, value) => {
    for (const budget of ["ex-ante", "no-deficit", "balanced"] as const) {
      expect(summary(await prove(uniformGrid(points, { budget })))).toBe(value);
    }
  });

  test("n = 80 a side, built and verified in a few seconds, in every cell with that optimum", async () => {
    const values = new Set<string>();
    for (const cell of [
      { incentives: "bayesian", participation: "interim", budget: "balanced" },
      { incentives: "dominant", participation: "ex-post", budget: "ex-ante" },
    ] as const) {
      const start = cpuTime();
      const certified = await prove(uniformGrid(80, cell));
      expect(cpuTime() - start).toBeLessThan(6000);
      values.add(summary(certified));
    }
    // 0.14233…, between the known values at n = 40 and n = 160.
    expect([...values]).toEqual(["149389/1049600"]);
  });

  test("verifying is cheaper than solving: n = 80 within half a second", async () => {
    const { certificate } = await prove(uniformGrid(80));
    const text = JSON.stringify(certificate);
    verifyCertificate(JSON.parse(text));
    const start = cpuTime();
    expect(verifyCertificate(JSON.parse(text)).accepted).toBe(true);
    expect(cpuTime() - start).toBeLessThan(500);
  });

  test("dominant × ex-post × no-deficit: 0.135 at n = 10, 0.130625 at n = 20, exactly", async () => {
    const cell = { incentives: "dominant", participation: "ex-post", budget: "no-deficit" } as const;
    expect(summary(await prove(uniformGrid(10, cell)))).toBe("27/200");
    expect(summary(await prove(uniformGrid(20, cell)))).toBe("209/1600");
  });
});

describe("instances with a known exact value", () => {
  const two = (B: string[], p: string[], S: string[], q: string[], cell: Partial<Cell>) => ({
    format: "secondbest/instance@1",
    environment: {
      kind: "bilateral-trade",
      buyer: { distribution: "discrete", values: B, masses: p },
      seller: { distribution: "discrete", values: S, masses: q },
    },
    ...cell,
  });
  const half = ["1/2", "1/2"];

  test.each([
    ["49/20", two(["2", "8"], half, ["1", "6"], half, {})],
    ["1/4", two(["4", "6"], half, ["5", "7"], half, { incentives: "dominant", participation: "ex-post", budget: "balanced" })],
    ["13/9", two(["5", "7"], ["2/3", "1/3"], ["4", "6"], ["5/6", "1/6"], { incentives: "dominant", budget: "no-deficit" })],
    ["10/7", two(["5", "7"], ["2/3", "1/3"], ["4", "6"], ["5/6", "1/6"], { incentives: "dominant", budget: "balanced" })],
    [
      "1181/350",
      two(["1", "3", "5"], ["9/35", "1/35", "25/35"], ["0", "2", "4"], ["25/35", "9/35", "1/35"], {
        incentives: "dominant",
        participation: "ex-ante",
        budget: "balanced",
      }),
    ],
    [
      "1598/405",
      two(["4", "7"], ["1/3", "2/3"], ["0", "3", "5"], ["5/9", "1/9", "3/9"], {
        incentives: "dominant",
        participation: "ex-post",
        budget: "no-deficit",
      }),
    ],
    [
      "35/9",
      two(["4", "7"], ["1/3", "2/3"], ["0", "3", "5"], ["5/9", "1/9", "3/9"], {
        incentives: "dominant",
        participation: "ex-post",
        budget: "balanced",
      }),
    ],
    [
      "404/663",
      two(["9", "22", "29"], ["6/13", "6/13", "1/13"], ["8", "21", "25"], ["1/34", "3/34", "30/34"], {
        participation: "ex-post",
        budget: "balanced",
      }),
    ],
    ["21/34", two(["9", "22", "29"], ["6/13", "6/13", "1/13"], ["8", "21", "25"], ["1/34", "3/34", "30/34"], { budget: "balanced" })],
    [
      "4/9",
      { ...two(["1", "3"], ["2/3", "1/3"], ["2", "3"], ["2/3", "1/3"], {}), objective: { weights: { buyers: 2, sellers: 1, broker: 1 } } },
    ],
  ])("%s", async (value, instance) => {
    expect(summary(await prove(instance))).toBe(value);
  });

  test("full extraction under correlation (Crémer–McLean): the first best as broker profit", async () => {
    const certified = await prove({
      format: "secondbest/instance@1",
      environment: {
        kind: "finite",
        agents: [
          { name: "Ann", types: ["1", "2"] },
          { name: "Bob", types: ["1", "2"] },
        ],
        prior: {
          joint: [
            ["1/3", "1/6"],
            ["1/6", "1/3"],
          ],
        },
        outcomes: ["Ann gets it", "Bob gets it"],
        utilities: [
          [
            [1, 2],
            [0, 0],
          ],
          [
            [0, 0],
            [1, 2],
          ],
        ],
      },
      budget: "none",
      objective: "broker-profit",
    });
    // The larger of the two values: 1 with probability 1/3, else 2.
    expect(summary(certified)).toBe("5/3");
  });

  test("a market of two buyers and one seller equals the exact value of its naive program", async () => {
    const law = { distribution: "discrete", values: [1, 3], masses: ["1/2", "1/2"] };
    const seller = { distribution: "discrete", values: [0, 2], masses: ["1/2", "1/2"] };
    const certified = await prove({
      format: "secondbest/instance@1",
      environment: { kind: "multilateral-trade", buyers: [{ count: 2, distribution: law }], sellers: [{ count: 1, distribution: seller }] },
      objective: "broker-profit",
    });
    // Virtual values −1 and 3, virtual costs 0 and 4: trade iff some buyer has 3 and the seller 0: (3/4)(1/2)·3.
    expect(summary(certified)).toBe("9/8");
  });
});

describe("random rational instances over all cells", () => {
  test("2 or 3 types: status and value are those of the exact simplex", async () => {
    const counts: Record<string, number> = {};
    for (const cell of cells) {
      const instances = fc.sample(tradeInstance(cell, 2, 3), { numRuns: 3 });
      for (const instance of instances) {
        const truth = solveTrade(forSimplex(instance));
        const certified = await prove(instance);
        const expected = truth.status === "optimal" ? formatRational(truth.value ?? rational(0)) : truth.status;
        const found = summary(certified);
        expect(found === "the value is unbounded" ? "unbounded" : found, JSON.stringify(instance)).toBe(expected);
        counts[truth.status] = (counts[truth.status] ?? 0) + 1;
      }
    }
    console.log("exact simplex against certificates:", JSON.stringify(counts));
    expect(Math.min(counts.optimal ?? 0, counts.infeasible ?? 0, counts.unbounded ?? 0)).toBeGreaterThan(3);
  });

  test("every two-type instance of Kos and Manea is exact, by closed proofs without a solver", async () => {
    const cell = { incentives: "bayesian", participation: "interim", budget: "ex-ante" } as const;
    for (const instance of fc.sample(tradeInstance(cell, 2, 2), { numRuns: 100 })) {
      const certified = await certify(parseInstance({ ...instance, objective: "gains-from-trade" }));
      const truth = solveTrade({ ...forSimplex(instance), weights: [1, 1, 1] });
      expect(summary(certified)).toBe(truth.value === null ? truth.status : formatRational(truth.value));
    }
  });

  const drawn = tried(100, 300);
  test(`2 to 8 types: at least 95 % of ${drawn} are exact, none wrong`, async () => {
    const counts: Record<string, number> = {};
    const bounded = cells.filter(({ participation, budget }) => participation !== "none" && budget !== "none");
    for (let k = 0; k < drawn; k++) {
      const [instance] = fc.sample(tradeInstance(bounded[k % bounded.length] as Cell, 2, 8), { numRuns: 1, seed: 1000 + k }) as [
        TradeInstance,
      ];
      const certified = await prove(instance);
      const { certificate } = certified;
      const outcome = certificate === null ? certified.reason : `${certified.verdict.status} ${certified.verdict.level}`;
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    console.log(`certificates of ${drawn} random instances:`, JSON.stringify(counts));
    expect((counts["optimal exact"] ?? 0) + (counts["infeasible exact"] ?? 0)).toBeGreaterThanOrEqual(0.95 * drawn);
    expect(Object.keys(counts).every((outcome) => /exact|interval/.test(outcome))).toBe(true);
    expect(counts["infeasible exact"]).toBeGreaterThan(5);
  });
});

function forSimplex(instance: TradeInstance): Parameters<typeof solveTrade>[0] {
  const { environment, budget, objective, incentives, participation } = instance;
  const { buyers, sellers, broker } = objective.weights;
  return {
    B: environment.buyer.values,
    p: environment.buyer.masses,
    S: environment.seller.values,
    q: environment.seller.masses,
    incentives,
    participation,
    budget: budget.rule,
    requiredProfit: budget.requiredProfit,
    weights: [buyers, sellers, broker],
  };
}

describe("files", () => {
  test("the same problem gives the same bytes, which read back to the same certificate and verdict", async () => {
    const texts = await Promise.all([1, 2].map(async () => serializeCertificate((await prove(uniformGrid(4))).certificate as never)));
    expect(texts[0]).toBe(texts[1]);
    const document = JSON.parse(texts[0] as string);
    expect(serializeCertificate(parseCertificate(document))).toBe(texts[0]);
    const verdict = verifyCertificate(document) as Verdict & { accepted: true };
    expect(verdict.level).toBe("exact");
  });

  test("a certificate can be held against a given instance", async () => {
    const { certificate } = await prove(uniformGrid(4));
    expect(verifyCertificate(certificate, { instanceHash: certificate?.instanceHash as string }).accepted).toBe(true);
    const other = (await prove(uniformGrid(5))).certificate?.instanceHash as string;
    expect(verifyCertificate(certificate, { instanceHash: other })).toEqual({
      accepted: false,
      reason: "instance: the certificate is about another instance",
    });
  });
});
