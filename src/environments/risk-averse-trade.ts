import { one } from "../arithmetic/rational.ts";
import { refuse, UnsupportedProblemError } from "../errors.ts";
import { type BuyerAndSeller, type PairInput, type PairSpaces, pairSpaces, readPair } from "./buyer-and-seller.ts";
import type { Environment } from "./environment.ts";
import { lastGrids } from "./linear.ts";
import { readUtility, type Utility, type UtilityInput } from "./utility.ts";

/** The classes of mechanisms among which the best one of risk-averse traders is sought. */
export const mechanismClasses = ["simple", "lotteries"] as const;
export const lossesChoices = ["refuse", "linear"] as const;

/**
 * - `simple`: at each pair of reports one price and a probability of trade.
 * - `lotteries`: at each pair of reports any lottery over the price that the buyer pays and the one, no higher, that the seller receives.
 */
export type MechanismClass = (typeof mechanismClasses)[number];

/**
 * What a deviating report may bring that costs more than it is worth. `refuse`: the trader refuses, and gets 0. `linear`: the loss counts as it is
 * (risk neutrality only). A simple mechanism never tempts anybody into one.
 */
export type Losses = (typeof lossesChoices)[number];

/** What `riskAverseTrade` takes. */
export interface RiskAverseInput extends PairInput {
  /** Of both traders, or of each. */
  readonly utility: UtilityInput | { readonly buyer: UtilityInput; readonly seller: UtilityInput };
  /** Among which mechanisms the best one is sought. */
  readonly mechanisms: MechanismClass;
  /** Prices of lotteries, evenly spaced from the lowest cost to the highest value, besides the type values: a whole number up to 1,000. Default 20. */
  readonly prices?: number | undefined;
  /** Default `refuse`; for risk-neutral traders `linear`. */
  readonly losses?: Losses | undefined;
}

/**
 * One seller, one buyer, one indivisible good; a trader gains u(surplus) from trade at a price, u increasing and concave, and 0 without trade.
 *
 * @see J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, section 2.
 */
export interface RiskAverseTrade extends BuyerAndSeller {
  readonly kind: "risk-averse-trade";
  readonly utility: { readonly buyer: Utility; readonly seller: Utility };
  readonly mechanisms: MechanismClass;
  readonly losses: Losses;
  readonly prices: number;
  readonly typeSpaces: PairSpaces;
  /** Throws UnsupportedProblemError: in a finite environment utility is linear in money. */
  toFinite(): never;
}

export const defaultPrices = 20;

/**
 * Bilateral trade between risk-averse traders.
 *
 * Throws InvalidInputError (fields `buyer.…`, `seller.…`, `utility…`, `mechanisms`, `losses`, `prices`) and UnsupportedProblemError for simple mechanisms of traders
 * who differ in their attitude to risk, or whose utility is not a power.
 *
 * @example
 * const law = { distribution: "uniform", min: 0, max: 1 } as const;
 * const environment = riskAverseTrade({ buyer: law, seller: law, utility: { power: "1/2" }, mechanisms: "simple" });
 */
export function riskAverseTrade(input: RiskAverseInput): RiskAverseTrade {
  const pairOf = readPair(input, "{ buyer, seller, utility, mechanisms }", "riskAverseTrade({ buyer: …, seller: …, … })");
  const { buyer, seller, groups } = pairOf;
  const { mechanisms } = input;
  if (!mechanismClasses.includes(mechanisms)) {
    refuse("mechanisms", '"simple" or "lotteries"', mechanisms, "Say among which mechanisms the best one is sought.");
  }
  const utility = readUtilities(input.utility, Math.max(0, buyer.support.max - seller.support.min));
  const neutral = [utility.buyer, utility.seller].every(({ power }) => power?.equals(one));
  const { losses = neutral ? "linear" : "refuse" } = input;
  if (!lossesChoices.includes(losses)) {
    refuse("losses", '"refuse" or "linear"', losses, "Leave it out for what the utility implies.");
  }
  if (losses === "linear" && !neutral) {
    refuse(
      "losses",
      '"refuse", because the utility of a loss is not stated',
      losses,
      "Leave it out: a deviator may refuse a trade at a loss.",
    );
  }
  if (mechanisms === "simple" && !simpleServes(utility)) {
    throw new UnsupportedProblemError({
      assumption:
        "Simple mechanisms are described by a distribution of prices where both traders have one utility x^γ (Čopič–Ponsatí, Proposition 13).",
      changes: [{ "environment.mechanisms": "lotteries" }],
      alternative: "Lotteries, on finite types, take any increasing concave utilities.",
    });
  }
  const { prices = defaultPrices } = input;
  if (!Number.isInteger(prices) || prices < 0 || prices > 1_000) {
    refuse("prices", "a whole number of prices from 0 to 1000", prices, "Leave it out for 20; the type values are prices anyway.");
  }
  return {
    kind: "risk-averse-trade",
    ...pairOf,
    utility,
    mechanisms,
    losses,
    prices,
    typeSpaces: pairSpaces(lastGrids(groups)),
    toFinite() {
      throw new UnsupportedProblemError({
        assumption: "In a finite environment utility is linear in money, and these traders are risk-averse.",
        alternative: "Solve the problem as it stands (dominant incentives, ex-post participation), or leave utility out.",
      });
    },
  };
}

/** Whether an environment is trade between traders who may be risk-averse. */
export function isRiskAverseTrade(environment: Environment): environment is RiskAverseTrade {
  return "utility" in environment;
}

function readUtilities(input: RiskAverseInput["utility"], largest: number): RiskAverseTrade["utility"] {
  if (typeof input === "object" && input !== null && "buyer" in input) {
    return {
      buyer: readUtility(input.buyer, "utility.buyer", largest),
      seller: readUtility(input.seller, "utility.seller", largest),
    };
  }
  const both = readUtility(input, "utility", largest);
  return { buyer: both, seller: both };
}

function simpleServes({ buyer, seller }: RiskAverseTrade["utility"]): boolean {
  return buyer.power !== null && seller.power?.equals(buyer.power) === true;
}
