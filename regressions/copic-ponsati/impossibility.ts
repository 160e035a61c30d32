import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { robustImpossibility as statement } from "../../src/theorems/copic-ponsati/impossibility.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { lawPair } from "../support/sample-laws.ts";

/** The statement with what it is held against. */
export const robustImpossibility: CheckedTheorem<LawPair> = {
  ...statement,
  samples: () => [
    lawPair({ distribution: "uniform", min: 0, max: 1 }, { distribution: "uniform", min: 0, max: 1 }),
    lawPair({ distribution: "power", min: 0, max: 1, exponent: 2 }, { distribution: "uniform", min: 0, max: 1 }),
    lawPair({ distribution: "uniform", min: -1, max: 2 }, { distribution: "power", min: -1, max: 2, exponent: "1/2" }),
  ],
  checks: [
    {
      name: "on a grid of the interval the engine stays below the grid's first best",
      usesEngine: true,
      async run(pair, engine) {
        const discretization = { rule: "midpoint", points: 8 } as const;
        const environment = bilateralTrade(pair);
        const grids = environment.typeSpaces(discretization);
        let best = 0;
        grids.buyer.values.forEach((value, i) => {
          grids.seller.values.forEach((cost, j) => {
            best += Math.max(value - cost, 0) * (grids.buyer.masses[i] as number) * (grids.seller.masses[j] as number);
          });
        });
        const optimum = await engine.optimum(
          designProblem({ environment, discretization, incentives: "dominant", participation: "ex-post", budget: "no-deficit" }),
        );
        return againstEngine("second best on the grid", optimum, { value: best * (1 - 1e-4), tolerance: 0, relation: "<" }, 0);
      },
    },
    {
      name: "the largest dominant-strategy payments of efficient trade, by shortest paths over all misreports, leave the deficit v_b − v_s",
      usesEngine: false,
      async run({ buyer }) {
        const { min, max } = buyer.support;
        const n = 40;
        const step = (max - min) / n;
        const types = Array.from({ length: n + 1 }, (_, k) => min + k * step);
        // Against the cheapest seller every value above trades; against the highest value every cost below does.
        const paid = largestPayments(types, (value) => value > min);
        const received = largestPayments(
          types.map((cost) => -cost),
          (type) => -type < max,
        );
        // The buyer pays `paid`, the seller "pays" minus what it receives.
        return [
          compare("deficit at the extreme types", -((paid[n] as number) + (received[0] as number)), "=", max - min, 2 * step * (1 + 1e-9)),
        ];
      },
    },
  ],
};

/** The most that can be asked of each type t (utility t·1{trades} − payment) when no misreport may pay and nobody may lose. */
function largestPayments(types: readonly number[], trades: (type: number) => boolean): number[] {
  const gain = (type: number, report: number) => (trades(report) ? type : 0);
  const pay = types.map((type) => gain(type, type));
  for (let round = 0; round < types.length; round++)
    types.forEach((type, k) => {
      types.forEach((report, l) => {
        // Truth must be at least as good as each report: pay_k ≤ pay_l + gain(k, k) − gain(k, l).
        pay[k] = Math.min(pay[k] as number, (pay[l] as number) + gain(type, type) - gain(type, report));
      });
    });
  return pay;
}
