import { describe, expect, it } from "vitest";
import { suites } from "../../benchmarks/catalogue.ts";
import { compareReports } from "../../benchmarks/compare.ts";
import { type BenchmarkReport, fittedExponent, median, type Row } from "../../benchmarks/report.ts";
import { runSuite } from "../../benchmarks/run.ts";
import type { Case, Suite } from "../../benchmarks/suite.ts";
import { drawingOf, markdownOf, rowText, summaryTable } from "../../benchmarks/text.ts";
import { bilateralTrade, build, designProblem, solverByName, tradeQuestion, uniform } from "../../src/index.ts";
import { bareResult } from "../../src/solver/result.ts";
import type { Solver } from "../../src/solver/solver.ts";

const unit = uniform({ min: 0, max: 1 });
const problem = designProblem({
  environment: bilateralTrade({ buyer: unit, seller: unit }),
  discretization: { rule: "midpoint", points: 4 },
});
const highs = solverByName("highs");
const work = (more: Partial<Case> = {}): Case => ({
  name: "work",
  size: 4,
  problem,
  expected: null,
  quick: true,
  program: () => build(tradeQuestion(problem)).program,
  ...more,
});
const suite = (...cases: readonly Case[]): Suite => ({ name: "s", about: "About it.", sizeLabel: "types", cases: () => cases });
const effort = (solvers: readonly Solver[] = []) => ({ quick: true, solvers, memoryOf: null, onRow: () => undefined });

describe("a run", () => {
  it("times the engine, the program and the whole with HiGHS, after their values were found alike", async () => {
    const { rows } = await runSuite(suite(work()), effort([highs]));
    expect(rows.map(({ contender, part, status }) => [contender, part, status])).toEqual([
      ["secondbest", "end-to-end", "timed"],
      ["highs", "kernel", "timed"],
      ["secondbest with highs", "end-to-end", "timed"],
    ]);
    const [own, kernel, whole] = rows as [Row, Row, Row];
    expect(kernel.value).toBeCloseTo(own.value ?? Number.NaN, 9);
    expect(kernel.rows).toBeGreaterThan(0);
    expect(whole.overhead).toBeGreaterThan(0);
    expect(whole.seconds?.median).toBeGreaterThan(0);
  });

  it("times nothing when the engine's answer is not the expected one", async () => {
    const { rows } = await runSuite(suite(work({ expected: { value: 1, tolerance: 1e-9 } })), effort([highs]));
    expect(rows).toMatchObject([
      { contender: "secondbest", status: "failed", seconds: null, reason: expect.stringContaining("instead of 1") },
    ]);
  });

  it("times nothing of a backend that answers wrongly, and goes on with the next", async () => {
    const wrong: Solver = {
      ...highs,
      name: "wrong",
      version: "1",
      solve: async (program) => ({ ...(await highs.solve(program)), objective: 7 }),
    };
    const lost: Solver = { ...highs, name: "lost", version: "1", solve: async () => bareResult("error", { message: "no idea" }) };
    const { rows } = await runSuite(suite(work()), effort([wrong, lost, highs]));
    expect(rows.slice(1, 4)).toMatchObject([
      { contender: "wrong", status: "failed", seconds: null, reason: expect.stringContaining("value 7 instead of") },
      { contender: "lost", status: "failed", reason: expect.stringContaining("no idea") },
      { contender: "highs", status: "timed" },
    ]);
  });

  it("leaves out what a backend cannot take, and what is not quick", async () => {
    const small: Solver = { ...highs, name: "small", version: "1", capabilities: { ...highs.capabilities, maxColumns: 1 } };
    const endless: Solver = { ...highs, name: "endless", version: "1", capabilities: { ...highs.capabilities, timeLimit: false } };
    const large = designProblem({
      environment: bilateralTrade({ buyer: unit, seller: unit }),
      discretization: { rule: "midpoint", points: 40 },
    });
    const { rows } = await runSuite(
      suite(
        work(),
        work({ name: "large", problem: large, program: () => build(tradeQuestion(large)).program }),
        work({ name: "slow", quick: false }),
      ),
      effort([small, endless]),
    );
    expect(rows.map((row) => `${row.case}: ${row.contender}`)).toEqual(["work: secondbest", "work: endless", "large: secondbest"]);
  });

  it("takes the mean of the two middle numbers", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([5, 1, 3])).toBe(3);
  });
});

