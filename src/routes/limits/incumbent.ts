import { audit, constraintsOf } from "../../audit/audit.ts";
import { InvalidInputError, UnsupportedProblemError } from "../../errors.ts";
import type { Mechanism } from "../../mechanism/mechanism.ts";
import { namedRules, readRule } from "../../mechanism/rules/named/catalogue.ts";
import { ruleOnTypes } from "../../mechanism/rules/named/on-types.ts";
import { achieved } from "../../mechanism/sums.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { objectiveAt } from "../../problem/objective.ts";
import { standStill } from "./stand-still.ts";

/** A mechanism that satisfies every word of a problem, as audited, and what it is worth. */
export interface Incumbent {
  readonly name: string;
  readonly mechanism: Mechanism;
  readonly value: number;
}

/**
 * The best mechanism that is known without solving anything: what a solver had when it stopped, the rules that have a name, and no trade at all; each is audited, and what breaks a word of the
 * problem is out. Looks no further once `late`, and null when nothing that was looked at is feasible.
 */
export function bestKnown(problem: DesignProblem, found: Mechanism | null, late: () => boolean): Incumbent | null {
  const rules = namedRules.map(
    ({ name }) =>
      () =>
        ruleOnTypes(problem, readRule(name), name),
  );
  const known: (() => { readonly name: string; readonly mechanism: Mechanism | null })[] = [
    // The first is the posted price, which keeps all words but a profit: it is quick to audit.
    ...rules.slice(0, 1),
    () => ({ name: "no trade", mechanism: standStill(problem) }),
    () => ({ name: "what the solver had found", mechanism: found }),
    ...rules.slice(1),
  ];
  let best: Incumbent | null = null;
  for (const one of known) {
    if (late() && best) break;
    const candidate = unlessMeaningless(one);
    if (!candidate?.mechanism) continue;
    const { name, mechanism } = candidate;
    if (!audit(constraintsOf(problem), mechanism).passes) continue;
    const value = objectiveAt(problem.objective, achieved(mechanism));
    if (best === null || value > best.value) best = { name, mechanism, value };
  }
  return best;
}

/** A rule that has no meaning here, or would take too long, is no candidate. */
function unlessMeaningless<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof UnsupportedProblemError || error instanceof InvalidInputError) return null;
    throw error;
  }
}
