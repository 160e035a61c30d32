import { defineConfig } from "vitest/config";

// Tests that need programs outside npm: glpsol (glpk-utils) and clp (coinor-clp). They fail when these are missing.
export default defineConfig({
  test: {
    include: ["test/external/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
  },
});
