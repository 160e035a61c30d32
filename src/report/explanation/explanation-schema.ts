import { z } from "zod";
import { described } from "../../problem/described.ts";
import { amount, binding, bracket, conflict, constraint, ironed, level, number, relaxations, status } from "../schema-parts.ts";
import { explanationFormat } from "./explanation.ts";

const optimum = z
  .strictObject({
    route: z.string(),
    level,
    prices: z.array(z.strictObject({ ...constraint, price: amount })).nullable(),
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
    ironed: ironed.nullable(),
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
  status,
  answer: z.string(),
  efficient: z.enum(["trade", "rest", "any"]).nullable(),
  grid: z.string().nullable().describe("what laws were put on for the explanation"),
  value: bracket.nullable(),
  conflict: conflict.nullable(),
  unnamed: z.string().nullable().describe("why the constraints of an infeasible problem are not named"),
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
