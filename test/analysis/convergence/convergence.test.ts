import { describe, expect, test } from "vitest";
import { fallingOrder, powerLaw } from "../../../src/analysis/convergence/power-law.ts";
import { bilateralTrade, convergence, designProblem, uniform } from "../../../src/index.ts";
import { convergenceJson, convergenceTable } from "../../../src/report/studies/convergence.ts";

const unit = uniform({ min: 0, max: 1 });
const environment = bilateralTrade({ buyer: unit, seller: unit });

describe("power laws of sequences", () => {
  test.each([1, 1.5, 2, 4])("a sequence of order %d has that order and its limit", (order) => {
    const cells = [4, 8, 12, 24, 48];
    const law = powerLaw(
      cells,
      cells.map((n) => 3 - 5 * n ** -order),
    );
    expect(law?.order).toBeCloseTo(order, 1);
    expect(law?.limit.value).toBeCloseTo(3, 3);
  });

  test("what does not move, or not by a power, has none", () => {
    expect(powerLaw([4, 8, 16], [1, 1, 1])).toBeNull();
    expect(powerLaw([4, 8, 16], [1, 2, 3])).toBeNull();
    expect(powerLaw([4, 8], [1, 2])).toBeNull();
    expect(fallingOrder([4, 8, 16], [1, 1 / 8, 1 / 64])).toBeCloseTo(3, 9);
    expect(fallingOrder([4, 8], [0, 1])).toBeNull();
  });
});

describe("convergence of a problem", () => {
  test("bayesian × ex-post × balanced on U[0,1]²: 9/64 between bounds that close, nested as cells are halved", async () => {
    const problem = designProblem({ environment, participation: "ex-post", budget: "balanced" });
    const found = await convergence(problem, { cells: [4, 8, 16], grids: false });
    for (const { inner, outer, proved } of found.rows) {
      expect(proved).toBe(true);
      expect(inner).toBeLessThanOrEqual(9 / 64);
      expect(outer).toBeGreaterThanOrEqual(9 / 64);
    }
    for (let k = 1; k < found.rows.length; k++) {
      const [before, row] = [found.rows[k - 1], found.rows[k]] as const;
      // A share of a lottery over prices may be mixed in for rounding.
      expect(row?.inner).toBeGreaterThanOrEqual((before?.inner ?? 0) * (1 - 1e-3));
      expect(row?.outer).toBeLessThanOrEqual((before?.outer ?? 0) * (1 + 1e-9));
    }
    expect(found.widthOrder).toBeGreaterThan(1.5);
    expect(found.fits.inner?.limit.value).toBeCloseTo(9 / 64, 3);
    const json = convergenceJson(found);
    expect(json.rows.map(({ cells }) => cells)).toEqual([4, 8, 16]);
    expect(convergenceTable(found).rows).toHaveLength(5);
  });

  test("finitely many types and wrong numbers of cells are refused", async () => {
    const grid = designProblem({ environment, discretization: { rule: "midpoint", points: 4 } });
    await expect(convergence(grid)).rejects.toThrow(/finitely many types/);
    await expect(convergence(designProblem({ environment }), { cells: [8, 4] })).rejects.toThrow(/increasing/);
  });
});
