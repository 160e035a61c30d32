/** What is computed, and how far it is. */
export interface Underway {
  /** A command, a stage or a solver. */
  readonly what: string;
  /** How much is done, such as `1200 iterations`; empty where nothing is counted. */
  readonly done: string;
  /** Since the command began. */
  readonly seconds: number;
  /** What else there is to say, beginning with a comma; or nothing. */
  readonly more: string;
  /** How long it may still take, as estimated or as a limit allows. */
  readonly left?: { readonly seconds: number; readonly word: "about" | "at most" } | undefined;
}

/** Seconds before anything is shown. */
export const patience = 2;

/** Seconds between two lines where lines cannot be rewritten. */
export const betweenLines = 10;

/** What moves the cursor to the beginning of the line and empties it. */
export const emptied = "\r\u001b[K";

/** The line as it stands so many seconds after it was said. */
export function lineText({ what, done, seconds, more, left }: Underway, since = 0): string {
  const time = left ? `, ${left.word} ${Math.max(0, Math.ceil(left.seconds - since))} s left` : "";
  return `${what}${done === "" ? "" : `: ${done}`}, ${(seconds + since).toFixed(0)} s${more}${time}`;
}
