import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";

/** A density of prices on [0, 1] by its distribution function and ∫₀^t x dF, and a common power. */
interface SmoothPrices {
  readonly name: string;
  readonly power: number;
  mass(t: number): number;
  moment(t: number): number;
}

const smooth: readonly SmoothPrices[] = [
  { name: "uniform, γ = 1/2", power: 0.5, mass: (t) => t, moment: (t) => t ** 2 / 2 },
  { name: "2t, γ = 1/4", power: 0.25, mass: (t) => t ** 2, moment: (t) => (2 * t ** 3) / 3 },
  { name: "6t(1 − t), γ = 0.9", power: 0.9, mass: (t) => 3 * t ** 2 - 2 * t ** 3, moment: (t) => 2 * t ** 3 - 1.5 * t ** 4 },
];

/**
 * The first-order condition of simple mechanisms, with the sign of the buyer's line.
 *
 * @see J. Čopič, C. Ponsatí (2006), Proposition 9.
 */
export const firstOrderCondition: CheckedTheorem<SmoothPrices> = {
  id: "copic-ponsati/first-order-condition",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Proposition 9",
  statement:
    "A differentiable simple mechanism is incentive compatible and individually rational iff, where both gain, ∂φ/∂v_s·u_s = −φ·∂u_s/∂p·∂π/∂v_s and ∂φ/∂v_b·u_b = −φ·∂u_b/∂p·∂π/∂v_b; the mechanisms of Proposition 13 satisfy both.",
  domain: "Bilateral trade, types in [0, 1]; checked for utility x^γ of both and densities of prices.",
  errata: ["CP-2"],
  samples: () => smooth,
  checks: [
    {
      name: "central differences of φ and π at 100 pairs of types",
      usesEngine: false,
      async run({ power, mass, moment }) {
        const phi = (s: number, b: number) => (mass(b) - mass(s)) ** power;
        const price = (s: number, b: number) => (moment(b) - moment(s)) / (mass(b) - mass(s));
        const h = 1e-5;
        let worst = 0;
        for (let i = 1; i <= 10; i++) {
          for (let j = 1; j <= 10; j++) {
            const s = 0.9 * (i / 11);
            const b = s + (1 - s) * (j / 11);
            const p = price(s, b);
            const slope = power * (p - s) ** (power - 1);
            const slopeBuyer = -power * (b - p) ** (power - 1);
            const bySeller = (f: typeof phi) => (f(s + h, b) - f(s - h, b)) / (2 * h);
            const byBuyer = (f: typeof phi) => (f(s, b + h) - f(s, b - h)) / (2 * h);
            const seller = bySeller(phi) * (p - s) ** power + phi(s, b) * slope * bySeller(price);
            const buyer = byBuyer(phi) * (b - p) ** power + phi(s, b) * slopeBuyer * byBuyer(price);
            worst = Math.max(worst, Math.abs(seller), Math.abs(buyer));
          }
        }
        return [compare("largest violation of either line", worst, "=", 0, 1e-5)];
      },
    },
  ],
};
