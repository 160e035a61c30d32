import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { rowProgress } from "../../src/cli/progress/row-progress.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "Date", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Runs 4000 of 10000 rows at a hundred a second, the first 1000 of which were done before. */
function shown(isTTY: boolean): string[] {
  const texts: string[] = [];
  const progress = rowProgress({ isTTY, stderr: (text) => texts.push(text) });
  progress.show(1000, 10_000);
  for (let done = 1050; done <= 4000; done += 50) {
    vi.advanceTimersByTime(500);
    progress.show(done, 10_000);
  }
  progress.clear();
  return texts;
}

describe("progress over rows", () => {
  test("is a bar on a terminal, a line that replaces itself, with rate and time left", () => {
    const texts = shown(true);
    expect(texts.every((text) => text.startsWith("\r\u001b[K"))).toBe(true);
    expect(texts.at(-1)).toBe("\r\u001b[K");
    const last = texts.filter((text) => text.includes("rows")).at(-1) as string;
    expect(last).toMatch(/█+░+ 4000 of 10000 rows, 100 a second, (?:1m0s|60s) left/);
  });

  test("is a plain line every ten seconds elsewhere", () => {
    expect(shown(false)).toEqual([
      "secondbest: 2000 of 10000 rows, 100 a second, 80 s left\n",
      "secondbest: 3000 of 10000 rows, 100 a second, 70 s left\n",
      "secondbest: 4000 of 10000 rows, 100 a second, 60 s left\n",
    ]);
  });
});
