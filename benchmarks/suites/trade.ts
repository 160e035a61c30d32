import { randomFrom } from "../../src/arithmetic/random.ts";
import {
  bilateralTrade,
  build,
  type DesignProblem,
  designProblem,
  discrete,
  type Program,
  solve,
  solverByName,
  tradeQuestion,
  uniform,
} from "../../src/index.ts";
import { findMultiplier } from "../../src/virtual-surplus/kernel/multiplier.ts";
import { PairLagrangian } from "../../src/virtual-surplus/kernel/pair-lagrangian.ts";
import { gridCells } from "../../src/virtual-surplus/kernel/worth-cells.ts";
import type { Case, Contender, Suite } from "../suite.ts";
import { naiveProgram } from "./naive-dominant.ts";

const unit = uniform({ min: 0, max: 1 });
const environment = bilateralTrade({ buyer: unit, seller: unit });
const grid = (points: number) => ({ rule: "midpoint", points }) as const;
const reduced = (problem: DesignProblem) => () => build(tradeQuestion(problem)).program;

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
  let [low, high] = [0, n];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(middle).profit < 0) low = middle;
    else high = middle;
  }
  const [tight, loose] = [at(high), at(low)];
  const weight = tight.profit / (tight.profit - loose.profit);
  return tight.value + weight * (loose.value - tight.value);
}

/** The multiplier search alone, on types that are there already. */
function search(problem: DesignProblem, types: number): Contender {
  const question = tradeQuestion(problem);
  const groups = environment.groups.map(({ count, reference }, g) => {
    const gains = { own: 1, broker: 1 };
    const cells = g === 0 ? gridCells(question.buyer, 1, gains) : gridCells(question.seller, -1, gains);
    return { count, reference, cells, idle: 0 };
  });
  const lagrangian = new PairLagrangian(groups, 1);
  const repeat = Math.max(1, Math.round(10_000 / types));
  return {
    name: "virtual surplus: multiplier search",
    part: "kernel",
    async run() {
      const from = performance.now();
      let found = findMultiplier(lagrangian, { lowest: 0, requiredProfit: 0 });
      for (let k = 1; k < repeat; k++) found = findMultiplier(lagrangian, { lowest: 0, requiredProfit: 0 });
      const value = found.kind === "infeasible" ? Number.NEGATIVE_INFINITY : found.value.objective;
      return { seconds: (performance.now() - from) / 1000 / repeat, value };
    },
  };
}

function gridCase(n: number, quick: boolean): Case {
  const problem = designProblem({ environment, discretization: grid(n) });
  return {
    name: `grid of ${n} types a side`,
    size: n,
    problem,
    expected: { value: gridOptimum(n), tolerance: 1e-9 },
    quick,
    program: n <= 320 ? reduced(problem) : null,
    others: [search(problem, n)],
    memory: n >= 10_000,
  };
}

function bracketCase(width: number, quick: boolean): Case {
  return {
    name: `proved bracket of width ${width}`,
    size: null,
    problem: designProblem({ environment, width }),
    expected: { value: 9 / 64, tolerance: 1e-13 },
    quick,
    program: null,
  };
}

export const myersonSatterthwaiteSuite: Suite = {
  name: "myerson-satterthwaite",
  about: "Uniform values and costs, the second best: virtual surplus and every backend on grids, and proved brackets for the continuum.",
  sizeLabel: "types a side",
  cases: () => [
    ...[10, 20, 40, 80].map((n) => gridCase(n, true)),
    ...[160, 320].map((n) => gridCase(n, n === 160)),
    ...[1_000, 10_000, 100_000, 1_000_000].map((n) => gridCase(n, n <= 10_000)),
    ...[1e-4, 1e-6, 1e-8].map((width) => bracketCase(width, true)),
    bracketCase(1e-10, false),
  ],
};

const twoTypes = designProblem({
  environment: bilateralTrade({
    buyer: discrete({ values: [2, 8], masses: ["1/2", "1/2"] }),
    seller: discrete({ values: [1, 6], masses: ["1/2", "1/2"] }),
  }),
  budget: "balanced",
});

/** Integer types and masses, spread so that some trade is inefficient. */
function randomProblem(n: number, seed: number): DesignProblem {
  const random = randomFrom(seed);
  const law = (shift: number) => {
    const values = new Set<number>();
    while (values.size < n) values.add(shift + Math.floor(random() * 100 * n));
    const weights = Array.from({ length: n }, () => 1 + Math.floor(random() * 9));
    return discrete({ values: [...values].sort((a, b) => a - b), weights });
  };
  return designProblem({ environment: bilateralTrade({ buyer: law(20 * n), seller: law(0) }) });
}

