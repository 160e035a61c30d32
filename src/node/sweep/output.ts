import { parquetWriteBuffer } from "hyparquet-writer";
import type { Json } from "../../certificate/format.ts";
import type { SweepRow } from "./sweep.ts";

/** How the rows of a study are written. */
export type SweepFormat = "jsonl" | "csv" | "parquet";

const columns = ["status", "lower", "upper", "exact", "firstBestLower", "firstBestUpper", "level", "route", "reason"] as const;
const doubles: ReadonlySet<string> = new Set(["lower", "upper", "firstBestLower", "firstBestUpper"]);

type Table = readonly { readonly name: string; readonly double: boolean; readonly cells: readonly (Json | undefined)[] }[];

const writers: Readonly<Record<SweepFormat, (rows: readonly SweepRow[], fields: readonly string[]) => string | Uint8Array>> = {
  jsonl: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
  csv: (rows, fields) => csv(table(rows, fields), rows.length),
  parquet: (rows, fields) => parquet(table(rows, fields)),
};

export const sweepFormats = Object.keys(writers) as readonly SweepFormat[];

/** The rows of a study as a file: JSON lines, or a table with a column for each field that varies. */
export function writeRows(rows: readonly SweepRow[], fields: readonly string[], format: SweepFormat): string | Uint8Array {
  return writers[format](rows, fields);
}

function table(rows: readonly SweepRow[], fields: readonly string[]): Table {
  return [
    { name: "row", double: true, cells: rows.map(({ row }) => row) },
    { name: "key", double: false, cells: rows.map(({ key }) => key) },
    ...fields.map((name) => ({ name, double: false, cells: rows.map(({ settings }) => settings[name]) })),
    ...columns.map((name) => ({ name, double: doubles.has(name), cells: rows.map((row) => row[name]) })),
  ];
}

function csv(of: Table, rows: number): string {
  const lines = Array.from({ length: rows }, (_, k) => of.map(({ cells }) => quoted(text(cells[k]))).join(","));
  return `${[of.map(({ name }) => quoted(name)).join(","), ...lines].join("\n")}\n`;
}

function parquet(of: Table): Uint8Array {
  const columnData = of.map(({ name, double, cells }) =>
    double
      ? { name, data: cells.map((cell) => cell ?? null), type: "DOUBLE" as const, nullable: true }
      : {
          name,
          data: cells.map((cell) => (cell === undefined || cell === null ? null : text(cell))),
          type: "STRING" as const,
          nullable: true,
        },
  );
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function text(cell: Json | undefined): string {
  return cell === undefined || cell === null ? "" : typeof cell === "string" ? cell : JSON.stringify(cell);
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
