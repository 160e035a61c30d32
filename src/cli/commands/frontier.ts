import { type FrontierKind, frontier } from "../../analysis/frontier.ts";
import { solve } from "../../index.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { frontierJson, frontierText } from "../../report/studies/frontier.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodes } from "../exit.ts";
import { positive, printFound, setOption } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest frontier FILE|-`. */
export const defineFrontier: DefineCommand = (command, io, finish) => {
  command
    .argument("<file>", "instance file, or - for standard input")
    .addOption(setOption())
    .option("--kind <kind>", "gains-profit, rents, shares of a partnership, or risk-aversion", "gains-profit")
    .option("--points <n>", "number of points, ends included", positive("--points"), 11)
    .option("--solver <name>", "solve every point as a program with this solver, each warm-started from the one before")
    .option("--json", "print secondbest/frontier@1 instead of a table")
    .addOption(outputOption("--out <file>", "write to a file instead of standard output"))
    .action(async (file, options) => {
      const problem = readInstanceFile(file, options.set, io);
      const found = await frontier(problem, { kind: options.kind as FrontierKind, points: options.points }, (changed, settings) =>
        solve(changed, { ...settings, solver: options.solver }),
      );
      printFound(found, frontierJson, frontierText, options, io);
      const statuses = found.points.map((point) => point.status);
      if (statuses.includes("error")) finish(exitCodes.internal);
      else if (statuses.every((status) => status === "infeasible" || status === "unbounded")) finish(exitCodes.noOptimum);
      else if (statuses.includes("limit")) finish(exitCodes.limit);
    });
};
