import { spawnSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeFolder, writeWhole } from "../../src/node/write-file.ts";
import { printable } from "../../src/report/printable.ts";
import { readResult } from "../../src/report/result/read-result.ts";
import { sharedFolder, temporaryFolder } from "../support/temporary-folder.ts";
import { secondbest } from "./command.ts";

const instance = join(import.meta.dirname, "../../data/instances/two-points.json");

describe("places to write to", () => {
  test("a folder that cannot be made ends at once, with the reason", async () => {
    const { code, stderr } = await secondbest(["solve", instance, "--csv", "/proc/x"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^secondbest: --csv: expected a place that can be written to, got "\/proc\/x"/);
  });

  test("folders are made one in the other, and a file in the way is told", () => {
    const place = temporaryFolder();
    makeFolder(join(place, "a/b/c"));
    expect(readdirSync(join(place, "a/b"))).toEqual(["c"]);
    writeFileSync(join(place, "file"), "");
    expect(() => makeFolder(join(place, "file"))).toThrow(/is a file/);
    expect(() => makeFolder(join(place, "file/b"))).toThrow();
  });

  test("a file is written whole or not at all, and nothing else is left", () => {
    const place = temporaryFolder();
    const file = join(place, "out.json");
    writeWhole(file, "one");
    writeWhole(file, "two");
    expect(readFileSync(file, "utf8")).toBe("two");
    expect(() => writeWhole(join(place, "missing/out.json"), "x")).toThrow();
    expect(readdirSync(place)).toEqual(["out.json"]);
  });
});

describe("places are looked at before anything is computed", () => {
  const place = sharedFolder();
  const at = (name: string) => join(place, name);
  const started = readFileSync(instance, "utf8");
  writeFileSync(at("mine.json"), started);
  writeFileSync(at("types.csv"), "value,cost\n1,2\n3,2\n");
  symlinkSync("mine.json", at("link.json"));
  symlinkSync("circle", at("circle"));

  test.each([
    [["solve", "mine.json", "--out", "mine.json"], "--out: expected another place than what is read"],
    [["solve", "mine.json", "--out", "link.json"], "--out: expected another place than what is read"],
    [["solve", "mine.json", "--out", "a", "--certificate", "./a"], "--certificate: expected another place than what --out writes"],
    [
      ["estimate", "--values", "types.csv:value", "--costs", "types.csv:cost", "--out", "types.csv"],
      "another place than what --values reads",
    ],
    [["worst-case", "second-best", "--instance", "no/law.json"], "--instance: "],
    [["solve", "nowhere.json", "--out", "circle"], "links that lead in a circle"],
    [["solve", "nowhere.json", "--csv", "mine.json"], "a file is in the way"],
    [["solve", "nowhere.json", "--out", "."], "(a folder)"],
  ])("%j", async (args, says) => {
    const { code, stderr } = await secondbest(args, { cwd: place });
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(readFileSync(at("mine.json"), "utf8")).toBe(started);
  });

  test("two outputs may go to the same device", async () => {
    expect((await secondbest(["solve", instance, "--out", "/dev/null", "--certificate", "/dev/null"])).code).toBe(0);
  });
});

test("a link goes on leading where it led, and a file keeps its permissions", () => {
  const place = temporaryFolder();
  const file = join(place, "secret.json");
  writeFileSync(file, "old", { mode: 0o600 });
  symlinkSync("secret.json", join(place, "link.json"));
  writeWhole(join(place, "link.json"), "new");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(lstatSync(join(place, "link.json")).isSymbolicLink()).toBe(true);
  expect(readdirSync(place).sort()).toEqual(["link.json", "secret.json"]);
});

test("a text that never ends is refused, not read for ever", async () => {
  const { code, stderr } = await secondbest(["solve", "/dev/zero"]);
  expect(stderr).toBe(
    "secondbest: /dev/zero: expected a text of at most 512 MiB, got a longer one. State a smaller problem, or check what it is.\n",
  );
  expect(code).toBe(2);
});

describe("words that are no commands", () => {
  test.each([[["solv"]], [["solv", "--help"]], [["help-me"]]])("%j is refused with what was probably meant", async (argv) => {
    const { code, stderr } = await secondbest(argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(/unknown command/);
  });

  test("help COMMAND is the help of the command, --quiet leaves only errors on standard error", async () => {
    expect((await secondbest(["help", "solve"])).stdout).toMatch(/^Usage: secondbest solve/);
    expect((await secondbest(["help"])).stdout).toMatch(/^Usage: secondbest COMMAND/);
    const out = ["--set", 'budget={"rule":"ex-ante","requiredProfit":100}'];
    expect(await secondbest(["solve", instance, ...out, "--quiet", "--no-color"])).toMatchObject({ code: 3, stderr: "" });
    expect((await secondbest(["solve", "missing.json", "--quiet"])).stderr).toMatch(/no such file/);
  });

  test("the completion of a shell knows every command and its options, and is a program of that shell", async () => {
    const { stdout, code } = await secondbest(["completion", "bash"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {4}solve\) options=".*--certificate/m);
    expect(spawnSync("bash", ["-n"], { input: stdout }).status).toBe(0);
    const answer = spawnSync("bash", ["-c", `${stdout}\nCOMP_WORDS=(secondbest ev); COMP_CWORD=1; _secondbest; echo "\${COMPREPLY[@]}"`], {
      encoding: "utf8",
    });
    expect(answer.stdout.trim()).toBe("evaluate");
    expect((await secondbest(["completion", "fish"])).stdout).toContain("complete -c secondbest");
    expect((await secondbest(["completion", "zsh"])).stdout).toContain("#compdef secondbest");
    expect((await secondbest(["completion", "tcsh"])).code).toBe(2);
  });
});

describe("names that would be obeyed", () => {
  test("are shown on the page and in errors", async () => {
    const page = await secondbest(["solve", instance, "--set", 'name="a\\u001b[31mred\\u0007\\nstatus  optimal\\u202e"']);
    for (const sign of ["\u001b", "\u0007", "\u202e"]) expect(page.stdout).not.toContain(sign);
    expect(page.stdout.split("\n")[0]).toContain("a\\u001b[31mred\\u0007 status optimal\\u202e: bilateral trade");
    const failed = await secondbest(["solve", "\u001b[2Jx.json"]);
    expect(failed.stderr).not.toContain("\u001b");
  });

  test("JSON keeps its meaning", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expect(JSON.parse(printable(JSON.stringify({ name })))).toEqual({ name });
      }),
    );
  });
});

