import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clarabel } from "../../solvers/clarabel.ts";
import { javascriptLpSolver } from "../../solvers/javascript-lp-solver.ts";
import { audit as auditOf } from "../../src/audit/audit.ts";
import { recoverBilateral } from "../../src/mechanism/recover/recover.ts";
import { boundedness } from "../../src/program/boundedness.ts";
import { objectiveValue, type Program } from "../../src/program/program.ts";
import type { TradeQuestion } from "../../src/program/question.ts";
import { build, formulations } from "../../src/program/reduced/build.ts";
import { inUnits } from "../../src/program/reduced/trade.ts";
import { buildReference } from "../../src/program/reference/finite.ts";
import type { Solver } from "../../src/solver/solver.ts";
import { rowActivity } from "../support/row-activity.ts";
import { runsOf } from "../support/tried.ts";
import { distance, exactOutcome, outcomeOf, truth } from "./outcome.ts";
import { type Cell, cells, feasibilityOf, finiteQuestionOf, gains, type Instance, instances, tradeQuestionOf } from "./trade-instances.ts";

const runs = runsOf(40, 100);

describe("the reduced program has the optimum of the reference", () => {
  test.each(cells)("$incentives × $participation × $rule", async (cell) => {
    await fc.assert(
      fc.asyncProperty(instances(4), async (instance) => {
        const question = tradeQuestionOf(instance, cell);
        const expected = await truth(instance, cell);
        const { program } = build(question);
        // A solver that cannot decide a program that has no optimum anyway says nothing against the program.
        const reduced = await outcomeOf(program);
        if (reduced === undefined) expect(expected.status).not.toBe("optimal");
        else {
          expect(reduced.status).toBe(expected.status);
          expect(distance(reduced.value, expected.value)).toBeLessThan(1e-7);
        }
        expect(boundedness(question).bounded).toBe(expected.status !== "unbounded");
        const { status } = feasibilityOf(question);
        if (status === "feasible") expect(expected.status).not.toBe("infeasible");
        if (status === "infeasible") expect(expected.status).toBe("infeasible");
      }),
      { numRuns: runs },
    );
  });
});

describe("the reduced program has the optimum of the exact linear program", () => {
  test.each(cells)("$incentives × $participation × $rule", async (cell) => {
    await fc.assert(
      fc.asyncProperty(instances(2), async (instance) => {
        const expected = exactOutcome(instance, cell);
        const reduced = await outcomeOf(build(tradeQuestionOf(instance, cell)).program);
        if (reduced === undefined) expect(expected.status).not.toBe("optimal");
        else {
          expect(reduced.status).toBe(expected.status);
          expect(distance(reduced.value, expected.value)).toBeLessThan(1e-7);
        }
      }),
      { numRuns: Math.ceil(runs / 5) },
    );
  });
});

describe("what is recovered from an optimum is a mechanism with that value", () => {
  test.each(cells)("$incentives × $participation × $rule", async (cell) => {
    await fc.assert(
      fc.asyncProperty(instances(4), async (instance) => {
        const question = tradeQuestionOf(instance, cell);
        fc.pre(boundedness(question).bounded && feasibilityOf(question).status !== "infeasible");
        const { program, layout } = build(question);
        const outcome = await outcomeOf(program);
        fc.pre(outcome?.point !== undefined);
        const recovered = layout.recover(outcome?.point as Float64Array);
        const mechanism = recoverBilateral({ ...recovered, buyer: question.buyer, seller: question.seller });
        const audit = auditOf(
          {
            incentives: question.incentives,
            participation: question.participation,
            budgetRule: question.budget.rule,
            requiredProfit: question.budget.requiredProfit,
          },
          mechanism,
        );
        expect(audit).toMatchObject({ passes: true });
        // The same mechanism, state by state, is a point of the naive program with the same value.
        const reference = buildReference(finiteQuestionOf(question));
        const point = referencePoint(question, recovered, reference);
        expect(worstViolation(reference.program, point)).toBeLessThan(1e-7);
        expect(distance(objectiveValue(reference.program, point), outcome?.value as number)).toBeLessThan(1e-7);
      }),
      { numRuns: Math.ceil(runs / 4) },
    );
  });
});

describe("other solvers find the same value", () => {
  const ruled = cells.filter(({ rule }) => rule !== "none");
  test.each(ruled)("$incentives × $participation × $rule", async (cell) => {
    const agrees = async (solver: Solver, instance: Instance) => {
      const question = tradeQuestionOf(instance, cell);
      fc.pre(boundedness(question).bounded);
      const { program } = build(question);
      const expected = await outcomeOf(program);
      fc.pre(expected?.status === "optimal");
      const other = await outcomeOf(program, solver);
      expect(distance(other?.value as number, expected?.value as number)).toBeLessThan(1e-6);
    };
    const few = { numRuns: Math.ceil(runs / 10) };
    await fc.assert(
      fc.asyncProperty(instances(4), (instance) => agrees(clarabel, instance)),
      few,
    );
    // Its pivots do not survive masses of 1e-6, and it says so.
    await fc.assert(
      fc.asyncProperty(instances(3, false), (instance) => agrees(javascriptLpSolver, instance)),
      few,
    );
  });
});

