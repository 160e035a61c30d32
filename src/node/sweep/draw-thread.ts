import { type DrawExecutor, drawsInProcess } from "../../analysis/estimate/draws.ts";
import type { SampleNumbers } from "../../analysis/estimate/sample.ts";
import { type InvalidInputDetails, InvalidInputError } from "../../errors.ts";
import { solve } from "../../index.ts";

/** What a thread of {@link drawThreads} runs; data of which no law can be made are told as fields, because an error loses its kind on the way. */
export default async function runDraws(draws: Parameters<DrawExecutor["run"]>): Promise<readonly SampleNumbers[] | InvalidInputDetails> {
  try {
    return await drawsInProcess(solve).run(...draws);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const { field, expected, received, remedy } = error;
    return { field, expected, received, remedy };
  }
}
