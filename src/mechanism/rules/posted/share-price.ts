import { Profiles } from "../../../arithmetic/profiles.ts";
import { toNumber } from "../../../arithmetic/rational.ts";
import type { LinearEnvironment } from "../../../environments/linear.ts";
import { UnsupportedProblemError } from "../../../errors.ts";
import type { TypeSpace } from "../../../type-space/type-space.ts";
import type { Mechanism } from "../../mechanism.ts";
import { partnershipMechanism } from "../../partnership.ts";
import { rentsByParty } from "../../sums.ts";

/** Most (profiles × prices) that the best price is sought among. */
const mostVisits = 2_000_000;

/**
 * A posted price of the whole in a partnership: partners who value it no less buy, the others sell their shares, and the buyers divide equally what is sold. When all are on one side,
 * everybody keeps its share.
 *
 * Dominant incentives, ex-post participation, balanced: whoever sells gets more for its share than it is worth to it, and no report moves the price. O(profiles·partners).
 */
export function postedSharePrice(
  environment: Pick<LinearEnvironment, "groups" | "frontier">,
  spaces: readonly TypeSpace[],
  price: number,
): Mechanism {
  const members = membersOf(environment, spaces);
  const profiles = new Profiles(members.map(({ values }) => values.length));
  const lottery = new Float64Array(profiles.count * members.length);
  const payments = members.map(() => new Float64Array(profiles.count));
  profiles.forEach((types, p) => {
    const buys = members.map(({ values }, a) => (values[types[a] as number] as number) >= price);
    const buyers = buys.reduce((sum, one) => sum + (one ? 1 : 0), 0);
    const sold = members.reduce((sum, { share }, a) => sum + (buys[a] ? 0 : share), 0);
    members.forEach(({ share }, a) => {
      const held = buyers === 0 ? share : buys[a] ? share + sold / buyers : 0;
      // The k-th outcome gives everything to the k-th partner.
      lottery[p * members.length + a] = held;
      (payments[a] as Float64Array)[p] = price * (held - share);
    });
  });
  return partnershipMechanism(environment, spaces, lottery, payments);
}

/**
 * The price, among the types, with the largest expected `Σ weights[entry]·rents of its partners`; with equal weights no other price is better, since only who buys counts and a price between types
 * may be raised to the next. The first of several.
 *
 * Throws UnsupportedProblemError when there are too many prices and profiles.
 */
export function bestSharePrice(
  environment: Pick<LinearEnvironment, "groups" | "frontier">,
  spaces: readonly TypeSpace[],
  weights: readonly number[],
): number {
  const members = membersOf(environment, spaces);
  const prices = [...new Set(members.flatMap(({ values }) => [...values]))].sort((x, y) => x - y);
  const visits = prices.length * members.reduce((product, { values }) => product * values.length, 1);
  if (!(visits <= mostVisits))
    throw new UnsupportedProblemError({
      assumption: `The best posted price of a partnership is sought among at most ${mostVisits} combinations of prices and profiles of types, and there are ${visits}.`,
      alternative: "Use fewer types, or state the price: posted-price:p=0.5.",
    });
  const worth = (price: number) =>
    (rentsByParty(postedSharePrice(environment, spaces, price)).partners ?? []).reduce(
      (sum, rents, entry) => sum + (weights[entry] as number) * rents,
      0,
    );
  let best = { price: prices[0] as number, worth: Number.NEGATIVE_INFINITY };
  for (const price of prices) {
    const found = worth(price);
    if (found > best.worth) best = { price, worth: found };
  }
  return best.price;
}

function membersOf({ groups }: Pick<LinearEnvironment, "groups">, spaces: readonly TypeSpace[]) {
  return groups.flatMap(({ count, reference }, g) =>
    Array.from({ length: count }, () => ({ share: toNumber(reference), values: (spaces[g] as TypeSpace).values })),
  );
}
