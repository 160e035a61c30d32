import type { Command } from "@commander-js/extra-typings";
import { requireOneOf } from "../../problem/required.ts";
import type { CommandEntry, DefineCommand } from "../commands.ts";

/** What completes a command line in each shell, from the names and options of all commands. */
const shells: Readonly<Record<string, (entries: readonly Completed[]) => string>> = {
  bash: (entries) => `_secondbest() {
  local current=\${COMP_WORDS[COMP_CWORD]} options=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${entries.map(({ name }) => name).join(" ")} --help --version" -- "$current"))
    return
  fi
  case \${COMP_WORDS[1]} in
${entries.map(({ name, options }) => `    ${name}) options="${options.map(({ flag }) => flag).join(" ")}" ;;`).join("\n")}
  esac
  if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$options --help" -- "$current")); else COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _secondbest secondbest
`,
  zsh: (entries) => `#compdef secondbest
_secondbest() {
  local -a commands
  commands=(${entries.map(({ name, summary }) => quoted(`${name}:${summary}`)).join(" ")})
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  case $words[2] in
${entries.map(({ name, options }) => `    ${name}) _arguments ${options.map(({ flag, summary }) => quoted(`${flag}[${summary.replace(/[[\]:]/g, " ")}]`)).join(" ")} '*:file:_files' ;;`).join("\n")}
  esac
}
compdef _secondbest secondbest
`,
  fish: (entries) =>
    `${entries
      .flatMap(({ name, summary, options }) => [
        `complete -c secondbest -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
        ...options.map(
          (option) =>
            `complete -c secondbest -n ${quoted(`__fish_seen_subcommand_from ${name}`)} -l ${option.flag.slice(2)} -d ${quoted(option.summary)}`,
        ),
      ])
      .join("\n")}\n`,
};

interface Completed extends Pick<CommandEntry, "name" | "summary"> {
  readonly options: readonly { readonly flag: string; readonly summary: string }[];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `secondbest completion bash`, for these commands. */
export const defineCompletion =
  (commands: readonly CommandEntry[]): DefineCommand =>
  (command, io) => {
    command.argument("<shell>", Object.keys(shells).join(", ")).action(async (shell: string) => {
      const known = requireOneOf(Object.keys(shells), shell, "shell", 'For bash, add to ~/.bashrc: eval "$(secondbest completion bash)".');
      const write = shells[known] as (typeof shells)[string];
      const entries: Completed[] = [];
      for (const { name, summary, load } of commands) {
        const defined = (command.parent as Command).createCommand(name);
        (await load())(defined, io, () => undefined);
        const options = defined.options.flatMap(({ long, description }) => (long ? [{ flag: long, summary: description }] : []));
        entries.push({ name, summary, options });
      }
      io.stdout(write(entries));
    });
  };
