import { expect, test } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { lineText } from "../../src/cli/progress/line.ts";
import { progressLine } from "../../src/cli/progress/progress-line.ts";

/** Standard error that remembers what is written to it. */
function terminal(isTTY: boolean): { written: string[]; io: Pick<Io, "isTTY" | "stderr"> } {
  const written: string[] = [];
  return { written, io: { isTTY, stderr: (text) => written.push(text) } };
}

const early = { solver: "highs", iterations: 3, seconds: 0.4, objective: undefined };
const late = { solver: "highs", iterations: 1200, seconds: 12.3, objective: 0.140625 };

test("a terminal shows one line after two seconds, and nothing is left of it", () => {
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

test("a log has a line after two seconds and one every ten, and nothing to clear", () => {
  const { written, io } = terminal(false);
  const line = progressLine(io);
  for (const seconds of [0.4, 2.5, 4, 11, 12.6, 13]) line.show({ ...late, seconds, objective: undefined });
  line.clear();
  expect(written).toEqual(["secondbest: highs: 1200 iterations, 3 s\n", "secondbest: highs: 1200 iterations, 13 s\n"]);
});

test("what is left follows the power by which time grew as the bracket narrowed", () => {
  const { written, io } = terminal(true);
  const line = progressLine(io);
  const at = (seconds: number, reached: number) =>
    line.show({ solver: "virtual-surplus", iterations: 9, seconds, objective: 1, gap: { reached, wanted: 1e-6 } });
  // Ten times the time for a hundredth of the width: from 1e-4 at 10 s, 100 s at 1e-6, of which 90 are left.
  at(1, 1e-2);
  at(10, 1e-4);
  expect(written.at(-1)).toBe(
    "\r\u001b[Kvirtual-surplus: 9 cells, 10 s, objective 1.0000000, bracket 1.0e-4 wide of 1e-6 asked for, about 90 s left",
  );
});

test("a stage is named as people call it, with what the limit leaves; a pulse is told instead of standard error", () => {
  const { written, io } = terminal(true);
  const said: unknown[] = [];
  const nothing = () => undefined;
  const line = progressLine({ ...io, pulse: { start: nothing, yieldLine: nothing, end: nothing, say: (one) => said.push(one) } }, 60);
  line.stage("proof");
  line.stage("unheard-of");
  line.show(late);
  line.clear();
  expect(said).toMatchObject([
    { what: "proving", done: "", left: { word: "at most" } },
    { what: "unheard-of" },
    { what: "highs", done: "1200 iterations", more: ", objective 0.14062500" },
  ]);
  expect(written).toEqual([]);
  expect(lineText({ what: "proving", done: "", seconds: 3, more: "", left: { seconds: 7, word: "about" } }, 2)).toBe(
    "proving, 5 s, about 5 s left",
  );
  expect(lineText({ what: "verify", done: "", seconds: 0, more: "" }, 12.4)).toBe("verify, 12 s");
});

test("a time limit says how long it may still take", () => {
  const { written, io } = terminal(true);
  progressLine(io, 60).show(late);
  expect(written.at(-1)).toMatch(/, at most 48 s left$/);
});
