import { line, type Markish, ruleX, ruleY } from "@observablehq/plot";
import type { ResultJson } from "../result/json.ts";
import type { MechanismJson, SideJson } from "../result/result-schema.ts";
import { type Drawing, type LegendItem, type Panel, questionOf, resultFigure } from "./figure.ts";
import { heatMap } from "./support/heat-map.ts";
import { strokeOf } from "./support/palette.ts";
import { isDivisible, partiesOf } from "./support/parties.ts";
import { tradeRule } from "./support/trade-counts.ts";
import { scaleOf, type TypeAxis, typeAxis } from "./support/type-axis.ts";
import { lawsOf } from "./support/virtual-points.ts";
import { short } from "./support/words.ts";

/** Where trade takes place, or who holds what: a heat map over the types of two agents. */
export const allocation = resultFigure("allocation", "where trade happens: probability by types, with the threshold", (result) => {
  const { mechanism } = result;
  if (mechanism === null) return null;
  return tradeMap(result, mechanism) ?? holdingsMap(result, mechanism);
});

function tradeMap(result: ResultJson, mechanism: MechanismJson): Drawing | null {
  const rule = tradeRule(mechanism);
  const [buyer, seller] = partiesOf(result).map(({ side }) => side) as [SideJson, SideJson];
  if (!rule) return null;
  const probability = buyer.masses.reduce((sum, mass, i) => sum + mass * (buyer.allocation[i] as number), 0);
  // Where only the rarest types trade, all of them are shown.
  const rare = probability < 0.005;
  const options = { continuous: result.problem.types === "continuous", whole: rare };
  const [ofBuyer, ofSeller] = priceEdges(result);
  const [x, y] = [typeAxis(seller, { ...options, edges: ofSeller }), typeAxis(buyer, { ...options, edges: ofBuyer })];
  const { counts } = rule;
  const traded = isDivisible(result) ? "quantity traded" : "probability of trade";
  const marks = [heatMap(x, y, rule.sumsOver(x.bins), "buyer"), equality(x, y, options.continuous ? null : [seller, buyer])];
  const legend: LegendItem[] = [
    { label: `${traded}, 0 to 1`, ink: "buyer", shape: "ramp" },
    { label: "value = cost", ink: "muted", shape: "dashed" },
  ];
  if (counts) {
    const eye = (x.high - x.low) / 200;
    const apart = (i: number) => (x.edges[counts.possible[i] as number] as number) - (x.edges[counts.sure[i] as number] as number);
    const same = buyer.values.every((_, i) => apart(i) <= eye);
    if (!same && Array.from(counts.sure).some((count) => count > 0)) {
      marks.push(line(boundary(counts.sure, x, y), { ...strokeOf("seller"), strokeWidth: 2, strokeDasharray: "6 3" }));
      legend.push({ label: "trade is sure from here", ink: "seller", shape: "dashed" });
    }
    marks.push(line(boundary(counts.possible, x, y), { ...strokeOf("seller"), strokeWidth: 2 }));
    legend.push({ label: same ? "threshold of trade" : "trade is possible from here", ink: "seller", shape: "line" });
  }
  const few = x.bins.length === seller.values.length && y.bins.length === buyer.values.length;
  return {
    title: "Where trade happens",
    subtitle: [
      questionOf(result),
      ...(few ? [] : [`${buyer.values.length} × ${seller.values.length} types, averaged in rectangles`]),
      ...clippedWords([x, y]),
    ].join("; "),
    description: `Heat map of the ${traded} by the buyer's value (upwards) and the seller's cost (to the right), on average ${short(probability)}${gapWords(result)}.`,
    legend,
    panels: [mapPanel(x, "seller's cost (money)", y, "buyer's value (money)", marks)],
  };
}

/** Where a posted price cuts the laws of buyer and seller in two; nothing where none is posted. */
function priceEdges(result: ResultJson): readonly (readonly number[] | undefined)[] {
  const { price } = result;
  if (price === undefined) return [];
  return (lawsOf(result) ?? []).map((law) => {
    const [low, high] = [
      Number.isFinite(law.support.min) ? law.support.min : law.quantile(0.005),
      Number.isFinite(law.support.max) ? law.support.max : law.quantile(0.995),
    ];
    return low < price && price < high ? [low, price, high] : undefined;
  });
}

