import { areaY, dot, line, type Markish, type ScaleOptions } from "@observablehq/plot";
import type { Panel } from "../figure.ts";
import { fillOf, type Ink, strokeOf } from "./palette.ts";
import { tickText } from "./words.ts";

/** Bounds with so many cells. */
export interface CellBounds {
  readonly cells: number;
  readonly lower: number;
  readonly upper: number;
}

/** A sequence of values over numbers of cells. */
export interface CellCurve {
  readonly points: readonly { readonly cells: number; readonly y: number }[];
  readonly ink: Ink;
  readonly symbol: "triangle" | "square" | "circle";
  readonly dashed?: boolean;
}

interface Scale {
  readonly heading: string;
  readonly y: ScaleOptions;
}

interface OverCells {
  /** Names the axis of cells. */
  readonly across: string;
  readonly cells: readonly number[];
  readonly bounds: readonly CellBounds[];
  readonly curves: readonly CellCurve[];
  /** Between the band and the curves. */
  readonly behind?: readonly Markish[];
  readonly radius: number;
  readonly values: Scale;
  readonly widths: Scale;
}

/** Values over numbers of cells, with a band between the bounds; and the width of the band, where more than one says how fast it falls. */
export function panelsOverCells({ across, cells, bounds, curves, behind = [], radius, values, widths }: OverCells): Panel[] {
  const x = { type: "log", label: across, labelAnchor: "center", labelArrow: "none", ticks: cells, tickFormat: tickText } as const;
  const drawn = ({ points, ink, symbol, dashed = false }: CellCurve) => [
    line(points, { x: "cells", y: "y", strokeWidth: 2, ...strokeOf(ink), ...(dashed ? { strokeDasharray: "5 3" } : {}) }),
    dot(points, { x: "cells", y: "y", r: radius, symbol, ...fillOf(ink) }),
  ];
  const band = areaY(bounds, { x: "cells", y1: "lower", y2: "upper", fillOpacity: 0.15, ...fillOf("muted") });
  const apart = bounds.flatMap((one) => (one.upper > one.lower ? [{ cells: one.cells, y: one.upper - one.lower }] : []));
  const panel = ({ heading, y }: Scale, marks: Markish[]): Panel => ({ heading, plot: { x, y, marks } });
  const first = panel(values, [band, ...behind, ...curves.flatMap(drawn)]);
  return apart.length > 1 ? [first, panel(widths, drawn({ points: apart, ink: "accent", symbol: "circle" }))] : [first];
}
