import { describe, expect, it } from "vitest";
import { createHighsSolver, highs } from "../../solvers/highs.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { smallProgram } from "../conformance/small-program.ts";
import { runConformance } from "../conformance/suite.ts";

const inf = Number.POSITIVE_INFINITY;

runConformance(highs, { tolerance: 1e-7 });

describe("the HiGHS adapter", () => {
  it("refuses an entry that HiGHS would drop, when no units can save it", async () => {
    // Four entries 1, 1, 1 and ε: in any units of rows and columns ε·1 stays that far below 1·1. The objective pins the units too.
    const hopeless = smallProgram({
      objective: [1, 1],
      rows: [
        [-inf, [1, 1], 1],
        [-inf, [1, -1], 1],
        [-inf, [1, 1e-60], 1],
        [-inf, [-1, 1], 1],
      ],
    });
    await expect(highs.solve(hopeless)).rejects.toThrow(InvalidInputError);
    await expect(highs.solve(hopeless)).rejects.toThrow(/after scaling/);
  });

  it("says so when its WebAssembly cannot be loaded, and tries again next time", async () => {
    const broken = createHighsSolver({ wasm: Uint8Array.of(1, 2, 3, 4) });
    const program = smallProgram({ objective: [1], columns: [[0, 1]] });
    for (let k = 0; k < 2; k++) await expect(broken.solve(program)).rejects.toThrow(/highs\.wasm.*locateFile/);
  });

  it("reports a nonconvex objective as an error, not as an answer, and goes on", async () => {
    const nonconvex = smallProgram({
      objective: [1, 1],
      quadratic: [
        [2, 0],
        [0, -1],
      ],
      rows: [[-inf, [1, 1], 1]],
      columns: [
        [-1, 1],
        [-1, 1],
      ],
    });
    const { status, point } = await highs.solve(nonconvex);
    expect(status).toBe("error");
    expect(point).toBeUndefined();
    expect((await highs.solve(smallProgram({ objective: [1], columns: [[0, 1]] }))).objective).toBe(1);
  });
});