test("each of several certificates is reported, whatever became of the others", async () => {
  const place = temporaryFolder();
  const good = join(place, "good.json");
  const bad = join(place, "bad.json");
  await secondbest(["solve", instance, "--certificate", good]);
  writeFileSync(bad, "{}");
  const { stdout, code } = await secondbest(["verify", good, join(place, "missing.json"), bad, good]);
  expect(stdout.match(/^\S+: (accepted|NOT READ|REJECTED)/gm)).toHaveLength(4);
  expect(code).toBe(2);
  expect((await secondbest(["verify", good, bad])).code).toBe(5);
  const { stdout: json } = await secondbest(["verify", good, join(place, "missing.json"), "--json"]);
  expect(JSON.parse(json)).toMatchObject([{ accepted: true }, { status: "error", error: { received: "no such file" } }]);
});

test("large results are thinned when asked for, and stay results", async () => {
  const json = async (...options: string[]) => JSON.parse((await secondbest(["solve", instance, "--json", ...options])).stdout);
  const full = await json();
  expect(full.mechanism.matrices).not.toBeNull();
  const none = await json("--no-mechanism");
  expect(none).toMatchObject({ mechanism: null, value: full.value });
  expect((await json("--states", "1")).mechanism).toEqual({ ...full.mechanism, matrices: null });
  expect((await json("--states", "2")).mechanism).toEqual(full.mechanism);
  expect((await secondbest(["solve", instance, "--states", "-1"])).code).toBe(2);
  expect(readResult(none).mechanism).toBeNull();
});
