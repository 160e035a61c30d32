import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, test } from "vitest";
import { frontier } from "../../../src/analysis/frontier.ts";
import { parseInstance, type ResultJson, resultJson, solve } from "../../../src/index.ts";
import { figureOf, figures, figuresOf } from "../../../src/report/figures/catalogue.ts";
import { drawFigure, svgText } from "../../../src/report/figures/draw.ts";
import type { Drawing, FigureSource, Panel } from "../../../src/report/figures/figure.ts";
import { frontierJson } from "../../../src/report/studies/frontier.ts";
import type { ConvergenceJson } from "../../../src/report/studies/read-convergence.ts";
import { readConvergence } from "../../../src/report/studies/read-convergence.ts";
import { type Element, elementsOf, parseXml, textOf } from "../../support/well-formed.ts";

const document = parseHTML("<!doctype html><html><body></body></html>").document as unknown as Document;

function drawn(drawing: Drawing, width?: number): Element {
  return parseXml(svgText(drawFigure(drawing, { document, ...(width === undefined ? {} : { width }) })));
}

async function solved(name: string, changes: object = {}): Promise<ResultJson> {
  const instance = JSON.parse(readFileSync(`data/instances/${name}.json`, "utf8"));
  const result = await solve(parseInstance({ ...instance, expected: undefined, ...changes }));
  return JSON.parse(JSON.stringify(resultJson(result))) as ResultJson;
}

/** Rectangles of the heat map, as [x, y, width, height, share]. */
function shaded(svg: Element): number[][] {
  return elementsOf(svg)
    .filter(({ attributes }) => attributes.has("fill-opacity") && attributes.has("x"))
    .map(({ attributes }) => ["x", "y", "width", "height", "fill-opacity"].map((key) => Number(attributes.get(key))));
}

/** The points of the paths that a mark with this class draws. */
function pathsOf(svg: Element, className: string): [number, number][][] {
  return elementsOf(svg)
    .filter(({ attributes }) => attributes.get("class") === className)
    .flatMap((mark) => elementsOf(mark).filter(({ name, attributes }) => name === "path" && attributes.has("d")))
    .map(({ attributes }) =>
      [...(attributes.get("d") as string).matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]): [number, number] => [Number(x), Number(y)]),
    );
}

let uniform: ResultJson;
let continuous: ResultJson;
beforeAll(async () => {
  uniform = await solved("uniform");
  continuous = await solved("uniform-continuous", { width: 1e-5 });
});

const normal = (mean: number, sd: number, min: number, max: number) => ({ distribution: "truncated-normal", mean, sd, min, max });

