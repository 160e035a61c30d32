import * as z from "zod";
import { lossesChoices, mechanismClasses } from "../environments/risk-averse-trade.ts";
import { largestMergeBelow } from "../type-space/merge-rare.ts";
import { described, descriptions, exactNumber, exactNumbers, type NumberJson, record, text } from "./described.ts";
import {
  budgetChoices,
  defaultWidth,
  discretizationChoices,
  incentivesChoices,
  participationChoices,
  selectChoices,
  widthLimits,
} from "./design-problem.ts";
import { instanceFormat } from "./instance-format.ts";
import { lawSchema } from "./law-schema.ts";
import { objectiveNames } from "./objective.ts";

type Words = readonly [string, ...string[]];

function choice<const T extends Words>(words: T) {
  return described(z.enum(words), `one of ${words.map((word) => JSON.stringify(word)).join(", ")}`, "Choose one of these words.");
}

/** One of two words. */
function either<const T extends Words>(words: T, remedy: string) {
  return described(z.enum(words), words.map((word) => JSON.stringify(word)).join(" or "), remedy);
}

const power = record('{"power": "1/2"}', { power: exactNumber });

const bilateralTrade = record('{"kind": "bilateral-trade", "buyer": law, "seller": law}', {
  kind: z.literal("bilateral-trade"),
  buyer: lawSchema,
  seller: lawSchema,
  /** c ≥ 0: trade of the quantity x of a divisible good has the surplus (value − cost)·x − ½c·x². */
  curvature: exactNumber.optional(),
  utility: described(
    z.union([power, record('{"buyer": {"power": "1/2"}, "seller": {"power": 1}}', { buyer: power, seller: power })]),
    'a utility such as {"power": "1/2"}, which is u(x) = x^(1/2) of the surplus x, or {"buyer": {"power": …}, "seller": {"power": …}}',
    "Leave it out for risk-neutral traders.",
  ).optional(),
  mechanisms: either(mechanismClasses, "Say among which mechanisms the best one for risk-averse traders is sought.").optional(),
  losses: either(lossesChoices, "Leave it out for what the utility implies.").optional(),
  prices: described(
    z.int().min(0).max(1_000),
    "a whole number of prices from 0 to 1000",
    "Say how many evenly spaced prices lotteries are over, besides the type values.",
  ).optional(),
});

const groups = described(
  z.array(
    record('{"count": 2, "distribution": law}', {
      count: described(z.int(), "a whole number of traders, at least 1", "Say how many traders share the law."),
      distribution: lawSchema,
    }),
  ),
  "a list of groups {count, distribution}",
  'Write for example [{"count": 2, "distribution": {"distribution": "uniform", "min": 0, "max": 1}}].',
);

const multilateralTrade = record('{"kind": "multilateral-trade", "buyers": groups, "sellers": groups}', {
  kind: z.literal("multilateral-trade"),
  buyers: groups,
  sellers: groups,
});

const partnership = record('{"kind": "partnership", "partners": [{"share": "1/2", "count": 2, "distribution": law}]}', {
  kind: z.literal("partnership"),
  partners: described(
    z.array(
      record('{"share": "1/2", "distribution": law}', {
        share: exactNumber,
        distribution: lawSchema,
        count: described(
          z.int(),
          "a whole number of partners, at least 1",
          "Say how many partners have this share and law, or leave it out for one.",
        ).optional(),
      }),
    ),
    "a list of partners {share, distribution, count?}",
    'Write for example [{"share": "1/2", "count": 2, "distribution": {"distribution": "uniform", "min": 0, "max": 1}}].',
  ),
  divisions: described(
    z.array(z.array(exactNumber)).min(1),
    "a list of divisions, in each what every partner holds",
    "Write for example [[1, 0], [0, 1]], or leave it out where any division can be agreed on.",
  ).optional(),
});

const name = described(z.string().min(1), "a name", "Write a non-empty text.");

const agent = record('{"name": "Ann", "types": [0, 3]}', {
  name,
  side: either(["buyer", "seller"], "Leave it out for an agent that counts as a buyer.").optional(),
  types: described(
    z.array(described(z.union([name, z.number()]), "a label or a number", "Write a non-empty text or a number.")),
    "a list of types",
    "Write the labels in brackets.",
  ),
});

/** Nested by agent, or flat with the last agent's type fastest. */
export type JointJson = (NumberJson | JointJson)[];

const joint: z.ZodType<JointJson, JointJson> = described(
  z
    .array(
      described(
        z.union([exactNumber, z.lazy((): z.ZodType<JointJson, JointJson> => joint)]),
        "a mass, or a list of masses",
        'Write a decimal such as 0.25, or an exact string such as "1/3".',
      ),
    )
    .meta({ id: "joint" }),
  "a table of masses, nested by agent or flat with the last agent's type fastest",
  "Write the masses in brackets.",
);

