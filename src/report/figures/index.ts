/** Figures of results and studies as SVG, in browsers and in Node: `secondbest/figures`. */
export { type AvailableFigure, figureOf, figures, figuresOf } from "./catalogue.ts";
export { type DrawOptions, drawFigure, svgText } from "./draw.ts";
export type { Drawing, Figure, FigureSource, LegendItem, Panel } from "./figure.ts";
export { figureStyle } from "./support/palette.ts";
