import { statSync } from "node:fs";
import { resolve } from "node:path";
import { formatRational, type Rational, toNumberAbove, toNumberBelow } from "../arithmetic/rational.ts";
import { certificateByteLimit } from "../certificate/format.ts";
import { type Verdict, verifyCertificate } from "../certificate/verify/verify.ts";
import { InvalidInputError } from "../errors.ts";
import { readText } from "../node/instance-file.ts";
import { readJson } from "../problem/json-text.ts";
import { assumptionLines } from "../report/level.ts";
import { bracketText } from "../report/numbers.ts";
import type { DefineCommand } from "./commands.ts";
import { exitCodes } from "./exit.ts";
import type { Io } from "./io.ts";

/** `secondbest verify CERT…`. */
export const defineVerify: DefineCommand = (command, io, finish) => {
  command
    .argument("<certificates...>", "certificate files")
    .option("--json", "print the verdicts as JSON")
    .action((files: string[], options: { json?: boolean }) => {
      const verdicts = files.map((file) => ({ file, verdict: verifyCertificate(readJson(readCertificate(file, io), file)) }));
      if (options.json)
        io.stdout(
          `${JSON.stringify(
            verdicts.map(({ file, verdict }) => ({ file, ...verdictJson(verdict) })),
            null,
            2,
          )}\n`,
        );
      else for (const { file, verdict } of verdicts) io.stdout(`${file}: ${verdictText(verdict)}\n`);
      if (verdicts.some(({ verdict }) => !verdict.accepted)) finish(exitCodes.rejected);
    });
};

function readCertificate(file: string, { cwd }: Io): string {
  const path = resolve(cwd, file);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > certificateByteLimit)
    throw new InvalidInputError({
      field: file,
      expected: `a certificate of at most ${certificateByteLimit} bytes`,
      received: `${size} bytes`,
      remedy: "Certify an instance with fewer types.",
    });
  return readText(path, file);
}

export function verdictText(verdict: Verdict): string {
  if (!verdict.accepted) return `REJECTED: ${verdict.reason}`;
  const level = verdict.assumptions.length === 0 ? verdict.level : `${verdict.level} (under assumptions)`;
  const assumed = assumptionLines(verdict.assumptions)
    .map((line) => `\n  ${line}`)
    .join("");
  if (verdict.status === "infeasible") return `accepted, ${level}: no mechanism satisfies the constraints${assumed}`;
  if (verdict.level === "exact")
    return `accepted, ${level}: the optimum is ${bracketText({ ...ends(verdict), exact: formatRational(verdict.lower) })}${assumed}`;
  return `accepted, ${level}: the optimum lies ${bracketText({ ...ends(verdict), exact: null })}${assumed}`;
}

function ends({ lower, upper }: { readonly lower: Rational; readonly upper: Rational }): { lower: number; upper: number } {
  return { lower: toNumberBelow(lower), upper: toNumberAbove(upper) };
}

function verdictJson(verdict: Verdict): object {
  if (!verdict.accepted) return verdict;
  if (verdict.status === "infeasible") return verdict;
  return { ...verdict, lower: formatRational(verdict.lower), upper: formatRational(verdict.upper) };
}
