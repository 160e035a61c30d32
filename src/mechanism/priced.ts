import type { RiskAverseTrade } from "../environments/risk-averse-trade.ts";
import type { Utility } from "../environments/utility.ts";
import { powerMeans } from "../price-distribution/power-means.ts";
import type { TypePieces } from "../type-space/type-pieces.ts";
import type { AgentRule, Mechanism, Outcome } from "./mechanism.ts";

/** Trade with this probability, at these prices; without trade nothing is paid. Probabilities of a lottery sum to at most 1. */
export interface PricedTrade {
  readonly probability: number;
  readonly buyerPays: number;
  readonly sellerReceives: number;
}

/** Probability of trade, and the mean prices given that there is trade (NaN where there is none). */
export interface PriceOutcome {
  readonly trade: number;
  readonly buyerPays: number;
  readonly sellerReceives: number;
}

/** What each trader gains from a price, and how a price that is worse than no trade counts. */
export interface Attitudes {
  readonly buyer: Utility;
  readonly seller: Utility;
  /** A deviator may refuse a loss, and gets 0; else it counts as it is. */
  readonly refusesLosses: boolean;
}

/** The attitudes of the traders of an environment. */
export function attitudesOf({ utility, losses }: Pick<RiskAverseTrade, "utility" | "losses">): Attitudes {
  return { ...utility, refusesLosses: losses === "refuse" };
}

/** What a price counts that leaves a deviator this surplus. */
export function deviationWorth(surplus: number, of: Utility["of"], { refusesLosses }: Pick<Attitudes, "refusesLosses">): number {
  return surplus >= 0 ? of(surplus) : refusesLosses ? 0 : surplus;
}

/** Two agents, buyer and seller, each state a lottery over prices: what risk-averse traders face. */
export interface PricedStates {
  readonly kind: "priced";
  readonly spread: null;
  readonly attitudes: Attitudes;
  readonly buyer: TypePieces;
  readonly seller: TypePieces;
  /** When the buyer reports type i and the seller type j. */
  lottery(i: number, j: number): readonly PricedTrade[];
}

/**
 * A mechanism for two risk-averse traders on their types (m buyer types, n seller types), or on intervals of types that are treated alike.
 * Rents are expected utilities; payments and probabilities are expected ones.
 */
export interface PricedMechanism extends Mechanism {
  readonly states: PricedStates;
  /** The distribution of prices that describes a simple mechanism: masses of total 1. Null for other mechanisms. */
  readonly prices: { readonly values: Float64Array; readonly masses: Float64Array } | null;
  at(types: readonly number[]): Outcome;
  /** What truthful traders with these values face; on a grid of types each takes the nearest type that is no better than its own. */
  at(value: number, cost: number): PriceOutcome;
}

/** True for a mechanism of risk-averse traders, which answers `at(value, cost)` with prices. */
export function isPriced(mechanism: Mechanism): mechanism is PricedMechanism {
  return "lottery" in mechanism.states;
}

/** The simple mechanism of a distribution of prices and a common utility x^γ: trade with probability F(s, b)^γ at the mean price between s and b. */
export function simpleMechanism(
  prices: { readonly values: Float64Array; readonly masses: Float64Array },
  power: number,
  attitudes: Attitudes,
  buyer: TypePieces,
  seller: TypePieces,
): PricedMechanism {
  const { values, masses } = prices;
  const between = (low: number, high: number): PriceOutcome => {
    let mass = 0;
    let moment = 0;
    for (let k = 0; k < values.length; k++) {
      const price = values[k] as number;
      if (price < low || price > high) continue;
      mass += masses[k] as number;
      // Counted from the seller's side, so that the mean lies between the two.
      moment += (price - low) * (masses[k] as number);
    }
    if (mass === 0) return { trade: 0, buyerPays: Number.NaN, sellerReceives: Number.NaN };
    const price = Math.min(high, low + moment / mass);
    return { trade: Math.min(1, mass ** power), buyerPays: price, sellerReceives: price };
  };
  const states: PricedStates = {
    kind: "priced",
    spread: null,
    attitudes,
    buyer,
    seller,
    lottery(i, j) {
      const { trade, ...paid } = between(seller.high[j] as number, buyer.low[i] as number);
      return trade > 0 ? [{ probability: trade, ...paid }] : [];
    },
  };
  return pricedMechanism(states, prices, (value, cost) => between(cost, value));
}

