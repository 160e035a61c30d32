import { createHash } from "node:crypto";
import { formatRational, type Rational, ratio, rational } from "../../../src/arithmetic/rational.ts";
import { canonicalJson, type JsonObject } from "../../../src/certificate/format.ts";

// biome-ignore lint/suspicious/noExplicitAny: documents of any shape are the subject here
export type Document = any;

/** A stream of random whole numbers that its seed determines (mulberry32). */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  /** From 0 to bound − 1. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  }
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

export interface Mutant {
  /** What was done to it, in words. */
  readonly changes: readonly string[];
  readonly document: Document;
}

export const copy = (document: Document): Document => (document === undefined ? undefined : JSON.parse(JSON.stringify(document)));

/** The document with the hash that its instance has now. */
export function rehash(document: Document): Document {
  if (typeof document.instance !== "object" || document.instance === null) return document;
  const hash = createHash("sha256").update(canonicalJson(document.instance as JsonObject));
  return { ...document, instanceHash: hash.digest("hex") };
}

/** A certificate changed in one to three places; three times in four it then carries the hash of its changed instance. */
export function mutant(originals: readonly Document[], random: Random): Mutant {
  let document = copy(random.of(originals));
  const changes: string[] = [];
  const count = 1 + (random.below(3) === 0 ? random.below(3) : 0);
  for (let tries = 0; changes.length < count && tries < 40; tries++) {
    const change = random.below(4) === 0 ? meaningful(document, originals, random) : anywhere(document, random);
    if (change !== undefined) changes.push(change);
  }
  if (random.below(4) > 0) document = rehash(document);
  return { changes, document };
}

interface Place {
  readonly parent: Document;
  readonly key: string | number;
}

function places(document: Document): Place[] {
  if (typeof document !== "object" || document === null) return [];
  const keys = Array.isArray(document) ? [...document.keys()] : Object.keys(document);
  return keys.flatMap((key) => [{ parent: document, key }, ...places(document[key])]);
}

/** A place of the document: first a field of the top, then any place under it, so that long lists do not draw all changes. */
function placeIn(document: Document, random: Random): Place | undefined {
  const key = random.of(["instance", "instance", "claim", "proof", "proof", "proof", "format", "instanceHash", "provenance", "names"]);
  const all = [{ parent: document, key }, ...places(document[key])];
  return key in document ? random.of(all) : undefined;
}

const words = [
  ..."bayesian dominant none ex-ante interim ex-post no-deficit balanced gains-from-trade broker-profit atoms midpoint equal-mass gauss".split(
    " ",
  ),
  ..."optimal infeasible finite continuum table separable buyer seller uniform power reverse-power beta discrete point-mass affine".split(
    " ",
  ),
];

const isFraction = (value: Document): value is string => typeof value === "string" && /^-?\d+(\/[1-9]\d*)?$/.test(value);

const plus = (value: Document, by: Rational): Document =>
  typeof value === "number" ? (by.d === 1n ? value + Number(by.s * by.n) : undefined) : formatRational(rational(value).add(by));

/** Changes of one value; undefined where they do not apply. */
const ofValues: Record<string, (value: Document, random: Random) => Document | undefined> = {
  "add 1": (value) => (isNumeric(value) ? plus(value, rational(1)) : undefined),
  "subtract 1": (value) => (isNumeric(value) ? plus(value, rational(-1)) : undefined),
  "raise a little": (value) => (isFraction(value) ? plus(value, ratio(1n, 10n ** 12n)) : undefined),
  "lower a little": (value) => (isFraction(value) ? plus(value, ratio(-1n, 10n ** 12n)) : undefined),
  "raise very little": (value) => (isFraction(value) ? plus(value, ratio(1n, 10n ** 60n)) : undefined),
  negate: (value) => (isFraction(value) ? formatRational(rational(value).neg()) : typeof value === "number" ? -value : undefined),
  double: (value) => (isFraction(value) ? formatRational(rational(value).mul(2)) : typeof value === "number" ? 2 * value : undefined),
  zero: (value) => (isFraction(value) ? "0" : typeof value === "number" ? 0 : undefined),
  "minus zero": (value) => (isFraction(value) ? "-0" : undefined),
  invert: (value) => (isFraction(value) && rational(value).n !== 0n ? formatRational(rational(1).div(rational(value))) : undefined),
  "not in lowest terms": (value) => {
    if (!isFraction(value)) return undefined;
    const { s, n, d } = rational(value);
    return `${s * n * 3n}/${d * 3n}`;
  },
  "no fraction": (value, random) =>
    isFraction(value)
      ? random.of(["1/0", "0/0", "1/-2", "+1", " 1", "1 ", "01", "1.5", "1e3", "½", "１", "1/2/3", "", "NaN", "0x1", "1_0"])
      : undefined,
  "many digits": (value, random) =>
    isFraction(value) ? `${value.split("/")[0]}${"0".repeat(random.below(30))}/${10n ** 25n + 13n}` : undefined,
  "another word": (value, random) => (typeof value === "string" && !isFraction(value) ? random.of(words) : undefined),
  "another kind": (value, random) =>
    random.of<Document>(typeof value === "string" ? [1, true, [value], { value }] : [String(value), false, [value]]),
  "nothing there": () => null,
  "no index": (value, random) => (typeof value === "number" ? random.of([-1, 0.5, 1e21, 2 ** 53, "0"]) : undefined),
};

