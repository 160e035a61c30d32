import { toNumber } from "../../arithmetic/rational.ts";
import { audit as auditOf, type Constraints, constraintsOf, type Violation } from "../../audit/audit.ts";
import { discrete } from "../../distributions/laws.ts";
import { isBilateralTrade } from "../../environments/bilateral-trade.ts";
import type { AgentGroup, LinearEnvironment } from "../../environments/linear.ts";
import { isMultilateralTrade } from "../../environments/multilateral-trade.ts";
import { isRiskAverseTrade } from "../../environments/risk-averse-trade.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import { bilateralMechanism } from "../../mechanism/bilateral.ts";
import type { Mechanism } from "../../mechanism/mechanism.ts";
import type { Traders } from "../../mechanism/multilateral.ts";
import type { ContinuousMechanism } from "../../mechanism/rules/continuous.ts";
import { namedRules, postedPriceName, readRule, type StatedRule } from "../../mechanism/rules/named/catalogue.ts";
import type { NamedRule } from "../../mechanism/rules/named/rule.ts";
import { achieved } from "../../mechanism/sums.ts";
import { bestPrice, postedPriceValue } from "../../price-distribution/posted/best-price.ts";
import { type DesignProblem, type Objective, weightsByParty } from "../../problem/design-problem.ts";
import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import type { Bracket, Result } from "../../result.ts";
import { isGrid } from "../../routes/grid-problem.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { evaluateOnLaws, type OnLaws } from "./on-laws.ts";

/** What a given mechanism achieves in the environment of a problem, beside the best that the problem's constraints allow. */
export interface Evaluation {
  readonly rule: string;
  /** In words, what numbers rest on: states of a grid, enclosures, or quadrature over laws with deviations at sampled types. */
  readonly basis: string;
  /** The problem's objective. */
  readonly value: number;
  readonly gainsFromTrade: number;
  readonly brokerProfit: number;
  readonly rents: { readonly buyers: number; readonly sellers: number; readonly partners?: readonly number[] };
  /** Worst violations of the problem's words, in money, and where; 0 where the mechanism satisfies them. */
  readonly violations: { readonly incentives: Violation; readonly participation: Violation; readonly budget: Violation };
  /** Largest violation that passes. */
  readonly tolerance: number;
  /** Whether the mechanism satisfies the words of the problem, up to the tolerance, as far as it was looked at. */
  readonly passes: boolean;
  readonly firstBest: Bracket;
  /** The optimum of the problem itself; null where it was not asked for or has none. */
  readonly secondBest: Bracket | null;
}

type Solve = (problem: DesignProblem) => Promise<Result>;

/**
 * Evaluates a mechanism in a problem: one that has a name (`posted-price:p=0.5`, `double-auction:k=0.5`, `vcg`, …), one built in code, or a rule on intervals of types.
 *
 * On grids every state and every deviation counts. On laws expectations are quadratures (relative error about 1e-9) and deviations are tried among some sixty quantiles a side; at a posted
 * price they are enclosures. `solve` finds the second best to compare with; without it there is none.
 *
 * Throws InvalidInputError for an unknown rule or wrong parameters, UnsupportedProblemError where the rule has no meaning in the environment, naming those that have.
 *
 * @example
 * const { gainsFromTrade } = await evaluate("posted-price:p=0.5", problem); // 0.125 for U[0,1]²
 */
export async function evaluate(
  mechanism: string | Mechanism | ContinuousMechanism,
  problem: DesignProblem,
  solve: Solve | null,
): Promise<Evaluation> {
  const { environment } = problem;
  if (isRiskAverseTrade(environment))
    throw new UnsupportedProblemError({
      assumption: "Rules are evaluated among traders with linear utility.",
      alternative: 'Leave "utility" out, or hold mechanisms of risk-averse traders against each other with "dominate".',
    });
  const stated = typeof mechanism === "string" ? readRule(mechanism) : null;
  const found = stated ? byName(problem, stated, mechanism as string) : given(problem, mechanism as Mechanism | ContinuousMechanism);
  const best = solve && (await solve(problem));
  return {
    ...found,
    firstBest: best?.firstBest ?? { lower: Number.NaN, upper: Number.NaN, exact: null },
    secondBest: best && (best.status === "optimal" || best.status === "limit") ? best.value : null,
  };
}

