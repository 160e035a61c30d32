import { formatRational } from "../../arithmetic/rational.ts";
import type { Environment } from "../../environments/environment.ts";
import { isPartnership } from "../../environments/partnership.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { weightsByParty } from "../../problem/objective.ts";
import type { TypeGroup } from "../../virtual-surplus/kernel/optimum.ts";

/** Most ways in which entries trade places that a mean is taken over. */
const mostWays = 24;

/**
 * The ways in which alike entries of a list of partners (one share, one weight, as many partners, the same types) can trade places: for each, whose place an entry takes; that of nobody moving first, and alone
 * where there are too many or the problem says `symmetric: false`.
 */
export function waysToTradePlaces(
  { symmetric, objective, environment }: DesignProblem,
  groups: readonly TypeGroup[],
): readonly (readonly number[])[] {
  const weights = weightsByParty(objective);
  const still = groups.map((_, g) => g);
  const keys = groups.map(({ count, reference, party, types: { values, masses } }) =>
    [count, formatRational(reference), weights.get(party), values.join(), masses.join()].join("|"),
  );
  const ways = still.reduce<readonly (readonly number[])[]>(
    (all, g) =>
      all.length > mostWays
        ? all
        : all.flatMap((taken) =>
            still.filter((place) => keys[place] === keys[g] && !taken.includes(place)).map((place) => [...taken, place]),
          ),
    [[]],
  );
  return symmetric && ways.length <= mostWays ? ways.filter(keepsDivisions(environment)) : [still];
}

/** Whether the divisions that are listed are the same list when entries trade places. */
function keepsDivisions(environment: Environment): (way: readonly number[]) => boolean {
  if (!isPartnership(environment) || !environment.divisions) return () => true;
  const divisions = environment.frontier.outcomes().map(({ quantities }) => quantities.map(formatRational));
  const listed = new Set(divisions.map(String));
  return (way) => divisions.every((holdings) => listed.has(String(way.map((place) => holdings[place]))));
}

/** The mean over all ways of what is known of every entry, as lists of numbers. */
export function meanOverEntries<T extends ArrayLike<number>>(ways: readonly (readonly number[])[], lists: readonly T[]): number[][] {
  return lists.map((own, g) =>
    Array.from(own, (_, k) => ways.reduce((sum, way) => sum + (lists[way[g] as number]?.[k] as number), 0) / ways.length),
  );
}

/** A rule of what happens to each partner at a profile, entries unrolled in order, as the mean over all ways. */
export function meanOverProfiles(
  ways: readonly (readonly number[])[],
  counts: readonly number[],
  at: (types: readonly number[]) => ArrayLike<number>,
): (types: readonly number[]) => Float64Array {
  const starts = counts.map((_, g) => counts.slice(0, g).reduce((sum, count) => sum + count, 0));
  const members = counts.flatMap((count, g) => Array.from({ length: count }, (_, k) => [g, k] as const));
  const places = ways.map((way) => members.map(([g, k]) => (starts[way[g] as number] as number) + k));
  return (types) => {
    const mean = new Float64Array(types.length);
    for (const place of places) {
      const there = new Array<number>(types.length);
      place.forEach((to, a) => {
        there[to] = types[a] as number;
      });
      const happens = at(there);
      place.forEach((to, a) => {
        mean[a] = (mean[a] as number) + (happens[to] as number) / places.length;
      });
    }
    return mean;
  };
}
