import type { WordLists } from "../../analysis/word-table.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { wordTableOf } from "../../index.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { didYouMean } from "../../problem/suggestion.ts";
import { wordTable, wordTableJson, wordTableNote } from "../../report/studies/word-table.ts";
import { tableText } from "../../report/table.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodes } from "../exit.ts";
import { collect, onlyFormat, positive, prettyJson, print, setOption, tableFormats } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest compare FILE --words incentives=bayesian,dominant`. */
export const defineCompare: DefineCommand = (command, io, finish) => {
  command
    .argument("<file>", "instance file, or - for standard input")
    .option("--words <field=words>", "combine these words of a field: incentives, participation, budget or objective (repeatable)", collect)
    .addOption(setOption())
    .option(
      "--grid <points>",
      "solve what no route brackets on laws on a midpoint grid of so many points, marked in the table",
      positive("--grid"),
    )
    .option("--solver <name>", "solve programs with this solver")
    .option("--time-limit <seconds>", "for each row", positive("--time-limit"))
    .option("--csv", "print CSV")
    .option("--markdown", "print a Markdown table")
    .option("--latex", "print a LaTeX table (booktabs)")
    .option("--json", "print secondbest/words@1")
    .addOption(outputOption("--out <file>", "write what would be printed to a file"))
    .action(async (file, options) => {
      const problem = readInstanceFile(file, options.set, io);
      const format = onlyFormat(tableFormats, options);
      const grid = options.grid === undefined ? undefined : { rule: "midpoint" as const, points: options.grid };
      const table = await wordTableOf(problem, listsOf(options.words ?? []), {
        ...(grid && { grid }),
        ...(options.solver === undefined ? {} : { solver: options.solver }),
        ...(options.timeLimit === undefined ? {} : { timeLimitSeconds: options.timeLimit }),
      });
      const note = wordTableNote(table);
      if (format === "json") print(prettyJson(wordTableJson(table)), options.out, io);
      else {
        const text = tableText(wordTable(table), format);
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
