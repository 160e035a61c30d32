import type { Distribution, ExactLaw } from "../distributions/distribution.ts";
import { fromFloats } from "./grid.ts";
import type { TypeSpace } from "./type-space.ts";

/** The atoms of a purely discrete law. */
export function atomsOf(law: Distribution): TypeSpace {
  const values = Float64Array.from(law.atoms, (atom) => atom.at);
  const masses = Float64Array.from(law.atoms, (atom) => atom.mass);
  if (law.exact === undefined) return fromFloats(values, masses, undefined);
  const space = { values, masses };
  const { exact } = law;
  Object.defineProperty(space, "exact", { enumerable: true, get: () => exactOf(exact) });
  return space;
}

const known = new WeakMap<ExactLaw, NonNullable<TypeSpace["exact"]>>();

/** The same lists for every grid of a law. */
function exactOf(law: ExactLaw): NonNullable<TypeSpace["exact"]> {
  const lists = known.get(law) ?? { values: law.atoms.map(({ at }) => at), masses: law.atoms.map(({ mass }) => mass) };
  known.set(law, lists);
  return lists;
}
