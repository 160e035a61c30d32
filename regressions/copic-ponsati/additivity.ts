import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";

/** φ on neighbouring points of a grid of the unit interval: `steps[k]` = φ(k/N, (k+1)/N) ≥ 0. */
export interface Increments {
  readonly steps: readonly number[];
}

/**
 * Solves (2) on the grid, by trapezoids, for φ at all pairs two or more steps apart, by repeated substitution; φ(v, v) = 0.
 *
 * Returns φ at index i·(N+1) + k for i ≤ k.
 */
export function solveFunctionalEquation({ steps }: Increments): Float64Array {
  const n = steps.length;
  const phi = new Float64Array((n + 1) ** 2);
  const at = (i: number, k: number) => phi[i * (n + 1) + k] as number;
  steps.forEach((step, i) => {
    phi[i * (n + 1) + i + 1] = step;
  });
  for (let sweep = 0; sweep < 20_000; sweep++) {
    let change = 0;
    for (let i = 0; i <= n; i++)
      for (let k = i + 2; k <= n; k++) {
        // (k − i)·φ(i, k) = Σ of trapezoids of φ(i, ·) + φ(·, k) over the steps from i to k.
        let sum = 0;
        for (let l = i; l < k; l++) sum += (at(i, l) + at(i, l + 1) + at(l, k) + at(l + 1, k)) / 2;
        const next = sum / (k - i);
        change = Math.max(change, Math.abs(next - at(i, k)));
        phi[i * (n + 1) + k] = next;
      }
    if (change < 1e-16) break;
  }
  return phi;
}

/**
 * The functional equation behind Theorem 10 has only additive solutions.
 *
 * @see J. Čopič, C. Ponsatí (2006), Theorem 11.
 */
export const additivity: CheckedTheorem<Increments> = {
  id: "copic-ponsati/additivity",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Theorem 11",
  statement:
    "A bounded nonnegative φ, decreasing in v_s and increasing in v_b, with (v_b − v_s)·φ(v_s, v_b) = ∫_{v_s}^{v_b} [φ(τ, v_b) + φ(v_s, τ)] dτ is a difference φ̃(v_b) − φ̃(v_s) of one increasing function.",
  domain: "Functions of 0 ≤ v_s ≤ v_b ≤ 1.",
  errata: ["CP-3", "CP-9"],
  samples(seed) {
    const random = randomSource(seed);
    return [8, 12, 16].map((n) => ({ steps: Array.from({ length: n }, () => (random.unit() < 0.3 ? 0 : random.unit() / n)) }));
  },
  checks: [
    {
      name: "solution of the equation on a grid, found without additivity, against sums of its increments",
      usesEngine: false,
      async run(increments) {
        const n = increments.steps.length;
        const phi = solveFunctionalEquation(increments);
        let worst = 0;
        for (let i = 0; i <= n; i++) {
          let sum = 0;
          for (let k = i; k <= n; k++) {
            if (k > i) sum += increments.steps[k - 1] as number;
            worst = Math.max(worst, Math.abs((phi[i * (n + 1) + k] as number) - sum));
          }
        }
        return [compare("largest distance from additivity", worst, "=", 0, 1e-12)];
      },
    },
  ],
};
