import { hashInstance, type JsonObject } from "../../../src/certificate/format.ts";
import { naiveProblem } from "../../../src/certificate/verify/finite/naive-problem.ts";
import { continuumNames, namesOf } from "../../../src/certificate/verify/finite/names.ts";
import { readInstance } from "../../../src/certificate/verify/instance.ts";

// Documents made to hold the verifier up: each ends soon, with one sentence. See certificate/verify/limits.ts.

const uniform = { distribution: "uniform", min: 0, max: 1 };
const exponential = { distribution: "exponential", rate: 1, min: 0 };
const normal = { distribution: "normal", mean: 0, sd: 1 };

function bilateral(buyer: object, seller: object, rest: object = {}): JsonObject {
  return { format: "secondbest/instance@1", environment: { kind: "bilateral-trade", buyer, seller }, ...rest } as unknown as JsonObject;
}

function certificate(instance: JsonObject, proof: object, claim: object = { status: "optimal", lower: "0", upper: "1" }): string {
  return JSON.stringify({
    format: "secondbest/certificate@1",
    instance,
    instanceHash: hashInstance(instance),
    claim,
    proof,
    provenance: { tool: "x", version: "0", method: "x", solver: null, options: {}, repairs: [] },
    names: namesIn(instance, (proof as { kind: string }).kind),
  });
}

/** The right names, so that it is not they for which a file is refused; none where the instance is too large to have any. */
function namesIn(instance: JsonObject, kind: string) {
  if (kind !== "finite") return continuumNames;
  try {
    return namesOf(naiveProblem(readInstance(instance)));
  } catch {
    return { agents: [], outcomes: [] };
  }
}

const continuum = (buyer: readonly string[], seller: readonly string[]) => ({
  kind: "continuum",
  buyer: { knots: buyer, enclosures: null },
  seller: { knots: seller, enclosures: null },
  mechanism: { strict: [0], generous: [0], mix: "0" },
  kappa: "1",
});

/** A proof on pairs of cells: a mechanism and prices, all numbers alike; without trade where nothing else is said. */
const pairs = (
  sides: readonly (readonly string[])[],
  size: readonly [number, number],
  text = "0",
  menus: readonly unknown[] = [],
  claims = true,
) => {
  const [buyer, seller] = sides.map((knots) => ({ knots, enclosures: null }));
  const table = many(size[0], () => many(size[1], () => text));
  const bound = { buyer, seller, budget: table, participation: ["0", "0"], menus };
  return {
    kind: "continuum-pairs",
    buyer,
    seller,
    mechanism: claims ? { trade: table, rents: { buyer: table, seller: table } } : null,
    bound,
  };
};
const inEveryState = { incentives: "dominant", participation: "ex-post", budget: "no-deficit" };
const even = (count: number) => many(count - 1, (k) => `${k + 1}/${count}`);

const finite = (lottery: readonly unknown[] = [], values: readonly unknown[] = [[], []], incentives: readonly unknown[] = []) => ({
  kind: "finite",
  mechanism: { lottery, payments: { rule: "interim", values } },
  multipliers: { incentives, participation: [], budget: [] },
});

const many = <T>(count: number, make: (k: number) => T): T[] => Array.from({ length: count }, (_, k) => make(k));
const discrete = (count: number, value: (k: number) => string | number = (k) => k) => ({
  distribution: "discrete",
  values: many(count, value),
  masses: many(count, () => `1/${count}`),
});
/** A number of so many digits, which has few factors in common with its like. */
const long = (digits: number, k: number) => `1${String(2 * k + 1).padStart(digits - 1, "0")}`;
const tables = (sizes: readonly number[], outcomes: number, side = "buyer") => ({
  kind: "finite",
  agents: sizes.map((size, a) => ({ name: `a${a}`, side, types: many(size, (k) => `t${k}`) })),
  prior: { independent: sizes.map((size) => many(size, () => `1/${size}`)) },
  outcomes: many(outcomes, (o) => `o${o}`),
  utilities: sizes.map((size) => many(outcomes, () => many(size, () => 1))),
});
const stated = (environment: object, rest: object = {}) =>
  ({ format: "secondbest/instance@1", environment, ...rest }) as unknown as JsonObject;
const chain = (count: number, law: object): object =>
  count === 0 ? law : { distribution: "affine", scale: 1, shift: 1, of: chain(count - 1, law) };

const twofold = (count: number, law: object): object =>
  count === 0 ? law : twofold(count - 1, { distribution: "mixture", weights: ["1/2", "1/2"], components: [law, law] });

const polynomials = (count: number, shape = 5) => ({
  distribution: "mixture",
  weights: many(count, () => `1/${count}`),
  components: many(count, (k) => ({ distribution: "beta", a: shape, b: shape + 1, min: k, max: 900 + k })),
});

