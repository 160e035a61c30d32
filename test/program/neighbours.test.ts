import fc from "fast-check";
import { expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { boundedness } from "../../src/program/boundedness.ts";
import { finiteQuestion } from "../../src/program/question.ts";
import { buildReference } from "../../src/program/reference/finite.ts";
import { cells } from "../certificate/support/instances.ts";
import { partnershipInstance } from "../certificate/support/partnerships.ts";

test("reports of neighbouring types are enough among partners, in every cell, for any weights and required profit", async () => {
  const shape = fc.tuple(fc.constantFrom(...cells), fc.constantFrom([2, 4], [3, 3]));
  let compared = 0;
  let fewer = 0;
  await fc.assert(
    fc.asyncProperty(
      shape.chain(([cell, [partners, most]]) => partnershipInstance(cell, partners as number, most as number)),
      async (instance) => {
        const question = finiteQuestion(parseInstance(instance));
        if (!boundedness(question).bounded) return;
        const all = buildReference(question).program;
        const near = buildReference({ ...question, neighboursOnly: true }).program;
        const [naive, reduced] = [await highs.solve(all), await highs.solve(near)];
        expect(reduced.status).toBe(naive.status);
        if (naive.status === "optimal")
          expect(Math.abs(reduced.objective - naive.objective)).toBeLessThan(1e-7 * Math.max(1, Math.abs(naive.objective)));
        compared++;
        if (near.rowCount < all.rowCount) fewer++;
      },
    ),
    { numRuns: 50 },
  );
  expect(compared).toBeGreaterThan(25);
  expect(fewer).toBeGreaterThan(15);
});