const row = (contender: string, size: number, seconds: number, more: Partial<Row> = {}): Row => ({
  case: `size ${size}`,
  size,
  contender,
  part: "kernel",
  status: "timed",
  reason: null,
  value: 1,
  gap: 0,
  rows: size,
  columns: size,
  nonzeros: size,
  iterations: 1,
  runs: 1,
  seconds: { min: seconds, median: seconds, max: seconds },
  overhead: null,
  mebibytes: null,
  ...more,
});
const report = (rows: readonly Row[]): BenchmarkReport => ({
  format: "secondbest/benchmark@2",
  quick: true,
  machine: { platform: "linux", processor: "a processor", cores: 2, memoryGibibytes: 8 },
  versions: { node: "20" },
  suites: [{ suite: "s", about: "About it.", sizeLabel: "types", rows }],
});

describe("a comparison of reports", () => {
  const pair = (second: number) => report([row("a", 1, 1), row("b", 1, second)]);

  it("calls a ratio slower beyond the limit, and only then", () => {
    expect(compareReports(pair(2), pair(2.05))).toMatchObject([{ contender: "b", slower: false }]);
    expect(compareReports(pair(2), pair(2.2))).toMatchObject([{ contender: "b", slower: true }]);
    expect(compareReports(pair(2), pair(2.2), 0.2)).toMatchObject([{ slower: false }]);
  });

  it("refuses reports about different work", () => {
    expect(() => compareReports(pair(2), report([row("a", 1, 1)]))).toThrow(/different workload at s, size 1, b/);
    expect(() => compareReports(report([row("a", 1, 1)]), pair(2))).toThrow(/different workload at s, size 1, b/);
    expect(() => compareReports(pair(2), report([row("a", 1, 1), row("b", 1, 2, { columns: 3 })]))).toThrow(/different workload/);
    expect(() => compareReports({ ...pair(2), format: "another" as "secondbest/benchmark@2" }, pair(2))).toThrow(/another format/);
  });
});

describe("what a report looks like", () => {
  const cubic = [10, 20, 40].map((size) => row("c", size, 1e-6 * size ** 3));

  it("fits the exponent of time against size", () => {
    expect(fittedExponent(cubic)).toBeCloseTo(3, 9);
    expect(fittedExponent(cubic.slice(1))).toBeNull();
  });

  it("draws times against sizes, with exponents in the legend, and nothing of a single size", () => {
    const [suiteReport] = report([...cubic, row("once", 10, 1)]).suites;
    const drawing = suiteReport && drawingOf(suiteReport);
    expect(drawing?.legend.map(({ label }) => label)).toEqual(["c: size^3.00"]);
    expect(drawing?.description).toContain("Median seconds against types");
    const [single] = report([row("once", 10, 1)]).suites;
    expect(single && drawingOf(single)).toBeNull();
  });

  it("is a Markdown table a suite, failed rows with their reason, and a summary against HiGHS", () => {
    const rows = [
      row("secondbest", 9, 0.004, { part: "end-to-end" }),
      row("virtual surplus: multiplier search", 9, 0.001),
      row("highs", 9, 0.4),
      row("secondbest with highs", 9, 0.5, { part: "end-to-end", overhead: 0.25 }),
      row("clp", 9, 0, { status: "failed", seconds: null, reason: "no answer" }),
    ].map((one) => ({ ...one, case: "c" }));
    const text = markdownOf(report(rows));
    expect(text).toContain("### s");
    expect(text).toContain("failed: no answer");
    expect(text).toContain("a processor, 2 cores, 8 GiB, linux; node 20; a quick run");
    expect(summaryTable(report(rows))).toContain("| s | c | 4.0 ms | 400.0 ms | 25 % | 400× | 125.0× |");
    expect(rowText(rows[4] as Row)).toContain("FAILED: no answer");
  });
});

describe("the suites", () => {
  it.each(suites)("$name: its smallest case is answered rightly by the engine and HiGHS", async (one) => {
    const [smallest] = await one.cases();
    if (!smallest) throw new Error("no case");
    const { rows } = await runSuite(suite({ ...smallest, others: smallest.others?.slice(0, 1) ?? [] }), effort([highs]));
    expect(rows.filter(({ status }) => status === "failed")).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
  });
});
