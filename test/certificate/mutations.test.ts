import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { formatRational, ratio, rational } from "../../src/arithmetic/rational.ts";
import { canonicalJson, type JsonObject } from "../../src/certificate/format.ts";
import { parseCertificate } from "../../src/certificate/verify/read-certificate.ts";
import type { Verdict } from "../../src/certificate/verify/verdict.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { isProof } from "./support/oracle.ts";

// biome-ignore lint/suspicious/noExplicitAny: documents of any shape are the subject here
type Document = any;

const solver = createHighsSolver();
const uniform = { distribution: "uniform", min: 0, max: 1 };
const discrete = (values: unknown[], masses: unknown[]) => ({ distribution: "discrete", values, masses });
const bilateral = (buyer: object, seller: object, rest: object) => ({
  format: "secondbest/instance@1",
  environment: { kind: "bilateral-trade", buyer, seller },
  ...rest,
});

/** One instance of every shape that a certificate can take. */
const instances: Record<string, object> = {
  "uniform grid": bilateral(uniform, uniform, { discretization: { rule: "midpoint", points: 6 } }),
  "balanced, ironed, weighted": bilateral(
    discrete([1, 2, "7/2", 4], ["1/8", "1/2", "1/8", "1/4"]),
    discrete([0, "1/2", 3], ["1/3", "1/6", "1/2"]),
    { budget: "balanced", objective: { weights: { buyers: 1, sellers: 2, broker: 0 } } },
  ),
  "dominant, ex post, no deficit": bilateral(discrete([4, 7], ["1/3", "2/3"]), discrete([0, 3, 5], ["5/9", "1/9", "1/3"]), {
    incentives: "dominant",
    participation: "ex-post",
    budget: "no-deficit",
  }),
  "bayesian, ex post, balanced, subsidy": bilateral(
    discrete([9, 22, 29], ["6/13", "6/13", "1/13"]),
    discrete([8, 21, 25], ["1/34", "3/34", "15/17"]),
    { participation: "ex-post", budget: { rule: "balanced", requiredProfit: "-1/10" } },
  ),
  "bayesian, ex post, ex-ante budget": bilateral(discrete([2, 5], ["1/2", "1/2"]), discrete([1, 4], ["1/2", "1/2"]), {
    participation: "ex-post",
  }),
  "expected externality": bilateral(discrete([2, 5], ["1/3", "2/3"]), discrete([1, 4], ["1/2", "1/2"]), {
    participation: "ex-ante",
    budget: "balanced",
  }),
  infeasible: bilateral(discrete([2, 5], ["1/3", "2/3"]), discrete([1, 4], ["1/2", "1/2"]), {
    budget: { rule: "ex-ante", requiredProfit: 3 },
  }),
  correlated: {
    format: "secondbest/instance@1",
    environment: {
      kind: "finite",
      agents: [
        { name: "Ann", types: ["low", "high"] },
        { name: "Bob", side: "seller", types: ["low", "high"] },
      ],
      prior: {
        joint: [
          ["3/8", "1/8"],
          ["1/8", "3/8"],
        ],
      },
      outcomes: ["none", "bridge"],
      utilities: [
        [
          [0, 0],
          [-1, 3],
        ],
        [
          [0, 0],
          [-2, 1],
        ],
      ],
      outsideOptions: ["-1/4", [0, "-1/2"]],
    },
    incentives: "dominant",
    participation: "interim",
    budget: "balanced",
  },
  market: {
    format: "secondbest/instance@1",
    environment: {
      kind: "multilateral-trade",
      buyers: [{ count: 2, distribution: discrete([1, 3], ["1/2", "1/2"]) }],
      sellers: [{ count: 1, distribution: discrete([0, 2], ["1/2", "1/2"]) }],
    },
    budget: "balanced",
  },
};

const originals: Document[] = [];

beforeAll(async () => {
  for (const instance of Object.values(instances)) {
    const { certificate } = await certify(parseInstance(instance), { solver });
    originals.push(certificate);
  }
});

const accepted = (document: Document): boolean => verifyCertificate(document).accepted;
const reason = (document: Document): string => (verifyCertificate(document) as Verdict & { accepted: false }).reason;
const copy = (document: Document): Document => JSON.parse(JSON.stringify(document));
const rehash = (document: Document): Document => ({
  ...document,
  instanceHash: createHash("sha256")
    .update(canonicalJson(document.instance as JsonObject))
    .digest("hex"),
});

/** The oracle's word; whatever it cannot read is no proof. */
function isProved(document: Document): boolean {
  try {
    return isProof(document);
  } catch {
    return false;
  }
}

function isWellFormed(document: Document): boolean {
  try {
    parseCertificate(document);
    return true;
  } catch {
    return false;
  }
}

test("the oracle and the verifier accept every original", () => {
  for (const original of originals) {
    expect(isProved(original)).toBe(true);
    expect(accepted(original)).toBe(true);
  }
});

