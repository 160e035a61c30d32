import { join } from "node:path";
import { run } from "../../src/cli/run.ts";
import { type Finished, root, withoutProgress } from "../repository/run.ts";

/** The path of an instance that ships with the package. */
export const instance = (name: string) => join(root, "data/instances", `${name}.json`);

/** Runs `secondbest …` in this process, in the root unless told otherwise, without a terminal. */
export async function secondbest(
  args: readonly string[],
  options: { cwd?: string; input?: string; env?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  const code = await run(args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    isTTY: false,
    columns: undefined,
    interrupted: () => options.signal ?? new AbortController().signal,
    stdin: () => options.input ?? "",
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { code, stdout, stderr: withoutProgress(stderr) };
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
