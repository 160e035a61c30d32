import { isRational, type NumberInput, type Rational, rational } from "../../arithmetic/rational.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { limits } from "./limits.ts";
import { Rejection } from "./rejection.ts";

/** The claim is about something that no certificate covers. */
export class NotCovered extends Rejection {}

export type Fields = Readonly<Record<string, unknown>>;

/** An object with these fields and no others. Throws {@link NotCovered} for a field that the verifier, which proves nothing about it, would overlook. */
export function object(input: unknown, field: string, required: readonly string[], optional: readonly string[] = []): Fields {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return refuse(field, "an object", input);
  const unknown = Object.keys(input).filter((key) => !required.includes(key) && !optional.includes(key));
  if (unknown.length > 0) {
    throw new NotCovered(
      `no certificate covers what the instance says in ${unknown.map((key) => within(field, plainKey(key))).join(", ")}`,
    );
  }
  for (const key of required) if (!Object.hasOwn(input, key)) refuse(within(field, key), "a value", undefined);
  return input as Fields;
}

/** One of these words; what the verifier does not know it does not cover. */
export function word<const Word extends string>(input: unknown, field: string, words: readonly Word[]): Word {
  const found = words.find((own) => own === input);
  if (found === undefined) throw new NotCovered(`no certificate covers ${field} ${show(input)} (only ${words.join(", ")})`);
  return found;
}

export function list(input: unknown, field: string, length?: number): readonly unknown[] {
  if (!Array.isArray(input)) return refuse(field, "a list", input);
  if (length !== undefined && input.length !== length) refuse(field, `a list of ${length}`, input);
  if (length === undefined && input.length === 0) refuse(field, "a list that is not empty", input);
  return input;
}

/** The exact value of a number as written: a decimal, or a fraction of decimals in quotes. */
export function exact(input: unknown, field: string): Rational {
  if (!(typeof input === "number" || typeof input === "string") || !isRational(input)) return refuse(field, "a number", input);
  return rational(input as NumberInput);
}

export function exactList(input: unknown, field: string, length?: number): readonly Rational[] {
  const entries = list(input, field, length);
  if (entries.length > limits.list) throw new NotCovered(`${field}: more than ${limits.list} numbers`);
  return entries.map((entry, k) => exact(entry, `${field}[${k}]`));
}

export function positive(input: unknown, field: string): Rational {
  const value = exact(input, field);
  if (value.s <= 0n || value.n === 0n) refuse(field, "a number above 0", input);
  return value;
}

/** A whole number from 1. */
export function count(input: unknown, field: string): number {
  if (typeof input !== "number" || !Number.isSafeInteger(input) || input < 1) return refuse(field, "a whole number from 1", input);
  return input;
}

export function text(input: unknown, field: string): string {
  return typeof input === "string" ? input : refuse(field, "a text", input);
}

export function within(field: string, key: string): string {
  return field === "" ? key : `${field}.${key}`;
}

/** A key as it can stand in a sentence. */
function plainKey(key: string): string {
  return /^[\w$-]{1,60}$/.test(key) ? key : show(key);
}

export function refuse(field: string, expected: string, received: unknown): never {
  throw new InvalidInputError({
    field: field === "" ? "instance" : field,
    expected,
    received: show(received),
    remedy: "The instance in the certificate is not one.",
  });
}
