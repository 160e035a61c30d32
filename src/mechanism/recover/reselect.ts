import { magnitudeOf } from "../../arithmetic/magnitude.ts";
import { CompensatedSum } from "../../arithmetic/sum.ts";
import type { FiniteEnvironment } from "../../environments/environment.ts";
import { TypeProfiles } from "../../environments/type-profiles.ts";
import type { Participation } from "../../problem/design-problem.ts";
import { participationStage } from "../../problem/words.ts";
import { bySide, ranked, sidesOf, stateOf, type TradingSide, type TwoSides, typeIn } from "../../type-space/sides.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { expectation } from "../expectation.ts";
import { separablePayments } from "../separable.ts";

/** Probability and money in every state of bilateral trade, at index i·n + j: of trade, what the buyer pays, what the seller receives. */
export interface TradeTables {
  readonly x: Float64Array;
  readonly buyer: Float64Array;
  readonly seller: Float64Array;
}

/** Payments this many times the largest type (or required profit) are needlessly large: no constraint asks for them. */
const needlesslyLarge = 100;

/** Whether some payment is {@link needlesslyLarge} next to these amounts. */
export function isNeedlesslyLarge(payments: readonly Float64Array[], ...amounts: readonly ArrayLike<number>[]): boolean {
  return magnitudeOf(...payments) > needlesslyLarge * magnitudeOf(...amounts);
}

/**
 * Other payments with the same interim ones, for Bayesian incentives, participation on average and independent types, none of which can tell
 * them apart: each agent a pays its interim payment P_a, less, with `everyState`, Σ_{c≠a} (P_c − E[P_c])/(N − 1), so that the payments add up to
 * the expected profit at every profile. At profiles of negligible probability a solver may leave payments of 10¹⁶; interim ones differ by no more
 * than values do. Returns the payments as they are where types are correlated, or one agent's would have to add up.
 */
export function spreadPayments(
  environment: FiniteEnvironment,
  payments: readonly Float64Array[],
  everyState: boolean,
): readonly Float64Array[] {
  const { agents } = environment;
  const profiles = new TypeProfiles(environment);
  if (!profiles.independent || (everyState && agents.length === 1)) return payments;
  const interim = agents.map(({ types }, a) =>
    Float64Array.from(types, (_, k) => {
      const own = Float64Array.from(
        { length: profiles.othersCount(a) },
        (__, others) => payments[a]?.[profiles.join(a, k, others)] as number,
      );
      return expectation(profiles.conditional(a, k) ?? [], own);
    }),
  );
  return paymentsFromInterim(environment, interim, everyState);
}

/** Payments of each agent at every profile: its interim ones as they are, or spread to add up to the same in every state ({@link separablePayments}). */
export function paymentsFromInterim(
  environment: FiniteEnvironment,
  interim: readonly Float64Array[],
  everyState: boolean,
): readonly Float64Array[] {
  const profiles = new TypeProfiles(environment);
  const masses = environment.agents.map(({ types }, a) => Float64Array.from(types, (_, k) => profiles.marginal(a, k)));
  const separable = separablePayments(interim, masses);
  const payments = interim.map(() => new Float64Array(profiles.count));
  profiles.forEach((types, p) => {
    const here = everyState ? separable(types) : types.map((k, a) => interim[a]?.[k] as number);
    here.forEach((t, a) => {
      (payments[a] as Float64Array)[p] = t;
    });
  });
  return payments;
}

/** Rents of a trader in every state. */
export function rentsOf({ x, ...transfers }: TradeTables, side: TradingSide): Float64Array {
  const { name, sign, values } = side;
  return transfers[name].map((t, state) => sign * ((x[state] as number) * (values[typeIn(side, state)] as number) - t));
}

/** What there is to share in every state beyond the required profit: x·(B − S) − r. */
function roomOf(x: Float64Array, [buyer, seller]: TwoSides, requiredProfit: number): Float64Array {
  return x.map((p, state) => {
    return p * ((buyer.values[typeIn(buyer, state)] as number) - (seller.values[typeIn(seller, state)] as number)) - requiredProfit;
  });
}

/** The state of a side's type of a rank against type l of the other. */
function rankedState(side: TradingSide, rank: number, l: number): number {
  return stateOf(side, ranked(side, rank), l);
}

/** By how much a unit is worth more to the type of the next rank. */
function stepOf(side: TradingSide, rank: number): number {
  return side.sign * ((side.values[ranked(side, rank + 1)] as number) - (side.values[ranked(side, rank)] as number));
}

