import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bilateralTrade, build, designProblem, solve, solverByName, tradeQuestion, uniform } from "../../src/index.ts";
import { findMultiplier } from "../../src/virtual-surplus/kernel/multiplier.ts";
import { PairLagrangian } from "../../src/virtual-surplus/kernel/pair-lagrangian.ts";
import { gridCells } from "../../src/virtual-surplus/kernel/worth-cells.ts";
import { agree, type Suite, type Workload } from "../suite.ts";

const unit = uniform({ min: 0, max: 1 });
const environment = bilateralTrade({ buyer: unit, seller: unit });
const gains = { own: 1, broker: 1 };

/** The optimum on the midpoint grid of U[0,1]² by itself: trade iff the gap is k steps or more, mixed at the budget (a search over k). */
function gridOptimum(n: number): number {
  const at = (k: number) => {
    let value = 0;
    let profit = 0;
    for (let gap = k; gap < n; gap++) {
      // n − gap pairs with this gap; virtual surplus is 2·gap/n − (n − 1)/n on the midpoint grid.
      value += ((n - gap) * gap) / n ** 3;
      profit += ((n - gap) * (2 * gap - (n - 1))) / n ** 3;
    }
    return { value, profit };
  };
  let k = 0;
  while (at(k).profit < 0) k++;
  const [tight, loose] = [at(k), at(k - 1)];
  const weight = tight.profit / (tight.profit - loose.profit);
  return tight.value + weight * (loose.value - tight.value);
}

function workload(n: number): Workload {
  const problem = designProblem({ environment, discretization: { rule: "midpoint", points: n } });
  const question = tradeQuestion(problem);
  const groups = environment.groups.map(({ count, reference }, g) => {
    const cells = g === 0 ? gridCells(question.buyer, 1, gains) : gridCells(question.seller, -1, gains);
    return { count, reference, cells, idle: 0 };
  });
  const lagrangian = new PairLagrangian(groups, 1);
  const search = () => findMultiplier(lagrangian, { lowest: 0, requiredProfit: 0 });
  const highs = solverByName("highs");
  const { program } = build(question);
  const clock = async (work: () => unknown, repeat = 1): Promise<number> => {
    const from = performance.now();
    for (let k = 0; k < repeat; k++) await work();
    return (performance.now() - from) / 1000 / repeat;
  };
  return {
    name: `uniform midpoint grid, ${n} types a side`,
    runs: 5,
    async validate() {
      const expected = gridOptimum(n);
      const found = search();
      agree("search", found.kind === "infeasible" ? Number.NaN : found.value.objective, expected, 1e-12);
      agree("solve", (await solve(problem)).value.lower, expected, 1e-12);
      agree("HiGHS", (await highs.solve(program)).objective, expected, 1e-7);
    },
    contenders: [
      {
        name: "kernel: multiplier search",
        run: () => {
          const from = performance.now();
          for (let k = 0; k < 50; k++) search();
          return (performance.now() - from) / 50_000;
        },
      },
      { name: "kernel: HiGHS's own time", run: async () => (await highs.solve(program)).seconds },
      { name: "end to end: virtual surplus (exact, audited)", run: () => clock(() => solve(problem), 3) },
      { name: "end to end: HiGHS (audited)", run: () => clock(() => solve(problem, { solver: "highs" })) },
    ],
  };
}

/** The program of a process of its own, in the package and not in the bundle that this file may be part of. */
const program = () => join(dirname(createRequire(import.meta.url).resolve("secondbest/package.json")), "dist/benchmarks/large.js");

/** Time and memory of a process of its own, so that nothing else is counted. */
function large(n: number): Workload {
  const child = (what: "search" | "solve"): { seconds: number; mebibytes: number; value: number } =>
    JSON.parse(execFileSync(process.execPath, [program(), what, String(n)], { encoding: "utf8" }));
  return {
    name: `uniform midpoint grid, ${n} types a side, in a process of its own`,
    runs: 3,
    async validate() {
      agree("search", child("search").value, gridOptimum(n), 1e-9);
    },
    contenders: [
      { name: "types, search and thresholds", run: () => child("search").seconds },
      { name: "solve(): with mechanism and audit", run: () => child("solve").seconds },
    ],
    measures: async () => ({
      "peak memory of the search, MiB": child("search").mebibytes,
      "peak memory of solve(), MiB": child("solve").mebibytes,
    }),
  };
}

export const virtualSurplusSuite: Suite = {
  name: "virtual-surplus",
  about: "One-dimensional search with ironing against HiGHS on the reduced program of the same instance.",
  async workloads(withLarge) {
    const small = [10, 20, 40, 80, 160, 320].map(workload);
    return withLarge ? [...small, large(100_000), large(1_000_000)] : small;
  },
};
