import type { PlotOptions } from "@observablehq/plot";
import type { ResultJson } from "../result/json.ts";
import { resultFormat } from "../result/json.ts";
import type { Ink } from "./support/palette.ts";

/** A document with a format of its own: a result, a frontier, … as the command line writes them. */
export interface FigureSource {
  readonly format: string;
}

/** How a line of the legend looks: as what it stands for does. */
export interface LegendItem {
  readonly label: string;
  readonly ink: Ink;
  /** `ramp`: shades from 0 to 1. */
  readonly shape: "line" | "dashed" | "dot" | "area" | "ramp";
}

/** One pair of axes. Several stand side by side where there is room. */
export interface Panel {
  /** Above the axes, where a figure has several. */
  readonly heading?: string;
  /** Height over width of a panel that has the whole width. Default 0.62. */
  readonly aspect?: number;
  /** Height in px, instead of an aspect. */
  readonly height?: number;
  readonly plot: PlotOptions;
}

/** What a figure says, before it is drawn at some width. */
export interface Drawing {
  readonly title: string;
  /** One line under the title: of what, and what was left out. */
  readonly subtitle: string;
  /** What the picture shows, in words, for those who do not see it. */
  readonly description: string;
  readonly legend: readonly LegendItem[];
  readonly panels: readonly Panel[];
}

/** A kind of picture. Pure: what is drawn depends on the document alone. */
export interface Figure {
  /** As `secondbest plot --figure` knows it. */
  readonly name: string;
  /** What it shows, in one line. */
  readonly summary: string;
  /** What there is to draw of a document; null where it has no such data. */
  readonly of: (source: FigureSource) => Drawing | null;
}

/** Most groups of agents that get a panel of their own. */
export const groupLimit = 6;

/** A figure of results. */
export function resultFigure(name: string, summary: string, of: (result: ResultJson) => Drawing | null): Figure {
  return { name, summary, of: (source) => (source.format === resultFormat ? of(source as ResultJson) : null) };
}

/** Of what a figure of a result is, in one line. */
export function questionOf({ name, problem }: ResultJson): string {
  const { environment, incentives, participation, budget } = problem;
  const words = `${incentives} incentives, ${participation} participation, budget ${budget.rule}`;
  return `${name === undefined ? "" : `${name}: `}${environment}; ${words}`;
}