/** A market of groups of so many traders, with so many knots each. */
function ranked(
  buyers: readonly number[],
  sellers: readonly number[],
  knots: number,
  knot: (k: number) => string = (k) => `${k + 1}/${knots + 1}`,
  mechanism: object | null = null,
  law: object = uniform,
): string {
  const side = (counts: readonly number[]) => counts.map((count) => ({ count, distribution: law }));
  const instance = stated(
    { kind: "multilateral-trade", buyers: side(buyers), sellers: side(sellers) },
    { budget: { rule: "ex-ante", requiredProfit: "1/1000" } },
  );
  const groups = [...buyers, ...sellers].map(() => ({ knots: many(knots, knot), enclosures: null }));
  const claim = mechanism === null ? { status: "infeasible" } : { status: "optimal", lower: "0", upper: "1" };
  return certificate(instance, { kind: "continuum-market", groups, mechanism, kappa: "1" }, claim).replace(
    '"outcomes":[]',
    '"outcomes":["no trade","trade"]',
  );
}

/** What makes each of them, by name. */
export const hostileTexts: Readonly<Record<string, () => string>> = {
  "32,768 uniform laws in a mixture of mixtures": () => certificate(bilateral(twofold(15, uniform), uniform), continuum(["1/2"], ["1/2"])),
  "8,192 normal laws in a mixture of mixtures": () => certificate(bilateral(twofold(13, normal), uniform), continuum(["1/2"], ["1/2"])),
  "lists a million deep": () => "[".repeat(1_000_000),
  "objects a million deep": () => '{"a":'.repeat(1_000_000),
  "an instance nested 10,000 deep": () => `{"format":"secondbest/certificate@1","instance":${"[".repeat(10_000)}${"]".repeat(10_000)}}`,
  "laws nested 60 deep": () => certificate(bilateral(chain(58, uniform), uniform), continuum(["1/2"], ["1/2"])),
  "a text of 31 million characters": () => JSON.stringify("a".repeat(31_000_000)),
  "more characters than are read": () => `"${"a".repeat(33_000_000)}"`,
  "ten million empty lists": () => `[${"[],".repeat(10_000_000)}[]]`,
  "half a million empty objects": () => `[${"{},".repeat(499_990)}{}]`,
  "half a million fields": () => `{${many(500_000, (k) => `"k${k}":0`).join(",")}}`,
  "a number of ten million digits": () => `{"format":${"9".repeat(10_000_000)}}`,
  "an exponent of nine digits": () => '{"format":1e999999999}',
  "a fraction of a million digits": () =>
    certificate(bilateral(uniform, uniform), { ...continuum(["1/2"], ["1/2"]), kappa: "9".repeat(1_000_000) }),
  "a fraction of 19,000 digits over as many": () =>
    certificate(bilateral(uniform, uniform), { ...continuum(["1/2"], ["1/2"]), kappa: `${long(9_500, 1)}/${long(9_400, 2)}` }),
  "a thousand fractions of 19,000 digits": () =>
    certificate(
      bilateral(uniform, uniform),
      continuum(
        many(1000, (k) => `1/${long(19_000, k)}`),
        ["1/2"],
      ),
    ),
  "exponents in quotes": () =>
    certificate(
      bilateral(
        discrete(2000, (k) => `${k}e9999`),
        uniform,
      ),
      finite(),
    ),
  "tiny exponents in quotes": () =>
    certificate(
      bilateral(
        discrete(2000, (k) => `${k}e-9999`),
        uniform,
      ),
      finite(),
    ),
  "100,000 denominators with nothing in common": () =>
    certificate(
      bilateral(uniform, uniform),
      continuum(
        many(100_000, (k) => `1/${long(12, k)}`),
        ["1/2"],
      ),
    ),
  "100,000 masses with nothing in common": () =>
    certificate(
      bilateral({ distribution: "discrete", values: many(100_000, (k) => k), masses: many(100_000, (k) => `1/${long(9, k)}`) }, uniform),
      finite(),
    ),
  "a grid of a billion points": () =>
    certificate(bilateral(uniform, uniform, { discretization: { rule: "midpoint", points: 1_000_000_000 } }), finite()),
  "a grid of 20,000 points": () =>
    certificate(bilateral(uniform, uniform, { discretization: { rule: "midpoint", points: 20_000 } }), finite()),
  "an equal-mass grid of a mixture of 300 pieces": () =>
    certificate(
      bilateral(
        {
          distribution: "mixture",
          weights: many(300, () => "1/300"),
          components: many(300, (k) => ({ distribution: "power", min: k, max: 900 + k, exponent: 64 })),
        },
        uniform,
        { discretization: { rule: "equal-mass", points: 5000 } },
      ),
      finite(),
    ),
  "a continuum of 300 overlapping polynomials": () =>
    certificate(
      bilateral(
        {
          distribution: "mixture",
          weights: many(300, () => "1/300"),
          components: many(300, (k) => ({ distribution: "beta", a: 30, b: 34, min: k, max: 900 + k })),
        },
        uniform,
      ),
      continuum(["1/2"], ["1/2"]),
    ),
  "140 × 140 pairs of cells, numbers of 300 digits": () =>
    certificate(bilateral(uniform, uniform, inEveryState), pairs([even(140), even(140)], [140, 140], `1/${long(300, 1)}`)),
  "140 × 140 pairs of cells, Bayesian incentives": () =>
    certificate(bilateral(uniform, uniform, { ...inEveryState, incentives: "bayesian" }), pairs([even(140), even(140)], [140, 140], "0"), {
      status: "optimal",
      lower: "1",
      upper: "2",
    }),
  "100 × 100 pairs of cells without trade": () =>
    certificate(bilateral(uniform, uniform, inEveryState), pairs([even(100), even(100)], [100, 100]), {
      status: "optimal",
      lower: "0",
      upper: "0",
    }),
  "60,000 prices of rows": () =>
    certificate(
      bilateral(uniform, uniform, inEveryState),
      pairs(
        [even(60), even(60)],
        [60, 60],
        "1/3",
        many(60_000, (k) => [0, Math.floor(k / 1020), Math.floor((k % 1020) / 17), k % 17, "1/7"]),
        false,
      ),
      { status: "infeasible" },
    ),
  "200 pairs' cells of a polynomial of degree 126": () =>
    certificate(
      bilateral({ distribution: "beta", a: 64, b: 64, min: 0, max: 1 }, uniform, inEveryState),
      pairs([even(200), ["1/2"]], [200, 2]),
    ),
  "pairs of cells whose ends have nothing in common": () =>
    certificate(bilateral(uniform, uniform, inEveryState), pairs([many(200, (k) => `1/${long(390, k)}`), ["1/2"]], [201, 2])),
  "pairs of cells far out in a normal tail": () =>
    certificate(bilateral(uniform, normal, inEveryState), pairs([["1/2"], many(250, (k) => `${40 + k}`)], [2, 251])),
  "masses of 5,000 digits in pairs of cells": () =>
    certificate(
      bilateral(
        {
          distribution: "discrete",
          values: [0, 1],
          masses: [`1/${long(5_000, 1)}`, `${BigInt(long(5_000, 1)) - 1n}/${long(5_000, 1)}`],
        },
        uniform,
        {
          ...inEveryState,
          incentives: "bayesian",
        },
      ),
      pairs([[], even(100)], [2, 100]),
    ),
  "5,000 knots of a polynomial of degree 126": () =>
    certificate(
      bilateral({ distribution: "beta", a: 64, b: 64, min: 0, max: 1 }, uniform),
      continuum(
        many(5000, (k) => `${2 * k + 1}/${long(20, 5)}`),
        ["1/2"],
      ),
    ),
  "200,000 knots of an exponential law": () =>
    certificate(
      bilateral(exponential, uniform),
      continuum(
        many(200_000, (k) => `${k + 1}/1000`),
        ["1/2"],
      ),
    ),
  "knots far out in a normal tail": () =>
    certificate(
      bilateral(normal, uniform),
      continuum(
        many(2000, (k) => `${40 + k}`),
        ["1/2"],
      ),
    ),
  "knots of 15,000 digits": () =>
    certificate(
      bilateral(normal, uniform),
      continuum(
        many(20, (k) => `1/${long(5_000, k)}`),
        ["1/2"],
      ),
    ),
  "3,000 knots of 300 transcendental components": () =>
    certificate(
      bilateral(
        { distribution: "mixture", weights: many(300, () => "1/300"), components: many(300, (k) => ({ ...normal, mean: k })) },
        uniform,
      ),
      continuum(
        many(3000, (k) => `${k}/7`),
        ["1/2"],
      ),
    ),
  "shapes of a beta law beyond all bounds": () =>
    certificate(bilateral({ distribution: "beta", a: "1e300", b: "1/2", min: 0, max: 1 }, uniform), continuum(["1/2"], ["1/2"])),
  "a lognormal law beyond all doubles": () =>
    certificate(bilateral({ distribution: "lognormal", mu: 100_000, sigma: 1 }, uniform), continuum(["1"], ["1/2"])),
  "a rate of 1e-9999": () =>
    certificate(bilateral({ distribution: "exponential", rate: "1e-9999", min: 0 }, uniform), continuum(["1"], ["1/2"])),
  "a power of 1e9999": () =>
    certificate(bilateral({ distribution: "power", min: 0, max: 1, exponent: "1e9999" }, uniform), continuum(["1/2"], ["1/2"])),
  "16 agents with 3 types": () =>
    certificate(
      stated(
        tables(
          many(16, () => 3),
          2,
        ),
      ),
      finite(),
    ),
  "a billion traders": () =>
    certificate(
      stated({
        kind: "multilateral-trade",
        buyers: [{ count: 1_000_000_000, distribution: discrete(2) }],
        sellers: [{ count: 1, distribution: discrete(2) }],
      }),
      finite(),
    ),
  "16 traders, 12,870 outcomes, 65,536 profiles": () =>
    certificate(
      stated({
        kind: "multilateral-trade",
        buyers: [{ count: 8, distribution: discrete(2) }],
        sellers: [{ count: 8, distribution: discrete(2) }],
      }),
      finite(),
    ),
  "a dominant mechanism of 700 × 700 types": () =>
    certificate(
      bilateral(discrete(700), discrete(700), { incentives: "dominant", participation: "ex-post" }),
      finite(
        many(490_000, () => 0),
        [many(700, () => "0"), many(700, () => "0")],
      ),
    ),
  "a correlated prior of 600 × 600 types": () =>
    certificate(
      stated({ ...tables([600, 600], 1), prior: { joint: many(360_000, () => "1/360000") } }),
      finite(
        many(360_000, () => 0),
        [many(600, () => "0"), many(600, () => "0")],
      ),
    ),
  "shadow prices of 90,000 lies among 600 types": () =>
    certificate(
      bilateral(discrete(600), discrete(600)),
      finite(
        [],
        [[], []],
        many(90_000, (k) => [0, Math.floor(k / 600), k % 600, "1"]),
      ),
      { status: "infeasible" },
    ).replace('"mechanism":{"lottery":[],"payments":{"rule":"interim","values":[[],[]]}}', '"mechanism":null'),
  "64 groups of one trader, 30 knots each": () =>
    ranked(
      many(32, () => 1),
      many(32, () => 1),
      30,
    ),
  "64 traders in two groups, 5,000 knots each": () => ranked([32], [32], 5000),
  "64 traders, knots of 300 digits": () => ranked([32], [32], 300, (k) => `1/${long(300, k)}`),
  "a market of a billion traders with continuous types": () => ranked([1_000_000_000], [1], 3),
  "a thousand groups": () =>
    ranked(
      many(500, () => 1),
      many(500, () => 1),
      1,
    ),
  "64 groups of 12 overlapping polynomials of degree 19": () =>
    ranked(
      many(32, () => 1),
      many(32, () => 1),
      2,
      undefined,
      null,
      polynomials(12, 10),
    ),
  "64 groups with knots of 300 digits": () =>
    ranked(
      many(32, () => 1),
      many(32, () => 1),
      100,
      (k) => `1/${long(300, k)}`,
    ),
  "64 groups of 300 overlapping polynomials": () =>
    ranked(
      many(32, () => 1),
      many(32, () => 1),
      2,
      undefined,
      null,
      polynomials(300),
    ),
  "15 groups of 300 overlapping polynomials on grids": () =>
    certificate(
      stated(
        {
          kind: "multilateral-trade",
          buyers: many(8, () => ({ count: 1, distribution: polynomials(300) })),
          sellers: many(7, () => ({ count: 1, distribution: polynomials(300) })),
        },
        { discretization: { rule: "midpoint", points: 2 } },
      ),
      finite(),
    ),
  "64 groups of normal traders, 400 knots each": () =>
    ranked(
      many(32, () => 1),
      many(32, () => 1),
      400,
      (k) => `${k - 200}/50`,
      null,
      normal,
    ),
  "a hundred thousand levels": () => ranked([2], [2], 3, undefined, { strict: many(100_000, (k) => [k % 2, 1]), generous: [], mix: "0" }),
  "a level of 9e15 cells": () => ranked([2], [2], 3, undefined, { strict: [[0, 2 ** 53 - 1]], generous: [], mix: "0" }),
  "3 × 3 normal traders, 3,000 knots each": () => ranked([3], [3], 3000, (k) => `${k - 1500}/500`, undefined, normal),
  "keys twice": () => '{"format":"secondbest/certificate@1","format":"secondbest/certificate@1"}',
  "a prototype for a key": () =>
    certificate(bilateral(uniform, uniform), continuum(["1/2"], ["1/2"])).replace('"claim"', '"__proto__":{"polluted":true},"claim"'),
};
