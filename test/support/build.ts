import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds the package once before the tests that run it as a user would. */
export default function buildPackage(): void {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const { status, stdout, stderr } = spawnSync("npm", ["run", "build"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
}
