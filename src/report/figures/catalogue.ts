import { InvalidInputError, show } from "../../errors.ts";
import { didYouMean } from "../../problem/suggestion.ts";
import { allocation } from "./allocation.ts";
import { bracketByRound } from "./bracket.ts";
import { gridConvergence } from "./convergence.ts";
import type { Drawing, Figure, FigureSource } from "./figure.ts";
import { frontierFigure } from "./frontier.ts";
import { incentiveGraph } from "./incentives.ts";
import { interim, rents } from "./interim.ts";
import { poolValues } from "./pools.ts";
import { priceDensity } from "./prices.ts";
import { theorems } from "./theorems.ts";
import { virtualValues } from "./virtual-values.ts";

/** All kinds of figures. */
export const figures: readonly Figure[] = [
  allocation,
  virtualValues,
  poolValues,
  priceDensity,
  interim,
  rents,
  incentiveGraph,
  bracketByRound,
  theorems,
  frontierFigure,
  gridConvergence,
];

/** A figure that a document has. */
export interface AvailableFigure {
  readonly name: string;
  readonly summary: string;
  readonly drawing: Drawing;
}

/**
 * The figures of a document, in the order of the catalogue: a result, a frontier or whatever else names its format and has been read by its reader. Empty where there
 * is nothing to draw.
 *
 * @example
 * for (const { name, drawing } of figuresOf(resultJson(result))) document.body.append(drawFigure(drawing, { document, id: name }));
 */
export function figuresOf(source: FigureSource): readonly AvailableFigure[] {
  return figures.flatMap(({ name, summary, of }) => {
    const drawing = of(source);
    return drawing ? [{ name, summary, drawing }] : [];
  });
}

/** One figure of a document; throws InvalidInputError when there is none of this name, naming those that there are. */
export function figureOf(name: string, source: FigureSource): Drawing {
  const figure = figures.find((one) => one.name === name);
  const drawing = figure?.of(source);
  if (drawing) return drawing;
  const names = figuresOf(source).map((one) => one.name);
  throw new InvalidInputError({
    field: "figure",
    expected: names.length === 0 ? "a document with something to draw" : `one of ${names.join(", ")}`,
    received: figure
      ? `${show(name)}, of which this document has no data`
      : names.length === 0
        ? "one without a mechanism or a value"
        : show(name),
    remedy:
      names.length === 0
        ? "Draw a result that has an optimum."
        : `Choose one of those that this document has.${figure ? "" : didYouMean(name, names)}`,
  });
}
