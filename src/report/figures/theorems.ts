import { dot, link, ruleX, text } from "@observablehq/plot";
import { bracketText } from "../numbers.ts";
import type { TheoremJson } from "../result/result-schema.ts";
import { type Drawing, questionOf, resultFigure } from "./figure.ts";
import { numberOf } from "./support/expected.ts";
import { fillOf, strokeOf } from "./support/palette.ts";
import { shortened, tickText } from "./support/words.ts";

/** Most theorems that are drawn. */
const rowLimit = 16;

/** What is published of the value beside the value: equalities as dots, inequalities as arrows on the side that they allow. */
export const theorems = resultFigure("theorems", "the value beside what theorems and the instance say of it", (result): Drawing | null => {
  const { lower, upper } = result.value;
  const said = result.theorems.flatMap((theorem) => (theorem.expected === null ? [] : [{ theorem, at: numberOf(theorem.expected) }]));
  if (lower === null || upper === null || said.length === 0) return null;
  const shown = said.slice(0, rowLimit);
  const points = [lower, upper, ...shown.map(({ at }) => at)];
  const [least, most] = [Math.min(...points), Math.max(...points)];
  // Numbers that agree to more digits than an axis can name are drawn as one.
  const room = Math.max((most - least) / 4, Math.max(Math.abs(least), Math.abs(most)) / 10_000) || 0.1;
  const [low, high] = [least - room, most + room];
  const rows = shown.map(({ theorem, at }, k) => {
    const [from, to] = allowed[theorem.relation](at, low, high);
    return { row: k, at, from, to, label: labelOf(theorem), pass: theorem.pass };
  });
  return {
    title: "The value beside published ones",
    subtitle: `${questionOf(result)}; the value is ${bracketText(result.value)}${said.length > shown.length ? `; ${said.length - shown.length} more are not drawn` : ""}`,
    description: `${shown.map(({ theorem }) => `${labelOf(theorem)}: ${theorem.pass ? "agrees" : "does not agree"}`).join("; ")}.`,
    legend: [
      { label: "computed: lower and upper bound", ink: "buyer", shape: "line" },
      { label: "published, and where it allows the value to be", ink: "broker", shape: "dot" },
      ...(rows.some(({ pass }) => !pass) ? [{ label: "contradicted", ink: "seller", shape: "dot" } as const] : []),
    ],
    panels: [
      {
        height: 60 + 40 * rows.length,
        plot: {
          marginLeft: 16,
          marginTop: 8,
          x: { domain: [low, high], label: "value", labelAnchor: "center", labelArrow: "none", ticks: 5, tickFormat: tickText },
          y: { domain: [-0.7, rows.length - 0.4], reverse: true, axis: null },
          marks: [
            // Beside the row, below its label.
            ...[lower, upper].map((bound) =>
              ruleX(rows, {
                x: () => bound,
                y1: ({ row }) => row - 0.2,
                y2: ({ row }) => row + 0.45,
                ...strokeOf("buyer"),
                strokeWidth: 1.5,
              }),
            ),
            ...([true, false] as const).flatMap((pass) => {
              const own = rows.filter((one) => one.pass === pass);
              const ink = pass ? "broker" : "seller";
              return [
                link(own, { x1: "from", x2: "to", y1: "row", y2: "row", strokeWidth: 5, strokeOpacity: 0.35, ...strokeOf(ink) }),
                dot(own, { x: "at", y: "row", r: 5, symbol: pass ? "circle" : "times", ...(pass ? fillOf(ink) : strokeOf(ink)) }),
              ];
            }),
            text(rows, { x: () => low, y: "row", text: "label", textAnchor: "start", dy: -13, fill: "currentColor" }),
          ],
        },
      },
    ],
  };
});

type Allowed = (at: number, low: number, high: number) => readonly [from: number, to: number];

/** The values that a relation to a number allows. */
const allowed: Readonly<Record<TheoremJson["relation"], Allowed>> = {
  "=": (at) => [at, at],
  "<=": (at, low) => [low, at],
  "<": (at, low) => [low, at],
  ">=": (at, _, high) => [at, high],
  ">": (at, _, high) => [at, high],
};

function labelOf({ id, relation, expected, pass }: TheoremJson): string {
  const sign = relation === "<=" ? "≤" : relation === ">=" ? "≥" : relation;
  const number = typeof expected === "number" ? tickText(expected) : shortened(expected ?? "", 24);
  const who = id === "expected" ? "stated in the instance" : id;
  return `${shortened(who, 60)}: value ${sign} ${number}${pass ? "" : " (contradicted)"}`;
}
