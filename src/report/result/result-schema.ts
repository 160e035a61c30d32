import * as z from "zod";
import { described } from "../../problem/described.ts";
import { budgetChoices, discretizationChoices, incentivesChoices, participationChoices } from "../../problem/design-problem.ts";
import { instanceSchema } from "../../problem/schema.ts";
import {
  binding,
  bracket,
  conflict,
  fraction,
  ironed,
  level,
  number,
  numbers,
  rents,
  report,
  type Stored,
  status,
  taking,
  where,
} from "../schema-parts.ts";
import { resultFormat } from "./json.ts";

const proved = bracket.describe("a value known to lie between lower and upper; exact when lower = upper is proved");

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

/** A partner (or, where partners are treated alike, one of `count`): `allocation` is what it holds on average, per type, in units. */
const partner = side.extend({ name: z.string(), count: z.int().min(1), share: z.number() });

const matrix = z.array(numbers);

/** Probability, price that the buyer pays, price that the seller receives, of each possible trade. */
const lottery = z.array(z.tuple([z.number(), z.number(), z.number()]));

const mechanism = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("bilateral-trade"),
    buyer: side,
    seller: side,
    /** How interim transfers are spread over states. */
    transferRule: z.string(),
    /** Thresholds (numbers of cheapest seller types served) and mixing weight, when the rule has that form. */
    threshold: z.strictObject({ mix: z.number(), generous: z.array(z.int()), strict: z.array(z.int()) }).nullable(),
    matrices: z.strictObject({ allocation: matrix, buyerPays: matrix, sellerReceives: matrix }).nullable(),
  }),
  /** Between risk-averse traders: allocation is the probability of trade, transfers are expected ones, rents expected utilities. */
  z.strictObject({
    kind: z.literal("risk-averse-trade"),
    buyer: side,
    seller: side,
    /** The distribution of prices that describes a simple mechanism. */
    prices: z.strictObject({ values: numbers, masses: numbers }).nullable(),
    /** In state (i, j), the lottery over [probability, price that the buyer pays, price that the seller receives]; null beyond 200 types a side. */
    lotteries: z.array(z.array(lottery)).nullable(),
  }),
  z.strictObject({
    kind: z.literal("multilateral-trade"),
    buyers: z.array(side),
    sellers: z.array(side),
    transferRule: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal("partnership"),
    partners: z.array(partner),
    transferRule: z.string().nullable(),
    /** What each partner holds and pays at every profile of types, the last partner's type fastest; null where profiles are too many. */
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

/** Fractions are strings such as "1/3". */
const problem = z
  .strictObject({
    /** Who is there, in words. */
    environment: z.string(),
    /** `listed`: the types of a finite environment; `finite`: those of laws that are made of atoms or put on a grid. */
    types: z.enum(["listed", "finite", "continuous"]),
    /** The rule of the grid that laws were put on. */
    grid: z.enum(discretizationChoices).nullable(),
    incentives: z.enum(incentivesChoices),
    participation: z.enum(participationChoices),
    budget: z.strictObject({ rule: z.enum(budgetChoices), requiredProfit: fraction }),
    objective: z.strictObject({
      name: z.enum(["gains-from-trade", "broker-profit", "weights"]),
      buyers: fraction,
      sellers: fraction,
      /** In a partnership, which has no buyers and sellers: one weight for each entry of the list of partners. */
      partners: z.array(fraction).optional(),
      broker: fraction,
    }),
  })
  .describe("the question as a page states it");

/** A gap that does not exist is null (see `WhereTrade`). */
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

const range = z.strictObject({ lower: number, upper: number });

/** `worstOff` has one range of types an entry of the list of partners, null where types have no end. */
const dissolution = z
  .strictObject({
    possible: z.boolean().nullable(),
    subsidy: proved,
    per: z.enum(["average", "state"]),
    worstOff: z.array(range).nullable(),
    proved: z.boolean(),
  })
  .describe("whether everything could go to whoever values it most, and the least subsidy for that; negative where something is left over");

const priced = { price: z.number(), exact: fraction.optional() };

const duals = z
  .strictObject({
    incentives: z.array(z.strictObject({ ...report, ...priced })),
    participation: z.array(z.strictObject({ ...taking, ...priced })),
    budget: z.array(z.strictObject({ ...where, ...priced })),
  })
  .describe(
    "what the objective gains per unit of money by which a constraint is relaxed: an agent may gain by a report, fall short of its outside option, or the budget of what is required; a spread price is to be multiplied by the probability of the state",
  );

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

const audit = z.strictObject({
  passes: z.boolean(),
  tolerance: number,
  rounding: number.optional().describe("what rounding of the payments alone may amount to; at most the tolerance where the audit passes"),
  incentives: violation,
  participation: violation,
  budget: violation,
  allocation: violation,
});

/** A value that is infinitely far from what is said of it has no difference. */
const theorem = z.strictObject({
  id: z.string(),
  citation: z.string(),
  statement: z.string(),
  expected: z.union([z.string(), z.number()]).nullable(),
  relation: z.enum(["=", "<=", ">=", "<", ">"]),
  difference: number,
  pass: z.boolean(),
});

/** The format `secondbest/result@1`, as data/result.schema.json publishes it. */
export const resultSchema = z.strictObject({
  format: described(z.literal(resultFormat), `"${resultFormat}"`, "This is the format that secondbest solve --json writes."),
  status,
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
  value: proved,
  /** What the value of a continuous problem is by extrapolation; not proved. */
  estimate: z.strictObject({ value: z.number(), uncertainty: z.number() }).optional(),
  firstBest: proved,
  efficiency: range,
  gainsFromTrade: number,
  brokerProfit: number,
  rents,
  multiplier: number,
  multiplierExact: fraction.nullable(),
  /** Null where there are none to tell; absent from results of earlier versions, as are those that bind. */
  duals: duals.nullable().optional(),
  /** Null where they cannot be listed. */
  binding: binding.describe("the constraints that the mechanism satisfies with equality").nullable().optional(),
  /** Of an infeasible problem. */
  conflict: conflict.optional(),
  mechanism: mechanism.nullable(),
  selection: selection.optional(),
  /** Only where they were asked for. */
  rentRanges: z.array(rentRange).optional(),
  price: z.number().optional().describe("the price that the mechanism posts, where it posts one"),
  trade: trade.optional(),
  expectations: expectations.optional(),
  dissolution: dissolution.optional(),
  ironed: ironed.nullable(),
  /** An end that is infinitely far is null. */
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
  audit: audit.nullable(),
  certificate: z.strictObject({ level, assumptions: z.array(z.string()).optional() }),
  theorems: z.array(theorem),
  /** Absent where none is known, from large problems, and where they were left out; `share` is null where the second best is not positive. */
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

export type MechanismJson = Stored<typeof mechanism>;
export type SideJson = Stored<typeof side>;
export type PartnerJson = Stored<typeof partner>;
export type LotteryJson = Stored<typeof lottery>;

/** The question as a page states it. */
export type ProblemJson = Stored<typeof problem>;

/** Shadow prices, by the names of agents and types. */
export type DualsJson = Stored<typeof duals>;

/** Which optimum was chosen, and the rent of a type over all of them. */
export type SelectionJson = Stored<typeof selection>;
export type RentRangeJson = Stored<typeof rentRange>;

/** Where a mechanism for bilateral trade trades, in terms of the gap value − cost. */
export type TradeJson = Stored<typeof trade>;

/** Whether a partnership could be dissolved efficiently under the same constraints. */
export type DissolutionJson = Stored<typeof dissolution>;

export type AuditJson = Stored<typeof audit>;

/** A comparison with the literature. */
export type TheoremJson = Stored<typeof theorem>;

/** The same as JSON Schema. */
export function resultJsonSchema(): unknown {
  return { title: `Result of a design problem (${resultFormat})`, ...z.toJSONSchema(resultSchema, { io: "input" }) };
}
