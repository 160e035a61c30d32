import type { SolverOptions } from "../src/solver/options.ts";
import type { SolverCapabilities } from "../src/solver/solver.ts";
import {
  type AnswerShape,
  type ExternalAnswer,
  readClpSolution,
  readGlpsolSolution,
  readGurobiSolution,
  readHighsSolution,
} from "./external-formats.ts";

/** How to run a program that reads MPS, and how to read what it writes. */
export interface ExternalPreset {
  /** Name in the registry. */
  readonly name: string;
  /** The executable, found on the PATH. */
  readonly binary: string;
  /** How to install it, for the message when it is missing. */
  readonly install: string;
  readonly quadratic: SolverCapabilities["quadratic"];
  /** Finds the version in what the program prints. */
  readonly version: RegExp;
  /** Arguments of the program; `solution` is a path that it may use as a stem. */
  readonly arguments: (files: { readonly model: string; readonly solution: string }, options: SolverOptions) => readonly string[];
  /** Reads the answer. `open` reads a file as bytes. */
  readonly read: (open: (path: string) => Promise<Uint8Array>, solution: string, shape: AnswerShape) => Promise<ExternalAnswer>;
}

/** The programs that are known; each is tried with the version named. */
export const externalPresets = {
  /** GLPK 5.0. */
  glpsol: {
    name: "glpsol",
    binary: "glpsol",
    version: /GLPK LP\/MIP Solver (\S+)/,
    install: "apt-get install glpk-utils, brew install glpk, or https://www.gnu.org/software/glpk",
    quadratic: false,
    arguments: ({ model, solution }, { timeLimitSeconds }) => [
      "--freemps",
      model,
      "--min",
      // With presolve it reports infeasible and unbounded programs as undefined.
      "--nopresol",
      // The file is scaled; its own scaling would look at the rows alone.
      "--noscale",
      ...(timeLimitSeconds < Number.POSITIVE_INFINITY ? ["--tmlim", String(Math.ceil(timeLimitSeconds))] : []),
      "--write",
      solution,
    ],
    read: async (open, solution, shape) => readGlpsolSolution(textOf(await open(solution)), shape),
  },
  /** Clp 1.17. */
  clp: {
    name: "clp",
    binary: "clp",
    version: /Coin LP version ([^\s,]+)/,
    install: "apt-get install coinor-clp, brew install clp, or https://github.com/coin-or/Clp",
    quadratic: false,
    arguments: ({ model, solution }, { timeLimitSeconds, tolerance }) => [
      model,
      "-direction",
      "minimize",
      "-primalTolerance",
      String(tolerance),
      "-dualTolerance",
      String(tolerance),
      ...(timeLimitSeconds < Number.POSITIVE_INFINITY ? ["-seconds", String(timeLimitSeconds)] : []),
      "-solve",
      "-solution",
      solution,
      "-saveSolution",
      `${solution}.bin`,
    ],
    read: async (open, solution, shape) => readClpSolution(textOf(await open(solution)), await open(`${solution}.bin`), shape),
  },
  /** The executable of HiGHS 1.15. */
  highs: {
    name: "highs-program",
    binary: "highs",
    version: /Running HiGHS (\S+)/,
    install: "https://github.com/ERGO-Code/HiGHS/releases",
    quadratic: "convex",
    arguments: ({ model, solution }, { timeLimitSeconds }) => [
      ...(timeLimitSeconds < Number.POSITIVE_INFINITY ? ["--time_limit", String(timeLimitSeconds)] : []),
      "--solution_file",
      solution,
      model,
    ],
    read: async (open, solution, shape) => readHighsSolution(textOf(await open(solution)), shape),
  },
  /** Gurobi 9 and later, with a licence. */
  gurobi_cl: {
    name: "gurobi_cl",
    binary: "gurobi_cl",
    version: /Gurobi Optimizer version (\S+)/,
    install: "https://www.gurobi.com/downloads (a licence is needed)",
    quadratic: "convex",
    arguments: ({ model, solution }, { timeLimitSeconds, tolerance }) => [
      ...(timeLimitSeconds < Number.POSITIVE_INFINITY ? [`TimeLimit=${timeLimitSeconds}`] : []),
      `FeasibilityTol=${Math.max(tolerance, 1e-9)}`,
      `OptimalityTol=${Math.max(tolerance, 1e-9)}`,
      "DualReductions=0",
      "LogFile=",
      "JSONSolDetail=1",
      `ResultFile=${solution}.json`,
      model,
    ],
    read: async (open, solution, shape) => readGurobiSolution(textOf(await open(`${solution}.json`)), shape),
  },
} as const satisfies Readonly<Record<string, ExternalPreset>>;

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
