import { typeText } from "../environments/type-profiles.ts";
import { signOf } from "../mechanism/linear-agent.ts";
import type { Menu } from "../mechanism/menu.ts";
import type { Incentives } from "../problem/design-problem.ts";
import { type BestDeviation, bestDeviation, bestReport } from "./best-deviation.ts";
import { type AuditView, byView, type Faced, forEachEnd, forEachMenu, unseen } from "./view.ts";
import { Worst } from "./violation.ts";
import { allZones, rangeMaxima, type Zones } from "./zones.ts";

/** What each word of incentives asks of a mechanism, as its worst violation. */
export const incentives = {
  bayesian(view) {
    const worst = new Worst();
    for (const agent of view.agents) {
      onMenu(worst, agent, agent.menu, () => "");
      atEnds(worst, agent, agent.menu(0), () => "");
    }
    return worst;
  },
  dominant(view) {
    const worst = new Worst();
    byView(view, {
      zones: ({ agents, zones }) => againstZones(worst, agents, zones),
      tables: (tables) =>
        forEachMenu(tables, (agent, menu, others) => {
          const where = () => ` against ${others()}`;
          onMenu(worst, agent, () => menu, where);
          atEnds(worst, agent, menu, where);
        }),
      interim: () => unseen("dominant incentives"),
    });
    // Tight prices of cells are paid at their ends: what holds on average there holds in every state.
    for (const agent of view.agents) atEnds(worst, agent, agent.menu(0), () => "");
    return worst;
  },
} satisfies Record<Incentives, (view: AuditView) => Worst>;

/** Notes the best deviation of any type of an agent from the menu under its beliefs. */
function onMenu(worst: Worst, agent: Faced, menuOf: (type: number) => Menu | null, where: () => string): void {
  const { name, types, worths, linear } = agent;
  const note = ({ gain, type, report }: { gain: number; type: number; report: number }) => {
    if (!(gain <= worst.amount)) worst.see(gain, () => `${name} ${typeText(types[type])} reports ${typeText(types[report])}${where()}`);
  };
  const shared = linear ? menuOf(0) : null;
  if (shared) note(bestDeviation(worths, shared));
  else
    for (let k = 0; k < types.length; k++) {
      const menu = menuOf(k);
      if (menu) note(bestReport(worths, menu, k));
    }
}

/**
 * Types that stand for intervals: rents are convex in the type and each report's gain is linear in it, so a report that is best at both ends
 * of an interval is best inside. With monotone allocations (checked at the means) neighbours' reports suffice.
 */
function atEnds(worst: Worst, agent: Faced, offer: Menu | null, where: () => string): void {
  if (!offer) return;
  const { name, party, types } = agent;
  const { allocation, payment } = offer;
  const sign = signOf(party);
  const gain = (k: number, type: number) => (allocation[k] === 0 ? 0 : sign * (allocation[k] as number) * type) - (payment[k] as number);
  forEachEnd(agent, (k, type) => {
    for (const other of [k - 1, k + 1]) {
      if (other < 0 || other >= types.length) continue;
      const temptation = gain(other, type) - gain(k, type);
      if (!(temptation <= worst.amount)) worst.see(temptation, () => `${name} ${type} reports ${types[other]}${where()}`);
    }
  });
}

/** Notes the best deviation of either agent against any single type of the other. */
function againstZones(worst: Worst, agents: readonly Faced[], zones: Zones): void {
  for (const a of [0, 1] as const) {
    const [agent, rival] = [agents[a] as Faced, agents[1 - a] as Faced];
    const { gain, type, report, other } = zonedDeviation(agent.worths, zones, a);
    const words = ({ name, types }: Faced, k: number) => `${name} ${typeText(types[k])}`;
    worst.see(gain, () => `${words(agent, type)} reports ${typeText(agent.types[report])} against ${words(rival, other)}`);
  }
}

/**
 * The best deviation of agent a with utility s_z·worth − own[z][report] − other[z][l] in the zone z of (report, l): for each pair of zones of
 * truth and lie the best type and the best report are range maxima. O(own types + other types).
 */
function zonedDeviation(worths: Float64Array, { probability, reports, own, other }: Zones, a: 0 | 1): BestDeviation & { other: number } {
  const found = { gain: 0, type: -1, report: -1, other: -1 };
  const negative = (list: Float64Array) => list.map((t) => -t);
  const cheapest = allZones.map((z) => rangeMaxima(reports[a][z], negative(own[a][z])));
  for (const truth of allZones) {
    for (const lie of allZones) {
      const step = probability[lie] - probability[truth];
      const ownTruth = own[a][truth];
      const ownLie = own[a][lie];
      const otherTruth = other[a][truth];
      const otherLie = other[a][lie];
      const eagerness = worths.map((w, k) => step * w + (ownTruth[k] as number));
      const types = rangeMaxima(reports[a][truth], eagerness);
      const chosen = cheapest[lie] as Int32Array;
      for (let l = 0; l < types.length; l++) {
        const type = types[l] as number;
        const report = chosen[l] as number;
        if (type < 0 || report < 0) continue;
        const saved = (ownTruth[type] as number) - (ownLie[report] as number) + ((otherTruth[l] as number) - (otherLie[l] as number));
        const gain = step * (worths[type] as number) + saved;
        if (gain > found.gain) {
          found.gain = gain;
          found.type = type;
          found.report = report;
          found.other = l;
        }
      }
    }
  }
  return found;
}
