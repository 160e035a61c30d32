import { statSync } from "node:fs";
import { resolve } from "node:path";
import { certificateByteLimit, hashInstance, readCertificateText } from "../certificate/format.ts";
import { statedProblem } from "../certificate/prove/stated.ts";
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
      const verdicts = files.map((file) => ({
        file,
        verdict: verifyCertificate(readCertificateText(readCertificate(file, io), file), about),
      }));
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
