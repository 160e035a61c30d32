import { plot } from "@observablehq/plot";
import type { Drawing, LegendItem, Panel } from "./figure.ts";
import { colourOf, figureStyle, pageColour, textColour } from "./support/palette.ts";
import { shortened, wrapped } from "./support/words.ts";

/** What may be asked of a picture. */
export interface DrawOptions {
  /** Where elements are made: that of a page, or of linkedom. */
  readonly document: Document;
  /** In px, 280 to 4000. Default 680. */
  readonly width?: number;
  /** False leaves out the styles for dark pages, for pages that hold `figureStyle` once. Default true. */
  readonly style?: boolean;
  /** Tells the figures of a page apart. Default "figure". */
  readonly id?: string;
}

const namespace = "http://www.w3.org/2000/svg";
const font = "system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif";
const margin = 16;
const gap = 24;
/** Size of the texts at axes, in px. */
const axisFont = 11;
/** Least width of a panel that shares a row. */
const narrowest = 210;

/**
 * The SVG element of a drawing: title, legend and panels, with a text alternative (`role="img"`, `<title>`, `<desc>`). It loads nothing from elsewhere, and texts of
 * the document can only be text in it.
 *
 * @example
 * const [figure] = figuresOf(result);
 * element.append(drawFigure(figure.drawing, { document }));
 */
export function drawFigure(drawing: Drawing, { document, width: asked = 680, style = true, id = "figure" }: DrawOptions): SVGSVGElement {
  const width = Math.min(4000, Math.max(280, Math.round(asked)));
  const make = elementMaker(document);
  const inner = width - 2 * margin;
  const title = wrapped(shortened(drawing.title, 160), inner / 8.8, 2);
  const subtitle = wrapped(shortened(drawing.subtitle, 400), inner / 6.4, 3);
  const content: Element[] = [];
  let y = margin;
  const line = (text: string, size: number, weight: string, ink?: "muted") => {
    y += size * 1.3;
    const look = ink ? { fill: colourOf(ink), class: `sb-${ink}` } : { fill: "currentColor" };
    content.push(make("text", { x: margin, y, "font-size": size, "font-weight": weight, ...look }, text));
  };
  for (const text of title) line(text, 16, "600");
  for (const text of subtitle) line(text, 12, "400", "muted");
  y += 10;
  const legend = legendOf(drawing.legend, make, inner);
  for (const { element, dx, dy } of legend.items) {
    element.setAttribute("transform", `translate(${margin + dx},${y + dy})`);
    content.push(element);
  }
  y += legend.height;

  const columns = Math.max(1, Math.min(drawing.panels.length, Math.floor((inner + gap) / (narrowest + gap))));
  const panelWidth = Math.floor((inner - (columns - 1) * gap) / columns);
  for (let first = 0; first < drawing.panels.length; first += columns) {
    const row = drawing.panels.slice(first, first + columns);
    const headed = row.some(({ heading }) => heading !== undefined);
    if (headed) y += 18;
    const heights = row.map((panel, k) => {
      const x = margin + k * (panelWidth + gap);
      if (panel.heading !== undefined)
        content.push(
          make(
            "text",
            { x, y: y - 2, "font-size": 13, "font-weight": "600", fill: "currentColor" },
            shortened(panel.heading, Math.floor(panelWidth / 7.5)),
          ),
        );
      const svg = panelElement(panel, document, panelWidth, columns);
      svg.setAttribute("x", String(x));
      svg.setAttribute("y", String(y));
      content.push(svg);
      return Number(svg.getAttribute("height"));
    });
    y += Math.max(...heights) + 8;
  }
  const height = Math.ceil(y + margin / 2);

  const root = make("svg", {
    xmlns: namespace,
    class: "sb-figure",
    role: "img",
    "aria-labelledby": `${id}-title ${id}-description`,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    color: textColour,
    "font-family": font,
  }) as SVGSVGElement;
  root.append(
    make("title", { id: `${id}-title` }, drawing.title),
    make("desc", { id: `${id}-description` }, `${drawing.subtitle}. ${drawing.description}`),
    ...(style ? [make("style", {}, figureStyle)] : []),
    make("rect", { class: "sb-paper", width, height, fill: pageColour }),
    ...content,
  );
  cleanTexts(root);
  return root;
}

/** The text of an SVG file. */
export function svgText(figure: SVGSVGElement): string {
  return `${figure.outerHTML}\n`;
}

type Make = (name: string, attributes: Readonly<Record<string, string | number>>, text?: string) => Element;

function elementMaker(document: Document): Make {
  return (name, attributes, text) => {
    const element = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    if (text !== undefined) element.append(document.createTextNode(text));
    return element;
  };
}

