import { dot, line, type Markish, ruleY, text } from "@observablehq/plot";
import type { IncentiveConstraint, ParticipationConstraint } from "../../duals/duals.ts";
import type { ResultJson } from "../result/json.ts";
import type { MechanismJson } from "../result/result-schema.ts";
import { type Drawing, groupLimit, type LegendItem, type Panel, questionOf, resultFigure } from "./figure.ts";
import { fillOf, strokeOf } from "./support/palette.ts";
import { short, shortened, tickText } from "./support/words.ts";

/** Who would like to report what: an arc from each type to every report that it would just as soon make, as wide as its shadow price; and who is held by its outside option. */
export const incentiveGraph = resultFigure(
  "incentives",
  "incentive constraints that bind, with their multipliers",
  (result): Drawing | null => {
    const { duals, binding } = result;
    if (!duals && !binding) return null;
    const agents = agentsOf(result);
    if (agents.length === 0) return null;
    const shown = agents.slice(0, groupLimit);
    const most = Math.max(0, ...shown.flatMap(({ arcs }) => arcs.map(({ price }) => price ?? 0)));
    const priced = duals !== undefined && duals !== null;
    const graph = shown.some(({ types }) => types !== null);
    const local = shown.some(({ types }) => types === null);
    const items: readonly (LegendItem | false)[] = [
      graph && { label: "may as well report this", ink: "muted", shape: "dashed" },
      graph && most > 0 && { label: `with a price, up to ${short(most)}`, ink: "buyer", shape: "line" },
      graph && { label: "gains nothing by taking part", ink: "seller", shape: "dot" },
      local && { label: "price of not reporting a lower type", ink: "buyer", shape: "line" },
      local && { label: "of not reporting a higher one", ink: "seller", shape: "dashed" },
    ];
    const legend = items.filter((item) => item !== false);
    return {
      title: "Which incentive constraints bind",
      subtitle: `${questionOf(result)}${priced ? "" : "; no prices are known"}${agents.length > shown.length ? `; ${agents.length - shown.length} more agents are not drawn` : ""}`,
      description: shown.map(wordsOf).join("; "),
      legend,
      panels: shown.map((agent) => (agent.types === null ? priceCurve(agent) : graphOf(agent, agent.types, most))),
    };
  },
);

interface Arc {
  readonly type: string;
  readonly report: string;
  /** Over all states; null where it binds, and no price is known or it is 0. */
  readonly price: number | null;
}

interface AgentOfGraph {
  readonly name: string;
  readonly arcs: readonly Arc[];
  /** Types whose participation binds, with the price. */
  readonly held: ReadonlyMap<string, number | null>;
  /** In order; null where they are too many to be points of a graph. */
  readonly types: readonly string[] | null;
}

/** A constraint with its price, where one is known. */
type Maybe<Constraint> = Constraint & { readonly price?: number };

/** Most types that are points of a graph. */
const nodeLimit = 12;

function agentsOf({ problem, duals, binding, mechanism }: ResultJson): AgentOfGraph[] {
  const incentives: Maybe<IncentiveConstraint>[] = [...(duals?.incentives ?? []), ...(binding?.incentives ?? [])];
  const participation: Maybe<ParticipationConstraint>[] = [...(duals?.participation ?? []), ...(binding?.participation ?? [])];
  const names = [...new Set([...incentives, ...participation].map(({ agent }) => agent))];
  return names.map((name) => {
    const arcs = added(
      incentives.filter(({ agent }) => agent === name),
      ({ type, report }: IncentiveConstraint) => JSON.stringify([type, report]),
    ).map(({ key, price }): Arc => {
      const [type, report] = JSON.parse(key) as [string, string];
      return { type, report, price };
    });
    const held = added(
      participation.filter(({ agent, type }) => agent === name && type !== null),
      ({ type }: ParticipationConstraint) => type as string,
    );
    const mentioned = [...arcs.flatMap(({ type, report }) => [type, report]), ...held.map(({ key }) => key)];
    const listed = typesOf(mechanism, name);
    const all = listed.length > nodeLimit ? listed : inOrder([...new Set([...listed.map(String), ...mentioned])]);
    // On laws there is no next type to report; what lies between the types that are named is left out.
    const few = problem.types !== "continuous" && all.length <= nodeLimit;
    return { name, arcs, held: new Map(held.map(({ key, price }) => [key, price])), types: few ? all.map(String) : null };
  });
}

