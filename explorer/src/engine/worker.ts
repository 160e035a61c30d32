import { config } from "zod";
import {
  comparisons,
  explain,
  InvalidInputError,
  isBilateralTrade,
  isGrid,
  type LawJson,
  parseInstance,
  type Result,
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
import type { Answered, Asked, Failure, Questions, Solved, Task } from "./protocol.ts";

// The page forbids code made from text; without this zod would try, and the browser would report it.
config({ jitless: true });

/** A bracket that is closed much further is shown at this relative width first, where that takes no longer than so many seconds. */
const draft = { width: 1e-3, timeLimitSeconds: 0.5 };

type Answers = {
  readonly [T in Task]: (
    asked: Questions[T]["asked"],
    show: (draft: Solved) => void,
  ) => Questions[T]["answer"] | Promise<Questions[T]["answer"]>;
};

const answers: Answers = {
  read: (text) => serializeInstance(parseInstance(text)),

  async solve({ instance, prove }, show) {
    const problem = parseInstance(instance);
    if (!prove && !isGrid(problem) && problem.width < draft.width) {
      const first = await solve(problem, draft);
      if (first.status === "optimal") show({ ...shown(first), draft: true });
    }
    return shown(await solve(problem, prove ? { proof: {} } : {}));
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

function shown(found: Result): Solved {
  const result = resultJson(found, comparisons(found));
  const { proof } = found;
  return {
    draft: false,
    result,
    page: resultText(result),
    certificate: proof?.certificate ? serializeCertificate(proof.certificate) : null,
    verdict: proof?.certificate ? verdictText(proof.verdict) : null,
    unproved: proof && !proof.certificate ? proof.reason : null,
  };
}

/** The law is read as the buyer's of an instance that holds nothing else. */
function lawOf(law: LawJson) {
  const environment = { kind: "bilateral-trade", buyer: law, seller: { distribution: "point-mass", at: 0 } };
  const read = parseInstance({ format: "secondbest/instance@1", environment }).environment;
  if (!isBilateralTrade(read)) throw new Error("a bilateral trade was read as something else");
  return read.buyer;
}

addEventListener("message", async ({ data }: MessageEvent<Asked>) => {
  post(await answered(data));
});

function post(message: Answered): void {
  postMessage(message);
}

async function answered({ id, task, asked }: Asked): Promise<Answered> {
  type Answer = (asked: unknown, show: (draft: Solved) => void) => Promise<Questions[Task]["answer"]>;
  try {
    return { id, answer: await (answers[task] as Answer)(asked, (draft) => post({ id, draft })) };
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
