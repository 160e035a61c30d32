import { dot, line } from "@observablehq/plot";
import type { ResultJson } from "../result/json.ts";
import { groupLimit, type LegendItem, type Panel, questionOf, resultFigure } from "./figure.ts";
import { fillOf, strokeOf } from "./support/palette.ts";
import { type DrawnGroup, partiesOf } from "./support/parties.ts";
import { scaleOf, type TypeAxis, typeAxis } from "./support/type-axis.ts";
import {
  bands,
  ironedCurve,
  shownPoints,
  type VirtualPoint,
  virtualOfLaw,
  virtualOfTypes,
  virtualSetting,
  weightOf,
} from "./support/virtual-points.ts";
import { short, tickText } from "./support/words.ts";

/** Virtual values and costs, and those at the multiplier of the budget, with the intervals that are ironed. */
export const virtualValues = resultFigure(
  "virtual-values",
  "virtual values and costs at the budget's multiplier, with ironed intervals",
  (result) => {
    const { ironed, problem } = result;
    const groups = partiesOf(result);
    const setting = ironed && virtualSetting(result);
    if (!setting) return null;
    const { lambda, kappa, laws } = setting;
    const { objective } = problem;
    const intervals = [...ironed.buyers, ...ironed.sellers];
    const panels = groups.slice(0, groupLimit).map((group, g) => {
      const axis = typeAxis(group.side, { continuous: problem.types === "continuous" });
      const law = laws?.[g];
      const weight = weightOf(group.ink === "buyer" ? objective.buyers : objective.sellers);
      return panelOf(group, axis, law ? virtualOfLaw(law, axis) : virtualOfTypes(group.side), {
        weight,
        kappa,
        pooled: intervals[g] ?? [],
      });
    });
    const count = intervals.reduce((sum, own) => sum + own.length, 0);
    const legend: LegendItem[] = [
      { label: `at the multiplier λ = ${short(lambda)}, ironed`, ink: "accent", shape: "line" },
      { label: "virtual value ψ, virtual cost φ", ink: "other", shape: "dashed" },
      { label: "the type itself", ink: "muted", shape: "dashed" },
      ...(count > 0 ? [{ label: "ironed: treated alike", ink: "muted", shape: "area" } as const] : []),
    ];
    return {
      title: "Virtual values and costs",
      subtitle: [
        questionOf(result),
        ...(panels.some(({ cut }) => cut) ? ["what is far away, where types are rare, is not drawn"] : []),
        ...(groups.length > groupLimit ? [`${groups.length - groupLimit} more groups are not drawn`] : []),
      ].join("; "),
      description: `For each group, what a unit counts in a type's hands against the type: (w·v + (κ − w)·slope)/κ with w the weight of its rents and κ = ${short(kappa)}, ironed, beside the slope of its revenue or cost curve. ${ironedWords(result)}`,
      legend,
      panels: panels.map(({ panel }) => panel),
    };
  },
);

interface Setting {
  readonly weight: number;
  readonly kappa: number;
  readonly pooled: readonly { readonly from: number; readonly to: number }[];
}

function panelOf(
  { label, ink, side }: DrawnGroup,
  axis: TypeAxis,
  points: readonly VirtualPoint[],
  { weight, kappa, pooled }: Setting,
): { readonly panel: Panel; readonly cut: boolean } {
  const which = ink === "buyer" ? "buying" : "selling";
  const bold = ironedCurve(points, which, weight, kappa);
  const { shown, curve } = shownPoints(points, axis);
  const types = curve((k) => (points[k] as VirtualPoint).value);
  // What counts may be far away where types are rare: what is further than twice what all types and the usual ones' counts need is not drawn.
  const usual = usualOf(points);
  const needed = [...types.map(({ y }) => y), ...shown.flatMap((k) => (usual(k) ? [bold[k] as number] : []))];
  const [least, most] = [Math.min(...needed), Math.max(...needed)];
  const [bottom, top] = [least - 2 * (most - least), most + 2 * (most - least)];
  const within = (y: number) => (y >= bottom && y <= top ? y : Number.NaN);
  const slopes = curve((k) => within((points[k] as VirtualPoint)[which]));
  const counted = curve((k) => within(bold[k] as number));
  const all = [...types, ...slopes, ...counted].flatMap(({ y }) => (Number.isNaN(y) ? [] : [y]));
  const panel: Panel = {
    heading: label,
    plot: {
      x: { ...scaleOf(axis, `${ink === "buyer" ? "value" : "cost"} (money)`), labelAnchor: "center" },
      y: { label: "money", labelArrow: "none", grid: true, ticks: 5, tickFormat: tickText },
      marks: [
        bands(pooled, side, axis, [Math.min(...all), Math.max(...all)]),
        line(types, { x: "at", y: "y", ...strokeOf("muted"), strokeDasharray: "2 4" }),
        line(slopes, { x: "at", y: "y", ...strokeOf("other"), strokeWidth: 1.5, strokeDasharray: "6 3" }),
        line(counted, { x: "at", y: "y", ...strokeOf("accent"), strokeWidth: 2.5 }),
        ...(axis.ticks ? [dot(counted, { x: "at", y: "y", r: 3, ...fillOf("accent") })] : []),
      ],
    },
  };
  return { panel, cut: [...slopes, ...counted].some(({ y }) => Number.isNaN(y)) };
}

/** Whether a point lies between the 2.5 % quantiles. */
function usualOf(points: readonly VirtualPoint[]): (k: number) => boolean {
  const total = points.reduce((sum, { mass }) => sum + mass, 0);
  let below = 0;
  const shares = points.map(({ mass }) => {
    const middle = (below + mass / 2) / total;
    below += mass;
    return middle;
  });
  return (k) => (shares[k] as number) > 0.025 && (shares[k] as number) < 0.975;
}

function ironedWords({ ironed }: ResultJson): string {
  const words = (party: string, groups: NonNullable<ResultJson["ironed"]>["buyers"]) =>
    groups.flatMap((intervals) =>
      intervals.slice(0, 4).map(({ from, to }) => `${party} types from ${short(from)} to ${short(to)} are treated alike`),
    );
  const all = ironed === null ? [] : [...words("buyer", ironed.buyers), ...words("seller", ironed.sellers)];
  return all.length === 0 ? "Nothing is ironed." : `${all.join("; ")}.`;
}
