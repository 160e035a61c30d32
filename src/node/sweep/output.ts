import { type BasicType, ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import type { SweepDesign } from "../../analysis/sweep/design.ts";
import { rational } from "../../arithmetic/rational.ts";
import type { Json } from "../../certificate/format.ts";
import { csvLine } from "../../report/table.ts";
import { fieldNames, recordFields } from "./record-fields.ts";
import type { SweepRow } from "./sweep.ts";

/** How the rows of a study are written. */
export type SweepFormat = "jsonl" | "csv" | "parquet";

/** Writes rows one by one, in pieces, so that a study of any size needs the memory of some of its rows. */
export interface RowWriter {
  write(row: SweepRow): void;
  /** Writes what is left. */
  end(): void;
}

/** Takes a piece of a file. */
export type Sink = (piece: string | Uint8Array) => void;

type Fields = Pick<SweepDesign, "fields" | "numericFields">;

const writers: Readonly<Record<SweepFormat, (fields: Fields, sink: Sink) => RowWriter>> = {
  jsonl: (_, sink) => ({ write: (row) => sink(`${JSON.stringify(row)}\n`), end: () => {} }),
  csv: csvWriter,
  parquet: parquetWriter,
};

export const sweepFormats = Object.keys(writers) as readonly SweepFormat[];

/**
 * Writes the rows of a study to `sink`: JSON lines, or a table with a column for each field that varies. Texts come in one piece a row, Parquet in one a row group.
 *
 * @example
 * const writer = rowWriter("csv", design, (piece) => process.stdout.write(piece));
 * for await (const row of sweepRows(design)) writer.write(row);
 * writer.end();
 */
export function rowWriter(format: SweepFormat, design: Fields, sink: Sink): RowWriter {
  return writers[format](design, sink);
}

/** A column of the table, and its type in Parquet, where fractions are the nearest double; texts elsewhere keep them. */
interface Column {
  readonly name: string;
  readonly type: BasicType;
  cell(row: SweepRow): Json | undefined;
}

const parquetTypes = { text: "STRING", number: "DOUBLE" } as const;

function columnsOf({ fields, numericFields }: Fields): readonly Column[] {
  return [
    { name: "row", type: "INT32", cell: ({ row }) => row },
    { name: "key", type: "STRING", cell: ({ key }) => key },
    ...fields.map(
      (name): Column => ({ name, type: numericFields.has(name) ? "DOUBLE" : "STRING", cell: ({ settings }) => settings[name] }),
    ),
    ...fieldNames.map((name): Column => ({ name, type: parquetTypes[recordFields[name]], cell: (row) => row[name] })),
  ];
}

function csvWriter(fields: Fields, sink: Sink): RowWriter {
  const columns = columnsOf(fields);
  const line = (cells: readonly string[]) => sink(csvLine(cells));
  line(columns.map(({ name }) => name));
  return { write: (row) => line(columns.map(({ cell }) => text(cell(row)))), end: () => {} };
}

/** Rows of one row group. */
const groupSize = 20_000;

function parquetWriter(fields: Fields, sink: Sink): RowWriter {
  const columns = columnsOf(fields);
  const nullable = true;
  const schema = schemaFromColumnData({ columnData: columns.map(({ name, type }) => ({ name, type, nullable, data: [] })) });
  const bytes = new ByteWriter();
  const parquet = new ParquetWriter({ writer: bytes, schema });
  let rows: SweepRow[] = [];
  const passOn = () => {
    sink(new Uint8Array(bytes.buffer.slice(0, bytes.index)));
    bytes.index = 0;
  };
  const flush = () => {
    if (rows.length > 0) {
      const columnData = columns.map(({ name, type, cell }) => ({ name, type, nullable, data: rows.map((row) => typed(cell(row), type)) }));
      parquet.write({ columnData, rowGroupSize: groupSize });
    }
    rows = [];
    passOn();
  };
  return {
    write(row) {
      rows.push(row);
      if (rows.length === groupSize) flush();
    },
    end() {
      flush();
      parquet.finish();
      passOn();
    },
  };
}

function typed(cell: Json | undefined, type: BasicType): number | string | null {
  if (cell === undefined || cell === null) return null;
  return type === "STRING" ? text(cell) : Number(rational(cell as number | string));
}

function text(cell: Json | undefined): string {
  return cell === undefined || cell === null ? "" : typeof cell === "string" ? cell : JSON.stringify(cell);
}
