import { type Markish, rect } from "@observablehq/plot";
import { doubles } from "../../../arithmetic/numbers.ts";
import { rational, toNumber } from "../../../arithmetic/rational.ts";
import type { Distribution } from "../../../distributions/distribution.ts";
import { parseInstance } from "../../../problem/instance.ts";
import { ironed } from "../../../virtual-surplus/pools/virtual-types.ts";
import type { ResultJson } from "../../result/json.ts";
import type { SideJson } from "../../result/result-schema.ts";
import type { CurvePoint } from "./curve.ts";
import { fillOf } from "./palette.ts";
import type { TypeAxis } from "./type-axis.ts";

/** Virtual values over the types of a group: of one who buys, ψ = slope of q·v(q), and of one who sells, φ = slope of q·c(q). */
export interface VirtualPoint {
  readonly value: number;
  readonly mass: number;
  readonly buying: number;
  readonly selling: number;
  /** How far q·v(q) falls across the gap above these types, and q·c(q) rises across the one below: slopes without end, which ironing spreads. Absent: no gap. */
  readonly jump?: { readonly buying: number; readonly selling: number };
}

/** Cells that a law is cut into to be drawn. */
const cellsDrawn = 240;

/** The laws of a result's groups, in their order; null where its types are finitely many, and where the result holds no instance. */
export function lawsOf({ problem, instance }: ResultJson): readonly Distribution[] | null {
  if (problem.types !== "continuous" || instance === null) return null;
  return parseInstance(instance).environment.groups?.map(({ law }) => law) ?? null;
}

/**
 * Slopes of revenue and cost on cells of the pieces of a law between the ends of the axis, and at its atoms.
 *
 * On a cell (a, b] of mass m inside a piece: ψ = (a·P(V > a) − b·P(V > b))/m and φ = (b·P(V ≤ b) − a·P(V ≤ a))/m, the chords of q·v(q) and of q·c(q); along an atom both curves are
 * straight and have its type as slope.
 */
export function virtualOfLaw(law: Distribution, { low, high }: Pick<TypeAxis, "low" | "high">): VirtualPoint[] {
  const inside = law.pieces.flatMap((piece) => {
    const [from, to] = [Math.max(low, piece.from), Math.min(high, piece.to)];
    return to > from ? [{ from, to }] : [];
  });
  const length = inside.reduce((sum, { from, to }) => sum + to - from, 0);
  const cells = inside.flatMap(({ from, to }) => {
    const count = Math.max(1, Math.round((cellsDrawn * (to - from)) / length));
    return Array.from({ length: count }, (_, k): VirtualPoint & Ends => {
      const [a, b] = [from + ((to - from) * k) / count, k === count - 1 ? to : from + ((to - from) * (k + 1)) / count];
      // An atom at the end of a piece is a point of its own.
      const [above, below] = [law.survival(b) + atomAt(law, b), law.cdf(b) - atomAt(law, b)];
      const mass = law.massBetween(a, b) - atomAt(law, b);
      return {
        ...{ from: a, to: b },
        value: (a + b) / 2,
        mass,
        buying: (a * law.survival(a) - b * above) / mass,
        selling: (b * below - a * law.cdf(a)) / mass,
      };
    });
  });
  const atoms = law.atoms.filter(({ at }) => at >= low && at <= high);
  const points = [
    ...cells,
    ...atoms.map(({ at, mass }): VirtualPoint & Ends => ({ value: at, mass, buying: at, selling: at, from: at, to: at })),
  ]
    .filter(({ mass, buying, selling }) => mass > 0 && Number.isFinite(buying) && Number.isFinite(selling))
    .sort((a, b) => a.value - b.value);
  return points.map(({ from, to, ...point }, k) => {
    const [before, next] = [points[k - 1]?.to ?? from, points[k + 1]?.from ?? to];
    const jump = { buying: (to - next) * law.survival(to), selling: (from - before) * law.cdf(before) };
    return jump.buying === 0 && jump.selling === 0 ? point : { ...point, jump };
  });
}

