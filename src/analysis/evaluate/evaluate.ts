import { toNumber } from "../../arithmetic/rational.ts";
import { audit as auditOf, type Constraints, constraintsOf, type Violation } from "../../audit/audit.ts";
import { Worst } from "../../audit/violation.ts";
import { isBilateralTrade } from "../../environments/bilateral-trade.ts";
import type { AgentGroup } from "../../environments/linear.ts";
import { isMultilateralTrade } from "../../environments/multilateral-trade.ts";
import { isRiskAverseTrade } from "../../environments/risk-averse-trade.ts";
import { refuse, UnsupportedProblemError } from "../../errors.ts";
import type { Mechanism } from "../../mechanism/mechanism.ts";
import type { ContinuousMechanism } from "../../mechanism/rules/continuous.ts";
import { postedPriceName, readRule, type StatedRule } from "../../mechanism/rules/named/catalogue.ts";
import { meaningless, nameOf, onGrid, ruleOnTypes, withPrice } from "../../mechanism/rules/named/on-types.ts";
import { achieved } from "../../mechanism/sums.ts";
import { postedPriceValue } from "../../price-distribution/posted/price-value.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { objectiveAt } from "../../problem/objective.ts";
import { requireDesignProblem } from "../../problem/required.ts";
import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import type { Bracket } from "../../result.ts";
import { isGrid } from "../../routes/grid-problem.ts";
import type { Solve } from "../../solve.ts";
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
  requireDesignProblem(problem);
  requireMechanism(mechanism);
  const { environment } = problem;
  if (isRiskAverseTrade(environment))
    throw new UnsupportedProblemError({
      assumption: "Rules are evaluated among traders with linear utility.",
      changes: [{ "environment.utility": null, "environment.mechanisms": null }],
      alternative: 'Mechanisms of risk-averse traders are held against each other with "dominate".',
    });
  const found = typeof mechanism === "string" ? evaluateByName(problem, mechanism) : given(problem, mechanism);
  const best = solve && (await solve(problem));
  return {
    ...found,
    firstBest: best?.firstBest ?? { lower: Number.NaN, upper: Number.NaN, exact: null },
    secondBest: best && (best.status === "optimal" || best.status === "limit") ? best.value : null,
  };
}

/** Throws InvalidInputError for what is no mechanism, as plain JavaScript may hand over anything. */
function requireMechanism(mechanism: unknown): void {
  if (
    typeof mechanism === "string" ||
    (typeof mechanism === "object" && mechanism !== null && ("agents" in mechanism || "trade" in mechanism))
  )
    return;
  refuse("mechanism", "the name of a rule, a mechanism or a rule on laws", mechanism, 'Write for example "posted-price".');
}

/** An evaluation beside nothing. */
type Found = Omit<Evaluation, "firstBest" | "secondBest">;

/** A rule by its name in a problem with linear utility; throws as {@link evaluate} does. */
export function evaluateByName(problem: DesignProblem, name: string): Found {
  return byName(problem, readRule(name), name);
}

/** A mechanism on types that are listed. */
function given(problem: DesignProblem, mechanism: Mechanism | ContinuousMechanism): Found {
  if (!("agents" in mechanism)) return onLaws(problem, mechanism, "the given rule");
  return audited(problem, mechanism, "the given mechanism");
}

function byName(problem: DesignProblem, stated: StatedRule, text: string): Found {
  const { environment, objective } = problem;
  const { rule } = stated;
  const trades = isBilateralTrade(environment) || isMultilateralTrade(environment);
  // Prices among traders are enclosed, of however many traders and on laws as on grids.
  if (trades && rule.name === postedPriceName && !(isGrid(problem) && isBilateralTrade(environment))) {
    const laws = isGrid(problem) ? onGrid(environment, problem) : environment.groups;
    const priced = withPrice(() => laws, objective, stated);
    return atPrice(problem, laws, priced.parameters.p as number, nameOf(priced, stated, text));
  }
  if (isGrid(problem)) {
    const { mechanism, name } = ruleOnTypes(problem, stated, text);
    return audited(problem, mechanism, name);
  }
  if (isMultilateralTrade(environment) && !rule.amongMany) throw meaningless(rule, "a market", ({ amongMany }) => amongMany !== undefined);
  if (!isBilateralTrade(environment))
    throw new UnsupportedProblemError({
      assumption: `Among more than two "${rule.name}" is evaluated on finitely many types.`,
      changes: [{ discretization: { rule: "midpoint", points: 5 } }],
      ...(trades && { alternative: 'On laws "posted-price" is evaluated.' }),
    });
  if (!rule.onLaws) throw meaningless(rule, "trade between two with continuous types", ({ onLaws: defined }) => defined !== undefined);
  return onLaws(problem, rule.onLaws(environment.buyer, environment.seller, stated.parameters), text);
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
    value: objectiveAt(problem.objective, { ...rents, broker: 0 }),
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
    value: objectiveAt(problem.objective, { buyers, sellers, ...(partners && { partners }), broker }),
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
    value: objectiveAt(problem.objective, got),
    gainsFromTrade: gains,
    brokerProfit,
    rents: { buyers: rents.buyer, sellers: rents.seller },
    violations,
    tolerance,
    passes: [violations.incentives, violations.participation, violations.budget].every(({ worst }) => worst <= tolerance),
  };
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
  return { incentives: incentives.violation, participation: participation.violation, budget: budget.violation };
}

/** The mechanism's value as a share of a positive bracket; null where that is not known to be positive. */
export function shareOf(value: number, { lower, upper }: Bracket): { readonly lower: number; readonly upper: number } | null {
  return lower > 0 && value >= 0 ? { lower: value / upper, upper: value / lower } : null;
}
