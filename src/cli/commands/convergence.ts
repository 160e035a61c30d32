import { convergence } from "../../index.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { convergenceJson, convergenceNote, convergenceTable } from "../../report/studies/convergence.ts";
import { type TableFormat, tableText } from "../../report/table.ts";
import type { DefineCommand } from "../commands.ts";
import { collect, positive, print, tableFormat } from "../options.ts";
import { outputOption } from "../places.ts";

interface Options {
  readonly set?: string[];
  readonly cells?: string;
  readonly grids: boolean;
  readonly timeLimit?: string;
  readonly solver?: string;
  readonly csv?: boolean;
  readonly markdown?: boolean;
  readonly latex?: boolean;
  readonly json?: boolean;
  readonly out?: string;
}

/** `secondbest convergence FILE --cells 4,8,16`. */
export const defineConvergence: DefineCommand = (command, io) => {
  command
    .argument("<file>", "instance file with continuous laws, or - for standard input")
    .option("--cells <list>", "numbers of cells of each law", "4,8,16,24")
    .option("--no-grids", "leave out the grids of points")
    .option("--set <path=value>", "change one field of the instance (repeatable)", collect)
    .option("--time-limit <seconds>", "for each row")
    .option("--solver <name>", "solve programs with this solver")
    .option("--csv", "print CSV")
    .option("--markdown", "print a Markdown table")
    .option("--latex", "print a LaTeX table (booktabs)")
    .option("--json", "print secondbest/convergence@1, the data of the figure")
    .addOption(outputOption("--out <file>", "write what would be printed to a file"))
    .action(async (file: string, options: Options) => {
      const problem = readInstanceFile(file, options.set ?? [], io);
      const format = tableFormat(options);
      const found = await convergence(problem, {
        cells: (options.cells ?? "").split(",").map((text) => positive(text, "--cells")),
        grids: options.grids,
        ...(options.timeLimit === undefined ? {} : { timeLimitSeconds: positive(options.timeLimit, "--time-limit") }),
        ...(options.solver === undefined ? {} : { solver: options.solver }),
      });
      if (format === "json") print(`${JSON.stringify(convergenceJson(found), null, 2)}\n`, options.out, io);
      else {
        const text = tableText(convergenceTable(found), format as TableFormat);
        print(format === "text" ? `${text}\n${convergenceNote(found)}\n` : text, options.out, io);
      }
    });
};
