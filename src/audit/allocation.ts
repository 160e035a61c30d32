import { CompensatedSum } from "../arithmetic/sum.ts";
import { typeText } from "../environments/type-profiles.ts";
import { expectation } from "../mechanism/expectation.ts";
import { signOf } from "../mechanism/linear-agent.ts";
import { type AuditView, byView, type Faced } from "./view.ts";
import { Worst } from "./violation.ts";

/** The largest distance of a probability from [0, 1], of a lottery's total from 1, and of goods bought from goods sold. */
export function allocationViolation(view: AuditView): Worst {
  const worst = new Worst();
  byView(view, {
    zones: ({ zones }) => worst.see(outside(zones.probability[1]), () => "the weight `mix` of the generous rule"),
    tables: (tables) => (tables.states.outcomes === null ? quantities : lotteries)(worst, tables),
    interim: ({ agents }) => onAverage(worst, agents),
  });
  return worst;
}

/** Distance of p from [0, 1]; NaN for NaN. */
function outside(p: number): number {
  return p < 0 ? -p : p > 1 ? p - 1 : p - p;
}

function quantities(worst: Worst, { agents, states, profiles }: Extract<AuditView, { kind: "tables" }>): void {
  const signs = agents.map(({ party }) => signOf(party));
  const references = agents.map(({ reference = 0 }) => reference);
  for (let p = 0; p < profiles.count; p++) {
    const balance = new CompensatedSum();
    for (let a = 0; a < agents.length; a++) {
      const x = states.allocation[a]?.[p] as number;
      balance.add((signs[a] as number) * (x - (references[a] as number)));
      if (!(outside(x) <= worst.amount)) worst.see(outside(x), () => profiles.describeOthers(-1, p));
    }
    if (!(Math.abs(balance.value) <= worst.amount))
      worst.see(Math.abs(balance.value), () => `goods bought against goods sold at ${profiles.describe(p)}`);
  }
}

function lotteries(worst: Worst, { states, profiles }: Extract<AuditView, { kind: "tables" }>): void {
  const width = states.outcomes?.length ?? 1;
  const [lottery] = states.allocation;
  for (let p = 0; p < profiles.count; p++) {
    const total = new CompensatedSum();
    for (let o = 0; o < width; o++) {
      const x = lottery?.[p * width + o] as number;
      total.add(x);
      worst.see(outside(x), () => profiles.describe(p));
    }
    worst.see(Math.abs(total.value - 1), () => `total at ${profiles.describe(p)}`);
  }
}

function onAverage(worst: Worst, agents: readonly Faced[]): void {
  let balance = 0;
  for (const { name, party, types, masses, count, reference = 0, menu } of agents) {
    const allocation = menu(0)?.allocation ?? new Float64Array();
    allocation.forEach((x, k) => {
      if (!(outside(x) <= worst.amount)) worst.see(outside(x), () => `${name} ${typeText(types[k])}`);
    });
    balance += signOf(party) * count * (expectation(masses, allocation) - reference);
  }
  worst.see(Math.abs(balance), () => "goods bought against goods sold, on average");
}
