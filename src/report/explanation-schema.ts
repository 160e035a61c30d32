import { z } from "zod";
import { described } from "../problem/described.ts";
import { explanationFormat } from "./explanation.ts";

const number = z.number().nullable().describe("a number; null when there is none");
const fraction = z.string().regex(/^-?\d+(?:\/\d+)?$/);
const amount = z.strictObject({ value: z.number(), exact: fraction.nullable() });
const bracket = z.strictObject({ lower: number, upper: number, exact: fraction.nullable() });
const orNever = z.union([amount, z.literal("never")]).nullable();

const constraint = {
  family: z.enum(["incentives", "participation", "budget"]),
  agent: z.string().nullable(),
  type: z.string().nullable(),
  report: z.string().nullable(),
  state: z
    .union([z.array(z.string()), z.literal("every")])
    .nullable()
    .describe("the types of all agents in the state, or every state; null: on average"),
};

const relaxations = z
  .strictObject({ profit: amount.nullable(), subsidy: orNever, budget: orNever, participation: orNever, incentives: orNever })
  .describe(
    "the least by which one family of constraints has to give, in money; never where that does not help, null where it is not known",
  );

const conflict = z
  .strictObject({
    constraints: z.array(z.strictObject({ ...constraint, price: amount.nullable() })),
    proof: z.enum(["exact", "float"]),
    irreducible: z.enum(["exact", "float", "not-checked"]),
    relaxations,
  })
  .describe("constraints that exclude each other, each with its share in the contradiction");

const where = { state: z.array(z.string()).optional(), spread: z.literal(true).optional() };
const binding = z.strictObject({
  incentives: z.array(z.strictObject({ agent: z.string(), type: z.string(), report: z.string(), ...where })),
  participation: z.array(z.strictObject({ agent: z.string(), type: z.string().nullable(), ...where })),
  budget: z.array(z.strictObject(where)),
});

const ironed = z.array(z.array(z.strictObject({ from: z.number(), to: z.number() })));

const optimum = z
  .strictObject({
    route: z.string(),
    level: z.enum(["float", "interval", "exact", "continuum"]),
    prices: z.array(z.strictObject({ ...constraint, price: amount })),
    binding: binding.nullable(),
    budget: z
      .strictObject({
        lambda: amount,
        alpha: number,
        slopes: z.strictObject({ more: number, less: z.union([z.number(), z.literal("infeasible")]).nullable() }),
      })
      .nullable()
      .describe("the price of the budget, and what one more or one less unit of subsidy is worth"),
    virtual: z
      .array(
        z.strictObject({
          agent: z.string(),
          types: z.array(z.strictObject({ type: z.string(), virtual: z.number(), ironed: z.number() })),
        }),
      )
      .nullable(),
    ironed: z.strictObject({ buyers: ironed, sellers: ironed }).nullable(),
    worstOff: z.array(z.strictObject({ agent: z.string(), types: z.array(z.string()) })).nullable(),
    graph: z
      .strictObject({
        nodes: z.array(z.strictObject({ agent: z.string(), type: z.string(), rent: z.number() })),
        edges: z.array(z.strictObject({ agent: z.string(), from: z.string(), to: z.string(), price: z.number() })),
      })
      .nullable()
      .describe("the graph of incentives: types with their rents, and prices of the reports that they envy"),
    firstBest: bracket,
    gainsFromTrade: number,
    lost: z
      .array(
        z.strictObject({
          types: z.array(z.string()),
          probability: z.number(),
          possible: z.number(),
          made: z.number(),
          lost: z.number(),
        }),
      )
      .nullable()
      .describe("states in which gains are lost against the first best, the largest loss first"),
  })
  .describe("why the optimum is what it is");

/** The format `secondbest/explanation@1`. */
const explanationSchema = z.strictObject({
  format: described(z.literal(explanationFormat), `"${explanationFormat}"`, "This is the format that secondbest explain --json writes."),
  status: z.enum(["optimal", "infeasible", "unbounded", "limit", "error"]),
  answer: z.string(),
  efficient: z.enum(["trade", "rest", "any"]).nullable(),
  grid: z.string().nullable().describe("what laws were put on for the explanation"),
  value: bracket.nullable(),
  conflict: conflict.nullable(),
  relaxations: relaxations.nullable(),
  onLaws: z.strictObject({ profit: z.number(), basis: z.string() }).nullable(),
  ray: z
    .strictObject({ payments: z.array(z.strictObject({ agent: z.string(), pays: z.number() })), gain: z.number() })
    .nullable()
    .describe("payments that can be added without limit"),
  optimum: optimum.nullable(),
});

/** The format as JSON Schema, as data/explanation.schema.json publishes it. */
export function explanationJsonSchema(): unknown {
  return { title: `Explanation of an answer (${explanationFormat})`, ...z.toJSONSchema(explanationSchema, { io: "input" }) };
}
