import type { SweepRecord } from "../../analysis/sweep/record.ts";

/** What a record says of its job. */
export type RecordField = Exclude<keyof SweepRecord, "key">;

/** The fields in the order in which tables have them, and what each is. */
export const recordFields = {
  status: "text",
  lower: "number",
  upper: "number",
  exact: "text",
  firstBestLower: "number",
  firstBestUpper: "number",
  level: "text",
  route: "text",
  reason: "text",
} as const satisfies Readonly<Record<RecordField, "text" | "number">>;

export const fieldNames = Object.keys(recordFields) as readonly RecordField[];
