import { integrate } from "../../src/theorems/support/quadrature.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";

/**
 * The uniform lottery over posted prices is dominated by its simple mechanism.
 *
 * @see J. Čopič, C. Ponsatí (2006), Example 8.
 */
export const uniformLotteryDominated: CheckedTheorem<number> = {
  id: "copic-ponsati/uniform-lottery-dominated",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Example 8",
  statement:
    "With utility x^γ, γ < 1, the uniform lottery over posted prices gives each trader (v_b − v_s)^(γ+1)/(γ+1), and the simple mechanism with φ = (v_b − v_s)^γ and the middle price gives each ((v_b − v_s)²/2)^γ, which is more wherever v_b > v_s; at γ = 1 they are equal.",
  domain: "Bilateral trade, types in [0, 1]; utility x^γ, 0 < γ ≤ 1, of both.",
  errata: [],
  samples: () => [0.1, 0.25, 0.5, 0.9, 1],
  checks: [
    {
      name: "the utilities of the lottery by quadrature, at gains from 1/20 to 1",
      usesEngine: false,
      async run(power) {
        const gaps = Array.from({ length: 20 }, (_, k) => (k + 1) / 20);
        const lottery = gaps.map((gap) => integrate((x) => x ** power, 0, gap));
        const simple = gaps.map((gap) => gap ** power * (gap / 2) ** power);
        const off = gaps.map((gap, k) => Math.abs((lottery[k] as number) - gap ** (power + 1) / (power + 1)));
        const least = Math.min(...gaps.map((_, k) => (simple[k] as number) - (lottery[k] as number)));
        return [
          compare("distance of the lottery's utility from the closed form", Math.max(...off), "=", 0, 1e-11),
          power === 1 ? compare("gain", least, "=", 0, 1e-11) : compare("least gain over the lottery", least, ">", 0, 1e-6),
        ];
      },
    },
  ],
};
