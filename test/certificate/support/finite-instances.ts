import fc from "fast-check";
import { cells } from "./instances.ts";
import { masses } from "./rational-laws.ts";

/** Two or three agents with two or three types, two or three outcomes, any prior, outside options: any utilities, so all deviations count. */
export const finiteInstance = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }),
    outcomes: fc.integer({ min: 2, max: 3 }),
    joint: fc.boolean(),
    cell: fc.constantFrom(...cells),
    weights: fc.constantFrom([1, 1, 1], [0, 0, 1], [1, 2, 3], [2, 1, 0]),
    outside: fc.boolean(),
  })
  .chain(({ sizes, outcomes, joint, cell, weights: [buyers, sellers, broker], outside }) => {
    const number = fc.integer({ min: -4, max: 6 }).map((n) => `${n}/2`);
    const list = <T>(of: fc.Arbitrary<T>, length: number) => fc.array(of, { minLength: length, maxLength: length });
    const profiles = sizes.reduce((product, size) => product * size, 1);
    const prior = joint
      ? masses(profiles).map((table) => ({ joint: table }))
      : fc.tuple(...sizes.map((size) => masses(size))).map((tables) => ({ independent: tables }));
    const utilities = fc.tuple(...sizes.map((size) => list(list(number, size), outcomes)));
    const options = fc.tuple(...sizes.map((size) => list(number, size)));
    return fc.tuple(prior, utilities, options, fc.constantFrom("0", "-1", "1/2")).map(([own, table, reservations, r]) => ({
      format: "secondbest/instance@1",
      environment: {
        kind: "finite",
        agents: sizes.map((size, a) => ({
          name: `agent ${a}`,
          side: a % 2 === 0 ? "buyer" : "seller",
          types: Array.from({ length: size }, (_, k) => `type ${k}`),
        })),
        prior: own,
        outcomes: Array.from({ length: outcomes }, (_, o) => `outcome ${o}`),
        utilities: table,
        ...(outside && { outsideOptions: reservations }),
      },
      incentives: cell.incentives,
      participation: cell.participation,
      budget: { rule: cell.budget, requiredProfit: cell.budget === "none" ? "0" : r },
      objective: { weights: { buyers, sellers, broker } },
    }));
  });
