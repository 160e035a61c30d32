import { magnitudeOf } from "../arithmetic/magnitude.ts";
import { pairedFirstBest } from "../environments/paired-first-best.ts";
import { deviationWorth, type PricedStates, type PricedTrade } from "../mechanism/priced.ts";
import { budgetBalances } from "../problem/words.ts";
import type { TypePieces } from "../type-space/type-pieces.ts";
import type { Audit, Constraints } from "./audit.ts";
import { judge } from "./judge.ts";
import { Worst } from "./violation.ts";

/**
 * The audit of a mechanism for risk-averse traders, from its lotteries alone: every report against every type in every state, in units of utility;
 * payments in money. Intervals of types are tried at both ends and in the middle. O(m·n·(m + n)·prices).
 *
 * Dominant incentives and ex-post participation are the strictest there are: they are what is checked whatever is asked.
 */
export function auditPriced(constraints: Constraints, states: PricedStates): Audit {
  const { buyer, seller, attitudes, lottery } = states;
  const [m, n] = [buyer.mass.length, seller.mass.length];
  const table = Array.from({ length: m }, (_, i) => Array.from({ length: n }, (__, j) => lottery(i, j)));
  const cell = (i: number, j: number) => (table[i] as (readonly PricedTrade[])[])[j] as readonly PricedTrade[];
  const incentives = new Worst();
  const participation = new Worst();
  const budget = new Worst();
  const allocation = new Worst();
  let largestPrice = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const here = cell(i, j);
      const where = () => `buyer ${nameOf(buyer, i)}, seller ${nameOf(seller, j)}`;
      let total = 0;
      for (const { probability, buyerPays, sellerReceives } of here) {
        total += probability;
        allocation.see(-probability, where);
        if (!(probability > 0)) continue;
        largestPrice = Math.max(largestPrice, Math.abs(buyerPays), Math.abs(sellerReceives));
        participation.see(probability * Math.max(buyerPays - (buyer.low[i] as number), (seller.high[j] as number) - sellerReceives), where);
        const profit = buyerPays - sellerReceives - constraints.requiredProfit;
        budget.see(probability * (budgetBalances[constraints.budgetRule] ? Math.abs(profit) : -profit), where);
      }
      allocation.see(total - 1, where);
    }
  }
  const reports = (
    [name, other]: readonly [name: string, other: string],
    own: TypePieces,
    others: TypePieces,
    lotteryAt: (report: number, l: number) => readonly PricedTrade[],
    worth: (type: number, trade: PricedTrade) => number,
  ) => {
    for (let l = 0; l < others.mass.length; l++)
      for (let k = 0; k < own.mass.length; k++)
        for (const type of typesIn(own, k)) {
          const gain = (report: number) => lotteryAt(report, l).reduce((sum, trade) => sum + trade.probability * worth(type, trade), 0);
          const truth = gain(k);
          for (let report = 0; report < own.mass.length; report++) {
            const words = () => `${name} ${type} reports ${nameOf(own, report)} against ${other} ${nameOf(others, l)}`;
            if (report !== k) incentives.see(gain(report) - truth, words);
          }
        }
  };
  reports(["buyer", "seller"], buyer, seller, cell, (value, { buyerPays }) =>
    deviationWorth(value - buyerPays, attitudes.buyer.of, attitudes),
  );
  reports(
    ["seller", "buyer"],
    seller,
    buyer,
    (j, i) => cell(i, j),
    (cost, { sellerReceives }) => deviationWorth(sellerReceives - cost, attitudes.seller.of, attitudes),
  );
  const scale = pairedFirstBest(buyer, seller, attitudes);
  return judge(
    {
      incentives: incentives.violation,
      participation: participation.violation,
      budget: budget.violation,
      allocation: allocation.violation,
    },
    scale,
    magnitudeOf(buyer.low, buyer.high, seller.low, seller.high),
    largestPrice,
  );
}

function typesIn({ low, high }: TypePieces, k: number): readonly number[] {
  const [from, to] = [low[k] as number, high[k] as number];
  return from === to ? [from] : [from, (from + to) / 2, to];
}

function nameOf({ low, high }: TypePieces, k: number): string {
  return low[k] === high[k] ? String(low[k]) : `${low[k]} to ${high[k]}`;
}
