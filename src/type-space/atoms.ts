import type { Distribution } from "../distributions/distribution.ts";
import { fromFloats } from "./grid.ts";
import type { TypeSpace } from "./type-space.ts";

/** The atoms of a purely discrete law. */
export function atomsOf(law: Distribution): TypeSpace {
  const values = Float64Array.from(law.atoms, (atom) => atom.at);
  const masses = Float64Array.from(law.atoms, (atom) => atom.mass);
  if (law.exact === undefined) return fromFloats(values, masses, undefined);
  const space = { values, masses };
  const exactLaw = law;
  Object.defineProperty(space, "exact", {
    enumerable: true,
    get: () => {
      const atoms = exactLaw.exact?.atoms ?? [];
      return { values: atoms.map((atom) => atom.at), masses: atoms.map((atom) => atom.mass) };
    },
  });
  return space;
}
