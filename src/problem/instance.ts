import { type NumberInput, one, type Rational, rational, zero } from "../arithmetic/rational.ts";
import { bilateralTrade } from "../environments/bilateral-trade.ts";
import { divisibleTrade } from "../environments/divisible-trade.ts";
import { byEnvironment, type Environment, type FiniteAgent, type FiniteEnvironment } from "../environments/environment.ts";
import { finiteEnvironment } from "../environments/finite-environment.ts";
import type { LinearEnvironment, Party } from "../environments/linear.ts";
import { multilateralTrade } from "../environments/multilateral-trade.ts";
import { isPartnership, partnership } from "../environments/partnership.ts";
import { defaultPrices, type RiskAverseTrade, riskAverseTrade } from "../environments/risk-averse-trade.ts";
import type { Utility } from "../environments/utility.ts";
import { refuse, refuseAs, show, UnsupportedProblemError, under } from "../errors.ts";
import type { NumberJson } from "./described.ts";
import { type DesignProblem, defaultWidth, designProblem } from "./design-problem.ts";
import { instanceFormat } from "./instance-format.ts";
import { readJson } from "./json-text.ts";
import { lawJson, lawSpec, numberJson, type ParseOptions } from "./law-json.ts";
import type { LawJson } from "./law-schema.ts";
import { type InstanceJson, instanceSchema } from "./schema.ts";
import { readBySchema } from "./schema-error.ts";

/**
 * The design problem of an instance (format `secondbest/instance@1`), given as JSON text or as the value of such a text.
 *
 * Throws InvalidInputError with the path of the first field that is wrong.
 *
 * @example
 * const problem = parseInstance(`{ "format": "secondbest/instance@1", "environment": { "kind": "bilateral-trade",
 *   "buyer": { "distribution": "uniform", "min": 0, "max": 1 }, "seller": { "distribution": "uniform", "min": 0, "max": 1 } } }`);
 */
export function parseInstance(json: unknown, options: ParseOptions = {}): DesignProblem {
  const document = typeof json === "string" ? readJson(json, "instance") : json;
  const instance = readBySchema(instanceSchema, document);
  const { $schema, format, environment, ...rest } = instance;
  return designProblem({ ...rest, environment: under("environment", () => buildEnvironment(environment, options)) });
}

type EnvironmentJson = InstanceJson["environment"];

function buildEnvironment(json: EnvironmentJson, options: ParseOptions): Environment {
  const law = (own: LawJson, field: string) => under(field, () => lawSpec(own, options));
  switch (json.kind) {
    case "bilateral-trade": {
      const laws = { buyer: law(json.buyer, "buyer"), seller: law(json.seller, "seller") };
      const { curvature, utility, mechanisms, losses, prices } = json;
      if (curvature !== undefined) {
        refuseBesideCurvature({ utility, mechanisms, losses, prices });
        // No curvature is the indivisible good, whose lotteries are its quantities.
        if (!rational(curvature).equals(zero)) return divisibleTrade({ ...laws, curvature });
      }
      if (mechanisms !== undefined) return riskAverseTrade({ ...laws, utility: utility ?? { power: 1 }, mechanisms, losses, prices });
      if (utility !== undefined) requireNeutral(utility);
      if (losses !== undefined) requireMechanisms("losses", losses);
      if (prices !== undefined) requireMechanisms("prices", prices);
      return bilateralTrade(laws);
    }
    case "multilateral-trade": {
      const read = (side: "buyers" | "sellers") =>
        json[side].map(({ count, distribution }, k) => ({
          count,
          distribution: law(distribution, `${side}[${k}].distribution`),
        }));
      return multilateralTrade({ buyers: read("buyers"), sellers: read("sellers") });
    }
    case "partnership": {
      const partners = json.partners.map(({ distribution, ...partner }, k) => ({
        ...partner,
        distribution: law(distribution, `partners[${k}].distribution`),
      }));
      return partnership({ partners, divisions: json.divisions });
    }
    case "finite":
      return finiteEnvironment(json);
  }
}

/** A divisible good is traded by risk-neutral traders, by any mechanism. */
function refuseBesideCurvature(others: Readonly<Record<string, unknown>>): void {
  const field = Object.keys(others).find((name) => others[name] !== undefined);
  if (field === undefined) return;
  refuse(
    field,
    'nothing beside "curvature", because traders of a divisible good are risk neutral',
    others[field],
    `Leave out "${field}", or "curvature".`,
  );
}

/** Without a class of mechanisms only risk neutrality has an optimum that a route finds. */
function requireNeutral(utility: NonNullable<Extract<EnvironmentJson, { kind: "bilateral-trade" }>["utility"]>): void {
  const powers = "power" in utility ? [utility] : [utility.buyer, utility.seller];
  if (powers.some(({ power }) => !rational(power).equals(one))) requireMechanisms("utility", utility);
}

function requireMechanisms(field: string, given: unknown): never {
  refuseAs(
    "mechanisms",
    '"simple" or "lotteries", because the traders may be risk-averse',
    `nothing, with ${field} ${show(given)}`,
    'Add "mechanisms": "simple" (one price at each pair of reports), or "lotteries" (finite types).',
  );
}

