import { formatRational, type NumberInput, type Rational, rational, toNumber, zero } from "../arithmetic/rational.ts";
import type { DistributionSpec } from "../distributions/distribution.ts";
import { discrete } from "../distributions/laws/discrete.ts";
import { refuse, refuseAs, UnsupportedProblemError, under } from "../errors.ts";
import { binned } from "./binned.ts";
import type { CsvDialect } from "./csv-column.ts";
import type { NumberJson } from "./described.ts";
import { estimators, type smoothNames } from "./estimators.ts";
import { type LawJson, lawSchema } from "./law-schema.ts";
import { readBySchema } from "./schema-error.ts";

/** What reading an instance may need from outside. */
export interface ParseOptions {
  /** Reads columns of a CSV file that an `empirical` law names, as `csvColumns` reads them from its text; without it such laws are refused. */
  readonly readCsv?: ((path: string, columns: readonly string[], dialect: CsvDialect) => readonly (readonly string[])[]) | undefined;
}

/** The law with its CSV columns read in; errors name their place in the law. */
export function lawSpec(law: LawJson, options: ParseOptions): DistributionSpec {
  switch (law.distribution) {
    case "mixture":
      return { ...law, components: law.components.map((own, k) => under(`components[${k}]`, () => lawSpec(own, options))) };
    case "affine":
      return { ...law, of: under("of", () => lawSpec(law.of, options)) };
    case "discrete":
      return discreteSpec(law);
    case "empirical":
      return empiricalSpec(law, options);
    default:
      return law;
  }
}

/**
 * The document with the samples of every law that names a CSV file written out, wherever it stands, so that it can be read where there are no files.
 * Throws InvalidInputError as {@link parseInstance} does for such a law.
 */
export function withSamples(document: unknown, options: ParseOptions): unknown {
  if (Array.isArray(document)) return document.map((entry, k) => under(`[${k}]`, () => withSamples(entry, options)));
  if (typeof document !== "object" || document === null) return document;
  const { distribution, csv } = document as { distribution?: unknown; csv?: unknown };
  if (distribution === "empirical" && csv !== undefined) return lawJson(lawSpec(readBySchema(lawSchema, document), options));
  return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, under(name, () => withSamples(value, options))]));
}

type LawOf<Kind extends LawJson["distribution"]> = Extract<LawJson, { readonly distribution: Kind }>;

function discreteSpec({ values, masses, weights }: LawOf<"discrete">): DistributionSpec {
  if (masses !== undefined && weights === undefined) return { distribution: "discrete", values, masses };
  if (weights !== undefined && masses === undefined) return ofWeights(values, weights);
  const received = masses === undefined ? "neither" : "both";
  const expected = 'either "masses" of total 1, or "weights" of any total';
  return refuseAs("masses", expected, received, "Give one of the two, a number for every value.");
}

function empiricalSpec(law: LawOf<"empirical">, { readCsv }: ParseOptions): DistributionSpec {
  const { samples, csv, column, weights, bins, smooth, delimiter, decimal, thousands, missing } = law;
  const ofSamples = (points: readonly NumberJson[], shares: readonly string[] | undefined): DistributionSpec => {
    if (smooth !== undefined) return smoothed(points, smooth, { weighted: shares !== undefined, binned: bins !== undefined });
    if (bins !== undefined) return binned(points, shares ?? points.map(() => 1), bins);
    return shares ? weighted(points, shares) : { distribution: "empirical", samples: points };
  };
  if ((samples === undefined) === (csv === undefined) || (csv === undefined) !== (column === undefined)) {
    const given = Object.keys(law).filter((key) => key !== "distribution");
    refuse("", 'either "samples", or "csv" and "column"', given, "Give the samples themselves, or the file and the name of its column.");
  }
  if (csv === undefined || column === undefined) {
    const ofFile = (["weights", "delimiter", "decimal", "thousands", "missing"] as const).find((key) => law[key] !== undefined);
    const remedy = 'It says how a CSV file is written: give "csv" and "column", or leave it out.';
    if (ofFile !== undefined) refuse(ofFile, "nothing beside samples that are listed", law[ofFile], remedy);
    return ofSamples(samples ?? [], undefined);
  }
  if (readCsv === undefined) {
    const expected = 'the samples themselves ("samples"), because no files can be read here';
    const remedy = 'Replace "csv" and "column" by "samples", or read the instance with secondbest/node, which opens files.';
    refuse("csv", expected, csv, remedy);
  }
  const columns = [column, ...(weights === undefined ? [] : [weights])];
  const [read = [], shares] = readCsv(csv, columns, { delimiter, decimal, thousands, missing });
  return ofSamples(read, shares);
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

/** A law as an instance writes it. Throws UnsupportedProblemError for a custom law. */
export function lawJson(spec: DistributionSpec | undefined): LawJson {
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

/** The decimal where it is exact, else the fraction. */
export function numberJson(input: NumberInput): NumberJson {
  const exact = rational(input);
  const nearest = toNumber(exact);
  return Number.isFinite(nearest) && rational(nearest).equals(exact) ? nearest : formatRational(exact);
}
