import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { figuresOf } from "../figures/catalogue.ts";
import { drawFigure, svgText } from "../figures/draw.ts";
import { jsonText } from "../json-text.ts";
import { levelText } from "../level.ts";
import { bracketText } from "../numbers.ts";
import type { ResultJson } from "../result/json.ts";
import { resultLines } from "../result/text.ts";
import { comparisonSection } from "./comparison.ts";
import { type ReportEntry, titleOf } from "./entry.ts";
import { html, Markup } from "./html.ts";
import { pageStyle } from "./style.ts";

/** What may be asked of a report. */
export interface ReportOptions {
  /** Where figures are drawn: that of a page, or of linkedom. */
  readonly document: Document;
  /** What made the report, such as "secondbest 0.1.0", one line each. */
  readonly versions: readonly string[];
}

/** Two figures stand side by side where the page is wide; on a phone one fills it. */
const figureWidth = 520;

/** Longest instance that is printed, and longest certificate that a report carries, in characters. */
const limits = { instance: 60_000, certificate: 400_000 };

/**
 * A report as one HTML page that needs nothing else: it loads nothing, and its policy forbids that anything is loaded or run. What instances say is text in it.
 *
 * @example
 * const page = reportPage([{ source: "mine.json", result: resultJson(result), certificate: { reason: "none was asked for" } }], { document, versions: ["secondbest"] });
 */
export function reportPage(entries: readonly ReportEntry[], { document, versions }: ReportOptions): string {
  const [only] = entries;
  const several = entries.length > 1;
  const title = several ? `${entries.length} results` : titleOf(only as ReportEntry);
  const sections = entries.map((entry, k) => resultSection(entry, `result-${k + 1}`, several, document));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${base64(sha256(utf8ToBytes(pageStyle)))}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${several ? comparisonSection(entries, document) : null}${sections}
<h2>Versions</h2>
<ul>${versions.map((version) => html`<li>${version}</li>`)}</ul>
</main>
</body>
</html>
`;
  return page.text;
}

function resultSection(entry: ReportEntry, id: string, several: boolean, document: Document): Markup {
  const { source, result } = entry;
  const figures = figuresOf(result).map(({ name, summary, drawing }) => {
    const figure = drawFigure(drawing, { document, width: figureWidth, style: false, id: `${id}-${name}` });
    return html`<figure>${new Markup(svgText(figure))}<figcaption>${summary}</figcaption></figure>\n`;
  });
  return html`${several ? html`<h2 id="${id}">${titleOf(entry)}</h2>\n` : null}<p class="muted">${source}</p>
<p>${result.explanation}</p>
<div class="scroll"><table class="lines">${resultLines(result).map(([label, text]) => html`<tr><th scope="row">${label}</th><td>${text}</td></tr>\n`)}</table></div>
${figures.length > 0 ? html`<h3>Figures</h3>\n<div class="figures">${figures}</div>\n` : null}${certificateSection(entry)}${theoremSection(result)}${instanceSection(result)}`;
}

function certificateSection({ result, certificate }: ReportEntry): Markup {
  const { level } = result.certificate;
  const stated = html`<p>Level of the result: ${levelText(level, result.status, result.audit !== null)}.</p>\n`;
  if ("reason" in certificate) return html`<h3>Certificate</h3>\n${stated}<p>No certificate: ${certificate.reason}.</p>\n${howToGet}`;
  const { verdict, accepted, text } = certificate;
  const carried =
    text.length <= limits.certificate
      ? html`<p><a download="proof.json" href="data:application/json;base64,${base64(utf8ToBytes(text))}">Save the certificate as proof.json</a> (${text.length} characters, SHA-256 ${bytesToHex(sha256(utf8ToBytes(text)))}).</p>\n`
      : html`<p>The certificate has ${text.length} characters, too many for this page; SHA-256 ${bytesToHex(sha256(utf8ToBytes(text)))}. <code>secondbest solve FILE --certificate proof.json</code> writes it.</p>\n`;
  return html`<h3>Certificate</h3>
${stated}<p class="${accepted ? "good" : "bad"}">${accepted ? "Accepted" : "Rejected"} by the verifier when this report was made:</p>
<pre>${verdict}</pre>
${carried}<p>To check it again, with this program or with the second verifier, which is Python's standard library alone:</p>
<pre>secondbest verify proof.json
python3 secondbest_verify.py proof.json</pre>
`;
}

const howToGet = html`<p class="muted">Where one can be given, <code>secondbest solve FILE --certificate proof.json</code> writes it and <code>secondbest verify proof.json</code> checks it.</p>\n`;

function theoremSection({ theorems }: ResultJson): Markup | null {
  if (theorems.length === 0) return null;
  const said = theorems.map(
    ({ id, citation, statement, pass }) =>
      html`<li><code>${id}</code> <span class="${pass ? "good" : "bad"}">${pass ? "agrees" : "CONTRADICTED"}</span><br>${statement} <span class="muted">${citation}</span></li>\n`,
  );
  return html`<h3>Theorems</h3>\n<ul class="theorems">${said}</ul>\n`;
}

function instanceSection({ instance, value }: ResultJson): Markup {
  if (instance === null)
    return html`<h3>Instance</h3>\n<p>A law of this problem was made in code and has no instance file; its value is ${bracketText(value)}.</p>\n`;
  const text = jsonText(instance);
  if (text.length > limits.instance)
    return html`<h3>Instance</h3>\n<p>The instance has ${text.length} characters, too many for this page; SHA-256 of its text ${bytesToHex(sha256(utf8ToBytes(text)))}.</p>\n`;
  return html`<h3>Instance</h3>\n<details open><summary>To copy into a file and solve again</summary><pre>${text}</pre></details>\n`;
}

/** Standard base64 of bytes, without the limits of spreading them into arguments. */
function base64(bytes: Uint8Array): string {
  let text = "";
  for (let k = 0; k < bytes.length; k += 3072) text += btoa(String.fromCharCode(...bytes.subarray(k, k + 3072)));
  return text;
}
