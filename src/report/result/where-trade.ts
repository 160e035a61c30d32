import { numberText } from "../numbers.ts";
import type { TradeJson } from "./result-schema.ts";

/** Where trade takes place at a posted price. */
export function postedTradeText({ probability }: TradeJson, price: number): string {
  return probability > 0 ? `with probability ${numberText(probability)}, exactly when value ≥ ${numberText(price)} ≥ cost` : "never";
}

/**
 * Where a bilateral mechanism trades, in words. On a continuous problem types stand for small intervals, so gaps are told to five digits, and a gap much smaller
 * than the usual one at which trade takes place is none; `gains` are the mechanism's gains from trade.
 */
export function whereTradeText(trade: TradeJson, gains: number, continuous: boolean): string {
  const { probability, smallestGap, sureFrom } = trade;
  if (smallestGap === null) return "never";
  const blur = continuous ? (1e-4 * gains) / probability : 0;
  const shown = (gap: number) => (continuous ? String(Number(gap.toPrecision(5))) : numberText(gap));
  const often = `${trade.divisible ? "of a quantity of" : "with probability"} ${continuous ? String(Number(probability.toPrecision(8))) : numberText(probability)}`;
  const whole = trade.divisible ? "of all of it" : "always";
  const certain = sureFrom ?? Number.POSITIVE_INFINITY;
  const smallestPossible = trade.smallestPossible ?? Number.POSITIVE_INFINITY;
  if (certain <= Math.max(smallestPossible, blur) && smallestGap >= -blur) return `${often}, ${whole} when the value exceeds the cost`;
  if (certain <= smallestGap + blur)
    return `${often}, ${trade.divisible ? "of all of it " : ""}exactly when the gap value − cost is at least ${shown(smallestGap)}`;
  const never = `${often}; never below a gap value − cost of ${shown(smallestGap)}`;
  return sureFrom === null
    ? `${never}, and at no gap ${trade.divisible ? whole : "for sure"}`
    : `${never}, ${whole} from ${shown(sureFrom)}`;
}
