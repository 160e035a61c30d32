import { CompensatedSum, prefixSums, suffixSums } from "../arithmetic/sum.ts";
import { refuse, refuseAs } from "../errors.ts";
import { stateOf, type TradingSide } from "../type-space/sides.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { AllocationRule, ThresholdAllocation } from "./mechanism.ts";

/** Probability of trade in state (i, j); n is the number of seller types. */
export function allocationAt(rule: AllocationRule, n: number, i: number, j: number): number {
  if (rule.kind === "matrix") return rule.x[i * n + j] as number;
  return j < (rule.strict[i] as number) ? 1 : j < (rule.generous[i] as number) ? rule.mix : 0;
}

/** Probability of trade of every state, at index i·n + j. */
export function allocationTable(rule: AllocationRule, m: number, n: number): Float64Array {
  const x = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) x[i * n + j] = allocationAt(rule, n, i, j);
  return x;
}

/**
 * The allocation rule of a function of two types, as a matrix.
 *
 * @example allocationFrom(buyer, seller, (v, c) => (v - c >= 0.25 ? 1 : 0))
 */
export function allocationFrom(buyer: TypeSpace, seller: TypeSpace, trade: (value: number, cost: number) => number): AllocationRule {
  const n = seller.values.length;
  const x = new Float64Array(buyer.values.length * n);
  for (let i = 0; i < buyer.values.length; i++)
    for (let j = 0; j < n; j++) x[i * n + j] = trade(buyer.values[i] as number, seller.values[j] as number);
  return { kind: "matrix", x };
}

/**
 * The efficient allocation: trade iff the value exceeds the cost; with equal types, trade with probability `tie` (default 0, which costs
 * the broker least: Kos–Manea 2009 §7.1 as corrected, KM-8).
 */
export function efficientAllocation(buyer: TypeSpace, seller: TypeSpace, tie = 0): ThresholdAllocation {
  const { strict, generous } = counts(buyer.values, seller.values);
  return { kind: "threshold", mix: tie, strict, generous };
}

function counts(values: Float64Array, costs: Float64Array): { strict: Int32Array; generous: Int32Array } {
  const strict = new Int32Array(values.length);
  const generous = new Int32Array(values.length);
  let below = 0;
  let upTo = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    while (below < costs.length && (costs[below] as number) < value) below++;
    while (upTo < costs.length && (costs[upTo] as number) <= value) upTo++;
    strict[i] = below;
    generous[i] = upTo;
  }
  return { strict, generous };
}

/** For each seller type j, the lowest buyer type i with counts[i] > j (m when there is none); `counts` is nondecreasing. O(m + n). */
export function columnStarts(counts: Int32Array, n: number): Int32Array {
  const starts = new Int32Array(n);
  let i = 0;
  for (let j = 0; j < n; j++) {
    while (i < counts.length && (counts[i] as number) <= j) i++;
    starts[j] = i;
  }
  return starts;
}

/**
 * Per type of a side, the sum over the types of the other of terms·(probability of trade): with terms = masses (the default), its interim allocation.
 * O(m + n) for a threshold rule.
 */
export function sumsOf(rule: AllocationRule, side: TradingSide, terms: ArrayLike<number> = side.rival.masses): Float64Array {
  if (rule.kind === "threshold") {
    const n = side.values.length;
    const sums = side.sign > 0 ? prefixSums(terms) : suffixSums(terms);
    const [strict, generous] = [rule.strict, rule.generous].map((counts) => (side.sign > 0 ? counts : columnStarts(counts, n)));
    const sumFrom = (counts: Int32Array | undefined, k: number) => sums[counts?.[k] as number] as number;
    return side.values.map((_, k) => (1 - rule.mix) * sumFrom(strict, k) + rule.mix * sumFrom(generous, k));
  }
  return side.values.map((_, k) => {
    const sum = new CompensatedSum();
    for (let l = 0; l < terms.length; l++) sum.add((terms[l] as number) * (rule.x[stateOf(side, k, l)] as number));
    return sum.value;
  });
}

/** Throws InvalidInputError unless the rule has the shape of m × n types. Probabilities outside [0, 1] are left to the audit. */
export function checkAllocationRule(rule: AllocationRule, m: number, n: number): void {
  if (rule.kind === "matrix") {
    if (rule.x.length !== m * n) refuseLength("allocationRule.x", m * n, `${m} × ${n} types`, rule.x.length);
    return;
  }
  for (const name of ["strict", "generous"] as const) {
    const list = rule[name];
    if (list.length !== m) refuseLength(`allocationRule.${name}`, m, "one count per buyer type", list.length);
    for (let i = 0; i < m; i++) {
      const count = list[i] as number;
      const least = i === 0 ? 0 : (list[i - 1] as number);
      if (count < least || count > n)
        refuse(
          `allocationRule.${name}[${i}]`,
          `a count between ${least} and ${n}, nondecreasing in the buyer's type`,
          count,
          "Count the cheapest seller types that each buyer type trades with, or give the allocation as a matrix.",
        );
    }
  }
  const bad = rule.strict.findIndex((count, i) => count > (rule.generous[i] as number));
  if (bad >= 0)
    refuse(
      `allocationRule.strict[${bad}]`,
      `at most generous[${bad}] = ${rule.generous[bad]}`,
      rule.strict[bad],
      "The strict rule may not trade where the generous one does not.",
    );
}

/** Refuses a vector of the wrong length. */
export function refuseLength(field: string, expected: number, why: string, received: number): never {
  refuseAs(field, `length ${expected} (${why})`, `length ${received}`, "Pass one entry per type, or per state at index i·n + j.");
}
