import type { SideJson } from "../../result/result-schema.ts";
import type { TypeAxis } from "./type-axis.ts";

/** Most points of a curve. */
const pointLimit = 300;

export interface CurvePoint {
  readonly at: number;
  readonly y: number;
}

/**
 * A vector over the types of a group as a curve over an axis: every type where they are few, else means over neighbouring types, at most 300. Types that are not shown on the axis are left
 * out. O(types).
 */
export function curve({ values, masses }: Pick<SideJson, "values" | "masses">, heights: ArrayLike<number>, axis: TypeAxis): CurvePoint[] {
  const n = values.length;
  if (axis.ticks) return Array.from({ length: n }, (_, k) => ({ at: k + 0.5, y: heights[k] as number }));
  const step = (axis.high - axis.low) / pointLimit;
  const points: CurvePoint[] = [];
  let [mass, at, y] = [0, 0, 0];
  let end = Number.NEGATIVE_INFINITY;
  const flush = () => {
    if (mass > 0) points.push({ at: at / mass, y: y / mass });
    [mass, at, y] = [0, 0, 0];
  };
  for (let k = 0; k < n; k++) {
    const value = values[k] as number;
    const height = heights[k] as number;
    if (value < axis.low || value > axis.high || !Number.isFinite(height)) continue;
    if (n <= pointLimit || value >= end) {
      flush();
      end = axis.low + step * (Math.floor((value - axis.low) / step) + 1);
    }
    const own = masses[k] as number;
    mass += own;
    at += own * value;
    y += own * height;
  }
  flush();
  return points;
}
