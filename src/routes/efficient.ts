import { formatRational, one, type Rational, toNumber, toNumberAbove, toNumberBelow, zero } from "../arithmetic/rational.ts";
import type { FiniteProof } from "../certificate/format.ts";
import { definitionOf } from "../certificate/prove/certificate.ts";
import { proveEfficient } from "../certificate/prove/efficient-proof.ts";
import type { NaiveProblem } from "../certificate/verify/finite/naive-problem.ts";
import { efficientDuals } from "../duals/chain-duals.ts";
import { isLinear, type LinearEnvironment, roleOf, signOf } from "../environments/linear.ts";
import { isPartnership } from "../environments/partnership.ts";
import { expectation } from "../mechanism/expectation.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { participationStage } from "../problem/words.ts";
import { boundedness } from "../program/boundedness.ts";
import type { Bracket } from "../result.ts";
import type { GroupOptimum } from "../virtual-surplus/kernel/optimum.ts";
import { efficientTerms, type Terms, termsOf } from "../virtual-surplus/kernel/terms.ts";
import { about, exactly } from "./answer/finish.ts";
import { claimedBracket, tabledMechanism } from "./answer/lifted.ts";
import { cellOf, servedAmongMany } from "./cells.ts";
import { isGrid } from "./grid-problem.ts";
import { marketMechanism } from "./market-mechanism.ts";
import { type EfficientSearch, efficientDivision } from "./partnership/division.ts";
import { type Answer, type Route, type RouteContext, without } from "./route.ts";
import { firstBestOf, searchMarket } from "./search-market.ts";
import { boundednessQuestion, infeasibility, measuredByTypes, numericalBracket, unboundedness, widthNotReached } from "./words.ts";

const self = { name: "expected-externality", version: "1" };

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
  accepts: (problem) => {
    const { environment, incentives } = problem;
    if (!isLinear(environment) || environment.frontier.name === "listed" || cellOf(problem) !== "efficient") return false;
    const amongMany = isPartnership(environment) ? isGrid(problem) : environment.frontier.name === "pair";
    return amongMany || servedAmongMany[incentives];
  },
  async solve(problem, context) {
    const { environment } = problem;
    if (!isLinear(environment)) throw new Error("a finite environment has a route of its own");
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
    level: "exact",
    solver: self,
    proof,
  };
}

const attained =
  "Optimal: before types are known, lump sums let every party accept the efficient allocation, so the first best is attained.";

function solveEfficient(problem: DesignProblem, environment: LinearEnvironment, context: RouteContext, proof: string | undefined): Answer {
  const { options, stopwatch } = context;
  const anyone = participationStage[problem.participation] === "never";
  const terms = termsOf({ weights: problem.objective, budget: problem.budget });
  const { broker, heaviest, excess, balanced, requiredProfit: r } = terms;
  const { status, firstBest, numerical, ...found } = isPartnership(environment)
    ? efficientDivision(problem, environment, context)
    : efficientTrade(problem, environment, context);
  // Participation none has no lower limit on rents, hence no largest profit.
  if (r !== null && !anyone) {
    if (firstBest.exact ? r.gt(firstBest.exact) : toNumber(r) > firstBest.upper)
      return {
        ...without("efficient", "infeasible", infeasibility(problem, String(firstBest.upper)), firstBest, self, proof),
        level: provedTo(problem, firstBest, numerical),
      };
  }
  const brokerKeeps = r === null || (!balanced && excess.lte(zero) && !anyone);
  const rents = brokerKeeps ? 0 : found.gains - toNumber(r);
  const mechanism = stopwatch.time("mechanism", () => found.mechanism(shared(found.groups, terms, rents)));
  const scale = brokerKeeps ? broker : heaviest;
  const shift = brokerKeeps ? zero : excess.neg().mul(r);
  const value: Bracket = firstBest.exact
    ? exactly(scale.mul(firstBest.exact).add(shift))
    : {
        lower: combine(firstBest.lower, scale, shift, toNumberBelow),
        upper: combine(firstBest.upper, scale, shift, toNumberAbove),
        exact: null,
      };
  return {
    route: "efficient",
    status,
    explanation: numerical
      ? numericalBracket(status === "optimal" ? null : (options.width ?? problem.width))
      : status === "optimal"
        ? `${attained}${isGrid(problem) ? "" : measuredByTypes(firstBest, options.width ?? problem.width)}`
        : widthNotReached(options.width ?? problem.width),
    value,
    firstBest,
    mechanism,
    duals: efficientDuals(problem, environment),
    level: provedTo(problem, firstBest, numerical),
    solver: self,
    proof,
  };
}

/** How far what rests on the first best is proved. */
function provedTo(problem: DesignProblem, firstBest: Bracket, numerical: boolean): Answer["level"] {
  return firstBest.exact ? "exact" : isGrid(problem) || numerical ? "float" : "continuum";
}

/** The efficient allocation between buyers and sellers. */
function efficientTrade(problem: DesignProblem, environment: LinearEnvironment, context: RouteContext): EfficientSearch {
  const found = searchMarket(problem, environment, efficientTerms, context);
  if (!("lambda" in found)) throw new Error(`the efficient allocation is never ${found.status}`);
  return {
    status: found.status,
    firstBest: firstBestOf(found),
    numerical: "proved" in found && !found.proved,
    gains: found.firstBest.lower,
    groups: found.groups,
    mechanism: (groups) => marketMechanism(problem, { ...found, groups }),
  };
}

/**
 * The groups with lump sums by which the parties of the largest weight expect equal shares of `rents`, and the others nothing. Every member of a party expects the
 * same, whatever its law: groups differ in what tight payments leave them, so each has a lump sum of its own.
 */
function shared(groups: readonly GroupOptimum[], { weights, heaviest }: Terms<Rational>, rents: number): readonly GroupOptimum[] {
  const favoured = [...weights].filter(([, weight]) => weight.equals(heaviest)).map(([party]) => party);
  return groups.map((group) => {
    const members = groups.reduce((sum, { party, count }) => sum + (party === group.party ? count : 0), 0);
    const wanted = favoured.includes(group.party) ? rents / favoured.length / members : 0;
    const lumpSum = wanted - expectedRent(group);
    return { ...group, payment: group.payment.map((paid) => paid - lumpSum), lumpSum: group.lumpSum + lumpSum };
  });
}

/** What a member expects before it knows its type. */
function expectedRent(group: GroupOptimum): number {
  const { types, probability, payment, reference } = group;
  const sign = signOf(group);
  const owned = roleOf(group) === "partner" ? toNumber(reference) : 0;
  return expectation(
    types.masses,
    types.values.map((v, k) => sign * v * ((probability[k] as number) - owned) - (payment[k] as number)),
  );
}

/** weight·x + shift, rounded outwards by one unit in the last place of each operation. */
function combine(x: number, weight: Rational, shift: Rational, round: (r: Rational) => number): number {
  if (weight.equals(one) && shift.equals(zero)) return x;
  const value = round(weight) * x + round(shift);
  const slack = 4 * Number.EPSILON * (Math.abs(round(weight) * x) + Math.abs(round(shift)));
  return round === toNumberBelow ? value - slack : value + slack;
}
