import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { createExternalSolver, registerExternalSolvers } from "../../solvers/external.ts";
import { readClpSolution, readGlpsolSolution, readGurobiSolution } from "../../solvers/external-formats.ts";
import { externalPresets } from "../../solvers/external-presets.ts";
import { solverByName, solverNames } from "../../solvers/registry.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { expectOptimal } from "../conformance/optimality.ts";
import { problems } from "../conformance/problems.ts";
import { smallProgram } from "../conformance/small-program.ts";

const inf = Number.POSITIVE_INFINITY;
/** max 3x + 4y, x + y ≤ 4, x + 3y ≤ 6, and a row without bounds between them: (3, 1), y = (5/2, 0, 1/2). */
const workshop = smallProgram({
  objective: [3, 4],
  rows: [
    [-inf, [1, 1], 4],
    [-inf, [1, -1], inf],
    [-inf, [1, 3], 6],
  ],
});

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "secondbest-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An executable file with this JavaScript (CommonJS) in it; it finds its arguments in `args`. */
async function program(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!${process.execPath}\nconst args = process.argv.slice(2);\nconst fs = require("node:fs");\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

describe("the preset highs", () => {
  /** HiGHS in WebAssembly behind the command line of the executable: the same parser, solver and solution writer. */
  const body = () => `
    require(${JSON.stringify(createRequire(import.meta.url).resolve("highs"))})().then((highs) => {
      const model = highs.createModel({ format: "mps", data: fs.readFileSync(args.at(-1), "utf8") });
      model.options.set("output_flag", false);
      model.run();
      fs.writeFileSync(args[args.indexOf("--solution_file") + 1], model.exportSolution(false));
      console.log("Running HiGHS " + highs.version.string + " (git hash: none)");
    });`;
  const asked = problems.filter(
    ({ name, status }) => status[0] === "optimal" && /machines|range|free row|empty row|screening|interior|projection/.test(name),
  );

  it.each(asked)("solves through files: $name", async ({ program: asked, objective, point, rowMultipliers }) => {
    const solver = createExternalSolver(externalPresets.highs, await program("highs", body()));
    const result = await solver.solve(asked);
    expect(result.message).toBe("highs: Optimal");
    // The executable regularises quadratic objectives by 1e-7.
    const tolerance = asked.quadratic ? 1e-5 : 1e-7;
    expectOptimal(asked, result, tolerance);
    expect(Math.abs(result.objective - (objective as number))).toBeLessThan(tolerance);
    for (const [j, x] of (point ?? []).entries()) expect(Math.abs((result.point?.[j] as number) - x)).toBeLessThan(tolerance * 10);
    for (const [i, y] of (rowMultipliers ?? []).entries())
      expect(Math.abs((result.rowMultipliers?.[i] as number) - y)).toBeLessThan(tolerance * 10);
    expect(solver.version).toMatch(/^1\.\d+\.\d+$/);
  });

  it.each([
    ["infeasible", "two rows contradict each other", ["infeasible", "infeasible-or-unbounded"]],
    ["unbounded", "unbounded along the diagonal", ["unbounded", "infeasible-or-unbounded"]],
  ])("reads the status %s", async (_, name, statuses) => {
    const solver = createExternalSolver(externalPresets.highs, await program("highs", body()));
    const asked = problems.find((problem) => problem.name === name)?.program ?? workshop;
    expect(statuses).toContain((await solver.solve(asked)).status);
  });
});

describe("the preset gurobi_cl", () => {
  /** As documented (Reference Manual, File Formats, JSON solution format): zeros are left out; numbers are of the minimisation. */
  const answer = {
    SolutionInfo: { Status: 2, Runtime: 0.01, ObjVal: -13, IterCount: 2 },
    Vars: [
      { VarName: "x0_x0", X: 3 },
      { VarName: "x1_x1", X: 1 },
    ],
    Constrs: [
      { ConstrName: "r0_row_0", Slack: 0, Pi: -2.5 },
      { ConstrName: "r2_row_2", Slack: 0, Pi: -0.5 },
    ],
  };

  /** The file is scaled by powers of two, the objective by ¼ and the last row by ½: its multipliers are 5/2·¼ and 1/2·¼·2. */
  const asWritten = { ...answer, Constrs: answer.Constrs.map((row, k) => ({ ...row, Pi: [-0.625, -0.25][k] })) };

  it("reads a solution file as documented, found under the name it asked for", async () => {
    const body = `
      const option = (name) => args.find((arg) => arg.startsWith(name + "=")).slice(name.length + 1);
      if (option("JSONSolDetail") !== "1" || option("TimeLimit") !== "5" || !args.at(-1).endsWith(".mps")) process.exit(1);
      console.log("Gurobi Optimizer version 12.0.1 build v12.0.1rc0 (linux64)");
      fs.writeFileSync(option("ResultFile"), ${JSON.stringify(JSON.stringify(asWritten))});`;
    const solver = createExternalSolver(externalPresets.gurobi_cl, await program("gurobi_cl", body));
    const result = await solver.solve(workshop, { timeLimitSeconds: 5 });
    expect(result.status).toBe("optimal");
    expect(Array.from(result.point ?? [])).toEqual([3, 1]);
    expect(Array.from(result.rowMultipliers ?? [])).toEqual([2.5, 0, 0.5]);
    expectOptimal(workshop, result, 1e-9);
    expect(solver.version).toBe("12.0.1");
  });

  it("gives values by name, 0 where there is none", () => {
    const shape = { columnNames: ["x1_x1", "x2", "x0_x0"], rowNames: ["r2_row_2", "r0_row_0"] };
    const read = readGurobiSolution(JSON.stringify(answer), shape);
    expect(read.status).toBe("optimal");
    expect(Array.from(read.point ?? [])).toEqual([1, 0, 3]);
    expect(Array.from(read.rowDuals ?? [])).toEqual([-0.5, -2.5]);
  });

  it.each([
    [3, "infeasible"],
    [4, "infeasible-or-unbounded"],
    [5, "unbounded"],
    [9, "limit"],
    [13, "error"],
    [99, "error"],
  ])("maps status %i to %s", (Status, expected) => {
    expect(readGurobiSolution(JSON.stringify({ SolutionInfo: { Status } }), { columnNames: [], rowNames: [] }).status).toBe(expected);
  });
});

describe("solution files that are not what they should be", () => {
  const shape = { columnNames: ["x"], rowNames: ["r"] };

  it("are refused, not read as zeros", () => {
    expect(() => readGlpsolSolution("c nothing\n", shape)).toThrow(InvalidInputError);
    expect(() => readGlpsolSolution("s bas 2 1 f f 1\n", shape)).toThrow(InvalidInputError);
    expect(() => readGlpsolSolution("s bas 1 1 f f 1\nj 1 b x 0\n", shape)).toThrow(InvalidInputError);
    expect(() => readClpSolution("Optimal - objective value 1\n", new Uint8Array(8), shape)).toThrow(InvalidInputError);
    expect(() => readGurobiSolution("{}", shape)).toThrow(InvalidInputError);
  });

  it("leave missing values missing", () => {
    expect(readGlpsolSolution("s bas 1 1 f f 1\n", shape).point?.[0]).toBeNaN();
    expect(readGlpsolSolution("s bas 1 1 x y 1\n", shape).status).toBe("error");
    expect(readClpSolution("Something else - objective value 1\n", new Uint8Array(0), shape).status).toBe("error");
  });

  it("make an error of the solve", async () => {
    const silent = createExternalSolver(externalPresets.clp, await program("silent", 'console.log("no licence"); process.exit(3);'));
    const result = await silent.solve(workshop);
    expect(result.status).toBe("error");
    expect(result.message).toContain("code 3");
    expect(result.message).toContain("no licence");
    expect(result.point).toBeUndefined();
  });

  it("make an error of the solve when the point in them is wrong", async () => {
    const lying = createExternalSolver(
      externalPresets.glpsol,
      await program("lying", 'fs.writeFileSync(args.at(-1), "s bas 2 2 f f -14\\ni 1 u 4 0\\ni 2 u 6 0\\nj 1 b 4 0\\nj 2 b 4 0\\n");'),
    );
    const result = await lying.solve(workshop);
    expect(result.status).toBe("error");
    expect(result.message).toContain("optimality conditions");
  });
});

describe("running a program", () => {
  it("says which one is missing and how to install it", async () => {
    const absent = createExternalSolver(externalPresets.glpsol, join(folder, "not-there"));
    await expect(absent.solve(workshop)).rejects.toThrow(InvalidInputError);
    await expect(absent.solve(workshop)).rejects.toThrow(/not-there.*apt-get install glpk-utils/);
  });

  it("stops it at the time limit and leaves no folder behind", async () => {
    // A place for temporary files that nobody else uses.
    const place = await mkdtemp(join(folder, "temporary-"));
    vi.stubEnv("TMPDIR", place);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    expect(tmpdir()).toBe(place);
    const slow = createExternalSolver(externalPresets.clp, await program("slow", "setTimeout(() => {}, 60000);"));
    const start = performance.now();
    expect((await slow.solve(workshop, { timeLimitSeconds: 0.2 })).status).toBe("limit");
    expect(performance.now() - start).toBeLessThan(30_000);
    await expect(createExternalSolver(externalPresets.glpsol, join(folder, "not-there")).solve(workshop)).rejects.toThrow();
    expect(await readdir(place)).toEqual([]);
  });

  it("is registered by name", () => {
    registerExternalSolvers();
    for (const name of ["glpsol", "clp", "highs-program", "gurobi_cl"]) {
      expect(solverNames()).toContain(name);
      expect(solverByName(name).name).toBe(name);
    }
  });
});
