import fc from "fast-check";
import { expect, test } from "vitest";
import { boundedness } from "../../src/program/boundedness.ts";
import { build } from "../../src/program/reduced/build.ts";
import { exactOutcome, outcomeOf } from "./outcome.ts";
import { budgetRules, type Cell, cells, type Instance, incentives, instances, participations, tradeQuestionOf } from "./trade-instances.ts";

/** Value of a cell in the reduced program: −∞ infeasible, +∞ unbounded. */
async function valueIn(instance: Instance, cell: Cell): Promise<number> {
  const question = tradeQuestionOf(instance, cell);
  if (!boundedness(question).bounded) return Number.POSITIVE_INFINITY;
  return ((await outcomeOf(build(question).program)) ?? exactOutcome(instance, cell)).value;
}

/** Each word list from the strictest to the loosest. */
const orders: Readonly<Record<keyof Cell, readonly string[]>> = {
  incentives: [...incentives].reverse(),
  participation: [...participations].reverse(),
  rule: [...budgetRules].reverse(),
};

test("a looser word never lowers the value, in any cell", async () => {
  await fc.assert(
    fc.asyncProperty(instances(4), async (instance) => {
      const values = new Map<string, number>();
      const key = (cell: Cell) => `${cell.incentives} ${cell.participation} ${cell.rule}`;
      for (const cell of cells) values.set(key(cell), await valueIn(instance, cell));
      let compared = 0;
      for (const cell of cells) {
        for (const word of ["incentives", "participation", "rule"] as const) {
          const looser = orders[word][orders[word].indexOf(cell[word]) + 1];
          if (looser === undefined) continue;
          const low = values.get(key(cell)) as number;
          const high = values.get(key({ ...cell, [word]: looser } as Cell)) as number;
          expect(high === low || high - low > -1e-7 * Math.max(1, Math.abs(low))).toBe(true);
          compared++;
        }
      }
      expect(compared).toBe(16 + 24 + 24);
    }),
    { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 2) },
  );
});
