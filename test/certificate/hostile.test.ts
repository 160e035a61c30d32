import { describe, expect, test } from "vitest";
import { readCertificateText } from "../../src/certificate/verify/read-certificate.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { hostileTexts } from "./support/hostile-texts.ts";

/** One sentence or so that says why, whatever the text. */
function answerTo(text: string): string {
  try {
    const verdict = verifyCertificate(readCertificateText(text, "file"));
    return verdict.accepted ? "accepted" : verdict.reason;
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
}

describe("hostile files end within seconds, with a sentence", () => {
  test.each(Object.keys(hostileTexts))(
    "%s",
    (name) => {
      const text = (hostileTexts[name] as () => string)();
      // Time of the processor: other tests may be running.
      const start = process.cpuUsage();
      const answer = answerTo(text);
      const { user, system } = process.cpuUsage(start);
      const took = (user + system) / 1000;
      if (process.env.SHOW_HOSTILE)
        console.log(`${took.toFixed(0)} ms, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB  ${name}: ${answer.slice(0, 160)}`);
      expect(answer).not.toBe("accepted");
      expect(answer.length).toBeLessThan(600);
      expect(answer).not.toMatch(/[\n\r]/);
      expect(took).toBeLessThan(5000);
    },
    30_000,
  );
});
