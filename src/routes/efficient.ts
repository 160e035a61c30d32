import { formatRational, one, type Rational, toNumber, toNumberAbove, toNumberBelow, zero } from "../arithmetic/rational.ts";
import type { FiniteProof } from "../certificate/format.ts";
import { definitionOf } from "../certificate/prove/certificate.ts";
import { proveEfficient } from "../certificate/prove/efficient-proof.ts";
import type { NaiveProblem } from "../certificate/verify/naive-problem.ts";
import type { BilateralTrade, MultilateralTrade } from "../environments/environment.ts";
import { bilateralMechanism } from "../mechanism/bilateral.ts";
import { expectation } from "../mechanism/expectation.ts";
import type { Mechanism } from "../mechanism/mechanism.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { boundedness } from "../program/boundedness.ts";
import type { Bracket } from "../result.ts";
import { solveBracket } from "../virtual-surplus/bracket/bilateral-bracket.ts";
import type { CellTypes } from "../virtual-surplus/bracket/cell-types.ts";
import { solveGrid } from "../virtual-surplus/grid/grid.ts";
import { cellOf, servedAmongMany } from "./cells.ts";
import { about, exactly } from "./finish.ts";
import { isGrid } from "./grid-problem.ts";
import { claimedBracket, tabledMechanism } from "./lifted.ts";
import { marketMechanism, solveMarket } from "./market.ts";
import type { SolveOptions } from "./options.ts";
import { type Answer, type Route, type RouteContext, without } from "./route.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { boundednessQuestion, infeasibility, unboundedness, widthNotReached } from "./words.ts";

const self = { name: "expected-externality", version: "1" };

/** Who gets the gains from trade: constants added to the rents that tight transfers leave, per trader of each side. */
interface Split {
  readonly buyers: number;
  readonly sellers: number;
}

/**
 * Ex-ante participation (or none): before types are known, lump sums share the gains from trade at will, so the first best is attained and the objective decides only
 * who gets it. With FB the first best, w̄ the larger weight of the traders and r the required profit, the value is w_0·FB if the broker's weight is at least w̄
 * (and the budget not balanced), else w̄·(FB − r) + w_0·r; infeasible iff r > FB.
 *
 * Bayesian incentives: tight interim transfers with lump sums, spread over states so that the budget is the same in every state; dominant: tight prices in every state.
 *
 * @see C. d'Aspremont, L.-A. Gérard-Varet (1979), Incentives and Incomplete Information, J. Public Econ. 11.
 */
export const efficient: Route = {
  name: "efficient",
  accepts: ({ environment, ...words }) => {
    if (environment.kind === "finite")
      return { because: "Types may be correlated in a finite environment.", instead: "The linear program serves any finite environment." };
    if (cellOf(words) !== "efficient" || (environment.kind !== "bilateral-trade" && !servedAmongMany[words.incentives]))
      return {
        because: "The efficient allocation is not attained under every combination of words.",
        instead: "A linear program on finitely many types serves this one.",
      };
    return true;
  },
  async solve(problem, context) {
    const { environment } = problem;
    if (environment.kind === "finite") throw new Error("a finite environment has a route of its own");
    const bounded = boundedness(boundednessQuestion(problem));
    if (!bounded.bounded) return without("efficient", "unbounded", unboundedness(problem), about(Number.NaN), self);
    const naive =
      context.stated &&
      (isGrid(problem) ? definitionOf(context.stated) : "no proof for the continuum covers this combination of constraints");
    return typeof naive === "object" ? provedEfficient(problem, naive, context) : solveEfficient(problem, environment, context, naive);
  },
};

/** The answer in exact arithmetic, with its proof. */
export function provedEfficient(problem: DesignProblem, naive: NaiveProblem, { stopwatch }: RouteContext): Answer {
  const proof = stopwatch.time("proof", () => proveEfficient(naive));
  const firstBest = exactly(proof.gains);
  if (proof.claim.status === "infeasible")
    return without("efficient", "infeasible", infeasibility(problem, formatRational(proof.gains)), firstBest, self, proof);
  const table = (proof.proof as FiniteProof).mechanism;
  if (!table) throw new Error("an optimum has a mechanism");
  return {
    route: "efficient",
    status: "optimal",
    explanation: attained,
    value: claimedBracket(proof),
    firstBest,
    mechanism: stopwatch.time("mechanism", () => tabledMechanism(problem, naive, table)),
    multiplier: null,
    multiplierExact: null,
    ironed: null,
    level: "exact",
    solver: self,
    proof,
  };
}

