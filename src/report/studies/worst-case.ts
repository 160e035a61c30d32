import type { LawRatio } from "../../analysis/worst-case/on-problems.ts";
import type { WorstCase } from "../../analysis/worst-case/worst-case.ts";
import { formatRational } from "../../arithmetic/rational.ts";
import type { Bracket } from "../../result.ts";
import { bracketText, numberText, secondsText } from "../numbers.ts";

const worstCaseFormat = "secondbest/worst-case@1";

/** What `secondbest worst-case --json` prints. */
export function worstCaseJson(found: WorstCase): Readonly<Record<string, unknown>> {
  const { criterion, family, parameters, instance, search, marks, attained } = found;
  return {
    format: worstCaseFormat,
    criterion,
    family,
    parameters,
    bound: attained ? "least" : "upper",
    ...ratioJson(found),
    search,
    marks,
    instance,
  };
}

/** A ratio of a law and its two sides, as JSON. */
export function ratioJson({ ratio, numerator, denominator }: LawRatio) {
  const json = ({ lower, upper, exact }: Bracket) => ({
    lower,
    upper: Number.isFinite(upper) ? upper : null,
    exact: exact && formatRational(exact),
  });
  return { ratio: json(ratio), numerator: json(numerator), denominator: json(denominator) };
}

/** A page about what was found; `meaning`: numerator / denominator in words. */
export function worstCaseText(found: WorstCase, meaning: string): string {
  const { family, parameters, search, marks, attained } = found;
  const lines: (readonly [string, string])[] = [
    ["ratio", meaning],
    ["found", `${ratioText(found)}${found.ratio.upper > 0 ? ` (its inverse ${numberText(1 / found.ratio.upper)})` : ""}`],
    ["family", family === "discrete" ? `all laws on at most ${search.types} types a side` : family],
    ...(parameters
      ? [
          [
            "parameters",
            Object.entries(parameters)
              .map(([name, value]) => `${name} ${numberText(value)}`)
              .join(", "),
          ] as const,
        ]
      : []),
    ["search", `${search.evaluations} laws from ${search.starts} starts in ${secondsText(search.seconds)}, seed ${search.seed}`],
    ...marks.map(
      ({ value, proved, source }) => ["published", `${proved ? "never below" : "reached"} ${numberText(value)}: ${source}`] as const,
    ),
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  const page = lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join("\n");
  const proof = found.ratio.exact ? "exact rational arithmetic" : "proved bounds of both sides";
  const least = attained
    ? `This is the least ratio: it is exact at the law found, and that no law has a smaller one is proved: ${attained.source}.`
    : `This is an upper bound on the least ratio, by ${proof} at the law found; it was not shown that no law has a smaller one.`;
  return `${page}\n\n${least}\n`;
}

/** The ratio of one law in words. */
export function ratioText({ ratio, denominator }: LawRatio): string {
  const { lower, upper, exact } = ratio;
  if (!(denominator.upper > 0)) return "not defined, because no pair of types gains from trade";
  return bracketText({ lower, upper: Number.isFinite(upper) ? upper : null, exact: exact && formatRational(exact) });
}
