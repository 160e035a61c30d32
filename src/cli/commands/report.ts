import { resolve } from "node:path";
import { hashInstance, serializeCertificate } from "../../certificate/format.ts";
import type { Certified } from "../../certificate/prove/certificate.ts";
import { statedProblem } from "../../certificate/prove/stated.ts";
import { readCertificateText } from "../../certificate/verify/read-certificate.ts";
import { verifyCertificate } from "../../certificate/verify/verify.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { reportHtml } from "../../node/figure-file.ts";
import { readText } from "../../node/instance-file.ts";
import { version } from "../../node/version.ts";
import { parseInstance } from "../../problem/instance.ts";
import type { CertificateOfReport, ReportEntry } from "../../report/page/entry.ts";
import { type ResultJson, resultFormat } from "../../report/result/json.ts";
import { verdictText } from "../../report/verdict-text.ts";
import type { DefineCommand } from "../commands.ts";
import { readDocument } from "../document.ts";
import type { Io } from "../io.ts";
import { collect, print, setOption } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest report FILE…`. */
export const defineReport: DefineCommand = (command, io) => {
  command
    .argument("<files...>", "instances, which are solved, or saved results; - for standard input; several are compared")
    .addOption(setOption("the instances"))
    .option("--certificate <file>", "the certificate of a saved result, which is checked (repeatable)", collect)
    .option("--no-certificate", "do not prove what is solved")
    .addOption(outputOption("--out <file>", "write to a file instead of standard output"))
    .addHelpText("after", examples)
    .action(async (files, options) => {
      const given = options.certificate === false ? [] : (options.certificate ?? []).map((file) => readCertificate(file, io));
      const entries: ReportEntry[] = [];
      const used = new Set<Given>();
      for (const file of files) {
        const { source, proof } = await readDocument(file, { changes: options.set, proof: options.certificate !== false }, io);
        if (source.format !== resultFormat)
          throw new InvalidInputError({
            field: file,
            expected: "an instance or a saved result",
            received: `a document of the format ${show(source.format)}`,
            remedy: "Draw it with secondbest plot.",
          });
        const result = source as ResultJson;
        const about = proof ? null : givenFor(result, given);
        if (about) used.add(about);
        entries.push({ source: file, result, certificate: proof ? fromProof(proof) : fromFile(about, options.certificate === false) });
      }
      const stray = given.find((one) => !used.has(one));
      if (stray)
        throw new InvalidInputError({
          field: "--certificate",
          expected: "a certificate of the instance of a saved result",
          received: `${show(stray.file)}, whose instance is that of none`,
          remedy: "Save result and certificate in one run: secondbest solve FILE --json --out RESULT --certificate PROOF.",
        });
      print(await reportHtml(entries, [`secondbest ${version}`, ...solvers(entries)]), options.out, io);
    });
};

interface Given {
  readonly file: string;
  readonly text: string;
  readonly document: unknown;
  readonly instance: string | null;
}

function readCertificate(file: string, { cwd }: Io): Given {
  const text = readText(resolve(cwd, file), file);
  const document = readCertificateText(text, file);
  const instance = typeof document === "object" && document !== null && "instance" in document ? document.instance : null;
  const hash = typeof instance === "object" && instance !== null ? hashInstance(instance as Parameters<typeof hashInstance>[0]) : null;
  return { file, text, document, instance: hash };
}

/** The certificate whose instance is that of the result, written as certificates write it. */
function givenFor({ instance }: ResultJson, given: readonly Given[]): Given | null {
  if (instance === null || given.length === 0) return null;
  const hash = hashInstance(statedProblem(parseInstance(instance)).instance);
  return given.find((one) => one.instance === hash) ?? null;
}

function fromProof(proof: Certified): CertificateOfReport {
  if (!proof.certificate) return { reason: proof.reason };
  return { verdict: verdictText(proof.verdict), accepted: true, text: serializeCertificate(proof.certificate) };
}

function fromFile(given: Given | null, unasked: boolean): CertificateOfReport {
  if (!given) return { reason: unasked ? "none was asked for" : "the saved result came without one" };
  const verdict = verifyCertificate(given.document);
  return { verdict: verdictText(verdict), accepted: verdict.accepted, text: given.text };
}

function solvers(entries: readonly ReportEntry[]): string[] {
  return [...new Set(entries.map(({ result: { solver } }) => `${solver.name} ${solver.version}`))];
}

const examples = `
Examples:
  secondbest report mine.json --out report.html
  secondbest report mine.json theirs.json --out comparison.html
  secondbest report result.json --certificate proof.json --out report.html`;
