import { expect, test } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { progressLine } from "../../src/cli/progress.ts";

/** Standard error that remembers what is written to it. */
function terminal(isTTY: boolean): { written: string[]; io: Pick<Io, "isTTY" | "stderr"> } {
  const written: string[] = [];
  return { written, io: { isTTY, stderr: (text) => written.push(text) } };
}

const early = { solver: "highs", iterations: 3, seconds: 0.4, objective: undefined };
const late = { solver: "highs", iterations: 1200, seconds: 12.3, objective: 0.140625 };

test("a terminal shows one line after the first second, and nothing is left of it", () => {
  const { written, io } = terminal(true);
  const line = progressLine(io);
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
  const { written, io } = terminal(false);
  const line = progressLine(io);
  line.show(late);
  line.clear();
  expect(written).toEqual([]);
});
