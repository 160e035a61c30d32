import { bestMasses } from "../../src/price-distribution/optimum.ts";

/** Gauss–Legendre nodes and weights on [0, 1] by Newton's method on the Legendre polynomial. */
function gauss(n: number): readonly { readonly at: number; readonly weight: number }[] {
  return Array.from({ length: n }, (_, k) => {
    let x = Math.cos((Math.PI * (k + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 50; step++) {
      let [before, now] = [1, x];
      for (let m = 2; m <= n; m++) [before, now] = [now, ((2 * m - 1) * x * now - (m - 1) * before) / m];
      slope = (n * (x * now - before)) / (x * x - 1);
      x -= now / slope;
    }
    return { at: (1 - x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
  });
}

/** weight·(Σ_k coefficients_k·mass_{first + k})^γ. */
interface PowerTerm {
  readonly weight: number;
  readonly first: number;
  readonly coefficients: Float64Array;
}

/**
 * The best expected utility over price densities that are constant on n cells of [0, 1], both types uniform there: a discretisation of its own, whose
 * mechanisms are feasible for continuous types. Cells beside each other are integrated in polar coordinates about their common corner.
 */
export function bestDensity(power: number, n: number): { readonly value: number; readonly gap: number; readonly masses: Float64Array } {
  const h = 1 / n;
  const rule = gauss(10);
  const terms: PowerTerm[] = [];
  for (let i = 0; i < n; i++) {
    // One cell: A = f·(b − s)²/2.
    terms.push({ weight: h ** 2 / ((2 * power + 1) * (2 * power + 2)), first: i, coefficients: Float64Array.of(h / 2) });
    for (let j = i + 1; j < n; j++) {
      // Cost x below the end of cell i, value y above the start of cell j, both in cells' lengths.
      const gain = (x: number, y: number) =>
        Float64Array.from({ length: j - i + 1 }, (_, k) => {
          if (k === 0) return (h * x * x) / 2;
          if (k === j - i) return h * (x * y + (j - i - 1) * y + (y * y) / 2);
          return h * (x + k - 1 / 2);
        });
      if (j === i + 1) {
        for (const { at, weight } of rule) {
          const polar = (h ** 2 * weight) / (2 * power + 2);
          terms.push({ weight: polar, first: i, coefficients: gain(1, at) }, { weight: polar, first: i, coefficients: gain(at, 1) });
        }
      } else
        for (const x of rule)
          for (const y of rule) terms.push({ weight: h ** 2 * x.weight * y.weight, first: i, coefficients: gain(x.at, y.at) });
    }
  }
  const welfare = {
    count: n,
    power,
    at(masses: Float64Array, gradient?: Float64Array, hessian?: Float64Array): number {
      gradient?.fill(0);
      hessian?.fill(0);
      let value = 0;
      // The buyer's half is the seller's with masses in the opposite order.
      for (const index of [(k: number) => k, (k: number) => n - 1 - k]) {
        for (const { weight, first, coefficients } of terms) {
          let sum = 0;
          for (let k = 0; k < coefficients.length; k++) sum += (coefficients[k] as number) * (masses[index(first + k)] as number);
          const worth = weight * sum ** power;
          value += worth;
          if (!gradient) continue;
          const slope = (power * worth) / sum;
          const bend = ((power - 1) * slope) / sum;
          for (let k = 0; k < coefficients.length; k++) {
            const [a, own] = [index(first + k), coefficients[k] as number];
            gradient[a] = (gradient[a] as number) + slope * own;
            if (!hessian) continue;
            for (let l = 0; l < coefficients.length; l++) {
              const at = a * n + index(first + l);
              hessian[at] = (hessian[at] as number) + bend * own * (coefficients[l] as number);
            }
          }
        }
      }
      return value;
    },
  };
  return bestMasses(welfare);
}
