import { InvalidInputError, show } from "../src/errors.ts";
import type { SolverStatus } from "../src/solver/status.ts";

/** What an external program wrote about a minimisation, by position: rows without bounds are not among the rows. */
export interface ExternalAnswer {
  readonly status: SolverStatus;
  /** The program's own words. */
  readonly message: string;
  readonly point?: Float64Array;
  /** Change of the minimum per unit of the row's bound. */
  readonly rowDuals?: Float64Array;
}

/** The shape that an answer must have. */
export interface AnswerShape {
  readonly columnNames: readonly string[];
  /** Names of the rows that have a bound. */
  readonly rowNames: readonly string[];
}

/** Primal and dual status letters of `glpsol --write`: undefined, feasible, infeasible, no feasible. */
const glpsolStatuses: Readonly<Record<string, SolverStatus>> = {
  "f f": "optimal",
  "n f": "infeasible",
  "n i": "infeasible",
  "n n": "infeasible",
  "n u": "infeasible",
  "f n": "unbounded",
  "u n": "infeasible-or-unbounded",
  "i n": "infeasible-or-unbounded",
  "f i": "limit",
  "f u": "limit",
  "i f": "limit",
  "i i": "limit",
  "i u": "limit",
  "u f": "limit",
  "u i": "limit",
  "u u": "limit",
};

/** Reads the file of `glpsol --write` (GLPK 5, `glp_write_sol`): `s bas rows columns primal dual value`, then `i` and `j` lines with value and dual. */
export function readGlpsolSolution(text: string, shape: AnswerShape): ExternalAnswer {
  const point = new Float64Array(shape.columnNames.length).fill(Number.NaN);
  const rowDuals = new Float64Array(shape.rowNames.length).fill(Number.NaN);
  let letters: string | undefined;
  for (const line of text.split("\n")) {
    const fields = line.trim().split(/\s+/);
    if (fields[0] === "s") {
      if (Number(fields[2]) !== rowDuals.length || Number(fields[3]) !== point.length) throw unreadable("glpsol", line);
      letters = `${fields[4]} ${fields[5]}`;
    }
    if (fields[0] === "i") rowDuals[Number(fields[1]) - 1] = numberOf("glpsol", fields[4], line);
    if (fields[0] === "j") point[Number(fields[1]) - 1] = numberOf("glpsol", fields[3], line);
  }
  if (letters === undefined) throw unreadable("glpsol", "a file without its `s` line");
  const status = glpsolStatuses[letters] ?? "error";
  return { status, message: `glpsol: primal and dual status ${letters}`, ...(status === "optimal" ? { point, rowDuals } : {}) };
}

/** First words of the file of `clp -solution` (Clp 1.17). */
const clpStatuses: Readonly<Record<string, SolverStatus>> = {
  Optimal: "optimal",
  Infeasible: "infeasible",
  Unbounded: "unbounded",
  "Stopped on iterations or time": "limit",
  "Stopped due to errors": "error",
};

/**
 * Reads the answer of clp: the status from its text file, whose values have 8 digits only, and the values from the binary file of `-saveSolution`:
 * row and column count (int32), objective, row activities, row duals, columns, reduced costs (doubles, in the machine's byte order).
 */
export function readClpSolution(text: string, binary: Uint8Array, shape: AnswerShape): ExternalAnswer {
  const words = (text.split("\n")[0] ?? "").split(" - objective value")[0]?.trim() ?? "";
  const status = clpStatuses[words] ?? "error";
  if (status !== "optimal") return { status, message: `clp: ${words}` };
  const m = shape.rowNames.length;
  const n = shape.columnNames.length;
  const view = new DataView(binary.buffer, binary.byteOffset, binary.byteLength);
  if (view.byteLength !== 8 + 8 * (1 + 2 * m + 2 * n) || view.getInt32(0, true) !== m || view.getInt32(4, true) !== n) {
    throw unreadable("clp", `a solution of ${view.byteLength} bytes`);
  }
  const doubles = (from: number, count: number) =>
    Float64Array.from({ length: count }, (_, k) => view.getFloat64(16 + 8 * (from + k), true));
  return { status, message: `clp: ${words}`, rowDuals: doubles(m, m), point: doubles(2 * m, n) };
}

