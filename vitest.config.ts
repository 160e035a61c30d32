import { defineConfig } from "vitest/config";

const setupFiles = ["test/setup.ts"];

/** Tests of the built package: the command line and the repository as a product. */
const built = ["test/cli/**/*.test.ts", "test/repository/**/*.test.ts"];

export default defineConfig({
  test: {
    // Two workers: numerical tests keep a core busy each.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "core", setupFiles, include: ["test/**/*.test.ts"], exclude: ["test/external/**", ...built] } },
      { extends: true, test: { name: "built", setupFiles, include: built, globalSetup: ["test/support/build.ts"] } },
    ],
  },
});
