import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { firstBest } from "../support/first-best.ts";
import { hasBudget, maximisesGains } from "../support/problem-cell.ts";
import { commonInterval } from "../support/problem-laws.ts";
import { type LawPair, lawPair } from "../support/sample-laws.ts";
import type { Theorem } from "../theorem.ts";

const problem = ({ buyer, seller }: LawPair): DesignProblem =>
  designProblem({ environment: bilateralTrade({ buyer, seller }), incentives: "dominant", participation: "ex-post", budget: "no-deficit" });

/**
 * No efficient mechanism is dominant-strategy incentive compatible and ex-post individually rational without a subsidy.
 *
 * @see J. Čopič, C. Ponsatí (2006), Proposition 5.
 */
export const robustImpossibility: Theorem<LawPair> = {
  id: "copic-ponsati/impossibility",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Proposition 5",
  statement:
    "No dominant-strategy incentive-compatible, ex-post individually rational mechanism without subsidies is ex-post efficient when both types may lie anywhere in one interval.",
  domain:
    "Bilateral trade; positive densities on the same bounded interval; gains from trade; dominant incentives, ex-post participation, no-deficit or balanced budget without required profit.",
  errata: [],
  samples: () => [
    lawPair({ distribution: "uniform", min: 0, max: 1 }, { distribution: "uniform", min: 0, max: 1 }),
    lawPair({ distribution: "power", min: 0, max: 1, exponent: 2 }, { distribution: "uniform", min: 0, max: 1 }),
    lawPair({ distribution: "uniform", min: -1, max: 2 }, { distribution: "power", min: -1, max: 2, exponent: "1/2" }),
  ],
  parametersOf(asked) {
    const robust = asked.incentives === "dominant" && asked.participation === "ex-post" && hasBudget(asked, ["no-deficit", "balanced"]);
    return robust && maximisesGains(asked) ? commonInterval(asked) : null;
  },
  problem,
  value: ({ buyer, seller }) => ({ value: firstBest(buyer, seller), tolerance: 1e-10, relation: "<" }),
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
