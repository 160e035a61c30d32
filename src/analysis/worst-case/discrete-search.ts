import { normalFrom, type Random } from "../../arithmetic/random.ts";
import { type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { Solve } from "../../solve.ts";
import type { Solver } from "../../solver/solver.ts";
import type { Criterion, Measured } from "./criteria.ts";
import { type ExactTraders, exactly } from "./exact-pair.ts";
import { byStrength, encoded, massesOf, type Pair, type Strengths, stepBetween, withMass } from "./pair.ts";
import { chooseSide, moveBoth, type State } from "./side-program.ts";

/** A law that was looked at, with its ratio. */
export interface Found {
  readonly traders: ExactTraders;
  readonly measured: Measured;
  readonly ratio: Rational;
}

/** What a search may ask: whether to go on, and to keep what is better than all before. */
export interface Search {
  readonly random: Random;
  readonly solver: Solver;
  readonly solve: Solve;
  /** The time is up. */
  late(): boolean;
  /** Counts an evaluation, and keeps the best; null: nothing could be said of the law. */
  looked(found: Found | null): void;
  /** A new start. */
  restarted(): void;
}

/** Types a side with which a search begins. */
const coarse = 6;

/** How often a round may gain nothing before another start is tried. */
const patience = 4;

/** Smallest relative gain of a round that counts. */
const gainThatCounts = 1e-4;

/**
 * All laws on at most `types` types a side: the law of one side is chosen by a linear program with everything else given, then that of the other, from many starts; in between
 * types without mass move to new places, and all masses and places are jolted a little. Every ratio that is compared is exact.
 */
export async function searchDiscrete(criterion: Criterion, types: number, search: Search): Promise<void> {
  const { random } = search;
  let champion: Looked | undefined;
  while (!search.late()) {
    search.restarted();
    const anew = champion === undefined || random() < 0.5;
    let size = anew ? Math.min(coarse, types) : types;
    let best = await look(criterion, anew ? startingPair(size, random) : shaken((champion as Looked).pair, random), search);
    if (!best) continue;
    for (let stale = 0; stale < patience && !search.late(); ) {
      const before = best.ratio;
      best = await improved(criterion, best, size, search);
      stale = toNumber(before.sub(best.ratio)) > gainThatCounts * toNumber(before) ? 0 : stale + 1;
      // From coarse to fine: what few types settle is settled sooner.
      if (stale > 1 && size < types) [size, stale] = [Math.min(2 * size, types), 0];
    }
    if (!champion || best.ratio.compare(champion.ratio) < 0) champion = best;
  }
}

interface Looked extends Found {
  readonly pair: Pair;
}

async function look(criterion: Criterion, pair: Pair, search: Search): Promise<Looked | null> {
  const found = await foundAt(criterion, exactly(pair), search.solve);
  search.looked(found);
  return found && { ...found, pair };
}

/** The ratio of a law; null where nothing is to be gained, and where none was proved. */
export async function foundAt(criterion: Criterion, traders: ExactTraders, solve: Solve): Promise<Found | null> {
  const measured = await criterion.measure(traders, solve);
  if (!measured || measured.denominator.lte(zero)) return null;
  return { traders, measured, ratio: measured.numerator.div(measured.denominator) };
}

/** One round: each side by programs on refined types, both at once, then jolts. */
async function improved(criterion: Criterion, start: Looked, types: number, search: Search): Promise<Looked> {
  const { random, solver } = search;
  let best = start;
  const take = async (pair: Pair | null): Promise<boolean> => {
    const found = pair && (await look(criterion, pair, search));
    if (!found || found.ratio.compare(best.ratio) >= 0) return false;
    best = found;
    return true;
  };
  const state: State = (columns, chosen) => criterion.state(columns, best.measured, chosen);
  for (const chosen of ["buyer", "seller", "buyer", "seller"] as const) {
    if (search.late()) return best;
    const { pair } = best;
    const side = refined(pair[chosen], 2 * types, random);
    const law = await chooseSide({ ...pair, [chosen]: side }, chosen, state, solver);
    await take(law && { ...law, [chosen]: fewer(law[chosen], types) });
  }
  for (let step = 0, reach = 0.3; criterion.bilinear && step < 12 && reach > 1e-3 && !search.late(); step++) {
    const { pair } = best;
    const both = step % 3 === 0 ? { buyer: refined(pair.buyer, types, random), seller: refined(pair.seller, types, random) } : pair;
    reach *= (await take(await moveBoth(both, reach, state, solver))) ? 1.5 : 0.4;
    reach = Math.min(reach, 0.9);
  }
  for (let jolt = 0; jolt < 8 && !search.late(); jolt++) {
    const size = 10 ** (-3 * random());
    await take({ buyer: jolted(best.pair.buyer, size, random), seller: jolted(best.pair.seller, size, random) });
  }
  return best;
}

/** A start: both sides spread by themselves, or on one common scale below a rare strong buyer and a seller of cost 0, so that little is lost by what happens far above. */
function startingPair(types: number, random: Random): Pair {
  if (random() < 0.5) return spreadPair(types, random);
  const scale = 10 ** (-1 - 5 * random());
  const places = Array.from({ length: types - 1 }, () => scale * (0.2 + 1.3 * random())).sort((a, b) => a - b);
  const falls = (k: number) => 1 - (0.9 * (k + random())) / types;
  const buyer = { at: Float64Array.from([...places, 0]), tails: Float64Array.from([...places.map((_, k) => falls(k)), scale * random()]) };
  const costs = [...places].reverse().map((cost) => -cost * (1 + 1e-3 * random()));
  const seller = { at: Float64Array.from([...costs, 0]), tails: Float64Array.from([...costs, 0], (_, k) => falls(k)) };
  return { buyer: { at: buyer.at, tails: falling(buyer.tails) }, seller: { at: seller.at.sort(byStrength), tails: falling(seller.tails) } };
}

/** A law with about `types` types whose tail falls like a power of the distance from either end. */
function spreadPair(types: number, random: Random): Pair {
  const side = (): Strengths => {
    const spread = 10 ** (-0.5 - 8 * random() ** 2);
    const near = random();
    const places = Array.from({ length: types }, (_, k) => {
      const distance = Math.exp(Math.log(spread) * random()) / 2;
      return k === 0 ? 0 : random() < near ? distance : -distance;
    });
    const at = Float64Array.from(new Set(places)).sort(byStrength);
    const exponent = 2 * random() - 0.5;
    const tails = at.map((e, k) => {
      const strength = e > 0 ? e : 1 + e;
      const smooth = exponent > 0 ? strength ** -exponent : Math.max(-e, spread) ** -exponent;
      return smooth * Math.exp(-0.3 * random()) * (1 - k / (2 * at.length));
    });
    return { at, tails: falling(tails) };
  };
  return { buyer: side(), seller: side() };
}

/** Nonincreasing, the first 1. */
function falling(tails: Float64Array): Float64Array {
  for (let k = tails.length - 2; k >= 0; k--) tails[k] = Math.max(tails[k] as number, tails[k + 1] as number);
  const all = tails[0] as number;
  return tails.map((tail) => tail / all);
}

/** Types that have mass, and new ones between them, at most `types` in all. */
function refined(side: Strengths, types: number, random: Random): Strengths {
  const points = withMass(massesOf(side)).map((k) => ({ e: side.at[k] as number, tail: side.tails[k] as number }));
  const order = points.slice(0, -1).map((_, k) => k);
  for (let k = order.length - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [order[k], order[other]] = [order[other] as number, order[k] as number];
  }
  // The mass of what lies between two types is at the upper one.
  const added = order.slice(0, Math.max(0, types - points.length)).map((k) => {
    const [below, above] = [points[k], points[k + 1]] as [(typeof points)[0], (typeof points)[0]];
    return { e: between(below.e, above.e, random()), tail: above.tail };
  });
  const all = [...points, ...added].sort((a, b) => byStrength(a.e, b.e));
  return { at: Float64Array.from(all, ({ e }) => e), tails: Float64Array.from(all, ({ tail }) => tail) };
}

/** The law without its rarest types, whose mass goes to the next weaker ones, so that at most `types` are left. */
function fewer(side: Strengths, types: number): Strengths {
  const mass = massesOf(side);
  // Of a type in units of the tail it is part of: rare types at the top matter as much as others.
  const rank = [...withMass(mass)].sort(
    (a, b) => (mass[b] as number) / (side.tails[b] as number) - (mass[a] as number) / (side.tails[a] as number),
  );
  const chosen = rank.slice(0, types).sort((a, b) => a - b);
  return {
    at: Float64Array.from(chosen, (k) => side.at[k] as number),
    tails: Float64Array.from(chosen, (k, place) => (place === 0 ? (side.tails[0] as number) : (side.tails[k] as number))),
  };
}

/** A strength between two, in proportion where they are far apart near one end. */
function between(weaker: number, stronger: number, part: number): number {
  const inside = 0.05 + 0.9 * part;
  if (weaker > 0 && stronger > 0) return weaker * (stronger / weaker) ** inside;
  if (weaker <= 0 && stronger < 0) return weaker * (stronger / weaker) ** inside;
  if (weaker <= 0) return weaker * inside;
  return encoded(weaker + stepBetween(weaker, stronger) * inside);
}

/** The best law so far, moved so far that a descent may end elsewhere. */
function shaken({ buyer, seller }: Pair, random: Random): Pair {
  const size = 0.05 + random();
  return { buyer: jolted(buyer, size, random), seller: jolted(seller, size, random) };
}

/** Masses and places moved a little at random; most places stay. */
function jolted(side: Strengths, size: number, random: Random): Strengths {
  const mass = massesOf(side).map((m) => (random() < 0.5 ? m : m * Math.exp(size * normalFrom(random))));
  const moved = side.at.map((e) =>
    e === 0 || random() < 0.7 ? e : Math.sign(e) * Math.min(0.5, Math.abs(e) * Math.exp(size * normalFrom(random))),
  );
  const order = Array.from(moved.keys()).sort((a, b) => byStrength(moved[a] as number, moved[b] as number));
  const kept = order.filter((k, place) => (mass[k] as number) > 0 && moved[k] !== moved[order[place + 1] ?? -1]);
  const tails = new Float64Array(kept.length);
  for (let place = kept.length - 1; place >= 0; place--) tails[place] = (mass[kept[place] as number] as number) + (tails[place + 1] ?? 0);
  return { at: Float64Array.from(kept, (k) => moved[k] as number), tails: falling(tails) };
}
