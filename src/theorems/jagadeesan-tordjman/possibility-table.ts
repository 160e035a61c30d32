import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem, type Incentives } from "../../problem/design-problem.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { firstBest } from "../support/first-best.ts";
import { knotsOf } from "../support/laws.ts";
import { hasBudget, maximisesGains, undiscretizedTrade } from "../support/problem-cell.ts";
import { overlappingDensities } from "../support/problem-laws.ts";
import { type LawPair, lawPair } from "../support/sample-laws.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { onGrid } from "./exact-condition.ts";

/** One cell of the table. */
export interface PossibilityCell extends LawPair {
  readonly incentives: Incentives;
  readonly participation: "interim" | "ex-ante";
}

const problem = ({ buyer, seller, incentives, participation }: PossibilityCell): DesignProblem =>
  designProblem({ environment: bilateralTrade({ buyer, seller }), incentives, participation, budget: "no-deficit", width: 1e-6 });

const value = ({ buyer, seller, participation }: PossibilityCell): StatedValue => {
  const best = { value: firstBest(buyer, seller), tolerance: 1e-10 };
  return participation === "interim" ? { ...best, relation: "<" } : best;
};

/** The laws of a problem about atomless laws with densities on overlapping intervals and ordered medians. */
function orderedLaws(asked: DesignProblem): LawPair | null {
  const pair = overlappingDensities(asked);
  return pair && pair.buyer.quantile(0.5) >= pair.seller.quantile(0.5) ? pair : null;
}

/**
 * Which combinations of incentives and participation allow efficiency without deficits.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), table; C. d'Aspremont, L.-A. Gérard-Varet (1979); R. Myerson, M. Satterthwaite (1983).
 */
export const possibilityTable: Theorem<PossibilityCell> = {
  id: "jagadeesan-tordjman/possibility-table",
  citation:
    "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, table; C. d'Aspremont, L.-A. Gérard-Varet (1979)",
  statement:
    "Efficient trade without deficit in any state is impossible under interim participation, whether incentives are bayesian or dominant; under ex-ante participation it is possible with bayesian incentives always, and with dominant incentives if Med(F_B) ≥ Med(F_S).",
  domain:
    "Bilateral trade; gains from trade; no-deficit budget without required profit (balanced as well under bayesian incentives); bayesian × ex-ante: any laws; the other three cells: positive densities on overlapping bounded intervals, and Med(F_B) ≥ Med(F_S) for dominant × ex-ante.",
  errata: [],
  samples() {
    const pairs = [
      lawPair({ distribution: "uniform", min: 0, max: 1 }, { distribution: "uniform", min: 0, max: 1 }),
      lawPair({ distribution: "power", min: 0, max: 1, exponent: 2 }, { distribution: "uniform", min: 0, max: 1 }),
    ];
    return pairs.flatMap((pair) =>
      (["bayesian", "dominant"] as const).flatMap((incentives) =>
        (["interim", "ex-ante"] as const).map((participation) => ({ ...pair, incentives, participation })),
      ),
    );
  },
  parametersOf(asked) {
    const { incentives, participation } = asked;
    if (!maximisesGains(asked) || (participation !== "interim" && participation !== "ex-ante")) return null;
    if (!hasBudget(asked, incentives === "bayesian" ? ["no-deficit", "balanced"] : ["no-deficit"])) return null;
    if (participation === "interim") {
      const pair = overlappingDensities(asked);
      return pair && { ...pair, incentives, participation };
    }
    const pair = incentives === "bayesian" ? undiscretizedTrade(asked) : orderedLaws(asked);
    return pair && { buyer: pair.buyer, seller: pair.seller, incentives, participation };
  },
  problem,
  value,
  checks: [
    {
      name: "bayesian cells against the engine on the interval, dominant cells on a grid",
      usesEngine: true,
      async run(asked, engine) {
        const { buyer, seller, incentives, participation } = asked;
        if (incentives === "bayesian") {
          const slack = participation === "interim" ? 0 : 1e-5;
          return againstEngine(`${incentives} × ${participation}`, await engine.optimum(problem(asked)), value(asked), slack);
        }
        if (participation === "ex-ante") return onGrid({ buyer, seller }, 8, engine);
        const environment = bilateralTrade({ buyer, seller });
        const discretization = { rule: "midpoint", points: 8 } as const;
        const grids = environment.typeSpaces(discretization);
        let best = 0;
        grids.buyer.values.forEach((v, i) => {
          grids.seller.values.forEach((c, j) => {
            best += Math.max(v - c, 0) * (grids.buyer.masses[i] as number) * (grids.seller.masses[j] as number);
          });
        });
        const optimum = await engine.optimum(
          designProblem({ environment, discretization, incentives, participation, budget: "no-deficit" }),
        );
        return againstEngine("dominant × interim on 8 types", optimum, { value: best * (1 - 1e-5), tolerance: 0, relation: "<" }, 0);
      },
    },
    {
      name: "bayesian × ex-ante: the expected-externality mechanism leaves each trader half the gains after a lump sum",
      usesEngine: false,
      async run({ buyer, seller }) {
        const knots = knotsOf(buyer, seller);
        // What the buyer expects to gain gross of payments, E[v; trade], and the seller to lose, E[c; trade]; payments cancel in the sum.
        const gross = expectationOver(buyer, (v) => v * seller.cdf(v), undefined, undefined, knots);
        const costs = expectationOver(seller, (c) => c * buyer.survival(c), undefined, undefined, knots);
        return [compare("sum of expected rents", gross - costs, "=", firstBest(buyer, seller), 1e-9)];
      },
    },
  ],
};
