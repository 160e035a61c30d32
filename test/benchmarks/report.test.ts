import { describe, expect, it } from "vitest";
import { compareReports } from "../../benchmarks/compare.ts";
import { median, runSuite, type SuiteReport, workloadText } from "../../benchmarks/report.ts";
import { agree, type Suite } from "../../benchmarks/suite.ts";
import { dominantSuite } from "../../benchmarks/suites/dominant.ts";
import { virtualSurplusSuite } from "../../benchmarks/suites/virtual-surplus.ts";

/** A suite whose contenders report the times of a list, one after the other. */
function scripted(lists: Readonly<Record<string, readonly number[]>>, validate: () => Promise<void> = async () => undefined): Suite {
  const contenders = Object.entries(lists).map(([name, list]) => {
    let turn = -1;
    return { name, run: () => (turn++ < 0 ? 99 : (list[turn - 1] as number)) };
  });
  return { name: "scripted", about: "", workloads: async () => [{ name: "work", runs: 3, validate, contenders }] };
}

describe("a report", () => {
  it("holds medians, and ratios run by run against the first contender; the warm-up does not count", async () => {
    const report = await runSuite(scripted({ first: [1, 2, 4], second: [3, 4, 40] }), false);
    const [work] = report.workloads;
    expect(work?.times.second).toEqual({ min: 3, median: 4, max: 40 });
    // 3/1, 4/2, 40/4
    expect(work?.ratios).toEqual({ first: 1, second: 3 });
    expect(work && workloadText(work)).toContain("4.00 s");
  });

  it("times nothing when an answer is wrong", async () => {
    const wrong = scripted({ first: [1, 1, 1] }, async () => agree("value", 1, 2, 1e-9));
    await expect(runSuite(wrong, false)).rejects.toThrow("value: expected 2, got 1; nothing was timed");
  });

  it("takes the mean of the two middle numbers", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([5, 1, 3])).toBe(3);
  });
});

describe("a comparison of reports", () => {
  const report = (second: number): SuiteReport => ({
    format: "secondbest/benchmark@1",
    suite: "s",
    about: "",
    node: "",
    workloads: [{ workload: "w", runs: 1, times: { a: one, b: one }, ratios: { a: 1, b: second }, measures: {} }],
  });
  const one = { min: 1, median: 1, max: 1 };

  it("calls a ratio slower beyond the limit, and only then", () => {
    expect(compareReports(report(2), report(2.05))).toMatchObject([{ contender: "b", slower: false }]);
    expect(compareReports(report(2), report(2.2))).toMatchObject([{ contender: "b", slower: true }]);
    expect(compareReports(report(2), report(2.2), 0.2)).toMatchObject([{ slower: false }]);
  });

  it("refuses reports about different work", () => {
    expect(() => compareReports(report(2), { ...report(2), suite: "t" })).toThrow("different workloads");
  });
});

describe("the suites", () => {
  it.each([virtualSurplusSuite, dominantSuite])("$name finds the right answers on its smallest workload", async (suite) => {
    const [smallest] = await suite.workloads(false);
    if (!smallest) throw new Error("no workload");
    await smallest.validate();
    for (const contender of smallest.contenders) expect(await contender.run()).toBeGreaterThan(0);
  });
});
