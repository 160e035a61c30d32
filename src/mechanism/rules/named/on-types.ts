import { one, type Rational, toNumber } from "../../../arithmetic/rational.ts";
import { discrete } from "../../../distributions/laws.ts";
import { isBilateralTrade } from "../../../environments/bilateral-trade.ts";
import { byEnvironment, type FiniteEnvironment } from "../../../environments/environment.ts";
import type { AgentGroup, LinearEnvironment } from "../../../environments/linear.ts";
import { isPartnership, type Partnership } from "../../../environments/partnership.ts";
import { refuse, UnsupportedProblemError } from "../../../errors.ts";
import { bestPrice } from "../../../price-distribution/posted/best-price.ts";
import type { DesignProblem } from "../../../problem/design-problem.ts";
import { type Objective, weightOfAgent } from "../../../problem/objective.ts";
import type { TypeSpace } from "../../../type-space/type-space.ts";
import { bilateralMechanism } from "../../bilateral.ts";
import type { FiniteMechanism } from "../../finite.ts";
import type { Mechanism } from "../../mechanism.ts";
import type { Traders } from "../../multilateral.ts";
import { partnershipMechanism } from "../../partnership.ts";
import type { ContinuousMechanism } from "../continuous.ts";
import { bestOffer, defaultOutcome, postedOffer } from "../posted/offer.ts";
import { bestSharePrice, postedSharePrice } from "../posted/share-price.ts";
import { namedRules, postedPriceName, type StatedRule } from "./catalogue.ts";
import type { NamedRule } from "./rule.ts";

/** A rule at the types of a problem, and how it is called once its parameters are known. */
export interface RuleOnTypes {
  readonly name: string;
  readonly mechanism: Mechanism;
}

/** What the parameters of a rule are sought for. */
type Asked = Pick<DesignProblem, "discretization" | "objective">;

/**
 * A rule by its name in a problem on finitely many types; a posted price that is not stated is the best one for the objective.
 *
 * Throws UnsupportedProblemError where the rule has no meaning in the environment, naming those that have, and InvalidInputError for parameters that have none.
 */
export function ruleOnTypes({ environment, ...asked }: DesignProblem, stated: StatedRule, text: string): RuleOnTypes {
  return byEnvironment(environment, {
    finite: (outcomes) => inFinite(outcomes, asked, stated, text),
    linear: (agents) => {
      if (isPartnership(agents)) return inPartnership(agents, asked, stated, text);
      const priced = withPrice(() => onGrid(agents, asked), asked.objective, stated);
      return { name: nameOf(priced, stated, text), mechanism: amongTraders(agents, asked, priced) };
    },
    "risk-averse-trade": withoutNames,
    "divisible-trade": withoutNames,
  });
}

function withoutNames(): never {
  throw new UnsupportedProblemError({
    assumption: "Rules that have a name are for one indivisible good, or a list of outcomes, and linear utility.",
    alternative: "Build the mechanism in code and hand it to evaluate.",
  });
}

/** Cells of prices after which the best one found is taken: usual laws need some hundreds, and pages ask for it, too. */
const mostPriceCells = 3_000;

/** The best price for the objective, on these laws, where none is stated. */
export function withPrice(laws: () => readonly AgentGroup[], objective: Objective, stated: StatedRule): StatedRule {
  if (stated.rule.name !== postedPriceName || stated.parameters.p !== undefined) return stated;
  const search = { width: 1e-10, timeLimitSeconds: Number.POSITIVE_INFINITY, maxCells: mostPriceCells };
  const [buyers, sellers] = countedRents([objective.buyers, objective.sellers], one) as [Rational, Rational];
  return { ...stated, parameters: { p: bestPrice(laws(), { buyers, sellers }, search).price } };
}

/** Weights of rents; equal ones where the objective counts none: a posted price leaves nothing to anybody else. */
function countedRents<N extends { valueOf(): number }>(weights: readonly N[], one: N): readonly N[] {
  return weights.every((weight) => weight.valueOf() === 0) ? weights.map(() => one) : weights;
}

/** How a rule is called when a price was found for it. */
export function nameOf(priced: StatedRule, stated: StatedRule, text: string): string {
  return priced === stated ? text : `${stated.rule.name}:p=${priced.parameters.p}`;
}

