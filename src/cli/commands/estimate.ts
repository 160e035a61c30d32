import { resolve } from "node:path";
import type { DataFrontierOptions } from "../../analysis/estimate/data-frontier.ts";
import type { Observations } from "../../analysis/estimate/sample.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { dataFrontier } from "../../index.ts";
import { readText } from "../../node/instance-file.ts";
import { drawThreads } from "../../node/sweep/threads.ts";
import { csvColumns } from "../../problem/csv-column.ts";
import { type EstimatorName, estimatorNames, estimators } from "../../problem/estimators.ts";
import { instanceFormat } from "../../problem/instance-format.ts";
import { dataFrontierJson, dataFrontierText } from "../../report/studies/data-frontier.ts";
import type { DefineCommand } from "../commands.ts";
import type { Io } from "../io.ts";
import { finite, positive, prettyJson, printFound, threadCount, whole, writeOut } from "../options.ts";
import { outputOption } from "../places.ts";
import { progressLine } from "../progress/progress-line.ts";

/** `secondbest estimate --values FILE:COLUMN --costs FILE:COLUMN`. */
export const defineEstimate: DefineCommand = (command, io) => {
  command
    .option("--values <file:column>", "the buyer's values, a column of a CSV file")
    .option("--costs <file:column>", "the seller's costs")
    .option(
      "--buyer-offers <file:price,accepted>",
      "prices that buyers were offered, and whether they accepted (1 or 0), instead of values",
    )
    .option("--seller-offers <file:price,accepted>", "the same of sellers, instead of costs")
    .option("--law <estimator>", `how a law is made from samples: ${estimatorNames.join(", ")}`, "empirical")
    .option("--support <min,max>", "where types may lie (needed for offers)", supportOf)
    .option("--points <n>", "points of the frontier, ends included", whole("--points"), 5)
    .option("--draws <n>", "bootstrap draws; 0: no bands", whole("--draws"), 200)
    .option("--seed <n>", "seed of the draws", whole("--seed"), 1)
    .option("--workers <count>", "threads that make the draws; 0: none, in this process", threadCount("--workers"), 0)
    .option("--level <share>", "share of draws inside a band", positive("--level"), 0.95)
    .option("--price <p>", "a posted price in use, held against the second best", finite("--price"))
    .addOption(outputOption("--instance <file>", "write the estimated laws as an instance, for every other command"))
    .option("--json", "print secondbest/data-frontier@1 instead of a page")
    .addOption(outputOption("--out <file>", "write what would be printed to a file"))
    .addHelpText("after", `\nEstimators:\n${estimatorNames.map((name) => `  ${name.padEnd(12)}${estimators[name].about}`).join("\n")}`)
    .action(async (options) => {
      const progress = progressLine(io);
      const began = performance.now();
      const settings: DataFrontierOptions = {
        estimator: options.law as EstimatorName,
        support: options.support,
        points: options.points,
        draws: options.draws,
        seed: options.seed,
        level: options.level,
        price: options.price,
        onProgress: (done) =>
          progress.show({ solver: "bootstrap", iterations: done, seconds: (performance.now() - began) / 1000, objective: undefined }),
      };
      const buyer = observed(options.values, options.buyerOffers, ["--values", "--buyer-offers"], io);
      const seller = observed(options.costs, options.sellerOffers, ["--costs", "--seller-offers"], io);
      const executor = options.workers === 0 ? undefined : drawThreads(options.workers);
      const found = await dataFrontier(buyer, seller, { ...settings, executor }).finally(() => executor?.close());
      progress.clear();
      if (options.instance !== undefined) {
        const instance = { format: instanceFormat, environment: { kind: "bilateral-trade", buyer: found.buyer, seller: found.seller } };
        writeOut(options.instance, prettyJson(instance), "--instance", io);
      }
      printFound(found, dataFrontierJson, dataFrontierText, options, io);
    });
};

function observed(types: string | undefined, offers: string | undefined, [one, other]: readonly [string, string], io: Io): Observations {
  if ((types === undefined) === (offers === undefined))
    throw new InvalidInputError({
      field: one,
      expected: `either ${one} or ${other}`,
      received: types === undefined ? "neither" : "both",
      remedy: `Write, for example, ${one} data.csv:value.`,
    });
  if (types !== undefined) {
    const [samples] = columnsOf(types, 1, one, io);
    return { samples: (samples as string[]).map(Number) };
  }
  const [prices, answers] = columnsOf(offers as string, 2, other, io) as [string[], string[]];
  return {
    offers: prices.map((price, k) => {
      const answer = Number(answers[k]);
      if (answer === 0 || answer === 1) return { price: Number(price), accepted: answer === 1 };
      throw new InvalidInputError({
        field: other,
        expected: "1 for an offer that was accepted, 0 for one that was rejected",
        received: show(answers[k]),
        remedy: "Name the column of prices first, then that of answers.",
      });
    }),
  };
}

function columnsOf(text: string, count: number, option: string, io: Io): string[][] {
  const colon = text.lastIndexOf(":");
  const columns = text.slice(colon + 1).split(",");
  if (colon > 0 && columns.length === count && columns.every((column) => column !== "")) {
    const file = text.slice(0, colon);
    return csvColumns(readText(resolve(io.cwd, file), option, file), columns);
  }
  throw new InvalidInputError({
    field: option,
    expected: count === 1 ? "FILE:COLUMN" : "FILE:PRICES,ANSWERS",
    received: show(text),
    remedy: `Write, for example, ${option} data.csv:${count === 1 ? "value" : "price,accepted"}.`,
  });
}

function supportOf(text: string): { min: number; max: number } {
  const [min, max, ...rest] = text.split(",").map(finite("--support"));
  if (min !== undefined && max !== undefined && rest.length === 0) return { min, max };
  throw new InvalidInputError({
    field: "--support",
    expected: "min,max",
    received: show(text),
    remedy: "Write, for example, --support 0,1.",
  });
}
