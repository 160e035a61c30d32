import { resolve } from "node:path";
import { type CriterionName, criteria, criterionNames } from "../../analysis/worst-case/criteria.ts";
import { type FamilyName, families, familyNames } from "../../analysis/worst-case/families.ts";
import { readInstanceFamily } from "../../analysis/worst-case/instance-family.ts";
import { type LawRatio, ratioOfLaws, ratioOn, writtenLaws } from "../../analysis/worst-case/on-problems.ts";
import type { WorstCaseFamily } from "../../analysis/worst-case/worst-case.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { solve, worstCase } from "../../index.ts";
import { readInstanceFile, readText } from "../../node/instance-file.ts";
import { readJson } from "../../problem/json-text.ts";
import { requireOneOf } from "../../problem/required.ts";
import { ratioJson, ratioText, worstCaseJson, worstCaseText } from "../../report/studies/worst-case.ts";
import type { DefineCommand } from "../commands.ts";
import type { Io } from "../io.ts";
import { positive, print, whole, writeOut } from "../options.ts";
import { outputOption } from "../places.ts";
import { progressLine } from "../progress/progress-line.ts";

interface Options {
  readonly family: string;
  readonly at?: string;
  readonly types?: string;
  readonly time: string;
  readonly seed: string;
  readonly evaluations?: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly instance?: string;
}

/** `secondbest worst-case CRITERION`. */
export const defineWorstCase: DefineCommand = (command, io) => {
  command
    .argument("<criterion>", `the ratio: ${criterionNames.join(", ")}`)
    .option("--family <family>", `discrete, ${familyNames.join(", ")}, or a file {"instance", "vary"}`, "discrete")
    .option("--at <file>", "compute the ratio of the law of an instance instead of searching")
    .option("--types <n>", "most types a side (default: 16, 6 for dominant, of a family with a name 400)")
    .option("--time <seconds>", "wall-clock limit of the search", "60")
    .option("--seed <n>", "seed of the random starts", "1")
    .option("--evaluations <n>", "stop after so many laws: the same seed then finds the same law")
    .option("--json", "print secondbest/worst-case@1 instead of a page")
    .addOption(outputOption("--out <file>", "write what would be printed to a file"))
    .addOption(outputOption("--instance <file>", "write the law found as an instance"))
    .addHelpText("after", () => helpText())
    .action(async (criterion: CriterionName, options: Options) => {
      requireOneOf(criterionNames, criterion, "criterion", "Choose one of these.");
      const meaning = criteria[criterion].ratio;
      if (options.at !== undefined) {
        const ratio = await ratioAt(criterion, options.at, io);
        print(options.json ? `${JSON.stringify(ratioJson(ratio), null, 2)}\n` : `${meaning}: ${ratioText(ratio)}\n`, options.out, io);
        return;
      }
      const progress = progressLine(io);
      const found = await worstCase(
        familyOf(options.family, (file) => readText(resolve(io.cwd, file), "--family", file)),
        criterion,
        {
          types: options.types === undefined ? undefined : whole(options.types, "--types"),
          timeLimitSeconds: positive(options.time, "--time"),
          seed: whole(options.seed, "--seed"),
          evaluations: options.evaluations === undefined ? undefined : positive(options.evaluations, "--evaluations"),
          onProgress: progress.show,
        },
      );
      progress.clear();
      if (options.instance !== undefined) writeOut(options.instance, `${JSON.stringify(found.instance, null, 2)}\n`, "--instance", io);
      print(options.json ? `${JSON.stringify(worstCaseJson(found), null, 2)}\n` : worstCaseText(found, meaning), options.out, io);
    });
};

/** Of the laws as they are written where that is possible, else of what the engine reads. */
async function ratioAt(criterion: CriterionName, file: string, io: Io): Promise<LawRatio> {
  if (criterion !== "dominant" && file !== "-") {
    const laws = writtenLaws(readJson(readText(resolve(io.cwd, file), file), file));
    if (laws) return ratioOfLaws(criterion, laws);
  }
  return ratioOn(criterion, readInstanceFile(file, [], io), solve);
}

function familyOf(given: string, read: (file: string) => string): WorstCaseFamily {
  if (given === "discrete" || familyNames.includes(given as FamilyName)) return given as FamilyName | "discrete";
  if (given.endsWith(".json")) return readInstanceFamily(readJson(read(given), given));
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
