import { InvalidInputError } from "../errors.ts";
import { drawFigure, svgText } from "../report/figures/draw.ts";
import type { Drawing } from "../report/figures/figure.ts";
import type { ReportEntry } from "../report/page/entry.ts";
import { reportPage } from "../report/page/report-page.ts";

/** Something that figures can be drawn in, outside browsers. */
async function figureDocument(): Promise<Document> {
  const { parseHTML } = await import("linkedom");
  return parseHTML("<!doctype html><html><body></body></html>").document as unknown as Document;
}

/**
 * The text of an SVG file of a drawing.
 *
 * @example
 * await writeFile("allocation.svg", await figureSvg(figureOf("allocation", resultJson(result))));
 */
export async function figureSvg(drawing: Drawing, width?: number): Promise<string> {
  return svgText(drawFigure(drawing, { document: await figureDocument(), ...(width === undefined ? {} : { width }) }));
}

/** The text of a report as one HTML file, which names the version of Node beside those that are given; see {@link reportPage}. */
export async function reportHtml(entries: readonly ReportEntry[], versions: readonly string[]): Promise<string> {
  return reportPage(entries, { document: await figureDocument(), versions: [...versions, `Node.js ${process.version}`] });
}

/** Pixels per px of the drawing. */
const resolution = 2;

/**
 * The bytes of a PNG file of a drawing, at twice its size in px, on white.
 *
 * Throws InvalidInputError where the optional package @napi-rs/canvas is not installed or finds no font.
 */
export async function figurePng(drawing: Drawing, width?: number): Promise<Uint8Array> {
  const { createCanvas, loadImage, GlobalFonts } = await canvasPackage();
  if (GlobalFonts.families.length === 0) {
    throw new InvalidInputError({
      field: "format",
      expected: "at least one font on this machine, to write texts into a PNG",
      received: "png on a machine without fonts",
      remedy: "Install a font (fonts-dejavu on Debian), or write SVG.",
    });
  }
  const figure = drawFigure(drawing, { document: await figureDocument(), style: false, ...(width === undefined ? {} : { width }) });
  const image = await loadImage(Buffer.from(svgText(figure)));
  const canvas = createCanvas(resolution * image.width, resolution * image.height);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toBuffer("image/png");
}

async function canvasPackage(): Promise<typeof import("@napi-rs/canvas")> {
  try {
    return await import("@napi-rs/canvas");
  } catch (error) {
    throw new InvalidInputError({
      field: "format",
      expected: "svg, or png where @napi-rs/canvas is installed",
      received: `png, and @napi-rs/canvas does not load (${(error as Error).message.split("\n")[0]})`,
      remedy: "Run npm install @napi-rs/canvas, or write SVG.",
    });
  }
}
