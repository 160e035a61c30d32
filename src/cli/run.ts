import { createRequire } from "node:module";
import { Command, CommanderError } from "commander";
import { InvalidInputError } from "../errors.ts";
import { type CommandEntry, commands } from "./commands.ts";
import { exitCodes, reportFailure } from "./exit.ts";
import type { Io } from "./io.ts";

const { version } = createRequire(import.meta.url)("secondbest/package.json") as { version: string };

const exitCodeHelp = `
Exit codes:
  0  optimal; nothing to complain about
  1  internal error
  2  wrong input, unknown option, unsupported combination, size limit
  3  infeasible or unbounded
  4  a limit was reached
  5  a proof could not be given, a certificate was rejected, a check failed

Start with: secondbest new bilateral-trade > mine.json && secondbest solve mine.json`;

/**
 * Runs the command line `secondbest ARGV…` and returns its exit code; everything it reads and prints goes through `io`. Whatever fails is told in one sentence
 * (with --json as an object), never thrown.
 *
 * @example
 * process.exitCode = await run(["solve", "mine.json"], processIo());
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCodes.ok;
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
    for (const entry of commands) await add(program, entry, argv.includes(entry.name), io, (exit) => (code = exit));
    if (argv.length === 0) {
      io.stderr(program.helpInformation() + exitCodeHelp.concat("\n"));
      return exitCodes.badInput;
    }
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error, json, io);
    // Asking for help or the version is no failure.
    if (error.exitCode === 0) return exitCodes.ok;
    return reportFailure(misuse(error), json, io);
  }
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