/** The inside of the axes of a panel: the frame that the heat map draws around itself. */
function frameOf(svg: Element): { left: number; right: number; top: number; bottom: number } {
  const rules = elementsOf(svg)
    .filter(({ name, attributes }) => name === "line" && attributes.has("x1"))
    .map(({ attributes }) => ["x1", "x2", "y1", "y2"].map((key) => Number(attributes.get(key))));
  const panel = rules.filter(([, , y1, y2]) => y1 !== y2);
  const xs = panel.map(([x]) => x as number);
  const ys = panel.flatMap(([, , y1, y2]) => [y1 as number, y2 as number]);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

describe("where trade happens", () => {
  test("the shaded area is the probability of trade, on a grid and on laws", () => {
    for (const result of [uniform, continuous]) {
      const svg = drawn(figureOf("allocation", result));
      const { left, right, top, bottom } = frameOf(svg);
      const area = shaded(svg).reduce(
        (sum, [, , width, height, share]) => sum + (width as number) * (height as number) * (share as number),
        0,
      );
      expect(area / ((right - left) * (bottom - top))).toBeCloseTo(result.trade?.probability as number, 2);
    }
  });

  test("between uniform laws the threshold is value = cost + 1/4", () => {
    const svg = drawn(figureOf("allocation", continuous));
    const { left, right, top, bottom } = frameOf(svg);
    const [curve = []] = pathsOf(svg, "sb-seller").filter((points) => points.length > 20);
    expect(curve.length).toBeGreaterThan(200);
    for (const [x, y] of curve.slice(2, -2)) {
      const [cost, value] = [(x - left) / (right - left), (bottom - y) / (bottom - top)];
      expect(value - cost).toBeCloseTo(1 / 4, 2);
    }
  });

  test("between laws with rare types, gaps and tails, trade is one area that falls with the cost", async () => {
    const bimodal = { distribution: "mixture", weights: ["1/2", "1/2"], components: [normal(20, 3, 0, 100), normal(80, 3, 0, 100)] };
    const laws = [
      [
        { distribution: "uniform", min: -5, max: 5 },
        { distribution: "normal", mean: -1, sd: 2 },
      ],
      [
        { distribution: "pareto", scale: 1, shape: 2.5 },
        { distribution: "exponential", rate: 1, min: 0 },
      ],
      [bimodal, { distribution: "uniform", min: 0, max: 60 }],
      // Trade is sure: the masses of the dearest sellers are lost in sums over all.
      [{ distribution: "uniform", min: 300, max: 301 }, normal(20, 3, 0, 100)],
    ];
    for (const [buyer, seller] of laws) {
      const result = await solved("uniform-continuous", { environment: { kind: "bilateral-trade", buyer, seller }, width: 1e-4 });
      const svg = drawn(figureOf("allocation", result));
      const { left, right, top, bottom } = frameOf(svg);
      const rows = new Map<number, number[][]>();
      // What is narrower than a pixel is not seen; above the frame is the legend.
      for (const rectangle of shaded(svg).filter(([, y, width, height]) => (y as number) >= top && width !== 0 && height !== 0))
        rows.set(rectangle[1] as number, [...(rows.get(rectangle[1] as number) ?? []), rectangle]);
      let above = top;
      let widest = right;
      for (const [y, row] of [...rows].sort(([a], [b]) => a - b)) {
        expect(Math.abs(y - above)).toBeLessThanOrEqual(1);
        above = y + (row[0]?.[3] as number);
        let end = left;
        for (const [x, , width] of row.sort((a, b) => (a[0] as number) - (b[0] as number))) {
          expect(Math.abs((x as number) - end)).toBeLessThanOrEqual(1);
          end = (x as number) + (width as number);
        }
        expect(end).toBeLessThanOrEqual(widest + 1);
        widest = end;
      }
      if (result.trade?.probability === 1) expect([above, widest].map(Math.round)).toEqual([bottom, right].map(Math.round));
    }
  });

  test("at most 80 × 80 rectangles are drawn, of however many types", () => {
    for (const result of [uniform, continuous]) expect(shaded(drawn(figureOf("allocation", result))).length).toBeLessThanOrEqual(6400);
    expect(continuous.mechanism?.kind === "bilateral-trade" && continuous.mechanism.buyer.values.length).toBeGreaterThan(80);
  });
});

test("between uniform laws a type trades with probability v − 1/4, and the bounds of the bracket close around 9/64", () => {
  const [curve = []] = curvesOf(figureOf("interim", continuous).panels[0]);
  expect(curve.length).toBeGreaterThan(20);
  for (const { at, y } of curve) expect(y).toBeCloseTo(Math.max(0, at - 1 / 4), 2);
  const rounds = continuous.rounds ?? [];
  expect(rounds.length).toBeGreaterThan(1);
  rounds.forEach(({ lower, upper }) => {
    expect(lower).toBeLessThanOrEqual(9 / 64);
    expect(upper).toBeGreaterThanOrEqual(9 / 64);
  });
  const figure = figureOf("bracket", continuous);
  expect(figure.panels).toHaveLength(2);
  // Either axis says with how many cells the search began and went on.
  const labels = elementsOf(drawn(figure, 1400)).map(textOf);
  for (const { cells } of rounds.slice(0, 2))
    expect(labels.filter((text) => text === String(Math.max(...cells))).length).toBeGreaterThanOrEqual(2);
});

/** The data of the marks of a panel that have points at and y. */
function curvesOf(panel: Panel | undefined): readonly { readonly at: number; readonly y: number }[][] {
  const marks = (panel?.plot.marks ?? []) as unknown as { data?: { at: number; y: number }[] }[];
  return marks.flatMap(({ data }) => (data?.[0]?.at === undefined ? [] : [data]));
}

test("between uniform laws what counts is v − α(1 − v) and c + αc, α = λ/(1 + λ) = 1/3", () => {
  const [buyer, seller] = figureOf("virtual-values", continuous).panels.map((panel) => curvesOf(panel).at(-1) ?? []);
  expect(buyer?.length).toBeGreaterThan(100);
  for (const { at, y } of buyer ?? []) expect(y).toBeCloseTo(at - (1 - at) / 3, 3);
  for (const { at, y } of seller ?? []) expect(y).toBeCloseTo(at + at / 3, 3);
});

test("virtual values where types are rare leave room for the usual ones, and the figure says so", async () => {
  const seller = { distribution: "normal", mean: 0, sd: 1 };
  const buyer = { distribution: "uniform", min: -5, max: 5 };
  const result = await solved("uniform-continuous", { environment: { kind: "bilateral-trade", buyer, seller }, width: 1e-4 });
  const figure = figureOf("virtual-values", result);
  expect(figure.subtitle).toContain("not drawn");
  // Of costs between −2 and 2 what counts is at most 2 + F/f = 2 + 0.977/0.054.
  for (const { y } of curvesOf(figure.panels[1]).flat())
    if (!Number.isNaN(y)) expect(Math.abs(y)).toBeLessThan(3 * (2 + 0.977 / 0.054 + 10));
  expect(figureOf("virtual-values", continuous).subtitle).not.toContain("not drawn");
});

test("numbers at an axis differ, however close the bounds are, and stay inside of the picture", async () => {
  const money = {
    kind: "bilateral-trade",
    buyer: { distribution: "uniform", min: 1e6, max: 3e6 },
    seller: { distribution: "uniform", min: 9e5, max: 2.5e6 },
  };
  const results = [
    await solved("partnership-continuous", {
      environment: {
        kind: "partnership",
        partners: [{ share: "1/2", count: 2, distribution: { distribution: "uniform", min: 0, max: 1 } }],
      },
    }),
    await solved("uniform", { environment: money }),
  ];
  let named = 0;
  for (const result of results)
    for (const { name, drawing } of figuresOf(result))
      for (const svg of elementsOf(drawn(drawing)).filter(({ name: tag, attributes }) => tag === "svg" && attributes.has("y")))
        for (const axis of ["x", "y"]) {
          const labels = tickLabels(svg, axis).filter(({ text }) => text !== "");
          named += labels.length;
          expect(new Set(labels.map(({ text }) => text)).size, `${name} ${labels.map(({ text }) => text)}`).toBe(labels.length);
          if (axis === "x")
            for (const { at, text } of labels)
              expect(at + 3.3 * text.length, name).toBeLessThanOrEqual(Number(svg.attributes.get("width")));
        }
  expect(named).toBeGreaterThan(100);
});

/** The labels at the ticks of an axis, which Plot moves to their places. */
function tickLabels(svg: Element, axis: string): { readonly at: number; readonly text: string }[] {
  const shift = axis === "x" ? "translate(0,9)" : "translate(-9,0)";
  return elementsOf(svg)
    .filter(({ name, attributes }) => name === "g" && attributes.get("transform") === shift)
    .flatMap(elementsOf)
    .filter(({ name }) => name === "text")
    .map((text) => ({ at: Number(/\((-?[\d.]+)/.exec(text.attributes.get("transform") as string)?.[1]), text: textOf(text) }));
}

test("of a divisible good quantities are drawn", async () => {
  for (const changes of [{ width: 1e-3 }, { discretization: { rule: "midpoint", points: 4 } }])
    expect(figureOf("interim", await solved("divisible-uniform", changes)).title).toBe("How much each type trades on average");
});

test("ironing that is drawn is flat just where the result says that types are treated alike, gaps of a law included", async () => {
  for (const name of ["bimodal-mixture", "empirical"]) {
    const result = await solved(name, name === "empirical" ? {} : { width: 1e-4 });
    const { buyers, sellers } = result.ironed ?? { buyers: [], sellers: [] };
    const panels = figureOf("virtual-values", result).panels;
    expect([...buyers, ...sellers].flat().length).toBeGreaterThan(0);
    [...buyers, ...sellers].forEach((intervals, g) => {
      const curve = curvesOf(panels[g]).at(-1) ?? [];
      const { values = [] } =
        (result.mechanism?.kind === "bilateral-trade" && (g === 0 ? result.mechanism.buyer : result.mechanism.seller)) || {};
      const place = (type: number) => (values.length === curve.length ? values.indexOf(type) + 0.5 : type);
      const flat = curve.filter(({ y }, k) => y === curve[k - 1]?.y).map(({ at }) => at);
      const inside = (at: number, room: number) => intervals.some(({ from, to }) => at > place(from) - room && at < place(to) + room);
      for (const at of flat) expect(inside(at, 0.02), `${name} ${g} ${at}`).toBe(true);
      for (const { at } of curve.slice(1)) if (inside(at, -0.02)) expect(flat, `${name} ${g}`).toContain(at);
    });
  }
});

test("between two partners with uniform values the pool lies where they neither buy nor sell on average", async () => {
  const result = await solved("partnership-continuous", { width: 1e-3 });
  const [first, second] = figureOf("pools", result).panels.map((panel) => curvesOf(panel));
  // As a buyer v − α(1 − v), as a seller v + αv.
  const alpha = (result.multiplier as number) / (1 + (result.multiplier as number));
  for (const [selling = [], buying = []] of [first ?? [], second ?? []]) {
    for (const { at, y } of buying) expect(y).toBeCloseTo(at - alpha * (1 - at), 2);
    for (const { at, y } of selling) expect(y).toBeCloseTo(at + alpha * at, 2);
  }
  // Mirrored laws and shares 9/10 and 1/10: the pools mirror each other.
  const [z, mirrored] = (result.pools ?? []).map(({ value }) => (value as number) / (1 + (result.multiplier as number)));
  expect((z as number) + (mirrored as number)).toBeCloseTo(1, 2);
});

test("a density of prices has the mass of the distribution", async () => {
  const result = await solved("risk-averse-uniform");
  const [density] = figureOf("prices", result).panels;
  const [bars] = (density?.plot.marks ?? []) as unknown as { data: { x1: number; x2: number; density: number }[] }[];
  const mass = bars?.data.reduce((sum, { x1, x2, density: height }) => sum + (x2 - x1) * height, 0);
  expect(mass).toBeCloseTo(1, 9);
});

test("a frontier has one dot a point", async () => {
  const problem = parseInstance(JSON.parse(readFileSync("data/instances/uniform.json", "utf8")));
  const study: FigureSource = frontierJson(await frontier(problem, { points: 4 }, solve));
  expect(figuresOf(study).map(({ name }) => name)).toEqual(["frontier"]);
  expect(elementsOf(drawn(figureOf("frontier", study))).filter(({ name }) => name === "circle")).toHaveLength(4);
});

test("every figure has a title, a description and axes, at any width, and says which it is", () => {
  for (const result of [uniform, continuous])
    for (const { name, drawing } of figuresOf(result))
      for (const width of [320, 1400]) {
        const svg = drawn(drawing, width);
        expect(svg.attributes.get("role"), name).toBe("img");
        const [title, description] = svg.children as [Element, Element];
        expect(textOf(title)).toBe(drawing.title);
        expect(textOf(description).length).toBeGreaterThan(40);
        expect(Number(svg.attributes.get("width"))).toBe(width);
        // Nothing but name spaces names another place.
        const places = [...svg.attributes, ...elementsOf(svg).flatMap(({ attributes }) => [...attributes])].filter(
          ([key, value]) => !key.startsWith("xmlns") && /https?:|url\(|href/.test(`${key}=${value}`),
        );
        expect(places).toEqual([]);
      }
});

test("names of an instance are text, whatever they are", () => {
  const plain = tagsOf(drawn(figureOf("interim", uniform)));
  fc.assert(
    fc.property(fc.oneof(hostile, units), (name) => {
      // The title may take more lines; nothing else changes.
      const tags = tagsOf(drawn(figureOf("interim", { ...uniform, name } as FigureSource))).filter((tag) => tag !== "text");
      expect(tags).toEqual(plain.filter((tag) => tag !== "text"));
    }),
    { numRuns: 16 },
  );
});

const hostile = fc.constantFrom(
  "<script>alert(1)</script>",
  "</title></svg><img src=x onerror=alert(1)>",
  "]]><!--",
  "&lt;script&gt; &amp; \"quotes\" 'apostrophes'",
  "a\u0000b\u001bc\ufffe\ud800 \u202e",
  "x".repeat(5000),
  "<style>*{display:none}</style>",
);

/** Any UTF-16, halves of pairs included. */
const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes));

const tagsOf = (svg: Element) => elementsOf(svg).map(({ name }) => name);

test("a figure that a document does not have is told with those that it has", () => {
  expect(() => figureOf("alocation", uniform)).toThrow(/allocation.*Did you mean "allocation"/s);
  expect(() => figureOf("frontier", uniform)).toThrow(/no data/);
  expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
});

test("a posted price cuts the laws where it lies: trade between the ends of the supports and the price", async () => {
  const result = await solved("uniform-continuous", {
    environment: {
      kind: "bilateral-trade",
      buyer: { distribution: "uniform", min: 0, max: 1 },
      seller: { distribution: "power", min: 0, max: 1, exponent: 2 },
    },
    ...{ incentives: "dominant", participation: "ex-post", budget: "balanced", width: 1e-4 },
  });
  const svg = drawn(figureOf("allocation", result));
  const { left, right, top, bottom } = frameOf(svg);
  const [[x, y, width, height] = []] = shaded(svg).filter((rectangle) => (rectangle[2] as number) > 20);
  const price = result.price as number;
  expect(((x as number) + (width as number) - left) / (right - left)).toBeCloseTo(price, 2);
  expect((bottom - (y as number) - (height as number)) / (bottom - top)).toBeCloseTo(price, 2);
});

test("a study of convergence has the bounds, the grids, and how far apart the bounds are", () => {
  const study: ConvergenceJson = {
    format: "secondbest/convergence@1",
    ...{ incentives: "bayesian", participation: "interim", budget: "ex-ante", objective: "gains-from-trade" },
    rows: [4, 8, 16].map((cells) => ({
      cells,
      grid: 9 / 64 + 1 / (10 * cells),
      inner: 9 / 64 - 1 / cells ** 2,
      outer: 9 / 64 + 1 / cells ** 2,
      proved: true,
    })),
    ...{ fits: { grid: null, inner: null, outer: null }, widthOrder: 2 },
  };
  expect(readConvergence(JSON.parse(JSON.stringify(study)))).toEqual(study);
  const [values, distance] = figureOf("convergence", study).panels;
  const data = (panel: Panel | undefined) =>
    (panel?.plot.marks ?? []) as unknown as { data: { cells: number; y?: number; upper?: number }[] }[];
  expect(data(values)[0]?.data.map(({ upper }) => upper)).toEqual(study.rows.map(({ outer }) => outer));
  for (const { cells, y } of data(distance)[0]?.data ?? []) expect(y).toBeCloseTo(2 / cells ** 2, 12);
  // Three sequences of three points each, and the distances.
  expect(
    elementsOf(drawn(figureOf("convergence", study))).filter(({ name, attributes }) => name === "path" && attributes.has("d")).length,
  ).toBeGreaterThan(4);
});
