import { rational, zero } from "../../src/arithmetic/rational.ts";
import { budgetChoices, incentivesChoices, participationChoices } from "../../src/problem/design-problem.ts";
import { problem, twoPointExample as statement, value } from "../../src/theorems/myerson-satterthwaite/two-point-example.ts";
import { expectation } from "../../src/theorems/support/finite-trade.ts";
import { half, placed, type TwoPoints } from "../../src/theorems/support/two-points.ts";
import type { CheckedTheorem, Comparison } from "../regression.ts";
import { againstEngine, compareExact, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";

/** The statement with what it is held against. */
export const twoPointExample: CheckedTheorem<TwoPoints> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    const draw = () => ({ shift: random.rational(-2, 2, 5), scale: random.rational(0, 3, 7).add(rational("1/7")) });
    return [{ shift: rational(0), scale: rational(1) }, draw(), draw()];
  },
  checks: [
    {
      name: "price 2: every misreport in every state, participation, gains",
      usesEngine: false,
      async run(points) {
        const B = [0, 3].map((x) => placed(points, x));
        const S = [1, 4].map((x) => placed(points, x));
        const price = placed(points, 2);
        const sold = (i: number, j: number) => S[j]?.compare(price) !== 1 && B[i]?.compare(price) !== -1;
        let violations = 0;
        for (const i of [0, 1])
          for (const j of [0, 1]) {
            const buyerGain = (report: number) => (sold(report, j) ? B[i]?.sub(price) : zero) ?? zero;
            const sellerGain = (report: number) => (sold(i, report) ? price.sub(S[j] ?? zero) : zero);
            if (buyerGain(i).compare(zero) < 0 || sellerGain(j).compare(zero) < 0) violations++;
            if (buyerGain(1 - i).compare(buyerGain(i)) > 0 || sellerGain(1 - j).compare(sellerGain(j)) > 0) violations++;
          }
        const masses = { p: [half, half], q: [half, half] };
        const gains = expectation({ B, S, ...masses }, (i, j) => (sold(i, j) ? (B[i]?.sub(S[j] ?? zero) ?? zero) : zero));
        const best = expectation({ B, S, ...masses }, (i, j) => {
          const gain = B[i]?.sub(S[j] ?? zero) ?? zero;
          return gain.compare(zero) > 0 ? gain : zero;
        });
        return [
          noViolation("states with a profitable misreport or a loss", violations),
          compareExact("gains of price 2", gains, value(points).exact ?? zero),
          compareExact("first best", best, gains),
        ];
      },
    },
    {
      name: "the engine in every cell of incentives × participation × budget",
      usesEngine: true,
      async run(points, engine) {
        const comparisons: Comparison[] = [];
        for (const incentives of incentivesChoices)
          for (const participation of participationChoices)
            for (const budget of budgetChoices) {
              const optimum = await engine.optimum(problem(points, { incentives, participation, budget }));
              comparisons.push(...againstEngine(`${incentives} × ${participation} × ${budget}`, optimum, value(points), 1e-7));
            }
        return comparisons;
      },
    },
  ],
};
