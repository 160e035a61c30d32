import { describe, expect, it } from "vitest";
import { frontier } from "../../src/analysis/frontier.ts";
import { uniform } from "../../src/distributions/laws/uniform.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { partnership } from "../../src/environments/partnership.ts";
import { riskAverseTrade } from "../../src/environments/risk-averse-trade.ts";
import { InvalidInputError, UnsupportedProblemError } from "../../src/errors.ts";
import { solve } from "../../src/index.ts";
import { type DesignProblemInput, designProblem } from "../../src/problem/design-problem.ts";
import { frontierJson, frontierText } from "../../src/report/studies/frontier.ts";
import { readFrontier } from "../../src/report/studies/read-frontier.ts";
import { WarmStart } from "../../src/routes/warm-start.ts";

const unit = uniform({ min: 0, max: 1 });
const environment = bilateralTrade({ buyer: unit, seller: unit });
const problem = (change: Partial<DesignProblemInput> = {}) =>
  designProblem({ environment, discretization: { rule: "midpoint", points: 8 }, ...change });

describe("gains against profit", () => {
  it("runs from the second best to the broker's optimum, concave, and the multiplier is its slope", async () => {
    const { points, parameter } = await frontier(problem(), { points: 9 }, solve);
    expect(parameter).toBe("required profit");
    expect(points).toHaveLength(9);
    const secondBest = await solve(problem());
    const broker = await solve(problem({ objective: "broker-profit" }));
    expect(points[0]?.gainsFromTrade).toBeCloseTo(secondBest.value.lower, 12);
    expect(points.at(-1)?.brokerProfit).toBeCloseTo(broker.value.lower, 12);
    for (let k = 1; k < points.length; k++) {
      const [a, b] = [points[k - 1], points[k]] as const;
      if (!a || !b) throw new Error("missing point");
      const slope = (a.gainsFromTrade - b.gainsFromTrade) / (b.brokerProfit - a.brokerProfit);
      // Envelope theorem: the loss per unit of profit lies between the shadow prices at the two ends.
      expect(slope).toBeGreaterThanOrEqual((a.multiplier ?? Number.NaN) - 1e-9);
      expect(slope).toBeLessThanOrEqual((b.multiplier ?? Number.NaN) + 1e-9);
    }
  });

  it("ends on laws where no more profit can be made: there a unit of it has no finite price", async () => {
    const found = await frontier(designProblem({ environment, width: 1e-4 }), { points: 3 }, solve);
    const [first, , last] = found.points;
    expect(first?.multiplier).toBeCloseTo(1 / 2, 2);
    // U[0,1]²: the largest profit is 1/24.
    expect(last?.brokerProfit).toBeCloseTo(1 / 24, 4);
    expect(last?.multiplier).toBe(Number.POSITIVE_INFINITY);
    expect(frontierText(found)).toMatch(/∞ +optimal\n$/);
    expect(frontierJson(found).points[2]?.multiplier).toBeNull();
  });

  it("is the same by programs, each started from the basis before", async () => {
    const options = { points: 6 };
    const direct = await frontier(problem(), options, solve);
    const starts: WarmStart[] = [];
    const programs = await frontier(problem(), options, (changed, settings = {}) => {
      if (settings.warmStart) starts.push(settings.warmStart);
      return solve(changed, { ...settings, solver: "highs" });
    });
    programs.points.forEach((point, k) => {
      expect(point.gainsFromTrade).toBeCloseTo(direct.points[k]?.gainsFromTrade ?? Number.NaN, 7);
    });
    expect(new Set(starts).size).toBe(1);
    expect(starts[0]?.used).toBe(starts.length - 1);
  });

  it("trades off by weights where the budget binds state by state", async () => {
    const dominant = problem({ incentives: "dominant", participation: "ex-post", budget: "no-deficit" });
    const { points, parameter } = await frontier(dominant, { points: 5 }, solve);
    expect(parameter).toBe("weight of profit");
    for (let k = 1; k < points.length; k++) {
      expect(points[k]?.gainsFromTrade ?? Number.NaN).toBeLessThanOrEqual((points[k - 1]?.gainsFromTrade ?? Number.NaN) + 1e-7);
      expect(points[k]?.brokerProfit ?? Number.NaN).toBeGreaterThanOrEqual((points[k - 1]?.brokerProfit ?? Number.NaN) - 1e-7);
    }
    const broker = await solve({ ...dominant, objective: problem({ objective: "broker-profit" }).objective });
    expect(points.at(-1)?.brokerProfit).toBeCloseTo(broker.value.lower, 7);
  });

  it("brackets continuous laws: 9/64 at one end, 1/24 of profit at the other", async () => {
    const { points } = await frontier(designProblem({ environment, width: 1e-6 }), { points: 3 }, solve);
    expect(points[0]?.gainsFromTrade).toBeCloseTo(9 / 64, 6);
    expect(points[2]?.brokerProfit).toBeCloseTo(1 / 24, 6);
  });
});