/** The largest violation in any state of neighbours' dominant incentives or of no deficit. O(m·n). */
export function worstInStates(tables: TradeTables, buyer: TypeSpace, seller: TypeSpace, requiredProfit: number): number {
  const { x } = tables;
  const sides = sidesOf(buyer, seller);
  const rents = bySide(sides, (side) => rentsOf(tables, side));
  const room = roomOf(x, sides, requiredProfit);
  let worst = room.reduce(
    (most, left, state) => Math.max(most, (rents.buyer[state] as number) + (rents.seller[state] as number) - left),
    0,
  );
  for (const side of sides) {
    const own = rents[side.name];
    for (let l = 0; l < side.rival.values.length; l++) {
      for (let rank = 1; rank < side.values.length; rank++) {
        const [below, here] = [rankedState(side, rank - 1, l), rankedState(side, rank, l)];
        const step = (own[here] as number) - (own[below] as number);
        const gap = stepOf(side, rank - 1);
        worst = Math.max(worst, gap * (x[below] as number) - step, step - gap * (x[here] as number));
      }
    }
  }
  return worst;
}

/**
 * Other payments for the same allocation, with dominant incentives and no deficit in any state, that are of the size of the types.
 *
 * At states of negligible probability a solver may leave rents of −10¹⁶, which no doubles can carry next to the types, or rents that break
 * incentives. Rents u_b + u_s have to fit into x·(B − S) − r state by state, and given one trader's, the other's largest ones that fit are a minimum
 * over its types (neighbours' ICs bound the steps of a rent): a common type's, of ordinary size. So the seller's rents at states that count are
 * continued to all of its types, the buyer gets its largest rents beside them, and the seller its largest beside those, which takes nothing from
 * anybody; then constants bring the expected rents back to what they were, for `interim` participation no farther than those of the least eager
 * types. Values and profit stay, and rents differ across states by no more than values do.
 *
 * `x` must be monotone in every state (see {@link monotoneEnvelope}). O(m·n).
 */
export function reselectRents(
  tables: TradeTables,
  buyer: TypeSpace,
  seller: TypeSpace,
  asked: { readonly participation: Participation; readonly requiredProfit: number },
): TradeTables {
  const { x } = tables;
  const sides = sidesOf(buyer, seller);
  const room = roomOf(x, sides, asked.requiredProfit);
  const before = bySide(sides, (side) => rentsOf(tables, side));
  const beside = (theirs: Float64Array) =>
    room.map((most, state) => (theirs[state] === unlimited ? unlimited : most - (theirs[state] as number)));
  const known = largestRents(
    sides[1],
    x,
    before.seller.map((rent, state) => (isPriced(sides, state) ? rent : unlimited)),
  );
  const ofBuyer = largestRents(sides[0], x, beside(known));
  const largest = { buyer: ofBuyer, seller: largestRents(sides[1], x, beside(ofBuyer)) };
  const payments = bySide(sides, (side) => {
    const rents = largest[side.name];
    const rise = rents.map((rent, state) => rent - (before[side.name][state] as number));
    const risen = meanOf(side, rise);
    const back = participationStage[asked.participation] === "interim" ? Math.min(risen, meanOf(side, rise, ranked(side, 0))) : risen;
    const taken = back > 0 ? back : 0;
    return x.map((p, state) => {
      return p * (side.values[typeIn(side, state)] as number) - side.sign * ((rents[state] as number) - taken);
    });
  });
  return { x, ...payments };
}

/** Types of less mass than this move no average by more than a solver's own tolerance: what its point says of their states means nothing. */
const unpriced = 1e-9;

function isPriced(sides: TwoSides, state: number): boolean {
  return sides.every((side) => (side.masses[typeIn(side, state)] as number) >= unpriced);
}

const unlimited = Number.POSITIVE_INFINITY;

/** The largest rents of a trader with dominant incentives that are nowhere above `limits`; unlimited where nothing limits a line. */
function largestRents(side: TradingSide, x: Float64Array, limits: Float64Array): Float64Array {
  const rents = limits.slice();
  const most = side.values.length - 1;
  for (let l = 0; l < side.rival.values.length; l++) {
    // A step up gains as much as the better type trades, a step down takes as much as the worse one does.
    const step = (from: number, to: number) => {
      const at = rankedState(side, to, l);
      const moved = (to > from ? stepOf(side, from) : -stepOf(side, to)) * (x[at] as number);
      rents[at] = Math.min(rents[at] as number, (rents[rankedState(side, from, l)] as number) + moved);
    };
    for (let rank = 1; rank <= most; rank++) step(rank - 1, rank);
    for (let rank = most - 1; rank >= 0; rank--) step(rank + 1, rank);
  }
  return rents;
}

