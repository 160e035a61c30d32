import { statSync } from "node:fs";
import { resolve } from "node:path";
import { certificateByteLimit, hashInstance, readCertificateText } from "../certificate/format.ts";
import { statedProblem } from "../certificate/prove/stated.ts";
import type { Verdict } from "../certificate/verify/verdict.ts";
import { verifyCertificate } from "../certificate/verify/verify.ts";
import { InvalidInputError } from "../errors.ts";
import { readInstanceFile, readText } from "../node/instance-file.ts";
import { verdictJson, verdictText } from "../report/verdict-text.ts";
import type { DefineCommand } from "./commands.ts";
import { exitCodes } from "./exit.ts";
import type { Io } from "./io.ts";

/** `secondbest verify CERT…`. */
export const defineVerify: DefineCommand = (command, io, finish) => {
  command
    .argument("<certificates...>", "certificate files")
    .option("--instance <file>", "accept only certificates about the instance in this file")
    .option("--json", "print the verdicts as JSON")
    .action((files: string[], options: { instance?: string; json?: boolean }) => {
      // Hashed as a certificate holds it: complete in itself, with the numbers in their shortest form.
      const about =
        options.instance === undefined
          ? {}
          : { instanceHash: hashInstance(statedProblem(readInstanceFile(options.instance, [], io)).instance) };
      const judged = files.map((file) => judge(file, about, io));
      // A single file that cannot be read is an error like any other; among several each is reported.
      const [only] = judged;
      if (judged.length === 1 && only && "error" in only) throw only.error;
      if (options.json) io.stdout(`${JSON.stringify(judged.map(asJson), null, 2)}\n`);
      else
        for (const one of judged)
          io.stdout(`${one.file}: ${"error" in one ? `NOT READ: ${one.error.message}` : verdictText(one.verdict)}\n`);
      if (judged.some((one) => "error" in one)) finish(exitCodes.badInput);
      else if (judged.some((one) => "verdict" in one && !one.verdict.accepted)) finish(exitCodes.rejected);
    });
};

type Judged = { readonly file: string } & ({ readonly verdict: Verdict } | { readonly error: InvalidInputError });

function judge(file: string, about: Parameters<typeof verifyCertificate>[1], io: Io): Judged {
  try {
    return { file, verdict: verifyCertificate(readCertificateText(readCertificate(file, io), file), about) };
  } catch (error) {
    if (error instanceof InvalidInputError) return { file, error };
    throw error;
  }
}

function asJson(one: Judged): object {
  if ("verdict" in one) return { file: one.file, ...verdictJson(one.verdict) };
  const { field, expected, received, remedy } = one.error;
  return { file: one.file, status: "error", error: { field, expected, received, remedy } };
}

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
