import { CompensatedSum } from "../arithmetic/sum.ts";
import type { FiniteEnvironment } from "../environments/environment.ts";
import type { FiniteMechanism } from "../mechanism/mechanism.ts";
import type { Participation } from "../problem/design-problem.ts";
import type { Profiles } from "../program/reference/profiles.ts";
import { expectedProspect, prospectAt, utility } from "./finite-utility.ts";
import type { Worst } from "./violation.ts";

/** Notes the largest loss of an agent against its outside option at the stage of the constraint. */
export function finiteParticipation(
  worst: Worst,
  environment: FiniteEnvironment,
  profiles: Profiles,
  participation: Participation,
  mechanism: FiniteMechanism,
): void {
  if (participation === "none") return;
  environment.agents.forEach((agent, a) => {
    const average = new CompensatedSum();
    agent.types.forEach((type, k) => {
      const option = environment.outsideOptions[a]?.[k] as number;
      if (participation === "ex-post") {
        for (let others = 0; others < profiles.othersCount(a); others++) {
          const gets = utility(environment, a, k, prospectAt(environment, profiles, mechanism, a, k, others));
          worst.see(option - gets, () => `${agent.name} ${type} against ${profiles.describeOthers(a, others)}`);
        }
        return;
      }
      const beliefs = profiles.conditional(a, k);
      if (beliefs === undefined) return;
      const rent = utility(environment, a, k, expectedProspect(environment, profiles, mechanism, a, k, beliefs)) - option;
      if (participation === "interim") worst.see(-rent, () => `${agent.name} ${type}`);
      average.add(profiles.marginal(a, k) * rent);
    });
    if (participation === "ex-ante") worst.see(-average.value, () => `${agent.name}, on average over its types`);
  });
}
