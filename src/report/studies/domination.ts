import type { Domination } from "../../analysis/dominate.ts";
import type { PricedStates } from "../../mechanism/priced.ts";
import { finite, numberText } from "../numbers.ts";
import { mechanismJson } from "../result/mechanism.ts";
import type { MechanismJson } from "../result/result-schema.ts";

const dominationFormat = "secondbest/domination@1";

/** What `secondbest dominate --json` prints; numbers that do not exist are null. */
interface DominationJson {
  readonly format: typeof dominationFormat;
  readonly status: Domination["status"];
  readonly explanation: string;
  /** Sum of both traders' gains in utility, on average over the states. */
  readonly gain: number | null;
  readonly bound: number | null;
  readonly tolerance: number;
  readonly mechanism: MechanismJson | null;
}

export function dominationJson({ status, explanation, gain, bound, tolerance, dominating }: Domination): DominationJson {
  const mechanism = dominating && mechanismJson(dominating);
  return { format: dominationFormat, status, explanation, gain: finite(gain), bound: finite(bound), tolerance, mechanism };
}

/** Most states that are told one by one. */
const statesShown = 6;

/** The verdict, and where the dominating mechanism gains most. */
export function dominationText({ status, explanation, gain, bound, dominating, gains }: Domination): string {
  const lines: string[] = [status];
  if (dominating && gains) {
    lines.push(`gains of both traders, on average over the states: ${numberText(gain)} (at most ${numberText(bound)})`);
    const { states } = dominating;
    const sums = gains.buyer.map((u, k) => u + (gains.seller[k] as number));
    const order = [...sums.keys()].sort((a, b) => (sums[b] as number) - (sums[a] as number)).slice(0, statesShown);
    for (const k of order) lines.push(stateText(states, k, gains));
  } else if (status === "undominated") lines.push(`no gain above ${numberText(bound)}, on average over the states`);
  return `${lines.join("\n")}\n\n${explanation}\n`;
}

function stateText({ buyer, seller, lottery }: PricedStates, k: number, gains: NonNullable<Domination["gains"]>): string {
  const n = seller.low.length;
  const [i, j] = [Math.floor(k / n), k % n];
  const trades = lottery(i, j).map(({ probability, buyerPays, sellerReceives }) => {
    const price = buyerPays === sellerReceives ? numberText(buyerPays) : `${numberText(sellerReceives)} to ${numberText(buyerPays)}`;
    return `${numberText(probability)} at ${price}`;
  });
  const who = `value ${numberText(buyer.low[i] as number)}, cost ${numberText(seller.low[j] as number)}`;
  return `  ${who}: buyer +${numberText(gains.buyer[k] as number)}, seller +${numberText(gains.seller[k] as number)}; trade ${trades.join(", ")}`;
}
