import { dot, line } from "@observablehq/plot";
import { rational, toNumber } from "../../arithmetic/rational.ts";
import { frontierFormat } from "../studies/frontier.ts";
import type { FrontierJson } from "../studies/read-frontier.ts";
import type { Drawing, Figure } from "./figure.ts";
import { fillOf, strokeOf } from "./support/palette.ts";
import { short, tickText } from "./support/words.ts";

type Point = FrontierJson["points"][number];

interface Axes {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly at: (point: Point) => readonly [x: number | null, y: number | null];
}

const middle = ({ lower, upper }: Point["value"]) => (lower === null || upper === null ? null : (lower + upper) / 2);
const parameter = (point: Point) => toNumber(rational(point.parameter));

/** What each kind of frontier shows. */
const axes: Readonly<Record<FrontierJson["kind"], Axes>> = {
  "gains-profit": {
    title: "Gains from trade against the broker's profit",
    x: "broker's profit (money)",
    y: "gains from trade (money)",
    at: ({ brokerProfit, gainsFromTrade }) => [brokerProfit, gainsFromTrade],
  },
  rents: {
    title: "Buyers' rents against sellers' rents",
    x: "buyers' rents (money)",
    y: "sellers' rents (money)",
    at: ({ rents }) => [rents.buyers, rents.sellers],
  },
  shares: {
    title: "The value over who owns the partnership",
    x: "share that the first entry owns",
    y: "value (money)",
    at: (point) => [parameter(point), middle(point.value)],
  },
  "risk-aversion": {
    title: "The value over risk aversion",
    x: "power γ of the utility x^γ",
    y: "value (expected utility)",
    at: (point) => [parameter(point), middle(point.value)],
  },
};

/** The efficient frontier through the points that were solved. */
export const frontierFigure: Figure = {
  name: "frontier",
  summary: "an efficient frontier, of a study by secondbest frontier --json",
  of: (source) => (source.format === frontierFormat ? drawn(source as FrontierJson) : null),
};

function drawn({ kind, parameter: varied, points }: FrontierJson): Drawing | null {
  const { title, x, y, at } = axes[kind];
  const found = points.flatMap((point) => {
    const [across, up] = at(point);
    return across === null || up === null ? [] : [{ x: across, y: up }];
  });
  const [first, last] = [found[0], found.at(-1)];
  if (!first || !last) return null;
  const missing = points.length - found.length;
  return {
    title,
    subtitle: `${found.length} points, by the ${varied}${missing > 0 ? `; ${missing} more have no optimum` : ""}`,
    description: `Curve from (${short(first.x)}, ${short(first.y)}) to (${short(last.x)}, ${short(last.y)}); ${x} to the right, ${y} upwards.`,
    legend: [],
    panels: [
      {
        plot: {
          x: { label: x, labelAnchor: "center", labelArrow: "none", grid: true, nice: true, ticks: 6, tickFormat: tickText },
          y: { label: y, labelArrow: "none", grid: true, nice: true, ticks: 6, tickFormat: tickText },
          marks: [
            line(found, { x: "x", y: "y", strokeWidth: 2, ...strokeOf("buyer") }),
            dot(found, { x: "x", y: "y", r: found.length > 60 ? 1.5 : 3.5, ...fillOf("buyer") }),
          ],
        },
      },
    ],
  };
}
