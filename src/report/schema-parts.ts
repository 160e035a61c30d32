import { z } from "zod";
import { readBySchema } from "../problem/schema-error.ts";

/** A value of a schema as a file holds it: nothing of it changes, and a field that may be left out is never undefined. */
export type Stored<Schema extends z.ZodType> = Kept<z.output<Schema>>;

type Kept<T> = T extends object ? { readonly [K in keyof T]: Kept<Exclude<T[K], undefined>> } : T;

/** The document of a value of JSON text by its schema; throws InvalidInputError with the path of the first field that is wrong. */
export function readStored<S extends z.ZodType>(
  schema: S,
  json: unknown,
  document: { readonly name: string; readonly schema: string },
): Stored<S> {
  return readBySchema(schema, json, document) as Stored<S>;
}

export const number = z.number().nullable().describe("a number; null when there is none");
export const numbers = z.array(z.number());

export const status = z.enum(["optimal", "infeasible", "unbounded", "limit", "error"]);
export const level = z.enum(["float", "interval", "exact", "continuum"]);

export const fraction = z.string().regex(/^-?\d+(?:\/\d+)?$/);
export const bracket = z.strictObject({ lower: number, upper: number, exact: fraction.nullable() });

/** In a partnership, which has no buyers and sellers: the rents of all partners of each entry of the list. */
export const rents = z.strictObject({ buyers: number, sellers: number, partners: z.array(number).optional() });

const intervals = z.array(z.array(z.strictObject({ from: z.number(), to: z.number() })));
export const ironed = z.strictObject({ buyers: intervals, sellers: intervals });

/** Of which states a constraint speaks: see `Where`. */
export const where = { state: z.array(z.string()).optional(), spread: z.literal(true).optional() };
export const report = { agent: z.string(), type: z.string(), report: z.string(), ...where };
export const taking = { agent: z.string(), type: z.string().nullable(), ...where };
export const binding = z.strictObject({
  incentives: z.array(z.strictObject(report)),
  participation: z.array(z.strictObject(taking)),
  budget: z.array(z.strictObject(where)),
});

export const amount = z.strictObject({ value: z.number(), exact: fraction.nullable() });
const orNever = z.union([amount, z.literal("never")]).nullable();

/** What names a constraint. */
export const constraint = {
  family: z.enum(["incentives", "participation", "budget"]),
  agent: z.string().nullable(),
  type: z.string().nullable(),
  report: z.string().nullable(),
  state: z
    .union([z.array(z.string()), z.literal("every")])
    .nullable()
    .describe("the types of all agents in the state, or every state; null: on average"),
};

export const relaxations = z
  .strictObject({ profit: amount.nullable(), subsidy: orNever, budget: orNever, participation: orNever, incentives: orNever })
  .describe(
    "the least by which one family of constraints has to give, in money; never where that does not help, null where it is not known",
  );

export const conflict = z
  .strictObject({
    constraints: z.array(z.strictObject({ ...constraint, price: amount.nullable() })),
    proof: z.enum(["exact", "float"]),
    irreducible: z.enum(["exact", "float", "not-checked"]),
    relaxations,
  })
  .describe("constraints that exclude each other, each with its share in the contradiction");
