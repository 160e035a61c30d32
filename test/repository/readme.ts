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

/** The code blocks of README.md in order, each with the output that is shown below it. */
export function codeBlocks(): Block[] {
  const all = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([whole, language, text], k) => ({
    language: language as string,
    text: text as string,
    end: (readme.indexOf(whole as string) as number) + (whole as string).length,
    k,
  }));
  return all.flatMap(({ language, text, k, end }) => {
    if (language === "text") return [];
    const next = all[k + 1];
    // Nothing but blank lines lies between a block and its output.
    const follows = next?.language === "text" && /^\s*```text\n/.test(readme.slice(end));
    return [{ language, text, output: follows ? next.text : undefined }];
  });
}
