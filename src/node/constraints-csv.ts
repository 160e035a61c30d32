import { join } from "node:path";
import { constraintTable } from "../report/constraint-table.ts";
import { tableText } from "../report/table.ts";
import type { Result } from "../result.ts";
import { makeFolder, writeWhole } from "./write-file.ts";

/** Writes `constraints.csv` into a folder (made when missing): every constraint with a price or that binds; nothing where neither is known. Returns the names of the files. */
export function writeConstraintsCsv({ duals, binding }: Pick<Result, "duals" | "binding">, folder: string): string[] {
  if (!duals && !binding) return [];
  makeFolder(folder);
  const name = "constraints.csv";
  writeWhole(join(folder, name), tableText(constraintTable(duals, binding), "csv"));
  return [name];
}
