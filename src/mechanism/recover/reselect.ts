import { CompensatedSum } from "../../arithmetic/sum.ts";
import type { FiniteEnvironment } from "../../environments/environment.ts";
import { TypeProfiles } from "../../environments/type-profiles.ts";
import type { Participation } from "../../problem/design-problem.ts";
import { participationStage } from "../../problem/words.ts";
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
  const largest = (lists: readonly ArrayLike<number>[]): number => {
    let most = 0;
    for (const list of lists) for (let k = 0; k < list.length; k++) most = Math.max(most, Math.abs(list[k] as number));
    return most;
  };
  return largest(payments) > needlesslyLarge * largest(amounts);
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

/** One trader's states in bilateral trade, from its least eager type up: `at(k, l)` is the state of its k-th type against type l of the other. */
interface Line {
  readonly types: number;
  readonly others: number;
  at(k: number, l: number): number;
  worth(k: number): number;
  /** Probability of its k-th type, and of type l of the other. */
  readonly own: (k: number) => number;
  readonly other: (l: number) => number;
}

function linesOf(buyer: TypeSpace, seller: TypeSpace): readonly [buyer: Line, seller: Line] {
  const [m, n] = [buyer.values.length, seller.values.length];
  const mass = (space: TypeSpace, k: number) => space.masses[k] as number;
  return [
    {
      types: m,
      others: n,
      at: (k, l) => k * n + l,
      worth: (k) => buyer.values[k] as number,
      own: (k) => mass(buyer, k),
      other: (l) => mass(seller, l),
    },
    {
      types: n,
      others: m,
      at: (k, l) => l * n + (n - 1 - k),
      worth: (k) => -(seller.values[n - 1 - k] as number),
      own: (k) => mass(seller, n - 1 - k),
      other: (l) => mass(buyer, l),
    },
  ];
}

/** Rents of both traders in every state. */
function rentsOf(
  { x, buyer: paid, seller: received }: TradeTables,
  buyer: TypeSpace,
  seller: TypeSpace,
): readonly [Float64Array, Float64Array] {
  const n = seller.values.length;
  return [
    paid.map((t, state) => (x[state] as number) * (buyer.values[Math.floor(state / n)] as number) - t),
    received.map((t, state) => t - (x[state] as number) * (seller.values[state % n] as number)),
  ];
}

/** What there is to share in every state beyond the required profit: x·(B − S) − r. */
function roomOf(x: Float64Array, buyer: TypeSpace, seller: TypeSpace, requiredProfit: number): Float64Array {
  const n = seller.values.length;
  return x.map((p, state) => p * ((buyer.values[Math.floor(state / n)] as number) - (seller.values[state % n] as number)) - requiredProfit);
}

/** The largest violation in any state of neighbours' dominant incentives or of no deficit. O(m·n). */
export function worstInStates(tables: TradeTables, buyer: TypeSpace, seller: TypeSpace, requiredProfit: number): number {
  const { x } = tables;
  const rents = rentsOf(tables, buyer, seller);
  const room = roomOf(x, buyer, seller, requiredProfit);
  let worst = room.reduce((most, left, state) => Math.max(most, (rents[0][state] as number) + (rents[1][state] as number) - left), 0);
  linesOf(buyer, seller).forEach(({ types, others, at, worth }, a) => {
    for (let l = 0; l < others; l++) {
      for (let k = 1; k < types; k++) {
        const step = (rents[a]?.[at(k, l)] as number) - (rents[a]?.[at(k - 1, l)] as number);
        const gap = worth(k) - worth(k - 1);
        worst = Math.max(worst, gap * (x[at(k - 1, l)] as number) - step, step - gap * (x[at(k, l)] as number));
      }
    }
  });
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
  const n = seller.values.length;
  const lines = linesOf(buyer, seller);
  const room = roomOf(x, buyer, seller, asked.requiredProfit);
  const before = rentsOf(tables, buyer, seller);
  const beside = (theirs: Float64Array) =>
    room.map((most, state) => (theirs[state] === unlimited ? unlimited : most - (theirs[state] as number)));
  const known = largestRents(
    lines[1],
    x,
    before[1].map((rent, state) => (isPriced(buyer, seller, state) ? rent : unlimited)),
  );
  const ofBuyer = largestRents(lines[0], x, beside(known));
  const ofSeller = largestRents(lines[1], x, beside(ofBuyer));
  const lowered = ([ofBuyer, ofSeller] as const).map((rents, a) => {
    const line = lines[a] as Line;
    const rise = rents.map((rent, state) => rent - (before[a]?.[state] as number));
    const risen = meanOf(line, rise, line.own, line.types);
    const back =
      participationStage[asked.participation] === "interim"
        ? Math.min(
            risen,
            meanOf(line, rise, () => 1, 1),
          )
        : risen;
    return back > 0 ? rents.map((rent) => rent - back) : rents;
  });
  return {
    x,
    buyer: x.map((p, state) => p * (buyer.values[Math.floor(state / n)] as number) - (lowered[0]?.[state] as number)),
    seller: x.map((p, state) => p * (seller.values[state % n] as number) + (lowered[1]?.[state] as number)),
  };
}

