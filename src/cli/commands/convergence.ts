import { convergence } from "../../index.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { convergenceJson, convergenceNote, convergenceTable } from "../../report/studies/convergence.ts";
import { tableText } from "../../report/table.ts";
import type { DefineCommand } from "../commands.ts";
import { onlyFormat, positive, prettyJson, print, setOption, tableFormats } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest convergence FILE --cells 4,8,16`. */
export const defineConvergence: DefineCommand = (command, io) => {
  command
    .argument("<file>", "instance file with continuous laws, or - for standard input")
    .option("--cells <list>", "numbers of cells of each law", "4,8,16,24")
    .option("--no-grids", "leave out the grids of points")
    .addOption(setOption())
    .option("--time-limit <seconds>", "for each row", positive("--time-limit"))
    .option("--solver <name>", "solve programs with this solver")
    .option("--csv", "print CSV")
    .option("--markdown", "print a Markdown table")
    .option("--latex", "print a LaTeX table (booktabs)")
    .option("--json", "print secondbest/convergence@1, the data of the figure")
    .addOption(outputOption("--out <file>", "write what would be printed to a file"))
    .action(async (file, options) => {
      const problem = readInstanceFile(file, options.set, io);
      const format = onlyFormat(tableFormats, options);
      const found = await convergence(problem, {
        cells: options.cells.split(",").map(positive("--cells")),
        grids: options.grids,
        ...(options.timeLimit === undefined ? {} : { timeLimitSeconds: options.timeLimit }),
        ...(options.solver === undefined ? {} : { solver: options.solver }),
      });
      if (format === "json") print(prettyJson(convergenceJson(found)), options.out, io);
      else {
        const text = tableText(convergenceTable(found), format);
        print(format === "text" ? `${text}\n${convergenceNote(found)}\n` : text, options.out, io);
      }
    });
};
