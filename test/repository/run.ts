import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without lines of progress: whether there are some depends on how busy the machine is. */
export const withoutProgress = (stderr: string): string =>
  stderr.replace(/^secondbest: (?:[^\n]*, \d+ s(?:, [^\n]*)?|\d+ of \d+ rows, \d+ a second, \d+ s left)\n/gm, "");

/** Runs a program to its end, in the root unless told otherwise, and leaves out lines of progress. */
export function run(
  program: string,
  args: readonly string[],
  options: { cwd?: string; input?: string; env?: Readonly<Record<string, string>> } = {},
): Finished {
  const finished = runWithProgress(program, args, options);
  return { ...finished, stderr: withoutProgress(finished.stderr) };
}

/** The same with all that it writes. */
export function runWithProgress(
  program: string,
  args: readonly string[],
  options: { cwd?: string; input?: string; env?: Readonly<Record<string, string>> } = {},
): Finished {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: options.cwd ?? root,
    input: options.input ?? "",
    env: { ...process.env, ...options.env },
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  if (error) throw error;
  return { code: status, stdout, stderr };
}

/** Runs a function, which may be asynchronous, in a folder of its own with these files, and removes the folder when it has ended. */
export function withFiles<T>(files: Readonly<Record<string, string>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "secondbest-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let result: T;
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    result = use(folder);
  } catch (error) {
    remove();
    throw error;
  }
  if (result instanceof Promise) return result.finally(remove) as T;
  remove();
  return result;
}
