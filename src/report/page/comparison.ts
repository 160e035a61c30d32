import { dot, link, text } from "@observablehq/plot";
import { drawFigure, svgText } from "../figures/draw.ts";
import type { Drawing } from "../figures/figure.ts";
import { fillOf, strokeOf } from "../figures/support/palette.ts";
import { shortened, tickText } from "../figures/support/words.ts";
import { bracketText, numberText, percentText } from "../numbers.ts";
import { type ReportEntry, titleOf } from "./entry.ts";
import { html, Markup } from "./html.ts";

/** Most results that are drawn beside each other. */
const rowLimit = 40;

/** Several results beside each other: a table, and their values in one picture. */
export function comparisonSection(entries: readonly ReportEntry[], document: Document): Markup {
  const head = ["result", "status", "value", "first best", "efficiency", "gains", "profit", "λ", "level"];
  const rows = entries.map((entry, k) => {
    const { result } = entry;
    const { efficiency } = result;
    const cells = [
      result.status,
      bracketText(result.value),
      bracketText(result.firstBest),
      efficiency.lower === null || efficiency.upper === null ? "" : percentText(efficiency.lower, efficiency.upper),
      result.gainsFromTrade === null ? "" : numberText(result.gainsFromTrade),
      result.brokerProfit === null ? "" : numberText(result.brokerProfit),
      result.multiplier === null ? "" : numberText(result.multiplier),
      result.certificate.level,
    ];
    return html`<tr><th scope="row"><a href="#result-${k + 1}">${shortened(titleOf(entry))}</a></th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`;
  });
  const drawing = comparison(entries);
  const figure = drawing && new Markup(svgText(drawFigure(drawing, { document, style: false, id: "comparison" })));
  return html`<div class="scroll"><table class="rows"><thead><tr>${head.map((word) => html`<th scope="col">${word}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div>
${figure && html`<figure>${figure}</figure>\n`}`;
}

/** Value and first best of every result on one scale; null where none has a value. */
function comparison(entries: readonly ReportEntry[]): Drawing | null {
  const found = entries.flatMap((entry) => {
    const { value, firstBest } = entry.result;
    if (value.lower === null || value.upper === null) return [];
    const efficient = firstBest.lower === null || firstBest.upper === null ? null : (firstBest.lower + firstBest.upper) / 2;
    return [{ label: shortened(titleOf(entry), 60), lower: value.lower, upper: value.upper, efficient }];
  });
  if (found.length === 0) return null;
  const rows = found.slice(0, rowLimit).map((one, row) => ({ ...one, row }));
  const ends = rows.flatMap(({ lower, upper, efficient }) => [lower, upper, ...(efficient === null ? [] : [efficient])]);
  const [low, high] = [Math.min(0, ...ends), Math.max(...ends)];
  return {
    title: "The results side by side",
    subtitle: found.length > rows.length ? `the first ${rows.length} of ${found.length}` : `${rows.length} results`,
    description: rows.map(({ label, lower, upper }) => `${label}: ${bracketText({ lower, upper, exact: null })}`).join("; "),
    legend: [
      { label: "value: lower to upper bound", ink: "buyer", shape: "dot" },
      { label: "first best", ink: "muted", shape: "dot" },
    ],
    panels: [
      {
        height: 60 + 36 * rows.length,
        plot: {
          marginLeft: 16,
          marginTop: 8,
          x: {
            ...{ domain: [low, high > low ? high : low + 1], label: "value (money)", labelAnchor: "center", labelArrow: "none" },
            ...{ ticks: 6, tickFormat: tickText, nice: true },
          },
          y: { domain: [-0.7, rows.length - 0.4], reverse: true, axis: null },
          marks: [
            link(rows, { x1: "lower", x2: "upper", y1: "row", y2: "row", strokeWidth: 4, strokeOpacity: 0.5, ...strokeOf("buyer") }),
            dot(
              rows.filter(({ efficient }) => efficient !== null),
              { x: "efficient", y: "row", r: 4, symbol: "diamond", ...fillOf("muted") },
            ),
            dot(rows, { x: "lower", y: "row", r: 4, ...fillOf("buyer") }),
            dot(rows, { x: "upper", y: "row", r: 4, ...fillOf("buyer") }),
            text(rows, { x: () => low, y: "row", text: "label", textAnchor: "start", dy: -12, fill: "currentColor" }),
          ],
        },
      },
    ],
  };
}