/** A place in a document: its parent, and the key under which the parent holds it. */
interface Place {
  readonly parent: Document;
  readonly key: string | number;
  readonly path: string;
}

function places(document: Document, path = ""): Place[] {
  if (typeof document !== "object" || document === null) return [];
  const keys = Array.isArray(document) ? [...document.keys()] : Object.keys(document);
  return keys.flatMap((key) => {
    const here = `${path}.${typeof key === "number" ? "*" : key}`;
    return [{ parent: document, key, path: here }, ...places(document[key], here)];
  });
}

const changes: Record<string, (value: Document, place: Place) => Document | undefined> = {
  "add 1": (value) => shifted(value, "1"),
  "subtract 1": (value) => shifted(value, "-1"),
  "raise a little": (value) => shifted(value, "1/1000000000000"),
  "lower a little": (value) => shifted(value, "-1/1000000000000"),
  negate: (value) => (isFraction(value) ? formatRational(rational(value).neg()) : undefined),
  double: (value) => (isFraction(value) ? formatRational(rational(value).mul(2)) : undefined),
  zero: (value) => (isFraction(value) ? "0" : typeof value === "number" ? 0 : undefined),
  "another spelling": (value) => (isFraction(value) ? otherSpelling(value) : undefined),
  "another word": (value, { parent, key }) => {
    if (typeof value !== "string" || isFraction(value)) return undefined;
    const words = [
      "bayesian",
      "dominant",
      "ex-ante",
      "interim",
      "ex-post",
      "balanced",
      "no-deficit",
      "none",
      "infeasible",
      "table",
      "separable",
      "x",
    ];
    return words[(String(value).length + Object.keys(parent).length + String(key).length) % words.length];
  },
  "another kind": (value) => (typeof value === "string" ? 1 : "1"),
  "nothing there": () => null,
  "not a number": (value) => (isFraction(value) ? "1/0" : undefined),
  "neighbour's value": (value, { parent, key }) =>
    Array.isArray(parent) && JSON.stringify(parent[(key as number) + 1]) !== JSON.stringify(value)
      ? parent[(key as number) + 1]
      : undefined,
};

function isFraction(value: Document): value is string {
  return typeof value === "string" && /^-?\d+(\/\d+)?$/.test(value);
}

function shifted(value: Document, by: string): Document {
  if (typeof value === "number") return rational(by).d === 1n ? value + Number(by) : undefined;
  return isFraction(value) ? formatRational(rational(value).add(rational(by))) : undefined;
}

/** The same number over 3 times its denominator. */
function otherSpelling(value: string): string {
  const { s, n, d } = rational(value);
  return `${s * n * 3n}/${d * 3n}`;
}

describe("every leaf, mutated at random", () => {
  test("what breaks the claim or the proof is rejected, the rest is not", () => {
    const kinds: Record<string, { tried: number; broken: number; rejected: number }> = {};
    const count = (kind: string, broken: boolean, rejected: boolean) => {
      kinds[kind] ??= { tried: 0, broken: 0, rejected: 0 };
      kinds[kind].tried++;
      if (broken) kinds[kind].broken++;
      if (rejected) kinds[kind].rejected++;
    };
    const areas = new Set<string>();
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), fc.boolean(), (which, where, how, withHash) => {
        let document = copy(originals[which % originals.length]);
        const all = places(document);
        const place = all[where % all.length] as Place;
        const value = place.parent[place.key];
        const possible = [...Object.keys(changes), "leave out", "repeat", "an unknown field"];
        const kind = possible[how % possible.length] as string;
        if (kind === "leave out" || kind === "repeat") {
          if (Array.isArray(place.parent))
            place.parent.splice(place.key as number, kind === "repeat" ? 0 : 1, ...(kind === "repeat" ? [value] : []));
          else if (kind === "leave out") delete place.parent[place.key];
          else return;
        } else if (kind === "an unknown field") {
          if (typeof value !== "object" || value === null || Array.isArray(value)) return;
          value.unknown = 1;
        } else {
          if (typeof value === "object" && value !== null && kind !== "neighbour's value") return;
          const changed = changes[kind]?.(value, place);
          if (changed === undefined) return;
          place.parent[place.key] = changed;
        }
        if (withHash && typeof document.instance === "object") document = rehash(document);
        const proved = isProved(document);
        const verdict = verifyCertificate(document);
        count(kind, !proved, !verdict.accepted);
        areas.add(place.path.split(".").slice(1, 3).join("."));
        if (verdict.accepted) expect(proved, `${kind} at ${place.path}`).toBe(true);
        else if (proved) {
          // The oracle knows no names.
          const misnamed = verdict.reason.startsWith("names: ");
          expect(isWellFormed(document) && !misnamed, `${kind} at ${place.path}: ${verdict.reason}`).toBe(false);
        }
      }),
      { numRuns: 4000 },
    );
    const total = Object.values(kinds).reduce((sum, k) => ({
      tried: sum.tried + k.tried,
      broken: sum.broken + k.broken,
      rejected: sum.rejected + k.rejected,
    }));
    console.log(`${Object.keys(kinds).length} kinds of mutation in ${areas.size} areas: ${JSON.stringify(total)}`, kinds);
    expect(Object.keys(kinds).length).toBeGreaterThanOrEqual(16);
    expect(total.broken).toBeGreaterThan(1000);
    expect(total.tried - total.broken).toBeGreaterThan(200);
  });

  test("provenance and a looser claim are free to change, names are not", () => {
    for (const original of originals) {
      const document = copy(original);
      document.provenance = { ...document.provenance, tool: "by hand", method: "guessed", solver: null, repairs: ["none"] };
      if (document.claim.status === "optimal") {
        document.claim.lower = formatRational(rational(document.claim.lower).sub(1));
        document.claim.upper = formatRational(rational(document.claim.upper).add(ratio(1n, 7n)));
      }
      const verdict = verifyCertificate(document);
      expect(verdict.accepted).toBe(true);
      if (verdict.accepted && verdict.status === "optimal") expect(verdict.level).toBe("interval");
      document.names.outcomes.reverse();
      expect(reason(document)).toBe("names: they are not those of the instance");
    }
  });
});

