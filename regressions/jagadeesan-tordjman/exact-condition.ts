import { type Rational, ratio, toNumber } from "../../src/arithmetic/rational.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { cell, exactCondition as statement } from "../../src/theorems/jagadeesan-tordjman/exact-condition.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import { exactFirstBest } from "../../src/theorems/support/first-best.ts";
import { leastCharges, replicaPrice } from "../../src/theorems/support/participation-charges.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem, Engine } from "../regression.ts";
import { againstEngine, compare, compareExact } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { gridTrade } from "../support/grid-trade.ts";
import { exactChargeSlack, exactLeastCharges, integratedCharges } from "../support/participation-charges.ts";
import { randomSource } from "../support/random.ts";
import { lawPair } from "../support/sample-laws.ts";

/** The engine on a midpoint grid of the laws: equal to the grid's first best when the grid's own slack allows it, below it when far from it. */
export async function onGrid({ buyer, seller }: LawPair, points: number, engine: Engine): Promise<ReturnType<typeof againstEngine>> {
  const environment = bilateralTrade({ buyer, seller });
  const discretization = { rule: "midpoint", points } as const;
  const trade = gridTrade(environment, discretization);
  const best = toNumber(exactFirstBest(trade.B, trade.p, trade.S, trade.q));
  const feasible = exactChargeSlack(trade).s >= 0n;
  const optimum = await engine.optimum(designProblem({ environment, discretization, ...cell }));
  const what = `${points} types, slack ${toNumber(exactChargeSlack(trade)).toFixed(4)}`;
  return feasible
    ? againstEngine(what, optimum, { value: best, tolerance: 0 }, 1e-6)
    : againstEngine(what, optimum, { value: best * (1 - 1e-5), tolerance: 0, relation: "<" }, 0);
}

/** Largest E[(B − S)⁺] over all ways to pair n equally likely values with n equally likely costs, by trying all. */
function bestPairing(values: readonly number[], costs: readonly number[]): number {
  const used = costs.map(() => false);
  const search = (i: number): number => {
    if (i === values.length) return 0;
    let best = 0;
    costs.forEach((cost, j) => {
      if (used[j]) return;
      used[j] = true;
      best = Math.max(best, Math.max((values[i] as number) - cost, 0) + search(i + 1));
      used[j] = false;
    });
    return best;
  };
  return search(0);
}

/** The statement with what it is held against. */
export const exactCondition: CheckedTheorem<LawPair> = {
  ...statement,
  samples: () => [
    lawPair({ distribution: "uniform", min: 0, max: 1 }, { distribution: "uniform", min: 0, max: 1 }),
    // Medians reversed, and still efficient.
    lawPair({ distribution: "uniform", min: 0, max: 1 }, { distribution: "power", min: 0, max: 1, exponent: 2 }),
    // Not efficient.
    lawPair({ distribution: "reverse-power", min: 0, max: 1, exponent: 3 }, { distribution: "power", min: 0, max: 1, exponent: 3 }),
    lawPair({ distribution: "reverse-power", min: -1, max: 1, exponent: 4 }, { distribution: "power", min: -1, max: 1, exponent: 2 }),
  ],
  checks: [
    {
      name: "∫min(F_S, 1−F_B) against the charges with kink p*, and against all pairings of finite types",
      usesEngine: false,
      async run({ buyer, seller }) {
        const price = replicaPrice(buyer, seller);
        const charges = expectationOver(seller, (c) => price - c, undefined, price) + expectationOver(buyer, (v) => v - price, price);
        const random = randomSource(Math.round(1e6 * price));
        const n = 6;
        const points = () => random.increasing(n, 0, 20);
        const [values, costs] = [points(), points()];
        const exact = (list: readonly number[]) => list.map((x) => ratio(BigInt(x), 1n));
        const equal: readonly Rational[] = values.map(() => ratio(1n, BigInt(n)));
        const finite: FiniteTrade = { B: exact(values), p: equal, S: exact(costs), q: equal };
        return [
          compare("E[(p* − S)⁺] + E[(B − p*)⁺]", charges, "=", integratedCharges(buyer, seller), 1e-9),
          compare("the same by the laws' own means", leastCharges(buyer, seller), "=", integratedCharges(buyer, seller), 1e-9),
          compareExact(
            "largest E[(B − S)⁺] over pairings",
            ratio(BigInt(bestPairing(values, costs)), BigInt(n)),
            exactLeastCharges(finite),
          ),
        ];
      },
    },
    {
      name: "the engine on a grid reaches its first best iff the grid's slack is nonnegative",
      usesEngine: true,
      run: (pair, engine) => onGrid(pair, 10, engine),
    },
  ],
};
