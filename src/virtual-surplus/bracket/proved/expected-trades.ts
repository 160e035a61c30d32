import { above } from "../../../arithmetic/interval.ts";
import { u } from "../../../distributions/enclosure.ts";
import { TradingOdds } from "../../kernel/trading-odds.ts";

/**
 * From above, E[min(B, S)], the expected number of trades at a price: B buyers want to buy, S sellers want to sell, each independently and with the probability of its
 * group. With one buyer and one seller this is the product of the two probabilities. It rises with every probability.
 */
export class ExpectedTrades {
  readonly #pair: boolean;
  readonly #probability: Float64Array;
  readonly #odds: TradingOdds;

  constructor(groups: readonly { readonly buyer: boolean; readonly count: number }[]) {
    this.#pair = groups.length === 2 && groups.every(({ count }) => count === 1) && groups[0]?.buyer !== groups[1]?.buyer;
    this.#probability = new Float64Array(groups.length);
    this.#odds = new TradingOdds(groups);
  }

  /** A member of the group wants to trade with this probability. */
  set(g: number, probability: number): void {
    this.#probability[g] = probability;
    if (!this.#pair) this.#odds.set(g, probability, 1 - probability);
  }

  /** No fewer trades than are expected. */
  upper(): number {
    if (this.#pair) return (this.#probability[0] as number) * (this.#probability[1] as number) * (1 + 4 * u);
    const { value, error } = this.#odds.expectedTrades();
    return value === 0 && error === 0 ? 0 : above(above(value + error));
  }
}
