import { CompensatedSum } from "../arithmetic/sum.ts";
import { typeText } from "../environments/type-profiles.ts";
import { costOf } from "../mechanism/mechanism.ts";
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
      interim: (interim) => bySpread(interim, sign),
    });
    worst.see(sign * requiredProfit + amount, words);
  }
  return worst;
}

/** E Σ payments. */
function expectedProfit(view: AuditView): number {
  return byView(view, {
    zones: ({ agents }) => interimProfit(agents),
    tables(tables) {
      const { profiles, states } = tables;
      const profit = new CompensatedSum();
      for (let p = 0; p < profiles.count; p++) {
        const probability = profiles.probability(p);
        for (const list of states.payments) profit.add(probability * (list[p] as number));
        profit.add(-probability * outlayIn(tables, p));
      }
      return profit.value;
    },
    interim: ({ agents, outlay }) => interimProfit(agents) - (outlay?.expected ?? 0),
  });
}

/** What trade costs at profile p. */
function outlayIn({ outlay, states }: Extract<AuditView, { kind: "tables" }>, p: number): number {
  return costOf(outlay, states.allocation[0]?.[p] as number);
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

function ofTables(tables: Extract<AuditView, { kind: "tables" }>, sign: 1 | -1): Extreme {
  const { agents, states, profiles } = tables;
  let amount = Number.NEGATIVE_INFINITY;
  let at = 0;
  for (let p = 0; p < profiles.count; p++) {
    const surplus = new CompensatedSum();
    for (const list of states.payments) surplus.add(list[p] as number);
    surplus.add(-outlayIn(tables, p));
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
function bySpread({ agents, states: { spread }, outlay }: Extract<AuditView, { kind: "interim" }>, sign: 1 | -1): Extreme {
  if (spread === "separable") return { amount: -sign * (interimProfit(agents) - (outlay?.expected ?? 0)), words: () => "every profile" };
  if (spread !== "interim") unseen("a budget in every state");
  const extreme = agents.reduce((sum, agent) => {
    const payment = agent.menu(0)?.payment ?? new Float64Array();
    return sum + agent.count * payment.reduce((most, t) => Math.max(most, -sign * t), Number.NEGATIVE_INFINITY);
  }, 0);
  const words = sign === 1 ? "the profile of least payments and largest receipts" : "the profile of largest payments and least receipts";
  return { amount: extreme, words: () => words };
}