type Found = Omit<Evaluation, "firstBest" | "secondBest">;

/** A mechanism on types that are listed. */
function given(problem: DesignProblem, mechanism: Mechanism | ContinuousMechanism): Found {
  if (!("agents" in mechanism)) return onLaws(problem, mechanism, "the given rule");
  return audited(problem, mechanism, "the given mechanism");
}

function byName(problem: DesignProblem, stated: StatedRule, text: string): Found {
  const { environment } = problem;
  const { rule } = stated;
  if (!isBilateralTrade(environment) && !isMultilateralTrade(environment)) {
    if (rule.finite) return audited(problem, rule.finite(environment.toFinite(problem.discretization), stated.parameters), text);
    throw meaningless(rule, "this environment", ({ finite }) => finite !== undefined);
  }
  const priced = withPrice(problem, environment, stated);
  const name = priced.parameters === stated.parameters ? text : `${rule.name}:p=${priced.parameters.p}`;
  if (rule.name === postedPriceName && !(isGrid(problem) && isBilateralTrade(environment)))
    return atPrice(problem, isGrid(problem) ? onGrid(environment, problem) : environment.groups, priced.parameters.p as number, name);
  if (!isBilateralTrade(environment)) return amongMany(problem, environment, priced, name);
  const { buyer, seller } = environment;
  if (!isGrid(problem)) {
    if (rule.onLaws) return onLaws(problem, rule.onLaws(buyer, seller, priced.parameters), name);
    throw meaningless(rule, "trade between two with continuous types", ({ onLaws: defined }) => defined !== undefined);
  }
  const types = environment.typeSpaces(problem.discretization);
  if (rule.betweenTwo) return audited(problem, rule.betweenTwo(types.buyer, types.seller, priced.parameters), name);
  if (rule.amongMany) {
    const [buyers, sellers] = [[{ count: 1, types: types.buyer }], [{ count: 1, types: types.seller }]];
    return audited(problem, rule.amongMany(buyers, sellers, priced.parameters), name);
  }
  if (!rule.onLaws) throw meaningless(rule, "trade between two", ({ betweenTwo }) => betweenTwo !== undefined);
  return audited(problem, atTypes(rule.onLaws(buyer, seller, priced.parameters), types.buyer, types.seller), name);
}

function amongMany(problem: DesignProblem, { groups, grids }: LinearEnvironment, { rule, parameters }: StatedRule, name: string): Found {
  if (!rule.amongMany) throw meaningless(rule, "a market", (one) => one.amongMany !== undefined || one.name === postedPriceName);
  if (!isGrid(problem))
    throw new UnsupportedProblemError({
      assumption: `In a market "${rule.name}" is evaluated on finitely many types.`,
      alternative: 'Add "discretization": {"rule": "midpoint", "points": 5}, or evaluate "posted-price".',
    });
  const spaces = grids(problem.discretization);
  const traders = (party: string): Traders[] =>
    groups.flatMap((group, g) => (group.party === party ? [{ count: group.count, types: spaces[g] as TypeSpace }] : []));
  return audited(problem, rule.amongMany(traders("buyers"), traders("sellers"), parameters), name);
}

/** The best price for the objective where none is stated. */
function withPrice(problem: DesignProblem, environment: LinearEnvironment, stated: StatedRule): StatedRule {
  const { rule, parameters } = stated;
  if (rule.name !== postedPriceName || parameters.p !== undefined) return stated;
  const search = { width: 1e-10, timeLimitSeconds: Number.POSITIVE_INFINITY, maxCells: 300_000 };
  const groups = isGrid(problem) ? onGrid(environment, problem) : environment.groups;
  return { rule, parameters: { p: bestPrice(groups, problem.objective, search).price } };
}

