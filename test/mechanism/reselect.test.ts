import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit/audit.ts";
import type { FiniteEnvironment } from "../../src/environments/environment.ts";
import { bilateralMechanism } from "../../src/mechanism/bilateral.ts";
import { finiteMechanism } from "../../src/mechanism/finite.ts";
import { recoverBilateral, recoverFinite } from "../../src/mechanism/recover/recover.ts";
import {
  isNeedlesslyLarge,
  monotoneEnvelope,
  reselectRents,
  restoreStates,
  type TradeTables,
} from "../../src/mechanism/recover/reselect.ts";
import { worstViolations } from "../audit/oracle.ts";
import { thresholdRules, typeSpace, uniformGrid } from "./arbitraries.ts";
import { matrixOf, range, sum } from "./definitions.ts";

/** Bell-shaped masses: the ends have 1e-22. */
const bell = (n: number) =>
  typeSpace(
    range(n).map((k) => (k + 0.5) / n),
    range(n).map((k) => Math.exp(-((k - (n - 1) / 2) ** 2) * (260 / n ** 2))),
  );

const mechanismOf = ({ x, buyer, seller }: TradeTables, n: number) =>
  bilateralMechanism({
    buyer: bell(n),
    seller: bell(n),
    allocationRule: { kind: "matrix", x },
    transferRule: { kind: "matrix", buyer, seller },
  });

const expected = (list: Float64Array, n: number): number => {
  const { masses } = bell(n);
  return sum(Array.from(list, (y, k) => (masses[Math.floor(k / n)] as number) * (masses[k % n] as number) * y));
};

