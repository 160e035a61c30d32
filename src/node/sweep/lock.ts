import { closeSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { InvalidInputError, show } from "../../errors.ts";

/** Locks that this process holds: one of its own number that is not among them is of a process before it. */
const held = new Set<string>();

/**
 * Makes sure that one run writes to a file: `FILE.lock` names the process that does. The lock of a process that is gone (kill -9) is taken over. Returns what
 * releases it; throws InvalidInputError when another run has it.
 */
export function lockFile(path: string): () => void {
  const lock = `${realpathSync(path)}.lock`;
  const mine = JSON.stringify({ host: hostname(), pid: process.pid });
  for (let attempt = 0; attempt < 10; attempt++) {
    if (create(lock, mine)) {
      held.add(lock);
      return () => {
        held.delete(lock);
        rmSync(lock, { force: true });
      };
    }
    const owner = contentOf(lock);
    if (owner !== undefined && alive(owner, lock)) throw inUse(path, owner);
    // Renamed, then looked at again: another run may have taken the lock over in the meantime, and gets it back.
    const aside = `${lock}.${process.pid}`;
    try {
      renameSync(lock, aside);
      if (contentOf(aside) === owner) rmSync(aside);
      else renameSync(aside, lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw inUse(path, contentOf(lock) ?? "{}");
}

function create(lock: string, content: string): boolean {
  try {
    const file = openSync(lock, "wx");
    writeSync(file, content);
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function contentOf(lock: string): string | undefined {
  try {
    return readFileSync(lock, "utf8");
  } catch {
    return undefined;
  }
}

/** Whether the process that a lock names may still run; one of another machine may. */
function alive(content: string, lock: string): boolean {
  const { host, pid } = read(content);
  if (host !== hostname()) return host !== undefined;
  if (pid === undefined) return false;
  if (pid === process.pid) return held.has(lock);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function read(content: string): { host?: string; pid?: number } {
  try {
    return JSON.parse(content) ?? {};
  } catch {
    // Cut off while it was written.
    return {};
  }
}

function inUse(path: string, content: string): InvalidInputError {
  const { host, pid } = read(content);
  return new InvalidInputError({
    field: "journal",
    expected: "a journal that no other run is writing",
    received: `${show(path)}, in use by process ${pid ?? "?"} on ${host ?? "?"}`,
    remedy: "Wait for that run or name another file; if it is gone for good, delete the file of this name with .lock.",
  });
}
