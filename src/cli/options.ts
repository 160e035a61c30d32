import { resolve } from "node:path";
import { InvalidInputError, show } from "../errors.ts";
import { fileReason } from "../node/file-reasons.ts";
import { writeWhole } from "../node/write-file.ts";
import type { Io } from "./io.ts";

/** Reads `--set` again and again. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** A number > 0; throws InvalidInputError naming the option. */
export function positive(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0)
    throw new InvalidInputError({
      field: option,
      expected: "a number > 0",
      received: show(text),
      remedy: `Write, for example, ${option} 10.`,
    });
  return value;
}

/** A whole number ≥ 0; throws InvalidInputError naming the option. */
export function whole(text: string, option: string): number {
  if (/^\d{1,15}$/.test(text.trim())) return Number(text);
  throw new InvalidInputError({
    field: option,
    expected: "a whole number of at least 0",
    received: show(text),
    remedy: `Write, for example, ${option} 50.`,
  });
}

/** A number of worker threads, of which 0 is none; throws InvalidInputError naming `--workers`. */
export function threadCount(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count <= 1024) return count;
  throw new InvalidInputError({
    field: "--workers",
    expected: "a whole number from 0 to 1024",
    received: show(text),
    remedy: "Leave it out for one a core.",
  });
}

/** Prints a text, or writes it to the file of `--out`. */
export function print(text: string, out: string | undefined, io: Io): void {
  if (out === undefined) io.stdout(text);
  else writeOut(out, text, "--out", io);
}

/** Writes a file that an option names; throws InvalidInputError naming the option when that is not possible. */
export function writeOut(path: string, text: string | Uint8Array, option: string, { cwd }: Io): void {
  writable(option, path, () => writeWhole(resolve(cwd, path), text));
}

/** Runs something that writes to a path; a failure of the file system is an InvalidInputError. */
export function writable<T>(option: string, path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new InvalidInputError({
      field: option,
      expected: "a place that can be written to",
      received: `${show(path)} (${fileReason(code, "no such folder")})`,
      remedy: "Check that the folder exists and is writable.",
    });
  }
}

/** The formats of a table beside text. */
const tableFormats = ["csv", "markdown", "latex", "json"] as const;
type AskedFormat = (typeof tableFormats)[number];

/** The format in which a table is asked for. Throws InvalidInputError for two at once. */
export function tableFormat(options: Readonly<Partial<Record<AskedFormat, boolean | undefined>>>): AskedFormat | "text" {
  const [format = "text", second] = tableFormats.filter((name) => options[name]);
  if (second === undefined) return format;
  throw new InvalidInputError({
    field: `--${second}`,
    expected: "one format",
    received: show(`${format}, ${second}`),
    remedy: "Run the command once for each.",
  });
}
