import type { Rational } from "./arithmetic/rational.ts";
import type { Audit } from "./audit/audit.ts";
import type { Certified } from "./certificate/prove/certificate.ts";
import type { ConflictExplanation } from "./duals/conflict/named.ts";
import type { Binding, Duals } from "./duals/duals.ts";
import type { Mechanism } from "./mechanism/mechanism.ts";
import type { Achieved } from "./mechanism/sums.ts";
import type { Estimate } from "./price-distribution/extrapolation.ts";
import type { DesignProblem, SelectWord } from "./problem/design-problem.ts";

/** A number known to lie in [lower, upper]; `exact` when lower = upper is proved. */
export interface Bracket {
  readonly lower: number;
  readonly upper: number;
  readonly exact: Rational | null;
}

/** Ironed intervals per side: types from the lower end of the first to the upper end of the last pooled type (or cell). */
export interface Ironed {
  readonly buyers: readonly (readonly { readonly from: number; readonly to: number }[])[];
  readonly sellers: readonly (readonly { readonly from: number; readonly to: number }[])[];
}

/** How a problem was solved. */
export type RouteName =
  | "virtual-surplus"
  | "efficient"
  | "posted-price"
  | "cell-program"
  | "threshold-sets"
  | "concave-program"
  | "linear-program"
  | "quadratic-program";

/**
 * How far the value is proved: `float` (audited only) < `interval` (lower < upper, both proved) < `exact` (lower = upper);
 * `continuum`: the bracket is proved for the continuous problem itself.
 */
export type Level = "float" | "interval" | "exact" | "continuum";

/** How a design problem ended: `optimal` only after the audit of the mechanism passed. */
export type ResultStatus = "optimal" | "infeasible" | "unbounded" | "limit" | "error";

/** Whether a partnership can be dissolved efficiently, everything going to whoever values it most, under the constraints of its problem. */
export interface Dissolution {
  /** With no more than the problem's own required profit; null where the bounds do not decide. */
  readonly possible: boolean | null;
  /** The least subsidy with which it can, whatever profit is required; negative: what is left over. */
  readonly subsidy: Bracket;
  /** The subsidy is paid on average, or the same one in every state, where the budget must hold in every state and expectations cannot be spread. */
  readonly per: "average" | "state";
  /** Per entry of the list of partners, between which types a partner gains least from it; null where no formula says so. */
  readonly worstOff: readonly { readonly lower: number; readonly upper: number }[] | null;
  /** The bounds were computed in exact or outward-rounded arithmetic. */
  readonly proved: boolean;
}

/** Around the types of a partner who gain least, its virtual values are pooled. */
export interface PartnerPool {
  /** z: the ironed virtual value of the pool, in units of (weight of the broker + λ)·money. */
  readonly value: number;
  /** Between which types a partner gains least from the mechanism; of cells, their ends. */
  readonly worstOff: { readonly lower: number; readonly upper: number };
}

/** The best bounds after a round of refinement, which only ever shrink. */
export interface Round {
  /** Number of cells per group. */
  readonly cells: readonly number[];
  /** −∞ as long as no feasible mechanism is known. */
  readonly lower: number;
  readonly upper: number;
}

/** Which of several optima {@link Result.mechanism} is. */
export interface Selection {
  /** The wishes in order, the nearest optimum to a given mechanism last. */
  readonly wishes: readonly Wish[];
  /** The objective is that of the optimum in exact arithmetic; otherwise up to a solver's tolerance. */
  readonly exact: boolean;
}

/** What became of a wish among the optima that the wishes before it left. */
export interface Wish {
  readonly word: SelectWord | "nearest";
  /** `none`: no optimum has the property. `unbounded`: what is wished for grows without limit among the optima. `limit`: not decided. The last three choose nothing. */
  readonly outcome: "chosen" | "none" | "unbounded" | "limit";
  /** Expected rents, profit or quantity; the sum of the payments' variances, the mean square distance. Null where nothing was chosen or there is nothing to measure. */
  readonly value: number | null;
  readonly exact: Rational | null;
  readonly note: string;
}

