import type { Party } from "../environments/linear.ts";
import { bilateralMechanism } from "../mechanism/bilateral.ts";
import type { BilateralMechanism, Mechanism } from "../mechanism/mechanism.ts";
import { multilateralMechanism } from "../mechanism/multilateral.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { incentivesStage, participationStage } from "../problem/words.ts";
import type { Ironed } from "../result.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { GroupOptimum, Optimum } from "../virtual-surplus/kernel/optimum.ts";
import { type RankingLottery, tradesAtProfile } from "../virtual-surplus/kernel/ranking.ts";
import type { Thresholds } from "../virtual-surplus/kernel/thresholds.ts";

/** The allocation found, with transfers in every state that the words of the problem ask for and the interim payments of the groups. */
export function marketMechanism(problem: DesignProblem, { groups, allocation }: Pick<Optimum, "groups" | "allocation">): Mechanism {
  if (allocation.kind === "quantities") throw new Error("a divisible good has a mechanism of its own");
  return allocation.kind === "thresholds"
    ? byThresholds(groups, allocation, inEveryState(problem))
    : byRanking(groups, allocation, inEveryState(problem) ? "on-trade" : "separable");
}

/** Whether a constraint of the problem speaks of single states, so that payments must be right in each of them. */
export function inEveryState({ incentives, participation }: Pick<DesignProblem, "incentives" | "participation">): boolean {
  return incentivesStage[incentives] === "ex-post" || participationStage[participation] === "ex-post";
}

/** Tight prices of thresholds are dominant and ex-post individually rational at once; their expectation is the interim payment. */
function byThresholds(groups: readonly GroupOptimum[], { weight, loose, tight }: Thresholds, everyState: boolean): BilateralMechanism {
  const [buyer, seller] = groups as readonly [GroupOptimum, GroupOptimum];
  const allocationRule = { kind: "threshold", mix: weight, generous: loose, strict: tight } as const;
  const rules = { buyer: buyer.types, seller: seller.types, allocationRule };
  if (everyState)
    return bilateralMechanism({ ...rules, transferRule: { kind: "tight", lumpSum: { buyer: buyer.lumpSum, seller: seller.lumpSum } } });
  const interim = { buyerTransfer: buyer.payment, sellerTransfer: receipts(seller) };
  return bilateralMechanism({ ...rules, transferRule: { kind: "separable" }, interim });
}

function byRanking(groups: readonly GroupOptimum[], lottery: RankingLottery, transferRule: "separable" | "on-trade"): Mechanism {
  const trades = tradesAtProfile(groups, lottery);
  const side = (party: string) =>
    groups
      .filter((group) => group.party === party)
      .map((group) => ({
        ...{ count: group.count, types: group.types, allocation: group.probability },
        transfer: party === "buyers" ? group.payment : receipts(group),
        ...(transferRule === "on-trade" ? { lumpSum: group.lumpSum } : {}),
      }));
  return multilateralMechanism({
    buyers: side("buyers"),
    sellers: side("sellers"),
    tradesAt: (buyers, sellers) => {
      const each = trades([...buyers, ...sellers]);
      return { buyers: each.subarray(0, buyers.length), sellers: each.subarray(buyers.length) };
    },
    transferRule,
  });
}

export function receipts({ payment }: GroupOptimum): Float64Array {
  return payment.map((paid) => 0 - paid);
}

/** The types between which a group's intervals of types lie: the ends of cells on continuous laws. */
export function endsOf(types: TypeSpace): { readonly low: Float64Array; readonly high: Float64Array } {
  const { values, low = values, high = values } = types as TypeSpace & { readonly low?: Float64Array; readonly high?: Float64Array };
  return { low, high };
}

/** The intervals of types that each group of each party is ironed on. */
export function ironedParties(groups: readonly GroupOptimum[]): Ironed {
  const of = (party: Party) =>
    groups
      .filter((group) => group.party === party)
      .map(({ types, ironed }) => {
        const { low, high } = endsOf(types);
        return ironed.map(({ from, to }) => ({ from: low[from] as number, to: high[to - 1] as number }));
      });
  return { buyers: of("buyers"), sellers: of("sellers") };
}
