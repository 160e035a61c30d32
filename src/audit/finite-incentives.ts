import type { FiniteEnvironment } from "../environments/environment.ts";
import type { FiniteMechanism } from "../mechanism/mechanism.ts";
import type { Incentives } from "../problem/design-problem.ts";
import type { Profiles } from "../program/reference/profiles.ts";
import { expectedProspect, type Prospect, prospectAt, utility } from "./finite-utility.ts";
import type { Worst } from "./violation.ts";

/** Notes the largest gain of any agent and true type from any report: on average under its beliefs, or against any profile of the others. */
export function finiteIncentives(
  worst: Worst,
  environment: FiniteEnvironment,
  profiles: Profiles,
  incentives: Incentives,
  mechanism: FiniteMechanism,
): void {
  environment.agents.forEach((agent, a) => {
    const types = agent.types.map((_, k) => k);
    const compare = (k: number, prospects: readonly Prospect[], where: () => string): void => {
      const truth = utility(environment, a, k, prospects[k] as Prospect);
      for (const l of types)
        worst.see(
          utility(environment, a, k, prospects[l] as Prospect) - truth,
          () => `${agent.name} ${agent.types[k]} reports ${agent.types[l]}${where()}`,
        );
    };
    if (incentives === "dominant") {
      for (let others = 0; others < profiles.othersCount(a); others++) {
        const prospects = types.map((l) => prospectAt(environment, profiles, mechanism, a, l, others));
        for (const k of types) compare(k, prospects, () => ` against ${profiles.describeOthers(a, others)}`);
      }
      return;
    }
    // With independent types every type holds the same beliefs.
    let shared: readonly Prospect[] | undefined;
    for (const k of types) {
      const beliefs = profiles.conditional(a, k);
      if (beliefs === undefined) continue;
      const prospects = shared ?? types.map((l) => expectedProspect(environment, profiles, mechanism, a, l, beliefs));
      if (environment.prior.kind === "independent") shared = prospects;
      compare(k, prospects, () => "");
    }
  });
}
