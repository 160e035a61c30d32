import type { TypeSpace } from "../type-space/type-space.ts";

/** Number of type profiles of these traders; may be Infinity. */
export function profileCount(types: readonly TypeSpace[]): number {
  return types.reduce((product, space) => product * space.values.length, 1);
}

/** Calls `visit` with every profile of type indices (the same array each time; the last trader's type runs fastest) and its probability. */
export function forEachProfile(types: readonly TypeSpace[], visit: (profile: readonly number[], probability: number) => void): void {
  const profile = types.map(() => 0);
  for (;;) {
    let probability = 1;
    for (let a = 0; a < types.length; a++) probability *= types[a]?.masses[profile[a] as number] as number;
    visit(profile, probability);
    let a = types.length - 1;
    while (a >= 0 && profile[a] === (types[a] as TypeSpace).values.length - 1) profile[a--] = 0;
    if (a < 0) return;
    profile[a] = (profile[a] as number) + 1;
  }
}
