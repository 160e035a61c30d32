import { one, type Rational, rational, sumRationals, zero } from "../../src/arithmetic/rational.ts";
import { type ExactProgram, maximize } from "./exact-simplex.ts";

/** Several buyers with one finite law and several sellers with one finite law, one unit each. */
export interface ExactMarket {
  readonly B: readonly Rational[];
  readonly p: readonly Rational[];
  readonly buyers: number;
  readonly S: readonly Rational[];
  readonly q: readonly Rational[];
  readonly sellers: number;
}

/**
 * Largest gains from trade under bayesian incentives, interim participation and an ex-ante budget with required profit r, straight from
 * the definitions: one probability of trade per trader and profile (at each profile buyers and sellers trade equally often, which every
 * such vector does by a lottery over sets), one expected transfer per trader and type.
 */
export function marketOptimum(market: ExactMarket, requiredProfit: Rational = zero): Rational | null {
  const outcome = maximize(marketProgram(market, requiredProfit));
  return outcome.status === "optimal" ? outcome.value : null;
}

export function marketProgram(market: ExactMarket, requiredProfit: Rational): ExactProgram {
  const { B, p, S, q } = market;
  const traders = [
    ...new Array(market.buyers).fill({ types: B, masses: p, sign: one }),
    ...new Array(market.sellers).fill({ types: S, masses: q, sign: one.neg() }),
  ] as { types: readonly Rational[]; masses: readonly Rational[]; sign: Rational }[];
  const profiles = traders.reduce<number[][]>(
    (list, { types }) => list.flatMap((profile) => types.map((_, type) => [...profile, type])),
    [[]],
  );
  const count = traders.length;
  const starts: number[] = [];
  let columns = profiles.length * count;
  for (const { types } of traders) {
    starts.push(columns);
    columns += types.length;
  }
  const trader = (a: number) => traders[a] as (typeof traders)[number];
  const mass = (profile: readonly number[], except = -1) =>
    profile.reduce((product, type, a) => (a === except ? product : product.mul(trader(a).masses[type] as Rational)), one);
  const A: Rational[][] = [];
  const rowLower: Rational[] = [];
  const rowUpper: (Rational | null)[] = [];
  const row = () => new Array<Rational>(columns).fill(zero);
  const add = (entries: Rational[], column: number, amount: Rational) => {
    entries[column] = (entries[column] as Rational).add(amount);
  };
  const push = (entries: Rational[], low: Rational, high: Rational | null) => {
    A.push(entries);
    rowLower.push(low);
    rowUpper.push(high);
  };
  profiles.forEach((_, k) => {
    const entries = row();
    for (let a = 0; a < count; a++) entries[k * count + a] = trader(a).sign;
    push(entries, zero, zero);
  });
  /** Expected gain of trader a of type `own` that reports `report`, transfers T paid to the mechanism (negative: received). */
  const gain = (entries: Rational[], a: number, own: number, report: number, weight: Rational) => {
    const { types, sign } = trader(a);
    profiles.forEach((profile, k) => {
      if (profile[a] === report)
        add(
          entries,
          k * count + a,
          mass(profile, a)
            .mul(types[own] as Rational)
            .mul(sign)
            .mul(weight),
        );
    });
    add(entries, (starts[a] as number) + report, weight.neg());
  };
  for (let a = 0; a < count; a++)
    trader(a).types.forEach((_, own) => {
      const participates = row();
      gain(participates, a, own, own, one);
      push(participates, zero, null);
      trader(a).types.forEach((_, report) => {
        if (report === own) return;
        const truthful = row();
        gain(truthful, a, own, own, one);
        gain(truthful, a, own, report, one.neg());
        push(truthful, zero, null);
      });
    });
  const budget = row();
  for (let a = 0; a < count; a++)
    trader(a).masses.forEach((weight, type) => {
      add(budget, (starts[a] as number) + type, weight);
    });
  push(budget, requiredProfit, null);
  const c = row();
  profiles.forEach((profile, k) => {
    profile.forEach((type, a) => {
      add(
        c,
        k * count + a,
        mass(profile)
          .mul(trader(a).types[type] as Rational)
          .mul(trader(a).sign),
      );
    });
  });
  const probabilities = profiles.length * count;
  return {
    c,
    A,
    rowLower,
    rowUpper,
    lower: c.map((_, j) => (j < probabilities ? zero : null)),
    upper: c.map((_, j) => (j < probabilities ? one : null)),
  };
}

/** Number of profiles of types. */
export function profileCount(market: ExactMarket): number {
  return market.B.length ** market.buyers * market.S.length ** market.sellers;
}

/** First best straight from the definition: the k best pairs at every profile. */
export function marketFirstBest(market: ExactMarket): Rational {
  const { B, p, S, q } = market;
  const draws = (types: readonly Rational[], masses: readonly Rational[], count: number) => {
    let list: { types: Rational[]; mass: Rational }[] = [{ types: [], mass: one }];
    for (let k = 0; k < count; k++)
      list = list.flatMap((entry) =>
        types.map((type, i) => ({ types: [...entry.types, type], mass: entry.mass.mul(masses[i] as Rational) })),
      );
    return list;
  };
  return sumRationals(
    draws(B, p, market.buyers).flatMap((buyers) =>
      draws(S, q, market.sellers).map((sellers) => {
        const values = buyers.types.toSorted((a, b) => b.compare(a));
        const costs = sellers.types.toSorted((a, b) => a.compare(b));
        const pairs = values.slice(0, costs.length).map((value, k) => value.sub(costs[k] as Rational));
        return sumRationals(pairs.filter((gain) => gain.gt(rational(0)))).mul(buyers.mass.mul(sellers.mass));
      }),
    ),
  );
}