describe("buyers' against sellers' rents", () => {
  it("is symmetric where the laws are mirror images", async () => {
    const { points } = await frontier(problem(), { kind: "rents", points: 5 }, solve);
    points.forEach((point, k) => {
      const mirror = points[points.length - 1 - k];
      expect(point.buyersRents).toBeCloseTo(mirror?.sellersRents ?? Number.NaN, 12);
    });
    expect(points.map((point) => point.parameter.toFraction())).toEqual(["0", "1/4", "1/2", "3/4", "1"]);
  });
});

describe("input", () => {
  it("names a wrong kind and a wrong number of points", async () => {
    await expect(frontier(problem(), { kind: "profit" as never }, solve)).rejects.toThrow(InvalidInputError);
    await expect(frontier(problem(), { points: 1 }, solve)).rejects.toThrow("points: expected a whole number from 2");
  });

  it("refuses a problem without budget, and a balanced one in which profit is fixed", async () => {
    await expect(frontier(problem({ budget: "none" }), {}, solve)).rejects.toThrow(UnsupportedProblemError);
    const balanced = problem({ incentives: "dominant", participation: "ex-post", budget: "balanced" });
    await expect(frontier(balanced, {}, solve)).rejects.toThrow("fixes the broker's profit");
  });

  it("reports an infeasible problem as one point", async () => {
    const { points } = await frontier(problem({ budget: { rule: "ex-ante", requiredProfit: 1 } }), {}, solve);
    expect(points.map((point) => point.status)).toEqual(["infeasible"]);
  });
});

describe("output", () => {
  it("has one row a point in the table and one entry a point in the JSON", async () => {
    const found = await frontier(problem(), { points: 3 }, solve);
    expect(frontierText(found).trimEnd().split("\n")).toHaveLength(4);
    const json = frontierJson(found);
    expect(readFrontier(JSON.parse(JSON.stringify(json)))).toEqual(json);
    expect(json.format).toBe("secondbest/frontier@1");
    expect(json.points[0]?.value.exact).toMatch(/^\d+\/\d+$/);
    expect(new WarmStart().used).toBe(0);
  });
});

