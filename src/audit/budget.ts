import { CompensatedSum } from "../arithmetic/sum.ts";
import { typeText } from "../environments/type-profiles.ts";
import type { Spread } from "../mechanism/states.ts";
import type { BudgetRule } from "../problem/design-problem.ts";
import { type AuditView, byView, type Faced, unseen } from "./view.ts";
import { Worst } from "./violation.ts";
import { largestState, type Zones } from "./zones.ts";

/** What each budget rule asks of a mechanism with required profit r, as its worst violation. */
export const budget = {
  none: () => new Worst(),
  "ex-ante"(view, requiredProfit) {
    const worst = new Worst();
    worst.see(requiredProfit - expectedProfit(view), () => `on average over all ${"profiles" in view ? "profiles" : "states"}`);
    return worst;
  },
  "no-deficit": (view, requiredProfit) => inEveryState(view, requiredProfit, [1]),
  balanced: (view, requiredProfit) => inEveryState(view, requiredProfit, [1, -1]),
} satisfies Record<BudgetRule, (view: AuditView, requiredProfit: number) => Worst>;

/** A surplus and where it occurs, in words. */
interface Extreme {
  readonly amount: number;
  readonly words: () => string;
}

/** Notes the largest sign·(required profit − surplus) of any state. */
function inEveryState(view: AuditView, requiredProfit: number, signs: readonly (1 | -1)[]): Worst {
  const worst = new Worst();
  for (const sign of signs) {
    const { amount, words } = byView(view, {
      zones: ({ agents, zones }) => ofZones(agents, zones, sign),
      tables: (tables) => ofTables(tables, sign),
      interim: ({ agents, states }) => bySpread(agents, states.spread, sign),
    });
    worst.see(sign * requiredProfit + amount, words);
  }
  return worst;
}

/** E Σ payments. */
function expectedProfit(view: AuditView): number {
  return byView(view, {
    zones: ({ agents }) => interimProfit(agents),
    tables({ profiles, states }) {
      const profit = new CompensatedSum();
      for (let p = 0; p < profiles.count; p++) {
        const probability = profiles.probability(p);
        for (const list of states.payments) profit.add(probability * (list[p] as number));
      }
      return profit.value;
    },
    interim: ({ agents }) => interimProfit(agents),
  });
}

function interimProfit(agents: readonly Faced[]): number {
  const profit = new CompensatedSum();
  for (const agent of agents) {
    const payment = agent.menu(0)?.payment;
    agent.masses.forEach((mass, k) => {
      profit.add(agent.count * mass * (payment?.[k] ?? 0));
    });
  }
  return profit.value;
}

/** The largest −sign·surplus of any state; O(m + n). */
function ofZones(agents: readonly Faced[], zones: Zones, sign: 1 | -1): Extreme {
  const { own, other } = zones;
  const { amount, i, j } = largestState(zones, (z) => ({
    byBuyer: own[0][z].map((t, k) => -sign * (t + (other[1][z][k] as number))),
    bySeller: own[1][z].map((t, l) => -sign * (t + (other[0][z][l] as number))),
  }));
  const [buyer, seller] = agents as readonly [Faced, Faced];
  return { amount, words: () => `${buyer.name} ${typeText(buyer.types[i])}, ${seller.name} ${typeText(seller.types[j])}` };
}

function ofTables({ agents, states, profiles }: Extract<AuditView, { kind: "tables" }>, sign: 1 | -1): Extreme {
  let amount = Number.NEGATIVE_INFINITY;
  let at = 0;
  for (let p = 0; p < profiles.count; p++) {
    const surplus = new CompensatedSum();
    for (const list of states.payments) surplus.add(list[p] as number);
    if (-sign * surplus.value > amount) {
      amount = -sign * surplus.value;
      at = p;
    }
  }
  return {
    amount,
    words: () => (agents.length === 2 && states.outcomes === null ? profiles.describeOthers(-1, at) : profiles.describe(at)),
  };
}

/** By the structure of the payments, where there are too many profiles to see. */
function bySpread(agents: readonly Faced[], spread: Spread, sign: 1 | -1): Extreme {
  if (spread === "separable") return { amount: -sign * interimProfit(agents), words: () => "every profile" };
  if (spread !== "interim") unseen("a budget in every state");
  const extreme = agents.reduce((sum, agent) => {
    const payment = agent.menu(0)?.payment ?? new Float64Array();
    return sum + agent.count * payment.reduce((most, t) => Math.max(most, -sign * t), Number.NEGATIVE_INFINITY);
  }, 0);
  const words = sign === 1 ? "the profile of least payments and largest receipts" : "the profile of largest payments and least receipts";
  return { amount: extreme, words: () => words };
}