/** The words after "Model status" in a solution file of HiGHS (`HighsModelStatus`), every one. */
const highsStatuses: Readonly<Record<string, SolverStatus>> = {
  "Not Set": "error",
  "Load error": "error",
  "Model error": "error",
  "Presolve error": "error",
  "Solve error": "error",
  "Postsolve error": "error",
  Empty: "optimal",
  Optimal: "optimal",
  Infeasible: "infeasible",
  "Primal infeasible or unbounded": "infeasible-or-unbounded",
  Unbounded: "unbounded",
  "Bound on objective reached": "limit",
  "Target for objective reached": "limit",
  "Time limit reached": "limit",
  "Iteration limit reached": "limit",
  "Solution limit reached": "limit",
  "Interrupted by user": "limit",
  Unknown: "error",
};

/** Reads the file of `highs --solution_file` (raw style): blocks of `name value` for columns and rows, first primal, then dual. */
export function readHighsSolution(text: string, shape: AnswerShape): ExternalAnswer {
  const lines = text.split(/\r?\n/);
  const words = lines[lines.indexOf("Model status") + 1]?.trim() ?? "";
  const status = highsStatuses[words] ?? "error";
  if (status !== "optimal") return { status, message: `highs: ${words}` };
  const primalStart = lines.indexOf("# Primal solution values");
  const dualStart = lines.indexOf("# Dual solution values");
  if (primalStart < 0 || dualStart < 0) throw unreadable("highs", "a file without its primal and dual values");
  const block = (title: string, after: number, names: readonly string[]) => {
    const start = lines.findIndex((line, k) => k > after && line.startsWith(title));
    const values = new Map(
      lines.slice(start + 1, start + 1 + Number(lines[start]?.slice(title.length))).map((line) => {
        const [name = "", value] = line.trim().split(/\s+/);
        return [name, numberOf("highs", value, line)] as const;
      }),
    );
    return byName("highs", values, names);
  };
  return {
    status,
    message: `highs: ${words}`,
    point: block("# Columns ", primalStart, shape.columnNames),
    rowDuals: block("# Rows ", dualStart, shape.rowNames),
  };
}

/** `Status` codes of Gurobi, every one up to version 12. */
const gurobiStatuses: Readonly<Record<number, SolverStatus>> = {
  1: "error", // loaded
  2: "optimal",
  3: "infeasible",
  4: "infeasible-or-unbounded",
  5: "unbounded",
  6: "limit", // cutoff
  7: "limit", // iterations
  8: "limit", // nodes
  9: "limit", // time
  10: "limit", // solutions
  11: "limit", // interrupted
  12: "error", // numeric
  13: "error", // suboptimal
  14: "limit", // in progress
  15: "limit", // user objective
  16: "limit", // work
  17: "limit", // memory
};

/** Reads the JSON solution of `gurobi_cl JSONSolDetail=1 ResultFile=….json`. Gurobi leaves out what is 0. */
export function readGurobiSolution(text: string, shape: AnswerShape): ExternalAnswer {
  const json = JSON.parse(text) as {
    readonly SolutionInfo?: { readonly Status?: number };
    readonly Vars?: readonly { readonly VarName: string; readonly X?: number }[];
    readonly Constrs?: readonly { readonly ConstrName: string; readonly Pi?: number }[];
  };
  const code = json.SolutionInfo?.Status;
  if (code === undefined) throw unreadable("gurobi_cl", "a file without SolutionInfo.Status");
  const status = gurobiStatuses[code] ?? "error";
  const message = `gurobi_cl: status ${code}`;
  if (status !== "optimal") return { status, message };
  if (!json.Vars || !json.Constrs) throw unreadable("gurobi_cl", "a file without Vars and Constrs");
  return {
    status,
    message,
    point: byName("gurobi_cl", new Map(json.Vars.map(({ VarName, X }) => [VarName, X ?? 0])), shape.columnNames, 0),
    rowDuals: byName("gurobi_cl", new Map(json.Constrs.map(({ ConstrName, Pi }) => [ConstrName, Pi ?? 0])), shape.rowNames, 0),
  };
}

function byName(program: string, values: ReadonlyMap<string, number>, names: readonly string[], missing?: number): Float64Array {
  return Float64Array.from(names, (name) => {
    const value = values.get(name) ?? missing;
    if (value === undefined) throw unreadable(program, `no value of ${name}`);
    return value;
  });
}

function numberOf(program: string, text: string | undefined, line: string): number {
  const value = Number(text);
  if (text === undefined || text === "" || Number.isNaN(value)) throw unreadable(program, line);
  return value;
}

function unreadable(program: string, received: string): InvalidInputError {
  return new InvalidInputError({
    field: "solver",
    expected: `a solution file of ${program} as its documentation describes it`,
    received: show(received),
    remedy: "Check the program's version, or use the solver highs.",
  });
}