/** Types of less mass than this move no average by more than a solver's own tolerance: what its point says of their states means nothing. */
const unpriced = 1e-9;

function isPriced(buyer: TypeSpace, seller: TypeSpace, state: number): boolean {
  const n = seller.values.length;
  return Math.min(buyer.masses[Math.floor(state / n)] as number, seller.masses[state % n] as number) >= unpriced;
}

const unlimited = Number.POSITIVE_INFINITY;

/** The largest rents of a trader with dominant incentives that are nowhere above `limits`; unlimited where nothing limits a line. */
function largestRents({ types, others, at, worth }: Line, x: Float64Array, limits: Float64Array): Float64Array {
  const rents = limits.slice();
  const atMost = (state: number, most: number) => {
    rents[state] = Math.min(rents[state] as number, most);
  };
  for (let l = 0; l < others; l++) {
    for (let k = 1; k < types; k++) atMost(at(k, l), (rents[at(k - 1, l)] as number) + (worth(k) - worth(k - 1)) * (x[at(k, l)] as number));
    for (let k = types - 2; k >= 0; k--)
      atMost(at(k, l), (rents[at(k + 1, l)] as number) - (worth(k + 1) - worth(k)) * (x[at(k, l)] as number));
  }
  return rents;
}

/** Σ over the first types and all of the other's of weight(k)·probability(l)·y. */
function meanOf({ others, at, other }: Line, y: Float64Array, weight: (k: number) => number, types: number): number {
  const sum = new CompensatedSum();
  for (let k = 0; k < types; k++) for (let l = 0; l < others; l++) sum.add(weight(k) * other(l) * (y[at(k, l)] as number));
  return sum.value;
}

/**
 * Makes trade monotone in every state, in place: probabilities are raised where that takes at most `tolerance` in expectation (solver noise; larger
 * decreases stay), and those against types that nothing prices are chosen anew, the largest that fit where there is a gain, else the least.
 */
export function monotoneEnvelope(x: Float64Array, buyer: TypeSpace, seller: TypeSpace, tolerance: number): void {
  const [m, n] = [buyer.values.length, seller.values.length];
  const least = x.map((p, state) => (isPriced(buyer, seller, state) ? p : 0));
  for (let i = 0; i < m; i++)
    for (let j = n - 1; j >= 0; j--) {
      const state = i * n + j;
      const above = Math.max(i === 0 ? 0 : (least[state - n] as number), j === n - 1 ? 0 : (least[state + 1] as number));
      least[state] = Math.max(least[state] as number, above);
    }
  const most = least.map((p, state) => (isPriced(buyer, seller, state) ? p : 1));
  for (let i = m - 1; i >= 0; i--)
    for (let j = 0; j < n; j++) {
      const state = i * n + j;
      const below = Math.min(i === m - 1 ? 1 : (most[state + n] as number), j === 0 ? 1 : (most[state - 1] as number));
      most[state] = Math.min(most[state] as number, below);
    }
  let change = 0;
  const chosen = least.map((p, state) => {
    const [i, j] = [Math.floor(state / n), state % n];
    if (!isPriced(buyer, seller, state)) return (buyer.values[i] as number) > (seller.values[j] as number) ? (most[state] as number) : p;
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
