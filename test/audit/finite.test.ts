import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/arithmetic/rational.ts";
import { audit as auditOf, type Constraints, constraintsOf } from "../../src/audit/audit.ts";
import type { FiniteEnvironment, Prior } from "../../src/environments/environment.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { type FiniteMechanism, finiteMechanism } from "../../src/mechanism/finite.ts";
import type { BilateralMechanism } from "../../src/mechanism/mechanism.ts";
import { expectedExternalityFinite } from "../../src/mechanism/rules/expected-externality.ts";
import { mechanisms } from "../mechanism/arbitraries.ts";
import { matricesOf } from "../mechanism/definitions.ts";
import { allProfiles, finiteWorst } from "./finite-oracle.ts";

const constraints: fc.Arbitrary<Constraints> = fc.record({
  incentives: fc.constantFrom("bayesian", "dominant"),
  participation: fc.constantFrom("none", "ex-ante", "interim", "ex-post"),
  budgetRule: fc.constantFrom("none", "ex-ante", "no-deficit", "balanced"),
  requiredProfit: fc.integer({ min: -8, max: 8 }).map((r) => r / 4),
});

const eighths = (length: number) =>
  fc
    .array(fc.integer({ min: -24, max: 24 }), { minLength: length, maxLength: length })
    .map((list) => Float64Array.from(list, (x) => x / 8));
const probabilities = (length: number, least = 1) =>
  fc.array(fc.integer({ min: least, max: 9 }), { minLength: length, maxLength: length }).map((list) => {
    const total = list.reduce((a, b) => a + b, 0);
    return Float64Array.from(list, (w) => w / Math.max(1, total));
  });

function environmentOf(counts: readonly number[], outcomes: number, prior: Prior, utilities: Float64Array[], options: Float64Array[]) {
  const environment: FiniteEnvironment = {
    kind: "finite",
    agents: counts.map((count, a) => ({
      name: `agent ${a + 1}`,
      side: a % 2 === 0 ? "buyer" : "seller",
      types: Array.from({ length: count }, (_, k) => `t${k}`),
    })),
    prior,
    outcomes: Array.from({ length: outcomes }, (_, o) => `outcome ${o}`),
    utilities,
    outsideOptions: options,
    toFinite: () => environment,
  };
  return environment;
}

/** Any environment with a positive marginal for every type; joint priors may give single profiles no mass. */
const environments = (priors: "any" | "independent") =>
  fc
    .tuple(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 3 }))
    .chain(([counts, outcomes]) => {
      const size = counts.reduce((a, b) => a * b, 1);
      const independent = fc
        .tuple(...counts.map((count) => probabilities(count)))
        .map((masses): Prior => ({ kind: "independent", masses }));
      const joint = probabilities(size, 0)
        .filter((masses) =>
          counts.every((count, a) =>
            Array.from({ length: count }, (_, k) => k).every((k) =>
              allProfiles(counts).some((profile, p) => profile[a] === k && (masses[p] as number) > 0),
            ),
          ),
        )
        .map((masses): Prior => ({ kind: "joint", masses }));
      return fc
        .tuple(
          priors === "any" ? fc.oneof(independent, joint) : independent,
          fc.tuple(...counts.map((count) => eighths(count * outcomes))),
          fc.tuple(...counts.map((count) => eighths(count))),
        )
        .map(([prior, utilities, options]) => environmentOf(counts, outcomes, prior, utilities, options));
    });

const sizeOf = (environment: FiniteEnvironment): number => environment.agents.reduce((n, agent) => n * agent.types.length, 1);
const cases = environments("any").chain((environment) => {
  const profiles = sizeOf(environment);
  return fc
    .tuple(
      fc.array(probabilities(environment.outcomes.length), { minLength: profiles, maxLength: profiles }),
      fc.array(eighths(profiles), { minLength: environment.agents.length, maxLength: environment.agents.length }),
    )
    .map(([lotteries, payments]): [FiniteEnvironment, FiniteMechanism] => [
      environment,
      finiteMechanism({ environment, lottery: Float64Array.from(lotteries.flatMap((list) => [...list])), payments }),
    ]);
});

