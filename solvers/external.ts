import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidInputError, show } from "../src/errors.ts";
import { mpsColumnName, mpsRowName, writeMps } from "../src/program/mps/write-mps.ts";
import { objectiveValue, type Program } from "../src/program/program.ts";
import { checkProgram } from "../src/solver/check-program.ts";
import { optimalityError, worstError } from "../src/solver/optimality.ts";
import { resolveSolverOptions, type SolverOptions } from "../src/solver/options.ts";
import { singleRowFarkas } from "../src/solver/proof.ts";
import { allFinite, bareResult, reducedCostsOf } from "../src/solver/result.ts";
import type { Solver, SolverCapabilities, SolverResult } from "../src/solver/solver.ts";
import type { AnswerShape, ExternalAnswer } from "./external-formats.ts";
import { type ExternalPreset, externalPresets } from "./external-presets.ts";
import { registerSolver } from "./registry.ts";
import { type ScaledProgram, scaleProgram, unscalePoint, unscaleRowMultipliers } from "./scaling.ts";

export { type ExternalPreset, externalPresets } from "./external-presets.ts";

/** Relative error of the optimality conditions beyond which an answer is not believed. */
const believableError = 1e-6;

/**
 * A solver that is a program of its own: writes the program as MPS into a temporary folder, runs the binary there, reads what it wrote, removes the
 * folder whatever happens. The answer is checked against the program.
 *
 * @throws InvalidInputError from `solve` when the binary is not installed, saying how to get it.
 * @example
 * const result = await createExternalSolver(externalPresets.clp, "/opt/coin/bin/clp").solve(program);
 */
export function createExternalSolver(preset: ExternalPreset, binary: string = preset.binary, env: NodeJS.ProcessEnv = process.env): Solver {
  const capabilities: SolverCapabilities = {
    linear: true,
    quadratic: preset.quadratic,
    duals: true,
    basis: false,
    warmStart: false,
    rays: false,
    timeLimit: true,
    progress: false,
    maxRows: 2_000_000,
    maxColumns: 2_000_000,
    accuracy: 1e-6,
  };
  const installed = { binary, env, version: "not run" };
  return {
    name: preset.name,
    get version() {
      return installed.version;
    },
    capabilities,
    async solve(program, partial) {
      const options = resolveSolverOptions(partial);
      checkProgram({ name: preset.name, capabilities }, program);
      const farkas = singleRowFarkas(program);
      if (farkas) return bareResult("infeasible", { farkas, message: "one row proves it" });
      const crossed = program.rowLower.findIndex((lower, i) => lower > (program.rowUpper[i] as number));
      if (crossed >= 0) return bareResult("infeasible", { message: `the bounds of row ${crossed} cross` });
      return solveWith(preset, installed, program, options);
    },
  };
}

/** Makes the known external programs available by name: glpsol, clp, highs-program, gurobi_cl; they are looked for along the PATH of `env`. */
export function registerExternalSolvers(env: NodeJS.ProcessEnv = process.env): void {
  for (const preset of Object.values(externalPresets)) registerSolver(preset.name, () => createExternalSolver(preset, preset.binary, env));
}

