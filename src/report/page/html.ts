import { shortened } from "../figures/support/words.ts";

/** Markup of our own: what {@link html} lets through unchanged. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | readonly Part[] | null;

/**
 * HTML in which every value is text, unless it is {@link Markup}: signs of HTML are escaped, what no reader can see is shown as ␣; null is nothing.
 *
 * @example
 * html`<p>${"<script>"}</p>`.text; // "<p>&lt;script&gt;</p>"
 */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(template.map((own, k) => own + (k < parts.length ? textOf(parts[k] as Part) : "")).join(""));
}

function textOf(part: Part): string {
  if (part === null) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(textOf).join("");
  return [...String(part)].length > longest ? escaped(shortened(String(part), longest)) : escaped(String(part));
}

/** Longest text that a page shows; what a name may be is much shorter. */
const longest = 300_000;

function escaped(text: string): string {
  return text.replace(unseen, "␣").replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Control and format characters, lone surrogates, and what Unicode calls no character; line ends and tabs stay. */
const unseen = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]|(?![\t\n])\p{Cc}/gu;