/** A continuous rule at the types of a grid. */
function atTypes(rule: ContinuousMechanism, buyer: TypeSpace, seller: TypeSpace): Mechanism {
  const table = (of: (value: number, cost: number) => number) =>
    Float64Array.from({ length: buyer.values.length * seller.values.length }, (_, p) =>
      of(buyer.values[Math.floor(p / seller.values.length)] as number, seller.values[p % seller.values.length] as number),
    );
  return bilateralMechanism({
    buyer,
    seller,
    allocationRule: { kind: "matrix", x: table(rule.trade) },
    transferRule: { kind: "matrix", buyer: table(rule.buyerPays), seller: table(rule.sellerReceives) },
  });
}

function onGrid({ groups, grids }: LinearEnvironment, { discretization }: DesignProblem): readonly AgentGroup[] {
  const spaces = grids(discretization);
  return groups.map((group, g) => {
    const { values, masses, exact } = spaces[g] as TypeSpace;
    return {
      ...group,
      law: discrete(exact ? { values: exact.values, masses: exact.masses } : { values: Array.from(values), masses: Array.from(masses) }),
    };
  });
}

/** A posted price keeps every word but a budget that asks for more than it gives: truth is dominant, nobody trades at a loss, and what is paid is received. */
function atPrice(problem: DesignProblem, groups: readonly AgentGroup[], price: number, name: string): Found {
  const { buyers, sellers, trades, proved } = postedPriceValue(groups, price);
  const middle = ({ lo, hi }: { readonly lo: number; readonly hi: number }) => lo + (hi - lo) / 2;
  const rents = { buyers: middle(buyers), sellers: middle(sellers) };
  const required = toNumber(problem.budget.requiredProfit);
  const short =
    budgetStage[problem.budget.rule] === "never" ? 0 : Math.max(budgetBalances[problem.budget.rule] ? -required : 0, required, 0);
  const none: Violation = { worst: 0, at: null };
  return {
    rule: name,
    basis: `${proved ? "Enclosures for the laws as written" : "What the functions of the laws say"}; ${middle(trades)} trades are expected. At a posted price truth is dominant, nobody trades at a loss, and the budget balances.`,
    value: weighed(problem.objective, { ...rents, broker: 0 }),
    gainsFromTrade: rents.buyers + rents.sellers,
    brokerProfit: 0,
    rents,
    violations: { incentives: none, participation: none, budget: { worst: short, at: short > 0 ? "every state" : null } },
    tolerance: 0,
    passes: short === 0,
  };
}

function audited(problem: DesignProblem, mechanism: Mechanism, name: string): Found {
  const audit = auditOf(constraintsOf(problem), mechanism);
  const { buyers, sellers, partners, broker, gains } = achieved(mechanism);
  const { incentives, participation, budget } = audit;
  return {
    rule: name,
    basis: "Every state of the types that are listed, and all deviations.",
    value: weighed(problem.objective, { buyers, sellers, ...(partners && { partners }), broker }),
    gainsFromTrade: gains,
    brokerProfit: broker,
    rents: { buyers, sellers, ...(partners && { partners }) },
    violations: { incentives, participation, budget },
    tolerance: audit.tolerance,
    passes: audit.passes,
  };
}

/** Violations that next to no stakes are the rounding of quadratures. */
const share = 1e-7;

function onLaws(problem: DesignProblem, rule: ContinuousMechanism, name: string): Found {
  const { environment } = problem;
  if (!isBilateralTrade(environment) || isGrid(problem))
    throw new UnsupportedProblemError({
      assumption: "A rule on intervals of types is evaluated in bilateral trade on laws.",
      alternative: "Build the mechanism on the type spaces of the problem.",
    });
  const found = evaluateOnLaws(rule, environment.buyer, environment.seller);
  const { gains, brokerProfit, rents } = found;
  const got = { buyers: rents.buyer, sellers: rents.seller, broker: brokerProfit };
  const violations = violationsOf(constraintsOf(problem), rule, found);
  const tolerance = share * (Math.abs(gains) + Math.abs(toNumber(problem.budget.requiredProfit)));
  return {
    rule: name,
    basis: `Expectations by quadrature over the laws; deviations among ${found.types.buyer.length} × ${found.types.seller.length} sampled types, so that a violation may be larger between them.`,
    value: weighed(problem.objective, got),
    gainsFromTrade: gains,
    brokerProfit,
    rents: { buyers: rents.buyer, sellers: rents.seller },
    violations,
    tolerance,
    passes: [violations.incentives, violations.participation, violations.budget].every(({ worst }) => worst <= tolerance),
  };
}

