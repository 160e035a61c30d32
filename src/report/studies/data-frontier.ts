import type { DataFrontier, Estimated } from "../../analysis/estimate/data-frontier.ts";
import { alignedText, type Line } from "../lines.ts";
import { numberText, percentText } from "../numbers.ts";
import { tableText } from "../table.ts";

/** What `secondbest estimate --json` prints. */
export function dataFrontierJson(found: DataFrontier): Readonly<Record<string, unknown>> {
  return { format: "secondbest/data-frontier@1", ...found };
}

/** A page about a frontier from data. */
export function dataFrontierText({ samples, firstBest, secondBest, largestProfit, frontier, observed, bootstrap }: DataFrontier): string {
  const { draws, seed, level } = bootstrap;
  const text = ({ value, band }: Estimated) => `${short(value)}${band ? ` (${short(band.lower)} to ${short(band.upper)})` : ""}`;
  const lines: Line[] = [
    ["data", `${samples.buyer} of the buyer, ${samples.seller} of the seller`],
    ["first best", text(firstBest)],
    ["second best", text(secondBest)],
    ["profit", `at most ${text(largestProfit)}`],
    ...(observed
      ? [
          [`price ${numberText(observed.price)}`, `gains ${text(observed.gains)}`] as const,
          ["loses", `${share(observed.lost)} of the second best`] as const,
        ]
      : []),
  ];
  const table = tableText(
    {
      columns: [
        { title: "share of largest profit", right: true },
        { title: "profit", right: true },
        { title: "gains", right: true },
      ],
      rows: frontier.map((point) => [numberText(point.share), text(point.profit), text(point.gains)]),
    },
    "text",
  );
  const bands =
    draws === 0
      ? "No bands were asked for."
      : `In brackets: ${numberText(100 * level)} % percentile bands of ${draws} bootstrap draws, seed ${seed}. They tell of sampling error and not of the bias of an estimator.`;
  return `${alignedText(lines)}\n\n${table}\n${bands}\n`;
}

const short = (x: number): string => String(Number(x.toPrecision(5)));
const share = ({ value, band }: Estimated): string =>
  `${percentText(value, value)}${band ? ` (${percentText(band.lower, band.lower)} to ${percentText(band.upper, band.upper)})` : ""}`;
