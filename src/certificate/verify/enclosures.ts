import { readExactVector } from "../../arithmetic/exact-vector.ts";
import { rational } from "../../arithmetic/rational.ts";
import type { Enclosures } from "../format.ts";
import type { Cells, Ratio } from "./cells.ts";
import { Violation } from "./violation.ts";

/**
 * Cells whose numbers a certificate states because its law has no rational ones. That they are the law's, within the stated relative error, is an
 * assumption that the verdict names; what is checked is that they could be those of some law.
 */
export function enclosedCells(given: Enclosures): Cells {
  const n = given.mass.length;
  const lists = [given.low, given.high, given.moment, given.size, given.distortionLow, given.distortionHigh, given.revenue];
  if (n === 0 || lists.some((list) => list.length !== n)) throw new Violation("enclosures: the lists differ in length");
  const openBelow = given.low[0] === null;
  const openAbove = given.high[n - 1] === null;
  const inner = (list: readonly (string | null)[], open: number) => {
    if (list.some((end, k) => end === null && k !== open)) throw new Violation("enclosures: only the outermost ends may be infinite");
    return list;
  };
  // An infinite end is replaced by the other end of its cell, and not used.
  const low = inner(given.low, 0).map((end, k) => end ?? (given.high[k] as string));
  const high = inner(given.high, n - 1).map((end, k) => end ?? (given.low[k] as string));
  if (n === 1 && openBelow && openAbove) throw new Violation("enclosures: a single cell without limits");
  const ends = readExactVector([...low, ...high]);
  const cells: Cells = {
    low: { numerators: ends.numerators.slice(0, n), denominator: ends.denominator },
    high: { numerators: ends.numerators.slice(n), denominator: ends.denominator },
    openBelow,
    openAbove,
    mass: readExactVector(given.mass),
    moment: readExactVector(given.moment),
    distortionLow: given.distortionLow.map(asRatio),
    distortionHigh: given.distortionHigh.map(asRatio),
    revenue: given.revenue,
    relativeError: rational(given.relativeError),
    size: readExactVector(given.size),
  };
  check(cells);
  return cells;
}

function asRatio(text: string | null): Ratio | null {
  if (text === null) return null;
  const { s, n, d } = rational(text);
  if (s < 0n) throw new Violation("enclosures: a negative distortion");
  return [n, d];
}

function check({ low, high, mass, moment, size, relativeError, openBelow, openAbove }: Cells): void {
  const n = mass.numerators.length;
  const { n: epsilon, d: unit } = relativeError;
  if (relativeError.s < 0n || 1000n * epsilon >= unit) throw new Violation("enclosures: the relative error is not small");
  let total = 0n;
  for (let k = 0; k < n; k++) {
    const own = mass.numerators[k] as bigint;
    if (own <= 0n) throw new Violation(`enclosures: cell ${k} has no mass`);
    total += own;
    const [from, to] = [low.numerators[k] as bigint, high.numerators[k] as bigint];
    if (from > to || (k > 0 && from < (high.numerators[k - 1] as bigint))) throw new Violation(`enclosures: cell ${k} is out of order`);
    // The moment, over the product of all denominators, between mass·low and mass·high up to the errors of all three.
    const mean = (moment.numerators[k] as bigint) * size.denominator * mass.denominator * low.denominator * unit;
    const largest = (size.numerators[k] as bigint) * moment.denominator * mass.denominator * low.denominator;
    const at = (end: bigint) => own * end * moment.denominator * size.denominator;
    const slack = (end: bigint) => 4n * epsilon * (largest + magnitude(at(end)));
    const tooLow = !(openBelow && k === 0) && mean + slack(from) < at(from) * unit;
    const tooHigh = !(openAbove && k === n - 1) && mean - slack(to) > at(to) * unit;
    if (tooLow || tooHigh || largest * unit < magnitude(mean)) throw new Violation(`enclosures: the mean of cell ${k} lies outside it`);
  }
  if (magnitude(total - mass.denominator) * unit > 2n * epsilon * mass.denominator) {
    throw new Violation("enclosures: the masses do not sum to 1");
  }
}

function magnitude(x: bigint): bigint {
  return x < 0n ? -x : x;
}
