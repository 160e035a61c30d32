import * as z from "zod";
import { isRational } from "../arithmetic/rational.ts";

/** What an error message says when the value does not fit: "expected …" and what to do. */
interface Description {
  readonly expected: string;
  readonly remedy: string;
}

/** Descriptions of schemas and of their checks; they serve both the error messages and the published JSON Schema. */
export const descriptions = new WeakMap<object, Description>();

/** Attaches a description to a schema and to its checks, and returns the same schema. */
export function described<S extends z.ZodType>(schema: S, expected: string, remedy: string): S {
  for (const part of [schema, ...(schema.def.checks ?? [])]) descriptions.set(part, { expected, remedy });
  return schema;
}

/** An object that refuses fields it does not know. */
export function record<Shape extends z.core.$ZodLooseShape>(example: string, shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return described(z.strictObject(shape), `an object such as ${example}`, "Write the object with its fields.");
}

const exactForm =
  "^\\s*[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,4})?\\s*(?:/\\s*(?=[\\d.]*[1-9])(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,4})?\\s*)?$";
const numberExpected = "a finite number";
const numberRemedy = 'Write a decimal such as 0.25, or an exact string such as "1/3".';

/** A number of the format: a decimal, taken as written, or an exact string such as `"1/3"`. */
export const exactNumber = described(
  z
    .union([
      described(z.number(), numberExpected, numberRemedy),
      described(z.string().regex(new RegExp(exactForm)).refine(isRational), numberExpected, numberRemedy),
    ])
    .meta({ id: "number" }),
  numberExpected,
  numberRemedy,
);

export type NumberJson = z.input<typeof exactNumber>;

export const text = described(z.string(), "a text", "Put it in quotes.");

export const exactNumbers = described(z.array(exactNumber), "a list of numbers", "Write the numbers in brackets, such as [0, 1].");
