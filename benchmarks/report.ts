import type { Part } from "./suite.ts";

/** Seconds over the timed runs. */
export interface Times {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** One contender at one case. */
export interface Row {
  readonly case: string;
  readonly size: number | null;
  readonly contender: string;
  readonly part: Part;
  /** `failed`: a wrong or unaudited answer, or none in time; nothing was timed then. */
  readonly status: "timed" | "failed";
  readonly reason: string | null;
  readonly value: number | null;
  /** (upper − lower)/|upper| of a bracket, or how far a program's value is from the expected one, relative to it. */
  readonly gap: number | null;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly nonzeros: number | null;
  readonly iterations: number | null;
  readonly runs: number;
  readonly seconds: Times | null;
  /** Of end-to-end rows through a solver: what building, recovering and auditing add to the solver's own time, as a share of it. */
  readonly overhead: number | null;
  /** Peak memory of a process of its own. */
  readonly mebibytes: number | null;
}

export interface SuiteReport {
  readonly suite: string;
  readonly about: string;
  readonly sizeLabel: string;
  readonly rows: readonly Row[];
}

/** `secondbest/benchmark@2`. */
export interface BenchmarkReport {
  readonly format: "secondbest/benchmark@2";
  readonly quick: boolean;
  readonly machine: {
    readonly platform: string;
    readonly processor: string;
    readonly cores: number;
    readonly memoryGibibytes: number;
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly suites: readonly SuiteReport[];
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

export function timesOf(seconds: readonly number[]): Times {
  return { min: Math.min(...seconds), median: median(seconds), max: Math.max(...seconds) };
}

/** The exponent b of seconds ≈ a·size^b over the rows of a contender, by least squares of logarithms; null with fewer than three sizes. */
export function fittedExponent(rows: readonly Row[]): number | null {
  const points = rows.flatMap(({ size, seconds }) =>
    size !== null && seconds && seconds.median > 0 ? [[Math.log(size), Math.log(seconds.median)] as const] : [],
  );
  if (new Set(points.map(([x]) => x)).size < 3) return null;
  const mean = (of: (point: (typeof points)[0]) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([at]) => at), mean(([, at]) => at)];
  return mean(([a, b]) => (a - x) * (b - y)) / mean(([a]) => (a - x) ** 2);
}