export const kosManeaSuite: Suite = {
  name: "kos-manea",
  about: "Discrete values: two types in closed form (49/20), and random types and masses.",
  sizeLabel: "types a side",
  cases: () => [
    {
      name: "two types",
      size: 2,
      problem: twoTypes,
      expected: { value: 49 / 20, tolerance: 1e-12 },
      quick: true,
      program: reduced(twoTypes),
    },
    ...[5, 10, 20, 40, 80].map((n): Case => {
      const problem = randomProblem(n, n);
      return { name: `random, ${n} types a side`, size: n, problem, expected: null, quick: n <= 40, program: reduced(problem) };
    }),
  ],
};

/** What the best price attains on a uniform midpoint grid, which is the optimum there: at the k-th type, those who are indifferent trade. */
function bestGridPrice(n: number): number {
  let best = 0;
  for (let k = 0; k < n; k++) {
    let gains = 0;
    for (let i = k; i < n; i++) for (let j = 0; j <= k; j++) gains += (i - j) / n ** 3;
    best = Math.max(best, gains);
  }
  return best;
}

export const dominantSuite: Suite = {
  name: "dominant",
  about:
    "Dominant × ex-post × no-deficit on uniform grids: the reduced program, and the program written naively in allocations and transfers.",
  sizeLabel: "types a side",
  cases: () =>
    [10, 20, 40, 60].map((n): Case => {
      const problem = designProblem({
        environment,
        incentives: "dominant",
        participation: "ex-post",
        budget: "no-deficit",
        discretization: grid(n),
      });
      const highs = solverByName("highs");
      let naive: Program | undefined;
      const byHand: Contender = {
        name: "highs on the naive program",
        part: "kernel",
        async run() {
          naive ??= naiveProgram(tradeQuestion(problem).buyer);
          const { seconds, objective } = await highs.solve(naive);
          return { seconds, value: objective };
        },
      };
      return {
        name: `${n} types a side`,
        size: n,
        problem,
        expected: { value: bestGridPrice(n), tolerance: 1e-6 },
        quick: n <= 20,
        program: reduced(problem),
        others: n <= 40 ? [byHand] : [],
      };
    }),
};

export const exPostSuite: Suite = {
  name: "ex-post",
  about: "Bayesian × ex-post × no-deficit on uniform grids.",
  sizeLabel: "types a side",
  cases: () =>
    [5, 10, 20, 40].map((n): Case => {
      const problem = designProblem({ environment, participation: "ex-post", budget: "no-deficit", discretization: grid(n) });
      return { name: `${n} types a side`, size: n, problem, expected: null, quick: n <= 10, program: reduced(problem) };
    }),
};

/** Many instances, solved one after the other; the value is the sum of all. */
function family(count: number, types: number, quick: boolean): Case {
  const problems = Array.from({ length: count }, (_, k) => randomProblem(types, 1000 * types + k));
  const all = (solver?: string): Contender => ({
    name: `${count} instances, ${solver ?? "virtual surplus"}`,
    part: "end-to-end",
    async run() {
      const from = performance.now();
      let value = 0;
      for (const problem of problems) {
        const found = await solve(problem, solver === undefined ? {} : { solver });
        if (found.status !== "optimal" || !found.audit?.passes)
          throw new Error(`an instance ended as ${found.status}: ${found.explanation}`);
        value += found.value.upper;
      }
      if (total !== undefined && Math.abs(value - total) > 1e-6 * Math.abs(total))
        throw new Error(`a total of ${value} instead of ${total}`);
      total ??= value;
      return { seconds: (performance.now() - from) / 1000, value: Number.NaN };
    },
  });
  let total: number | undefined;
  const [first] = problems;
  return {
    name: `${count} random instances of ${types} × ${types} types`,
    size: types,
    problem: first as DesignProblem,
    expected: null,
    quick,
    program: null,
    others: [all(), all("highs")],
  };
}

export const randomSuite: Suite = {
  name: "random",
  about: "Seeded families, audited: virtual surplus and HiGHS on the same instances, with the same total.",
  sizeLabel: "types a side",
  cases: () => [family(200, 2, true), family(50, 10, true), family(30, 20, false), family(1_000, 20, false)],
};
