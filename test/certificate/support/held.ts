import { type Rational, ratio, zero } from "../../../src/arithmetic/rational.ts";
import type { RankLevel } from "../../../src/certificate/format.ts";
import type { Ranked } from "../../../src/certificate/verify/continuum/ranking.ts";

/** The chances to hold a unit from the definition: profile by profile, a lot among the traders of the level in which the units run out. */
export function heldInEachProfile(all: readonly Ranked[], order: readonly RankLevel[], units: number): Rational[][] {
  // The place of each cell of each group in the order.
  const place = all.map((): number[] => []);
  order.forEach(([g, cells], level) => {
    for (let k = 0; k < cells; k++) place[g]?.push(level);
  });
  const members = all.flatMap(({ count }, g) => Array.from({ length: count }, () => g));
  const held = all.map(({ masses }) => masses.map(() => zero));
  const total = (g: number) => (all[g] as Ranked).masses.reduce((sum, mass) => sum + mass, 0n);
  const visit = (profile: readonly number[], chance: Rational): void => {
    if (profile.length < members.length) {
      const g = members[profile.length] as number;
      (all[g] as Ranked).masses.forEach((mass, cell) => {
        visit([...profile, cell], chance.mul(ratio(mass, total(g))));
      });
      return;
    }
    const levels = profile.map((cell, i) => place[members[i] as number]?.[cell] as number);
    // Of each group the first member's own view.
    all.forEach((_, g) => {
      const i = members.indexOf(g);
      const own = levels[i] as number;
      const before = levels.filter((level) => level < own).length;
      const beside = levels.filter((level) => level === own).length;
      const share = Math.max(0, Math.min(beside, units - before));
      const cells = held[g] as Rational[];
      cells[profile[i] as number] = (cells[profile[i] as number] as Rational).add(chance.mul(ratio(BigInt(share), BigInt(beside))));
    });
  };
  visit([], ratio(1n, 1n));
  return held.map((own, g) => own.map((sum, cell) => sum.mul(ratio(total(g), (all[g] as Ranked).masses[cell] as bigint))));
}
