import { formatRational, type NumberInput, one, type Rational, rational, toNumber, zero } from "../arithmetic/rational.ts";
import type { DistributionSpec } from "../distributions/distribution.ts";
import { discrete } from "../distributions/laws/discrete.ts";
import { bilateralTrade } from "../environments/bilateral-trade.ts";
import { divisibleTrade } from "../environments/divisible-trade.ts";
import { byEnvironment, type Environment, type FiniteAgent, type FiniteEnvironment } from "../environments/environment.ts";
import { finiteEnvironment } from "../environments/finite-environment.ts";
import type { LinearEnvironment, Party } from "../environments/linear.ts";
import { multilateralTrade } from "../environments/multilateral-trade.ts";
import { partnership } from "../environments/partnership.ts";
import { defaultPrices, type RiskAverseTrade, riskAverseTrade } from "../environments/risk-averse-trade.ts";
import type { Utility } from "../environments/utility.ts";
import { refuse, refuseAs, show, UnsupportedProblemError, under } from "../errors.ts";
import { binned } from "./binned.ts";
import type { CsvDialect } from "./csv-column.ts";
import type { NumberJson } from "./described.ts";
import { type DesignProblem, defaultWidth, designProblem } from "./design-problem.ts";
import { estimators, type smoothNames } from "./estimators.ts";
import { instanceFormat } from "./instance-format.ts";
import { readJson } from "./json-text.ts";
import { type LawJson, lawSchema } from "./law-schema.ts";
import { type InstanceJson, instanceSchema } from "./schema.ts";
import { readBySchema } from "./schema-error.ts";

/** What reading an instance may need from outside. */
export interface ParseOptions {
  /** Reads columns of a CSV file that an `empirical` law names, as `csvColumns` reads them from its text; without it such laws are refused. */
  readonly readCsv?: ((path: string, columns: readonly string[], dialect: CsvDialect) => readonly (readonly string[])[]) | undefined;
}

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
  switch (json.kind) {
    case "bilateral-trade": {
      const laws = { buyer: lawSpec(json.buyer, "buyer", options), seller: lawSpec(json.seller, "seller", options) };
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
          distribution: lawSpec(distribution, `${side}[${k}].distribution`, options),
        }));
      return multilateralTrade({ buyers: read("buyers"), sellers: read("sellers") });
    }
    case "partnership": {
      const partners = json.partners.map(({ distribution, ...partner }, k) => ({
        ...partner,
        distribution: lawSpec(distribution, `partners[${k}].distribution`, options),
      }));
      return partnership({ partners });
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
 * The document with the samples of every law that names a CSV file written out, wherever it stands, so that it can be read where there are no files.
 * Throws InvalidInputError as {@link parseInstance} does for such a law.
 */
export function withSamples(document: unknown, options: ParseOptions, field = ""): unknown {
  if (Array.isArray(document)) return document.map((entry, k) => withSamples(entry, options, `${field}[${k}]`));
  if (typeof document !== "object" || document === null) return document;
  const { distribution, csv } = document as { distribution?: unknown; csv?: unknown };
  if (distribution === "empirical" && csv !== undefined) {
    return lawJson(
      lawSpec(
        under(field, () => readBySchema(lawSchema, document)),
        field,
        options,
      ),
    );
  }
  const inside = (name: string) => (field === "" ? name : `${field}.${name}`);
  return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, withSamples(value, options, inside(name))]));
}

/** Samples as a law with a density; weights and intervals are another way to the same. */
function smoothed(
  samples: readonly NumberJson[],
  smooth: (typeof smoothNames)[number],
  beside: { readonly weighted: boolean; readonly binned: boolean },
): DistributionSpec {
  if (!beside.weighted && !beside.binned)
    return estimators[smooth].of(
      samples.map((sample) => toNumber(rational(sample))),
      undefined,
    );
  refuseAs(
    "smooth",
    beside.binned ? 'either "bins" or "smooth"' : "samples that count alike",
    beside.binned ? "both" : '"weights" too',
    beside.binned ? "Choose one of the two." : 'Use "bins", which counts weights, or leave the weights out.',
  );
}

