import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { instance } from "../cli/command.ts";
import { root, run } from "../repository/run.ts";

const main = join(root, "dist/src/cli/main.js");

// Processes are started for what only a process has: threads that run built modules, and a signal that nothing can catch.
test("threads write the same bytes as one process, also after kill -9 in the middle", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sweep-"));
  const at = (name: string) => join(folder, name);
  const vary = {
    "environment.buyer.values[0]": { from: 0, to: 7, points: 40 },
    "environment.seller.values[0]": { from: 0, to: "59/10", points: 50 },
  };
  try {
    writeFileSync(at("design.json"), JSON.stringify({ instance: JSON.parse(readFileSync(instance("kos-manea-two-types"), "utf8")), vary }));
    const args = (out: string, ...more: string[]) => [main, "sweep", at("design.json"), "--out", at(out), ...more];
    expect(run(process.execPath, args("one.jsonl", "--workers", "0")).code).toBe(0);

    const killed = spawn(process.execPath, args("two.jsonl", "--workers", "2", "--journal", at("journal")), { stdio: "ignore" });
    const ended = once(killed, "exit");
    const records = () => (existsSync(at("journal")) ? readFileSync(at("journal"), "utf8").split("\n").length - 2 : 0);
    while (records() < 100 && killed.exitCode === null) await wait(5);
    killed.kill("SIGKILL");
    await ended;
    expect(killed.signalCode).toBe("SIGKILL");
    const before = records();
    expect(before).toBeGreaterThanOrEqual(100);
    expect(before).toBeLessThan(2000);

    expect(run(process.execPath, args("two.jsonl", "--workers", "2", "--journal", at("journal"))).code).toBe(0);
    expect(records()).toBe(2000);
    expect(readFileSync(at("two.jsonl"), "utf8")).toBe(readFileSync(at("one.jsonl"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("bootstrap draws in threads are those of one process, and data that are wrong there are refused alike", async () => {
  const folder = mkdtempSync(join(tmpdir(), "draws-"));
  const at = (name: string) => join(folder, name);
  const estimate = (file: string, ...more: string[]) =>
    run(process.execPath, [main, "estimate", "--values", `${at(file)}:value`, "--costs", `${at(file)}:cost`, "--points", "2", ...more]);
  try {
    writeFileSync(at("data.csv"), `value,cost\n${Array.from({ length: 40 }, (_, k) => `${(k * 7) % 41},${(k * 5) % 37}`).join("\n")}\n`);
    const [one, two] = ["0", "2"].map((workers) => estimate("data.csv", "--draws", "90", "--json", "--workers", workers));
    expect(one?.code).toBe(0);
    expect(JSON.parse(one?.stdout ?? "").secondBest.band).not.toBeNull();
    expect(two?.stdout).toBe(one?.stdout);
    // Two samples a side: sooner or later a draw takes the same one twice, of which there is no density.
    writeFileSync(at("few.csv"), "value,cost\n1,0\n2,1\n");
    const [own, threads] = ["0", "2"].map((workers) => estimate("few.csv", "--law", "decreasing", "--draws", "20", "--workers", workers));
    expect(own?.code).not.toBe(0);
    expect(threads?.code).toBe(own?.code);
    for (const refused of [own, threads]) expect(refused?.stderr).toContain("samples: expected at least two different numbers");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
