import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, test } from "vitest";
import { parseInstance, type ResultJson, resultJson, solve } from "../../src/index.ts";
import type { ReportEntry } from "../../src/report/page/entry.ts";
import { html } from "../../src/report/page/html.ts";
import { reportPage } from "../../src/report/page/report-page.ts";
import { instance, secondbest } from "../cli/command.ts";

const document = parseHTML("<!doctype html><html><body></body></html>").document as unknown as Document;
const versions = ["secondbest 0.0.0"];
const none = { reason: "none was asked for" };
const page = (...entries: readonly ReportEntry[]) => reportPage(entries, { document, versions });

let plain: ResultJson;
beforeAll(async () => {
  const stated = JSON.parse(readFileSync("data/instances/kos-manea-two-types.json", "utf8"));
  plain = resultJson(await solve(parseInstance({ ...stated, name: "plain" })));
});

/** The names of all elements of a page, in order. */
function elementsOf(text: string): string[] {
  return [...parseHTML(text).document.querySelectorAll("*")].map(({ nodeName }) => nodeName);
}

describe("what an instance says is text", () => {
  const hostile = fc.constantFrom(
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><style>*{display:none}</style>",
    "</title><meta http-equiv=refresh content=0>",
    "</pre></details></main><iframe src=//x>",
    "<!-- <![CDATA[ {{7*7}}",
    "javascript:alert(1)",
    "&lt;b&gt; &#60;b&#62; &amp;",
    "a\u0000b\u202ec\ud800",
  );

  /** Any UTF-16, halves of pairs included. */
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes));

  test("a template escapes every value, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(hostile, units), (text) => {
        const made = html`<p title="${text}" lang='${text}'>${text}</p>`.text;
        const [p, ...others] = [...parseHTML(`<!doctype html><html><body>${made}</body></html>`).document.querySelectorAll("body *")];
        expect(others).toEqual([]);
        expect(p?.getAttributeNames()).toEqual(["title", "lang"]);
        if (/^[ -~]*$/.test(text)) expect([p?.textContent, p?.getAttribute("title")]).toEqual([text, text]);
      }),
    );
  });

  test("names, descriptions, explanations and reasons add no element and no attribute that acts", () => {
    const expected = elementsOf(page({ source: "mine.json", result: plain, certificate: none }));
    fc.assert(
      fc.property(fc.oneof(hostile, units), (text) => {
        const told: ResultJson = {
          ...plain,
          name: text,
          explanation: text,
          instance: { ...plain.instance, name: text, description: text } as ResultJson["instance"],
          theorems: plain.theorems.map((theorem) => ({ ...theorem, statement: text, citation: text })),
        };
        const made = page({ source: text, result: told, certificate: { reason: text } });
        const withoutText = (names: readonly string[]) => names.filter((name) => name.toLowerCase() !== "text");
        expect(withoutText(elementsOf(made))).toEqual(withoutText(expected));
        for (const element of parseHTML(made).document.querySelectorAll("*"))
          for (const name of element.getAttributeNames()) {
            expect(name).not.toMatch(/^(?:on|src$|style$|srcdoc$|formaction$)/i);
            if (/href$/.test(name)) expect(element.getAttribute(name)).toMatch(/^(?:#|data:application\/json;base64,)/);
          }
      }),
      { numRuns: 10 },
    );
  });
});

test("a page loads nothing and allows its own style alone", () => {
  const made = page({ source: "a.json", result: plain, certificate: none }, { source: "b.json", result: plain, certificate: none });
  const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(made) ?? [];
  expect(made).toContain(`style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`);
  expect(made).toContain("default-src 'none'");
  expect(made.match(/<style>/g)).toHaveLength(1);
  expect(made).not.toMatch(/<(?:script|link|img|iframe|object|embed|form)\b/i);
  expect(made.replace(/xmlns(?::\w+)?="[^"]*"/g, "")).not.toMatch(/(?:src|href)="(?!#|data:application\/json)/);
  const ids = [...made.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of made.matchAll(/ href="#([^"]*)"/g)) expect(ids).toContain(target);
});

test("a result with a million types a side fits into 3 MB, its curves and its heat map with it", () => {
  const n = 1_000_000;
  const list = (of: (k: number) => number) => Array.from({ length: n }, (_, k) => of(k));
  const values = list((k) => (k + 0.5) / n);
  const masses = list(() => 1 / n);
  const buyer = { values, masses, allocation: list((k) => Math.max(0, k / n - 0.25)), transfer: values, rent: values };
  const seller = { ...buyer, allocation: list((k) => Math.max(0, 0.75 - k / n)) };
  const counts = list((k) => Math.max(0, k - n / 4));
  const result: ResultJson = {
    ...plain,
    problem: { ...plain.problem, types: "finite" },
    ironed: { buyers: [[]], sellers: [[]] },
    multiplier: 0.5,
    mechanism: {
      kind: "bilateral-trade",
      buyer,
      seller,
      transferRule: "separable",
      threshold: { mix: 1, generous: counts, strict: counts },
      matrices: null,
    },
  };
  const made = page({ source: "large.json", result, certificate: none });
  expect(made.match(/<figure>/g)?.length).toBeGreaterThanOrEqual(4);
  expect(made.length).toBeLessThan(3_000_000);
});

describe("secondbest report", () => {
  test("solves an instance, proves it, carries the certificate and says how to check it", async () => {
    const { stdout, code } = await secondbest(["report", instance("kos-manea-two-types")]);
    expect(code).toBe(0);
    const { document: read } = parseHTML(stdout);
    expect(read.querySelector(".good")?.textContent).toContain("Accepted");
    expect(stdout).toContain("secondbest verify proof.json");
    const [, data = ""] = /href="data:application\/json;base64,([^"]*)"/.exec(stdout) ?? [];
    const certificate = JSON.parse(Buffer.from(data, "base64").toString("utf8"));
    expect(certificate.format).toBe("secondbest/certificate@1");
    const instanceText = read.querySelector("details pre")?.textContent ?? "";
    expect(parseInstance(instanceText).name).toBe("kos-manea-two-types");
  });

  test("compares several, of which one may have no optimum", async () => {
    const { stdout, code } = await secondbest(["report", instance("two-points"), instance("correlated"), "--no-certificate"]);
    expect(code).toBe(0);
    const { document: read } = parseHTML(stdout);
    expect(read.querySelectorAll("table.rows tbody tr")).toHaveLength(2);
    expect([...read.querySelectorAll("h2[id]")].map(({ id }) => id)).toEqual(["result-1", "result-2"]);
  });

  test("refuses a certificate of another instance, and a document that is no result", async () => {
    const { stderr, code } = await secondbest(["report", instance("two-points"), "--certificate", "test/certificate/no-such-file.json"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("no such file")]);
  });
});