/**
 * The instance of a design problem: parsing it gives the problem back, with every exact number preserved. Samples are inlined.
 *
 * Numbers are written as decimals where the decimal is exact, else as fractions (`"1/3"`), so that equal problems have equal instances.
 * Throws UnsupportedProblemError for a custom law, which exists only in code.
 */
export function serializeInstance(problem: DesignProblem): InstanceJson {
  const {
    name,
    description,
    environment,
    incentives,
    participation,
    budget,
    objective,
    discretization,
    width,
    select,
    symmetric,
    expected,
  } = problem;
  return {
    format: instanceFormat,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    environment: environmentJson(environment),
    incentives,
    participation,
    budget: budget.requiredProfit.equals(zero) ? budget.rule : { rule: budget.rule, requiredProfit: numberJson(budget.requiredProfit) },
    objective:
      objective.name === "weights"
        ? {
            weights: objective.partners
              ? { partners: objective.partners.map(numberJson), broker: numberJson(objective.broker) }
              : { buyers: numberJson(objective.buyers), sellers: numberJson(objective.sellers), broker: numberJson(objective.broker) },
          }
        : objective.name,
    ...(discretization !== undefined && { discretization: { ...discretization } }),
    ...(width !== defaultWidth && { width }),
    ...(select.length > 0 && { select: [...select] }),
    ...(!symmetric && { symmetric }),
    ...(expected !== undefined && { expected: { value: numberJson(expected.value), tolerance: expected.tolerance } }),
  };
}

function environmentJson(environment: Environment): EnvironmentJson {
  return byEnvironment<EnvironmentJson>(environment, {
    linear: linearJson,
    finite: finiteJson,
    "risk-averse-trade": riskAverseJson,
    "divisible-trade": ({ buyer, seller, curvature }) => ({
      kind: "bilateral-trade",
      buyer: lawJson(buyer.spec),
      seller: lawJson(seller.spec),
      curvature: numberJson(curvature),
    }),
  });
}

/** Written so that what is as implied is left out. */
function riskAverseJson({ buyer, seller, utility, mechanisms, losses, prices }: RiskAverseTrade): EnvironmentJson {
  const power = (own: Utility) => {
    if (own.power !== null) return { power: numberJson(own.power) };
    throw new UnsupportedProblemError({
      assumption: "A utility given by a function in code cannot be held by an instance file.",
      alternative: "Use a power such as { power: 0.5 }.",
    });
  };
  const same = utility.buyer.power !== null && utility.seller.power?.equals(utility.buyer.power);
  const neutral = [utility.buyer, utility.seller].every((own) => own.power?.equals(one));
  return {
    kind: "bilateral-trade",
    buyer: lawJson(buyer.spec),
    seller: lawJson(seller.spec),
    utility: same ? power(utility.buyer) : { buyer: power(utility.buyer), seller: power(utility.seller) },
    mechanisms,
    ...((losses === "linear") !== neutral && { losses }),
    ...(prices !== defaultPrices && { prices }),
  };
}

function linearJson(environment: LinearEnvironment): EnvironmentJson {
  const { stated, groups } = environment;
  const of = (party: Party) =>
    groups.filter((group) => group.party === party).map(({ count, law }) => ({ count, distribution: lawJson(law.spec) }));
  const [buyers, sellers] = [of("buyers"), of("sellers")];
  switch (stated) {
    case "bilateral-trade": {
      const [buyer, seller] = [...buyers, ...sellers].map(({ distribution }) => distribution) as [LawJson, LawJson];
      return { kind: stated, buyer, seller };
    }
    case "multilateral-trade":
      return { kind: stated, buyers, sellers };
    case "partnership":
      return {
        kind: stated,
        partners: groups.map(({ count, law, reference }) => ({
          share: numberJson(reference),
          distribution: lawJson(law.spec),
          ...(count !== 1 && { count }),
        })),
        ...(isPartnership(environment) && environment.divisions && { divisions: environment.divisions.map((own) => own.map(numberJson)) }),
      };
  }
}

function finiteJson(environment: FiniteEnvironment): EnvironmentJson {
  const { agents, outcomes, exact } = environment;
  const numbers = (doubles: ArrayLike<number>, rationals: readonly Rational[] | undefined) =>
    (rationals ?? Array.from(doubles)).map(numberJson);
  const prior = exact?.prior ?? environment.prior;
  return {
    kind: "finite",
    agents: agents.map(({ name, side, types }) => ({ name, side, types: [...types] })),
    prior:
      prior.kind === "independent"
        ? { independent: prior.masses.map((masses) => Array.from<NumberInput, NumberJson>(masses, numberJson)) }
        : { joint: Array.from<NumberInput, NumberJson>(prior.masses, numberJson) },
    outcomes: [...outcomes],
    utilities: environment.utilities.map((table, a) => {
      const cells = numbers(table, exact?.utilities[a]);
      const types = (agents[a] as FiniteAgent).types.length;
      return outcomes.map((_, o) => cells.slice(o * types, (o + 1) * types));
    }),
    ...(environment.outsideOptions.some((row) => row.some((option) => option !== 0)) && {
      outsideOptions: environment.outsideOptions.map((row, a) => numbers(row, exact?.outsideOptions[a])),
    }),
  };
}
