import { defineConfig } from "vitest/config";
import { longFirst } from "./test/support/long-first.ts";

const setupFiles = ["test/setup.ts"];

/**
 * Tests that start processes: the command line as it is built, the package as it is installed, the commands of README and docs, the compiler and the checks of how
 * the code is written; and what watches the memory of its process.
 */
const built = [
  "test/cli/process.test.ts",
  "test/node/sweep-process.test.ts",
  "test/node/worker.test.ts",
  "test/repository/*.test.ts",
  "test/solvers/leak.test.ts",
];

/** Files that compute for the longest. */
const long = [
  "virtual-surplus/laws-against-quadrature",
  "theorems/engine",
  "virtual-surplus/hard-family",
  "virtual-surplus/non-regular-laws",
  "certificate/hostile",
  "program/build",
  "certificate/enclosures",
  "properties/invariants",
  "virtual-surplus/markets",
  "virtual-surplus/pools",
  "virtual-surplus/gresik-satterthwaite",
  "routes/remedies",
  "virtual-surplus/interval-mechanisms",
  "certificate/mutations",
];

export default defineConfig({
  test: {
    // Two workers: numerical tests keep a core busy each.
    maxWorkers: 2,
    globalSetup: ["test/support/build.ts"],
    sequence: { sequencer: longFirst(long) },
    // Of a test that hangs: on a machine with much else to do, one that computes for seconds takes minutes.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    projects: [
      // The engine is loaded once a worker, not once a file: the files of core leave nothing behind in their process.
      {
        extends: true,
        test: { name: "core", isolate: false, setupFiles, include: ["test/**/*.test.ts"], exclude: ["test/external/**", ...built] },
      },
      { extends: true, test: { name: "built", setupFiles, include: built } },
    ],
  },
});
