import { areaY, dot, line } from "@observablehq/plot";
import { convergenceFormat } from "../studies/convergence.ts";
import type { ConvergenceJson } from "../studies/read-convergence.ts";
import type { Drawing, Figure, LegendItem, Panel } from "./figure.ts";
import { fillOf, strokeOf } from "./support/palette.ts";
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
  const bounded = rows.flatMap(({ cells, inner, outer }) => (inner === null || outer === null ? [] : [{ cells, inner, outer }]));
  const distances = bounded.flatMap(({ cells, inner, outer }) => (outer > inner ? [{ cells, y: outer - inner }] : []));
  const unproved = rows.some(({ proved }) => !proved);
  const x = {
    type: "log",
    label: "cells of each law",
    labelAnchor: "center",
    labelArrow: "none",
    ticks: rows.map(({ cells }) => cells),
    tickFormat: tickText,
  } as const;
  const estimate = fits.inner ?? fits.grid;
  const legend = curves.map(({ label, ink, dashed }): LegendItem => ({ label, ink, shape: dashed ? "dashed" : "line" }));
  const values: Panel = {
    heading: "Values",
    plot: {
      x,
      y: { label: "value", labelArrow: "none", grid: true, nice: true, ticks: 5, tickFormat: tickText },
      marks: [
        areaY(bounded, { x: "cells", y1: "inner", y2: "outer", fillOpacity: 0.15, ...fillOf("muted") }),
        ...curves.flatMap(({ points, ink, symbol, dashed }) => [
          line(points, { x: "cells", y: "y", strokeWidth: 2, ...strokeOf(ink), ...(dashed ? { strokeDasharray: "5 3" } : {}) }),
          dot(points, { x: "cells", y: "y", r: 3.5, symbol, ...fillOf(ink) }),
        ]),
      ],
    },
  };
  const distance: Panel = {
    heading: "Distance of the bounds",
    plot: {
      x,
      y: { type: "log", label: "outer − inner", labelArrow: "none", grid: true, ticks: 4, tickFormat: tickText },
      marks: [
        line(distances, { x: "cells", y: "y", strokeWidth: 2, ...strokeOf("accent") }),
        dot(distances, { x: "cells", y: "y", r: 3.5, ...fillOf("accent") }),
      ],
    },
  };
  const last = bounded.at(-1);
  return {
    title: "How values converge",
    subtitle: [
      `${name === undefined ? "" : `${name}: `}${incentives} incentives, ${participation} participation, budget ${budget}, ${objective}`,
      ...(unproved ? ["bounds of some rows are not proved"] : []),
    ].join("; "),
    description: [
      `${rows.length} numbers of cells, from ${rows[0]?.cells} to ${rows.at(-1)?.cells}`,
      ...(last ? [`with the most, the value lies between ${short(last.inner)} and ${short(last.outer)}`] : []),
      ...(widthOrder === null ? [] : [`the distance of the bounds falls like the number of cells to the power −${widthOrder.toFixed(2)}`]),
      ...(estimate ? [`an estimate of the limit, not proved, is ${short(estimate.extrapolation)}`] : []),
    ].join("; "),
    legend,
    panels: distances.length > 1 ? [values, distance] : [values],
  };
}

function pointsOf(rows: readonly Row[], of: (row: Row) => number | null): { cells: number; y: number }[] {
  return rows.flatMap((row) => {
    const y = of(row);
    return y === null ? [] : [{ cells: row.cells, y }];
  });
}