function weighed(
  objective: Objective,
  { broker, ...rents }: { buyers: number; sellers: number; partners?: readonly number[]; broker: number },
): number {
  const got = weightsByParty(rents);
  return [...weightsByParty(objective)].reduce(
    (sum, [party, weight]) => sum + toNumber(weight) * (got.get(party) ?? 0),
    toNumber(objective.broker) * broker,
  );
}

/** The worst of what sampled types lose by the rule, at the stages of which the words speak. */
function violationsOf(words: Constraints, rule: ContinuousMechanism, { types, interim, brokerProfit, rents }: OnLaws): Found["violations"] {
  const sides = [
    { name: "buyer", own: types.buyer, sign: 1, average: interim.buyer, trade: rule.trade, transfer: rule.buyerPays },
    {
      name: "seller",
      own: types.seller,
      sign: -1,
      average: interim.seller,
      trade: (own: number, other: number) => rule.trade(other, own),
      transfer: (own: number, other: number) => rule.sellerReceives(other, own),
    },
  ] as const;
  const incentives = new Worst();
  const participation = new Worst();
  const budget = new Worst();
  for (const side of sides) {
    const others = side.name === "buyer" ? types.seller : types.buyer;
    const inEveryState = others.map((other) => ({
      at: `, ${side.name === "buyer" ? "cost" : "value"} ${other}`,
      menu: side.own.map((own) => ({ trade: side.trade(own, other), transfer: side.transfer(own, other) })),
    }));
    const onAverage = [{ at: "", menu: side.average }];
    for (const { at, menu } of incentivesStage[words.incentives] === "ex-post" ? inEveryState : onAverage) {
      const utility = (type: number, k: number) => side.sign * (type * (menu[k]?.trade as number) - (menu[k]?.transfer as number));
      side.own.forEach((type, i) => {
        const truth = utility(type, i);
        for (let k = 0; k < menu.length; k++)
          incentives.see(utility(type, k) - truth, () => `${side.name} ${type} reports ${side.own[k]}${at}`);
      });
    }
    const stage = participationStage[words.participation];
    if (stage === "ex-ante") participation.see(-(side.name === "buyer" ? rents.buyer : rents.seller), () => side.name);
    if (stage === "interim" || stage === "ex-post")
      for (const { at, menu } of stage === "ex-post" ? inEveryState : onAverage)
        side.own.forEach((type, k) => {
          participation.see(
            -side.sign * (type * (menu[k]?.trade as number) - (menu[k]?.transfer as number)),
            () => `${side.name} ${type}${at}`,
          );
        });
  }
  const stage = budgetStage[words.budgetRule];
  if (stage === "ex-ante") budget.see(words.requiredProfit - brokerProfit, () => "on average");
  if (stage === "ex-post")
    for (const value of types.buyer)
      for (const cost of types.seller) {
        const short = words.requiredProfit - (rule.buyerPays(value, cost) - rule.sellerReceives(value, cost));
        budget.see(budgetBalances[words.budgetRule] ? Math.abs(short) : short, () => `value ${value}, cost ${cost}`);
      }
  return { incentives: incentives.found, participation: participation.found, budget: budget.found };
}

class Worst {
  found: Violation = { worst: 0, at: null };

  see(violation: number, at: () => string): void {
    if (violation > this.found.worst) this.found = { worst: violation, at: at() };
  }
}

function meaningless(rule: NamedRule, where: string, served: (rule: NamedRule) => boolean): UnsupportedProblemError {
  return new UnsupportedProblemError({
    assumption: `"${rule.name}" has no meaning in ${where}.`,
    alternative: `Evaluate ${namedRules
      .filter(served)
      .map(({ name }) => `"${name}"`)
      .join(", ")}.`,
  });
}

/** The mechanism's value as a share of a positive bracket; null where that is not known to be positive. */
export function shareOf(value: number, { lower, upper }: Bracket): { readonly lower: number; readonly upper: number } | null {
  return lower > 0 && value >= 0 ? { lower: value / upper, upper: value / lower } : null;
}