test("bayesian × interim with up to six types, the three objectives", async () => {
  const objectives = [gains, { buyers: 0, sellers: 0, broker: 1 }, { buyers: 2, sellers: 1, broker: 1 }];
  await fc.assert(
    fc.asyncProperty(
      instances(6),
      fc.constantFrom(...objectives),
      fc.constantFrom(...(["ex-ante", "no-deficit", "balanced"] as const)),
      async (instance, weights, rule) => {
        const cell: Cell = { incentives: "bayesian", participation: "interim", rule };
        const weighted = { ...instance, weights };
        const expected = await truth(weighted, cell);
        const reduced = await outcomeOf(build(tradeQuestionOf(weighted, cell)).program);
        if (reduced === undefined) expect(expected.status).not.toBe("optimal");
        else expect(distance(reduced.value, expected.value)).toBeLessThan(1e-7);
      },
    ),
    { numRuns: 3 * runs },
  );
});

test("every cell is accepted by exactly one formulation", () => {
  for (const cell of cells) {
    const [instance] = fc.sample(instances(3), { numRuns: 1, seed: 1 });
    const trade = inUnits(tradeQuestionOf(instance as NonNullable<typeof instance>, cell));
    expect(formulations.filter((formulation) => formulation.accepts(trade))).toHaveLength(1);
  }
});

test("programs are well formed: named, within their declared size, no repeated or zero entries", () => {
  fc.assert(
    fc.property(instances(5), fc.constantFrom(...cells), (instance, cell) => {
      const question = tradeQuestionOf(instance, cell);
      const { program } = build(question);
      const formulation = formulations.find((candidate) => candidate.accepts(inUnits(question)));
      const size = formulation?.size(inUnits(question));
      expect(program.rowCount).toBeLessThanOrEqual(size?.rows as number);
      expect(program.matrix.values.length).toBeLessThanOrEqual(size?.nonzeros as number);
      wellFormed(program);
    }),
  );
});

function wellFormed(program: Program): void {
  const { starts, indices, values } = program.matrix;
  expect(starts).toHaveLength(program.rowCount + 1);
  expect(starts[program.rowCount]).toBe(values.length);
  expect(indices).toHaveLength(values.length);
  for (let row = 0; row < program.rowCount; row++) {
    const columns = indices.slice(starts[row], starts[row + 1]);
    expect(new Set(columns).size).toBe(columns.length);
  }
  expect(values.every((value) => value !== 0 && Number.isFinite(value))).toBe(true);
  const columnNames = Array.from({ length: program.columnCount }, (_, j) => program.columnName(j));
  const rowNames = Array.from({ length: program.rowCount }, (_, i) => program.rowName(i));
  expect(new Set(columnNames).size).toBe(program.columnCount);
  expect(new Set(rowNames).size).toBe(program.rowCount);
  expect([...columnNames, ...rowNames].some((name) => /undefined|NaN/.test(name))).toBe(false);
}

type Reference = ReturnType<typeof buildReference>;
type Recovered = ReturnType<ReturnType<typeof build>["layout"]["recover"]>;

/** The point of the naive program that a recovered mechanism is, transfers spread over states by the definitions of TransferRule. */
function referencePoint(question: TradeQuestion, recovered: Recovered, { program, layout }: Reference): Float64Array {
  const { x, interim, transfers } = recovered;
  const { buyer, seller } = question;
  const n = seller.values.length;
  const mean = (masses: Float64Array, of: (k: number) => number) => masses.reduce((sum, mass, k) => sum + mass * of(k), 0);
  const paid = mean(buyer.masses, (i) => interim.buyerTransfer[i] as number);
  const received = mean(seller.masses, (j) => interim.sellerTransfer[j] as number);
  const point = new Float64Array(program.columnCount);
  x.forEach((trade, state) => {
    const i = Math.floor(state / n);
    const j = state % n;
    const T = interim.buyerTransfer[i] as number;
    const R = interim.sellerTransfer[j] as number;
    let pays = T + R - received;
    let gets = T + R - paid;
    if (transfers.kind === "matrix") {
      pays = transfers.buyer[state] as number;
      gets = transfers.seller[state] as number;
    } else if (transfers.kind === "on-trade") {
      const X = mean(seller.masses, (k) => x[i * n + k] as number);
      const Y = mean(buyer.masses, (k) => x[k * n + j] as number);
      pays = X > 1e-6 ? (trade * T) / X : 0;
      gets = Y > 1e-6 ? (trade * R) / Y : 0;
    }
    point[layout.lotteryColumn(state, 0)] = 1 - trade;
    point[layout.lotteryColumn(state, 1)] = trade;
    point[layout.paymentColumn(0, state)] = pays / layout.paymentFactor(0, state);
    point[layout.paymentColumn(1, state)] = -gets / layout.paymentFactor(1, state);
  });
  return point;
}

/** The largest distance of a point from its bounds and rows. */
function worstViolation(program: Program, point: Float64Array): number {
  let worst = 0;
  point.forEach((value, j) => {
    worst = Math.max(worst, (program.columnLower[j] as number) - value, value - (program.columnUpper[j] as number));
  });
  rowActivity(program, point).forEach((activity, i) => {
    worst = Math.max(worst, (program.rowLower[i] as number) - activity, activity - (program.rowUpper[i] as number));
  });
  return worst;
}