describe("over shares", () => {
  const ten = { distribution: "discrete", values: [...Array(10).keys()], masses: new Array<string>(10).fill("1/10") } as const;
  const owners = (...shares: readonly string[]) =>
    designProblem({ environment: partnership({ partners: shares.map((share) => ({ share, distribution: ten })) }) });

  it("runs from bilateral trade to bilateral trade, alike on both sides where values have one law, and efficient between", async () => {
    const { points, parameter } = await frontier(owners("1/4", "3/4"), { kind: "shares", points: 5 }, solve);
    expect(parameter).toBe("share of the first");
    const trade = await solve(
      designProblem({
        environment: bilateralTrade({ buyer: uniform({ min: 0, max: 1 }), seller: uniform({ min: 0, max: 1 }) }),
        discretization: { rule: "midpoint", points: 10 },
      }),
    );
    const values = points.map(({ result }) => result.value.lower);
    expect(values[0]).toBeCloseTo(10 * trade.value.lower, 12);
    for (const k of [0, 1]) expect(values[4 - k]).toBeCloseTo(values[k] as number, 12);
    // E max of two less the mean is half of E|difference| = (10² − 1)/(3·10).
    for (const k of [1, 2, 3]) expect(values[k]).toBeCloseTo(99 / 60, 12);
    expect(frontierText({ kind: "shares", parameter, points })).toContain("partners 2");
    const { points: written } = frontierJson({ kind: "shares", parameter, points });
    expect(written.map(({ rents }) => [rents.buyers, rents.partners?.length])).toEqual(points.map(() => [null, 2]));
  });

  it("is read again where no point can be reached, and nobody has rents", async () => {
    const out = {
      ...owners("1/4", "3/4"),
      budget: designProblem({ environment, budget: { rule: "ex-ante", requiredProfit: 100 } }).budget,
    };
    const json = frontierJson(await frontier(out, { kind: "shares", points: 2 }, solve));
    expect(json.points.map(({ status }) => status)).toEqual(["infeasible", "infeasible"]);
    expect(readFrontier(JSON.parse(JSON.stringify(json)))).toEqual(json);
  });

  it("keeps the proportions of the others, splits equally where they own nothing, and is about partnerships with somebody to share with", async () => {
    const shares = async (...stated: readonly string[]) => {
      const { points } = await frontier(owners(...stated), { kind: "shares", points: 3 }, async (changed) =>
        solve({ ...changed, budget: { ...changed.budget, rule: "ex-ante" }, participation: "ex-ante" }),
      );
      const { environment: last } = points[1]?.result.problem ?? {};
      return last?.groups?.map(({ reference }) => reference.toFraction());
    };
    expect(await shares("0", "1/3", "2/3")).toEqual(["1/2", "1/6", "1/3"]);
    expect(await shares("1", "0", "0")).toEqual(["1/2", "1/4", "1/4"]);
    await expect(frontier(problem(), { kind: "shares" }, solve)).rejects.toThrow(UnsupportedProblemError);
    const together = designProblem({ environment: partnership({ partners: [{ share: "1/2", count: 2, distribution: ten }] }) });
    await expect(frontier(together, { kind: "shares" }, solve)).rejects.toThrow(InvalidInputError);
    await expect(frontier(owners("1/2", "1/2"), { kind: "rents" }, solve)).rejects.toThrow("a partnership has none");
  });
});

it("over the power of risk-averse traders: at 1 a posted price, below it more than the best one; other traders have no power", async () => {
  const law = { distribution: "uniform", min: 0, max: 1 } as const;
  const environment = riskAverseTrade({ buyer: law, seller: law, utility: { power: "1/2" }, mechanisms: "simple" });
  const cell = { incentives: "dominant", participation: "ex-post", budget: "balanced" } as const;
  const problem = designProblem({ environment, ...cell, discretization: { rule: "midpoint", points: 9 } });
  const { points, parameter } = await frontier(problem, { kind: "risk-aversion", points: 4 }, solve);
  expect(parameter).toBe("power");
  expect(points.map((point) => point.parameter.valueOf())).toEqual([0.25, 0.5, 0.75, 1]);
  const types = Array.from({ length: 9 }, (_, k) => (2 * k + 1) / 18);
  for (const { parameter: power, result, buyersRents, sellersRents } of points) {
    const posted = (price: number) =>
      types.reduce(
        (sum, b) =>
          sum +
          types.reduce(
            (inner, s) => inner + (s <= price && price <= b ? (price - s) ** power.valueOf() + (b - price) ** power.valueOf() : 0),
            0,
          ),
        0,
      ) / 81;
    const best = Math.max(...types.map(posted));
    if (power.equals(1n)) expect(result.value.lower).toBeCloseTo(best, 10);
    else expect(result.value.lower).toBeGreaterThan(best + 1e-4);
    expect(buyersRents + sellersRents).toBeCloseTo(result.value.lower, 10);
  }
  const linear = designProblem({ environment: bilateralTrade({ buyer: law, seller: law }), ...cell });
  await expect(frontier(linear, { kind: "risk-aversion" }, solve)).rejects.toMatchObject({ name: "UnsupportedProblemError" });
});
