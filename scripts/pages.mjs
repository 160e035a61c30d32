// Runs what a page of the documentation shows, block by block in one folder, and compares what it prints: `sh` blocks in bash with `npx secondbest` for the command, `js` blocks as
// modules of Node. A block is compared with the `text` block that follows it; one without is only run, and must end well.
// Usage: node scripts/pages.mjs PAGE…           prints what differs
//        node scripts/pages.mjs --write PAGE…   writes what is printed into the pages, to be read before it is kept
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

/** What may differ from run to run or from machine to machine: times, and residues of rounding. */
export function steady(text) {
  return text
    .replace(/\b\d+(?:\.\d+)? (?:ms|s)\b/g, "TIME")
    .replace(/\b\d(?:\.\d+)?e-1\d\b/g, "0")
    .trimEnd();
}

/** The blocks of a page: language, text, where its output begins and ends in the page, and the output itself (null where none is shown). */
export function blocksOf(page) {
  const all = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  return all.flatMap((match, k) => {
    const [whole, language, text] = match;
    if (language !== "sh" && language !== "js") return [];
    const next = all[k + 1];
    const between = next && page.slice(match.index + whole.length, next.index);
    const follows = next?.[1] === "text" && between.trim() === "";
    return [{ language, text, output: follows ? next[2] : null, from: follows ? next.index + "```text\n".length : -1 }];
  });
}

/**
 * Runs the blocks of a page one after the other in a folder that has the package in node_modules; `command` is the words that `npx secondbest` stands for.
 * Returns per block what it printed, its exit code and what went to standard error.
 */
export function runPage(page, folder, command = ["npx", "--no-install", "secondbest"], node = process.execPath) {
  const inShell = command.map((word) => `'${word}'`).join(" ");
  return blocksOf(page).map((block) => {
    const module = join(folder, "example.mjs");
    if (block.language === "js") writeFileSync(module, block.text);
    const [program, ...args] =
      block.language === "sh" ? ["bash", "-e", "-c", block.text.replaceAll("npx secondbest", inShell)] : [node, module];
    const { stdout, stderr, status } = spawnSync(program, args, {
      cwd: folder,
      input: "",
      encoding: "utf8",
      // The client for Python takes the words of the command from here.
      env: { ...process.env, SECONDBEST: command.join(delimiter) },
    });
    return { ...block, stdout, stderr, code: status };
  });
}

/** A folder with the built package of this repository as if it were installed there. */
export function folderWithPackage() {
  const folder = mkdtempSync(join(tmpdir(), "secondbest-page-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/secondbest"));
  return folder;
}

export const builtCommand = [process.execPath, join(root, "dist/src/cli/main.js")];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = process.argv.slice(2).filter((name) => name !== "--write");
  for (const file of files) {
    const page = readFileSync(file, "utf8");
    const folder = folderWithPackage();
    try {
      const ran = runPage(page, folder, builtCommand);
      for (const { text, stderr, code, stdout, output } of ran)
        if (code !== 0 || (output !== null && steady(stdout) !== steady(output)))
          process.stdout.write(`${file}: exit code ${code}\n${text}${stderr}${stdout}\n`);
      if (process.argv.includes("--write")) {
        let written = page;
        for (const { from, output, stdout } of ran.reverse())
          if (from >= 0)
            written = written.slice(0, from) + stdout.trimEnd() + (stdout.trim() === "" ? "" : "\n") + written.slice(from + output.length);
        writeFileSync(file, written);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
