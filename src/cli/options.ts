import { resolve } from "node:path";
import { Option } from "@commander-js/extra-typings";
import { InvalidInputError, show } from "../errors.ts";
import { fileReason } from "../node/file-reasons.ts";
import { writeWhole } from "../node/write-file.ts";
import type { Io } from "./io.ts";

/** Reads an option that may be given again and again. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** `--set`, again and again, of one instance or of several. */
export function setOption(of: "the instance" | "the instances" = "the instance") {
  return new Option("--set <path=value>", `change one field of ${of} (repeatable)`).argParser(collect);
}

/** What reads a number that an option states; throws InvalidInputError naming the option where it is not the one that is expected. */
type NumberReader = (option: string) => (text: string) => number;

function reader(expected: string, remedy: (option: string) => string, accepts: (value: number, text: string) => boolean): NumberReader {
  return (option) => (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && accepts(value, text)) return value;
    throw new InvalidInputError({ field: option, expected, received: show(text), remedy: remedy(option) });
  };
}

const example = (value: string) => (option: string) => `Write, for example, ${option} ${value}.`;

/** Any number. */
export const finite = reader("a number", example("0.5"), () => true);

/** A number > 0. */
export const positive = reader("a number > 0", example("10"), (value) => value > 0);

/** A whole number ≥ 0. */
export const whole = reader("a whole number of at least 0", example("50"), (_, text) => /^\d{1,15}$/.test(text.trim()));

/** A number of worker threads, of which 0 is none. */
export const threadCount = reader(
  "a whole number from 0 to 1024",
  () => "Leave it out for one a core.",
  (value, text) => /^\d+$/.test(text) && value <= 1024,
);

/** A whole number between two. */
export function wholeFrom(least: number, most: number, expected: string, remedy: string): NumberReader {
  const within = reader(
    expected,
    () => remedy,
    (value) => value >= least && value <= most,
  );
  return (option) => (text) => {
    whole(option)(text);
    return within(option)(text);
  };
}

/** JSON as commands print it. */
export function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Where to print, and whether as JSON. */
interface Printing {
  readonly json?: boolean | undefined;
  readonly out?: string | undefined;
}

/** Prints what was found as a page, or as JSON where `--json` asks for it. */
export function printFound<T>(found: T, json: (found: T) => unknown, page: (found: T) => string, options: Printing, io: Io): void {
  print(options.json ? prettyJson(json(found)) : page(found), options.out, io);
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
export const tableFormats = ["csv", "markdown", "latex", "json"] as const;

/** The one of these formats that is asked for, text unless told otherwise. Throws InvalidInputError for two at once. */
export function onlyFormat<Format extends string>(
  formats: readonly Format[],
  options: Readonly<Partial<Record<Format, boolean>>>,
): Format | "text" {
  const asked = formats.filter((name) => options[name]);
  const [format = "text", second] = asked;
  if (second === undefined) return format;
  throw new InvalidInputError({
    field: `--${second}`,
    expected: "one format",
    received: show(asked.join(", ")),
    remedy: "Run the command once for each.",
  });
}
