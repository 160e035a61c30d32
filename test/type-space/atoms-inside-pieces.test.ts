import { expect, test } from "vitest";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { initialKnots, quantileCells } from "../../src/type-space/quantile-curve.ts";

/** Half an atom at 1/2, half spread over [0, 1] (then stretched): the atom lies at the ends of two pieces. */
const spec: DistributionSpec = {
  distribution: "mixture",
  weights: ["1/2", "1/2"],
  components: [
    { distribution: "point-mass", at: "1/2" },
    { distribution: "uniform", min: 0, max: 1 },
  ],
};

test.each([
  ["as it is", spec, 1 / 2],
  ["mirrored", { distribution: "affine", scale: -1, shift: 1, of: spec } satisfies DistributionSpec, 1 / 2],
])("an atom at the end of a piece is counted once, %s", (_, input, mean) => {
  const law = distribution(input);
  for (const best of [1, -1] as const) {
    const cells = quantileCells(law, initialKnots(law, 20), best);
    const total = cells.mass.reduce((sum, mass) => sum + mass, 0);
    const moment = cells.moment.reduce((sum, entry) => sum + entry, 0);
    expect(total).toBeCloseTo(1, 14);
    expect(best * moment + cells.shift * total).toBeCloseTo(mean, 14);
    // Every cell but the atom's has mass length/2.
    for (let k = 0; k < cells.mass.length; k++) {
      const width = (cells.high[k] as number) - (cells.low[k] as number);
      expect(cells.mass[k]).toBeCloseTo(width === 0 ? 1 / 2 : width / 2, 14);
    }
  }
});
