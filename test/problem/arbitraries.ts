import fc from "fast-check";
import type { InstanceJson } from "../../src/problem/schema.ts";

type Law = (InstanceJson["environment"] & { kind: "bilateral-trade" })["buyer"];
type Num = number | string;

/** k/scale as a decimal number, an exact decimal text or a fraction. */
const written = (k: number, scale: number): fc.Arbitrary<Num> => fc.constantFrom<Num>(k / scale, String(k / scale), `${k}/${scale}`);

const positive = fc.integer({ min: 1, max: 5000 }).chain((k) => fc.oneof(written(k, 1000), fc.constant(`${k}/997`)));
const anyNumber = fc.integer({ min: -5000, max: 5000 }).chain((k) => fc.oneof(written(k, 1000), fc.constant(`${k}/997`)));

/** An interval with min < max. */
const interval = fc
  .tuple(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: 1, max: 5000 }))
  .chain(([low, length]) => fc.record({ min: written(low, 1000), max: written(low + length, 1000) }));

/** Exact fractions with total 1. */
export const masses = (length: number): fc.Arbitrary<Num[]> =>
  fc.array(fc.integer({ min: 1, max: 50 }), { minLength: length, maxLength: length }).map((weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => `${weight}/${total}`);
  });

const increasing = (length: number): fc.Arbitrary<Num[]> =>
  fc
    .uniqueArray(fc.integer({ min: -5000, max: 5000 }), { minLength: length, maxLength: length })
    .chain((list) => fc.tuple(...list.sort((a, b) => a - b).map((k) => written(k, 1000))));

const size = fc.integer({ min: 1, max: 4 });

/** A law of every kind that the format knows, but csv. */
export const law: fc.Arbitrary<Law> = fc.letrec<{ law: Law }>((tie) => ({
  law: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    interval.map((ends) => ({ distribution: "uniform", ...ends })),
    fc
      .tuple(fc.constantFrom("power", "reverse-power"), interval, positive)
      .map(([distribution, ends, exponent]) => ({ distribution, ...ends, exponent })),
    fc.tuple(interval, positive, positive).map(([ends, a, b]) => ({ distribution: "beta", a, b, ...ends })),
    fc.tuple(interval, anyNumber, positive).map(([ends, mean, sd]) => ({ distribution: "truncated-normal", mean, sd, ...ends })),
    fc.tuple(interval, positive).map(([ends, rate]) => ({ distribution: "truncated-exponential", rate, ...ends })),
    anyNumber.map((at) => ({ distribution: "point-mass", at })),
    size.chain((n) => fc.tuple(increasing(n), masses(n))).map(([values, masses]) => ({ distribution: "discrete", values, masses })),
    size
      .chain((n) => fc.tuple(increasing(n + 1), masses(n)))
      .map(([knots, masses]) => ({ distribution: "piecewise-uniform", knots, masses })),
    fc.array(anyNumber, { minLength: 1, maxLength: 5 }).map((samples) => ({ distribution: "empirical", samples })),
    fc.tuple(positive, anyNumber).map(([rate, min]) => ({ distribution: "exponential", rate, min })),
    fc.tuple(anyNumber, positive).map(([mean, sd]) => ({ distribution: "normal", mean, sd })),
    fc.tuple(anyNumber, fc.constantFrom<Num>(0.5, "1/3", 2)).map(([mu, sigma]) => ({ distribution: "lognormal", mu, sigma })),
    fc.record({
      distribution: fc.constant("pareto"),
      scale: written(1, 1000),
      shape: fc.constantFrom<Num>("3/2", 2.5),
    }),
    fc.record({ distribution: fc.constant("pareto"), scale: written(1, 1000), shape: positive, cap: fc.constantFrom<Num>("4/3", 7) }),
    size.chain((n) =>
      fc.record({
        distribution: fc.constant("mixture"),
        weights: masses(n),
        components: fc.array(tie("law"), { minLength: n, maxLength: n }),
      }),
    ),
    fc.record({ distribution: fc.constant("affine"), scale: fc.constantFrom<Num>(-1, "2/3", 0.5), shift: anyNumber, of: tie("law") }),
  ) as fc.Arbitrary<Law>,
})).law;

