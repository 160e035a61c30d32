import type { Rational } from "../../arithmetic/rational.ts";

/** What is possible together: which quantities the agents of an environment, groups unrolled in order, can hold at once. */
export interface Frontier {
  readonly name: FrontierName;
  /** How many outcomes {@link outcomes} lists; may be Infinity. */
  readonly size: number;
  /** The deterministic outcomes, by definition; lotteries over them are possible, too. O({@link size} · agents). */
  outcomes(): readonly FrontierOutcome[];
}

export type FrontierName = "pair" | "ranking" | "listed";

export interface FrontierOutcome {
  readonly name: string;
  /** What each agent holds afterwards, in units. */
  readonly quantities: readonly Rational[];
}
