/** Figures of results and studies as SVG, and reports as one HTML page, in browsers and in Node: `secondbest/figures`. */

export type { CertificateOfReport, ReportEntry } from "../page/entry.ts";
export { type ReportOptions, reportPage } from "../page/report-page.ts";
export { type AvailableFigure, figureOf, figures, figuresOf } from "./catalogue.ts";
export { type DrawOptions, drawFigure, svgText } from "./draw.ts";
export type { Drawing, Figure, FigureSource, LegendItem, Panel } from "./figure.ts";
export { figureStyle } from "./support/palette.ts";
