import { formatRational } from "../../arithmetic/rational.ts";
import type { Result } from "../../result.ts";
import { endsJson, numberText } from "../numbers.ts";
import type { RentRangeJson, SelectionJson } from "./result-schema.ts";

export function selectionJson({ wishes, exact }: NonNullable<Result["selection"]>): SelectionJson {
  return { wishes: wishes.map((wish) => ({ ...wish, exact: wish.exact && formatRational(wish.exact) })), exact };
}

export function rentRangesJson(ranges: NonNullable<Result["rentRanges"]>): RentRangeJson[] {
  return ranges.map(({ lower, upper, exact, ...rest }) => ({
    ...rest,
    ...endsJson({ lower, upper }),
    exact: exact && { lower: formatRational(exact[0]), upper: formatRational(exact[1]) },
  }));
}

/** What the value of a wish is of. */
const measures: Readonly<Record<string, string>> = {
  "least-variance": "sum of the payments' variances",
  "buyer-favourable": "buyers' rents",
  "seller-favourable": "sellers' rents",
  "broker-favourable": "profit",
  "most-trade": "expected quantity",
  "least-trade": "expected quantity",
  nearest: "mean square distance",
};

/** One line per wish: what was chosen, or why nothing was. */
export function selectionLines({ wishes }: SelectionJson): (readonly [string, string])[] {
  return wishes.map(({ word, outcome, value, exact, note }, k) => {
    const measured = value === null ? "" : `: ${measures[word]} ${exact ?? numberText(value)}`;
    return [k === 0 ? "chosen" : "", outcome === "chosen" ? `${word}${measured}` : `not by ${word}: ${note}`] as const;
  });
}

/** How many types have one rent in all optima, and the ranges of the others. */
export function rentRangeLines(ranges: readonly RentRangeJson[]): (readonly [string, string])[] {
  const free = ranges.filter(({ unique }) => !unique);
  const all = `${ranges.length - free.length} of ${ranges.length} types have the same rent in every optimum`;
  const end = (x: number | null, exact: string | undefined, beyond: string) => exact ?? (x === null ? beyond : numberText(x));
  const shown = free
    .slice(0, 6)
    .map(
      ({ agent, type, lower, upper, exact }) =>
        `${agent} ${type} from ${end(lower, exact?.lower, "−∞")} to ${end(upper, exact?.upper, "∞")}`,
    );
  const more = free.length > shown.length ? `, and ${free.length - shown.length} more` : "";
  return [["unique", `${all}${free.length > 0 ? `; ${shown.join(", ")}${more}` : ""}`]];
}
