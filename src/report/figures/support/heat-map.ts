import { type Markish, rect } from "@observablehq/plot";
import { fillOf, type Ink } from "./palette.ts";
import type { TypeAxis } from "./type-axis.ts";

interface Cell {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly share: number;
}

/**
 * Rectangles shaded by a share from 0 to 1, of which `sums(first, end)` states Σ mass·share over the y-types from `first` up to `end`, for every x-bin. Neighbours of one shade are
 * one rectangle, at most 80 × 80 in all.
 */
export function heatMap(x: TypeAxis, y: TypeAxis, sums: (first: number, end: number) => ArrayLike<number>, ink: Ink): Markish {
  const cells: Cell[] = [];
  for (const bin of y.bins) {
    const found = sums(bin.first, bin.end);
    x.bins.forEach(({ mass, from, to }, c) => {
      const share = shade((found[c] as number) / (mass * bin.mass));
      if (share === 0) return;
      const last = cells.at(-1);
      if (last && last.share === share && last.y1 === bin.from && last.x2 === from) cells[cells.length - 1] = { ...last, x2: to };
      else cells.push({ x1: from, x2: to, y1: bin.from, y2: bin.to, share });
    });
  }
  return rect(cells, {
    x1: "x1",
    x2: "x2",
    y1: "y1",
    y2: "y2",
    inset: 0,
    fillOpacity: "share",
    shapeRendering: "crispEdges",
    ...fillOf(ink),
  });
}

/** To a hundredth, which is finer than eyes see; 0 where there is no mass. */
function shade(share: number): number {
  return Number.isFinite(share) ? Math.round(100 * Math.min(1, Math.max(0, share))) / 100 : 0;
}
