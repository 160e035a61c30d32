import type { ResultJson } from "../result/json.ts";

/** What is known of the certificate of a result. */
export type CertificateOfReport =
  | { readonly verdict: string; readonly accepted: boolean; readonly text: string }
  /** There is none, and why. */
  | { readonly reason: string };

/** A result that a report is about. */
export interface ReportEntry {
  /** The file that it comes from, as the reader knows it. */
  readonly source: string;
  readonly result: ResultJson;
  readonly certificate: CertificateOfReport;
}

/** What a result is called: by its instance, else as its file. */
export function titleOf({ source, result }: ReportEntry): string {
  return (result.name ?? source).replace(/\s+/g, " ").slice(0, 200);
}
