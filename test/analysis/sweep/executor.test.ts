import { expect, test } from "vitest";
import { type Executor, runSplitting, WorkerLostError } from "../../../src/analysis/sweep/executor.ts";
import type { Job } from "../../../src/analysis/sweep/job.ts";
import { failure } from "../../../src/analysis/sweep/record.ts";

const jobs: readonly Job[] = Array.from({ length: 37 }, (_, k) => ({ key: `job ${k}`, text: "" }));

/** Loses its worker over some jobs. */
function losing(deadly: ReadonlySet<string>, error: (key: string) => Error): Executor {
  return {
    width: 1,
    batch: 64,
    async run(batch) {
      const lost = batch.find(({ key }) => deadly.has(key));
      if (lost) throw error(lost.key);
      return batch.map(({ key }) => ({ ...failure(key, "error", "none"), status: "optimal" as const }));
    },
    async close() {},
  };
}

test("jobs that take down their worker are rows that failed, and no others", async () => {
  const deadly = new Set(["job 0", "job 20", "job 36"]);
  const records = await runSplitting(
    losing(deadly, (key) => new WorkerLostError(`lost over ${key}`)),
    jobs,
  );
  expect(records.map(({ key }) => key)).toEqual(jobs.map(({ key }) => key));
  for (const { key, status, reason } of records) {
    expect(status).toBe(deadly.has(key) ? "error" : "optimal");
    if (deadly.has(key)) expect(reason).toBe(`lost over ${key}`);
  }
});

test("an executor that can run no more ends the run", async () => {
  await expect(
    runSplitting(
      losing(new Set(["job 5"]), () => new Error("no server")),
      jobs,
    ),
  ).rejects.toThrow("no server");
});
