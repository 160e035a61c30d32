import type { TypeSpace } from "./type-space.ts";

/** Types of one trader, in increasing order: an atom where `low[i] === high[i]`, else mass spread evenly over [low[i], high[i]]; masses have total 1. */
export interface TypePieces {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly mass: Float64Array;
}

/** The types of a grid as pieces. */
export function atomsIn({ values, masses }: Pick<TypeSpace, "values" | "masses">): TypePieces {
  return { low: values, high: values, mass: masses };
}
