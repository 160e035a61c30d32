import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
// @ts-expect-error: a script, which has no types.
import { isBuilt } from "../../scripts/built.mjs";

/** Builds the package once before the tests that run it as a user would, unless a build of the same files is there. */
export default function buildPackage(): void {
  if (isBuilt()) return;
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const { status, stdout, stderr } = spawnSync("npm", ["run", "build"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
}
