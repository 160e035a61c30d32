import { dirname, resolve } from "node:path";
import { InvalidInputError, show } from "../errors.ts";
import { csvColumns } from "../problem/csv-column.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { parseInstance } from "../problem/instance.ts";
import { readJson } from "../problem/json-text.ts";
import type { ParseOptions } from "../problem/law-json.ts";
import { setPaths } from "../problem/set-path.ts";
import { fileReason } from "./file-reasons.ts";
import { readWhole, tooLong } from "./read-whole.ts";
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
  let text: string | null;
  try {
    text = readWhole(file);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const received = fileReason(code, "no such file");
    throw new InvalidInputError({
      field,
      expected: "a file that can be read",
      received: shown === "" ? received : `${shown} (${received})`,
      remedy: code === "ENOENT" ? missing : "Check the path and its permissions.",
    });
  }
  if (text !== null) return text;
  const { expected, received, remedy } = tooLong;
  throw new InvalidInputError({ field, expected, received: shown === "" ? received : `${shown} (${received})`, remedy });
}