describe("the audit of a finite environment", () => {
  it("finds the worst violations of the definitions, with independent and correlated types", () => {
    fc.assert(
      fc.property(cases, constraints, ([environment, mechanism], asked) => {
        const audit = auditOf(asked, mechanism);
        const truth = finiteWorst(environment, asked, mechanism);
        expect(audit.incentives.worst).toBeCloseTo(truth.incentives, 11);
        expect(audit.participation.worst).toBeCloseTo(truth.participation, 11);
        expect(audit.budget.worst).toBeCloseTo(truth.budget, 11);
        expect(audit.allocation.worst).toBeLessThan(1e-12);
        const worst = Math.max(truth.incentives, truth.participation, truth.budget);
        if (worst > 1e-3) expect(audit.passes).toBe(false);
        if (worst === 0) expect(audit.passes).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("agrees with the audit of bilateral trade, which uses envelopes and zones, on every kind of mechanism", () => {
    fc.assert(
      fc.property(mechanisms(4), constraints, (mechanism, asked) => {
        const [, finite] = asFinite(mechanism);
        const audit = auditOf(asked, finite);
        const bilateral = auditOf(asked, mechanism);
        for (const property of ["incentives", "participation", "budget"] as const) {
          const [a, b] = [audit[property].worst, bilateral[property].worst];
          expect(Math.abs(a - b)).toBeLessThan(1e-11 * Math.max(1, a, b));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("says in words who deviates and who loses", () => {
    const environment = environmentOf(
      [2, 1],
      2,
      { kind: "independent", masses: [Float64Array.of(0.5, 0.5), Float64Array.of(1)] },
      [Float64Array.of(0, 0, 1, 3), Float64Array.of(0, -1)],
      [new Float64Array(2), new Float64Array(1)],
    );
    const mechanism = finiteMechanism({
      environment,
      lottery: Float64Array.of(1, 0, 0, 1),
      payments: [Float64Array.of(-1, 2.5), Float64Array.of(0, -0.5)],
    });
    const asked = { incentives: "bayesian", participation: "interim", budgetRule: "no-deficit", requiredProfit: 0 } as const;
    const audit = auditOf(asked, mechanism);
    expect(audit.incentives).toEqual({ worst: 0.5, at: "agent 1 t1 reports t0" });
    expect(audit.participation).toEqual({ worst: 0.25, at: "agent 2 t0" });
    expect(audit.budget).toEqual({ worst: 1, at: "t0, t0" });
    const dominant = auditOf({ ...asked, incentives: "dominant", participation: "ex-post" }, mechanism);
    expect(dominant.incentives).toEqual({ worst: 0.5, at: "agent 1 t1 reports t0 against agent 2 t0" });
    expect(dominant.participation).toEqual({ worst: 0.5, at: "agent 2 t0 against agent 1 t1" });
  });

  it("reports lotteries that are none, numbers that are not finite, and refuses arrays of another environment", () => {
    fc.assert(
      fc.property(cases, fc.nat(99), ([environment, mechanism], at) => {
        const asked = { incentives: "bayesian", participation: "none", budgetRule: "none", requiredProfit: 0 } as const;
        const { states } = mechanism;
        const lottery = (states.allocation[0] as Float64Array).slice();
        const altered = (rules: { lottery?: Float64Array; payments?: Float64Array[] }) =>
          finiteMechanism({ environment, lottery: states.allocation[0] as Float64Array, payments: states.payments, ...rules });
        lottery[at % lottery.length] = (lottery[at % lottery.length] as number) + 0.25;
        expect(auditOf(asked, altered({ lottery })).allocation.worst).toBeGreaterThan(0.25 - 1e-12);
        lottery[at % lottery.length] = Number.NaN;
        expect(auditOf(asked, altered({ lottery })).passes).toBe(false);
        const payments = states.payments.map((list) => list.map(() => Number.POSITIVE_INFINITY));
        expect(auditOf(asked, altered({ payments })).passes).toBe(false);
        expect(() => auditOf(asked, altered({ lottery: new Float64Array(1000) }))).toThrow(InvalidInputError);
        expect(() => auditOf(asked, altered({ payments: [] }))).toThrow(InvalidInputError);
        const short = states.payments.map(() => new Float64Array(1000));
        expect(() => auditOf(asked, altered({ payments: short }))).toThrow(InvalidInputError);
      }),
      { numRuns: 50 },
    );
  });

  it("takes its constraints from a design problem", () => {
    const budget = { rule: "ex-ante", requiredProfit: rational("-1/6") } as const;
    expect(constraintsOf({ incentives: "dominant", participation: "ex-post", budget })).toEqual({
      incentives: "dominant",
      participation: "ex-post",
      budgetRule: "ex-ante",
      requiredProfit: -1 / 6,
    });
  });
});

describe("expectedExternalityFinite", () => {
  it("is efficient, Bayesian incentive compatible and balanced at every profile of any environment with independent types", () => {
    fc.assert(
      fc.property(environments("independent"), (environment) => {
        fc.pre(environment.agents.length > 1);
        const mechanism = expectedExternalityFinite(environment);
        const asked = { incentives: "bayesian", participation: "none", budgetRule: "balanced", requiredProfit: 0 } as const;
        const truth = finiteWorst(environment, asked, mechanism);
        expect(Math.max(truth.incentives, truth.budget)).toBeLessThan(1e-11);
        expect(auditOf(asked, mechanism).passes).toBe(true);
        allProfiles(environment.agents.map((agent) => agent.types.length)).forEach((profile, p) => {
          const welfare = (o: number): number =>
            profile.reduce(
              (sum, k, a) => sum + (environment.utilities[a]?.[o * (environment.agents[a]?.types.length as number) + k] as number),
              0,
            );
          const totals = environment.outcomes.map((_, o) => welfare(o));
          const chosen = totals.reduce((sum, w, o) => sum + w * (mechanism.states.allocation[0]?.[p * totals.length + o] as number), 0);
          expect(chosen).toBe(Math.max(...totals));
        });
      }),
    );
  });

  it("refuses correlated types and a single agent", () => {
    const two = [new Float64Array(2), new Float64Array(2)];
    const joint: Prior = { kind: "joint", masses: Float64Array.of(0.4, 0.1, 0.1, 0.4) };
    expect(() => expectedExternalityFinite(environmentOf([2, 2], 1, joint, two, two))).toThrow(InvalidInputError);
    const alone: Prior = { kind: "independent", masses: [Float64Array.of(1)] };
    expect(() => expectedExternalityFinite(environmentOf([1], 1, alone, [new Float64Array(1)], [new Float64Array(1)]))).toThrow(
      InvalidInputError,
    );
  });
});

/** Bilateral trade as a finite environment, written from the definition. */
function asFinite(mechanism: BilateralMechanism): [FiniteEnvironment, FiniteMechanism] {
  const { x, buyerPays, sellerReceives } = matricesOf(mechanism);
  const { buyer, seller } = mechanism;
  const [m, n] = [buyer.values.length, seller.values.length];
  const environment = environmentOf(
    [m, n],
    2,
    { kind: "independent", masses: [buyer.masses, seller.masses] },
    [Float64Array.of(...new Float64Array(m), ...buyer.values), Float64Array.of(...new Float64Array(n), ...seller.values.map((c) => -c))],
    [new Float64Array(m), new Float64Array(n)],
  );
  const finite = finiteMechanism({
    environment,
    lottery: Float64Array.from(x.flat().flatMap((p) => [1 - p, p])),
    payments: [Float64Array.from(buyerPays.flat()), Float64Array.from(sellerReceives.flat(), (t) => -t)],
  });
  return [environment, finite];
}
