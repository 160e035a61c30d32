import { defineConfig } from "vitest/config";
import { longFirst } from "./test/support/long-first.ts";

// Tests that need programs outside npm: glpsol (glpk-utils), clp (coinor-clp), python3, a browser (chromium), redis-server and postgres (postgresql). They fail when these are missing.
export default defineConfig({
  test: {
    include: ["test/external/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    globalSetup: ["test/support/build.ts"],
    // Of two cores the default leaves one idle.
    maxWorkers: 2,
    sequence: { sequencer: longFirst(["external/pages", "external/python-verifier", "external/explorer"]) },
    // Of a test that hangs: on a machine with much else to do, one that computes for seconds takes minutes.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // What a page shows at last is waited for: on a busy machine one second is nothing.
    expect: { poll: { timeout: 60_000 } },
  },
});
