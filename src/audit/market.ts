import { CompensatedSum } from "../arithmetic/sum.ts";
import type { MultilateralMechanism } from "../mechanism/mechanism.ts";
import { unroll } from "../mechanism/multilateral.ts";
import { forEachProfile, profileCount } from "../mechanism/profiles-of-traders.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { Violation } from "./audit.ts";
import { bestDeviation } from "./bayesian-incentives.ts";
import { outside } from "./probabilities.ts";
import { shown, Worst } from "./violation.ts";

/** A trader (or `count` identical ones) with the interim rule that it faces; `sign` is 1 for buyers, −1 for sellers. */
export interface Side {
  readonly name: string;
  readonly types: TypeSpace;
  readonly allocation: Float64Array;
  readonly transfer: Float64Array;
  readonly sign: 1 | -1;
  readonly count: number;
}

/** A surplus and where it occurs, in words. */
export interface Extreme {
  readonly amount: number;
  readonly words: () => string;
}

/** A mechanism among many traders written out: who trades and pays what at every profile, and what follows from it. */
export interface Market {
  /** One entry per trader, buyers first; interim vectors recomputed from all profiles. */
  readonly traders: readonly Side[];
  /** Trade and transfer of trader a at profile p, at index a·profiles + p; the last trader's type runs fastest. */
  readonly trade: Float64Array;
  readonly transfer: Float64Array;
  readonly profiles: number;
  readonly surplus: readonly [Extreme, Extreme];
  readonly allocation: Violation;
  readonly largestTransfer: number;
}

/** Visits every type profile once. */
export function enumerateMarket(mechanism: MultilateralMechanism): Market {
  const buyers = unroll(mechanism.buyers).map((group) => group.types);
  const sellers = unroll(mechanism.sellers).map((group) => group.types);
  const spaces = [...buyers, ...sellers];
  const profiles = profileCount(spaces);
  const trade = new Float64Array(spaces.length * profiles);
  const transfer = new Float64Array(spaces.length * profiles);
  const sums = spaces.map((space) => Array.from(space.values, () => ({ trade: new CompensatedSum(), transfer: new CompensatedSum() })));
  const worst = new Worst();
  const extremes = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY, leastAt: "", mostAt: "" };
  let largest = 0;
  let p = 0;
  forEachProfile(spaces, (profile, probability) => {
    const outcome = mechanism.at(profile.slice(0, buyers.length), profile.slice(buyers.length));
    const surplus = new CompensatedSum();
    const goods = new CompensatedSum();
    [...outcome.buyers, ...outcome.sellers].forEach((own, a) => {
      const sign = a < buyers.length ? 1 : -1;
      const type = profile[a] as number;
      trade[a * profiles + p] = own.trade;
      transfer[a * profiles + p] = own.transfer;
      // The probability of the others' types: a trader's own type does not enter its interim vectors.
      const beliefs = probability / (spaces[a]?.masses[type] as number);
      sums[a]?.[type]?.trade.add(beliefs * own.trade);
      sums[a]?.[type]?.transfer.add(beliefs * own.transfer);
      surplus.add(sign * own.transfer);
      goods.add(sign * own.trade);
      largest = Math.max(largest, Math.abs(own.transfer));
      worst.see(outside(own.trade), () => `${nameOf(a, buyers.length)} at ${words(spaces, profile)}`);
    });
    worst.see(Math.abs(goods.value), () => `goods bought against goods sold at ${words(spaces, profile)}`);
    if (surplus.value < extremes.least) {
      extremes.least = surplus.value;
      extremes.leastAt = words(spaces, profile);
    }
    if (surplus.value > extremes.most) {
      extremes.most = surplus.value;
      extremes.mostAt = words(spaces, profile);
    }
    p++;
  });
  const traders = spaces.map((types, a): Side => {
    const own = sums[a] ?? [];
    return {
      name: nameOf(a, buyers.length),
      types,
      allocation: Float64Array.from(own, (sum) => sum.trade.value),
      transfer: Float64Array.from(own, (sum) => sum.transfer.value),
      sign: a < buyers.length ? 1 : -1,
      count: 1,
    };
  });
  const surplus = [
    { amount: extremes.least, words: () => extremes.leastAt },
    { amount: extremes.most, words: () => extremes.mostAt },
  ] as const;
  return { traders, trade, transfer, profiles, surplus, allocation: worst.violation, largestTransfer: largest };
}

/** Notes the best deviation of any trader at any profile of the others. */
export function marketDominance(worst: Worst, market: Market): void {
  forEachLine(market, (side, x, t, others) => {
    const d = bestDeviation(side.types.values, x, t, side.sign);
    worst.see(
      d.gain,
      () => `${side.name} ${shown(side.types.values[d.type])} reports ${shown(side.types.values[d.report])} against ${others()}`,
    );
  });
}

/** Notes the largest loss of any trader at any profile. */
export function marketParticipation(worst: Worst, market: Market): void {
  forEachLine(market, (side, x, t, others) => {
    side.types.values.forEach((v, k) => {
      worst.see(side.sign * ((t[k] as number) - (x[k] as number) * v), () => `${side.name} ${shown(v)} against ${others()}`);
    });
  });
}

/** For each trader and each profile of the others: its trade and transfer by report. */
function forEachLine(market: Market, visit: (side: Side, x: Float64Array, t: Float64Array, others: () => string) => void): void {
  const { traders, trade, transfer, profiles } = market;
  let stride = profiles;
  traders.forEach((side, a) => {
    const count = side.types.values.length;
    stride /= count;
    const x = new Float64Array(count);
    const t = new Float64Array(count);
    for (let block = 0; block < profiles; block += stride * count) {
      for (let inner = 0; inner < stride; inner++) {
        for (let k = 0; k < count; k++) {
          const p = a * profiles + block + k * stride + inner;
          x[k] = trade[p] as number;
          t[k] = transfer[p] as number;
        }
        visit(side, x, t, () => othersOf(traders, a, block + inner));
      }
    }
  });
}

function othersOf(traders: readonly Side[], skip: number, profile: number): string {
  const names: string[] = [];
  let rest = profile;
  for (let a = traders.length - 1; a >= 0; a--) {
    const { name, types } = traders[a] as Side;
    const k = rest % types.values.length;
    rest = Math.floor(rest / types.values.length);
    if (a !== skip) names.unshift(`${name} ${shown(types.values[k])}`);
  }
  return names.join(", ");
}

function nameOf(a: number, buyers: number): string {
  return a < buyers ? `buyer ${a + 1}` : `seller ${a - buyers + 1}`;
}

function words(spaces: readonly TypeSpace[], profile: readonly number[]): string {
  return spaces.map((space, a) => shown(space.values[profile[a] as number])).join(", ");
}
