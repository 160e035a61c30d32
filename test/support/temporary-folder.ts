import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

/** A folder for the test that asks for it, which is removed when the test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "secondbest-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder for all tests of a `describe`, which is removed when they have ended. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "secondbest-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