/** Between which numbers the interim rent of a type lies over all optima. */
export interface RentRange {
  readonly agent: string;
  readonly type: string;
  /** −∞ and ∞ where money can be moved without limit. */
  readonly lower: number;
  readonly upper: number;
  /** Both ends, where they are finite and proved in exact arithmetic. */
  readonly exact: readonly [lower: Rational, upper: Rational] | null;
  /** Payoff equivalence: all optima give the type the same rent. */
  readonly unique: boolean;
}

/**
 * The answer to a {@link DesignProblem}. It holds functions (the mechanism answers for any types) and exact rationals, so it cannot be posted or stored as it is:
 * `resultJson` makes plain data of it, as does `JSON.stringify` of what `solve` returns, and `readResult` reads those again.
 */
export interface Result {
  readonly status: ResultStatus;
  /** One sentence in economic words: what was found, or why there is nothing to find. */
  readonly explanation: string;
  readonly problem: DesignProblem;
  readonly route: RouteName;
  /** Largest attainable objective; −∞ when infeasible, +∞ when unbounded. */
  readonly value: Bracket;
  /** What the value of a continuous problem is by extrapolation, not proved, with how far it moved at the last step; null where none is made. */
  readonly estimate: Estimate | null;
  /** Gains from trade of the efficient allocation, when types were known to all. */
  readonly firstBest: Bracket;
  /** Gains from trade of {@link mechanism} as a share of {@link firstBest}, between what the bounds allow; NaN without one, or when there is nothing to gain. */
  readonly efficiency: { readonly lower: number; readonly upper: number };
  /** Gains from trade of {@link mechanism}; NaN without one. */
  readonly gainsFromTrade: number;
  /** Expected payments in less payments out under {@link mechanism}; NaN without one. */
  readonly brokerProfit: number;
  /** Expected rents under {@link mechanism}, of all members of each party; see {@link Achieved}. */
  readonly rents: Pick<Achieved, "buyers" | "sellers" | "partners">;
  /** Shadow price λ of the budget; null when the route gives none. */
  readonly multiplier: number | null;
  /** λ as an exact rational, where it is proved. */
  readonly multiplierExact: Rational | null;
  /** Shadow prices of all constraints; null where the route gives none (a posted price, simple mechanisms of risk-averse traders) or they are too many to list. */
  readonly duals: Duals | null;
  /** Which constraints {@link mechanism} satisfies with equality; null without one, on laws, and where they are too many to list. */
  readonly binding: Binding | null;
  /** Of an infeasible problem, which constraints exclude each other; null where that was not asked for, not found, or something is feasible. */
  readonly conflict: ConflictExplanation | null;
  readonly mechanism: Mechanism | null;
  /** Which optimum was chosen; null where none was asked for. */
  readonly selection: Selection | null;
  /** Per agent and type; null unless `options.rentRanges` asked for them. */
  readonly rentRanges: readonly RentRange[] | null;
  /** The price that {@link mechanism} posts; null unless the route is `posted-price`. */
  readonly price: number | null;
  readonly audit: Audit | null;
  /** Whether a partnership could be dissolved efficiently under the same constraints; null for other environments, and where it is not asked or not known. */
  readonly dissolution: Dissolution | null;
  /** Intervals of types that are treated alike because virtual values are not monotone there; null when the route does not iron. */
  readonly ironed: Ironed | null;
  /** Per entry of the list of partners; null for other environments, and where the route finds no pools. */
  readonly pools: readonly PartnerPool[] | null;
  /** How the bracket of a continuous problem closed; null where the route does not refine cells. */
  readonly rounds: readonly Round[] | null;
  readonly level: Level;
  /** What the result takes for granted beyond the parameters of its problem, in words: the functions of custom laws. Empty when it takes nothing. */
  readonly assumptions: readonly string[];
  readonly solver: { readonly name: string; readonly version: string };
  /** The verified certificate of the answer, or in words why there is none; null when none was asked for. */
  readonly proof: Certified | null;
  /** Seconds per stage. */
  readonly timings: Readonly<Record<string, number>>;
}
