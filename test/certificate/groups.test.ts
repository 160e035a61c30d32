import { beforeAll, describe, expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { formatRational, rational, toNumber } from "../../src/arithmetic/rational.ts";
import type { Certificate, GroupsPrices, GroupsProof } from "../../src/certificate/format.ts";
import { groupsOfProof } from "../../src/certificate/verify/groups/agents.ts";
import { groupsBound } from "../../src/certificate/verify/groups/bound.ts";
import { readInstance } from "../../src/certificate/verify/instance.ts";
import type { Accepted } from "../../src/certificate/verify/verdict.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { uniform } from "./support/brackets.ts";
import { groupsForgeries, groupsInstance, groupsInstances, partnership, three } from "./support/groups.ts";
import { copy, Random } from "./support/mutants.ts";

const solver = createHighsSolver();

/** The verified certificate of a market or a partnership; fails without one. */
async function certified(instance: object): Promise<{ readonly certificate: Certificate; readonly verdict: Accepted }> {
  const found = await certify(parseInstance(instance), { solver });
  if (found.certificate === null) throw new Error(`${found.reason}: ${JSON.stringify(instance)}`);
  expect(found.certificate.proof.kind).toBe("continuum-groups");
  return found;
}

const owner = partnership([
  { share: 0, distribution: uniform },
  { share: 1, distribution: uniform },
]);

/** Words and the optimum with uniform laws on [0, 1], where it is known. */
const known: [string, object, object, number][] = [
  ["a partner who owns everything, and one who owns nothing, who are a seller and a buyer: 1/8", owner, { budget: "balanced" }, 1 / 8],
  ["what partners gain from the best division, which equal shares allow on average: 1/4", three, { participation: "interim" }, 1 / 4],
];

test.each(known)("the certified bracket contains %s", async (_, environment, words, truth) => {
  const { verdict } = await certified(groupsInstance(environment, words));
  if (verdict.status !== "optimal") throw new Error(verdict.status);
  expect(verdict.level).toBe("continuum");
  expect(toNumber(verdict.lower)).toBeLessThanOrEqual(truth);
  expect(toNumber(verdict.upper)).toBeGreaterThanOrEqual(truth);
  expect(toNumber(verdict.upper.sub(verdict.lower))).toBeLessThan(0.1 * truth);
});

describe("every combination of words that is served", () => {
  let certificates: readonly Certificate[] = [];
  beforeAll(async () => {
    const found: Certificate[] = [];
    for (const instance of groupsInstances) found.push(copy((await certified(instance)).certificate));
    certificates = found;
  }, 180_000);

  test("has a certificate, infeasible ones as well", () => {
    const verdicts = certificates.map((certificate) => verifyCertificate(certificate));
    expect(verdicts.every(({ accepted }) => accepted)).toBe(true);
    expect(new Set(certificates.map(({ claim }) => claim.status))).toEqual(new Set(["optimal", "infeasible"]));
    const bounds = certificates.map(({ proof }) => ("kappa" in (proof as GroupsProof).bound ? "kappa" : "prices"));
    expect(new Set(bounds)).toEqual(new Set(["kappa", "prices"]));
  });

  test("no prices whatever prove a bound below what a mechanism attains", () => {
    const random = new Random(11);
    let bounded = 0;
    for (const { instance, claim, proof } of certificates) {
      const { bound } = proof as GroupsProof;
      if (claim.status !== "optimal" || "kappa" in bound) continue;
      const stated = readInstance(instance);
      const known = groupsOfProof(stated, bound.groups);
      for (let run = 0; run < 6; run++) {
        const value = groupsBound(stated, known, changed(bound, stated.participation === "ex-post", random), true);
        expect(value.gte(rational(claim.lower)), JSON.stringify(instance)).toBe(true);
        bounded++;
      }
    }
    expect(bounded).toBeGreaterThan(40);
  });

  test("each forgery is rejected with a reason", () => {
    const [original] = certificates;
    expect(verifyCertificate(original).accepted).toBe(true);
    const forgeries = Object.entries(groupsForgeries(original));
    expect(forgeries.length).toBeGreaterThan(50);
    for (const [name, document] of forgeries) expect(verifyCertificate(document), name).toMatchObject({ accepted: false });
  });
});

/** Prices of rows at random from none to twice as much; where that is allowed, all budgets dearer. */
function changed(prices: GroupsPrices, inEveryState: boolean, random: Random): GroupsPrices {
  const times = (text: string) => formatRational(rational(text).mul(random.below(9)).div(4));
  const dearer = rational(random.below(5)).div(4);
  return {
    ...prices,
    menus: prices.menus.map(([g, o, k, row, price]) => [g, o, k, row, random.below(3) === 0 ? times(price) : price]),
    budget:
      inEveryState && prices.budget.some((price) => price !== "0")
        ? prices.budget.map((price) => formatRational(rational(price).add(dearer)))
        : prices.budget,
    participation: inEveryState
      ? prices.participation.map(([g, o, k, at, price]) => [g, o, k, at, formatRational(rational(price).mul(random.below(5)).div(4))])
      : prices.participation,
  };
}