function isNumeric(value: Document): boolean {
  return isFraction(value) || (typeof value === "number" && Number.isInteger(value));
}

/** Changes of the entries of one list or the fields of one object. */
const ofContainers: Record<string, (parent: Document, key: Document, random: Random) => boolean> = {
  "leave out": (parent, key) => {
    if (Array.isArray(parent)) parent.splice(key, 1);
    else delete parent[key];
    return true;
  },
  repeat: (parent, key) => Array.isArray(parent) && parent.splice(key, 0, copy(parent[key])) !== undefined,
  "swap with a neighbour": (parent, key, random) => {
    const keys = Array.isArray(parent) ? [...parent.keys()] : Object.keys(parent);
    const other = random.of<string | number>(keys);
    if (JSON.stringify(parent[other]) === JSON.stringify(parent[key])) return false;
    [parent[key], parent[other]] = [parent[other], parent[key]];
    return true;
  },
  "a neighbour's value": (parent, key, random) => {
    const keys = Array.isArray(parent) ? [...parent.keys()] : Object.keys(parent);
    const other = random.of<string | number>(keys);
    if (JSON.stringify(parent[other]) === JSON.stringify(parent[key])) return false;
    parent[key] = copy(parent[other]);
    return true;
  },
  reverse: (parent, key) => Array.isArray(parent[key]) && parent[key].length > 1 && parent[key].reverse() !== undefined,
  empty: (parent, key) => {
    if (!Array.isArray(parent[key]) || parent[key].length === 0) return false;
    parent[key] = [];
    return true;
  },
  "an unknown field": (parent, key, random) => {
    const value = parent[key];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    value[random.of(["unknown", "kind ", "Kind", "кind", "constructor", "toString", "weight", "curvature", "utility", "enclosures"])] = 1;
    return true;
  },
};

function anywhere(document: Document, random: Random): string | undefined {
  const place = placeIn(document, random);
  if (place === undefined) return undefined;
  const { parent, key } = place;
  const kind = random.of([...Object.keys(ofValues), ...Object.keys(ofContainers)]);
  const change = ofValues[kind];
  if (change === undefined) return ofContainers[kind]?.(parent, key, random) ? `${kind} at ${key}` : undefined;
  const value = parent[key];
  if (typeof value === "object" && value !== null) return undefined;
  const changed = change(value, random);
  if (changed === undefined) return undefined;
  parent[key] = changed;
  return `${kind} at ${key}`;
}

