import type { ValueFrontier } from "../../analysis/frontier.ts";
import { formatRational, type Rational } from "../../arithmetic/rational.ts";
import { bracketJson, finite } from "../numbers.ts";
import { tableText } from "../table.ts";
import type { FrontierJson } from "./read-frontier.ts";

export const frontierFormat = "secondbest/frontier@1";

export function frontierJson({ kind, parameter: varied, points }: ValueFrontier): FrontierJson {
  return {
    format: frontierFormat,
    kind,
    parameter: varied,
    points: points.map(({ parameter, status, gainsFromTrade, brokerProfit, multiplier, result, ...rents }) => ({
      parameter: formatRational(parameter),
      status,
      gainsFromTrade: finite(gainsFromTrade),
      brokerProfit: finite(brokerProfit),
      rents: rents.partnersRents
        ? { buyers: null, sellers: null, partners: rents.partnersRents.map(finite) }
        : { buyers: finite(rents.buyersRents), sellers: finite(rents.sellersRents) },
      multiplier: finite(multiplier),
      value: bracketJson(result.value),
    })),
  };
}

/** The frontier as a table for a terminal. */
export function frontierText({ parameter, points }: ValueFrontier): string {
  const entries = Math.max(0, ...points.map(({ partnersRents = [] }) => partnersRents.length));
  const parties = entries === 0 ? ["buyers", "sellers"] : Array.from({ length: entries }, (_, k) => `partners ${k + 1}`);
  const cell = (x: number | null) =>
    x === null ? "" : x === Number.POSITIVE_INFINITY ? "∞" : Number.isFinite(x) ? (Math.abs(x) < 5e-10 ? 0 : x).toFixed(9) : "-";
  const titles = [parameter, "gains", "profit", ...parties, "lambda", "status"];
  const rows = points.map((point) => [
    shortNumber(point.parameter),
    cell(point.gainsFromTrade),
    cell(point.brokerProfit),
    ...(entries === 0 ? [point.buyersRents, point.sellersRents] : parties.map((_, k) => point.partnersRents?.[k] ?? Number.NaN)).map(cell),
    cell(point.multiplier),
    point.status,
  ]);
  return tableText({ columns: titles.map((title) => ({ title, right: true })), rows }, "text");
}

function shortNumber(r: Rational): string {
  const text = formatRational(r);
  return text.length <= 14 ? text : r.valueOf().toPrecision(10);
}
