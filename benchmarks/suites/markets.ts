import { designProblem, multilateralTrade, solve, uniform } from "../../src/index.ts";
import { negligible } from "../../src/virtual-surplus/kernel/binomial.ts";
import { TradingOdds } from "../../src/virtual-surplus/kernel/trading-odds.ts";
import { agree, type Suite, type Workload } from "../suite.ts";

const unit = uniform({ min: 0, max: 1 });

/** The n highest of m + n uniform types, less the n types of the sellers. */
const firstBest = (m: number, n: number) => (n * m) / (2 * (m + n + 1));

/** P(exactly c of n), every count listed. */
function fullBinomial(n: number, p: number): Float64Array {
  const out = new Float64Array(n + 1);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  out[mode] = 1;
  for (let c = mode; c < n; c++) out[c + 1] = (out[c] as number) * (((n - c) / (c + 1)) * (p / (1 - p)));
  for (let c = mode; c > 0; c--) out[c - 1] = (out[c] as number) * ((c / (n - c + 1)) * ((1 - p) / p));
  const total = out.reduce((sum, x) => sum + x, 0);
  return out.map((x) => x / total);
}

/** Expected trades of the efficient rule at one price by the definition, every pair of counts: what a level cost before counts were cut to what matters. */
function tradesByAllCounts(m: number, n: number, price: number): number {
  const [buyers, sellers] = [fullBinomial(m, 1 - price), fullBinomial(n, price)];
  let sum = 0;
  buyers.forEach((b, i) => {
    sellers.forEach((s, j) => {
      sum += b * s * Math.min(i, j);
    });
  });
  return sum;
}

function tradesByOdds(m: number, n: number, price: number): number {
  const groups = [
    { buyer: true, count: m },
    { buyer: false, count: n },
  ];
  const odds = new TradingOdds(groups, negligible.rounded);
  odds.set(0, 1 - price, price);
  odds.set(1, price, 1 - price);
  return odds.expectedTrades().value;
}

const clock = async (work: () => unknown, repeat = 1): Promise<number> => {
  const from = performance.now();
  for (let k = 0; k < repeat; k++) await work();
  return (performance.now() - from) / 1000 / repeat;
};

/** One price near the balance of both sides. */
function level(m: number, n: number): Workload {
  const price = m / (m + n);
  return {
    name: `one level, ${m} × ${n} uniform traders`,
    runs: 5,
    async validate() {
      agree("expected trades", tradesByOdds(m, n, price), tradesByAllCounts(m, n, price), 1e-11);
    },
    contenders: [
      { name: "counts within reach of the mean", run: () => clock(() => tradesByOdds(m, n, price), 200) },
      { name: "all pairs of counts", run: () => clock(() => tradesByAllCounts(m, n, price)) },
    ],
  };
}

/** A proved bracket of relative width 1e-8, with mechanism and audit. */
function market(m: number, n: number): Workload {
  const problem = designProblem({
    environment: multilateralTrade({ buyers: [{ count: m, distribution: unit }], sellers: [{ count: n, distribution: unit }] }),
  });
  return {
    name: `proved bracket, ${m} × ${n} uniform traders`,
    runs: 3,
    async validate() {
      const found = await solve(problem);
      if (found.status !== "optimal" || found.level !== "continuum") throw new Error(`${found.status} at level ${found.level}`);
      agree("first best", (found.firstBest.lower + found.firstBest.upper) / 2, firstBest(m, n), 1e-8);
    },
    contenders: [{ name: "solve(): bracket, mechanism, audit", run: () => clock(() => solve(problem)) }],
  };
}

export const marketsSuite: Suite = {
  name: "markets",
  about: "Markets of many traders: a level costs the width of a distribution of counts, whatever the number of traders.",
  async workloads(withLarge) {
    const levels = [level(100, 100), level(1_000, 1_000), level(3_000, 300)];
    const small = [market(10, 10), market(100, 100), market(1_000, 1_000), market(1_000_000, 10), market(300_000, 3)];
    return [...levels, ...small, ...(withLarge ? [market(100_000, 100_000), market(1_000_000, 1_000_000)] : [])];
  },
};
