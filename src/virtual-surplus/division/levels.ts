import type { Numbers } from "../../arithmetic/numbers.ts";

/** One value of any group, and the types that have it, in the order of the groups. */
export interface ValueLevel<N> {
  readonly value: N;
  readonly at: readonly { readonly g: number; readonly k: number }[];
}

/** The values of all groups from the lowest up, each once. */
export function levelsOf<N>(groups: readonly { readonly values: readonly N[] }[], { less }: Numbers<N>): readonly ValueLevel<N>[] {
  const all = groups.flatMap(({ values }, g) => values.map((value, k) => ({ value, g, k })));
  all.sort((a, b) => (less(a.value, b.value) ? -1 : less(b.value, a.value) ? 1 : 0));
  const levels: { value: N; at: { g: number; k: number }[] }[] = [];
  for (const { value, g, k } of all) {
    const top = levels[levels.length - 1];
    if (top !== undefined && !less(top.value, value)) top.at.push({ g, k });
    else levels.push({ value, at: [{ g, k }] });
  }
  return levels;
}