const group = fc.record({ count: fc.integer({ min: 1, max: 4 }), distribution: law });
const groups = fc.array(group, { minLength: 1, maxLength: 3 });

const finite: fc.Arbitrary<InstanceJson["environment"]> = fc
  .tuple(fc.array(size, { minLength: 1, maxLength: 3 }), size)
  .chain(([sizes, outcomes]) => {
    const profiles = sizes.reduce((product, n) => product * n, 1);
    const table = (rows: number, columns: number) =>
      fc.array(fc.array(anyNumber, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows });
    return fc.record(
      {
        kind: fc.constant("finite" as const),
        agents: fc.tuple(
          ...sizes.map((n, a) =>
            fc.record(
              {
                name: fc.constant(`agent ${a}`),
                side: fc.constantFrom("buyer" as const, "seller" as const),
                types: fc.constant(Array.from({ length: n }, (_, k) => (a === 0 ? k / 4 : `type ${k}`))),
              },
              { requiredKeys: ["name", "types"] },
            ),
          ),
        ),
        prior: fc.oneof(
          fc.record({ independent: fc.tuple(...sizes.map(masses)) }),
          masses(profiles).map((joint) => ({ joint })),
        ),
        outcomes: fc.constant(Array.from({ length: outcomes }, (_, o) => `outcome ${o}`)),
        utilities: fc.tuple(...sizes.map((n) => table(outcomes, n))),
        outsideOptions: fc.tuple(...sizes.map((n) => fc.oneof(anyNumber, fc.array(anyNumber, { minLength: n, maxLength: n })))),
      },
      { requiredKeys: ["kind", "agents", "prior", "outcomes", "utilities"] },
    );
  });

export const environment: fc.Arbitrary<InstanceJson["environment"]> = fc.oneof(
  fc.record({ kind: fc.constant("bilateral-trade" as const), buyer: law, seller: law }),
  fc.record({ kind: fc.constant("multilateral-trade" as const), buyers: groups, sellers: groups }),
  finite,
);

const budgetRule = fc.constantFrom("ex-ante" as const, "no-deficit" as const, "balanced" as const);

/** A valid instance with any subset of the optional fields. */
export const instance: fc.Arbitrary<InstanceJson> = environment.chain((environment) =>
  fc.record(
    {
      $schema: fc.constant("../instance.schema.json"),
      format: fc.constant("secondbest/instance@1" as const),
      name: fc.string(),
      description: fc.string(),
      environment: fc.constant(environment),
      incentives: fc.constantFrom("bayesian" as const, "dominant" as const),
      participation: fc.constantFrom("none" as const, "ex-ante" as const, "interim" as const, "ex-post" as const),
      budget: fc.oneof(
        fc.constant("none" as const),
        budgetRule,
        fc.record({ rule: budgetRule, requiredProfit: anyNumber }, { requiredKeys: ["rule"] }),
      ),
      objective: fc.oneof(
        fc.constantFrom("gains-from-trade" as const, "broker-profit" as const),
        fc.record({ weights: fc.record({ buyers: positive, sellers: fc.constantFrom<Num>(0, "1/3"), broker: positive }) }),
      ),
      ...(environment.kind !== "finite" && {
        discretization: fc.record({
          rule: fc.constantFrom("midpoint" as const, "equal-mass" as const, "gauss" as const),
          points: fc.integer({ min: 1, max: 1000 }),
        }),
      }),
      width: fc.double({ min: 1e-14, max: 0.1, noNaN: true }),
      expected: fc.record({ value: anyNumber, tolerance: fc.double({ min: 0, max: 1, noNaN: true }) }, { requiredKeys: ["value"] }),
    },
    { requiredKeys: ["format", "environment"] },
  ),
) as fc.Arbitrary<InstanceJson>;
