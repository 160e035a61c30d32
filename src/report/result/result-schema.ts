import * as z from "zod";
import { described } from "../../problem/described.ts";
import { budgetChoices, discretizationChoices, incentivesChoices, participationChoices } from "../../problem/design-problem.ts";
import { instanceSchema } from "../../problem/schema.ts";
import { conflict, fraction } from "../explanation/conflict-schema.ts";
import { resultFormat } from "./json.ts";

const number = z.number().nullable().describe("a number; null when there is none");
const numbers = z.array(z.number());

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
    kind: z.literal("risk-averse-trade"),
    buyer: side,
    seller: side,
    prices: z.strictObject({ values: numbers, masses: numbers }).nullable(),
    lotteries: z.array(z.array(z.array(z.tuple([z.number(), z.number(), z.number()])))).nullable(),
  }),
  z.strictObject({
    kind: z.literal("multilateral-trade"),
    buyers: z.array(side),
    sellers: z.array(side),
    transferRule: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal("partnership"),
    partners: z.array(side.extend({ name: z.string(), count: z.int().min(1), share: z.number() })),
    transferRule: z.string().nullable(),
    profiles: z.strictObject({ holds: matrix, pays: matrix }).nullable(),
  }),
  z.strictObject({
    kind: z.literal("finite"),
    outcomes: z.array(z.string()),
    agents: z.array(z.strictObject({ name: z.string(), types: z.array(z.string()) })),
    lottery: numbers,
    payments: matrix,
  }),
]);

const problem = z
  .strictObject({
    environment: z.string(),
    types: z.enum(["listed", "finite", "continuous"]),
    grid: z.enum(discretizationChoices).nullable(),
    incentives: z.enum(incentivesChoices),
    participation: z.enum(participationChoices),
    budget: z.strictObject({ rule: z.enum(budgetChoices), requiredProfit: fraction }),
    objective: z.strictObject({
      name: z.enum(["gains-from-trade", "broker-profit", "weights"]),
      buyers: fraction,
      sellers: fraction,
      partners: z.array(fraction).optional(),
      broker: fraction,
    }),
  })
  .describe("the question as a page states it");

const trade = z
  .strictObject({
    probability: z.number(),
    smallestGap: number,
    sureFrom: number,
    smallestPossible: number,
    divisible: z.literal(true).optional(),
  })
  .describe(
    "where bilateral trade takes place, in terms of the gap value − cost; of a divisible good, `probability` is the expected quantity",
  );

const expectations = z
  .strictObject({ outcomes: numbers, agents: z.array(z.strictObject({ pays: z.number(), rent: z.number() })) })
  .describe("probability of each outcome, and what every agent pays and gains on average");

const dissolution = z
  .strictObject({
    possible: z.boolean().nullable(),
    subsidy: bracket,
    per: z.enum(["average", "state"]),
    worstOff: z.array(z.strictObject({ lower: number, upper: number })).nullable(),
    proved: z.boolean(),
  })
  .describe("whether everything could go to whoever values it most, and the least subsidy for that; negative where something is left over");

const where = { state: z.array(z.string()).optional(), spread: z.literal(true).optional() };
const priced = { price: z.number(), exact: fraction.optional() };
const report = { agent: z.string(), type: z.string(), report: z.string(), ...where };
const taking = { agent: z.string(), type: z.string().nullable(), ...where };

const duals = z
  .strictObject({
    incentives: z.array(z.strictObject({ ...report, ...priced })),
    participation: z.array(z.strictObject({ ...taking, ...priced })),
    budget: z.array(z.strictObject({ ...where, ...priced })),
  })
  .describe(
    "what the objective gains per unit of money by which a constraint is relaxed: an agent may gain by a report, fall short of its outside option, or the budget of what is required; a spread price is to be multiplied by the probability of the state",
  );

const binding = z
  .strictObject({
    incentives: z.array(z.strictObject(report)),
    participation: z.array(z.strictObject(taking)),
    budget: z.array(z.strictObject(where)),
  })
  .describe("the constraints that the mechanism satisfies with equality");

const selection = z
  .strictObject({
    wishes: z.array(
      z.strictObject({
        word: z.string(),
        outcome: z.enum(["chosen", "none", "unbounded", "limit"]),
        value: number,
        exact: fraction.nullable(),
        note: z.string(),
      }),
    ),
    exact: z.boolean().describe("the objective is that of the optimum in exact arithmetic"),
  })
  .describe("which of several optima the mechanism is: what became of each wish, the most important one first");

