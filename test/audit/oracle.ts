import type { Constraints } from "../../src/audit/audit.ts";
import type { BilateralMechanism } from "../../src/mechanism/mechanism.ts";
import { matricesOf, range, sum } from "../mechanism/definitions.ts";

export interface Worsts {
  readonly incentives: number;
  readonly participation: number;
  readonly budget: number;
}

/** The worst violations from the definitions: all types, all reports, all states. O(m²n + mn²); shares no code with src. */
export function worstViolations(constraints: Constraints, mechanism: BilateralMechanism): Worsts {
  const { x, buyerPays, sellerReceives } = matricesOf(mechanism);
  const B = [...mechanism.buyer.values];
  const S = [...mechanism.seller.values];
  const p = [...mechanism.buyer.masses];
  const q = [...mechanism.seller.masses];
  // Ex-post utility of a true type from a report.
  const buyerGets = (type: number, report: number, j: number): number => at(B, type) * cell(x, report, j) - cell(buyerPays, report, j);
  const sellerGets = (type: number, report: number, i: number): number =>
    cell(sellerReceives, i, report) - at(S, type) * cell(x, i, report);
  const buyerExpects = (type: number, report: number): number => sum(q.map((mass, j) => mass * buyerGets(type, report, j)));
  const sellerExpects = (type: number, report: number): number => sum(p.map((mass, i) => mass * sellerGets(type, report, i)));
  const types = range(B.length);
  const costs = range(S.length);

  const gains: number[] = [0];
  for (const type of types)
    for (const report of types)
      if (constraints.incentives === "bayesian") gains.push(buyerExpects(type, report) - buyerExpects(type, type));
      else for (const j of costs) gains.push(buyerGets(type, report, j) - buyerGets(type, type, j));
  for (const type of costs)
    for (const report of costs)
      if (constraints.incentives === "bayesian") gains.push(sellerExpects(type, report) - sellerExpects(type, type));
      else for (const i of types) gains.push(sellerGets(type, report, i) - sellerGets(type, type, i));

  const losses: number[] = [0];
  if (constraints.participation === "ex-ante")
    losses.push(-sum(p.map((mass, i) => mass * buyerExpects(i, i))), -sum(q.map((mass, j) => mass * sellerExpects(j, j))));
  if (constraints.participation === "interim")
    losses.push(...types.map((i) => -buyerExpects(i, i)), ...costs.map((j) => -sellerExpects(j, j)));
  if (constraints.participation === "ex-post")
    for (const i of types) for (const j of costs) losses.push(-buyerGets(i, i, j), -sellerGets(j, j, i));

  const shortfalls: number[] = [0];
  const r = constraints.requiredProfit;
  const surplus = (i: number, j: number): number => cell(buyerPays, i, j) - cell(sellerReceives, i, j);
  if (constraints.budgetRule === "ex-ante")
    shortfalls.push(r - sum(types.map((i) => sum(costs.map((j) => at(p, i) * at(q, j) * surplus(i, j))))));
  if (constraints.budgetRule === "no-deficit") for (const i of types) for (const j of costs) shortfalls.push(r - surplus(i, j));
  if (constraints.budgetRule === "balanced") for (const i of types) for (const j of costs) shortfalls.push(Math.abs(r - surplus(i, j)));
  const most = (list: readonly number[]): number => list.reduce((a, b) => Math.max(a, b));
  return { incentives: most(gains), participation: most(losses), budget: most(shortfalls) };
}

const at = (list: readonly number[], k: number): number => list[k] as number;
const cell = (rows: readonly (readonly number[])[], i: number, j: number): number => rows[i]?.[j] as number;
