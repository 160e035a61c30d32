import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { InvalidInputError, show } from "../errors.ts";
import { csvColumns } from "../problem/csv-column.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { type ParseOptions, parseInstance } from "../problem/instance.ts";
import { readJson } from "../problem/json-text.ts";
import { setPaths } from "../problem/set-path.ts";
import { readStandardInput } from "./standard-input.ts";

/** Where an instance file is looked for, and what `-` reads; the process's own folder and standard input unless told otherwise. */
export interface InstanceSource {
  readonly cwd?: string;
  readonly stdin?: () => string;
}

/**
 * Reads an instance file (`-`: standard input), with changes such as `incentives=dominant`. CSV files named in it are read relative to it.
 * The value that the file expects is that of the file as it stands: any change drops it, unless the change states a new one.
 *
 * Throws InvalidInputError for a file that is missing, not JSON or not an instance.
 */
export function readInstanceFile(path: string, changes: readonly string[] = [], from: InstanceSource = {}): DesignProblem {
  const { cwd = process.cwd(), stdin = readStandardInput } = from;
  const text = path === "-" ? stdin() : readText(resolve(cwd, path), path, "", newInstance);
  const base = path === "-" ? cwd : dirname(resolve(cwd, path));
  const instance = setPaths(readJson(text, path === "-" ? "standard input" : path), changes);
  const restated = changes.some((change) => /^\s*expected\b/.test(change));
  if (changes.length > 0 && !restated && typeof instance === "object" && instance !== null)
    delete (instance as { expected?: unknown }).expected;
  return parseInstance(instance, filesOf(base));
}

/** The CSV files that laws name, from a folder. */
export function filesOf(folder: string): ParseOptions {
  return { readCsv: (file, columns, dialect) => csvColumns(readText(resolve(folder, file), "csv", show(file)), columns, dialect) };
}

const newInstance = "Check the path; `secondbest new bilateral-trade` prints a starting instance.";

/** The text of a file; a file that cannot be read is an InvalidInputError about `field`. */
export function readText(file: string, field: string, shown = "", missing = "Check the path."): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const received = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : `an error (${code ?? String(error)})`;
    throw new InvalidInputError({
      field,
      expected: "a file that can be read",
      received: shown === "" ? received : `${shown} (${received})`,
      remedy: code === "ENOENT" ? missing : "Check the path and its permissions.",
    });
  }
}
