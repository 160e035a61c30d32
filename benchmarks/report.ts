import type { Suite, Workload } from "./suite.ts";

/** Seconds of one contender over its timed runs. */
export interface Times {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export interface WorkloadReport {
  readonly workload: string;
  readonly runs: number;
  readonly times: Readonly<Record<string, Times>>;
  /** Median over the runs of (contender's time)/(first contender's time in the same run). */
  readonly ratios: Readonly<Record<string, number>>;
  readonly measures: Readonly<Record<string, number>>;
}

/** `secondbest/benchmark@1`. */
export interface SuiteReport {
  readonly format: "secondbest/benchmark@1";
  readonly suite: string;
  readonly about: string;
  readonly node: string;
  readonly workloads: readonly WorkloadReport[];
}

/** Validates, warms up, and times the contenders in turn (A B A B …), so that a drift of the machine's speed hits all alike. */
export async function runSuite(
  suite: Suite,
  large: boolean,
  onWorkload: (report: WorkloadReport) => void = () => undefined,
): Promise<SuiteReport> {
  const workloads: WorkloadReport[] = [];
  for (const workload of await suite.workloads(large)) {
    const report = await runWorkload(workload);
    workloads.push(report);
    onWorkload(report);
  }
  return { format: "secondbest/benchmark@1", suite: suite.name, about: suite.about, node: process.version, workloads };
}

async function runWorkload({ name, validate, contenders, runs, measures }: Workload): Promise<WorkloadReport> {
  await validate();
  const seconds = new Map(contenders.map((contender) => [contender.name, [] as number[]]));
  for (let run = -1; run < runs; run++) {
    for (const contender of contenders) {
      const time = await contender.run();
      if (run >= 0) seconds.get(contender.name)?.push(time);
    }
  }
  const first = seconds.get(contenders[0]?.name ?? "") ?? [];
  const times: Record<string, Times> = {};
  const ratios: Record<string, number> = {};
  for (const [contender, list] of seconds) {
    times[contender] = { min: Math.min(...list), median: median(list), max: Math.max(...list) };
    ratios[contender] = median(list.map((time, run) => time / (first[run] as number)));
  }
  return { workload: name, runs, times, ratios, measures: (await measures?.()) ?? {} };
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** A workload as lines of a table. */
export function workloadText({ workload, times, ratios, measures }: WorkloadReport): string {
  const lines = Object.entries(times).map(([contender, { min, median: middle, max }]) => {
    const ratio = `${(ratios[contender] as number).toPrecision(4)}×`;
    return `  ${contender.padEnd(44)} ${time(middle).padStart(10)}  (${time(min)} to ${time(max)})  ${ratio.padStart(9)}`;
  });
  const measured = Object.entries(measures).map(([name, value]) => `  ${name.padEnd(44)} ${value.toPrecision(4).padStart(10)}`);
  return [workload, ...lines, ...measured].join("\n");
}

function time(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toFixed(1)} µs`;
  return seconds < 1 ? `${(seconds * 1e3).toFixed(2)} ms` : `${seconds.toFixed(2)} s`;
}
