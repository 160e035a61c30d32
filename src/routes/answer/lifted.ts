import { type Rational, rational, toNumber, toNumberAbove, toNumberBelow } from "../../arithmetic/rational.ts";
import type { MechanismTable, MultiplierTable } from "../../certificate/format.ts";
import type { Proved } from "../../certificate/prove/proof.ts";
import type { Cells } from "../../certificate/verify/continuum/cells.ts";
import type { NaiveProblem } from "../../certificate/verify/finite/naive-problem.ts";
import { isBilateralTrade } from "../../environments/bilateral-trade.ts";
import { isPartnership } from "../../environments/partnership.ts";
import { bilateralMechanism } from "../../mechanism/bilateral.ts";
import { finiteMechanism } from "../../mechanism/finite.ts";
import type { Mechanism } from "../../mechanism/mechanism.ts";
import { partnershipMechanism } from "../../mechanism/partnership.ts";
import { paymentsFromInterim } from "../../mechanism/recover/reselect.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { budgetStage } from "../../problem/words.ts";
import type { Bracket } from "../../result.ts";
import type { CellTypes } from "../../virtual-surplus/bracket/cell-types.ts";

/** The bracket that a proof claims, in doubles rounded outwards. */
export function claimedBracket({ claim }: Proved): Bracket {
  if (claim.status === "infeasible") throw new Error("an infeasible problem has no value");
  const [lower, upper] = [rational(claim.lower), rational(claim.upper)];
  return { lower: toNumberBelow(lower), upper: toNumberAbove(upper), exact: lower.equals(upper) ? lower : null };
}

/** The multiplier of a budget that holds on average; null where there is none. */
export function budgetPrice({ budget }: DesignProblem, multipliers: MultiplierTable): Rational | null {
  return budgetStage[budget.rule] === "ex-ante" ? rational(multipliers.budget[0]?.[1] ?? 0) : null;
}

/**
 * The mechanism of a finite proof in doubles, state by state as the certificate has it: between two traders as a bilateral mechanism on their type
 * spaces, in a partnership by what each holds, else as lotteries and payments at every profile. O(profiles·outcomes).
 */
export function tabledMechanism(problem: DesignProblem, naive: NaiveProblem, table: MechanismTable): Mechanism {
  const { environment, discretization } = problem;
  const profiles = naive.prior.numerators.length;
  const outcomes = naive.outcomes.length;
  const lottery = new Float64Array(profiles * outcomes);
  table.lottery.forEach((entry, p) => {
    if (typeof entry === "number") lottery[p * outcomes + entry] = 1;
    else for (const [o, probability] of entry) lottery[p * outcomes + o] = toNumber(rational(probability));
  });
  const { rule, values } = table.payments;
  const stated = values.map((own) => Float64Array.from(own, (text) => toNumber(rational(text))));
  if (isBilateralTrade(environment)) {
    const { buyer, seller } = environment.typeSpaces(discretization);
    const allocationRule = { kind: "matrix", x: Float64Array.from({ length: profiles }, (_, p) => lottery[p * 2 + 1] as number) } as const;
    const [pays, negative] = stated as [Float64Array, Float64Array];
    const receives = negative.map((payment) => 0 - payment);
    if (rule === "table")
      return bilateralMechanism({ buyer, seller, allocationRule, transferRule: { kind: "matrix", buyer: pays, seller: receives } });
    const interim = { buyerTransfer: pays, sellerTransfer: receives };
    return bilateralMechanism({ buyer, seller, allocationRule, transferRule: { kind: rule }, interim });
  }
  const finite = environment.toFinite(discretization);
  const payments = rule === "table" ? stated : paymentsFromInterim(finite, stated, rule === "separable");
  return isPartnership(environment)
    ? partnershipMechanism(environment, environment.grids(discretization), lottery, payments)
    : finiteMechanism({ environment: finite, lottery, payments });
}

/** Cells of worth as types of a trader: values as they are (sign 1), or costs, minus worth, in increasing order (sign −1). */
export function cellTypesOf(cells: Cells, sign: 1 | -1): CellTypes {
  const n = cells.revenue.length;
  const types = {
    values: new Float64Array(n),
    masses: new Float64Array(n),
    prices: new Float64Array(n),
    low: new Float64Array(n),
    high: new Float64Array(n),
  };
  const number = (vector: Cells["low"], k: number) => toNumber(rational(vector.numerators[k] as bigint).div(rational(vector.denominator)));
  for (let k = 0; k < n; k++) {
    const at = sign === 1 ? k : n - 1 - k;
    const worst = k === 0 && cells.openBelow ? Number.NEGATIVE_INFINITY : number(cells.low, k);
    const best = k === n - 1 && cells.openAbove ? Number.POSITIVE_INFINITY : number(cells.high, k);
    types.masses[at] = number(cells.mass, k);
    types.values[at] = (sign * number(cells.moment, k)) / (types.masses[at] as number);
    types.prices[at] = sign * worst;
    types.low[at] = sign === 1 ? worst : -best;
    types.high[at] = sign === 1 ? best : -worst;
  }
  return types;
}