/** What the first of two partners holds. */
function holdingsMap(result: ResultJson, mechanism: MechanismJson): Drawing | null {
  const holds = "profiles" in mechanism ? mechanism.profiles?.holds : undefined;
  const members = partiesOf(result).flatMap((party) => Array.from({ length: party.count }, () => party));
  const [first, second] = members;
  if (!holds || !first || !second || members.length !== 2) return null;
  const options = { continuous: result.problem.types === "continuous" };
  const [x, y] = [typeAxis(second.side, options), typeAxis(first.side, options)];
  const share = (i: number, j: number) => (holds[0] as readonly number[])[i * second.side.values.length + j] as number;
  const sums = (from: number, to: number) =>
    x.bins.map(({ first: start, end }) => {
      let sum = 0;
      for (let i = from; i < to; i++)
        for (let j = start; j < end; j++) sum += (first.side.masses[i] as number) * (second.side.masses[j] as number) * share(i, j);
      return sum;
    });
  const [one, other] = first === second ? ["the first partner", "the other partner"] : [first.label, second.label];
  return {
    title: `What ${one} holds`,
    subtitle: [questionOf(result), ...clippedWords([x, y])].join("; "),
    description: `Heat map of the share that ${one} holds after the dissolution, by its own value (upwards) and that of ${other} (to the right).`,
    legend: [
      { label: `share of ${one}, 0 to 1`, ink: "buyer", shape: "ramp" },
      { label: "equal values", ink: "muted", shape: "dashed" },
    ],
    panels: [
      mapPanel(x, `value of ${other} (money)`, y, `value of ${one} (money)`, [
        heatMap(x, y, sums, "buyer"),
        equality(x, y, options.continuous ? null : [second.side, first.side]),
      ]),
    ],
  };
}

/** A map over two axes of types, in a frame. */
function mapPanel(x: TypeAxis, across: string, y: TypeAxis, up: string, marks: readonly Markish[]): Panel {
  return {
    aspect: 0.86,
    plot: {
      x: { ...scaleOf(x, across), labelAnchor: "center" },
      y: scaleOf(y, up),
      opacity: { type: "identity" },
      marks: [...marks, ruleX([x.low, x.high], strokeOf("muted")), ruleY([y.low, y.high], strokeOf("muted"))],
    },
  };
}

/** Where both types are equal: a straight line on laws, steps between types that are listed (those of x first). */
function equality(x: TypeAxis, y: TypeAxis, listed: readonly [SideJson, SideJson] | null): Markish {
  const points = listed === null ? diagonal(x, y) : boundary(efficientCounts(listed[1], listed[0]), x, y);
  return line(points, { ...strokeOf("muted"), strokeDasharray: "2 4" });
}

/** For every type of the one, how many types of the other lie at or below it. */
function efficientCounts({ values }: SideJson, other: SideJson): number[] {
  let count = 0;
  return values.map((value) => {
    while (count < other.values.length && (other.values[count] as number) <= value) count += 1;
    return count;
  });
}

/** Most points of a curve. */
const pointLimit = 400;

/** The curve that has, at every y-type, so many x-types on its left: steps between few types, a line between many. What lies outside the axes is moved to their ends. */
function boundary(counts: ArrayLike<number>, x: TypeAxis, y: TypeAxis): [number, number][] {
  const n = counts.length;
  const edge = (i: number) => within(x.edges[counts[i] as number] as number, x);
  const at = (i: number) => y.edges[i] as number;
  const shown = Array.from({ length: n }, (_, i) => i).filter((i) => at(i + 1) >= y.low && at(i) <= y.high);
  if (n <= pointLimit / 4)
    return withoutSides(
      shown.flatMap((i): [number, number][] => [
        [edge(i), within(at(i), y)],
        [edge(i), within(at(i + 1), y)],
      ]),
      x,
    );
  const step = (y.high - y.low) / pointLimit;
  const points: [number, number][] = [];
  let next = Number.NEGATIVE_INFINITY;
  for (const i of shown) {
    const [from, to] = [within(at(i), y), within(at(i + 1), y)];
    // A type beside a gap stands for half of it.
    if (to - from > step) points.push([edge(i), from], [edge(i), to]);
    else if (from >= next || i === shown.at(-1)) points.push([edge(i), (from + to) / 2]);
    else continue;
    next = to + step / 2;
  }
  return withoutSides(points, x);
}

/** Where both types are equal, as far as the axes show it. */
function diagonal(x: TypeAxis, y: TypeAxis): [number, number][] {
  const [low, high] = [Math.max(x.low, y.low), Math.min(x.high, y.high)];
  return low < high
    ? [
        [low, low],
        [high, high],
      ]
    : [];
}

function within(value: number, { low, high }: TypeAxis): number {
  return Math.min(high, Math.max(low, value));
}

/** A curve without what lies on the sides of the frame, save the points where it leaves them. */
function withoutSides(points: readonly [number, number][], { low, high }: TypeAxis): [number, number][] {
  return points.filter(([at], k) => {
    const neighbours = [points[k - 1]?.[0] ?? at, points[k + 1]?.[0] ?? at];
    return (at > low || neighbours.some((other) => other > low)) && (at < high || neighbours.some((other) => other < high));
  });
}

function clippedWords(axes: readonly TypeAxis[]): string[] {
  return axes.some(({ clipped }) => clipped) ? ["the rarest types, at most 0.5 % at an end, lie outside"] : [];
}

function gapWords({ trade }: ResultJson): string {
  if (!trade) return "";
  const { smallestGap, sureFrom } = trade;
  return [
    ...(smallestGap === null ? [] : [`; the smallest value − cost at which it can is ${short(smallestGap)}`]),
    ...(sureFrom === null ? [] : [`; from ${short(sureFrom)} on it is sure`]),
  ].join("");
}
