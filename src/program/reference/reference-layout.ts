import type { Draft } from "../draft.ts";
import type { Family } from "../family.ts";

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

  constructor(draft: Draft, profiles: number, outcomes: number, agents: number, unit: number, paymentFactors: Float64Array) {
    this.columnFamilies = draft.columnFamilies;
    this.rowFamilies = draft.closedRowFamilies();
    this.profileCount = profiles;
    this.outcomeCount = outcomes;
    this.agentCount = agents;
    this.unit = unit;
    this.#paymentFactors = paymentFactors;
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
