import type { Convergence } from "../../analysis/convergence/convergence.ts";
import type { PowerLaw } from "../../analysis/convergence/power-law.ts";
import { finite, numberText } from "../numbers.ts";
import type { Table } from "../table.ts";
import type { ConvergenceJson } from "./read-convergence.ts";

export const convergenceFormat = "secondbest/convergence@1";

export function convergenceJson({ problem, rows, fits, widthOrder }: Convergence): ConvergenceJson {
  const law = (fit: PowerLaw | null) => fit && { order: fit.order, extrapolation: fit.limit.value, uncertainty: fit.limit.uncertainty };
  return {
    format: convergenceFormat,
    ...(problem.name === undefined ? {} : { name: problem.name }),
    incentives: problem.incentives,
    participation: problem.participation,
    budget: problem.budget.rule,
    objective: problem.objective.name,
    rows: rows.map((row) => ({ ...row, grid: finite(row.grid), inner: finite(row.inner), outer: finite(row.outer) })),
    fits: { grid: law(fits.grid), inner: law(fits.inner), outer: law(fits.outer) },
    widthOrder,
  };
}

/** One row for each number of cells; then the fitted orders and the limits by extrapolation, marked as estimates. */
export function convergenceTable({ rows, fits }: Convergence): Table {
  const number = (value: number | null | undefined) =>
    value === null || value === undefined || !Number.isFinite(value) ? "–" : numberText(value);
  const laws = [fits.grid, fits.inner, fits.outer];
  return {
    columns: [{ title: "cells" }, ...["grid", "inner", "outer", "width"].map((title) => ({ title, right: true }))],
    rows: [
      ...rows.map(({ cells, grid, inner, outer, proved }) => [
        `${cells}${proved ? "" : " (not proved)"}`,
        ...[grid, inner, outer, outer - inner].map(number),
      ]),
      ["order", ...laws.map((law) => (law ? law.order.toFixed(2) : "–")), "–"],
      ["estimate", ...laws.map((law) => number(law?.limit.value)), "–"],
    ],
  };
}

/** What the table's last rows are. */
export function convergenceNote({ widthOrder }: Convergence): string {
  const width =
    widthOrder === null || widthOrder < 0.05
      ? ""
      : ` The distance of the bounds falls like the number of cells to the power −${widthOrder.toFixed(2)}.`;
  return `Inner and outer values bound the continuous problem, grids bound nothing. Orders and estimates are fitted (value ≈ limit + C·cells^(−order)) and not proved.${width}`;
}
