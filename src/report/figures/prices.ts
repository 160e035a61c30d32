import { line, rect, ruleY } from "@observablehq/plot";
import type { MechanismJson } from "../result/result-schema.ts";
import { type Drawing, questionOf, resultFigure } from "./figure.ts";
import { fillOf, strokeOf } from "./support/palette.ts";
import { short, tickText } from "./support/words.ts";

/** Most bars of a density. */
const barLimit = 200;

/** How the prices of the best lottery between risk-averse traders are distributed: their density, and their distribution function. */
export const priceDensity = resultFigure("prices", "the distribution of prices between risk-averse traders", (result): Drawing | null => {
  const prices = pricesOf(result.mechanism);
  if (!prices || prices.values.length < 2) return null;
  const { values, masses } = prices;
  const n = values.length;
  const edge = (k: number) =>
    k === 0
      ? (3 * (values[0] as number) - (values[1] as number)) / 2
      : k === n
        ? (3 * (values[n - 1] as number) - (values[n - 2] as number)) / 2
        : ((values[k - 1] as number) + (values[k] as number)) / 2;
  const together = Math.ceil(n / barLimit);
  const bars = Array.from({ length: Math.ceil(n / together) }, (_, bar) => {
    const [first, end] = [bar * together, Math.min(n, (bar + 1) * together)];
    let mass = 0;
    for (let k = first; k < end; k++) mass += masses[k] as number;
    return { x1: edge(first), x2: edge(end), density: mass / (edge(end) - edge(first)) };
  });
  let sum = 0;
  const steps = bars.map(({ x1, x2, density }) => {
    sum += density * (x2 - x1);
    return { x: x2, y: sum };
  });
  const mean = values.reduce((total, price, k) => total + price * (masses[k] as number), 0);
  const likeliest = values[masses.indexOf(masses.reduce((a, b) => Math.max(a, b), 0))] as number;
  const x = { label: "price (money)", labelAnchor: "center", labelArrow: "none", ticks: 6, tickFormat: tickText } as const;
  return {
    title: "How prices are drawn",
    subtitle: `${questionOf(result)}; ${n} prices`,
    description: `Density and distribution function of the price. Its mean is ${short(mean)}; no price is likelier than ${short(likeliest)}.`,
    legend: [],
    panels: [
      {
        heading: "Density of the price",
        plot: {
          x,
          y: { label: "probability per unit of money", labelArrow: "none", grid: true, ticks: 5, tickFormat: tickText },
          marks: [
            rect(bars, { x1: "x1", x2: "x2", y1: () => 0, y2: "density", inset: 0, fillOpacity: 0.5, ...fillOf("buyer") }),
            ruleY([0], strokeOf("muted")),
          ],
        },
      },
      {
        heading: "Probability of a price at most p",
        plot: {
          x,
          y: { label: "probability", labelArrow: "none", grid: true, ticks: 5, domain: [0, 1], tickFormat: tickText },
          marks: [
            line([{ x: edge(0), y: 0 }, ...steps], { x: "x", y: "y", strokeWidth: 2, ...strokeOf("buyer") }),
            ruleY([0], strokeOf("muted")),
          ],
        },
      },
    ],
  };
});

function pricesOf(mechanism: MechanismJson | null) {
  return mechanism && "prices" in mechanism ? mechanism.prices : null;
}
