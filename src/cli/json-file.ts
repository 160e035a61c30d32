import { resolve } from "node:path";
import { readText } from "../node/instance-file.ts";
import { readJson } from "../problem/json-text.ts";
import type { Io } from "./io.ts";

/** The value of the JSON text that a file holds; throws InvalidInputError about `field` for one that cannot be read, which it then shows unless told otherwise. */
export function readJsonFile(file: string, { cwd }: Io, field: string = file, shown: string = field === file ? "" : file): unknown {
  return readJson(readText(resolve(cwd, file), field, shown), file);
}

/** The same of a file or, named `-`, of standard input. */
export function readJsonInput(file: string, io: Io): unknown {
  return file === "-" ? readJson(io.stdin(), "standard input") : readJsonFile(file, io);
}
