import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, parse } from "node:path";

/**
 * Makes a folder and those above it, one by one: a folder that cannot be made fails at once, with the reason of the system (where the recursive call of Node may never return, as
 * below /proc).
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = path; !existsSync(folder) && folder !== parse(folder).root; folder = dirname(folder)) missing.push(folder);
  for (const folder of missing.reverse()) mkdirSync(folder);
  if (!statSync(path).isDirectory()) throw Object.assign(new Error(`${path} is a file`), { code: "EEXIST" });
}

/** Signals that end a process and can be answered. */
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A file that is written in pieces. */
export interface GrowingFile {
  write(piece: string | Uint8Array): void;
  /** The file is complete: from now on it is there under its name. */
  commit(): void;
  /** Leaves what was there before; does nothing after `commit`. */
  abandon(): void;
}

/**
 * Begins a file that is there as a whole or not at all: what is there keeps its content until the new one is complete, and its permissions then; a link goes on leading where it
 * led. What is no plain file (a pipe, a device) is written to as it is.
 */
export function beginWhole(named: string): GrowingFile {
  const there = statSync(named, { throwIfNoEntry: false });
  const path = there === undefined ? named : realpathSync(named);
  const plain = there === undefined || there.isFile();
  // The new file would replace one that is protected.
  if (there) accessSync(path, constants.W_OK);
  const part = plain ? `${path}.${process.pid}.part` : path;
  const file = openSync(part, "w", there?.mode);
  let open = true;
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  const flush = () => {
    const bytes = Buffer.concat(pieces);
    pieces = [];
    waiting = 0;
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
  };
  const close = () => {
    open = false;
    closeSync(file);
    for (const signal of endings) process.off(signal, interrupted);
  };
  const abandon = () => {
    if (!open) return;
    close();
    if (plain) rmSync(part, { force: true });
  };
  // Ctrl-C leaves no half of a file; then it ends the process as it would have.
  const interrupted = (signal: NodeJS.Signals) => {
    abandon();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  for (const signal of endings) process.once(signal, interrupted);
  return {
    write(piece) {
      const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
      pieces.push(bytes);
      waiting += bytes.length;
      if (waiting > 1 << 16) flush();
    },
    commit() {
      flush();
      close();
      if (plain) renameSync(part, path);
    },
    abandon,
  };
}

/** Writes a whole file or none, as {@link beginWhole} does. */
export function writeWhole(path: string, text: string | Uint8Array): void {
  const file = beginWhole(path);
  try {
    file.write(text);
    file.commit();
  } finally {
    file.abandon();
  }
}
