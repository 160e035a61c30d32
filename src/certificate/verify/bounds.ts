import type { Rational } from "../../arithmetic/rational.ts";
import { Rejection } from "./rejection.ts";

/** What a proof shows of the value: a mechanism attains so much, no mechanism attains more; without the objective, more than 0. */
export interface Bounds {
  attained(): Rational;
  bound(objective: boolean): Rational;
}

/** The mechanism of a proof, which an optimum has. */
export function present<Mechanism>(mechanism: Mechanism | null): Mechanism {
  if (mechanism === null) throw new Rejection("mechanism: there is none, so no lower bound is proved");
  return mechanism;
}
