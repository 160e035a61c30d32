#!/usr/bin/env node
import { createRequire } from "node:module";
import { Command, CommanderError } from "commander";
import { InvalidInputError } from "../errors.ts";
import { type CommandEntry, commands } from "./commands.ts";
import { exitCodes, reportFailure } from "./exit.ts";

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

async function main(argv: readonly string[]): Promise<number> {
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
  quiet(program);
  try {
    // Programs on the PATH are known by name, but not loaded unless one is asked for.
    if (argv.some((word) => word.startsWith("--solver"))) (await import("../../solvers/external.ts")).registerExternalSolvers();
    for (const entry of commands) await add(program, entry, argv.includes(entry.name), (exit) => (code = exit));
    if (argv.length === 0) {
      process.stderr.write(program.helpInformation() + exitCodeHelp.concat("\n"));
      return exitCodes.badInput;
    }
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error, json);
    // Asking for help or the version is no failure.
    if (error.exitCode === 0) return exitCodes.ok;
    return reportFailure(misuse(error), json);
  }
}

async function add(program: Command, { name, summary, load }: CommandEntry, used: boolean, finish: (code: number) => void): Promise<void> {
  const command = program.command(name).description(summary);
  quiet(command);
  if (used) (await load())(command, finish);
}

/** Misuse is reported by us, in the form of all other errors. */
function quiet(command: Command): void {
  command.configureOutput({ outputError: () => undefined }).exitOverride();
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

// A reader that has seen enough (| head) closes the pipe; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? exitCodes.ok);
});

process.exitCode = await main(process.argv.slice(2));