/** The mechanism with these lotteries on a grid of types. */
export function lotteryMechanism(
  attitudes: Attitudes,
  buyer: TypePieces,
  seller: TypePieces,
  lottery: PricedStates["lottery"],
): PricedMechanism {
  const states: PricedStates = { kind: "priced", spread: null, attitudes, buyer, seller, lottery };
  return pricedMechanism(states, null, (value, cost) => {
    const i = buyer.low.findLastIndex((own) => own <= value);
    const j = seller.low.findIndex((own) => own >= cost);
    return i < 0 || j < 0 ? meanOf([]) : meanOf(lottery(i, j));
  });
}

/** What trade at a price is worth to a truthful type, an interval of types on average. */
function worth(utility: Utility, low: number, high: number, surplus: (type: number) => number): number {
  if (low === high) return utility.of(Math.max(0, surplus(low)));
  if (utility.power === null) throw new RangeError("intervals of types are served for powers only");
  const [a, b] = [surplus(low), surplus(high)].map((x) => Math.max(0, x)) as [number, number];
  const means = new Float64Array(6);
  powerMeans(Math.min(a, b), Math.abs(a - b), utility.power.valueOf(), false, means);
  return means[0] as number;
}

function pricedMechanism(
  states: PricedStates,
  prices: PricedMechanism["prices"],
  outcome: (value: number, cost: number) => PriceOutcome,
): PricedMechanism {
  const { buyer, seller, attitudes } = states;
  const [m, n] = [buyer.mass.length, seller.mass.length];
  const interim = (types: number) => ({
    allocation: new Float64Array(types),
    payment: new Float64Array(types),
    rent: new Float64Array(types),
  });
  const [ofBuyer, ofSeller] = [interim(m), interim(n)];
  const add = (list: Float64Array, k: number, amount: number) => {
    list[k] = (list[k] as number) + amount;
  };
  const see = (to: AgentRule["interim"], k: number, chance: number, payment: number, gain: number) => {
    add(to.allocation, k, chance);
    add(to.payment, k, chance * payment);
    add(to.rent, k, chance * gain);
  };
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const [p, q] = [buyer.mass[i] as number, seller.mass[j] as number];
      for (const { probability, buyerPays, sellerReceives } of states.lottery(i, j)) {
        const gain = worth(attitudes.buyer, buyer.low[i] as number, buyer.high[i] as number, (value) => value - buyerPays);
        see(ofBuyer, i, q * probability, buyerPays, gain);
        const profit = worth(attitudes.seller, seller.low[j] as number, seller.high[j] as number, (cost) => sellerReceives - cost);
        see(ofSeller, j, p * probability, -sellerReceives, profit);
      }
    }
  }
  const agents: readonly AgentRule[] = [agentOf("buyer", buyer, ofBuyer), agentOf("seller", seller, ofSeller)];
  function at(types: readonly number[]): Outcome;
  function at(value: number, cost: number): PriceOutcome;
  function at(first: readonly number[] | number, cost?: number): Outcome | PriceOutcome {
    if (typeof first === "number") return outcome(first, cost as number);
    const [i, j] = first as [number, number];
    const { trade, buyerPays, sellerReceives } = meanOf(states.lottery(i, j));
    return { allocation: [trade, trade], payments: trade > 0 ? [trade * buyerPays, -trade * sellerReceives] : [0, 0] };
  }
  return { agents, states, prices, at };
}

function agentOf(name: "buyer" | "seller", { low, high, mass }: TypePieces, interim: AgentRule["interim"]): AgentRule {
  const types = low.map((from, k) => (from === high[k] ? from : (from + (high[k] as number)) / 2));
  const intervals = low.some((from, k) => from !== high[k]);
  return {
    name,
    party: name,
    count: 1,
    types,
    masses: mass,
    worths: name === "buyer" ? types : types.map((cost) => -cost),
    ...(intervals ? { ends: { low, high } } : {}),
    interim,
  };
}

function meanOf(lottery: readonly PricedTrade[]): PriceOutcome {
  const trade = lottery.reduce((sum, { probability }) => sum + probability, 0);
  const mean = (price: "buyerPays" | "sellerReceives") => lottery.reduce((sum, entry) => sum + entry.probability * entry[price], 0) / trade;
  return trade > 0
    ? { trade, buyerPays: mean("buyerPays"), sellerReceives: mean("sellerReceives") }
    : { trade: 0, buyerPays: Number.NaN, sellerReceives: Number.NaN };
}
