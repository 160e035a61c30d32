import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { cpus, platform, release, totalmem } from "node:os";
import { delimiter, join } from "node:path";
import { createExternalSolver, externalPresets } from "../solvers/external.ts";
import { createHighsSolver } from "../solvers/highs.ts";
import { type DesignProblem, type Solver, serializeInstance, solverByName } from "../src/index.ts";
import { packageFolder } from "../src/node/package-folder.ts";
import { version } from "../src/node/version.ts";
import type { BenchmarkReport } from "./report.ts";

/** Every backend that comes with the package, HiGHS by its interior-point method as well, and the programs found along the PATH. */
export function backends(env: Readonly<Record<string, string | undefined>>): readonly Solver[] {
  const folders = (env.PATH ?? "").split(delimiter);
  const found = Object.values(externalPresets).filter(({ binary }) =>
    folders.some((folder) => folder !== "" && statSync(join(folder, binary), { throwIfNoEntry: false })?.isFile()),
  );
  const included = ["highs", "clarabel", "javascript-lp-solver", "numeric"].map(solverByName);
  return [...included, createHighsSolver({}, "ipm"), ...found.map((preset) => createExternalSolver(preset, preset.binary, env))];
}

/** Peak memory in MiB of a process of its own that solves the problem. */
export function memoryOf(problem: DesignProblem): number {
  const instance = JSON.stringify(serializeInstance(problem));
  return Number(execFileSync(process.execPath, [join(packageFolder(), "dist/benchmarks/memory.js"), instance], { encoding: "utf8" }));
}

export function machine(): BenchmarkReport["machine"] {
  return {
    platform: `${platform()} ${release()}`,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
  };
}

export function versionsOf(solvers: readonly Solver[]): Readonly<Record<string, string>> {
  return { secondbest: version, node: process.version, ...Object.fromEntries(solvers.map((solver) => [solver.name, solver.version])) };
}