describe("named forgeries are rejected with the first violated row in words", () => {
  const of = (name: string): Document => copy(originals[Object.keys(instances).indexOf(name)]);

  test("a tightened claim", () => {
    const document = of("uniform grid");
    const proved = document.claim.upper;
    document.claim.upper = formatRational(rational(proved).sub(ratio(1n, 10n ** 20n)));
    document.claim.lower = document.claim.upper;
    expect(reason(document)).toBe(`claim.upper: the multipliers prove only ${proved}`);
    const other = of("uniform grid");
    other.claim.lower = "1";
    expect(reason(other)).toMatch(/^claim\.lower: the mechanism attains only/);
  });

  test("a swapped sign of a price", () => {
    const document = of("uniform grid");
    document.proof.multipliers.incentives[0][3] = `-${document.proof.multipliers.incentives[0][3]}`;
    expect(reason(document)).toMatch("a price is negative");
  });

  test("a price left out", () => {
    const document = of("uniform grid");
    document.proof.multipliers.incentives.pop();
    expect(reason(document)).toMatch(/the payment of seller at \(buyer 1\/12, seller .*\) keeps an effect/);
  });

  test("a shifted transfer", () => {
    const document = of("dominant, ex post, no deficit");
    const own = document.proof.mechanism.payments.values[0];
    own[0] = formatRational(rational(own[0]).add(ratio(1n, 10n ** 9n)));
    expect(reason(document)).toMatch(/^(incentives: buyer of type 4 gains|participation: buyer of type 4 loses)/);
  });

  test("a mechanism that only the downward neighbours would not see through", () => {
    // Three buyer types, tight downward from an allocation that is not monotone: types 1 and 3 trade, type 2 does not.
    const document = of("uniform grid");
    const instance = bilateral(discrete([1, 2, 3], ["1/3", "1/3", "1/3"]), discrete([0], [1]), { budget: "none" });
    document.instance = copy(instance);
    document.names.agents = [
      { name: "buyer", types: ["1", "2", "3"] },
      { name: "seller", types: ["0"] },
    ];
    document.proof.mechanism.lottery = [1, 0, 1];
    // Type 2 is held to type 1's rent by its report downward, type 3 likewise to type 2's: rents 0, 1, 1.
    document.proof.mechanism.payments = { rule: "interim", values: [["1", "-1", "2"], ["0"]] };
    expect(reason(rehash(document))).toBe("incentives: buyer of type 1 gains by reporting 2");
  });

  test("another instance, with and without its hash", () => {
    const document = of("uniform grid");
    document.instance.discretization.points = 5;
    expect(reason(document)).toMatch("instanceHash");
    expect(accepted(rehash(document))).toBe(false);
  });

  test("a grid value claimed for the continuum", () => {
    const document = of("uniform grid");
    delete document.instance.discretization;
    expect(reason(rehash(document))).toMatch("its claim needs a proof for the continuum");
  });

  test("infeasibility of a feasible instance", () => {
    const document = of("infeasible");
    document.instance.budget.requiredProfit = "1/2";
    expect(reason(rehash(document))).toMatch("the multipliers do not exclude a mechanism");
  });

  test("an environment without exact numbers, a file that is no certificate", () => {
    const document = of("uniform grid");
    document.instance.environment.buyer = { distribution: "normal", mean: 0, sd: 1 };
    expect(reason(rehash(document))).toMatch("no rational grid");
    expect(reason(instances.infeasible)).toMatch("certificate.instance");
    for (const nonsense of [null, 1, "x", [], {}]) expect(accepted(nonsense)).toBe(false);
  });
});
