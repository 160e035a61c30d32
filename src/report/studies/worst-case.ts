import type { LawRatio } from "../../analysis/worst-case/on-problems.ts";
import type { WorstCase } from "../../analysis/worst-case/worst-case.ts";
import { alignedText, type Line } from "../lines.ts";
import { bracketJson, bracketText, numberText, secondsText } from "../numbers.ts";

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
  return { ratio: bracketJson(ratio), numerator: bracketJson(numerator), denominator: bracketJson(denominator) };
}

/** A page about what was found; `meaning`: numerator / denominator in words. */
export function worstCaseText(found: WorstCase, meaning: string): string {
  const { family, parameters, search, marks, attained } = found;
  const lines: Line[] = [
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
  const proof = found.ratio.exact ? "exact rational arithmetic" : "proved bounds of both sides";
  const least = attained
    ? `This is the least ratio: it is exact at the law found, and that no law has a smaller one is proved: ${attained.source}.`
    : `This is an upper bound on the least ratio, by ${proof} at the law found; it was not shown that no law has a smaller one.`;
  return `${alignedText(lines)}\n\n${least}\n`;
}

/** The ratio of one law in words. */
export function ratioText({ ratio, denominator }: LawRatio): string {
  if (!(denominator.upper > 0)) return "not defined, because no pair of types gains from trade";
  return bracketText(bracketJson(ratio));
}
