import { toNumber } from "../arithmetic/rational.ts";
import { type Change, InvalidInputError, refuse, show } from "../errors.ts";
import { readJson } from "./json-text.ts";
import { objectiveNames, rentsByName } from "./objective.ts";

/**
 * A copy of an instance with one field changed, as `--set` does: `path=value`. The path has dots and indices (`environment.buyer.masses[1]`
 * or `environment.buyer.masses.1`); the value is read as JSON if it is JSON, else as a text (a list,
 * object or quoted text that is not JSON is refused). Objects that do not exist yet are made;
 * whether the format knows the field is decided when the result is parsed.
 *
 * A word that stands for an object becomes that object where a field of it is set: `budget.requiredProfit=1/2` of the budget "ex-ante", `objective.weights.buyers=2` of an
 * objective.
 *
 * Throws InvalidInputError with field `--set` when there is no path or no `=`, else with the path at which it is stuck.
 *
 * @example
 * setPath(instance, "environment.buyer.max=2");
 * setPath(instance, "budget.requiredProfit=1/2");
 * setPath(instance, 'budget={"rule": "ex-ante", "requiredProfit": "-1/6"}');
 */
export function setPath(instance: unknown, assignment: string): unknown {
  const equals = assignment.indexOf("=");
  const path = equals < 0 ? [] : keysOf(assignment.slice(0, equals).trim());
  if (path.length === 0) {
    refuse("--set", "path=value", assignment, "Write for example incentives=dominant or environment.buyer.max=2.");
  }
  return withValue(instance, path, 0, readValue(assignment.slice(equals + 1).trim(), path.join(".")));
}

/** Several assignments, one after the other. */
export function setPaths(instance: unknown, assignments: readonly string[]): unknown {
  return assignments.reduce(setPath, instance);
}

/**
 * A copy of an instance with a change made that a refusal names (`UnsupportedProblemError.changes`, or `changes` of the error's JSON).
 *
 * Throws InvalidInputError with the path at which it is stuck.
 *
 * @example
 * withChange(instance, { discretization: { rule: "midpoint", points: 40 }, select: null });
 */
export function withChange(instance: unknown, change: Change): unknown {
  return Object.entries(change).reduce((here, [path, value]) => {
    const keys = keysOf(path);
    return value === null ? withoutField(here, keys) : withValue(here, keys, 0, value);
  }, instance);
}

function withoutField(here: unknown, [key, ...inside]: readonly string[]): unknown {
  if (typeof here !== "object" || here === null || key === undefined || !Object.hasOwn(here, key)) return here;
  const { [key]: own, ...others } = here as Record<string, unknown>;
  return inside.length === 0 ? others : { ...here, [key]: withoutField(own, inside) };
}

/** `a.b[1].2` as a, b, 1, 2; empty when a part is missing. */
function keysOf(path: string): readonly string[] {
  if (!/^[^.[\]]+(?:\.[^.[\]]+|\[\d+\])*$/.test(path)) return [];
  return path.split(/[.[\]]+/).filter((key) => key !== "");
}

/** A text as a JSON value if it is one, else as itself; throws InvalidInputError for what opens like a list, an object or a quoted text and is none. */
export function readValue(text: string, field: string): unknown {
  // What opens like a list, an object or a quoted text is meant as one.
  if (/^[[{"]/.test(text)) return readJson(text, field);
  try {
    return readJson(text, field);
  } catch {
    return text;
  }
}

/** The objects that words of an instance stand for. */
const objectsOfWords: Readonly<Record<string, (word: string) => object | undefined>> = {
  budget: (word) => ({ rule: word }),
  objective: (word) => {
    const name = objectiveNames.find((known) => known === word);
    const rents = name && toNumber(rentsByName[name]);
    return rents === undefined ? undefined : { weights: { buyers: rents, sellers: rents, broker: 1 } };
  },
};

function liftedWord(field: string, word: unknown): object | undefined {
  return typeof word === "string" && Object.hasOwn(objectsOfWords, field) ? objectsOfWords[field]?.(word) : undefined;
}

function withValue(here: unknown, path: readonly string[], depth: number, value: unknown): unknown {
  const key = path[depth];
  if (key === undefined) return value;
  const stuck = (expected: string, received: string, remedy: string) =>
    new InvalidInputError({ field: path.slice(0, depth + 1).join("."), expected, received, remedy });
  if (Array.isArray(here)) {
    const index = /^\d+$/.test(key) ? Number(key) : -1;
    if (index < 0 || index >= here.length) {
      throw stuck(
        here.length === 0 ? "an entry of an empty list" : `an index from 0 to ${here.length - 1}`,
        show(key),
        "To change the length, set the whole list.",
      );
    }
    return here.map((entry, k) => (k === index ? withValue(entry, path, depth + 1, value) : entry));
  }
  if (here !== undefined && (typeof here !== "object" || here === null)) {
    const lifted = depth === 1 ? liftedWord(path[0] as string, here) : undefined;
    if (lifted) return withValue(lifted, path, depth, value);
    const parent = path.slice(0, depth).join(".") || "instance";
    throw stuck(`a field of an object or list, but ${parent} is neither`, show(here), `Set ${parent} as a whole: ${parent}={…}.`);
  }
  const entries = Object.entries(here ?? {});
  const next = withValue(Object.hasOwn(here ?? {}, key) ? (here as Record<string, unknown>)[key] : undefined, path, depth + 1, value);
  const at = entries.findIndex(([name]) => name === key);
  if (at < 0) entries.push([key, next]);
  else entries[at] = [key, next];
  // fromEntries defines own fields, so that `__proto__` is a field like any other and the format refuses it.
  return Object.fromEntries(entries);
}
