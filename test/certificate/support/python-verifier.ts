import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const pythonVerifier = join(import.meta.dirname, "../../../verifier/secondbest_verify.py");

/** One entry of what `secondbest_verify.py --json` prints. */
export interface PythonVerdict {
  readonly verdict: "accepted" | "rejected" | "not judged";
  /** Why it is not accepted. */
  readonly reason?: string;
  readonly status?: "optimal" | "infeasible";
  readonly level?: "exact" | "interval" | "continuum";
  readonly lower?: string;
  readonly upper?: string;
  readonly problem?: string;
  readonly instanceHash?: string;
  readonly assumptions?: readonly string[];
}

/** Runs the second verifier. Throws when python3 is missing or the program breaks down. */
export function runPython(args: readonly string[]): { readonly status: number; readonly stdout: string; readonly stderr: string } {
  const { error, status, stdout, stderr } = spawnSync("python3", [pythonVerifier, ...args], { encoding: "utf8", maxBuffer: 1 << 30 });
  if (error) throw error;
  if (status === null || /Traceback/.test(stderr)) throw new Error(`secondbest_verify.py broke down: ${stderr}`);
  return { status, stdout, stderr };
}

/** The second verifier's verdicts on certificate texts, all in one run. */
export function pythonVerdicts(texts: readonly (string | Uint8Array)[]): readonly PythonVerdict[] {
  const folder = mkdtempSync(join(tmpdir(), "secondbest-"));
  try {
    const files = texts.map((text, k) => {
      const file = join(folder, `${k}.json`);
      writeFileSync(file, text);
      return file;
    });
    const { stdout } = runPython(["--json", ...files]);
    const verdicts = JSON.parse(stdout) as PythonVerdict[];
    if (verdicts.length !== texts.length) throw new Error(`${verdicts.length} verdicts on ${texts.length} certificates`);
    return verdicts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a command and prints, after what it prints, the processor seconds and the megabytes that it took at most. */
export const meter = `
import resource, subprocess, sys
subprocess.run(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10))
`;

/** The second verifier's verdict on one text, with what it cost. */
export function measuredVerdict(text: string | Uint8Array): PythonVerdict & { readonly seconds: number; readonly megabytes: number } {
  const folder = mkdtempSync(join(tmpdir(), "secondbest-"));
  try {
    const file = join(folder, "certificate.json");
    writeFileSync(file, text);
    const { error, stdout, stderr } = spawnSync("python3", ["-c", meter, "python3", pythonVerifier, "--json", file], { encoding: "utf8" });
    if (error) throw error;
    const lines = stdout.trimEnd().split("\n");
    const [seconds, megabytes] = (lines.pop() as string).split(" ").map(Number) as [number, number];
    const [verdict] = JSON.parse(lines.join("\n") || "[]") as PythonVerdict[];
    if (verdict === undefined) throw new Error(`secondbest_verify.py broke down: ${stderr}`);
    return { ...verdict, seconds, megabytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
