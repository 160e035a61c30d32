import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Enclosure, minus, nought, plus } from "../../src/arithmetic/elementary/enclosure.ts";
import { exactDouble, formatRational, type Rational, ratio, rational } from "../../src/arithmetic/rational.ts";
import { type Cumulative, type EnclosedLaw, enclosedLaw } from "../../src/certificate/verify/laws/enclosed-law.ts";
import { readLaw } from "../../src/certificate/verify/laws/stated-law.ts";
import { fixtures, lawFixtures } from "../support/law-fixtures.ts";

// Values of data/fixtures/<law>/expected.json, computed with 330 digits from the definitions by generate.py beside them, and given to 25.
interface Case {
  readonly spec: object;
  readonly at: readonly { readonly x: number; readonly cdf?: string; readonly pdf?: string }[];
  readonly between: readonly {
    readonly a: number | null;
    readonly b: number | null;
    readonly mass: string;
    readonly moment: string;
    readonly size: string;
  }[];
}

// Extreme units of account and shapes are asked of the engine: there an absolute width of 1e-40 says nothing.
const laws = lawFixtures().filter((name) => name !== "extremes");

/** So many that 25 digits of the smaller of two numbers (or 1e-40 of anything) are told apart. */
function bitsFor(...digits: string[]): number {
  const smallest = Math.max(Math.min(...digits.map((own) => Math.abs(Number(own)))), 1e-300);
  return 160 + Math.max(0, Math.ceil(-Math.log2(smallest)));
}

const lastDigit = rational("1e-24");

/** The fixtures mean the doubles themselves, not their decimals. */
function binary(spec: unknown): unknown {
  if (typeof spec === "number") return formatRational(exactDouble(spec));
  if (Array.isArray(spec)) return spec.map(binary);
  if (typeof spec === "object" && spec !== null) return Object.fromEntries(Object.entries(spec).map(([key, own]) => [key, binary(own)]));
  return spec;
}

function upTo({ atoms, pieces }: EnclosedLaw, x: Rational | null, bits: number): Cumulative {
  let [mass, moment] = [nought, nought];
  for (const atom of atoms) {
    if (x !== null && atom.at.gt(x)) continue;
    const own = atom.mass(bits);
    const { n, d, s } = atom.at;
    mass = plus(mass, own);
    moment = plus(
      moment,
      s < 0n
        ? { low: (-own.high * n) / d - 1n, high: (-own.low * n) / d + 1n }
        : { low: (own.low * n) / d - 1n, high: (own.high * n) / d + 1n },
    );
  }
  for (const piece of pieces) {
    if (x !== null && piece.from?.gt(x)) continue;
    const own = piece.upTo(x === null || piece.to?.lt(x) ? piece.to : x, bits);
    mass = plus(mass, own.mass);
    moment = plus(moment, own.moment);
  }
  return { mass, moment };
}

/** The enclosure and the 25 digits agree, up to the last digit (of `size`). */
function expectHolds({ low, high }: Enclosure, digits: string, size: string, bits: number, what: string): void {
  const truth = rational(digits);
  const slack = rational(size).abs().mul(lastDigit);
  const unit = 1n << BigInt(bits);
  expect(ratio(low, unit).lte(truth.add(slack)) && ratio(high, unit).gte(truth.sub(slack)), what).toBe(true);
  // Narrow enough to say something.
  expect(high - low < 1n << BigInt(bits - 130) || ratio(high - low, unit).lt(slack), what).toBe(true);
}

describe("the verifier's enclosures hold the values of the definitions, of every law", () => {
  test.each(laws)("%s", (name) => {
    const { cases } = JSON.parse(readFileSync(join(fixtures, name, "expected.json"), "utf8")) as { cases: readonly Case[] };
    let compared = 0;
    for (const { spec, at, between } of cases) {
      const words = JSON.stringify(spec);
      let law: EnclosedLaw;
      try {
        law = enclosedLaw(readLaw(binary(spec), "law"));
        upTo(law, exactDouble(between.find(({ a }) => a !== null)?.a ?? 0), 128);
      } catch (error) {
        // Parameters beyond what the elementary functions serve are refused, which the verifier reports.
        expect(error, words).toBeInstanceOf(RangeError);
        continue;
      }
      for (const { x, cdf, pdf } of at) {
        const point = exactDouble(x);
        if (cdf !== undefined) expectHolds(upTo(law, point, bitsFor(cdf)).mass, cdf, cdf, bitsFor(cdf), `${words}: cdf(${x})`);
        const active = law.pieces.filter(({ from, to }) => !from?.gte(point) && !to?.lte(point));
        const ends = law.pieces.some(({ from, to }) => from?.equals(point) || to?.equals(point));
        if (pdf === undefined || ends || active.length === 0) continue;
        const bits = bitsFor(pdf);
        expectHolds(active.map((piece) => piece.density(point, bits) as Enclosure).reduce(plus), pdf, pdf, bits, `${words}: pdf(${x})`);
        compared++;
      }
      for (const { a, b, mass, moment, size } of between) {
        const bits = bitsFor(mass, size);
        const start = a === null ? { mass: nought, moment: nought } : upTo(law, exactDouble(a), bits);
        const end = upTo(law, b === null ? null : exactDouble(b), bits);
        expectHolds(minus(end.mass, start.mass), mass, mass, bits, `${words}: P(${a} < V ≤ ${b})`);
        expectHolds(minus(end.moment, start.moment), moment, size, bits, `${words}: E[V; ${a} < V ≤ ${b}]`);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(5);
  });
});
