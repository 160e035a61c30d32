import { refuse } from "../errors.ts";
import type { DesignProblem } from "./design-problem.ts";
import { didYouMean } from "./suggestion.ts";

/** Whether a value is a problem that `designProblem` or `parseInstance` made, or a changed copy of one: told by its shape, since classes do not survive a copy. */
export function isDesignProblem(value: unknown): value is DesignProblem {
  if (typeof value !== "object" || value === null) return false;
  const { environment, budget, objective, incentives, participation, width } = value as Partial<Record<keyof DesignProblem, unknown>>;
  return (
    has(environment, "toFinite", "function") &&
    has(budget, "requiredProfit", "object") &&
    has(objective, "broker", "object") &&
    typeof incentives === "string" &&
    typeof participation === "string" &&
    typeof width === "number"
  );
}

/** Throws InvalidInputError for what is no design problem, as plain JavaScript may hand over anything. */
export function requireDesignProblem(value: unknown, field = "problem"): void {
  if (isDesignProblem(value)) return;
  const instance = typeof value === "string" || (typeof value === "object" && value !== null && "format" in value);
  refuse(
    field,
    "a design problem",
    value,
    instance ? "Read it with parseInstance first." : "State it with designProblem, or read it with parseInstance.",
  );
}

/** Throws InvalidInputError for the first field of an object that is not among those known; `field` names the object, "" where the fields stand for themselves. */
export function requireKnownFields(value: unknown, known: readonly string[], field: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    refuse(field === "" ? "problem" : field, "an object", value, `Its fields are ${known.join(", ")}.`);
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    refuse(field === "" ? name : `${field}.${name}`, `one of ${known.join(", ")}`, name, `Remove it.${didYouMean(name, known)}`);
  }
}

/** What to do about a word that is none of those that serve. */
export const chooseWord = "Choose one of these words.";

/** The one of these words that was given; throws InvalidInputError for anything else, which lists them as `shown`. */
export function requireOneOf<const Word extends string>(
  words: readonly Word[],
  given: unknown,
  field: string,
  remedy: string,
  shown: (word: Word) => string = String,
): Word {
  const found = words.find((word) => word === given);
  return found ?? refuse(field, `one of ${words.map(shown).join(", ")}`, given, remedy);
}

/** Throws InvalidInputError for an option that is not sound. */
export function requireSound(field: string, given: unknown, sound: boolean, expected: string): void {
  if (!sound) refuse(field, expected, given, "Correct it, or leave it out.");
}

/** Throws InvalidInputError for what is neither left out nor a function. */
export function requireFunction(value: unknown, field: string): void {
  if (value === undefined || typeof value === "function") return;
  refuse(field, "a function", value, "Leave it out, or pass a function.");
}

function has(value: unknown, field: string, type: "function" | "object"): boolean {
  return typeof value === "object" && value !== null && typeof (value as Readonly<Record<string, unknown>>)[field] === type;
}