/** The law with its CSV columns read in. */
function lawSpec(law: LawJson, field: string, options: ParseOptions): DistributionSpec {
  if (law.distribution === "mixture") {
    return { ...law, components: law.components.map((component, k) => lawSpec(component, `${field}.components[${k}]`, options)) };
  }
  if (law.distribution === "affine") return { ...law, of: lawSpec(law.of, `${field}.of`, options) };
  if (law.distribution === "discrete") {
    const { values, masses, weights } = law;
    if (masses !== undefined && weights === undefined) return { distribution: "discrete", values, masses };
    if (weights !== undefined && masses === undefined) return under(field, () => ofWeights(values, weights));
    refuseAs(
      `${field}.masses`,
      'either "masses" of total 1, or "weights" of any total',
      masses === undefined ? "neither" : "both",
      "Give one of the two, a number for every value.",
    );
  }
  if (law.distribution !== "empirical") return law;
  const { samples, csv, column, bins, smooth } = law;
  const ofSamples = (points: readonly NumberJson[], shares: readonly string[] | undefined): DistributionSpec =>
    under(field, () => {
      if (smooth !== undefined) return smoothed(points, smooth, { weighted: shares !== undefined, binned: bins !== undefined });
      if (bins !== undefined) return binned(points, shares ?? points.map(() => 1), bins);
      return shares ? weighted(points, shares) : { distribution: "empirical", samples: points };
    });
  const fromFile = csv !== undefined && column !== undefined;
  if ((samples === undefined) === (csv === undefined) || (csv === undefined) !== (column === undefined)) {
    refuse(
      field,
      'either "samples", or "csv" and "column"',
      Object.keys(law).filter((key) => key !== "distribution"),
      "Give the samples themselves, or the file and the name of its column.",
    );
  }
  const ofFiles = (["weights", "delimiter", "decimal", "thousands", "missing"] as const).filter((key) => law[key] !== undefined);
  if (!fromFile && ofFiles.length > 0)
    refuse(
      `${field}.${ofFiles[0]}`,
      "nothing beside samples that are listed",
      law[ofFiles[0] as (typeof ofFiles)[number]],
      'It says how a CSV file is written: give "csv" and "column", or leave it out.',
    );
  if (!fromFile) return ofSamples(samples ?? [], undefined);
  const { readCsv } = options;
  if (readCsv === undefined) {
    refuse(
      `${field}.csv`,
      'the samples themselves ("samples"), because no files can be read here',
      csv,
      'Replace "csv" and "column" by "samples", or read the instance with secondbest/node, which opens files.',
    );
  }
  const { weights, delimiter, decimal, thousands, missing } = law;
  const columns = [column, ...(weights === undefined ? [] : [weights])];
  const [read = [], shares] = under(field, () => readCsv(csv, columns, { delimiter, decimal, thousands, missing }));
  return ofSamples(read, shares);
}

/** Samples that count as much as their weights say, equal ones together: a discrete law. */
function weighted(samples: readonly NumberJson[], weights: readonly string[]): DistributionSpec {
  const total = new Map<string, { readonly value: Rational; weight: Rational }>();
  samples.forEach((text, k) => {
    const value = rational(text);
    const weight = rational(weights[k] as string);
    const key = formatRational(value);
    const known = total.get(key);
    total.set(key, { value, weight: known ? known.weight.add(weight) : weight });
    if (weight.lt(zero)) refuse("weights", "weights ≥ 0", weights[k], "Correct or remove that row.");
  });
  const kept = [...total.values()].filter(({ weight }) => weight.gt(zero)).sort((a, b) => a.value.compare(b.value));
  const texts = (of: (own: (typeof kept)[number]) => Rational) => kept.map((own) => formatRational(of(own)));
  return ofWeights(
    texts(({ value }) => value),
    texts(({ weight }) => weight),
  );
}

/** The law with its weights as masses. */
function ofWeights(values: readonly NumberInput[], weights: readonly NumberInput[]): DistributionSpec {
  return discrete({ values, weights }).spec as DistributionSpec;
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

function linearJson({ stated, groups }: LinearEnvironment): EnvironmentJson {
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
      };
  }
}

function lawJson(spec: DistributionSpec | undefined): LawJson {
  if (spec === undefined) {
    throw new UnsupportedProblemError({
      assumption: "A custom law is given by functions, which an instance file cannot hold.",
      alternative: "Use one of the named laws, or samples of the custom law as an empirical one.",
    });
  }
  const fields = Object.entries(spec).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    fields.map(([field, value]) => {
      if (field === "distribution") return [field, value];
      if (field === "of") return [field, lawJson(value)];
      if (field === "components") return [field, value.map(lawJson)];
      return [field, Array.isArray(value) ? value.map(numberJson) : numberJson(value)];
    }),
  ) as LawJson;
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

/** The decimal where it is exact, else the fraction. */
function numberJson(input: NumberInput): NumberJson {
  const exact = rational(input);
  const nearest = toNumber(exact);
  return Number.isFinite(nearest) && rational(nearest).equals(exact) ? nearest : formatRational(exact);
}
