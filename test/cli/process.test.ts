import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { root, run } from "../repository/run.ts";
import { instance, secondbest } from "./command.ts";

/** The built command line. */
const main = join(root, "dist/src/cli/main.js");

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

// Processes are started for what only a process has: a bin that the system starts, an exit code, pipes that block or close, signals.
describe("the process secondbest", () => {
  test("is executable", () => {
    expect(run(main, ["--version"]).stdout).toBe(`${version}\n`);
  });

  test("ends with the exit code of the command, and prints what the command prints", async () => {
    for (const [args, code] of [
      [["new", "bilateral-trade"], 0],
      [["solve", "nowhere.json"], 2],
    ] as const) {
      const ended = run(process.execPath, [main, ...args]);
      expect(ended).toEqual(await secondbest(args));
      expect(ended.code).toBe(code);
    }
  });

  test("tells what it computes while that holds its thread, and what the line becomes on a terminal", async () => {
    const lines = async (isTTY: boolean) => {
      const script = `
        const { processPulse } = await import(${JSON.stringify(pathToFileURL(join(root, "dist/src/cli/progress/pulse.js")).href)});
        const pulse = processPulse(${isTTY});
        pulse.start("solve");
        pulse.say({ what: "proving", done: "", seconds: 40, more: "", left: { seconds: 90, word: "at most" } });
        // Nothing of this thread runs for as long, as in WebAssembly.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6000);
        pulse.end();`;
      return (await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script])).stderr;
    };
    // Both wait for most of their time.
    const [plain, terminal] = await Promise.all([lines(false), lines(true)]);
    expect(plain).toMatch(/^secondbest: proving, 4\d s, at most 8\d s left\n$/);
    const rewritten = "\\r\\u001b\\[K";
    expect(terminal).toMatch(new RegExp(`^(?:${rewritten}proving, 4\\d s, at most 8\\d s left)+${rewritten}$`));
  });

  test("waits for a pipe that has nothing to read yet", () => {
    const command = `(sleep 0.3; cat "${instance("two-points")}") | "${process.execPath}" "${main}" solve - --json`;
    const { code, stdout } = run("bash", ["-c", command]);
    expect((JSON.parse(stdout) as { value: { lower: number } }).value.lower).toBeCloseTo(1 / 2, 9);
    expect(code).toBe(0);
  });

  test("reads a pipe for the kind of document, and then for what it holds", () => {
    const command = `"${process.execPath}" "${main}" plot - --list < "${instance("two-points")}"`;
    const { code, stdout } = run("bash", ["-c", command]);
    expect(stdout).toMatch(/^allocation /);
    expect(code).toBe(0);
  });

  test("ends quietly when its reader has seen enough", () => {
    const command = `"${process.execPath}" "${main}" solve "${instance("uniform")}" --set discretization.points=150 --json | head -c 20; echo " $\{PIPESTATUS[0]}"`;
    const { stdout, stderr } = run("bash", ["-c", command]);
    expect(stdout).toBe('{\n  "format": "secon 0\n');
    expect(stderr).toBe("");
  });

  test("says in one sentence that standard output is full, and keeps its exit code when nobody reads on", () => {
    const command = (rest: string) => `"${process.execPath}" "${main}" solve "${instance("two-points")}" ${rest}`;
    const full = run("bash", ["-c", command("> /dev/full")]);
    expect(full.stderr).toBe(
      "secondbest: standard output: expected a place that can be written to, got one with no space left. Write to another place.\n",
    );
    expect(full.code).toBe(2);
    const required = `--set 'budget={"rule":"ex-ante","requiredProfit":9}'`;
    expect(run("bash", ["-c", `${command(`${required} --json`)} 2>/dev/null | head -c 5; echo " \${PIPESTATUS[0]}"`]).stdout).toBe(
      '{\n  " 3\n',
    );
    expect(run("bash", ["-c", `${command(required)} 2>&- >/dev/null`]).code).toBe(3);
  });

  test("stops at once when interrupted", async () => {
    // The program over all states: the route that would be chosen is done before it could be interrupted.
    const long = ["solve", instance("uniform-dominant"), "--solver", "highs", "--set", "discretization.points=160"];
    const child = spawn(process.execPath, [main, ...long], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
    });
    child.stderr.on("data", (text) => {
      said += text;
    });
    await wait(1500);
    const start = performance.now();
    child.kill("SIGINT");
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(performance.now() - start).toBeLessThan(2000);
    expect({ code, signal, said }).toEqual({ code: null, signal: "SIGINT", said: "" });
  });
});
