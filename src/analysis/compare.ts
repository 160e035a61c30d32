import { formatRational, type Rational, rational, toNumber } from "../arithmetic/rational.ts";
import type { Bracket, Level, Result } from "../result.ts";
import { mentionedBy, standing } from "../theorems/catalogue.ts";
import type { Relation, StatedValue } from "../theorems/theorem.ts";

/** How a published result, or the value that an instance expects, stands to the engine's value. */
export interface TheoremMention {
  /** Id in the catalogue; `expected` for the value in the instance itself. */
  readonly id: string;
  readonly citation: string;
  readonly statement: string;
  /**
   * What is said of the optimal value: a rational string where it is exact, else a number, known to {@link statedAccuracy}; null when the theorem speaks of
   * something else, or its number is known less well.
   */
  readonly expected: string | number | null;
  readonly relation: Relation;
  /** By how much the bracket misses the relation; 0 when it does not contradict it. */
  readonly difference: number;
  /** False when the bracket contradicts what is said. That it does not is no proof of an inequality: see {@link verdictOf}. */
  readonly pass: boolean;
}

/** Relative distance that an audited float value may keep from the truth; proved brackets are held to their own width. */
const floatSlack = 1e-7;

/** Relative accuracy of the numbers that are compared; a statement whose number is computed less accurately is mentioned without it. */
export const statedAccuracy = 1e-6;

/** Below this a number computed in floating point has lost its digits, perhaps to 0, and says nothing. */
const smallestStated = 1e-290;

/** Every theorem whose domain contains the problem of a result, and the value that its instance expects, compared with the result. */
export function comparisons(result: Result): TheoremMention[] {
  const bracket = result.value;
  if (Number.isNaN(bracket.lower)) return [];
  const slack = result.level === "float" ? floatSlack : 1e-12;
  const mentions: TheoremMention[] = [];
  const { expected } = result.problem;
  if (expected) {
    const value = toNumber(expected.value);
    const difference = Math.max(bracket.lower - value, value - bracket.upper, 0);
    mentions.push({
      id: "expected",
      citation: "the value stated in the instance",
      statement: "",
      expected: formatRational(expected.value),
      relation: "=",
      difference,
      pass: difference <= Math.max(expected.tolerance, slack) * (value === 0 ? Math.max(result.firstBest.upper, 0) : Math.abs(value)),
    });
  }
  for (const { theorem, value } of mentionedBy(result.problem)) {
    const stated = value();
    const { id, citation, statement } = theorem;
    if (!stated || !isKnown(stated)) mentions.push({ id, citation, statement, expected: null, relation: "=", difference: 0, pass: true });
    else {
      const { difference } = standing(stated, bracket, 0);
      const scale = Math.max(Math.abs(stated.value), Number.isFinite(result.firstBest.upper) ? result.firstBest.upper : 0);
      mentions.push({
        id,
        citation,
        statement,
        expected: stated.exact ? formatRational(stated.exact) : stated.value,
        relation: stated.relation ?? "=",
        difference: Math.min(difference, Number.MAX_VALUE),
        pass: difference <= (slack + stated.tolerance) * scale && !isExactlyMissed(stated, bracket),
      });
    }
  }
  return mentions;
}

/** True for an exact number, and for one that was computed to {@link statedAccuracy}. */
function isKnown({ value, exact, tolerance }: StatedValue): boolean {
  return exact !== undefined || (tolerance <= statedAccuracy && Math.abs(value) >= smallestStated && Number.isFinite(value));
}

/** True when both numbers are exact and the relation is false of them: equality, too, breaks a strict one. */
function isExactlyMissed({ exact, relation }: StatedValue, bracket: Bracket): boolean {
  return exact !== undefined && bracket.exact !== null && !related[relation ?? "="](bracket.exact.compare(exact));
}

/** Whether `a relation b`, from the sign of a − b. */
const related: Readonly<Record<Relation, (sign: number) => boolean>> = {
  "=": (sign) => sign === 0,
  "<=": (sign) => sign <= 0,
  ">=": (sign) => sign >= 0,
  "<": (sign) => sign < 0,
  ">": (sign) => sign > 0,
};

/**
 * What a result says of a theorem's statement about its value.
 *
 * - `applies`: the theorem states no value; - `fails`: the bounds contradict it; - `agrees`: an equality that they do not contradict;
 * - `holds`: an inequality that the proved bounds prove; - `open`: one that they neither prove nor contradict (no bound is proved at level `float`).
 *
 * Only proved bounds prove an inequality, and against a number that was itself computed only with some distance: 0 < 0 never holds.
 */
export type MentionVerdict = "applies" | "fails" | "agrees" | "holds" | "open";

/** The {@link MentionVerdict} on one statement, from what the JSON of a result holds of value and level. */
export function verdictOf(
  { expected, relation, pass }: Pick<TheoremMention, "expected" | "relation" | "pass">,
  { lower, upper, exact }: { readonly lower: number; readonly upper: number; readonly exact: Rational | string | null },
  level: Level,
): MentionVerdict {
  if (expected === null) return "applies";
  if (!pass) return "fails";
  if (relation === "=") return "agrees";
  const end = relation.startsWith("<") ? upper : lower;
  if (level === "float" || !Number.isFinite(end)) return "open";
  if (typeof expected === "string") return related[relation](rational(exact ?? end).compare(rational(expected))) ? "holds" : "open";
  const distance = relation.startsWith("<") ? expected - end : end - expected;
  return distance > statedAccuracy * Math.abs(expected) ? "holds" : "open";
}

/** Ids of the theorems whose statement a result contradicts; the value that an instance expects is none. */
export function contradicted(mentions: readonly Pick<TheoremMention, "id" | "pass">[]): readonly string[] {
  return mentions.filter(({ id, pass }) => id !== "expected" && !pass).map(({ id }) => id);
}
