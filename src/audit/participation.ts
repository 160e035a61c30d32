import { typeText } from "../environments/type-profiles.ts";
import { expectation } from "../mechanism/expectation.ts";
import { signOf } from "../mechanism/linear-agent.ts";
import { type Menu, truthfulRent } from "../mechanism/menu.ts";
import type { Participation } from "../problem/design-problem.ts";
import { type AuditView, byView, type Faced, forEachEnd, forEachMenu, unseen } from "./view.ts";
import { Worst } from "./violation.ts";
import { largestState, type Zones } from "./zones.ts";

/** What each word of participation asks of a mechanism, as its worst violation: a loss against the outside option. */
export const participation = {
  none: () => new Worst(),

  "ex-ante"(view) {
    const worst = new Worst();
    for (const agent of view.agents) {
      const rents = agent.masses.map((_, k) => rentOf(agent, k) ?? 0);
      worst.see(-expectation(agent.masses, rents), () => `${agent.name}, on average over its types`);
    }
    return worst;
  },

  interim(view) {
    const worst = new Worst();
    for (const agent of view.agents) {
      for (let k = 0; k < agent.types.length; k++) {
        const loss = -(rentOf(agent, k) ?? 0);
        if (!(loss <= worst.amount)) worst.see(loss, () => `${agent.name} ${typeText(agent.types[k])}`);
      }
      atEnds(worst, agent, agent.menu(0), () => "");
    }
    return worst;
  },

  "ex-post"(view) {
    const worst = new Worst();
    // Money that moves in proportion to the probability of trade is the same per trade in every state, which needs no profiles.
    const onTrade = "states" in view && view.states.spread === "on-trade";
    byView(view, {
      zones: ({ agents, zones }) => inZones(worst, agents, zones),
      tables: (tables) => inTables(worst, tables),
      interim({ agents }) {
        if (!onTrade) unseen("ex-post participation");
        for (const agent of agents)
          for (let k = 0; k < agent.types.length; k++) perTrade(worst, agent, k, agent.worths[k] as number, agent.types[k]);
      },
    });
    for (const agent of view.agents) {
      // The same in every state, where all but a lump sum is paid in proportion to the probability of trade.
      if (onTrade) forEachEnd(agent, (k, type) => perTrade(worst, agent, k, signOf(agent.party) * type, type));
      else atEnds(worst, agent, agent.menu(0), () => "");
    }
    return worst;
  },
} satisfies Record<Participation, (view: AuditView) => Worst>;

function rentOf(agent: Faced, k: number): number | null {
  const menu = agent.menu(k);
  return menu && truthfulRent(agent, menu, k);
}

function inTables(worst: Worst, view: Extract<AuditView, { kind: "tables" }>): void {
  forEachMenu(view, (agent, menu, others) => {
    for (let k = 0; k < agent.types.length; k++) {
      const loss = -truthfulRent(agent, menu, k);
      if (!(loss <= worst.amount)) worst.see(loss, () => `${agent.name} ${typeText(agent.types[k])} against ${others()}`);
    }
    atEnds(worst, agent, menu, () => ` against ${others()}`);
  });
}

/** O(m + n). */
function inZones(worst: Worst, agents: readonly Faced[], zones: Zones): void {
  for (const a of [0, 1] as const) {
    const [agent, rival] = [agents[a] as Faced, agents[1 - a] as Faced];
    const loss = largestState(zones, (z) => {
      const own = zones.own[a][z].map((t, k) => t - zones.probability[z] * (agent.worths[k] as number));
      return a === 0 ? { byBuyer: own, bySeller: zones.other[a][z] } : { byBuyer: zones.other[a][z], bySeller: own };
    });
    const [k, l] = a === 0 ? [loss.i, loss.j] : [loss.j, loss.i];
    worst.see(loss.amount, () => `${agent.name} ${typeText(agent.types[k])} against ${rival.name} ${typeText(rival.types[l])}`);
  }
}

/** Types that stand for intervals lose most at one of their ends. */
function atEnds(worst: Worst, agent: Faced, menu: Menu | null, where: () => string): void {
  if (!menu) return;
  const { name, party, reference = 0 } = agent;
  forEachEnd(agent, (k, type) => {
    const gained = (menu.allocation[k] as number) - reference;
    const loss = (menu.payment[k] as number) - (gained === 0 ? 0 : signOf(party) * gained * type);
    if (!(loss <= worst.amount)) worst.see(loss, () => `${name} ${type}${where()}`);
  });
}

/** Notes the loss of an agent with this worth in a state where it trades, when all but its lump sum is paid per trade; and where it does not. */
function perTrade(worst: Worst, agent: Faced, k: number, worth: number, type: number | string | undefined): void {
  const menu = agent.menu(k);
  if (!menu) return;
  const trade = menu.allocation[k] as number;
  const lumpSum = agent.lumpSum ?? 0;
  const own = trade * worth - (menu.payment[k] as number);
  const loss = trade > 0 ? Math.max(0, (lumpSum - own) / trade) - lumpSum : -own;
  if (!(loss <= worst.amount)) worst.see(loss, () => `${agent.name} ${typeText(type)}`);
}