/** The expectation of y over all states, or over those of one type of a side. */
function meanOf(side: TradingSide, y: Float64Array, only?: number): number {
  const sum = new CompensatedSum();
  for (let rank = 0; rank < side.values.length; rank++) {
    const k = ranked(side, rank);
    if (only !== undefined && k !== only) continue;
    const mass = only === undefined ? (side.masses[k] as number) : 1;
    side.rival.masses.forEach((other, l) => {
      sum.add(mass * other * (y[stateOf(side, k, l)] as number));
    });
  }
  return sum.value;
}

/**
 * Makes trade monotone in every state, in place: probabilities are raised where that takes at most `tolerance` in expectation (solver noise; larger
 * decreases stay), and those against types that nothing prices are chosen anew, the largest that fit where there is a gain, else the least.
 */
export function monotoneEnvelope(x: Float64Array, buyer: TypeSpace, seller: TypeSpace, tolerance: number): void {
  const sides = sidesOf(buyer, seller);
  const [m, n] = [buyer.values.length, seller.values.length];
  const least = x.map((p, state) => (isPriced(sides, state) ? p : 0));
  for (let i = 0; i < m; i++)
    for (let j = n - 1; j >= 0; j--) {
      const state = i * n + j;
      const above = Math.max(i === 0 ? 0 : (least[state - n] as number), j === n - 1 ? 0 : (least[state + 1] as number));
      least[state] = Math.max(least[state] as number, above);
    }
  const most = least.map((p, state) => (isPriced(sides, state) ? p : 1));
  for (let i = m - 1; i >= 0; i--)
    for (let j = 0; j < n; j++) {
      const state = i * n + j;
      const below = Math.min(i === m - 1 ? 1 : (most[state + n] as number), j === 0 ? 1 : (most[state - 1] as number));
      most[state] = Math.min(most[state] as number, below);
    }
  let change = 0;
  const chosen = least.map((p, state) => {
    const [i, j] = [Math.floor(state / n), state % n];
    if (!isPriced(sides, state)) return (buyer.values[i] as number) > (seller.values[j] as number) ? (most[state] as number) : p;
    change += (buyer.masses[i] as number) * (seller.masses[j] as number) * (p - (x[state] as number));
    return p;
  });
  if (change <= tolerance) x.set(chosen);
}

/**
 * Removes solver noise from ex-post participation and a budget in every state: payments are clipped into x·S ≤ t^s ≤ t^b − r ≤ x·B − r
 * (`balanced`: t^b = t^s + r) where the change is at most `tolerance`·`stakes` on average for either trader's type, whatever it is in a state of
 * negligible probability. Changes the tables in place; larger violations stay.
 */
export function restoreStates(
  { x, buyer: paid, seller: received }: TradeTables,
  buyer: TypeSpace,
  seller: TypeSpace,
  asked: { readonly balanced: boolean; readonly requiredProfit: number },
  tolerance: number,
): void {
  const n = seller.values.length;
  const r = asked.requiredProfit;
  const scale = (buyer.values.at(-1) as number) - (seller.values[0] as number);
  for (let i = 0; i < buyer.values.length; i++) {
    for (let j = 0; j < n; j++) {
      const state = i * n + j;
      const weight = Math.max(buyer.masses[i] as number, seller.masses[j] as number);
      const gap = (buyer.values[i] as number) - (seller.values[j] as number);
      let trade = x[state] as number;
      // Trade that cannot pay for r is noise.
      if (trade * gap < r) trade = gap > 0 && r > 0 ? Math.min(1, r / gap) : r === 0 ? 0 : trade;
      const cheapest = trade * (seller.values[j] as number);
      const dearest = trade * (buyer.values[i] as number);
      const receipt = Math.min(Math.max(received[state] as number, cheapest), Math.max(cheapest, dearest - r));
      const payment = asked.balanced ? receipt + r : Math.min(Math.max(paid[state] as number, receipt + r), dearest);
      const change = Math.abs(receipt - (received[state] as number)) + Math.abs(payment - (paid[state] as number));
      if (!(weight * (change + Math.abs(trade - (x[state] as number)) * scale) <= tolerance * scale)) continue;
      x[state] = trade;
      received[state] = receipt;
      paid[state] = payment;
    }
  }
}
