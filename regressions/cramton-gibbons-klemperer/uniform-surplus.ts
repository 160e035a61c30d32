import { ratio, rational, toNumber } from "../../src/arithmetic/rational.ts";
import {
  uniformSurplusTheorem as statement,
  type UniformPartners,
  uniformPartnership,
  uniformSurplus,
  uniformWorstOff,
} from "../../src/theorems/cramton-gibbons-klemperer/uniform-surplus.ts";
import { efficientSurplus } from "../../src/theorems/support/partner-laws.ts";
import { findRoot } from "../../src/theorems/support/root.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { randomShares } from "../support/finite-partnership.ts";
import { dissolvedOnGrid, isClear } from "../support/partners-on-grid.ts";
import { randomSource } from "../support/random.ts";

/** The statement with what it is held against. */
export const uniformSurplusTheorem: CheckedTheorem<UniformPartners> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed + 43);
    const unit = { min: rational(0), max: rational(1) };
    const two = (share: string) => ({ shares: [rational(share), rational(1).sub(rational(share))], interval: unit });
    const clear = (n: number) => {
      for (;;) {
        const shares = randomShares(random, n);
        if (isClear(uniformSurplus(shares), n)) return shares;
      }
    };
    return [
      ...["1/2", "77/100", "1"].map(two),
      ...[3, 4, 5].map((n) => ({ shares: clear(n), interval: unit })),
      { shares: clear(3), interval: { min: rational(random.integer(-2, 0)), max: ratio(7n, 2n) } },
    ];
  },
  checks: [
    {
      name: "surplus and worst-off types against quadrature and root search on the general condition",
      usesEngine: false,
      async run({ shares, interval: { min, max } }) {
        const { groups } = uniformPartnership({ shares, interval: { min, max } });
        const width = toNumber(max.sub(min));
        const found = efficientSurplus(groups.map(({ reference, law }) => ({ share: reference, law })));
        return [
          compare("surplus", found.surplus / width, "=", uniformSurplus(shares), 1e-10),
          ...shares.map((share, i) =>
            compare(
              `worst-off type of partner ${i + 1}`,
              ((found.worstOff[i] as number) - toNumber(min)) / width,
              "=",
              uniformWorstOff(share, shares.length),
              1e-9,
            ),
          ),
        ];
      },
    },
    {
      name: "for two partners the surplus vanishes at ½ ± √3/6",
      usesEngine: false,
      async run() {
        const surplus = (r: number) => {
          const share = ratio(BigInt(Math.round(r * 2 ** 50)), 1n << 50n);
          const { groups } = uniformPartnership({
            shares: [share, rational(1).sub(share)],
            interval: { min: rational(0), max: rational(1) },
          });
          return efficientSurplus(groups.map(({ reference, law }) => ({ share: reference, law }))).surplus;
        };
        return [
          compare("upper end", findRoot(surplus, 0.5, 1), "=", 1 / 2 + Math.sqrt(3) / 6, 1e-8),
          compare("lower end", findRoot(surplus, 0, 0.5), "=", 1 / 2 - Math.sqrt(3) / 6, 1e-8),
        ];
      },
    },
    {
      name: "the engine on midpoint grids: first best where the surplus is positive, less where it is well below 0",
      usesEngine: true,
      async run({ shares, interval }, engine) {
        const surplus = uniformSurplus(shares);
        const range = toNumber(interval.max.sub(interval.min));
        return dissolvedOnGrid(uniformPartnership({ shares, interval }), shares.length, surplus >= 0, range, engine);
      },
    },
  ],
};
