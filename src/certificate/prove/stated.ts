import type { DesignProblem } from "../../problem/design-problem.ts";
import { parseInstance, serializeInstance } from "../../problem/instance.ts";
import type { JsonObject } from "../format.ts";

/** A design problem as its own instance file states it: what is proved is what the file says. */
export interface Stated {
  readonly instance: JsonObject;
  readonly problem: DesignProblem;
}

/** The problem as it comes back from its own text. Throws UnsupportedProblemError when it has none (a law made in code). */
export function statedProblem(problem: DesignProblem): Stated {
  const instance = JSON.parse(JSON.stringify(serializeInstance(problem))) as JsonObject;
  return { instance, problem: parseInstance(instance) };
}
