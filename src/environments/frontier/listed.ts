import { formatRational, one, type Rational } from "../../arithmetic/rational.ts";
import type { Frontier, FrontierOutcome } from "./frontier.ts";

/** What is possible is a list, and lotteries over it. What is best when a unit is worth so much to each has no formula: it is looked up, in O(outcomes · agents). */
function listed(outcomes: readonly FrontierOutcome[]): Frontier {
  return { name: "listed", size: outcomes.length, outcomes: () => outcomes };
}

/** One unit that stays divided as `shares` say, or is divided in one of these ways: `divisions[d][a]` is what agent a holds. */
export function dividedUnit(
  shares: readonly Rational[],
  divisions: readonly (readonly Rational[])[],
  agentName: (k: number) => string,
): Frontier {
  const others = divisions.filter((division) => !division.every((held, a) => held.equals(shares[a] as Rational)));
  const owner = shares.findIndex((share) => share.equals(one));
  return listed([
    { name: owner < 0 ? "no trade" : `all to ${agentName(owner)}`, quantities: shares },
    ...others.map((quantities) => ({ name: divisionName(quantities, agentName), quantities })),
  ]);
}

/** `all to partner 1`; `1/3 to partner 1, 2/3 to partner 2`. */
function divisionName(quantities: readonly Rational[], agentName: (k: number) => string): string {
  return quantities
    .flatMap((held, k) => (held.n === 0n ? [] : [`${held.equals(one) ? "all" : formatRational(held)} to ${agentName(k)}`]))
    .join(", ");
}
