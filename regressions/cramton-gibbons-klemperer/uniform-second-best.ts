import { ratio, rational, toNumber } from "../../src/arithmetic/rational.ts";
import {
  poolWidth,
  uniformSecondBestOfPartners as statement,
  type UnevenPartners,
} from "../../src/theorems/cramton-gibbons-klemperer/uniform-second-best.ts";
import { uniformPartnership } from "../../src/theorems/cramton-gibbons-klemperer/uniform-surplus.ts";
import { integratePieces } from "../../src/theorems/support/quadrature.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { extrapolated } from "../support/extrapolated.ts";
import { randomSource } from "../support/random.ts";

/** Virtual types at λ with pool value z: the buyer's above, the seller's below. */
const virtual = (lambda: number, z: number) => (v: number) => Math.min(Math.max(z, v + lambda * (2 * v - 1)), v + 2 * lambda * v);

/** The statement with what it is held against. */
export const uniformSecondBestOfPartners: CheckedTheorem<UnevenPartners> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed + 67);
    const unit = { min: rational(0), max: rational(1) };
    return [
      ...["1", "17/20"].map((share) => ({ share: rational(share), interval: unit })),
      { share: ratio(BigInt(random.integer(80, 99)), 100n), interval: { min: rational(-1), max: rational(2) } },
    ];
  },
  checks: [
    {
      name: "the dual bound at λ and the pool values, and gains and payments of its rule, by quadrature: both the stated value",
      usesEngine: false,
      async run({ share, interval }) {
        const unit = statement.value?.({ share, interval: { min: rational(0), max: rational(1) } })?.value as number;
        const scaled = statement.value?.({ share, interval })?.value as number;
        const r = toNumber(share);
        const delta = poolWidth(r);
        const lambda = delta / (1 - 2 * delta);
        const pools = [(1 + 2 * lambda) * (r - delta), (1 + 2 * lambda) * (1 - r)] as const;
        const [first, second] = [virtual(lambda, pools[0]), virtual(lambda, pools[1])];
        const ends = [r - delta, r, 1 - r, 1 - r + delta];
        /** Where partner 2's virtual type reaches that of partner 1. */
        const meeting = (level: number) => [level / (1 + 2 * lambda), (level + lambda) / (1 + 2 * lambda)];
        const over = (f: (v1: number, v2: number) => number) =>
          integratePieces((v1) => integratePieces((v2) => f(v1, v2), 0, 1, [...ends, ...meeting(first(v1))]), 0, 1, [
            ...ends,
            ...meeting(pools[1]),
            ...ends.flatMap((v) => meeting(second(v))),
          ]);
        const mean = (f: (v: number) => number) => integratePieces(f, 0, 1, ends);
        const dual = over((v1, v2) => Math.max(first(v1), second(v2))) - r * mean(first) - (1 - r) * mean(second);
        const wins = (v1: number, v2: number) => (first(v1) > second(v2) ? 1 : 0);
        const gains = over((v1, v2) => (wins(v1, v2) - r) * (v1 - v2));
        // Largest payments: buyers' virtual values above the pool, sellers' below; inside it the partner expects its share, so neither counts.
        const payment = (v: number, traded: number, low: number) => traded * (v > low ? 2 * v - 1 : 2 * v);
        const budget = over((v1, v2) => payment(v1, wins(v1, v2) - r, r - delta) - payment(v2, wins(v1, v2) - r, 1 - r));
        return [
          compare("dual bound", dual, "=", unit, 1e-8),
          compare("gains of the rule", gains, "=", unit, 1e-8),
          compare("its budget", budget, "=", 0, 1e-8),
          compare("scale", scaled / toNumber(interval.max.sub(interval.min)), "=", unit, 1e-14),
        ];
      },
    },
    {
      name: "a single owner: 9/64, and the value falls continuously from the first best at ½ + √3/6",
      usesEngine: false,
      async run() {
        const at = (share: number) =>
          statement.value?.({
            share: ratio(BigInt(Math.round(share * 2 ** 50)), 1n << 50n),
            interval: { min: rational(0), max: rational(1) },
          })?.value as number;
        const end = 1 / 2 + Math.sqrt(3) / 6;
        return [
          compare("single owner", at(1), "=", 9 / 64, 1e-13),
          compare("at the end", at(end), "=", 1 / 6, 1e-9),
          compare("beyond", at(end + 0.05), "<", at(end + 0.01), 1e-5),
        ];
      },
    },
    {
      name: "the engine on midpoint grids, extrapolated",
      usesEngine: true,
      async run({ share, interval }, engine) {
        const environment = uniformPartnership({ shares: [share, rational(1).sub(share)], interval });
        const stated = statement.value?.({ share, interval })?.value as number;
        const found = await extrapolated(environment, { budget: "balanced" }, 70, engine);
        return [compare("second best", found, "=", stated, 1e-4 * toNumber(interval.max.sub(interval.min)))];
      },
    },
  ],
};
