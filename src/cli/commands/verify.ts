import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Certificate, hashInstance } from "../../certificate/format.ts";
import { statedProblem } from "../../certificate/prove/stated.ts";
import { certificateByteLimit, parseCertificate, readCertificateText } from "../../certificate/verify/read-certificate.ts";
import type { Verdict } from "../../certificate/verify/verdict.ts";
import { verifyCertificate } from "../../certificate/verify/verify.ts";
import type { Duals } from "../../duals/duals.ts";
import { certifiedDuals } from "../../duals/program-duals.ts";
import { InvalidInputError } from "../../errors.ts";
import { readInstanceFile, readText } from "../../node/instance-file.ts";
import { parseInstance } from "../../problem/instance.ts";
import { constraintTable } from "../../report/constraint-table.ts";
import { errorJson } from "../../report/error.ts";
import { dualsJson } from "../../report/result/json.ts";
import { tableText } from "../../report/table.ts";
import { verdictJson, verdictText } from "../../report/verdict-text.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodes } from "../exit.ts";
import type { Io } from "../io.ts";
import { prettyJson } from "../options.ts";

/** `secondbest verify CERT…`. */
export const defineVerify: DefineCommand = (command, io, finish) => {
  command
    .argument("<certificates...>", "certificate files")
    .option("--instance <file>", "accept only certificates about the instance in this file")
    .option("--show", "list the shadow prices that an accepted certificate states, by the names of agents and types")
    .option("--json", "print the verdicts as JSON")
    .action((files, options) => {
      // Hashed as a certificate holds it: complete in itself, with the numbers in their shortest form.
      const about =
        options.instance === undefined
          ? {}
          : { instanceHash: hashInstance(statedProblem(readInstanceFile(options.instance, [], io)).instance) };
      const judged = files.map((file) => judge(file, about, options.show === true, io));
      // A single file that cannot be read is an error like any other; among several each is reported.
      const [only] = judged;
      if (judged.length === 1 && only && "error" in only) throw only.error;
      if (options.json) io.stdout(prettyJson(judged.map(asJson)));
      else
        for (const one of judged)
          io.stdout(
            `${one.file}: ${"error" in one ? `NOT READ: ${one.error.message}` : `${verdictText(one.verdict)}${pricesText(one)}`}\n`,
          );
      if (judged.some((one) => "error" in one)) finish(exitCodes.badInput);
      else if (judged.some((one) => "verdict" in one && !one.verdict.accepted)) finish(exitCodes.rejected);
    });
};

type Judged = { readonly file: string } & (
  | { readonly verdict: Verdict; readonly prices: Duals | string | null }
  | { readonly error: InvalidInputError }
);

function judge(file: string, about: Parameters<typeof verifyCertificate>[1], show: boolean, io: Io): Judged {
  try {
    const document = readCertificateText(readCertificate(file, io), file);
    const verdict = verifyCertificate(document, about);
    return { file, verdict, prices: show && verdict.accepted ? pricesOf(parseCertificate(document)) : null };
  } catch (error) {
    if (error instanceof InvalidInputError) return { file, error };
    throw error;
  }
}

/** The prices of a certificate by name; in words where it has none. */
function pricesOf({ instance, proof }: Certificate): Duals | string | null {
  if ("multipliers" in proof) return certifiedDuals(parseInstance(instance), proof.multipliers);
  return "kappa" in proof
    ? `the bound is that of κ = ${proof.kappa}, the worth of a unit of money in the broker's hands`
    : "it states no prices of constraints";
}

function pricesText({ prices }: { readonly prices: Duals | string | null }): string {
  if (prices === null) return "";
  const lines = typeof prices === "string" ? [prices] : tableText(constraintTable(prices, null), "text").trimEnd().split("\n");
  return `\n  shadow prices:\n${lines.map((line) => `    ${line}`).join("\n")}`;
}

function asJson(one: Judged): object {
  if ("verdict" in one) {
    const { prices } = one;
    const shown = prices === null ? {} : { duals: typeof prices === "string" ? prices : dualsJson(prices) };
    return { file: one.file, ...verdictJson(one.verdict), ...shown };
  }
  const { field, expected, received, remedy } = one.error;
  return { file: one.file, ...errorJson({ field, expected, received, remedy }) };
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
