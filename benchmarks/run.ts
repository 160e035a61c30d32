import { type Program, type Solver, solve } from "../src/index.ts";
import { type Row, type SuiteReport, timesOf } from "./report.ts";
import { type Case, type Contender, type Part, type Suite, seconds } from "./suite.ts";

/** How long and often contenders run, and who they are. */
export interface Effort {
  readonly quick: boolean;
  /** Backends that get the programs of the cases. */
  readonly solvers: readonly Solver[];
  /** Peak memory of a process of its own that solves the problem of a case, in MiB; null: not measured. */
  readonly memoryOf: ((one: Case) => number) | null;
  readonly onRow: (row: Row) => void;
}

/** Seconds after which a solver is stopped, and which the timed runs of one contender may take together. */
const limits = { quick: { answer: 4, runs: 0.15, mostRuns: 3 }, full: { answer: 60, runs: 2, mostRuns: 9 } };

/** Largest program of a solver that cannot be stopped. */
const unstoppableColumns = 1500;

/** How far a program's value may be from the expected one, relative to it. */
const programTolerance = 1e-6;

/** Runs the cases of a suite, one after the other; every answer is found right before it is timed, and one that is not is a failed row. */
export async function runSuite(suite: Suite, effort: Effort): Promise<SuiteReport> {
  const rows: Row[] = [];
  for (const one of await suite.cases()) {
    if (effort.quick && !one.quick) continue;
    for await (const row of runCase(one, effort)) {
      rows.push(row);
      effort.onRow(row);
    }
  }
  const { name, about, sizeLabel } = suite;
  return { suite: name, about, sizeLabel, rows };
}

async function* runCase(one: Case, effort: Effort): AsyncGenerator<Row> {
  const { quick, solvers, memoryOf } = effort;
  const limit = limits[quick ? "quick" : "full"];
  const own = await validated(one);
  const base = rowOf(one, "secondbest", "end-to-end");
  if (typeof own === "string") {
    yield { ...base, status: "failed", reason: own };
    return;
  }
  const truth = one.expected?.value ?? (own.lower + own.upper) / 2;
  const timed = async (work: () => Promise<number> | number) => {
    const list: number[] = [];
    const from = performance.now();
    // The first run warms up, unless it takes so long that nothing is left to warm.
    const first = await work();
    if (first > limit.runs) list.push(first);
    while (list.length === 0 || (list.length < limit.mostRuns && (performance.now() - from) / 1000 < limit.runs)) list.push(await work());
    return { runs: list.length, seconds: timesOf(list) };
  };
  yield {
    ...base,
    value: truth,
    gap: own.upper > 0 ? (own.upper - own.lower) / own.upper : null,
    mebibytes: one.memory && memoryOf ? memoryOf(one) : null,
    ...(await timed(() => seconds(() => solve(one.problem)))),
  };
  for (const contender of one.others ?? []) yield await contended(one, contender, truth, timed);
  const program = one.program?.();
  if (!program) return;
  for (const solver of solvers) {
    if (!takes(solver, program)) continue;
    const shape = { rows: program.rowCount, columns: program.columnCount, nonzeros: program.matrix.starts[program.rowCount] ?? 0 };
    const row = { ...rowOf(one, solver.name, "kernel"), ...shape };
    const run = () => solver.solve(program, { timeLimitSeconds: limit.answer });
    const answer = await run();
    const { status, objective, iterations } = answer;
    const gap = Math.abs(objective - truth) / Math.max(Math.abs(truth), 1e-12);
    const wrong =
      status !== "optimal"
        ? `${status} (${answer.message}), where an optimum was expected`
        : gap > programTolerance
          ? `value ${objective} instead of ${truth}`
          : null;
    if (wrong !== null) {
      yield { ...row, status: "failed", reason: wrong, value: Number.isFinite(objective) ? objective : null, iterations };
      continue;
    }
    yield { ...row, value: objective, gap, iterations, ...(await timed(async () => (await run()).seconds)) };
    if (solver.name !== "highs") continue;
    // The whole of what users wait for when a program is solved, and what is ours of it.
    const shares: number[] = [];
    const whole = await timed(async () => {
      const { timings } = await solve(one.problem, { solver });
      shares.push(((timings.total as number) - (timings.solver as number)) / (timings.solver as number));
      return timings.total as number;
    });
    const overhead = timesOf(shares).median;
    yield { ...rowOf(one, `secondbest with ${solver.name}`, "end-to-end"), ...shape, value: truth, overhead, ...whole };
  }
}

async function contended(
  one: Case,
  { name, part, run }: Contender,
  truth: number,
  timed: (work: () => Promise<number>) => Promise<Pick<Row, "runs" | "seconds">>,
): Promise<Row> {
  const row = rowOf(one, name, part);
  try {
    const { value } = await run();
    const gap = Number.isNaN(value) ? null : Math.abs(value - truth) / Math.max(Math.abs(truth), 1e-12);
    if (gap !== null && gap > (one.expected?.tolerance ?? programTolerance))
      return { ...row, status: "failed", reason: `value ${value} instead of ${truth}`, value };
    return { ...row, value: gap === null ? null : value, gap, ...(await timed(async () => (await run()).seconds)) };
  } catch (error) {
    return { ...row, status: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The bracket of the engine's own answer, or in words what is wrong with it. */
async function validated({ problem, expected }: Case): Promise<{ readonly lower: number; readonly upper: number } | string> {
  try {
    const { status, value, audit, explanation } = await solve(problem);
    if (status !== "optimal") return `${status}: ${explanation}`;
    if (audit?.passes !== true) return "the mechanism did not pass its audit";
    if (expected) {
      const reach = expected.tolerance * Math.max(Math.abs(expected.value), 1e-12);
      if (value.lower > expected.value + reach || value.upper < expected.value - reach)
        return `value between ${value.lower} and ${value.upper} instead of ${expected.value}`;
    }
    return value;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether a backend can take a program at all, and be stopped or is fast enough not to need it. */
function takes({ capabilities }: Solver, program: Program): boolean {
  const { linear, quadratic, maxRows, maxColumns, timeLimit } = capabilities;
  if (program.quadratic ? quadratic === false : !linear) return false;
  if (program.rowCount > maxRows || program.columnCount > maxColumns) return false;
  return timeLimit || program.columnCount <= unstoppableColumns;
}

function rowOf({ name, size }: Case, contender: string, part: Part): Row {
  return {
    case: name,
    size,
    contender,
    part,
    status: "timed",
    reason: null,
    value: null,
    gap: null,
    rows: null,
    columns: null,
    nonzeros: null,
    iterations: null,
    runs: 0,
    seconds: null,
    overhead: null,
    mebibytes: null,
  };
}
