import type { Draft } from "../draft.ts";
import type { Family } from "../family.ts";
import type { Multipliers } from "../layout.ts";

/** Which constraint of the design problem a row is; states as in the certificate format: a type, or a profile of types, or 0. */
export type ConstraintRow =
  | { readonly family: "lottery"; readonly state: number }
  | { readonly family: "budget"; readonly state: number }
  | { readonly family: "incentives"; readonly agent: number; readonly state: number; readonly report: number }
  | { readonly family: "participation"; readonly agent: number; readonly state: number };

/** A constraint and its shadow price, in units of the objective per unit of money: ≥ 0, unless the constraint is an equation. */
export interface ConstraintPrice {
  readonly of: ConstraintRow;
  readonly price: number;
}

/** Which column and row of the reference program is what, and the way back from a solver's point. */
export class ReferenceLayout {
  readonly columnFamilies: readonly Family[];
  /** Families `lottery`, `incentives` (one per agent), `participation` (one per agent), `budget`, in this order. */
  readonly rowFamilies: readonly Family[];
  readonly profileCount: number;
  readonly outcomeCount: number;
  readonly agentCount: number;
  /** Rows other than lotteries are in this unit of money. */
  readonly unit: number;
  readonly #paymentFactors: Float64Array;
  readonly #constraints: readonly ConstraintRow[];

  constructor(
    draft: Draft,
    { profiles, outcomes, agents }: { readonly profiles: number; readonly outcomes: number; readonly agents: number },
    unit: number,
    paymentFactors: Float64Array,
    constraints: readonly ConstraintRow[],
  ) {
    this.columnFamilies = draft.columnFamilies;
    this.rowFamilies = draft.closedRowFamilies();
    this.profileCount = profiles;
    this.outcomeCount = outcomes;
    this.agentCount = agents;
    this.unit = unit;
    this.#paymentFactors = paymentFactors;
    this.#constraints = constraints;
  }

  /** Shadow prices of all rows but lotteries', in the order of the rows. */
  prices({ rows }: Multipliers): readonly ConstraintPrice[] {
    return this.#constraints.flatMap((of, row) => (of.family === "lottery" ? [] : [{ of, price: 0 - (rows[row] as number) / this.unit }]));
  }

  /** Column of x[p, o]. */
  lotteryColumn(profile: number, outcome: number): number {
    return profile * this.outcomeCount + outcome;
  }

  /** Column of t[a, p], in units times {@link paymentFactor}. */
  paymentColumn(agent: number, profile: number): number {
    return this.profileCount * (this.outcomeCount + agent) + profile;
  }

  /** Money per unit of a payment column. */
  paymentFactor(agent: number, profile: number): number {
    return this.unit * (this.#paymentFactors[agent * this.profileCount + profile] as number);
  }

  /** Probability of outcome o at profile p, at index p·O + o; as the solver left it. */
  lotteryOf(point: ArrayLike<number>): Float64Array {
    return Float64Array.from({ length: this.profileCount * this.outcomeCount }, (_, k) => point[k] as number);
  }

  /** Per agent, what it pays at each profile, in money. */
  paymentsOf(point: ArrayLike<number>): readonly Float64Array[] {
    return Array.from({ length: this.agentCount }, (_, a) =>
      Float64Array.from({ length: this.profileCount }, (_, p) => (point[this.paymentColumn(a, p)] as number) * this.paymentFactor(a, p)),
    );
  }

  /**
   * Row multipliers of the program as multipliers of the naive rows, whose money is not in units and where no lottery column has an upper bound of its own: what
   * that bound is worth (a positive reduced cost) goes to the row of the lottery. Length rowCount.
   */
  naiveMultipliers(rowMultipliers: ArrayLike<number>, reducedCosts: ArrayLike<number>): Float64Array {
    return Float64Array.from(rowMultipliers, (y, row) => {
      if (row >= this.profileCount) return y / this.unit;
      let worth = 0;
      for (let o = 0; o < this.outcomeCount; o++) worth = Math.max(worth, reducedCosts[this.lotteryColumn(row, o)] as number);
      return y + worth;
    });
  }
}
