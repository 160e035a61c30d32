import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ratio, toNumber } from "../../src/arithmetic/rational.ts";
import { boundedness } from "../../src/program/boundedness.ts";
import type { TradeQuestion } from "../../src/program/question.ts";
import { build } from "../../src/program/reduced/build.ts";
import { solveTrade } from "../support/exact-trade.ts";
import { distance, outcomeOf, value } from "./outcome.ts";
import { cells, gains, instances, tradeQuestionOf } from "./trade-instances.ts";

/** The same question with every value and cost at scale·(value + shift), and r at scale·r. */
function moved(question: TradeQuestion, shift: number, scale: number): TradeQuestion {
  const move = (side: TradeQuestion["buyer"]) => ({ values: side.values.map((value) => scale * (value + shift)), masses: side.masses });
  const { rule, requiredProfit } = question.budget;
  return {
    ...question,
    buyer: move(question.buyer),
    seller: move(question.seller),
    budget: { rule, requiredProfit: scale * requiredProfit },
  };
}

test("only differences of values and costs matter: a shift by 2^24 changes no value, a change of currency scales it", async () => {
  await fc.assert(
    fc.asyncProperty(instances(4), fc.constantFrom(...cells), async (instance, cell) => {
      const question = tradeQuestionOf(instance, cell);
      fc.pre(boundedness(question).bounded);
      const base = await outcomeOf(build(question).program);
      fc.pre(base?.status === "optimal");
      const expected = base?.value as number;
      for (const [shift, scale] of [
        [2 ** 24, 1],
        [0, 1e6],
        [0, 1e-6],
      ] as const) {
        const found = await value(moved(question, shift, scale));
        expect(distance(found / scale, expected)).toBeLessThan(1e-8);
      }
    }),
  );
});

/** E|value − centre| + E|cost − centre|. */
function meanDistance({ buyer, seller }: TradeQuestion, centre: number): number {
  return [buyer, seller].reduce(
    (sum, { values, masses }) => values.reduce((s, v, k) => s + (masses[k] as number) * Math.abs(v - centre), sum),
    0,
  );
}

test("in another currency the program is the same, entry by entry, but for its objective", () => {
  fc.assert(
    fc.property(instances(4), fc.constantFrom(...cells), (instance, cell) => {
      const question = tradeQuestionOf(instance, cell);
      const low = Math.min(...question.buyer.values, ...question.seller.values);
      const high = Math.max(...question.buyer.values, ...question.seller.values);
      // One type a side of the same value leaves no width to measure.
      fc.pre(high > low);
      const { program, layout } = build(question);
      const other = build(moved(question, 0, 2 ** 20));
      expect(other.program.matrix).toEqual(program.matrix);
      expect(other.program.rowLower).toEqual(program.rowLower);
      expect(other.layout.unit).toBe(layout.unit * 2 ** 20);
      // A median is the point of the least mean distance.
      const spread = Math.min(...[...question.buyer.values, ...question.seller.values].map((centre) => meanDistance(question, centre)));
      expect(layout.unit / spread).toBeGreaterThan(0.7);
      expect(layout.unit / spread).toBeLessThan(1.5);
    }),
  );
});

test("transfers come back in money", async () => {
  const masses = Float64Array.of(0.5, 0.5);
  const sold = (values: number[], costs: number[]): TradeQuestion => ({
    buyer: { values: Float64Array.from(values), masses },
    seller: { values: Float64Array.from(costs), masses },
    incentives: "dominant",
    participation: "ex-post",
    budget: { rule: "none", requiredProfit: 0 },
    weights: { buyers: 0, sellers: 0, broker: 1 },
  });
  // Costs far below values: always trade; the broker asks the lowest value, 1000, and pays the highest cost, 700.
  const { program, layout } = build(sold([1000, 1010], [690, 700]));
  const outcome = await outcomeOf(program);
  expect(outcome?.value).toBeCloseTo(300, 6);
  const { x, transfers, interim } = layout.recover(outcome?.point as Float64Array);
  expect([...x].map((each) => Math.round(each * 1e9) / 1e9)).toEqual([1, 1, 1, 1]);
  expect(transfers.kind).toBe("matrix");
  if (transfers.kind === "matrix") {
    transfers.buyer.forEach((each) => {
      expect(each).toBeCloseTo(1000, 6);
    });
    transfers.seller.forEach((each) => {
      expect(each).toBeCloseTo(700, 6);
    });
  }
  expect(interim.buyerTransfer[1]).toBeCloseTo(1000, 6);
  expect(interim.sellerTransfer[0]).toBeCloseTo(700, 6);
});

describe("masses far below what a solver keeps", () => {
  const question = (mass: number, cell: (typeof cells)[number]): TradeQuestion => ({
    buyer: { values: Float64Array.of(1, 3), masses: Float64Array.of(1 - mass, mass) },
    seller: { values: Float64Array.of(0, 2), masses: Float64Array.of(mass, 1 - mass) },
    incentives: cell.incentives,
    participation: cell.participation,
    budget: { rule: cell.rule, requiredProfit: 0 },
    weights: { buyers: 1, sellers: 1, broker: 1 },
  });

  test.each(cells)("no money is free, so that no negligible entry decides, $incentives × $participation × $rule", (cell) => {
    for (const mass of [1e-6, 1e-9, 1e-12]) {
      const asked = question(mass, cell);
      if (!boundedness(asked).bounded) continue;
      const { program } = build(asked);
      for (const bound of [...program.columnLower, ...program.columnUpper]) expect(Math.abs(bound)).toBeLessThan(1000);
      expect(program.columnCount).toBeGreaterThan(0);
    }
  });

  test.each(cells)("the value is that of the exact program at 1e-9, $incentives × $participation × $rule", async (cell) => {
    const asked = question(1e-9, cell);
    const tiny = ratio(1n, 1_000_000_000n);
    const rest = ratio(999_999_999n, 1_000_000_000n);
    const exact = solveTrade({
      B: [1, 3],
      p: [rest, tiny],
      S: [0, 2],
      q: [tiny, rest],
      incentives: cell.incentives,
      participation: cell.participation,
      budget: cell.rule,
      weights: [1, 1, 1],
    });
    expect(Math.abs((await value(asked)) - toNumber(exact.value as NonNullable<typeof exact.value>))).toBeLessThan(1e-12);
  });
});

describe("irregular masses: virtual values fall, so monotonicity of the allocation binds", () => {
  const masses = ["9/20", "2/20", "9/20"];
  const float = Float64Array.of(0.45, 0.1, 0.45);
  test.each(cells.filter(({ participation, rule }) => participation !== "none" && rule !== "none"))(
    "$incentives × $participation × $rule",
    async (cell) => {
      for (const weights of [gains, { buyers: 0, sellers: 0, broker: 1 }]) {
        const costs = [-24, -9, -7.5];
        const common = { incentives: cell.incentives, participation: cell.participation };
        // The seller mirrors the buyer: costs are falling values.
        const shifted = costs.map((cost) => cost + 30);
        const found = await value({
          ...common,
          buyer: { values: Float64Array.of(8, 9, 24), masses: float },
          seller: { values: Float64Array.from(shifted), masses: float },
          budget: { rule: cell.rule, requiredProfit: 0 },
          weights,
        });
        const exact = solveTrade({
          ...common,
          B: [8, 9, 24],
          p: masses,
          S: shifted,
          q: masses,
          budget: cell.rule,
          weights: [weights.buyers, weights.sellers, weights.broker],
        });
        expect(found).toBeCloseTo(toNumber(exact.value as NonNullable<typeof exact.value>), 8);
      }
    },
  );
});
