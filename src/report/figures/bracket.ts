import { areaY, dot, line, ruleY } from "@observablehq/plot";
import { bracketText } from "../numbers.ts";
import { type Drawing, type LegendItem, type Panel, questionOf, resultFigure } from "./figure.ts";
import { numberOf } from "./support/expected.ts";
import { fillOf, strokeOf } from "./support/palette.ts";
import { short, tickText } from "./support/words.ts";

interface Point {
  readonly cells: number;
  readonly lower: number;
  readonly upper: number;
}

/** How the two bounds of a continuous problem close, round by round. */
export const bracketByRound = resultFigure(
  "bracket",
  "how the proved bounds close with finer cells, round by round",
  (result): Drawing | null => {
    const points = (result.rounds ?? []).flatMap(({ cells, lower, upper }): Point[] =>
      lower === null || upper === null ? [] : [{ cells: Math.max(...cells), lower, upper }],
    );
    const last = points.at(-1);
    if (!last) return null;
    const widths = points.flatMap(({ cells, lower, upper }) => (upper > lower ? [{ cells, width: upper - lower }] : []));
    const x = {
      type: "log",
      label: "cells of the largest group",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: points.map(({ cells }) => cells),
      tickFormat: tickText,
    } as const;
    const legend: LegendItem[] = [
      { label: "upper bound", ink: "seller", shape: "line" },
      { label: "lower bound, attained", ink: "buyer", shape: "line" },
    ];
    const [published] = result.theorems.flatMap(({ expected, relation }) =>
      relation === "=" && expected !== null ? [numberOf(expected)] : [],
    );
    if (published !== undefined) legend.push({ label: `published value ${short(published)}`, ink: "muted", shape: "dashed" });
    const bounds: Panel = {
      heading: "Bounds on the value",
      plot: {
        x,
        y: { label: "value (money)", labelArrow: "none", nice: true, ticks: 5, tickFormat: tickText },
        marks: [
          areaY(points, { x: "cells", y1: "lower", y2: "upper", fillOpacity: 0.15, ...fillOf("muted") }),
          ...(published === undefined ? [] : [ruleY([published], { ...strokeOf("muted"), strokeDasharray: "5 3" })]),
          line(points, { x: "cells", y: "upper", strokeWidth: 2, ...strokeOf("seller") }),
          dot(points, { x: "cells", y: "upper", r: 3, symbol: "triangle", ...fillOf("seller") }),
          line(points, { x: "cells", y: "lower", strokeWidth: 2, ...strokeOf("buyer") }),
          dot(points, { x: "cells", y: "lower", r: 3, ...fillOf("buyer") }),
        ],
      },
    };
    const width: Panel = {
      heading: "Width of the bracket",
      plot: {
        x,
        y: { type: "log", label: "upper − lower (money)", labelArrow: "none", grid: true, ticks: 5, tickFormat: ".0e" },
        marks: [
          line(widths, { x: "cells", y: "width", strokeWidth: 2, ...strokeOf("accent") }),
          dot(widths, { x: "cells", y: "width", r: 3, ...fillOf("accent") }),
        ],
      },
    };
    return {
      title: "How the bracket closes",
      subtitle: questionOf(result),
      description: `After ${points.length} ${points.length === 1 ? "round" : "rounds"} of finer cells the value is ${bracketText(result.value)}; the last width is ${(last.upper - last.lower).toExponential(1)}.`,
      legend,
      panels: widths.length > 1 ? [bounds, width] : [bounds],
    };
  },
);
