import { dot, line } from "@observablehq/plot";
import type { Drawing } from "../src/report/figures/figure.ts";
import { fillOf, type Ink, strokeOf } from "../src/report/figures/support/palette.ts";
import { secondsText } from "../src/report/numbers.ts";
import { type Table, tableText } from "../src/report/table.ts";
import { type BenchmarkReport, fittedExponent, type Row, type SuiteReport } from "./report.ts";

/** A row as a line under the name of its case. */
export function rowText({ contender, part, seconds, reason, overhead, rows, columns, iterations, mebibytes }: Row): string {
  if (!seconds) return `  ${contender.padEnd(40)} FAILED: ${reason}`;
  const extras = [
    rows === null ? null : `${rows} × ${columns}`,
    iterations === null ? null : `${iterations} iterations`,
    overhead === null ? null : `overhead ${percent(overhead)}`,
    mebibytes === null ? null : `${mebibytes.toFixed(0)} MiB`,
  ].filter((text) => text !== null);
  const times = `${timeText(seconds.median).padStart(10)}  (${timeText(seconds.min)} to ${timeText(seconds.max)})`;
  return `  ${contender.padEnd(40)} ${part.padEnd(10)} ${times}  ${extras.join(", ")}`.trimEnd();
}

/** The reports as a document: machine and versions, a table a suite. */
export function markdownOf(report: BenchmarkReport): string {
  const { machine, versions, suites, quick } = report;
  const made = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const head = `${machine.processor}, ${machine.cores} cores, ${machine.memoryGibibytes} GiB, ${machine.platform}; ${made.join(", ")}${quick ? "; a quick run" : ""}`;
  return `${head}\n${suites.map((suite) => `\n### ${suite.suite}\n\n${suite.about}\n\n${tableText(tableOf(suite), "markdown")}`).join("")}`;
}

function tableOf({ rows }: SuiteReport): Table {
  return {
    columns: [
      { title: "case" },
      { title: "contender" },
      { title: "part" },
      { title: "median", right: true },
      { title: "program", right: true },
      { title: "iterations", right: true },
      { title: "gap", right: true },
      { title: "overhead", right: true },
      { title: "memory", right: true },
    ],
    rows: rows.map((row) => [
      row.case,
      row.contender,
      row.part,
      row.seconds ? timeText(row.seconds.median) : `failed: ${row.reason}`,
      row.rows === null ? "" : `${row.rows} × ${row.columns}`,
      row.iterations === null ? "" : String(row.iterations),
      row.gap === null ? "" : row.gap.toExponential(1),
      row.overhead === null ? "" : percent(row.overhead),
      row.mebibytes === null ? "" : `${row.mebibytes.toFixed(0)} MiB`,
    ]),
  };
}

/** The rows that the README shows: what the largest size of each suite took, and how it compares with HiGHS there. */
export function summaryTable({ suites }: BenchmarkReport): string {
  const rows = suites.flatMap(({ suite, rows }) => {
    const withProgram = rows.filter(({ contender, seconds }) => contender === "highs" && seconds);
    const last = withProgram.at(-1);
    if (!last?.seconds) return [];
    const here = rows.filter((row) => row.case === last.case && row.seconds);
    const own = here.find(({ contender }) => contender === "secondbest");
    const search = here.find(({ contender }) => contender.startsWith("virtual surplus"));
    const whole = here.find(({ contender }) => contender === "secondbest with highs");
    const times = (row: Row | undefined) => (row?.seconds ? timeText(row.seconds.median) : "");
    const faster = search?.seconds ? `${(last.seconds.median / search.seconds.median).toFixed(0)}×` : "";
    const sooner = whole?.seconds && own?.seconds ? `${(whole.seconds.median / own.seconds.median).toFixed(1)}×` : "";
    return [[suite, last.case, times(own), times(last), whole?.overhead == null ? "" : percent(whole.overhead), faster, sooner]];
  });
  const columns = ["suite", "largest program", "solve()", "HiGHS alone", "what we add to HiGHS", "search against HiGHS", "end to end"];
  return tableText({ columns: columns.map((title, k) => ({ title, right: k > 1 })), rows }, "markdown");
}

const inks: readonly Ink[] = ["accent", "buyer", "seller", "muted"];

/** Times against sizes on logarithmic axes, with the fitted exponent of each contender; null where no contender has two sizes. */
export function drawingOf({ suite, about, sizeLabel, rows }: SuiteReport): Drawing | null {
  const names = [...new Set(rows.map(({ contender }) => contender))];
  const series = names.flatMap((name) => {
    const points = rows
      .filter(({ contender }) => contender === name)
      .flatMap(({ size, seconds }) => (size !== null && seconds ? [{ size, time: seconds.median }] : []));
    return new Set(points.map(({ size }) => size)).size < 2
      ? []
      : [
          {
            name,
            points: points.sort((a, b) => a.size - b.size),
            exponent: fittedExponent(rows.filter(({ contender }) => contender === name)),
          },
        ];
  });
  if (series.length === 0) return null;
  const look = (k: number) => ({ ink: inks[k % inks.length] as Ink, dashed: k >= inks.length });
  const label = ({ name, exponent }: (typeof series)[0]) => (exponent === null ? name : `${name}: size^${exponent.toFixed(2)}`);
  return {
    title: `Benchmark ${suite}`,
    subtitle: about,
    description: `Median seconds against ${sizeLabel} on logarithmic axes. ${series.map(label).join("; ")}.`,
    legend: series.map((one, k) => ({ label: label(one), ink: look(k).ink, shape: look(k).dashed ? "dashed" : "line" })),
    panels: [
      {
        plot: {
          x: { type: "log", label: sizeLabel, labelAnchor: "center", labelArrow: "none", tickFormat: "~s", ticks: 5 },
          y: { type: "log", label: "seconds", labelArrow: "none", grid: true, tickFormat: ".0e", ticks: 6 },
          marks: series.flatMap(({ points }, k) => {
            const { ink, dashed } = look(k);
            return [
              line(points, { x: "size", y: "time", strokeWidth: 2, ...strokeOf(ink), ...(dashed ? { strokeDasharray: "5 3" } : {}) }),
              dot(points, { x: "size", y: "time", r: 3, ...fillOf(ink) }),
            ];
          }),
        },
      },
    ],
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const timeText = (seconds: number): string => (seconds < 1e-4 ? `${(seconds * 1e6).toFixed(1)} µs` : secondsText(seconds));
