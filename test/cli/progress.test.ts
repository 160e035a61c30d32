import { expect, test } from "vitest";
import { progressLine } from "../../src/cli/progress.ts";

/** A stream that remembers what is written to it. */
function stream(isTTY: boolean): { written: string[]; stream: NodeJS.WriteStream } {
  const written: string[] = [];
  return { written, stream: { isTTY, write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream };
}

const early = { solver: "highs", iterations: 3, seconds: 0.4, objective: undefined };
const late = { solver: "highs", iterations: 1200, seconds: 12.3, objective: 0.140625 };

test("a terminal shows one line after the first second, and nothing is left of it", () => {
  const { written, stream: terminal } = stream(true);
  const line = progressLine(terminal);
  line.show(early);
  expect(written).toEqual([]);
  line.show(late);
  line.show({ ...late, iterations: 1300, objective: Number.NaN });
  line.clear();
  expect(written).toEqual([
    "\r\u001b[Khighs: 1200 iterations, 12 s, objective 0.14062500",
    "\r\u001b[Khighs: 1300 iterations, 12 s",
    "\r\u001b[K",
  ]);
});

test("nothing is shown elsewhere", () => {
  const { written, stream: file } = stream(false);
  const line = progressLine(file);
  line.show(late);
  line.clear();
  expect(written).toEqual([]);
});
