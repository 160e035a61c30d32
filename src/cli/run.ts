import { Command, CommanderError } from "@commander-js/extra-typings";
import { InvalidInputError, show } from "../errors.ts";
import { version } from "../node/version.ts";
import { didYouMean } from "../problem/suggestion.ts";
import { printable } from "../report/printable.ts";
import { type CommandEntry, commands } from "./commands.ts";
import { exitCodes, reportFailure } from "./exit.ts";
import type { Io } from "./io.ts";

/** It completes the others. */
const completion: CommandEntry = {
  name: "completion",
  summary: "print what completes command lines in bash, zsh or fish",
  load: async () => (await import("./commands/completion.ts")).defineCompletion(everyCommand),
};

const everyCommand: readonly CommandEntry[] = [...commands, completion];

const exitCodeHelp = `
Exit codes:
  0  optimal; nothing to complain about
  1  internal error
  2  wrong input, unknown option, unsupported combination, size limit
  3  infeasible or unbounded
  4  a limit was reached
  5  a proof could not be given, a certificate was rejected, a check failed

With every command: --quiet (nothing on standard error but errors), --no-color (nothing is coloured anyway).

Start with: secondbest new bilateral-trade > mine.json && secondbest solve mine.json`;

/**
 * Runs the command line `secondbest ARGV…` and returns its exit code; everything it reads and prints goes through `io`. Whatever fails is told in one sentence
 * (with --json as an object), never thrown.
 *
 * @example
 * process.exitCode = await run(["solve", "mine.json"], processIo());
 */
export async function run(words: readonly string[], outside: Io): Promise<number> {
  let code: number = exitCodes.ok;
  const { argv, silent } = withoutGlobal(words);
  const safe = guarded(outside);
  // Warnings and progress may be left out; what went wrong is always told.
  const io = silent ? { ...safe, isTTY: false, stderr: () => undefined, pulse: undefined } : safe;
  const json = argv.includes("--json");
  const program = new Command("secondbest")
    .usage("COMMAND [options]")
    .description("Second-best mechanisms, computed and proved.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help; after a command, the help of the command")
    .helpCommand(false)
    .showSuggestionAfterError()
    .addHelpText("after", exitCodeHelp);
  quiet(program, io);
  try {
    // Programs on the PATH are known by name, but not loaded unless one is asked for.
    if (argv.some((word) => word.startsWith("--solver"))) (await import("../../solvers/external.ts")).registerExternalSolvers(io.env);
    for (const entry of everyCommand) await add(program, entry, argv.includes(entry.name), io, (exit) => (code = exit));
    const [asked] = argv;
    if (asked !== undefined && !asked.startsWith("-") && !everyCommand.some(({ name }) => name === asked)) throw unknownCommand(asked);
    program.hook("preAction", async (_, command) => (await import("./places.ts")).checkPlaces(command, io));
    if (argv.length === 0) {
      io.stderr(program.helpInformation() + exitCodeHelp.concat("\n"));
      return exitCodes.badInput;
    }
    const helpful = argv.some((word) => word === "--help" || word === "-h");
    if (commands.some(({ name, computes }) => name === asked && computes) && !helpful) io.pulse?.start(asked as string);
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error, json, safe);
    // Asking for help or the version is no failure.
    if (error.exitCode === 0) return exitCodes.ok;
    return reportFailure(misuse(error), json, safe);
  } finally {
    io.pulse?.end();
  }
}

/** Flags that every command knows, and `help COMMAND` as it is meant. Nothing is ever coloured. */
function withoutGlobal(words: readonly string[]): { readonly argv: readonly string[]; readonly silent: boolean } {
  const end = words.indexOf("--");
  const [before, after] = end < 0 ? [words, []] : [words.slice(0, end), words.slice(end)];
  const flags = ["--quiet", "--no-color"];
  const kept = before.filter((word) => !flags.includes(word));
  const [first, ...rest] = kept;
  const argv = first === "help" ? [...rest.slice(0, 1), "--help"] : kept;
  return { argv: [...argv, ...after], silent: before.includes("--quiet") };
}

/** Texts of files and of the command line are shown, never obeyed; the line of progress, which is our own, may rewrite itself. */
function guarded(io: Io): Io {
  const rewritten = "\r\u001b[K";
  return {
    ...io,
    stdout: (text) => io.stdout(printable(text)),
    stderr: (text) => io.stderr(text.startsWith(rewritten) ? rewritten + printable(text.slice(rewritten.length)) : printable(text)),
  };
}

function unknownCommand(asked: string): InvalidInputError {
  const names = everyCommand.map(({ name }) => name);
  return new InvalidInputError({
    field: "command line",
    expected: `one of ${names.join(", ")}`,
    received: `unknown command ${show(asked)}`,
    remedy: `Run secondbest --help, or secondbest COMMAND --help.${didYouMean(asked, names)}`,
  });
}

async function add(
  program: Command,
  { name, summary, load }: CommandEntry,
  used: boolean,
  io: Io,
  finish: (code: number) => void,
): Promise<void> {
  const command = program.command(name).description(summary);
  quiet(command, io);
  if (used) (await load())(command, io, finish);
}

/** Help is printed through `io`; misuse is reported by us, in the form of all other errors. */
function quiet(command: Command, { stdout, stderr, columns = 80 }: Io): void {
  command
    .configureOutput({
      writeOut: stdout,
      writeErr: stderr,
      outputError: () => undefined,
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
    })
    .exitOverride();
}

function misuse(error: CommanderError): InvalidInputError {
  return new InvalidInputError({
    field: "command line",
    expected: "a known command with its options",
    received: error.message
      .replace(/^error: /, "")
      .replace(/\s+/g, " ")
      .replace(/\.$/, ""),
    remedy: "Run secondbest --help, or secondbest COMMAND --help.",
  });
}
