import { formatRational, toNumber } from "../arithmetic/rational.ts";
import type { Result } from "../result.ts";
import { mentionedBy, standing } from "../theorems/catalogue.ts";

/** How a published result, or the value that an instance expects, stands to the engine's value. */
export interface TheoremMention {
  /** Id in the catalogue; `expected` for the value in the instance itself. */
  readonly id: string;
  readonly citation: string;
  readonly statement: string;
  /** What is said of the optimal value: a rational string where it is exact, else a number; null when the theorem speaks of something else. */
  readonly expected: string | number | null;
  readonly relation: "=" | "<=" | ">=" | "<" | ">";
  /** By how much the bracket misses the relation; 0 when it holds. */
  readonly difference: number;
  readonly pass: boolean;
}

/** Relative distance that an audited float value may keep from the truth; proved brackets are held to their own width. */
const floatSlack = 1e-7;

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
    if (!stated) mentions.push({ id, citation, statement, expected: null, relation: "=", difference: 0, pass: true });
    else {
      const { difference } = standing(stated, bracket, 0);
      const scale = Math.max(Math.abs(stated.value), Number.isFinite(result.firstBest.upper) ? result.firstBest.upper : 0);
      mentions.push({
        id,
        citation,
        statement,
        expected: stated.exact ? formatRational(stated.exact) : stated.value,
        relation: stated.relation ?? "=",
        difference,
        pass: difference <= (slack + stated.tolerance) * scale,
      });
    }
  }
  return mentions;
}