const attained =
  "Optimal: before types are known, lump sums let every party accept the efficient allocation, so the first best is attained.";

function solveEfficient(
  problem: DesignProblem,
  environment: BilateralTrade | MultilateralTrade,
  { options, stopwatch }: RouteContext,
  proof: string | undefined,
): Answer {
  const { objective, budget, participation } = problem;
  const heaviest = objective.buyers.compare(objective.sellers) >= 0 ? objective.buyers : objective.sellers;
  const found = stopwatch.time("search", () => efficientAllocation(problem, environment, options, stopwatch));
  const r = budget.rule === "none" ? null : budget.requiredProfit;
  // Participation none has no lower limit on rents, hence no largest profit.
  if (r !== null && participation !== "none") {
    if (found.firstBest.exact ? r.compare(found.firstBest.exact) > 0 : toNumber(r) > found.firstBest.upper)
      return without("efficient", "infeasible", infeasibility(problem, String(found.firstBest.upper)), found.firstBest, self, proof);
  }
  const brokerKeeps = r === null || (budget.rule !== "balanced" && objective.broker.compare(heaviest) >= 0 && participation !== "none");
  const profit = brokerKeeps ? found.gains : toNumber(r as Rational);
  const rents = found.gains - profit;
  // The heavier side gets what there is; equal weights share it.
  const share = objective.buyers.compare(objective.sellers);
  const wanted = { buyers: share > 0 ? rents : share < 0 ? 0 : rents / 2, sellers: share < 0 ? rents : share > 0 ? 0 : rents / 2 };
  const mechanism = stopwatch.time("mechanism", () => found.mechanism({ buyers: wanted.buyers, sellers: wanted.sellers }));
  const scale = brokerKeeps ? objective.broker : heaviest;
  const shift = brokerKeeps || r === null ? zero : objective.broker.sub(heaviest).mul(r);
  const value: Bracket = found.firstBest.exact
    ? exactly(scale.mul(found.firstBest.exact).add(shift))
    : {
        lower: combine(found.firstBest.lower, scale, shift, toNumberBelow),
        upper: combine(found.firstBest.upper, scale, shift, toNumberAbove),
        exact: null,
      };
  return {
    route: "efficient",
    status: found.reached ? "optimal" : "limit",
    explanation: found.reached ? attained : widthNotReached(options.width ?? problem.width),
    value,
    firstBest: found.firstBest,
    mechanism,
    multiplier: null,
    multiplierExact: null,
    ironed: null,
    level: found.firstBest.exact ? "exact" : isGrid(problem) ? "float" : "continuum",
    solver: self,
    ...(proof === undefined ? {} : { proof }),
  };
}

/** weight·x + shift, rounded outwards by one unit in the last place of each operation. */
function combine(x: number, weight: Rational, shift: Rational, round: (r: Rational) => number): number {
  if (weight.equals(one) && shift.equals(zero)) return x;
  const value = round(weight) * x + round(shift);
  const slack = 4 * Number.EPSILON * (Math.abs(round(weight) * x) + Math.abs(round(shift)));
  return round === toNumberBelow ? value - slack : value + slack;
}

interface Efficient {
  readonly firstBest: Bracket;
  /** Gains of the mechanism itself. */
  readonly gains: number;
  readonly reached: boolean;
  /** The mechanism in which all buyers (sellers) together expect these rents. */
  mechanism(wanted: Split): Mechanism;
}

/** The efficient allocation is the virtual-surplus answer without a budget, all weights equal. */
const efficientTerms = { weights: { buyers: one, sellers: one, broker: one }, budget: { rule: "none", requiredProfit: zero } } as const;

