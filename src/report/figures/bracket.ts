import { ruleY } from "@observablehq/plot";
import { bracketText } from "../numbers.ts";
import { type Drawing, type LegendItem, questionOf, resultFigure } from "./figure.ts";
import { numberOf } from "./support/expected.ts";
import { type CellBounds, panelsOverCells } from "./support/over-cells.ts";
import { strokeOf } from "./support/palette.ts";
import { short, tickText } from "./support/words.ts";

/** How the two bounds of a continuous problem close, round by round. */
export const bracketByRound = resultFigure(
  "bracket",
  "how the proved bounds close with finer cells, round by round",
  (result): Drawing | null => {
    const points = (result.rounds ?? []).flatMap(({ cells, lower, upper }): CellBounds[] =>
      lower === null || upper === null ? [] : [{ cells: Math.max(...cells), lower, upper }],
    );
    const last = points.at(-1);
    if (!last) return null;
    const legend: LegendItem[] = [
      { label: "upper bound", ink: "seller", shape: "line" },
      { label: "lower bound, attained", ink: "buyer", shape: "line" },
    ];
    const [published] = result.theorems.flatMap(({ expected, relation }) =>
      relation === "=" && expected !== null ? [numberOf(expected)] : [],
    );
    if (published !== undefined) legend.push({ label: `published value ${short(published)}`, ink: "muted", shape: "dashed" });
    const panels = panelsOverCells({
      across: "cells of the largest group",
      cells: points.map(({ cells }) => cells),
      bounds: points,
      behind: published === undefined ? [] : [ruleY([published], { ...strokeOf("muted"), strokeDasharray: "5 3" })],
      curves: [
        { points: points.map(({ cells, upper }) => ({ cells, y: upper })), ink: "seller", symbol: "triangle" },
        { points: points.map(({ cells, lower }) => ({ cells, y: lower })), ink: "buyer", symbol: "circle" },
      ],
      radius: 3,
      values: {
        heading: "Bounds on the value",
        y: { label: "value (money)", labelArrow: "none", nice: true, ticks: 5, tickFormat: tickText },
      },
      widths: {
        heading: "Width of the bracket",
        y: { type: "log", label: "upper − lower (money)", labelArrow: "none", grid: true, ticks: 5, tickFormat: ".0e" },
      },
    });
    return {
      title: "How the bracket closes",
      subtitle: questionOf(result),
      description: `After ${points.length} ${points.length === 1 ? "round" : "rounds"} of finer cells the value is ${bracketText(result.value)}; the last width is ${(last.upper - last.lower).toExponential(1)}.`,
      legend,
      panels,
    };
  },
);
