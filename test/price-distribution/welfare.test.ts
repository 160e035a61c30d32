import fc from "fast-check";
import { expect, test } from "vitest";
import { toNumber } from "../../src/arithmetic/rational.ts";
import { type ExactPieces, knotProblem, roundedProblem } from "../../src/price-distribution/knots.ts";
import { Welfare } from "../../src/price-distribution/welfare.ts";
import { atoms, massesOn, pairWelfare, powers, spread } from "./problems.ts";

/** A problem on a few knots, with masses. */
const cases = (types: fc.Arbitrary<ExactPieces>) =>
  fc
    .record({ buyer: types, seller: types, power: powers })
    .map(({ buyer, seller, power }) => knotProblem(buyer, seller, power, 8))
    .chain((problem) => massesOn(problem).map((masses) => ({ problem, masses })));

test("of atoms: the double sum of the definition", () => {
  fc.assert(
    fc.property(cases(atoms), ({ problem, masses }) => {
      const rounded = roundedProblem(problem);
      const { buyer, seller, prices, power } = rounded;
      let naive = 0;
      buyer.mass.forEach((p, j) => {
        seller.mass.forEach((q, i) => {
          const [cost, value] = [seller.low[i] as number, buyer.low[j] as number];
          if (cost < value) naive += p * q * pairWelfare(cost, value, prices, masses, power);
        });
      });
      expect(new Welfare(rounded).at(masses)).toBeCloseTo(naive, 13);
    }),
  );
});

test("of densities: midpoint sums over ever more types approach it", () => {
  fc.assert(
    fc.property(cases(spread), ({ problem, masses }) => {
      const rounded = roundedProblem(problem);
      const { buyer, seller, prices, power } = rounded;
      // Types by many midpoints a cell: x^γ has its kinks at the ends of cells, where the rule errs by O(h^(1+γ)).
      const sampled = ({ low, high, mass }: typeof buyer, n: number) =>
        Array.from(mass).flatMap((own, k) => {
          const [from, to] = [low[k] as number, high[k] as number];
          if (from === to) return [{ at: from, mass: own }];
          return Array.from({ length: n }, (_, s) => ({ at: from + ((to - from) * (s + 0.5)) / n, mass: own / n }));
        });
      const at = (n: number) => {
        let sum = 0;
        for (const { at: value, mass: p } of sampled(buyer, n))
          for (const { at: cost, mass: q } of sampled(seller, n))
            if (cost < value) sum += p * q * pairWelfare(cost, value, prices, masses, power);
        return sum;
      };
      const exact = new Welfare(rounded).at(masses);
      const [coarse, fine] = [Math.abs(at(4) - exact), Math.abs(at(16) - exact)];
      expect(fine).toBeLessThan(0.01 * exact + 1e-12);
      expect(fine).toBeLessThanOrEqual(0.4 * coarse + 1e-9);
    }),
    { numRuns: 30 },
  );
});

test("its gradient and Hessian are its differences", () => {
  fc.assert(
    fc.property(fc.oneof(cases(atoms), cases(spread)), ({ problem, masses }) => {
      const welfare = new Welfare(roundedProblem(problem));
      const { count } = welfare;
      const [gradient, hessian] = [new Float64Array(count), new Float64Array(count * count)];
      welfare.at(masses, gradient, hessian);
      const step = 1e-5;
      for (let k = 0; k < count; k++) {
        const [up, down] = [masses.slice(), masses.slice()];
        up[k] = (up[k] as number) + step * (masses[k] as number);
        down[k] = (down[k] as number) - step * (masses[k] as number);
        const [above, below] = [new Float64Array(count), new Float64Array(count)];
        const width = 2 * step * (masses[k] as number);
        const slope = (welfare.at(up, above) - welfare.at(down, below)) / width;
        expect(Math.abs(slope - (gradient[k] as number))).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
        for (let l = 0; l < count; l++) {
          const bend = ((above[l] as number) - (below[l] as number)) / width;
          expect(Math.abs(bend - (hessian[k * count + l] as number))).toBeLessThan(1e-5 * (1 + Math.abs(bend)));
        }
      }
    }),
    { numRuns: 40 },
  );
});

test("it is homogeneous: masses times gradient is γ times the value", () => {
  fc.assert(
    fc.property(cases(spread), ({ problem, masses }) => {
      const welfare = new Welfare(roundedProblem(problem));
      const gradient = new Float64Array(welfare.count);
      const value = welfare.at(masses, gradient);
      const product = gradient.reduce((sum, slope, k) => sum + slope * (masses[k] as number), 0);
      expect(product).toBeCloseTo(toNumber(problem.power) * value, 12);
    }),
  );
});
