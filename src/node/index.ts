import { registerExternalSolvers } from "../../solvers/external.ts";

export { createExternalSolver, type ExternalPreset, externalPresets, registerExternalSolvers } from "../../solvers/external.ts";
export { type DesignJson, readDesign, type SweepDesign } from "../analysis/sweep/design.ts";
export { type Executor, inProcess, WorkerLostError } from "../analysis/sweep/executor.ts";
export { type Job, type JobContent, type JobOptions, readJob, type Settings } from "../analysis/sweep/job.ts";
export type { SweepRecord } from "../analysis/sweep/record.ts";
export type { Range, Variation } from "../analysis/sweep/values.ts";
export * from "../index.ts";
export { writeConstraintsCsv } from "./constraints-csv.ts";
export { figurePng, figureSvg, reportHtml } from "./figure-file.ts";
export { readInstanceFile } from "./instance-file.ts";
export { writeMechanismCsv } from "./mechanism-csv.ts";
export { type RowWriter, rowWriter, type SweepFormat } from "./sweep/output.ts";
export { type QueueExecutor, type QueueSettings, queueExecutor } from "./sweep/queue/executor.ts";
export { StudyTable } from "./sweep/queue/table.ts";
export { runWorker, type WorkerReport, type WorkerSettings } from "./sweep/queue/worker.ts";
export { type RowStore, type SweepRow, type SweepSettings, sweep, sweepRows } from "./sweep/sweep.ts";
export { drawThreads, threads } from "./sweep/threads.ts";

// Programs on the PATH are known by name wherever there is a PATH.
registerExternalSolvers();
