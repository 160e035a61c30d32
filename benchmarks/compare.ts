import { InvalidInputError } from "../src/errors.ts";
import type { BenchmarkReport, Row } from "./report.ts";

export interface Change {
  readonly suite: string;
  readonly case: string;
  readonly contender: string;
  /** New ratio to the first contender of the case over the old one: above 1 is slower. */
  readonly factor: number;
  readonly slower: boolean;
}

/**
 * Compares two reports by ratios to the first contender of each case (absolute times do not travel between machines): a ratio that grew by more than `limit` (default 5 %) is slower.
 *
 * Throws InvalidInputError when suites, cases, contenders or the sizes of programs differ: then there is nothing to compare.
 */
export function compareReports(before: BenchmarkReport, now: BenchmarkReport, limit = 0.05): readonly Change[] {
  const [old, young] = [workloads(before), workloads(now)];
  const different = [...young].find(([key, row]) => !same(old.get(key), row))?.[0] ?? [...old].find(([key]) => !young.has(key))?.[0];
  if (different !== undefined || before.format !== now.format)
    throw new InvalidInputError({
      field: "--baseline",
      expected: "a report of the same cases with the same contenders and sizes",
      received: different === undefined ? "a report of another format" : `a different workload at ${different}`,
      remedy: "Run the same suites with the same options again.",
    });
  return now.suites.flatMap(({ suite, rows }) =>
    rows.flatMap((row) => {
      const first = rows.find((one) => one.case === row.case);
      const was = ratioTo(old, suite, row, first);
      const is = ratioTo(young, suite, row, first);
      if (row === first || was === null || is === null) return [];
      const factor = is / was;
      return [{ suite, case: row.case, contender: row.contender, factor, slower: factor > 1 + limit }];
    }),
  );
}

const keyOf = (suite: string, row: Pick<Row, "case" | "contender">) => `${suite}, ${row.case}, ${row.contender}`;

function workloads({ suites }: BenchmarkReport): Map<string, Row> {
  return new Map(suites.flatMap(({ suite, rows }) => rows.map((row) => [keyOf(suite, row), row] as const)));
}

function same(a: Row | undefined, b: Row): boolean {
  return a !== undefined && (["size", "part", "rows", "columns", "nonzeros"] as const).every((field) => a[field] === b[field]);
}

function ratioTo(rows: ReadonlyMap<string, Row>, suite: string, row: Row, first: Row | undefined): number | null {
  const [mine, theirs] = [row, first].map((one) => one && rows.get(keyOf(suite, one))?.seconds?.median);
  return mine && theirs ? mine / theirs : null;
}
