import { config } from "zod";
import {
  comparisons,
  explain,
  InvalidInputError,
  isBilateralTrade,
  type LawJson,
  parseInstance,
  readCertificateText,
  resultJson,
  resultText,
  serializeCertificate,
  serializeInstance,
  solve,
  UnsupportedProblemError,
  verifyCertificate,
} from "../../../src/index.ts";
import { explanationText } from "../../../src/report/explanation/explanation.ts";
import { verdictText } from "../../../src/report/verdict-text.ts";
import { densityOf } from "./density.ts";
import type { Answered, Asked, Failure, Questions, Task } from "./protocol.ts";

// The page forbids code made from text; without this zod would try, and the browser would report it.
config({ jitless: true });

const answers: { readonly [T in Task]: (asked: Questions[T]["asked"]) => Questions[T]["answer"] | Promise<Questions[T]["answer"]> } = {
  read: (text) => serializeInstance(parseInstance(text)),

  async solve({ instance, prove }) {
    const found = await solve(parseInstance(instance), prove ? { proof: {} } : {});
    const result = resultJson(found, comparisons(found));
    const { proof } = found;
    return {
      result,
      page: resultText(result),
      certificate: proof?.certificate ? serializeCertificate(proof.certificate) : null,
      verdict: proof?.certificate ? verdictText(proof.verdict) : null,
      unproved: proof && !proof.certificate ? proof.reason : null,
    };
  },

  explain: async (instance) => explanationText(await explain(parseInstance(instance))),

  verify(text) {
    const document = readCertificateText(text, "certificate");
    const verdict = verifyCertificate(document);
    const instance = verdict.accepted ? serializeInstance(parseInstance((document as { instance: unknown }).instance)) : null;
    return { accepted: verdict.accepted, text: verdictText(verdict), instance };
  },

  density: (law) => densityOf(lawOf(law)),
};

/** The law is read as the buyer's of an instance that holds nothing else. */
function lawOf(law: LawJson) {
  const environment = { kind: "bilateral-trade", buyer: law, seller: { distribution: "point-mass", at: 0 } };
  const read = parseInstance({ format: "secondbest/instance@1", environment }).environment;
  if (!isBilateralTrade(read)) throw new Error("a bilateral trade was read as something else");
  return read.buyer;
}

addEventListener("message", async ({ data }: MessageEvent<Asked>) => {
  postMessage(await answered(data));
});

async function answered({ id, task, asked }: Asked): Promise<Answered> {
  try {
    return { id, answer: await (answers[task] as (asked: unknown) => Promise<Questions[Task]["answer"]>)(asked) };
  } catch (error) {
    return { id, failure: failureOf(error) };
  }
}

/** How browsers say that a module could not be loaded. */
const notLoaded = /dynamically imported module|importing a module script failed/i;

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const expected = { field: null, defect: false, unreachable: false };
  if (notLoaded.test(message)) {
    const sentence = "This problem needs a solver that has not been fetched yet, and there is no network; once fetched it is kept.";
    return { ...expected, sentence, unreachable: true };
  }
  if (error instanceof InvalidInputError) return { ...expected, sentence: message, field: error.field };
  if (error instanceof UnsupportedProblemError) return { ...expected, sentence: message };
  return { ...expected, sentence: `Internal error: ${message}`, defect: true };
}
