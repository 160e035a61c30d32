import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audit as auditOf, type Constraints } from "../../src/audit/audit.ts";
import { stakesOf } from "../../src/audit/stakes.ts";
import { viewOf } from "../../src/audit/view.ts";
import type { FiniteEnvironment } from "../../src/environments/environment.ts";
import { UnsupportedProblemError } from "../../src/errors.ts";
import { type FiniteMechanism, finiteMechanism } from "../../src/mechanism/finite.ts";
import { linearAgent } from "../../src/mechanism/linear-agent.ts";
import type { Mechanism } from "../../src/mechanism/mechanism.ts";
import { multilateralMechanism } from "../../src/mechanism/multilateral.ts";
import { multilateralTight } from "../../src/mechanism/rules/multilateral-tight.ts";
import { brokerProfit } from "../../src/mechanism/sums.ts";
import type { TypeSpace } from "../../src/type-space/type-space.ts";
import { typeSpaces, uniformGrid } from "../mechanism/arbitraries.ts";
import { allProfiles, finiteWorst } from "./finite-oracle.ts";

const constraints: fc.Arbitrary<Constraints> = fc.record({
  incentives: fc.constantFrom("bayesian", "dominant"),
  participation: fc.constantFrom("none", "ex-ante", "interim", "ex-post"),
  budgetRule: fc.constantFrom("none", "ex-ante", "no-deficit", "balanced"),
  requiredProfit: fc.integer({ min: -4, max: 4 }).map((r) => r / 4),
});
const traders = fc.array(typeSpaces(3), { minLength: 1, maxLength: 2 });
type Market = { buyers: readonly TypeSpace[]; sellers: readonly TypeSpace[] };

/** Some trade and money at every profile, without any property save that goods are conserved. */
function arbitraryMechanism({ buyers, sellers }: Market, seed: readonly number[]): Mechanism {
  const empty = (types: TypeSpace) => new Float64Array(types.values.length);
  const agent = (party: "buyer" | "seller") => (types: TypeSpace) =>
    linearAgent(party, party, 1, types, { allocation: empty(types), transfer: empty(types), rent: empty(types) });
  return {
    agents: [...buyers.map(agent("buyer")), ...sellers.map(agent("seller"))],
    states: { kind: "enumerated", spread: null },
    at(types) {
      const [b, s] = [types.slice(0, buyers.length), types.slice(buyers.length)];
      const pick = (k: number): number =>
        seed[(k + b.reduce((x, y) => 3 * x + y, 1) * 5 + s.reduce((x, y) => 3 * x + y, 1) * 7) % seed.length] as number;
      const x = Math.min(1, Math.abs(pick(0)));
      return {
        allocation: [...b, ...s].map((_, a) => (a === 0 || a === b.length ? x : 0)),
        payments: [...b.map((_, k) => pick(k + 1)), ...s.map((_, k) => -pick(k + 11))],
      };
    },
  };
}

/** The same market as a finite environment with the outcomes "nobody trades" and one for each trader who trades alone in its table. */
function asFinite({ buyers, sellers }: Market, mechanism: Mechanism): [FiniteEnvironment, FiniteMechanism] {
  const spaces = [...buyers, ...sellers];
  const outcomes = ["no trade", "first pair trades"];
  const environment: FiniteEnvironment = {
    kind: "finite",
    agents: spaces.map((space, a) => ({
      name: `${a}`,
      side: a < buyers.length ? "buyer" : "seller",
      types: Array.from(space.values, String),
    })),
    prior: { kind: "independent", masses: spaces.map((space) => space.masses) },
    outcomes,
    utilities: spaces.map((space, a) => {
      const trades = a === 0 || a === buyers.length;
      return Float64Array.of(
        ...new Float64Array(space.values.length),
        ...space.values.map((v) => (trades ? (a < buyers.length ? v : -v) : 0)),
      );
    }),
    outsideOptions: spaces.map((space) => new Float64Array(space.values.length)),
    toFinite: () => environment,
  };
  const states = allProfiles(spaces.map((space) => space.values.length)).map((profile) => mechanism.at(profile));
  return [
    environment,
    finiteMechanism({
      environment,
      lottery: Float64Array.from(states.flatMap(({ allocation }) => [1 - (allocation[0] as number), allocation[0] as number])),
      payments: spaces.map((_, a) => Float64Array.from(states, ({ payments }) => payments[a] as number)),
    }),
  ];
}

