import { serializeCertificate } from "../certificate/format.ts";
import { solve } from "../index.ts";
import { parseInstance } from "../problem/instance.ts";
import { resultJson } from "../report/result/json.ts";
import { failureOf, type Reply, type Request } from "./protocol.ts";

/** What a worker does with a request: it solves, and posts what happens. Never throws. */
export async function serve({ instance, options }: Request, post: (reply: Reply) => void): Promise<void> {
  try {
    const result = await solve(parseInstance(instance), { ...options, onProgress: (progress) => post({ progress }) });
    const certificate = result.proof?.certificate;
    post({
      answer: { result: resultJson(result), certificate: certificate ? serializeCertificate(certificate) : null },
    });
  } catch (error) {
    post({ failure: failureOf(error) });
  }
}
