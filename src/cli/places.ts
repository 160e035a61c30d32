import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { InvalidInputError, show } from "../errors.ts";
import type { Io } from "./io.ts";
import { writable } from "./options.ts";

const outputs = new WeakSet<Option>();

/** An option that names a place to write to, which is looked at before anything is computed. */
export function outputOption<const Flags extends string>(flags: Flags, description: string): Option<Flags> {
  const option = new Option(flags, description);
  outputs.add(option);
  return option;
}

interface Place {
  readonly label: string;
  readonly shown: string;
  /** Without links, so that two names of one place are the same. */
  readonly path: string;
}

/**
 * Refuses places that cannot be written to, places of two outputs at once, and files that the same command reads: hours of work must not end there, and no input be lost.
 * Throws InvalidInputError naming the option.
 */
export function checkPlaces(command: CommandUnknownOpts, { cwd }: Io): void {
  const place = (label: string, shown: string): Place => ({ label, shown, path: withoutLinks(resolve(cwd, shown)) });
  const given = command.options.flatMap((option) => {
    const values: unknown[] = [command.getOptionValue(option.attributeName())].flat();
    return values.flatMap((value) => (typeof value === "string" ? [{ option, value }] : []));
  });
  const taken = [
    ...command.args.flatMap((word, k) =>
      word !== "-" && /^(?:files?|certificates|design|what)$/.test(argumentName(command, k)) ? [place("what is read", word)] : [],
    ),
    ...given.flatMap(({ option, value }) => inputOf(option, value).map((path) => place(`what ${option.long} reads`, path))),
  ];
  for (const { option, value } of given) {
    if (!outputs.has(option)) continue;
    const name = option.long as string;
    writable(name, value, () => (option.flags.endsWith("<file>") ? lookAtFile(resolve(cwd, value)) : lookAtFolder(resolve(cwd, value))));
    const own = place(`what ${name} writes`, value);
    const other = taken.find(({ path }) => path === own.path);
    if (other && !isDevice(own.path))
      throw new InvalidInputError({
        field: name,
        expected: `another place than ${other.label}`,
        received: show(value),
        remedy: "Name another file.",
      });
    taken.push(own);
  }
}

/** The file that an option reads, by the word that stands for its value. */
function inputOf(option: Option, value: string): readonly string[] {
  if (outputs.has(option)) return [];
  if (/<file:.*>$/.test(option.flags)) return [value.slice(0, Math.max(0, value.lastIndexOf(":")))];
  return /<(?:file|result|csv)>$/.test(option.flags) ? [value] : [];
}

function argumentName(command: CommandUnknownOpts, index: number): string {
  const { registeredArguments: own } = command;
  return (own[index] ?? own.at(-1))?.name() ?? "";
}

/** Fails with the reason of the system where a file could not be written. */
function lookAtFile(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw failure("EISDIR");
  const folder = dirname(path);
  if (!there && !statSync(folder).isDirectory()) throw failure("ENOTDIR");
  accessSync(there ? path : folder, constants.W_OK);
}

/** Fails where a folder could not be made, or nothing be written into it. */
function lookAtFolder(path: string): void {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  if (!statSync(folder).isDirectory()) throw failure(folder === path ? "EEXIST" : "ENOTDIR");
  accessSync(folder, constants.W_OK);
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function isDevice(path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  return there !== undefined && !there.isFile() && !there.isDirectory();
}

function withoutLinks(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(path);
  return existsSync(folder) ? join(realpathSync(folder), basename(path)) : path;
}
