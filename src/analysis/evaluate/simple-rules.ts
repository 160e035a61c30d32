import type { Violation } from "../../audit/audit.ts";
import { byEnvironment } from "../../environments/environment.ts";
import { isMultilateralTrade } from "../../environments/multilateral-trade.ts";
import { InvalidInputError, UnsupportedProblemError } from "../../errors.ts";
import { enumerationLimit } from "../../mechanism/states.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { isGrid } from "../../routes/grid-problem.ts";
import { evaluateByName } from "./evaluate.ts";

/** What a rule that people use achieves in a problem, and what it breaks. */
export interface SimpleRule {
  /** As `evaluate` takes and names it, with the best price where it has one. */
  readonly rule: string;
  /** The problem's objective. */
  readonly value: number;
  readonly gainsFromTrade: number;
  /** Negative: a deficit. */
  readonly brokerProfit: number;
  /** The words of the problem that it breaks, by how much money at worst, and where; empty when it satisfies all. */
  readonly breaks: readonly BrokenWord[];
}

export interface BrokenWord extends Violation {
  readonly word: "incentives" | "participation" | "budget";
}

const words = ["incentives", "participation", "budget"] as const;

/** The rules, on finitely many types and in markets of these; on laws expectations of the others are quadratures, which may take seconds. */
const [usual, inMarkets, onLaws] = [
  ["posted-price", "vcg", "expected-externality"],
  ["posted-price", "trade-reduction"],
  ["posted-price"],
] as const;

/** Largest problem for which this costs next to nothing beside solving it: profiles × outcomes, types of one agent, traders. */
const most = { states: enumerationLimit / 5, types: 200, traders: 10 };

/**
 * How far simple rules are from the second best: the best posted price and, on finitely many types, VCG and expected externality, or McAfee's trade reduction in a market. Rules that have no
 * meaning in the environment are left out, and all of them in large problems: there, and on laws, `evaluate` takes its time. See {@link evaluateByName}.
 *
 * @example
 * simpleRules(designProblem({ environment: bilateralTrade({ buyer: uniform(0, 1), seller: uniform(0, 1) }) }))[0]; // the price ½ gains 1/8
 */
export function simpleRules(problem: DesignProblem): readonly SimpleRule[] {
  if (!isSmall(problem)) return [];
  return (!isGrid(problem) ? onLaws : isMultilateralTrade(problem.environment) ? inMarkets : usual).flatMap((name) => {
    try {
      const { rule, value, gainsFromTrade, brokerProfit, violations, tolerance, passes } = evaluateByName(problem, name);
      const breaks = passes ? [] : words.flatMap((word) => (violations[word].worst > tolerance ? [{ word, ...violations[word] }] : []));
      return [{ rule, value, gainsFromTrade, brokerProfit, breaks }];
    } catch (error) {
      // Without an outcome to fall back on there is no posted price, with correlated types no expected externality.
      if (error instanceof UnsupportedProblemError || error instanceof InvalidInputError) return [];
      throw error;
    }
  });
}

/** Another good, or another utility, has no rule with a name. */
const noRule = () => false;

function isSmall(problem: DesignProblem): boolean {
  return byEnvironment(problem.environment, {
    finite: ({ agents, outcomes }) => agents.reduce((product, { types }) => product * types.length, outcomes.length) <= most.states,
    linear: ({ groups, frontier, grids }) => {
      if (groups.reduce((sum, { count }) => sum + count, 0) > most.traders) return false;
      if (!isGrid(problem)) return true;
      const sizes = grids(problem.discretization).map(({ values }) => values.length);
      const states = groups.reduce(
        (product, { count }, g) => product * (sizes[g] as number) ** count,
        frontier.name === "pair" ? 0 : frontier.size,
      );
      return Math.max(...sizes) <= most.types && states <= most.states;
    },
    "risk-averse-trade": noRule,
    "divisible-trade": noRule,
  });
}