/** Prices of the same constraint added over the states it speaks of. */
function added<T extends { readonly price?: number }>(
  list: readonly T[],
  keyOf: (one: T) => string,
): { key: string; price: number | null }[] {
  const sums = new Map<string, number | null>();
  for (const one of list) {
    const key = keyOf(one);
    const before = sums.get(key) ?? null;
    sums.set(key, one.price === undefined ? before : (before ?? 0) + one.price);
  }
  return [...sums].map(([key, price]) => ({ key, price }));
}

/** The types of an agent of that name, where the mechanism lists them. */
function typesOf(mechanism: MechanismJson | null, name: string): readonly (string | number)[] {
  if (mechanism === null) return [];
  if ("outcomes" in mechanism) return mechanism.agents.find((agent) => agent.name === name)?.types ?? [];
  const side =
    "buyer" in mechanism
      ? { buyer: mechanism.buyer, seller: mechanism.seller }[name]
      : "partners" in mechanism
        ? mechanism.partners.find((partner) => partner.name === name)
        : undefined;
  return side?.values ?? [];
}

/** Numbers by size; other names as they come. */
function inOrder(types: readonly string[]): readonly string[] {
  const numbers = types.every((type) => type.trim() !== "" && Number.isFinite(Number(type)));
  return numbers ? [...types].sort((a, b) => Number(a) - Number(b)) : types;
}

/** Points of types on a line; reports of lower types as arcs above it, of higher ones below. */
function graphOf({ name, arcs, held }: AgentOfGraph, types: readonly string[], most: number): Panel {
  const place = new Map(types.map((type, k) => [type, k]));
  const n = types.length;
  const distance = ({ type, report }: Arc) => Math.abs((place.get(type) as number) - (place.get(report) as number));
  const farthest = Math.max(1, ...arcs.map(distance));
  const shape = ({ type, report }: Arc) => {
    const [from, to] = [place.get(type) as number, place.get(report) as number];
    const height = (from > to ? 1 : -1) * Math.sqrt(Math.abs(from - to) / farthest);
    return Array.from({ length: 25 }, (_, k) => ({ x: from + ((to - from) * k) / 24, y: height * Math.sin((Math.PI * k) / 24) }));
  };
  const drawn = arcs.filter(({ type, report }) => type !== report);
  const marks = drawn.flatMap((arc): Markish[] => {
    const points = shape(arc);
    const priced = arc.price !== null && arc.price > 0;
    const look = priced ? strokeOf("buyer") : strokeOf("muted");
    const width = priced ? 1 + 5 * ((arc.price as number) / most) : 1;
    // The arrow lies where the arc is level.
    const at = points[12] as { x: number; y: number };
    const right = (points[24]?.x ?? 0) > (points[0]?.x ?? 0);
    return [
      line(points, {
        x: "x",
        y: "y",
        strokeWidth: width,
        strokeOpacity: priced ? 0.8 : 0.7,
        ...(priced ? {} : { strokeDasharray: "3 3" }),
        ...look,
      }),
      dot([at], {
        x: "x",
        y: "y",
        symbol: "triangle",
        rotate: right ? 90 : -90,
        r: priced ? 4 + width / 2 : 3.5,
        ...fillOf(priced ? "buyer" : "muted"),
      }),
    ];
  });
  const every = Math.ceil(n / 10);
  return {
    heading: name,
    aspect: 0.62,
    plot: {
      marginLeft: 20,
      marginBottom: 44,
      marginTop: 12,
      x: {
        domain: [-0.5, n - 0.5],
        label: "type",
        labelAnchor: "center",
        labelArrow: "none",
        ticks: types.flatMap((_, k) => (k % every === 0 ? [k] : [])),
        tickFormat: (k: number) => shortened(numberOrName(types[k] ?? ""), 14),
        tickSize: 0,
      },
      y: { domain: [-1.4, 1.4], axis: null },
      marks: [
        ruleY([0], { ...strokeOf("muted"), strokeOpacity: 0.4 }),
        ...marks,
        dot(types, { x: (_: string, k: number) => k, y: () => 0, r: 4, ...fillOf("accent") }),
        dot(
          [...held.keys()].filter((type) => place.has(type)),
          { x: (type: string) => place.get(type), y: () => 0, r: 7, strokeWidth: 2, ...strokeOf("seller") },
        ),
        ...[1, -1].map((above) =>
          text(
            drawn.filter((arc) => arc.price !== null && arc.price > 0 && n <= 6 && above * (shape(arc)[12]?.y ?? 0) > 0),
            {
              x: (arc: Arc) => shape(arc)[12]?.x,
              y: (arc: Arc) => shape(arc)[12]?.y,
              text: ({ price }: Arc) => short(price as number),
              dy: -16 * above,
              fill: "currentColor",
            },
          ),
        ),
      ],
    },
  };
}

