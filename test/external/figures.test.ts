import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instance, secondbest } from "../cli/command.ts";

const folder = mkdtempSync(join(tmpdir(), "secondbest-"));
const names = ["uniform", "kos-manea-two-types", "partnership", "risk-averse-uniform", "public-good", "bimodal-mixture"];

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
});
afterAll(() => browser?.close());

/** A page whose complaints and requests are noted. */
async function opened(url: string, options: Parameters<Browser["newPage"]>[0] = {}): Promise<{ page: Page; noted: string[] }> {
  const page = await browser.newPage(options);
  const noted: string[] = [];
  page.on("console", (message) => noted.push(message.text()));
  page.on("pageerror", (error) => noted.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== url) noted.push(request.url());
  });
  await page.goto(url);
  return { page, noted };
}

describe("reports in a browser", () => {
  let url: string;
  beforeAll(async () => {
    const file = join(folder, "report.html");
    const { code, stderr } = await secondbest(["report", ...names.map(instance), "--no-certificate", "--out", file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    url = `file://${file}`;
  });

  test("nothing is loaded, nothing is complained of, and the page's own style applies", async () => {
    const { page, noted } = await opened(url);
    expect(noted).toEqual([]);
    expect(await page.evaluate("getComputedStyle(document.querySelector('main h1')).fontWeight")).toMatch(/bold|700/);
    expect(await page.evaluate("document.querySelectorAll('svg.sb-figure').length")).toBeGreaterThan(names.length);
    await page.close();
  });

  test.each([
    [390, "light"],
    [390, "dark"],
    [1100, "dark"],
  ] as const)(
    "at %d px, %s, nothing sticks out, and texts of figures neither run into each other nor out of the picture",
    async (width, colorScheme) => {
      const { page } = await opened(url, { viewport: { width, height: 800 }, colorScheme });
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      const wrong = await page.evaluate<string[]>(`[...document.querySelectorAll("svg.sb-figure")].flatMap((figure) => {
      const frame = figure.getBoundingClientRect();
      const texts = [...figure.querySelectorAll("text")].filter((text) => text.textContent.trim() !== "");
      const boxes = texts.map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
      const out = boxes.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
      const over = boxes.flatMap((one, k) => boxes.slice(k + 1).filter((other) =>
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left) > 1 &&
        Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top) > 0.35 * one.box.height)
        .map((other) => figure.id + " " + figure.querySelector("title").textContent + ": " + one.text + " over " + other.text));
      return [...out.map(({ text }) => figure.querySelector("title").textContent + ": " + text + " outside"), ...over];
    })`);
      expect(wrong).toEqual([]);
      await page.close();
    },
  );

  test("texts stand out from dark pages and from light ones", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await opened(url, { colorScheme });
      const [ink, paper] = await page.evaluate<[string, string]>(
        "[getComputedStyle(document.querySelector('.sb-figure text')).fill, getComputedStyle(document.querySelector('.sb-paper')).fill]",
      );
      const light = (colour: string) => (/\d+/g[Symbol.match](colour) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;
      expect(Math.abs(light(ink) - light(paper))).toBeGreaterThan(0.6);
      expect(light(paper) > 0.5).toBe(colorScheme === "light");
      await page.close();
    }
  });
});

test("a strict reader of XML reads every figure, whatever its instance is called", async () => {
  const { page } = await opened("about:blank");
  const stated = JSON.parse(readFileSync(instance("kos-manea-two-types"), "utf8"));
  for (const name of ["plain", "</svg><script>alert(1)</script>", "& \" ' < > ]]>", "a\u0001b\u202ec", "é 漢字 🂡"]) {
    const file = join(folder, "named.json");
    writeFileSync(file, JSON.stringify({ ...stated, name }));
    const { stdout } = await secondbest(["plot", file, "--figure", "allocation"]);
    const read = await page.evaluate<{ errors: number; scripts: number }>(
      `(() => { const read = new DOMParser().parseFromString(${JSON.stringify(stdout)}, "image/svg+xml");
        return { errors: read.getElementsByTagName("parsererror").length, scripts: read.getElementsByTagName("script").length }; })()`,
    );
    expect(read, name).toEqual({ errors: 0, scripts: 0 });
  }
  await page.close();
});

test("a PNG shows its texts", async () => {
  const file = join(folder, "figure.png");
  const { code, stderr } = await secondbest(["plot", instance("kos-manea-two-types"), "--figure", "rents", "--out", file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { createCanvas, loadImage } = await import("@napi-rs/canvas");
  const image = await loadImage(readFileSync(file));
  expect(image.width).toBe(2 * 680);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  // The title stands in the first lines, on white.
  const { data } = context.getImageData(0, 0, 800, 80);
  let dark = 0;
  for (let k = 0; k < data.length; k += 4) if ((data[k] as number) < 100) dark += 1;
  expect(dark).toBeGreaterThan(800);
});
