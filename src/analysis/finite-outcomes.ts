import { expectation } from "../mechanism/expectation.ts";
import type { Mechanism } from "../mechanism/mechanism.ts";

/** What to expect of a mechanism that draws outcomes, before types are known. */
export interface Expectations {
  /** Probability of each outcome. */
  readonly outcomes: Float64Array;
  /** What each agent pays on average, and its rent. */
  readonly agents: readonly { readonly pays: number; readonly rent: number }[];
}

/** Expectations over the types, from interim rules. */
export function expectations({ agents }: Mechanism): Expectations {
  const [first] = agents;
  const allocation = first?.interim.allocation ?? new Float64Array();
  const types = first?.types.length ?? 1;
  const outcomes = Float64Array.from({ length: allocation.length / types }, (_, o) =>
    expectation(
      first?.masses ?? [],
      Float64Array.from({ length: types }, (__, k) => allocation[(k * allocation.length) / types + o] as number),
    ),
  );
  const means = agents.map(({ masses, interim }) => ({
    pays: expectation(masses, interim.payment),
    rent: expectation(masses, interim.rent),
  }));
  return { outcomes, agents: means };
}
