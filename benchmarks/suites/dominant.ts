import { bilateralTrade, designProblem, type Program, solve, solverByName, tradeQuestion, uniform } from "../../src/index.ts";
import { agree, type Suite, type Workload } from "../suite.ts";

const unit = uniform({ min: 0, max: 1 });
const environment = bilateralTrade({ buyer: unit, seller: unit });

/** The optimum on uniform midpoint grids, which the best posted price attains there: found by exact enumeration of the prices k/n. */
const expected: Readonly<Record<number, number>> = { 20: 0.130625, 40: 0.12796875, 60: 0.127013888888889, 100: 0.126225 };

/**
 * Dominant × ex-post × no-deficit written naively: x_ij, t^b_ij, t^s_ij and the neighbours' incentive constraints in both directions for each state.
 */
function naiveProgram(types: { readonly values: Float64Array; readonly masses: Float64Array }): Program {
  const { values, masses } = types;
  const n = values.length;
  const cells = n * n;
  const at = (i: number, j: number) => i * n + j;
  const starts = [0];
  const indices: number[] = [];
  const coefficients: number[] = [];
  const row = (...entries: readonly (readonly [column: number, value: number])[]) => {
    for (const [column, value] of entries) {
      indices.push(column);
      coefficients.push(value);
    }
    starts.push(indices.length);
  };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const v = values[i] as number;
      const c = values[j] as number;
      const own = at(i, j);
      for (const other of [i - 1, i + 1]) {
        if (other < 0 || other >= n) continue;
        row([own, v], [cells + own, -1], [at(other, j), -v], [cells + at(other, j), 1]);
      }
      for (const other of [j - 1, j + 1]) {
        if (other < 0 || other >= n) continue;
        row([own, -c], [2 * cells + own, 1], [at(i, other), c], [2 * cells + at(i, other), -1]);
      }
      row([own, v], [cells + own, -1]);
      row([2 * cells + own, 1], [own, -c]);
      row([cells + own, 1], [2 * cells + own, -1]);
    }
  }
  const rowCount = starts.length - 1;
  const columnCount = 3 * cells;
  const objective = new Float64Array(columnCount);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      objective[at(i, j)] = (masses[i] as number) * (masses[j] as number) * ((values[i] as number) - (values[j] as number));
  return {
    name: "naive dominant",
    columnCount,
    rowCount,
    objective,
    offset: 0,
    columnLower: new Float64Array(columnCount).fill(Number.NEGATIVE_INFINITY).fill(0, 0, cells),
    columnUpper: new Float64Array(columnCount).fill(Number.POSITIVE_INFINITY).fill(1, 0, cells),
    rowLower: new Float64Array(rowCount),
    rowUpper: new Float64Array(rowCount).fill(Number.POSITIVE_INFINITY),
    matrix: { starts: Int32Array.from(starts), indices: Int32Array.from(indices), values: Float64Array.from(coefficients) },
    columnName: (column) => `c${column}`,
    rowName: (r) => `r${r}`,
  };
}

function workload(n: number, withNaive: boolean): Workload {
  const problem = designProblem({
    environment,
    incentives: "dominant",
    participation: "ex-post",
    budget: "no-deficit",
    discretization: { rule: "midpoint", points: n },
  });
  const highs = solverByName("highs");
  const naive = withNaive ? naiveProgram(tradeQuestion(problem).buyer) : undefined;
  let own = Number.NaN;
  return {
    name: `dominant × ex-post × no-deficit, uniform midpoint grid, ${n} types a side`,
    runs: n > 60 ? 1 : 3,
    async validate() {
      agree("solve", (await solve(problem)).value.lower, expected[n] as number, 1e-7);
      if (naive) agree("naive", (await highs.solve(naive)).objective, expected[n] as number, 1e-6);
    },
    contenders: [
      {
        name: "our total: build, HiGHS, mechanism, audit",
        run: async () => {
          const { timings } = await solve(problem);
          own = timings.solver as number;
          return timings.total as number;
        },
      },
      // The time that HiGHS took inside the run just timed.
      { name: "HiGHS's own time on our formulation", run: () => own },
      ...(naive ? [{ name: "HiGHS's own time on the naive (x, t) program", run: async () => (await highs.solve(naive)).seconds }] : []),
    ],
  };
}

export const dominantSuite: Suite = {
  name: "dominant",
  about: "What building, recovering and auditing add to HiGHS's own time, and what the formulation saves against the naive one.",
  async workloads(large) {
    return [workload(20, true), workload(40, true), workload(60, large), workload(100, large)];
  },
};