function panelElement({ plot: options, aspect = 0.62, height }: Panel, document: Document, width: number, columns: number): Element {
  const svg = plot({
    // What is drawn side by side may be taller than wide.
    height: height ?? Math.round(width * (columns > 1 ? Math.max(aspect, 0.8) : aspect)),
    marginTop: 30,
    // Half of a label of eight signs.
    marginRight: 28,
    marginBottom: 40,
    marginLeft: 60,
    ...options,
    width,
    document,
    figure: false,
  });
  svg.setAttribute("font-size", String(axisFont));
  svg.setAttribute("font-family", font);
  withoutOverlaps(svg);
  inPixels(svg);
  svg.removeAttribute("class");
  for (const style of svg.querySelectorAll("style")) style.remove();
  // One text alternative speaks for the whole.
  for (const part of svg.querySelectorAll("[aria-label],[aria-hidden],[aria-description]"))
    for (const name of ["aria-label", "aria-hidden", "aria-description"]) part.removeAttribute(name);
  return svg;
}

/** Leaves out labels at the ticks of the x-axis that would run into the one before. */
function withoutOverlaps(svg: Element): void {
  let free = Number.NEGATIVE_INFINITY;
  const labels = [...svg.querySelectorAll('[aria-label="x-axis tick label"] text')].map((text) => {
    const at = Number(/translate\((-?[\d.]+)/.exec(text.getAttribute("transform") ?? "")?.[1] ?? 0);
    return { text, at, half: 0.3 * axisFont * (text.textContent ?? "").length };
  });
  for (const { text, at, half } of labels.sort((a, b) => a.at - b.at)) {
    if (at - half < free) text.remove();
    else free = at + half + axisFont / 2;
  }
}

/** Lengths in px, which every program that draws SVG understands, and rectangles on whole px, so that neighbours neither overlap nor leave a gap. */
function inPixels(svg: Element): void {
  for (const text of svg.querySelectorAll("text,tspan"))
    for (const name of ["x", "y", "dx", "dy"]) {
      const value = text.getAttribute(name);
      if (value?.endsWith("em")) text.setAttribute(name, String(Math.round(100 * axisFont * Number.parseFloat(value)) / 100));
    }
  for (const one of svg.querySelectorAll("rect"))
    for (const [at, size] of [
      ["x", "width"],
      ["y", "height"],
    ] as const) {
      const [from, length] = [Number(one.getAttribute(at)), Number(one.getAttribute(size))];
      one.setAttribute(at, String(Math.round(from)));
      one.setAttribute(size, String(Math.round(from + length) - Math.round(from)));
    }
}

/** Every text node as XML can hold it, and as a reader can see it. */
function cleanTexts(root: Element): void {
  const visit = (node: Node): void => {
    if (node.nodeType === 3 && node.nodeValue !== null && node.parentNode?.nodeName.toLowerCase() !== "style")
      node.nodeValue = shortened(node.nodeValue, 2000);
    for (const child of [...node.childNodes]) visit(child);
  };
  visit(root);
}

interface LaidOut {
  readonly items: readonly { readonly element: Element; readonly dx: number; readonly dy: number }[];
  readonly height: number;
}

function legendOf(legend: readonly LegendItem[], make: Make, width: number): LaidOut {
  let [dx, dy] = [0, 0];
  const items = legend.map((item) => {
    const label = shortened(item.label, 70);
    const key = item.shape === "ramp" ? 70 : 26;
    const length = key + 6 + 6.6 * label.length + 18;
    if (dx > 0 && dx + length > width + 18) [dx, dy] = [0, dy + 18];
    const place = { element: legendEntry(item, label, key, make), dx, dy };
    dx += length;
    return place;
  });
  return { items, height: items.length === 0 ? 0 : dy + 20 };
}

function legendEntry({ ink, shape }: LegendItem, label: string, key: number, make: Make): Element {
  const group = make("g", {});
  const paint = { class: `sb-${ink}`, fill: colourOf(ink) };
  const stroke = { class: `sb-${ink}`, stroke: colourOf(ink), "stroke-width": 2 };
  const keys: Readonly<Record<LegendItem["shape"], () => Element[]>> = {
    line: () => [make("line", { x1: 0, x2: 22, y1: 8, y2: 8, ...stroke })],
    dashed: () => [make("line", { x1: 0, x2: 22, y1: 8, y2: 8, ...stroke, "stroke-dasharray": "5 3" })],
    dot: () => [make("circle", { cx: 11, cy: 8, r: 4, ...paint })],
    area: () => [make("rect", { x: 2, y: 2, width: 18, height: 12, ...paint, "fill-opacity": 0.35 })],
    ramp: () => [
      ...[0, 0.25, 0.5, 0.75, 1].map((shade, k) =>
        make("rect", { x: 13 * k, y: 2, width: 13, height: 12, ...paint, "fill-opacity": shade }),
      ),
      make("rect", { x: 0, y: 2, width: 65, height: 12, class: "sb-muted", fill: "none", stroke: colourOf("muted") }),
    ],
  };
  group.append(...keys[shape](), make("text", { x: key + 4, y: 12, "font-size": 12, fill: "currentColor" }, label));
  return group;
}
