import { CompensatedSum } from "../arithmetic/sum.ts";
import type { TypeProfiles } from "../environments/type-profiles.ts";
import type { AgentRule } from "./mechanism.ts";
import type { TableStates } from "./states.ts";

/** What the reports of an agent bring: a quantity each (or the probability of outcome o at report·outcomes + o), and a payment. */
export interface Menu {
  readonly allocation: Float64Array;
  readonly payment: Float64Array;
}

/**
 * What agent a's reports bring on average under the beliefs of each true type, each menu made once: one for all types where types are
 * independent, null for a type of probability 0, which has no beliefs. O(profiles·outcomes) a menu.
 */
export function menusOf(profiles: TypeProfiles, states: TableStates, a: number): (type: number) => Menu | null {
  const width = states.outcomes?.length ?? 1;
  const [allocations, payments] = [states.allocation[a] as Float64Array, states.payments[a] as Float64Array];
  const types = profiles.counts[a] as number;
  const made = (type: number): Menu | null => {
    const beliefs = profiles.conditional(a, type);
    if (beliefs === undefined) return null;
    const allocation = new Float64Array(types * width);
    const payment = new Float64Array(types);
    for (let report = 0; report < types; report++) {
      const sums = Array.from({ length: width }, () => new CompensatedSum());
      const paid = new CompensatedSum();
      beliefs.forEach((mass, others) => {
        const p = profiles.join(a, report, others);
        for (let o = 0; o < width; o++) sums[o]?.add(mass * (allocations[p * width + o] as number));
        paid.add(mass * (payments[p] as number));
      });
      for (let o = 0; o < width; o++) allocation[report * width + o] = sums[o]?.value as number;
      payment[report] = paid.value;
    }
    return { allocation, payment };
  };
  const menus: (Menu | null)[] = [];
  return (type) => {
    const key = profiles.independent ? 0 : type;
    if (menus[key] === undefined) menus[key] = made(key);
    return menus[key] ?? null;
  };
}

/** What type k gains from telling the truth, above its outside option. */
export function truthfulRent(
  { worths, outside, reference = 0 }: Pick<AgentRule, "worths" | "outside" | "reference">,
  { allocation, payment }: Menu,
  k: number,
): number {
  const types = payment.length;
  const width = allocation.length / types;
  let worth = 0;
  for (let o = 0; o < width; o++) worth += (worths[o * types + k] as number) * ((allocation[k * width + o] as number) - reference);
  return worth - (payment[k] as number) - (outside?.[k] ?? 0);
}
