import type { SweepDesign } from "./design.ts";
import { runJob, type SolveJob } from "./record.ts";

/** How long one worker takes for a row, in seconds, measured on some rows of a study. */
export interface RowTime {
  readonly rows: number;
  readonly mean: number;
  readonly longest: number;
}

/**
 * Measures rows of a study that are spread over it, for as long as `seconds` allow; the first few, which pay for what is loaded and compiled once, are run and not
 * counted unless there is nothing else.
 */
export async function timeRows(
  design: SweepDesign,
  places: { readonly count: number; at(place: number): number },
  solve: SolveJob,
  seconds: number,
): Promise<RowTime> {
  const golden = (Math.sqrt(5) - 1) / 2;
  const warmUp = Math.min(20, Math.floor(places.count / 2));
  const most = Math.min(places.count, warmUp + 500);
  const times: number[] = [];
  const start = performance.now();
  for (let k = 0; k < most; k++) {
    const place = most === places.count ? k : Math.floor(((k * golden) % 1) * places.count);
    const begun = performance.now();
    await runJob(design.job(design.settings(places.at(place))), solve);
    const now = performance.now();
    times.push((now - begun) / 1000);
    if (now - start > seconds * 1000) break;
  }
  const counted = times.length > warmUp ? times.slice(warmUp) : times;
  const mean = counted.reduce((sum, time) => sum + time, 0) / counted.length;
  return { rows: counted.length, mean, longest: Math.max(...counted) };
}
