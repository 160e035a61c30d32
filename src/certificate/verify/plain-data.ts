import type { Json } from "../format.ts";
import { limits } from "./limits.ts";
import { Rejection } from "./rejection.ts";

/**
 * A copy of a document that is nothing but data: null, booleans, finite numbers, texts, lists without holes, and objects with fields of their own.
 * What computes (accessors, proxies) is asked once, here, or refused; what is too deep, too long or has too many digits is refused before
 * anything is made of it. Throws {@link Rejection}.
 */
export function plainCopy(document: unknown): Json {
  const tally = { values: 0, characters: 0, squares: 0 };
  try {
    return copy(document, 0, tally);
  } catch (error) {
    if (error instanceof Rejection) throw error;
    throw new Rejection("the document is not plain data");
  }
}

interface Tally {
  values: number;
  characters: number;
  squares: number;
}

function copy(value: unknown, depth: number, tally: Tally): Json {
  if (++tally.values > limits.values) throw new Rejection(`the document has more than ${limits.values} values`);
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Rejection("the document has a number that is not finite");
    return value;
  }
  if (typeof value === "string") {
    weigh(value, tally);
    return value;
  }
  if (typeof value !== "object") throw new Rejection(`the document has a ${typeof value} in it`);
  if (depth === limits.depth) throw new Rejection(`the document is nested more than ${limits.depth} deep`);
  if (Array.isArray(value)) return copyList(value, depth, tally);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) throw new Rejection("the document has an object that is not plain data");
  const keys = Reflect.ownKeys(value);
  if (keys.length > limits.fields) throw new Rejection(`the document has an object of more than ${limits.fields} fields`);
  const entries = keys.map((key) => {
    if (typeof key !== "string") throw new Rejection("the document has a field that is a symbol");
    weigh(key, tally);
    return [key, copy(dataAt(value, key), depth + 1, tally)] as const;
  });
  // fromEntries defines own fields, `__proto__` among them.
  return Object.fromEntries(entries);
}

function copyList(list: readonly unknown[], depth: number, tally: Tally): Json {
  const { length } = list;
  if (length > limits.values) throw new Rejection(`the document has more than ${limits.values} values`);
  const entries: Json[] = [];
  for (let k = 0; k < length; k++) entries.push(copy(dataAt(list, String(k)), depth + 1, tally));
  if (Reflect.ownKeys(list).length !== length + 1) throw new Rejection("the document has a list with fields of its own");
  return entries;
}

/** The value of a field that holds one. */
function dataAt(value: object, key: string): unknown {
  const field = Object.getOwnPropertyDescriptor(value, key);
  if (field === undefined) throw new Rejection("the document has a list with holes");
  if (!("value" in field) || !field.enumerable)
    throw new Rejection(`the document has a field that is not plain data: ${JSON.stringify(key)}`);
  return field.value;
}

const number = /^\s*[+-]?[\d.]+(?:[eE][+-]?(\d{1,4}))?\s*(?:\/\s*[\d.]+(?:[eE][+-]?(\d{1,4}))?\s*)?$/;

/** Counts a text, and as digits where it is a number. */
function weigh(text: string, tally: Tally): void {
  tally.characters += text.length;
  if (tally.characters > limits.characters) throw new Rejection(`the texts of the document have more than ${limits.characters} characters`);
  if (!/^[\s+\-.\d]/.test(text)) return;
  const digits = text.length > limits.digits ? text.length : text.length + exponents(text);
  if (digits > limits.digits) throw new Rejection(`the document has a number of more than ${limits.digits} digits`);
  tally.squares += digits * digits;
  if (tally.squares > limits.squaredDigits) throw new Rejection("the numbers of the document are too long together");
}

function exponents(text: string): number {
  const [, top = 0, bottom = 0] = number.exec(text) ?? [];
  return Number(top) + Number(bottom);
}
