import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root, run, withFiles } from "./run.ts";

const file = "src/problem/design-problem.ts";

/** Which of some modules, and of those that they import, do not compile once a word is added to a type. */
function refusing(type: string, word: string, files: readonly string[]): string[] {
  const project = JSON.stringify({ extends: "./tsconfig.json", include: [], files });
  return withFiles({ "words.json": project }, (folder) => {
    for (const part of ["src", "tsconfig.json", "package.json"]) cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const text = readFileSync(join(root, file), "utf8");
    const planted = text.replace(new RegExp(`(export type ${type} = [^;]*);`), `$1 | "${word}";`);
    expect(planted).not.toBe(text);
    writeFileSync(join(folder, file), planted);
    const { stdout } = run(join(root, "node_modules/.bin/tsc"), ["-p", "words.json", "--noEmit", "--pretty", "false"], { cwd: folder });
    return [...new Set([...stdout.matchAll(/^(src\/[^(]+)\(/gm)].map((match) => match[1] as string))].sort();
  });
}

// What it means (words), how it is read (instance), who judges it (audit), and who serves it (cells): none can be forgotten.
test.each([
  ["Incentives", "robust", "src/audit/incentives.ts"],
  ["Participation", "universal", "src/audit/participation.ts"],
  ["BudgetRule", "capped", "src/audit/budget.ts"],
])("a new word of %s does not compile until every place that must know it does", (type, word, audit) => {
  const places = [audit, "src/problem/instance.ts", "src/problem/words.ts", "src/routes/cells.ts"];
  expect(refusing(type, word, places)).toEqual(expect.arrayContaining(places));
});
