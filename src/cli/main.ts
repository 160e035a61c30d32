#!/usr/bin/env node
import { createRequire } from "node:module";
import { Command, CommanderError } from "commander";
import { InvalidInputError } from "../errors.ts";
import { exitCodes, reportFailure } from "./exit.ts";
import { addExportCommand } from "./export.ts";
import { addFrontierCommand } from "./frontier.ts";
import { addNewCommand } from "./new.ts";
import { addSolveCommand } from "./solve.ts";
import { addVerifyCommand } from "./verify.ts";

const { version } = createRequire(import.meta.url)("secondbest/package.json") as { version: string };

async function main(argv: readonly string[]): Promise<number> {
  let code: number = exitCodes.ok;
  const json = argv.includes("--json");
  const program = new Command("secondbest")
    .description("Second-best mechanisms, computed and proved.")
    .version(version)
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  const finish = (exit: number) => {
    code = exit;
  };
  addSolveCommand(program, finish);
  addNewCommand(program);
  addExportCommand(program);
  addFrontierCommand(program, finish);
  addVerifyCommand(program, finish);
  for (const command of program.commands) command.exitOverride().configureOutput({ outputError: () => undefined });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error, json);
    // Asking for help or the version is no failure.
    if (error.exitCode === 0) return exitCodes.ok;
    return reportFailure(misuse(error), json);
  }
}

function misuse(error: CommanderError): InvalidInputError {
  return new InvalidInputError({
    field: "command line",
    expected: "a known command with its options",
    received: error.message.replace(/^error: /, "").replace(/\s+/g, " "),
    remedy: "Run secondbest --help, or secondbest COMMAND --help.",
  });
}

process.exitCode = await main(process.argv.slice(2));
