import { linesOfWords } from "../../lines.ts";

/** A text cut to at most so many characters, with what XML cannot hold or a reader cannot see written as ␣. */
export function shortened(text: string, most = 60): string {
  const signs = [...text.replace(unseen, "␣").replace(/\s+/g, " ").trim()];
  return signs.length <= most ? signs.join("") : `${signs.slice(0, most - 1).join("")}…`;
}

/** Control and format characters (those that turn the direction of writing among them), lone surrogates, and what Unicode calls no character. */
const unseen = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]|(?![\t\n\r])\p{Cc}/gu;

/** A number as an axis or a sentence shows it. */
export function short(x: number): string {
  return String(Number(x.toPrecision(4)));
}

/** A number at a tick, in at most eight signs where that is possible. */
export function tickText(x: number): string {
  const [text = "", rounded = ""] = [10, 6].map((digits) => String(Number(x.toPrecision(digits))));
  const power = x.toExponential(2).replace(/\.?0*e\+?/, "e");
  if (Math.abs(x) < 1e-3 && power.length < text.length) return power;
  return [text, rounded].find((one) => one.length <= 8) ?? power;
}

/** Words broken into lines of at most about so many characters; a longer word is broken. */
export function wrapped(text: string, width: number, mostLines: number): string[] {
  const words = text.split(" ").flatMap((long) => pieces(long, width));
  const lines = linesOfWords(words, width);
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines - 1), `${(lines[mostLines - 1] as string).slice(0, Math.max(0, width - 1))}…`];
}

function pieces(word: string, width: number): string[] {
  const signs = [...word];
  return Array.from({ length: Math.max(1, Math.ceil(signs.length / width)) }, (_, k) => signs.slice(k * width, (k + 1) * width).join(""));
}