const rentRange = z
  .strictObject({
    agent: z.string(),
    type: z.string(),
    lower: number,
    upper: number,
    exact: z.strictObject({ lower: fraction, upper: fraction }).nullable(),
    unique: z.boolean(),
  })
  .describe("the interim rent of a type over all optima; an end is null where money can be moved without limit");

const ironed = z.array(z.array(z.strictObject({ from: z.number(), to: z.number() })));

/** The format `secondbest/result@1`, as data/result.schema.json publishes it. */
export const resultSchema = z.strictObject({
  format: described(z.literal(resultFormat), `"${resultFormat}"`, "This is the format that secondbest solve --json writes."),
  status: z.enum(["optimal", "infeasible", "unbounded", "limit", "error"]),
  explanation: z.string().describe("what was found, or why there is nothing to find, in words"),
  name: z.string().optional(),
  problem: problem.optional(),
  route: z.enum([
    "virtual-surplus",
    "efficient",
    "posted-price",
    "cell-program",
    "threshold-sets",
    "concave-program",
    "linear-program",
    "quadratic-program",
  ]),
  value: bracket,
  estimate: z.strictObject({ value: z.number(), uncertainty: z.number() }).optional(),
  firstBest: bracket,
  efficiency: z.strictObject({ lower: number, upper: number }),
  gainsFromTrade: number,
  brokerProfit: number,
  rents: z.strictObject({ buyers: number, sellers: number, partners: z.array(number).optional() }),
  multiplier: number,
  multiplierExact: fraction.nullable(),
  duals: duals.nullable().optional(),
  binding: binding.nullable().optional(),
  conflict: conflict.optional(),
  mechanism: mechanism.nullable(),
  selection: selection.optional(),
  rentRanges: z.array(rentRange).optional(),
  price: z.number().optional().describe("the price that the mechanism posts, where it posts one"),
  trade: trade.optional(),
  expectations: expectations.optional(),
  dissolution: dissolution.optional(),
  ironed: z.strictObject({ buyers: ironed, sellers: ironed }).nullable(),
  pools: z
    .array(z.strictObject({ value: number, worstOff: z.strictObject({ lower: number, upper: number }) }))
    .optional()
    .describe(
      "per entry of the list of partners, the pooled virtual value around the types that gain least, and between which types these lie",
    ),
  rounds: z
    .array(z.strictObject({ cells: z.array(z.int().min(1)), lower: number, upper: number }))
    .optional()
    .describe("the best bounds after each round of finer cells, with the number of cells of every group"),
  audit: z
    .strictObject({
      passes: z.boolean(),
      tolerance: number,
      rounding: number
        .optional()
        .describe("what rounding of the payments alone may amount to; at most the tolerance where the audit passes"),
      incentives: violation,
      participation: violation,
      budget: violation,
      allocation: violation,
    })
    .nullable(),
  certificate: z.strictObject({ level: z.enum(["float", "interval", "exact", "continuum"]), assumptions: z.array(z.string()).optional() }),
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
  simpleRules: z
    .array(
      z.strictObject({
        rule: z.string(),
        value: z.number(),
        gainsFromTrade: z.number(),
        brokerProfit: z.number().describe("negative: a deficit"),
        breaks: z.array(
          z.strictObject({ word: z.enum(["incentives", "participation", "budget"]), worst: z.number(), at: z.string().nullable() }),
        ),
        share: z.strictObject({ lower: z.number(), upper: z.number() }).nullable(),
      }),
    )
    .optional()
    .describe("what simple rules achieve, their objective as a share of the second best, and which words of the problem they break"),
  solver: z.strictObject({ name: z.string(), version: z.string() }),
  timings: z.record(z.string(), z.number()).describe("seconds per stage; total is the wall-clock time"),
  instance: instanceSchema.nullable().describe("the problem that was solved; null for laws that exist only in code"),
});

/** The same as JSON Schema. */
export function resultJsonSchema(): unknown {
  return { title: `Result of a design problem (${resultFormat})`, ...z.toJSONSchema(resultSchema, { io: "input" }) };
}