/** Laws made of the types of a grid. */
export function onGrid({ groups, grids }: LinearEnvironment, { discretization }: Pick<Asked, "discretization">): readonly AgentGroup[] {
  const spaces = grids(discretization);
  return groups.map((group, g) => {
    const { values, masses, exact } = spaces[g] as TypeSpace;
    return {
      ...group,
      law: discrete(exact ? { values: exact.values, masses: exact.masses } : { values: Array.from(values), masses: Array.from(masses) }),
    };
  });
}

/** That a rule has no meaning somewhere, with those that have. */
export function meaningless(rule: NamedRule, where: string, served: (rule: NamedRule) => boolean): UnsupportedProblemError {
  return new UnsupportedProblemError({
    assumption: `"${rule.name}" has no meaning in ${where}.`,
    alternative: `Evaluate ${namedRules
      .filter(served)
      .map(({ name }) => `"${name}"`)
      .join(", ")}.`,
  });
}

function amongTraders(environment: LinearEnvironment, { discretization }: Asked, { rule, parameters }: StatedRule): Mechanism {
  const { groups } = environment;
  const spaces = environment.grids(discretization);
  if (isBilateralTrade(environment)) {
    const [buyer, seller] = spaces as [TypeSpace, TypeSpace];
    if (rule.betweenTwo) return rule.betweenTwo(buyer, seller, parameters);
    if (!rule.amongMany) {
      if (!rule.onLaws) throw meaningless(rule, "trade between two", ({ betweenTwo }) => betweenTwo !== undefined);
      return atTypes(rule.onLaws(environment.buyer, environment.seller, parameters), buyer, seller);
    }
  }
  if (!rule.amongMany) throw meaningless(rule, "a market", ({ amongMany }) => amongMany !== undefined);
  const traders = (party: string): Traders[] =>
    groups.flatMap((group, g) => (group.party === party ? [{ count: group.count, types: spaces[g] as TypeSpace }] : []));
  return rule.amongMany(traders("buyers"), traders("sellers"), parameters);
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

function inFinite(
  environment: FiniteEnvironment,
  { objective }: Asked,
  { rule, parameters }: StatedRule,
  text: string,
  who = "a finite environment",
): RuleOnTypes & { readonly mechanism: FiniteMechanism } {
  if (rule.name === postedPriceName) return offered(environment, objective, parameters.p);
  if (!rule.finite) throw meaningless(rule, who, ({ finite, name }) => finite !== undefined || name === postedPriceName);
  return { name: text, mechanism: rule.finite(environment, parameters) };
}

/** The best offer; one at which nothing is gained is one that nobody takes. */
function offered(
  environment: FiniteEnvironment,
  objective: Objective,
  price: number | undefined,
): RuleOnTypes & { readonly mechanism: FiniteMechanism } {
  if (price !== undefined)
    refuse(
      "mechanism: p",
      "no price: where outcomes are listed every agent has one of its own for the outcome that is offered, and the best ones are found",
      price,
      'Write "posted-price".',
    );
  const { agents, outcomes } = environment;
  const weights = countedRents(
    agents.map((agent) => toNumber(weightOfAgent(objective, agent))),
    1,
  );
  const offer = bestOffer(environment, weights);
  const nothing = { outcome: defaultOutcome(environment) as number, prices: agents.map(() => 0) };
  const prices = offer?.prices.map((price, a) => `${agents[a]?.name} ${Number(price.toPrecision(12))}`).join(", ");
  return {
    name: offer ? `${postedPriceName} (${outcomes[offer.outcome]}: ${prices})` : `${postedPriceName} (none that anybody gains by)`,
    mechanism: postedOffer(environment, offer ?? nothing),
  };
}

function inPartnership(environment: Partnership, asked: Asked, stated: StatedRule, text: string): RuleOnTypes {
  const { discretization, objective } = asked;
  const spaces = environment.grids(discretization);
  const { rule, parameters } = stated;
  if (rule.name === postedPriceName && !environment.divisions) {
    const weights = countedRents(
      environment.groups.map((_, entry) => toNumber(objective.partners?.[entry] ?? objective.buyers)),
      1,
    );
    const p = parameters.p ?? bestSharePrice(environment, spaces, weights);
    return { name: `${rule.name}:p=${p}`, mechanism: postedSharePrice(environment, spaces, p) };
  }
  // Also the offer of one of the divisions that are listed, at a price for each partner.
  const { name, mechanism } = inFinite(environment.toFinite(discretization), asked, stated, text, "a partnership");
  const { allocation, payments } = mechanism.states;
  return { name, mechanism: partnershipMechanism(environment, spaces, allocation[0] as Float64Array, payments) };
}
