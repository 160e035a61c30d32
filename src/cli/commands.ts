import type { Command } from "@commander-js/extra-typings";
import type { Io } from "./io.ts";

/** Adds arguments, options and the action to a command, which reads and prints through `io`; `finish` sets the exit code (0 unless called). */
export type DefineCommand = (command: Command, io: Io, finish: (code: number) => void) => void;

/** A command, and where it is defined: only the one that runs is loaded. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** It may take long, and has no other way to show that it still computes. */
  readonly computes?: boolean;
  readonly load: () => Promise<DefineCommand>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: "solve",
    summary: "find the best mechanism of an instance, audited",
    computes: true,
    load: async () => (await import("./commands/solve.ts")).defineSolve,
  },
  {
    name: "show",
    summary: "print the page of a result that was saved with solve --json",
    load: async () => (await import("./commands/show.ts")).defineShow,
  },
  {
    name: "plot",
    summary: "draw a figure of an instance, a saved result or a study as SVG or PNG",
    computes: true,
    load: async () => (await import("./commands/plot.ts")).definePlot,
  },
  {
    name: "report",
    summary: "write one HTML page about results: page, figures, certificate, instance; several files are compared",
    computes: true,
    load: async () => (await import("./commands/report.ts")).defineReport,
  },
  {
    name: "new",
    summary: "print a starting instance of an environment, or with a law",
    load: async () => (await import("./commands/new.ts")).defineNew,
  },
  {
    name: "laws",
    summary: "list the laws of types, or show one with its fields",
    load: async () => (await import("./commands/laws.ts")).defineLaws,
  },
  {
    name: "frontier",
    summary: "trace an efficient frontier: gains against profit, buyers' against sellers' rents, or over risk aversion",
    computes: true,
    load: async () => (await import("./commands/frontier.ts")).defineFrontier,
  },
  {
    name: "sweep",
    summary: "run a study over any fields of an instance, which can be interrupted and resumed",
    load: async () => (await import("./commands/sweep.ts")).defineSweep,
  },
  {
    name: "worker",
    summary: "work on the rows that sweeps put on a queue (PostgreSQL or Redis)",
    load: async () => (await import("./commands/worker.ts")).defineWorker,
  },
  {
    name: "compare",
    summary: "one environment under many combinations of words, as a table (text, CSV, Markdown, LaTeX)",
    computes: true,
    load: async () => (await import("./commands/compare.ts")).defineCompare,
  },
  {
    name: "convergence",
    summary: "grid values and bounds of a continuous problem by number of cells, with orders and extrapolation",
    computes: true,
    load: async () => (await import("./commands/convergence.ts")).defineConvergence,
  },
  {
    name: "explain",
    summary: "say why: what constraints cost, where trade is lost, which constraints exclude each other, why efficiency is impossible",
    computes: true,
    load: async () => (await import("./commands/explain.ts")).defineExplain,
  },
  {
    name: "evaluate",
    summary: "what a given mechanism achieves beside the second best: posted price, double auction, VCG, …",
    computes: true,
    load: async () => (await import("./commands/evaluate.ts")).defineEvaluate,
  },
  {
    name: "dominate",
    summary: "find a mechanism that is nowhere worse for risk-averse traders, or prove that there is none on the grid",
    computes: true,
    load: async () => (await import("./commands/dominate.ts")).defineDominate,
  },
  {
    name: "estimate",
    summary: "from data to frontier: laws from samples or offers, the second best between them, bootstrap bands",
    computes: true,
    load: async () => (await import("./commands/estimate.ts")).defineEstimate,
  },
  {
    name: "worst-case",
    summary: "search for laws at which a ratio is small: second best, posted price, random offerer, … / first best",
    computes: true,
    load: async () => (await import("./commands/worst-case.ts")).defineWorstCase,
  },
  {
    name: "check",
    summary: "hold the engine against published theorems, and instances against the values they expect",
    computes: true,
    load: async () => (await import("./commands/check.ts")).defineCheck,
  },
  {
    name: "verify",
    summary: "re-check certificates in exact arithmetic",
    computes: true,
    load: async () => (await import("./commands/verify.ts")).defineVerify,
  },
  {
    name: "explore",
    summary: "serve the explorer on this machine: forms, figures, proofs in the browser",
    load: async () => (await import("./commands/explore.ts")).defineExplore,
  },
  {
    name: "export",
    summary: "write the program of an instance as MPS, losing no digit",
    computes: true,
    load: async () => (await import("./commands/export.ts")).defineExport,
  },
  {
    name: "bench",
    summary: "time the engine against its peers in the same run",
    computes: true,
    load: async () => (await import("./commands/bench.ts")).defineBench,
  },
];
