import { z } from "zod";

export const fraction = z.string().regex(/^-?\d+(?:\/\d+)?$/);
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
