import { closeSync, openSync, readSync } from "node:fs";

/** The longest text that is read, in bytes: longer ones make no string in JavaScript. */
const longestText = 2 ** 29 - 25;

/** What is said of a longer one. */
export const tooLong = {
  expected: "a text of at most 512 MiB",
  received: "a longer one",
  remedy: "State a smaller problem, or check what it is.",
} as const;

/** The text (UTF-8) of a file; null when it is longer than `longestText`, as devices that never end are. */
export function readWhole(path: string): string | null {
  const file = openSync(path, "r");
  try {
    return readOpen(file);
  } finally {
    closeSync(file);
  }
}

/** The rest of what is open, as a text; null when it is longer than `longestText`. A pipe that has nothing to read yet is waited for. */
export function readOpen(file: number): string | null {
  const chunks: Buffer[] = [];
  const buffer = Buffer.alloc(1 << 18);
  for (let total = 0; total <= longestText; ) {
    const length = readSome(file, buffer);
    if (length === 0) return Buffer.concat(chunks).toString("utf8");
    chunks.push(Buffer.from(buffer.subarray(0, length)));
    total += length;
  }
  return null;
}

/** How many bytes came; 0 at the end. */
function readSome(file: number, buffer: Buffer): number {
  for (;;) {
    try {
      return readSync(file, buffer);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
