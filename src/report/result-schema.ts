import { z } from "zod";
import { instanceSchema } from "../problem/schema.ts";
import { resultFormat } from "./json.ts";

const number = z.number().nullable().describe("a number; null when there is none");
const numbers = z.array(z.number());
const fraction = z.string().regex(/^-?\d+(?:\/\d+)?$/);

const bracket = z
  .strictObject({ lower: number, upper: number, exact: fraction.nullable() })
  .describe("a value known to lie between lower and upper; exact when lower = upper is proved");

const violation = z
  .strictObject({ worst: number, at: z.string().nullable() })
  .describe("the worst violation over all deviations, and where it is attained; at most 0 when there is none");

const side = z.strictObject({
  count: z.int().min(1).optional(),
  values: numbers,
  masses: numbers,
  allocation: numbers,
  transfer: numbers,
  rent: numbers,
});

const matrix = z.array(numbers);

const mechanism = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("bilateral-trade"),
    buyer: side,
    seller: side,
    transferRule: z.string(),
    threshold: z.strictObject({ mix: z.number(), generous: z.array(z.int()), strict: z.array(z.int()) }).nullable(),
    matrices: z.strictObject({ allocation: matrix, buyerPays: matrix, sellerReceives: matrix }).nullable(),
  }),
  z.strictObject({
    kind: z.literal("multilateral-trade"),
    buyers: z.array(side),
    sellers: z.array(side),
    transferRule: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal("finite"),
    outcomes: z.array(z.string()),
    agents: z.array(z.strictObject({ name: z.string(), types: z.array(z.string()) })),
    lottery: numbers,
    payments: matrix,
  }),
]);

const ironed = z.array(z.array(z.strictObject({ from: z.number(), to: z.number() })));

/** The format `secondbest/result@1`, as data/result.schema.json publishes it. */
export const resultSchema = z.strictObject({
  format: z.literal(resultFormat),
  status: z.enum(["optimal", "infeasible", "unbounded", "limit", "error"]),
  explanation: z.string().describe("what was found, or why there is nothing to find, in words"),
  name: z.string().optional(),
  route: z.enum(["virtual-surplus", "efficient", "linear-program", "quadratic-program", "concave-program"]),
  value: bracket,
  firstBest: bracket,
  efficiency: z.strictObject({ lower: number, upper: number }),
  gainsFromTrade: number,
  brokerProfit: number,
  rents: z.strictObject({ buyers: number, sellers: number }),
  multiplier: number,
  multiplierExact: fraction.nullable(),
  mechanism: mechanism.nullable(),
  ironed: z.strictObject({ buyers: ironed, sellers: ironed }).nullable(),
  audit: z
    .strictObject({
      passes: z.boolean(),
      tolerance: number,
      incentives: violation,
      participation: violation,
      budget: violation,
      allocation: violation,
    })
    .nullable(),
  certificate: z.strictObject({ level: z.enum(["float", "interval", "exact", "continuum"]) }),
  theorems: z.array(
    z.strictObject({
      id: z.string(),
      citation: z.string(),
      statement: z.string(),
      expected: z.union([z.string(), z.number()]).nullable(),
      relation: z.enum(["=", "<=", ">=", "<", ">"]),
      difference: z.number(),
      pass: z.boolean(),
    }),
  ),
  solver: z.strictObject({ name: z.string(), version: z.string() }),
  timings: z.record(z.string(), z.number()).describe("seconds per stage; total is the wall-clock time"),
  instance: instanceSchema.nullable().describe("the problem that was solved; null for laws that exist only in code"),
});

/** The same as JSON Schema. */
export function resultJsonSchema(): unknown {
  return { title: `Result of a design problem (${resultFormat})`, ...z.toJSONSchema(resultSchema, { io: "input" }) };
}