/** Changes that leave a well-formed certificate, some of them one that still proves its claim. */
function meaningful(document: Document, originals: readonly Document[], random: Random): string | undefined {
  const { proof, claim } = document;
  if (typeof proof !== "object" || proof === null || typeof claim !== "object" || claim === null) return undefined;
  const shift = () => ratio(BigInt(1 + random.below(9)), BigInt(random.of([1, 7, 1000])));
  const change = random.of([
    "a looser claim",
    "another proof",
    "scaled prices",
    "a price of nothing",
    "a constant payment",
    "a claim of infeasibility",
    "another kappa",
    "another pool",
    "shares moved",
    "a further knot",
    "a shifted count",
    "levels in another order",
    "levels joined",
    "another number of traders",
    "another required profit",
    "other words",
    "rescaled masses",
  ]);
  try {
    const done = perform();
    return done ? change : undefined;
  } catch {
    // An earlier change has taken away what this one needs.
    return undefined;
  }

  function perform(): boolean {
    switch (change) {
      case "a looser claim":
        claim.lower = formatRational(rational(claim.lower).sub(shift()));
        claim.upper = formatRational(rational(claim.upper).add(shift()));
        return true;
      case "another proof":
        document[random.of(["proof", "proof", "claim", "instance"])] = copy(
          random.of(originals)[random.of(["proof", "claim", "instance"])],
        );
        return true;
      case "scaled prices": {
        const factor = shift();
        for (const rows of Object.values(proof.multipliers) as Document[][]) {
          for (const row of rows) row[row.length - 1] = formatRational(rational(row[row.length - 1]).mul(factor));
        }
        return true;
      }
      case "a price of nothing": {
        // Reporting the truth instead of the truth gains 0: a price on it changes nothing.
        const rows = proof.multipliers.incentives as Document[][];
        if (document.instance.incentives !== "bayesian" || rows.some(([a, k, l]) => a === 0 && k === 0 && l === 0)) return false;
        rows.unshift([0, 0, 0, formatRational(shift())]);
        return true;
      }
      case "a constant payment": {
        const { values } = proof.mechanism.payments;
        const by = shift();
        values[0] = values[0].map((paid: string) => plus(paid, by));
        if (values.length > 1 && random.below(2) === 0) values[1] = values[1].map((paid: string) => plus(paid, by.neg()));
        return true;
      }
      case "a claim of infeasibility":
        document.claim = { status: "infeasible" };
        proof.mechanism = null;
        return true;
      case "another kappa":
        proof.kappa = plus(proof.kappa, random.below(2) === 0 ? shift() : shift().neg());
        return true;
      case "another pool": {
        if (!proof.pools) return false;
        const g = random.below(proof.pools.length);
        proof.pools[g] = plus(proof.pools[g], random.below(2) === 0 ? shift() : shift().neg());
        return true;
      }
      case "shares moved": {
        const { partners } = document.instance.environment;
        if (!partners || partners.some(({ count }: Document) => count > 1)) return false;
        const by = ratio(1n, BigInt(random.of([10, 1000, 10 ** 9])));
        partners[0].share = plus(partners[0].share, by.neg());
        partners[1].share = plus(partners[1].share, by);
        return true;
      }
      case "a division moved": {
        const { divisions } = document.instance.environment;
        if (!divisions) return false;
        const by = ratio(1n, BigInt(random.of([10, 1000, 10 ** 9])));
        const division = random.of<Document>(divisions);
        division[0] = plus(division[0], by.neg());
        division[1] = plus(division[1], by);
        return true;
      }
      case "a further knot": {
        // A knot outside of the support cuts nothing.
        const { knots } = random.of<Document>(proof.groups ?? [proof.buyer, proof.seller]);
        const at = random.below(knots.length + 1);
        knots.splice(at, 0, random.of(["1000000", "-1000000", "1/3", knots[at] ?? "0"]));
        return true;
      }
      case "a shifted count": {
        const counts = proof.mechanism[random.of(["strict", "generous"])];
        counts[random.below(counts.length)] += random.of([1, -1]);
        return true;
      }
      case "levels in another order": {
        const levels = levelsIn(proof, random);
        if (levels.length < 2) return false;
        const at = random.below(levels.length - 1);
        [levels[at], levels[at + 1]] = [levels[at + 1], levels[at]];
        return true;
      }
      case "levels joined": {
        const levels = levelsIn(proof, random);
        const at = levels.findIndex(([group], k) => k > 0 && levels[k - 1][0] === group);
        if (at < 0) return false;
        levels[at - 1][1] += levels[at][1];
        levels.splice(at, 1);
        return true;
      }
      case "another number of traders": {
        const { buyers, sellers, partners } = document.instance.environment;
        const group = random.of<Document>(partners ?? random.of([buyers, sellers]));
        group.count += random.of([1, -1]);
        return true;
      }
      case "another required profit": {
        const rule = typeof document.instance.budget === "string" ? document.instance.budget : document.instance.budget.rule;
        document.instance.budget = { rule, requiredProfit: formatRational(shift().sub(1)) };
        return true;
      }
      case "other words": {
        const field = random.of(["incentives", "participation", "budget", "objective"]);
        document.instance[field] = random.of(words);
        return true;
      }
      default: {
        // Masses of a total within 1e-9 of 1 are divided out: the problem stays almost the same, and is another one.
        const law = random.of(places(document.instance).filter(({ key, parent }) => key === "masses" && Array.isArray(parent[key])));
        law.parent.masses[0] = plus(law.parent.masses[0], ratio(BigInt(random.of([1, -1, 20])), 10n ** 10n));
        return true;
      }
    }
  }
}

/** The levels of one of a proof's rankings; none where it has no levels. */
function levelsIn({ kind, mechanism }: Document, random: Random): Document[] {
  if (kind === "continuum-market") return mechanism[random.of(["strict", "generous"])];
  return kind === "continuum-partnership" ? random.of<Document>(mechanism.rankings).levels : [];
}