async function solveWith(
  preset: ExternalPreset,
  installed: { readonly binary: string; readonly env: NodeJS.ProcessEnv; version: string },
  program: Program,
  options: SolverOptions,
): Promise<SolverResult> {
  const scaled = scaleProgram(program);
  const written = scaledProgram(program, scaled);
  const bounded = rowsWithBounds(program);
  const shape: AnswerShape = {
    columnNames: Array.from({ length: program.columnCount }, (_, j) => mpsColumnName(written, j)),
    rowNames: bounded.map((row) => mpsRowName(written, row)),
  };
  const folder = await mkdtemp(join(tmpdir(), "secondbest-"));
  try {
    const files = { model: join(folder, "program.mps"), solution: join(folder, "solution") };
    await writeFile(files.model, writeMps(written));
    const start = performance.now();
    const ended = await run(preset, installed, preset.arguments(files, options), folder, options.timeLimitSeconds);
    installed.version = preset.version.exec(ended.output)?.[1] ?? installed.version;
    const seconds = (performance.now() - start) / 1000;
    if (ended.killed) return bareResult("limit", { seconds, message: `${preset.name} was stopped at the time limit` });
    let answer: ExternalAnswer;
    try {
      answer = await preset.read(readFile, files.solution, shape);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return bareResult("error", {
        seconds,
        message: `${preset.name} ended with code ${ended.code}: ${reason}\n${ended.output.slice(-1000)}`,
      });
    }
    return readResult(program, scaled, bounded, answer, seconds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readResult(
  program: Program,
  scaled: ScaledProgram,
  bounded: readonly number[],
  { status, message, point: scaledPoint, rowDuals }: ExternalAnswer,
  seconds: number,
): SolverResult {
  if (status !== "optimal") return bareResult(status, { seconds, message });
  if (!scaledPoint || !rowDuals) return bareResult("error", { seconds, message: `${message}, without its solution` });
  const scaledMultipliers = new Float64Array(program.rowCount);
  // They are of the minimisation of the negative.
  for (const [k, row] of bounded.entries()) scaledMultipliers[row] = 0 - (rowDuals[k] as number);
  const point = unscalePoint(scaled.factors, scaledPoint);
  const rowMultipliers = unscaleRowMultipliers(scaled.factors, scaledMultipliers);
  const error = allFinite(point, rowMultipliers) ? worstError(optimalityError(program, point, rowMultipliers)) : Number.NaN;
  if (!(error <= believableError)) {
    return bareResult("error", { seconds, message: `${message}, but the optimality conditions fail by ${error}` });
  }
  return bareResult("optimal", {
    objective: objectiveValue(program, point),
    point,
    rowMultipliers,
    reducedCosts: reducedCostsOf(program, point, rowMultipliers),
    seconds,
    message,
  });
}

/** What is written: without the offset, about whose sign programs disagree. */
function scaledProgram(program: Program, scaled: ScaledProgram): Program {
  return {
    name: program.name,
    columnCount: program.columnCount,
    rowCount: program.rowCount,
    objective: scaled.objective,
    offset: 0,
    columnLower: scaled.columnLower,
    columnUpper: scaled.columnUpper,
    rowLower: scaled.rowLower,
    rowUpper: scaled.rowUpper,
    matrix: scaled.matrix,
    ...(scaled.quadratic ? { quadratic: scaled.quadratic } : {}),
    columnName: (column) => program.columnName(column),
    rowName: (row) => program.rowName(row),
  };
}

/** Rows without bounds are N rows, which the programs drop. */
function rowsWithBounds(program: Program): number[] {
  const rows: number[] = [];
  for (let i = 0; i < program.rowCount; i++) {
    if (Number.isFinite(program.rowLower[i] as number) || Number.isFinite(program.rowUpper[i] as number)) rows.push(i);
  }
  return rows;
}

interface Ended {
  readonly code: number | null;
  readonly killed: boolean;
  /** What it printed, cut in the middle when it is long. */
  readonly output: string;
}

function run(
  preset: ExternalPreset,
  { binary, env }: { readonly binary: string; readonly env: NodeJS.ProcessEnv },
  args: readonly string[],
  cwd: string,
  timeLimitSeconds: number,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let killed = false;
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.length > 20_000) output = `${output.slice(0, 2000)} … ${output.slice(-2000)}`;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    // setTimeout cannot wait longer than 2³¹ ms; nobody waits that long either.
    const patience = Math.min(timeLimitSeconds * 1000, 2 ** 31 - 1);
    const started = performance.now();
    const timer = setTimeout(() => {
      killed = true;
      child.kill("SIGKILL");
    }, patience);
    child.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(error.code === "ENOENT" || error.code === "EACCES" ? missing(preset, binary) : error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      // A busy event loop may hear of the end before it hears of the limit.
      resolve({ code, killed: killed || performance.now() - started > patience, output });
    });
  });
}

function missing(preset: ExternalPreset, binary: string): InvalidInputError {
  return new InvalidInputError({
    field: "solver",
    expected: `the program ${show(binary)}, installed and executable`,
    received: "no such program",
    remedy: `Install it: ${preset.install}. Or use the solver highs, which needs no installation.`,
  });
}
