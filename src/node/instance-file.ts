import { readFileSync, readSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { InvalidInputError } from "../errors.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { parseInstance } from "../problem/instance.ts";
import { readJson } from "../problem/json-text.ts";
import { setPaths } from "../problem/set-path.ts";

/**
 * Reads an instance file (`-`: standard input), with changes such as `incentives=dominant`. CSV files named in it are read relative to it.
 *
 * Throws InvalidInputError for a file that is missing, not JSON or not an instance.
 */
export function readInstanceFile(path: string, changes: readonly string[] = []): DesignProblem {
  const text = path === "-" ? readStandardInput() : readText(path, path);
  const base = path === "-" ? process.cwd() : dirname(resolve(path));
  const instance = setPaths(readJson(text, path === "-" ? "standard input" : path), changes);
  return parseInstance(instance, { readCsv: (file) => readText(resolve(base, file), file) });
}

/** All of standard input. A pipe that has nothing to read yet is waited for. */
function readStandardInput(): string {
  const chunks: Buffer[] = [];
  const buffer = Buffer.alloc(65_536);
  for (;;) {
    try {
      const length = readSync(0, buffer);
      if (length === 0) return Buffer.concat(chunks).toString("utf8");
      chunks.push(Buffer.from(buffer.subarray(0, length)));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return Buffer.concat(chunks).toString("utf8");
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** The text of a file; a file that cannot be read is an InvalidInputError. */
export function readText(file: string, shown: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new InvalidInputError({
      field: shown,
      expected: "a file that can be read",
      received: code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : `an error (${code ?? String(error)})`,
      remedy:
        code === "ENOENT"
          ? "Check the path; `secondbest new bilateral-trade` prints a starting instance."
          : "Check the path and its permissions.",
    });
  }
}
