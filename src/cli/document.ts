import { comparisons } from "../analysis/compare.ts";
import type { Certified } from "../certificate/prove/certificate.ts";
import { InvalidInputError, show } from "../errors.ts";
import { resultJson, solve } from "../index.ts";
import { readInstanceFile } from "../node/instance-file.ts";
import type { FigureSource } from "../report/figures/figure.ts";
import { resultFormat } from "../report/result/json.ts";
import { readResult } from "../report/result/read-result.ts";
import { convergenceFormat } from "../report/studies/convergence.ts";
import { frontierFormat } from "../report/studies/frontier.ts";
import { readConvergence } from "../report/studies/read-convergence.ts";
import { readFrontier } from "../report/studies/read-frontier.ts";
import type { Io } from "./io.ts";
import { readJsonInput } from "./json-file.ts";
import { progressLine } from "./progress/progress-line.ts";

/** Readers of the documents that have figures, by their format. */
const readers: Readonly<Record<string, (json: unknown) => FigureSource>> = {
  [resultFormat]: readResult,
  [frontierFormat]: readFrontier,
  [convergenceFormat]: readConvergence,
};

/** A document, and what solving it just now says of its certificate; null for a saved one, and where none was asked for. */
interface Read {
  readonly source: FigureSource;
  readonly proof: Certified | null;
}

/** What a file (`-`: standard input) holds to draw: a saved document, or an instance, which is solved, with a certificate where `proof` asks for one. */
export async function readDocument(
  file: string,
  { changes = [], proof }: { readonly changes: readonly string[] | undefined; readonly proof: boolean },
  io: Io,
): Promise<Read> {
  const json = readJsonInput(file, io);
  const reader = readers[formatOf(json)];
  if (!reader) return solved(file, changes, proof, io);
  if (changes.length > 0)
    throw new InvalidInputError({
      field: "--set",
      expected: "an instance, of which a field can be changed",
      received: `${show(file)}, which is of the format ${show(formatOf(json))}`,
      remedy: "Leave it out, or name the instance file.",
    });
  return { source: reader(json), proof: null };
}

async function solved(file: string, changes: readonly string[], proof: boolean, io: Io): Promise<Read> {
  const problem = readInstanceFile(file, changes, io);
  const progress = progressLine(io);
  const result = await solve(problem, { ...(proof && { proof: {} }), onProgress: progress.show, onStage: progress.stage });
  progress.clear();
  return { source: resultJson(result, comparisons(result)), proof: result.proof };
}

function formatOf(json: unknown): string {
  const format = typeof json === "object" && json !== null && "format" in json ? json.format : undefined;
  return typeof format === "string" ? format : "";
}
