import { type CriterionName, criteria, criterionNames } from "../../analysis/worst-case/criteria.ts";
import { type FamilyName, families, familyNames } from "../../analysis/worst-case/families.ts";
import { readInstanceFamily } from "../../analysis/worst-case/instance-family.ts";
import { type LawRatio, ratioOfLaws, ratioOn, writtenLaws } from "../../analysis/worst-case/on-problems.ts";
import type { WorstCaseFamily } from "../../analysis/worst-case/worst-case.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { solve, worstCase } from "../../index.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { requireOneOf } from "../../problem/required.ts";
import { ratioJson, ratioText, worstCaseJson, worstCaseText } from "../../report/studies/worst-case.ts";
import type { DefineCommand } from "../commands.ts";
import type { Io } from "../io.ts";
import { readJsonFile } from "../json-file.ts";
import { positive, prettyJson, printFound, whole, writeOut } from "../options.ts";
import { outputOption } from "../places.ts";
import { progressLine } from "../progress/progress-line.ts";

/** `secondbest worst-case CRITERION`. */
export const defineWorstCase: DefineCommand = (command, io) => {
  command
    .argument("<criterion>", `the ratio: ${criterionNames.join(", ")}`)
    .option("--family <family>", `discrete, ${familyNames.join(", ")}, or a file {"instance", "vary"}`, "discrete")
    .option("--at <file>", "compute the ratio of the law of an instance instead of searching")
    .option("--types <n>", "most types a side (default: 16, 6 for dominant, of a family with a name 400)", whole("--types"))
    .option("--time <seconds>", "wall-clock limit of the search", positive("--time"), 60)
    .option("--seed <n>", "seed of the random starts", whole("--seed"), 1)
    .option("--evaluations <n>", "stop after so many laws: the same seed then finds the same law", positive("--evaluations"))
    .option("--json", "print secondbest/worst-case@1 instead of a page")
    .addOption(outputOption("--out <file>", "write what would be printed to a file"))
    .addOption(outputOption("--instance <file>", "write the law found as an instance"))
    .addHelpText("after", () => helpText())
    .action(async (named, options) => {
      const criterion = requireOneOf(criterionNames, named, "criterion", "Choose one of these.");
      const meaning = criteria[criterion].ratio;
      if (options.at !== undefined) {
        const ratio = await ratioAt(criterion, options.at, io);
        printFound(ratio, ratioJson, (one) => `${meaning}: ${ratioText(one)}\n`, options, io);
        return;
      }
      const { types, time, seed, evaluations } = options;
      const progress = progressLine(io);
      const found = await worstCase(
        familyOf(options.family, (file) => readJsonFile(file, io, "--family")),
        criterion,
        { types, timeLimitSeconds: time, seed, evaluations, onProgress: progress.show },
      );
      progress.clear();
      if (options.instance !== undefined) writeOut(options.instance, prettyJson(found.instance), "--instance", io);
      printFound(found, worstCaseJson, (one) => worstCaseText(one, meaning), options, io);
    });
};

/** Of the laws as they are written where that is possible, else of what the engine reads. */
async function ratioAt(criterion: CriterionName, file: string, io: Io): Promise<LawRatio> {
  if (criterion !== "dominant" && file !== "-") {
    const laws = writtenLaws(readJsonFile(file, io));
    if (laws) return ratioOfLaws(criterion, laws);
  }
  return ratioOn(criterion, readInstanceFile(file, [], io), solve);
}

function familyOf(given: string, read: (file: string) => unknown): WorstCaseFamily {
  if (given === "discrete" || familyNames.includes(given as FamilyName)) return given as FamilyName | "discrete";
  if (given.endsWith(".json")) return readInstanceFamily(read(given));
  throw new InvalidInputError({
    field: "--family",
    expected: `one of discrete, ${familyNames.join(", ")}, or a file that ends in .json`,
    received: show(given),
    remedy: 'Choose one, or write {"instance": …, "vary": {"environment.buyer.exponent": {"from": 0.1, "to": 10}}} to a file.',
  });
}

function helpText(): string {
  const ratios = criterionNames.map((name) => `  ${name.padEnd(28)}${criteria[name].ratio}`);
  const named = familyNames.map((name) => `  ${name.padEnd(28)}for ${families[name].criterion}: ${families[name].source}`);
  return `\nRatios:\n${ratios.join("\n")}\n\nFamilies:\n${named.join("\n")}`;
}