describe("reselectRents", () => {
  it("keeps allocation, expected rents, incentives and budget, and brings payments to the size of the types", () => {
    const n = 9;
    const grid = bell(n);
    fc.assert(
      fc.property(
        thresholdRules(n, n),
        fc.array(fc.constantFrom(0, 0, 0, 1e3, 1e9, 1e15), { minLength: 4, maxLength: 4 }),
        fc.constantFrom("ex-ante", "interim", "none"),
        (rule, burnt, participation) => {
          const x = Float64Array.from(matrixOf(rule, n, n).flat());
          const tight = bilateralMechanism({ buyer: grid, seller: grid, allocationRule: rule, transferRule: { kind: "tight" } });
          // Money burnt against the rarest types: it takes nothing on average, and no deficit appears.
          const at = (k: number, ends: readonly number[]) => (k === 0 ? (ends[0] as number) : k === n - 1 ? (ends[1] as number) : 0);
          const table = (f: (i: number, j: number) => number) => Float64Array.from(range(n * n), (k) => f(Math.floor(k / n), k % n));
          const before = {
            x,
            buyer: table((i, j) => tight.buyerPays(i, j) + at(j, burnt)),
            seller: table((i, j) => tight.sellerReceives(i, j) - at(i, burnt.slice(2))),
          };
          const least = Math.min(...table((i, j) => tight.buyerPays(i, j) - tight.sellerReceives(i, j)));
          const after = reselectRents(before, grid, grid, { participation, requiredProfit: least });
          const asked = { incentives: "dominant", participation: "none", budgetRule: "no-deficit", requiredProfit: least } as const;
          const violations = worstViolations(asked, mechanismOf(after, n));
          expect(violations.incentives).toBeLessThan(1e-13);
          expect(violations.budget).toBeLessThan(1e-12);
          expect(after.x).toEqual(x);
          const lost = expected(after.buyer, n) - expected(before.buyer, n);
          expect(lost).toBeLessThan(1e-6);
          expect(expected(before.seller, n) - expected(after.seller, n)).toBeLessThan(1e-6);
          if (participation !== "interim") expect(Math.abs(lost)).toBeLessThan(1e-6);
          expect(isNeedlesslyLarge([after.buyer, after.seller], grid.values, [least])).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is what recoverBilateral does with needlessly large payments, and only with those", () => {
    const grid = bell(9);
    const rule = { kind: "threshold", mix: 0, strict: Int32Array.from(range(9)), generous: Int32Array.from(range(9)) } as const;
    const x = Float64Array.from(matrixOf(rule, 9, 9).flat());
    const tight = bilateralMechanism({ buyer: grid, seller: grid, allocationRule: rule, transferRule: { kind: "tight" } });
    const point = (burnt: number) => ({
      buyer: grid,
      seller: grid,
      x,
      interim: { buyerTransfer: new Float64Array(9), sellerTransfer: new Float64Array(9) },
      transfers: {
        kind: "matrix",
        buyer: Float64Array.from(range(81), (k) => tight.buyerPays(Math.floor(k / 9), k % 9) + (k % 9 === 8 ? burnt : 0)),
        seller: Float64Array.from(range(81), (k) => tight.sellerReceives(Math.floor(k / 9), k % 9)),
      } as const,
      restore: { incentives: "dominant", participation: "ex-ante", budgetRule: "no-deficit", requiredProfit: -1 } as const,
    });
    const constraints = { incentives: "dominant", participation: "ex-ante", budgetRule: "no-deficit", requiredProfit: -1 } as const;
    expect(audit(constraints, recoverBilateral(point(1e14)))).toMatchObject({ passes: true });
    const { restore, ...untouched } = point(1e14);
    expect(audit({ ...constraints, requiredProfit: restore.requiredProfit }, recoverBilateral(untouched)).passes).toBe(false);
    expect(recoverBilateral(point(3)).buyerPays(4, 8)).toBe(tight.buyerPays(4, 8) + 3);
  });
});

describe("monotoneEnvelope", () => {
  it("raises probabilities to monotone ones when that is noise, and leaves real decreases", () => {
    const grid = uniformGrid(3);
    const noisy = Float64Array.of(1e-9, 0, 0, 1, 0, 1e-8, 1, 1, 0);
    monotoneEnvelope(noisy, grid, grid, 1e-6);
    expect([...noisy]).toEqual([1e-9, 0, 0, 1, 1e-8, 1e-8, 1, 1, 1e-8]);
    const falling = Float64Array.of(1, 0, 0, 0, 0, 0, 1, 1, 0);
    monotoneEnvelope(falling, grid, grid, 1e-6);
    expect([...falling]).toEqual([1, 0, 0, 0, 0, 0, 1, 1, 0]);
  });
});

describe("restoreStates", () => {
  const [buyer, seller] = [typeSpace([1, 3], [1, 1e-9]), typeSpace([0, 2], [1, 1e-9])];

  it("clips what is negligible on average, however large in its state, and leaves the rest", () => {
    // State (3, 2) has probability 1e-18; (1, 0) nearly 1.
    const tables = { x: Float64Array.of(1, 0, 1, -0.1), buyer: Float64Array.of(0.5, 0, 1, 4), seller: Float64Array.of(0.5, 0, 1, 4) };
    restoreStates(tables, buyer, seller, { balanced: true, requiredProfit: 0 }, 1e-6);
    expect([...tables.x]).toEqual([1, 0, 1, 0]);
    expect([...tables.buyer]).toEqual([0.5, 0, 1, 0]);
    expect([...tables.seller]).toEqual([0.5, 0, 1, 0]);
    const wrong = { x: Float64Array.of(1, 0, 1, 1), buyer: Float64Array.of(1.5, 0, 1, 2.5), seller: Float64Array.of(0.5, 0, 1, 2.5) };
    restoreStates(wrong, buyer, seller, { balanced: false, requiredProfit: 0 }, 1e-6);
    expect(wrong.buyer[0]).toBe(1.5);
  });

  it("makes money that is off by noise meet participation and budget exactly in every state", () => {
    const noise = fc.double({ min: -1e-8, max: 1e-8, noNaN: true });
    fc.assert(
      fc.property(fc.array(noise, { minLength: 8, maxLength: 8 }), fc.boolean(), (off, balanced) => {
        const grid = uniformGrid(2);
        const x = Float64Array.of(0, 0, 1, 0.5);
        const price = [0.25, 0.75, 0.25, 0.75 / 2];
        const tables = {
          x,
          buyer: Float64Array.from(x, (p, k) => (p > 0 ? (price[k] as number) : 0) + (off[k] as number)),
          seller: Float64Array.from(x, (p, k) => (p > 0 ? (price[k] as number) : 0) + (off[4 + k] as number)),
        };
        restoreStates(tables, grid, grid, { balanced, requiredProfit: 0 }, 1e-6);
        const mechanism = bilateralMechanism({
          buyer: grid,
          seller: grid,
          allocationRule: { kind: "matrix", x: tables.x },
          transferRule: { kind: "matrix", buyer: tables.buyer, seller: tables.seller },
        });
        const asked = {
          incentives: "bayesian",
          participation: "ex-post",
          budgetRule: balanced ? "balanced" : "no-deficit",
          requiredProfit: 0,
        } as const;
        const { participation, budget } = worstViolations(asked, mechanism);
        expect(participation).toBe(0);
        expect(budget).toBe(0);
      }),
    );
  });
});

describe("payments of a finite environment", () => {
  const environment: FiniteEnvironment = {
    kind: "finite",
    agents: ["Ann", "Bob", "Cy"].map((name) => ({ name, side: "buyer", types: ["low", "high"] })),
    prior: { kind: "independent", masses: [0.5, 1e-13, 1e-14].map((rare) => Float64Array.of(1 - rare, rare)) },
    outcomes: ["nothing", "bridge"],
    utilities: [0, 1, 2].map(() => Float64Array.of(0, 0, 0, 1)),
    outsideOptions: [0, 1, 2].map(() => new Float64Array(2)),
    toFinite: () => environment,
  };
  // Built when somebody is high; nobody pays, except 1e15 from Ann to Bob when Bob and Cy are both high.
  const lottery = Float64Array.from(range(8).flatMap((p) => (p === 0 ? [1, 0] : [0, 1])));
  const payments = [0, 1, 2].map((a) => Float64Array.from(range(8), (p) => ((p & 3) === 3 ? ([1e15, -1e15, 0][a] as number) : 0)));

  it.each(["ex-ante", "no-deficit", "balanced"] as const)("that only averages can tell are spread anew: budget %s", (budgetRule) => {
    const asked = { incentives: "bayesian", participation: "interim", budgetRule, requiredProfit: 0 } as const;
    const recovered = recoverFinite(environment, lottery, payments, asked);
    const before = finiteMechanism({ environment, lottery, payments });
    expect(audit(asked, before).passes).toBe(false);
    recovered.agents.forEach(({ interim }, a) => {
      interim.payment.forEach((paid, k) => {
        expect(paid).toBeCloseTo(before.agents[a]?.interim.payment[k] as number, 9);
      });
    });
    for (const list of recovered.states.payments) for (const paid of list) expect(Math.abs(paid)).toBeLessThan(200);
    if (budgetRule !== "ex-ante")
      for (const p of range(8)) expect(sum(recovered.states.payments.map((list) => list[p] as number))).toBeCloseTo(0, 9);
    expect(recoverFinite(environment, lottery, payments, { ...asked, incentives: "dominant" }).states.payments).toEqual(payments);
    expect(recoverFinite(environment, lottery, payments).states.payments).toEqual(payments);
  });
});
