import { availableParallelism } from "node:os";
import { inProcess } from "../../analysis/sweep/executor.ts";
import { solve } from "../../index.ts";
import { runWorker } from "../../node/sweep/queue/worker.ts";
import { threads } from "../../node/sweep/threads.ts";
import type { DefineCommand } from "../commands.ts";
import { positive, threadCount } from "../options.ts";

/** `secondbest worker --queue URL`. */
export const defineWorker: DefineCommand = (command, io) => {
  command
    .requiredOption("--queue <url>", "the server that sweep --queue names: postgres://… or redis://…")
    .option("--workers <count>", "threads; 0: none, in this process; default: one a core", threadCount("--workers"))
    .option("--lease <seconds>", "a batch whose worker is silent for so long goes to another (default 30)", positive("--lease"))
    .option(
      "--idle <seconds>",
      "end when there was nothing to do for so long; default: at Ctrl-C or SIGTERM, after the batches at work",
      positive("--idle"),
    )
    .action(async ({ queue, workers = availableParallelism(), lease, idle }) => {
      const executor = workers === 0 ? inProcess(solve) : threads(workers);
      try {
        const { batches, rows } = await runWorker(queue, {
          executor,
          concurrency: Math.max(1, workers),
          leaseSeconds: lease,
          idleSeconds: idle,
          signal: io.interrupted(),
          onReady: (shown) => io.stderr(`secondbest: waiting for rows at ${shown}\n`),
        });
        io.stderr(`secondbest: ${rows} rows in ${batches} batches\n`);
      } finally {
        await executor.close();
      }
    });
};
