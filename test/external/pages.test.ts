import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
// @ts-expect-error: a script, which has no types.
import { runPage, steady } from "../../scripts/pages.mjs";
import { root, run } from "../repository/run.ts";

/** Versions of Node beside the one that runs the tests, from the npm registry (packages node-<platform>-<arch>); SECONDBEST_NODES="" leaves them out. */
const versions = (process.env.SECONDBEST_NODES ?? "22,24").split(",").filter((version) => version !== "");
const pages = readdirSync(join(root, "docs/jobs")).sort();

let home = "";
let tarball = "";

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "secondbest-pages-"));
  const packed = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", home]);
  tarball = join(home, (JSON.parse(packed.stdout) as [{ filename: string }])[0].filename);
  install(home, tarball);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

function install(folder: string, what: string): void {
  const { code, stderr } = run("npm", ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", what], {
    cwd: folder,
  });
  if (code !== 0) throw new Error(`npm install ${what}: ${stderr}`);
}

/** Runs every page in an empty folder below the one that has the package, with this Node. */
function runPages(node: string): void {
  const command = [node, join(home, "node_modules/secondbest/dist/src/cli/main.js")];
  for (const name of pages) {
    const folder = mkdtempSync(join(home, "page-"));
    for (const block of runPage(readFileSync(join(root, "docs/jobs", name), "utf8"), folder, command, node)) {
      expect(block.code, `${name}: ${block.text}\n${block.stderr}`).toBe(0);
      if (block.output !== null) expect(steady(block.stdout), `${name}: ${block.text}`).toBe(steady(block.output));
    }
  }
}

test(`the pages run from the packed package on Node ${process.versions.node}`, { timeout: 1_200_000 }, () => {
  runPages(process.execPath);
});

test.each(versions)("the pages run from the packed package on Node %s", { timeout: 1_200_000 }, (version) => {
  const folder = join(home, `node-${version}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  install(folder, `${name}@${version}`);
  const node = join(folder, "node_modules", name, "bin/node");
  expect(run(node, ["--version"]).stdout).toMatch(new RegExp(`^v${version}\\.`));
  runPages(node);
});

test("the notebook prints what it holds", () => {
  const { code, stdout, stderr } = run("python3", [join(root, "scripts/run_notebook.py"), join(root, "docs/notebooks/first-steps.ipynb")], {
    env: {
      PYTHONPATH: join(home, "node_modules/secondbest/clients/python"),
      SECONDBEST: [process.execPath, join(home, "node_modules/secondbest/dist/src/cli/main.js")].join(delimiter),
    },
  });
  expect(stdout + stderr).toBe("");
  expect(code).toBe(0);
});
