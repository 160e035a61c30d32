import * as z from "zod";
import { InvalidInputError, show } from "../errors.ts";
import { descriptions } from "./described.ts";
import { didYouMean } from "./suggestion.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What is read: what it is called as a whole, and the file that publishes its format. */
interface Document {
  readonly name: string;
  readonly schema: string;
}

const instanceDocument: Document = { name: "instance", schema: "data/instance.schema.json" };

/** Reads a value by a schema of a published format (instances unless said otherwise); the first thing that is wrong becomes an InvalidInputError with its field. */
export function readBySchema<S extends z.ZodType>(schema: S, input: unknown, document: Document = instanceDocument): z.output<S> {
  const result = schema.safeParse(input, { error: describe });
  if (result.success) return result.data;
  throw toInputError(result.error.issues, input, [], document);
}

/**
 * Carries what the failing schema says of itself through zod's message: its description, or the fields that an object knows.
 * Two lines: expected, remedy.
 */
function describe(issue: z.core.$ZodRawIssue): string {
  const schema: unknown = issue.inst;
  if (issue.code === "unrecognized_keys" && schema instanceof z.ZodObject) return Object.keys(schema.shape).join("\n");
  const description = typeof schema === "object" && schema !== null ? descriptions.get(schema) : undefined;
  return description ? `${description.expected}\n${description.remedy}` : "";
}

function toInputError(issues: readonly Issue[], input: unknown, base: Path, document: Document): InvalidInputError {
  const issue = mostTelling(issues, input);
  const path = [...base, ...issue.path];
  const value = at(input, issue.path);
  if (issue.code === "unrecognized_keys") return unknownField(issue, path, value);
  if (issue.code === "invalid_union") {
    if (issue.errors.length === 0) return unknownKind(issue, path, value, at(input, issue.path.slice(0, -1)));
    const branch = bestBranch(issue.errors, value);
    if (branch) return toInputError(branch, value, path, document);
  }
  const [expected = "", remedy = ""] = issue.message.split("\n");
  const words = wordsOf(issue);
  return new InvalidInputError({
    field: fieldName(path, document.name),
    expected: expected || standardExpectation(issue),
    received: show(value),
    remedy: value === undefined ? missing(path) : (remedy || `See ${document.schema}.`) + didYouMean(value, words),
  });
}

/** The format's version first; then the first issue, but a misspelt field before the field that it leaves missing. */
function mostTelling(issues: readonly Issue[], input: unknown): Issue {
  const first = issues.find((issue) => issue.path[0] === "format") ?? (issues[0] as Issue);
  if (at(input, first.path) !== undefined) return first;
  const parent = fieldName(first.path.slice(0, -1));
  return issues.find((issue) => issue.code === "unrecognized_keys" && fieldName(issue.path) === parent) ?? first;
}

/** The branch of a union that the value was meant for: the one that complains least about its shape; none if every branch refuses it as a whole. */
function bestBranch(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | undefined {
  const misfit = (issues: readonly Issue[]) =>
    issues.filter((issue) => issue.code === "unrecognized_keys" || at(value, issue.path) === undefined).length;
  return branches
    .filter((issues) => issues.length > 0 && issues.every((issue) => issue.path.length > 0 || issue.code === "unrecognized_keys"))
    .sort((a, b) => misfit(a) - misfit(b))[0];
}

function unknownField(issue: Issue & { readonly code: "unrecognized_keys" }, path: Path, value: unknown): InvalidInputError {
  const key = issue.keys[0] as string;
  const known = issue.message.split("\n");
  return new InvalidInputError({
    field: fieldName([...path, key]),
    expected: `only the fields ${known.join(", ")}`,
    received: `the unknown field ${show(key)}`,
    remedy: `Remove or rename it.${didYouMean(
      key,
      known.filter((field) => at(value, [field]) === undefined),
    )}`,
  });
}

/** An unknown word in `distribution` or `kind`. */
function unknownKind(issue: Issue & { readonly code: "invalid_union" }, path: Path, value: unknown, parent: unknown): InvalidInputError {
  const kinds = "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  const key = String(path.at(-1));
  const what = key === "distribution" ? "law" : "environment";
  const misspelt = Object.keys(typeof parent === "object" && parent !== null ? parent : {}).find(
    (field) => didYouMean(field, [key]) !== "",
  );
  return new InvalidInputError({
    field: fieldName(path),
    expected: `the name of ${what === "law" ? "a law" : "an environment"}: ${kinds.join(", ")}`,
    received: show(value),
    remedy:
      value === undefined
        ? `Add the field "${key}".${misspelt === undefined ? "" : ` Did you mean it by ${show(misspelt)}?`}`
        : `Choose one of these names.${didYouMean(value, kinds)}`,
  });
}

/** Types as people call them. */
const typesInWords: Readonly<Record<string, string>> = {
  object: "an object",
  record: "an object",
  array: "a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function standardExpectation(issue: Issue): string {
  if (issue.code === "invalid_value") return `one of ${issue.values.map(show).join(", ")}`;
  if (issue.code === "invalid_type") return typesInWords[issue.expected] ?? `a value of type ${issue.expected}`;
  if (issue.code === "too_small") return `at least ${issue.minimum}`;
  return "another value";
}

/** The words that would have been right, through the branches of unions. */
function wordsOf(issue: Issue): readonly string[] {
  // A single word is already what the message expects.
  if (issue.code === "invalid_value") return issue.values.length > 1 ? issue.values.map(String) : [];
  return issue.code === "invalid_union" ? issue.errors.flat().flatMap(wordsOf) : [];
}

function missing(path: Path): string {
  return `Add the field ${show(path.filter((key) => typeof key === "string").at(-1))}.`;
}

function at(value: unknown, path: Path): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<PropertyKey, unknown>)[key];
  }
  return here;
}

/** `environment.buyer.masses[2]`; an empty path is the whole. */
function fieldName(path: Path, whole = "instance"): string {
  if (path.length === 0) return whole;
  return path.reduce<string>(
    (name, key) => (typeof key === "number" ? `${name}[${key}]` : name === "" ? String(key) : `${name}.${String(key)}`),
    "",
  );
}
