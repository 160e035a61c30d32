import { join } from "node:path";
import { type Finished, root, run } from "../repository/run.ts";

/** The built command line. */
export const main = join(root, "dist/src/cli/main.js");

/** The path of an instance that ships with the package. */
export const instance = (name: string) => join(root, "data/instances", `${name}.json`);

/** Runs `secondbest …` as a user would. */
export function secondbest(args: readonly string[], options: { cwd?: string; input?: string } = {}): Finished {
  return run(process.execPath, [main, ...args], options);
}

/** The lines of a result's page by their label; a label without text continues the one above. */
export function pageOf(text: string): Map<string, string> {
  const [head] = text.split("\n\n");
  const lines = new Map<string, string>();
  let label = "";
  for (const line of (head as string).split("\n")) {
    const [, name, rest] = /^(\S.*?)?\s{2,}(.*)$/.exec(line) ?? [];
    if (name !== undefined) label = name;
    lines.set(label, name === undefined ? `${lines.get(label)}\n${rest}` : (rest as string));
  }
  return lines;
}
