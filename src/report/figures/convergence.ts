import { convergenceFormat } from "../studies/convergence.ts";
import type { ConvergenceJson } from "../studies/read-convergence.ts";
import type { Drawing, Figure, LegendItem } from "./figure.ts";
import { panelsOverCells } from "./support/over-cells.ts";
import { short, tickText } from "./support/words.ts";

type Row = ConvergenceJson["rows"][number];

/** Values of grids, which bound nothing, beside the bounds on the continuous problem, over the number of cells; and how fast their distance falls. */
export const gridConvergence: Figure = {
  name: "convergence",
  summary: "grid values beside bounds by the number of cells, of a study by secondbest convergence --json",
  of: (source) => (source.format === convergenceFormat ? drawn(source as ConvergenceJson) : null),
};

const sequences = [
  { of: (row: Row) => row.outer, label: "outer: upper bound", ink: "seller", symbol: "triangle", dashed: false },
  { of: (row: Row) => row.grid, label: "grid of points, which bounds nothing", ink: "other", symbol: "square", dashed: true },
  { of: (row: Row) => row.inner, label: "inner: lower bound, attained", ink: "buyer", symbol: "circle", dashed: false },
] as const;

function drawn(study: ConvergenceJson): Drawing | null {
  const { name, incentives, participation, budget, objective, rows, fits, widthOrder } = study;
  const curves = sequences
    .map((sequence) => ({ ...sequence, points: pointsOf(rows, sequence.of) }))
    .filter(({ points }) => points.length > 0);
  if (curves.length === 0) return null;
  const bounded = rows.flatMap(({ cells, inner, outer }) =>
    inner === null || outer === null ? [] : [{ cells, lower: inner, upper: outer }],
  );
  const unproved = rows.some(({ proved }) => !proved);
  const estimate = fits.inner ?? fits.grid;
  const legend = curves.map(({ label, ink, dashed }): LegendItem => ({ label, ink, shape: dashed ? "dashed" : "line" }));
  const panels = panelsOverCells({
    across: "cells of each law",
    cells: rows.map(({ cells }) => cells),
    bounds: bounded,
    curves,
    radius: 3.5,
    values: { heading: "Values", y: { label: "value", labelArrow: "none", grid: true, nice: true, ticks: 5, tickFormat: tickText } },
    widths: {
      heading: "Distance of the bounds",
      y: { type: "log", label: "outer − inner", labelArrow: "none", grid: true, ticks: 4, tickFormat: tickText },
    },
  });
  const last = bounded.at(-1);
  return {
    title: "How values converge",
    subtitle: [
      `${name === undefined ? "" : `${name}: `}${incentives} incentives, ${participation} participation, budget ${budget}, ${objective}`,
      ...(unproved ? ["bounds of some rows are not proved"] : []),
    ].join("; "),
    description: [
      `${rows.length} numbers of cells, from ${rows[0]?.cells} to ${rows.at(-1)?.cells}`,
      ...(last ? [`with the most, the value lies between ${short(last.lower)} and ${short(last.upper)}`] : []),
      ...(widthOrder === null ? [] : [`the distance of the bounds falls like the number of cells to the power −${widthOrder.toFixed(2)}`]),
      ...(estimate ? [`an estimate of the limit, not proved, is ${short(estimate.extrapolation)}`] : []),
    ].join("; "),
    legend,
    panels,
  };
}

function pointsOf(rows: readonly Row[], of: (row: Row) => number | null): { cells: number; y: number }[] {
  return rows.flatMap((row) => {
    const y = of(row);
    return y === null ? [] : [{ cells: row.cells, y }];
  });
}