function numberOrName(type: string): string {
  const number = Number(type);
  return type.trim() !== "" && Number.isFinite(number) ? tickText(number) : type;
}

/** The prices of many types' constraints, or of those on laws: a curve over the types. */
function priceCurve({ name, arcs }: AgentOfGraph): Panel {
  const side = (lower: boolean) => {
    const sums = new Map<number, number>();
    for (const { type, report, price } of arcs) {
      const at = Number(type);
      const below = report.endsWith("below") || Number(report) < at;
      if (price !== null && Number.isFinite(at) && below === lower) sums.set(at, (sums.get(at) ?? 0) + price);
    }
    return [...sums].map(([at, y]) => ({ at, y })).sort((a, b) => a.at - b.at);
  };
  const [down, up] = [side(true), side(false)];
  return {
    heading: name,
    plot: {
      x: { label: "type (money)", labelAnchor: "center", labelArrow: "none", ticks: 6, tickFormat: tickText },
      y: { label: "price of the constraint", labelArrow: "none", grid: true, ticks: 5, tickFormat: tickText, zero: true },
      marks: [
        ruleY([0], strokeOf("muted")),
        line(down, { x: "at", y: "y", strokeWidth: 2, ...strokeOf("buyer") }),
        dot(down.length <= 60 ? down : [], { x: "at", y: "y", r: 3, ...fillOf("buyer") }),
        line(up, { x: "at", y: "y", strokeWidth: 2, strokeDasharray: "5 3", ...strokeOf("seller") }),
        dot(up.length <= 60 ? up : [], { x: "at", y: "y", r: 3, symbol: "triangle", ...fillOf("seller") }),
      ],
    },
  };
}

function wordsOf({ name, arcs, held }: AgentOfGraph): string {
  const told = [...arcs].sort((a, b) => (b.price ?? 0) - (a.price ?? 0)).slice(0, 4);
  const envies = told.map(
    ({ type, report, price }) => `${shortened(type, 20)} as ${shortened(report, 20)}${price === null ? "" : ` (price ${short(price)})`}`,
  );
  const more = arcs.length > told.length ? ` and ${arcs.length - told.length} more` : "";
  const least = [...held.keys()].slice(0, 4).map((type) => shortened(type, 20));
  return [
    `${shortened(name, 40)}: ${arcs.length === 0 ? "no incentive constraint binds" : `types who may as well report another: ${envies.join(", ")}${more}`}`,
    ...(least.length > 0 ? [`held by the outside option: ${least.join(", ")}${held.size > least.length ? ", …" : ""}`] : []),
  ].join("; ");
}
