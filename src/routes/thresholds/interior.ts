import type { TradeQuestion } from "../../program/question.ts";
import { build } from "../../program/reduced/build.ts";
import type { ThresholdSet } from "../../program/thresholds/threshold-program.ts";
import type { Solver } from "../../solver/solver.ts";

/** Where the search over threshold sets may go on from: prices of all states (index i·n + j), and sets that make up a good lottery. */
export interface Guide {
  readonly prices: Float64Array;
  readonly sets: readonly ThresholdSet[];
  readonly seconds: number;
}

/** Probabilities of trade that are closer than this are one, but for what an interior point leaves of it. */
const leastStep = 1e-5;

/** What interior points reach surely; the bound that their prices prove is about as close. */
const tolerance = 1e-7;

/** Sets that are read off one point. */
const mostSets = 100;

/**
 * The program over states, solved by an interior point method: its prices lie in the middle of all that are optimal, where those of a vertex are spread over few of the
 * states whose budgets bind alike. Nothing is believed of them: whoever reads them bounds and rounds anew. Null when the solver gave no prices.
 */
export async function interiorGuide(question: TradeQuestion, solver: Solver, timeLimitSeconds: number): Promise<Guide | null> {
  const { program, layout } = build(question);
  const { point, rowMultipliers, reducedCosts, seconds } = await solver.solve(program, { timeLimitSeconds, tolerance });
  if (!point || !rowMultipliers || !reducedCosts) return null;
  const { budget } = layout.prices({ rows: rowMultipliers, columns: reducedCosts });
  const prices = Float64Array.from(budget as Float64Array, (price) => Math.max(0, price));
  const [m, n] = [question.buyer.values.length, question.seller.values.length];
  return { prices, sets: levelSets(layout.recover(point).x, m, n), seconds };
}

/** The sets of states where x is at least a level, one for each of the largest steps between its values. */
function levelSets(x: Float64Array, m: number, n: number): ThresholdSet[] {
  const values = Float64Array.from([0, ...x, 1]).sort();
  const steps = Array.from(values.subarray(1), (value, k) => ({
    level: ((values[k] as number) + value) / 2,
    size: value - (values[k] as number),
  }))
    .filter(({ size }) => size >= leastStep)
    .sort((a, b) => b.size - a.size)
    .slice(0, mostSets);
  return steps.map(({ level }) => {
    const set = new Int32Array(m);
    let before = 0;
    for (let i = 0; i < m; i++) {
      let count = before;
      while (count < n && (x[i * n + count] as number) >= level) count++;
      set[i] = before = count;
    }
    return set;
  });
}
