import type { Pulse } from "./progress/pulse.ts";

/** Everything that a command may see and do outside its arguments; nothing in this folder but process-io.ts touches the process itself. */
export interface Io {
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Environment variables: external programs are looked for along its PATH. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard error is a terminal, where a line of progress may be rewritten. */
  readonly isTTY: boolean;
  /** Width of the terminal that help is wrapped for; undefined where there is none. */
  readonly columns: number | undefined;
  /** Aborts at Ctrl-C or SIGTERM, of which the first no longer ends the process once this was asked for. */
  readonly interrupted: () => AbortSignal;
  /** All of standard input, read when first asked for, and the same whenever asked again. */
  readonly stdin: () => string;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Shows that a command still computes while it holds its thread; undefined where nobody waits. */
  readonly pulse?: Pulse | undefined;
}
