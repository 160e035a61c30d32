import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const setupFiles = ["test/setup.ts"];

/** Tests of the built package: the command line as a process, the package as it is installed, the examples of the README; and what watches the memory of its process. */
const built = [
  "test/cli/process.test.ts",
  "test/node/sweep-process.test.ts",
  "test/node/worker.test.ts",
  "test/repository/jobs.test.ts",
  "test/repository/pack.test.ts",
  "test/repository/readme.test.ts",
  "test/repository/examples.test.ts",
  "test/repository/api-page.test.ts",
  "test/solvers/leak.test.ts",
];

/** Files that compute for the longest; without the times of an earlier run, files would go by their size. */
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

/** Within a project the longest files come first, so that no worker is left with one when the other is done. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification) => {
      const place = long.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return (project.name === "core" ? long.length + 1 : 0) + (place < 0 ? long.length : place);
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    // Two workers: numerical tests keep a core busy each.
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    // Of a test that hangs: on a machine with much else to do, one that computes for seconds takes minutes.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    projects: [
      // The engine is loaded once a worker, not once a file: the files of core leave nothing behind in their process.
      {
        extends: true,
        test: { name: "core", isolate: false, setupFiles, include: ["test/**/*.test.ts"], exclude: ["test/external/**", ...built] },
      },
      { extends: true, test: { name: "built", setupFiles, include: built, globalSetup: ["test/support/build.ts"] } },
    ],
  },
});