describe("the audit of a market", () => {
  it("finds the worst violations of the definitions over all profiles, and does not believe stored interim vectors", () => {
    fc.assert(
      fc.property(
        traders,
        traders,
        fc.array(
          fc.integer({ min: -16, max: 16 }).map((x) => x / 8),
          { minLength: 5, maxLength: 40 },
        ),
        constraints,
        (buyers, sellers, seed, asked) => {
          const mechanism = arbitraryMechanism({ buyers, sellers }, seed);
          const audit = auditOf(asked, mechanism);
          const [environment, finite] = asFinite({ buyers, sellers }, mechanism);
          const truth = finiteWorst(environment, asked, finite);
          expect(audit.incentives.worst).toBeCloseTo(truth.incentives, 10);
          expect(audit.participation.worst).toBeCloseTo(truth.participation, 10);
          expect(audit.budget.worst).toBeCloseTo(truth.budget, 10);
          expect(auditOf(asked, finite).incentives.worst).toBeCloseTo(truth.incentives, 10);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("takes interim vectors and the structure of the transfer rule beyond the enumeration limit, with the same findings", () => {
    // Five traders a side with types on a grid of 5: 9.8 million profiles; the interim rule of a posted price with rationing.
    const types = uniformGrid(5);
    const group = (allocation: number[], transfer: number[]) => ({
      count: 5,
      types,
      allocation: Float64Array.from(allocation),
      transfer: Float64Array.from(transfer),
    });
    const build = (transferRule: "separable" | "interim" | "on-trade", extra = 0) =>
      multilateralMechanism({
        buyers: [group([0, 0, 0.6, 0.6, 0.6], [0, 0, 0.3, 0.3, 0.3 + extra])],
        sellers: [group([0.6, 0.6, 0.6, 0, 0], [0.3, 0.3, 0.3, 0, 0])],
        tradesAt: (b, s) => ({ buyers: b.map(() => 0), sellers: s.map(() => 0) }),
        transferRule,
      });
    const asked = { incentives: "bayesian", participation: "interim", budgetRule: "balanced", requiredProfit: 0 } as const;
    expect(auditOf(asked, build("separable"))).toMatchObject({ passes: true });
    const tilted = auditOf(asked, build("separable", 0.05));
    expect(tilted.incentives).toMatchObject({ at: "buyer 0.9 reports 0.5" });
    expect(tilted.incentives.worst).toBeCloseTo(0.05, 12);
    expect(tilted.budget.worst).toBeCloseTo(0.05, 12);
    expect(tilted.passes).toBe(false);
    // Each pays its own interim transfer: nobody trades on one side, everybody on the other.
    const own = auditOf(asked, build("interim"));
    expect(own.budget.worst).toBeCloseTo(5 * 0.3, 12);
    expect(auditOf({ ...asked, budgetRule: "ex-ante" }, build("interim"))).toMatchObject({ passes: true });
    const unbalanced = multilateralMechanism({
      buyers: [group([0, 0, 0.6, 0.6, 0.6], [0, 0, 0.3, 0.3, 0.3])],
      sellers: [group([0.6, 0.6, 0.2, 0, 0], [0.34, 0.34, 0.14, 0, 0])],
      tradesAt: (b, s) => ({ buyers: b.map(() => 0), sellers: s.map(() => 0) }),
      transferRule: "separable",
    });
    expect(auditOf({ ...asked, budgetRule: "none" }, unbalanced).allocation.worst).toBeCloseTo(0.4, 12);
    for (const needsProfiles of [{ incentives: "dominant" }, { participation: "ex-post" }] as const)
      expect(() => auditOf({ ...asked, ...needsProfiles }, build("separable"))).toThrow(UnsupportedProblemError);
    expect(() => auditOf(asked, build("on-trade"))).toThrow(UnsupportedProblemError);
    expect(brokerProfit(build("separable"))).toBeCloseTo(0, 12);
  });

  it("reports goods that appear or vanish, and numbers that are not finite", () => {
    const types = uniformGrid(2);
    const honest = multilateralTight([{ count: 1, types }], [{ count: 1, types }]);
    const asked = { incentives: "bayesian", participation: "none", budgetRule: "none", requiredProfit: 0 } as const;
    const alter = (trade: number, transfer: number): Mechanism => ({
      ...honest,
      at(profile) {
        const { allocation, payments } = honest.at(profile);
        return { allocation: [trade, allocation[1] as number], payments: [transfer, payments[1] as number] };
      },
    });
    expect(auditOf(asked, alter(1, 0)).allocation.worst).toBe(1);
    expect(auditOf(asked, alter(1, 0)).passes).toBe(false);
    expect(auditOf(asked, alter(0, Number.NaN)).passes).toBe(false);
    expect(auditOf(asked, alter(Number.NaN, 0)).passes).toBe(false);
  });
});

describe("the stakes of a market", () => {
  it("are the first-best gains, by enumeration of profiles", () => {
    fc.assert(
      fc.property(traders, traders, (buyers, sellers) => {
        const spaces = [...buyers, ...sellers];
        const expected = allProfiles(spaces.map((space) => space.values.length)).reduce((sum, profile) => {
          const probability = profile.reduce((product, k, a) => product * (spaces[a]?.masses[k] as number), 1);
          const values = profile.map((k, a) => spaces[a]?.values[k] as number);
          const demand = values.slice(0, buyers.length).sort((a, b) => b - a);
          const supply = values.slice(buyers.length).sort((a, b) => a - b);
          return sum + probability * demand.reduce((gains, v, k) => gains + Math.max(0, v - (supply[k] ?? Number.POSITIVE_INFINITY)), 0);
        }, 0);
        fc.pre(expected > 0);
        expect(stakesOf(viewOf(arbitraryMechanism({ buyers, sellers }, [0])))).toBeCloseTo(expected, 11);
      }),
    );
  });

  it("of one trader a side are those of the finite environment", () => {
    fc.assert(
      fc.property(typeSpaces(4), typeSpaces(4), (buyer, seller) => {
        const market = { buyers: [buyer], sellers: [seller] };
        const mechanism = arbitraryMechanism(market, [0]);
        const stakes = stakesOf(viewOf(mechanism));
        const [, finite] = asFinite(market, mechanism);
        fc.pre((buyer.values.at(-1) as number) > (seller.values[0] as number));
        expect(stakesOf(viewOf(finite))).toBeCloseTo(stakes, 11);
      }),
    );
  });
});
