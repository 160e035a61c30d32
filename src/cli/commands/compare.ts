import type { WordLists } from "../../analysis/word-table.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { wordTableOf } from "../../index.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { didYouMean } from "../../problem/suggestion.ts";
import { wordTable, wordTableJson, wordTableNote } from "../../report/studies/word-table.ts";
import { type TableFormat, tableText } from "../../report/table.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodes } from "../exit.ts";
import { collect, positive, print, tableFormat } from "../options.ts";
import { outputOption } from "../places.ts";

interface Options {
  readonly words?: string[];
  readonly set?: string[];
  readonly grid?: string;
  readonly solver?: string;
  readonly timeLimit?: string;
  readonly csv?: boolean;
  readonly markdown?: boolean;
  readonly latex?: boolean;
  readonly json?: boolean;
  readonly out?: string;
}

/** `secondbest compare FILE --words incentives=bayesian,dominant`. */
export const defineCompare: DefineCommand = (command, io, finish) => {
  command
    .argument("<file>", "instance file, or - for standard input")
    .option("--words <field=words>", "combine these words of a field: incentives, participation, budget or objective (repeatable)", collect)
    .option("--set <path=value>", "change one field of the instance (repeatable)", collect)
    .option("--grid <points>", "solve what no route brackets on laws on a midpoint grid of so many points, marked in the table")
    .option("--solver <name>", "solve programs with this solver")
    .option("--time-limit <seconds>", "for each row")
    .option("--csv", "print CSV")
    .option("--markdown", "print a Markdown table")
    .option("--latex", "print a LaTeX table (booktabs)")
    .option("--json", "print secondbest/words@1")
    .addOption(outputOption("--out <file>", "write what would be printed to a file"))
    .action(async (file: string, options: Options) => {
      const problem = readInstanceFile(file, options.set ?? [], io);
      const format = tableFormat(options);
      const grid = options.grid === undefined ? undefined : { rule: "midpoint" as const, points: positive(options.grid, "--grid") };
      const table = await wordTableOf(problem, listsOf(options.words ?? []), {
        ...(grid && { grid }),
        ...(options.solver === undefined ? {} : { solver: options.solver }),
        ...(options.timeLimit === undefined ? {} : { timeLimitSeconds: positive(options.timeLimit, "--time-limit") }),
      });
      const note = wordTableNote(table);
      if (format === "json") print(`${JSON.stringify(wordTableJson(table), null, 2)}\n`, options.out, io);
      else {
        const text = tableText(wordTable(table), format as TableFormat);
        print(format === "text" && note !== "" ? `${text}\n${note}\n` : text, options.out, io);
        if (format !== "text" && note !== "") io.stderr(`${note}\n`);
      }
      if (table.rows.some(({ result }) => result?.status === "error")) finish(exitCodes.internal);
    });
};

const fields = ["incentives", "participation", "budget", "objective"] as const;

/** `incentives=bayesian,dominant` and so on as lists; words themselves are checked where they are used. */
function listsOf(texts: readonly string[]): WordLists {
  const lists: Record<string, string[]> = {};
  for (const text of texts) {
    const [field = "", words = ""] = text.split(/=(.*)/s);
    if (!fields.some((one) => one === field) || words === "")
      throw new InvalidInputError({
        field: "--words",
        expected: `a field with its words: ${fields.join(", ")}`,
        received: show(text),
        remedy: `Write, for example, --words incentives=bayesian,dominant.${didYouMean(field, fields)}`,
      });
    lists[field] = [...(lists[field] ?? []), ...words.split(",").map((word) => word.trim())];
  }
  return lists as WordLists;
}
