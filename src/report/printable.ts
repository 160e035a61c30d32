/**
 * A text that a terminal can only show: control characters (line ends and tabs apart), those that turn the direction of writing and those that a terminal may take for a command
 * are written as \uXXXX, so that a name in a file cannot print a verdict of its own.
 */
export function printable(text: string): string {
  return text.replace(hidden, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
