import { dot, line, ruleY } from "@observablehq/plot";
import type { ResultJson } from "../result/json.ts";
import { type Drawing, groupLimit, type Panel, questionOf, resultFigure } from "./figure.ts";
import { type CurvePoint, curve } from "./support/curve.ts";
import { fillOf, type Ink, strokeOf } from "./support/palette.ts";
import { type DrawnGroup, isDivisible, partiesOf } from "./support/parties.ts";
import { scaleOf, type TypeAxis, typeAxis } from "./support/type-axis.ts";
import { short, tickText } from "./support/words.ts";

/** How likely each type trades, or how much each type of a partner holds on average. */
export const interim = resultFigure("interim", "interim probabilities: how likely each type trades, or how much it holds", (result) => {
  const parties = partiesOf(result);
  if (parties.length === 0) return null;
  const division = result.problem.objective.partners !== undefined;
  const { title, label } = interimWords[division ? "holding" : isDivisible(result) ? "quantity" : "trade"];
  return overTypes(result, {
    title,
    y: { domain: [0, 1], label },
    curves: [{ label, ink: null, dashed: false, of: ({ side }) => side.allocation }],
    describe: ({ label: who, side }) =>
      `${who}: from ${short(Math.min(...ends(side.allocation)))} to ${short(Math.max(...ends(side.allocation)))}`,
  });
});

const interimWords = {
  trade: { title: "How likely each type trades", label: "probability of trade" },
  quantity: { title: "How much each type trades on average", label: "expected quantity (units)" },
  holding: { title: "What each type holds on average", label: "expected holding (units)" },
} as const;

/** What each type gains, pays or receives on average. */
export const rents = resultFigure("rents", "rents and transfers of each type", (result) => {
  const parties = partiesOf(result);
  if (parties.length === 0) return null;
  const utilities = result.route === "concave-program";
  return overTypes(result, {
    title: "Rents and transfers",
    y: { label: utilities ? "expected utility; money" : "money" },
    curves: [
      {
        label: utilities ? "expected utility" : "rent: what the type gains on average",
        ink: null,
        dashed: false,
        of: ({ side }) => side.rent,
      },
      {
        label: "transfer: what it pays (buyer, partner) or receives (seller)",
        ink: "muted",
        dashed: true,
        of: ({ side }) => side.transfer,
      },
    ],
    describe: ({ label: who, side }) =>
      `${who}: rents from ${short(Math.min(...ends(side.rent)))} to ${short(Math.max(...ends(side.rent)))}`,
  });
});

interface Curve {
  readonly label: string;
  /** Null: the colour of the party. */
  readonly ink: Ink | null;
  readonly dashed: boolean;
  readonly of: (party: DrawnGroup) => readonly number[];
}

interface OverTypes {
  readonly title: string;
  readonly y: { readonly domain?: readonly [number, number]; readonly label: string };
  readonly curves: readonly Curve[];
  readonly describe: (party: DrawnGroup) => string;
}

/** Curves over the types of every party, a panel each. */
function overTypes(result: ResultJson, { title, y, curves, describe }: OverTypes): Drawing {
  const parties = partiesOf(result);
  const shown = parties.slice(0, groupLimit);
  const parts = result.problem.types === "continuous" && shown.some(({ side }) => side.values.length <= partLimit);
  const more = parties.length > shown.length ? `; ${parties.length - shown.length} more groups are not drawn` : "";
  return {
    title,
    subtitle: `${questionOf(result)}${parts ? "; averages over parts of the laws" : ""}${more}`,
    description: shown.map(describe).join("; "),
    legend:
      curves.length === 1
        ? []
        : curves.map(({ label, ink, dashed }) => ({
            label,
            ink: ink ?? "accent",
            shape: dashed ? ("dashed" as const) : ("line" as const),
          })),
    panels: shown.map((party): Panel => {
      const axis = typeAxis(party.side, { continuous: result.problem.types === "continuous" });
      return {
        heading: party.label,
        plot: {
          x: { ...scaleOf(axis, `${party.endowment === 1 && party.ink === "seller" ? "cost" : "value"} (money)`), labelAnchor: "center" },
          y: { ...y, labelArrow: "none", grid: true, ticks: 5, tickFormat: tickText },
          marks: [
            ruleY([0], strokeOf("muted")),
            ...curves.flatMap((one) =>
              drawn(curve(party.side, one.of(party), axis), axis, one, curves.length > 1 ? (one.ink ?? "accent") : party.ink),
            ),
          ],
        },
      };
    }),
  };
}

/** Up to so many parts of a law are drawn as points: between them nothing is said. */
const partLimit = 12;

function drawn(points: readonly CurvePoint[], axis: TypeAxis, { dashed }: Curve, ink: Ink) {
  const look = { x: "at", y: "y", ...strokeOf(ink), strokeWidth: 2, ...(dashed ? { strokeDasharray: "5 3" } : {}) };
  return [
    ...(axis.ticks || points.length > partLimit ? [line(points, look)] : []),
    ...(axis.ticks || points.length <= 40 ? [dot(points, { x: "at", y: "y", r: 3, ...fillOf(ink) })] : []),
  ];
}

function ends(vector: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of vector) [low, high] = [Math.min(low, x), Math.max(high, x)];
  return [low, high];
}