const finite = record('{"kind": "finite", "agents": […], "prior": …, "outcomes": […], "utilities": […]}', {
  kind: z.literal("finite"),
  agents: described(z.array(agent), "a list of agents", 'Write each agent as {"name": …, "types": […]}.'),
  prior: record('{"independent": [masses of each agent\'s types]} or {"joint": table of masses of type profiles}', {
    independent: described(z.array(exactNumbers), "a list of masses per agent", "Write one list of masses per agent.").optional(),
    joint: joint.optional(),
  }),
  outcomes: described(z.array(name), "a list of outcomes", "Write the names of the outcomes in brackets."),
  utilities: described(
    z.array(described(z.array(exactNumbers), "a list with one entry per outcome", "Write utilities[agent][outcome][type].")),
    "a table utilities[agent][outcome][type]",
    "Write one list per agent, in it one list per outcome, in it one number per type.",
  ),
  outsideOptions: described(
    z.array(described(z.union([exactNumber, exactNumbers]), "a number, or a list with one number per type", "Leave it out for 0.")),
    "a list with one entry per agent",
    "Leave it out for 0.",
  ).optional(),
});

/** The kinds of environment and their fields. */
const environmentSchema = described(
  z.discriminatedUnion("kind", [bilateralTrade, multilateralTrade, partnership, finite]),
  'an environment such as {"kind": "bilateral-trade", "buyer": law, "seller": law}',
  'Write the environment as an object with the field "kind".',
);

const budgetRule = choice(budgetChoices);

/** The format `secondbest/instance@1`. */
export const instanceSchema = described(
  z.strictObject({
    $schema: text.optional(),
    format: described(z.literal(instanceFormat), `"${instanceFormat}"`, "This program reads that version of the format."),
    name: text.optional(),
    description: text.optional(),
    environment: environmentSchema,
    incentives: choice(incentivesChoices).default("bayesian"),
    participation: choice(participationChoices).default("interim"),
    budget: described(
      z.union([
        budgetRule,
        record('{"rule": "ex-ante", "requiredProfit": 0}', { rule: budgetRule, requiredProfit: exactNumber.optional() }),
      ]),
      `one of ${budgetChoices.map((word) => `"${word}"`).join(", ")}, or an object such as {"rule": "ex-ante", "requiredProfit": 0}`,
      "Choose one of these.",
    ).default("ex-ante"),
    objective: described(
      z.union([
        z.enum(objectiveNames),
        record('{"weights": {"buyers": 1, "sellers": 1, "broker": 0}}', {
          weights: described(
            z.union([
              record('{"buyers": 1, "sellers": 1, "broker": 0}', { buyers: exactNumber, sellers: exactNumber, broker: exactNumber }),
              record('{"partners": [1, 1], "broker": 0}', { partners: exactNumbers, broker: exactNumber }),
            ]),
            'weights such as {"buyers": 1, "sellers": 1, "broker": 0}, or {"partners": [1, 1], "broker": 0} in a partnership',
            "Write the object with its fields.",
          ),
        }),
      ]),
      '"gains-from-trade", "broker-profit", or {"weights": {"buyers": 1, "sellers": 1, "broker": 0}}',
      "Choose one of these.",
    ).default("gains-from-trade"),
    discretization: record('{"rule": "midpoint", "points": 40}', {
      rule: choice(discretizationChoices),
      points: described(
        z.int().min(1),
        "a whole number of points, at least 1",
        "Say into how many points each continuous law is cut.",
      ).optional(),
      mergeBelow: described(
        z.number().positive().max(largestMergeBelow),
        `a mass above 0 and at most ${largestMergeBelow}`,
        "Types with less mass are merged with their neighbours; leave it out to keep every type.",
      ).optional(),
    }).optional(),
    width: described(
      z.number().min(widthLimits.min).max(widthLimits.max),
      `a relative width from ${widthLimits.min} to ${widthLimits.max}`,
      `Leave it out for ${defaultWidth}.`,
    ).default(defaultWidth),
    select: described(
      z.array(choice(selectChoices)),
      `a list of ${selectChoices.map((word) => JSON.stringify(word)).join(", ")}`,
      "Say which optimum is wanted where there are several, the most important wish first.",
    ).optional(),
    symmetric: described(
      z.boolean(),
      "true or false",
      "Say false for an optimum that may treat agents who are alike differently; leave it out for true.",
    ).optional(),
    expected: record('{"value": "9/64", "tolerance": 0}', {
      value: exactNumber,
      tolerance: described(z.number().min(0), "a finite number of at least 0", "Leave it out for an exact comparison.").optional(),
    }).optional(),
  }),
  `an instance, which is an object such as {"format": "${instanceFormat}", "environment": …}`,
  "Start from one of the instances that come with the package.",
);

/** What an instance file contains. */
export type InstanceJson = z.input<typeof instanceSchema>;

/** The format as JSON Schema (draft 2020-12), as published in data/instance.schema.json. */
export function instanceJsonSchema(): unknown {
  const schema = z.toJSONSchema(instanceSchema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      const description = descriptions.get(zodSchema);
      if (description && jsonSchema.$ref === undefined) jsonSchema.description = description.expected;
    },
  });
  return { title: `Design problem (${instanceFormat})`, ...schema };
}
