import { expect, test, vi } from "vitest";
import { type Executor, Pace, runSplitting, WorkerLostError } from "../../../src/analysis/sweep/executor.ts";
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

test("a batch takes a fraction of a second, however long its rows take", async () => {
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  try {
    const pace = new Pace();
    const batches = async (count: number, rowMilliseconds: number) => {
      for (let k = 0; k < count; k++) {
        const { batch } = pace;
        await pace.of(batch, async () => {
          now += batch * rowMilliseconds;
        });
      }
      return pace.batch;
    };
    expect(pace.batch).toBe(1);
    expect(await batches(3, 60_000)).toBe(1);
    const fast = await batches(20, 0.1);
    expect(fast).toBeGreaterThan(100);
    expect(fast * 0.1).toBeLessThan(1000);
    // A clock that does not tell such times apart.
    expect(await batches(3, 0)).toBeLessThan(10_000);
    expect(await batches(2, 1000)).toBe(1);
  } finally {
    clock.mockRestore();
  }
});
