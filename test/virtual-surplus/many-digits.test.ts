import fc from "fast-check";
import { expect, test } from "vitest";
import { exactDouble, type Rational, rational } from "../../src/arithmetic/rational.ts";
import { bilateralTrade, designProblem, formatRational, solve } from "../../src/index.ts";
import { slackOf, uniformPair } from "./support/uniform-pair.ts";

/** A short decimal, mostly ordinary, sometimes far or next to nothing. */
const length = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 400 }).map((k) => `${k}/100`) },
  fc.constantFrom("1/1000000", "1/1000", "1000"),
);
const place = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -200, max: 200 }).map((k) => `${k}/100`) },
  fc.constantFrom("1000000", "-1000000000000"),
);

test("the uniform square is known: 1/6, 9/64, 1/24", () => {
  const unit = { min: rational(0), max: rational(1) };
  const { firstBest, secondBest, largestProfit } = uniformPair(unit, unit);
  expect([formatRational(firstBest), formatRational(largestProfit)]).toEqual(["1/6", "1/24"]);
  expect(secondBest.sub(rational("9/64")).abs().lt(rational("1e-55"))).toBe(true);
});

test("brackets of two uniform laws anywhere hold the value in more than 50 digits, at any width", async () => {
  await fc.assert(
    fc.asyncProperty(
      place,
      length,
      length,
      fc.integer({ min: -120, max: 120 }),
      fc.constantFrom(1e-3, 1e-6, 1e-8),
      async (at, d, e, offset, width) => {
        const [x, lengths] = [rational(at), [rational(d), rational(e)] as const];
        const y = x.add(lengths[0].mul(rational(`${offset}/100`)));
        const buyer = { min: x, max: x.add(lengths[0]) };
        const seller = { min: y, max: y.add(lengths[1]) };
        const truth = uniformPair(buyer, seller);
        const slack = slackOf(buyer, seller);
        const law = ({ min, max }: typeof buyer) =>
          ({ distribution: "uniform", min: formatRational(min), max: formatRational(max) }) as const;
        const environment = bilateralTrade({ buyer: law(buyer), seller: law(seller) });
        const held = (bracket: { readonly lower: number; readonly upper: number }, value: Rational) => {
          expect(exactDouble(bracket.lower).lte(value.add(slack))).toBe(true);
          expect(exactDouble(bracket.upper).gte(value.sub(slack))).toBe(true);
        };
        const gains = await solve(designProblem({ environment, width }));
        held(gains.value, truth.secondBest);
        held(gains.firstBest, truth.firstBest);
        const profit = await solve(designProblem({ environment, width, objective: "broker-profit" }));
        held(profit.value, truth.largestProfit);
        // A profit that is attained is never called out of reach.
        const near = formatRational(truth.largestProfit.mul(rational("0.999")));
        const required = await solve(designProblem({ environment, width, budget: { rule: "ex-ante", requiredProfit: near } }));
        expect(required.status).not.toBe("infeasible");
      },
    ),
    // Exact numbers take their time: more on demand.
    { numRuns: Number(process.env.SECONDBEST_DIGITS_RUNS ?? 6) },
  );
});