function efficientAllocation(
  problem: DesignProblem,
  environment: BilateralTrade | MultilateralTrade,
  options: SolveOptions,
  stopwatch: Stopwatch,
): Efficient {
  if (environment.kind === "multilateral-trade") return efficientMarket(problem, environment, options, stopwatch);
  if (isGrid(problem)) {
    const { buyer, seller } = environment.typeSpaces(problem.discretization);
    const found = solveGrid({ buyer, seller, ...efficientTerms, exactLimit: options.exactLimit });
    if (found.status !== "optimal") throw new Error(`the efficient allocation is never ${found.status}`);
    const firstBest = found.exact ? exactly(found.exact.firstBest) : about(found.firstBest);
    return {
      firstBest,
      gains: found.firstBest,
      reached: true,
      mechanism: (wanted) => shared(problem, found, buyer, seller, wanted),
    };
  }
  const found = solveBracket({
    buyer: environment.buyer,
    seller: environment.seller,
    ...efficientTerms,
    options: { width: options.width ?? problem.width, maxCells: options.maxCells, timeLimitSeconds: options.timeLimitSeconds },
  });
  if (found.status !== "optimal" && found.status !== "limit") throw new Error(`the efficient allocation is never ${found.status}`);
  return {
    firstBest: { ...found.firstBest, exact: null },
    gains: found.firstBest.lower,
    reached: found.status === "optimal",
    mechanism: (wanted) => shared(problem, found, found.buyer, found.seller, wanted),
  };
}

function shared(
  problem: DesignProblem,
  found: {
    readonly allocation: { readonly weight: number; readonly loose: Int32Array; readonly tight: Int32Array };
    readonly buyerTransfer: Float64Array;
    readonly sellerTransfer: Float64Array;
  },
  buyer: CellTypes | { readonly values: Float64Array; readonly masses: Float64Array },
  seller: CellTypes | { readonly values: Float64Array; readonly masses: Float64Array },
  wanted: Split,
): Mechanism {
  const { weight, loose, tight } = found.allocation;
  const allocationRule = { kind: "threshold", mix: weight, generous: loose, strict: tight } as const;
  const plain = bilateralMechanism({
    buyer,
    seller,
    allocationRule,
    transferRule: { kind: "interim" },
    interim: { buyerTransfer: found.buyerTransfer, sellerTransfer: found.sellerTransfer },
  });
  const toBuyer = wanted.buyers - expectation(buyer.masses, plain.interim.buyer.rent);
  const toSeller = wanted.sellers - expectation(seller.masses, plain.interim.seller.rent);
  if (problem.incentives === "dominant") {
    return bilateralMechanism({
      buyer,
      seller,
      allocationRule,
      transferRule: { kind: "tight", lumpSum: { buyer: toBuyer, seller: toSeller } },
    });
  }
  return bilateralMechanism({
    buyer,
    seller,
    allocationRule,
    transferRule: { kind: "separable" },
    interim: { buyerTransfer: found.buyerTransfer.map((t) => t - toBuyer), sellerTransfer: found.sellerTransfer.map((t) => t + toSeller) },
  });
}

function efficientMarket(problem: DesignProblem, environment: MultilateralTrade, options: SolveOptions, stopwatch: Stopwatch): Efficient {
  const found = solveMarket(problem, environment, options, efficientTerms, stopwatch);
  if (found.status !== "optimal" && found.status !== "limit") throw new Error(`the efficient allocation is never ${found.status}`);
  return {
    firstBest: { ...found.firstBest, exact: null },
    gains: found.firstBest.lower,
    reached: found.status === "optimal",
    mechanism: (wanted) => {
      const count = { buyer: 0, seller: 0 };
      for (const group of found.groups) count[group.role] += group.count;
      const each = { buyer: wanted.buyers / count.buyer, seller: wanted.sellers / count.seller };
      // Every trader of a side expects the same, whatever its law: groups differ in what tight transfers leave them, so each has a lump sum of its own.
      const transfers = found.groups.map(({ role, types, probability, transfer }) => {
        const sign = role === "buyer" ? 1 : -1;
        const rents = types.values.map((v, k) => sign * (v * (probability[k] as number) - (transfer[k] as number)));
        const lumpSum = each[role] - expectation(types.masses, rents);
        return transfer.map((t) => t - sign * lumpSum);
      });
      return marketMechanism(found, transfers, "separable");
    },
  };
}
