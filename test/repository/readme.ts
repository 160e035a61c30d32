import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.ts";

/** README.md. */
export const readme = readFileSync(join(root, "README.md"), "utf8");

export interface Block {
  readonly language: string;
  readonly text: string;
  /** The text block that follows, which is what the code prints. */
  readonly output: string | undefined;
}

/** The code blocks of README.md (or another Markdown text) in order, each with the output that is shown below it. */
export function codeBlocks(markdown = readme): Block[] {
  const all = [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([whole, language, text], k) => ({
    language: language as string,
    text: text as string,
    end: (markdown.indexOf(whole as string) as number) + (whole as string).length,
    k,
  }));
  return all.flatMap(({ language, text, k, end }) => {
    if (language === "text") return [];
    const next = all[k + 1];
    // Nothing but blank lines lies between a block and its output.
    const follows = next?.language === "text" && /^\s*```text\n/.test(markdown.slice(end));
    return [{ language, text, output: follows ? next.text : undefined }];
  });
}

/** What may differ from run to run or from machine to machine: times, and residues of rounding. */
export function steady(text: string): string {
  return text
    .replace(/\b\d+(?:\.\d+)? (?:ms|s)\b/g, "TIME")
    .replace(/\b\d(?:\.\d)?e-1\d\b/g, "0")
    .trim();
}