interface Ends {
  readonly from: number;
  readonly to: number;
}

function atomAt({ atoms }: Distribution, at: number): number {
  return atoms.find((atom) => atom.at === at)?.mass ?? 0;
}

/** ψ_i = B_i − (B_{i+1} − B_i)·P(V > B_i)/p_i and φ_j = S_j + (S_j − S_{j−1})·P(V < S_j)/q_j of finitely many types. */
export function virtualOfTypes({ values, masses }: Pick<SideJson, "values" | "masses">): VirtualPoint[] {
  const above = new Float64Array(values.length + 1);
  for (let k = values.length - 1; k >= 0; k--) above[k] = (above[k + 1] as number) + (masses[k] as number);
  let below = 0;
  return values.map((value, k) => {
    const mass = masses[k] as number;
    const point = {
      value,
      mass,
      buying: value - ((values[k + 1] ?? value) - value) * ((above[k + 1] as number) / mass),
      selling: value + (value - (values[k - 1] ?? value)) * (below / mass),
    };
    below += mass;
    return point;
  });
}

/** w·v + (κ − w)·slope as a share of κ, ironed to rise with the type. */
export function ironedCurve(points: readonly VirtualPoint[], which: "buying" | "selling", weight: number, kappa: number): number[] {
  const rise = points.map(
    (point) =>
      (point.mass * (weight * point.value + (kappa - weight) * point[which]) + (kappa - weight) * (point.jump?.[which] ?? 0)) / kappa,
  );
  return ironed(
    points.map(({ mass }) => mass),
    rise,
    doubles,
  );
}

/** What virtual values of a result are made with: the multiplier of the budget, what a unit of money counts in the broker's hands, and the laws. */
export interface VirtualSetting {
  readonly lambda: number;
  readonly kappa: number;
  /** Null where types are finitely many. */
  readonly laws: readonly Distribution[] | null;
}

/** Null where money counts nothing, and where the result does not hold its multiplier, or the laws of its types. */
export function virtualSetting(result: ResultJson): VirtualSetting | null {
  const { multiplier: lambda, problem } = result;
  const laws = lawsOf(result);
  if (lambda === null || (problem.types === "continuous" && laws === null)) return null;
  const kappa = weightOf(problem.objective.broker) + lambda;
  return kappa > 0 ? { lambda, kappa, laws } : null;
}

/** The points that an axis shows, and curves over them. */
export function shownPoints(points: readonly VirtualPoint[], { ticks, low, high }: TypeAxis) {
  const at = (k: number) => (ticks ? k + 0.5 : (points[k] as VirtualPoint).value);
  const shown = someOf([...points.keys()].filter((k) => ticks !== null || (at(k) >= low && at(k) <= high)));
  return { shown, curve: (height: (k: number) => number): CurvePoint[] => shown.map((k) => ({ at: at(k), y: height(k) })) };
}

/** Intervals of types as grey bands between two heights. */
export function bands(
  intervals: readonly { readonly from: number; readonly to: number }[],
  { values }: Pick<SideJson, "values">,
  axis: TypeAxis,
  [y1, y2]: readonly [number, number],
): Markish {
  const ends = intervals.map(({ from, to }) =>
    axis.ticks ? { x1: values.indexOf(from), x2: values.indexOf(to) + 1 } : { x1: Math.max(axis.low, from), x2: Math.min(axis.high, to) },
  );
  return rect(
    ends.filter(({ x1, x2 }) => x2 > x1).map((one) => ({ ...one, y1, y2 })),
    { x1: "x1", x2: "x2", y1: "y1", y2: "y2", inset: 0, fillOpacity: 0.2, ...fillOf("muted") },
  );
}

/** A fraction of the problem as a number. */
export const weightOf = (fraction: string): number => toNumber(rational(fraction));

/** At most about 400 of so many indices, the ends among them. */
function someOf(indices: readonly number[]): number[] {
  const every = Math.ceil(indices.length / 400);
  return indices.filter((_, k) => k % every === 0 || k === indices.length - 1);
}
