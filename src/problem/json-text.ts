import { InvalidInputError, show } from "../errors.ts";

/** The value of a JSON text; throws InvalidInputError with line and column of the first error. */
export function readJson(text: string, field: string): unknown {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  try {
    return JSON.parse(body);
  } catch {
    const end = firstError(body);
    const lines = body.slice(0, end).split("\n");
    const found = body.slice(end, end + 20).split("\n")[0] as string;
    throw new InvalidInputError({
      field,
      expected: "JSON",
      received: `${end >= body.length ? "the end of the text" : show(found)} at line ${lines.length}, column ${(lines.at(-1) as string).length + 1}`,
      remedy: remedyFor(body.slice(Math.max(end - 1, 0), end + 20)),
    });
  }
}

/** What to do about the text around an error, from one character before it. */
function remedyFor(around: string): string {
  if (/^\d\s*\//.test(around)) return 'Write fractions in quotes, such as "1/3".';
  if (/^.?\s*[-+]?(?:NaN|Infinity)/.test(around)) return "JSON has no NaN or Infinity; write a finite number.";
  return "Check the commas, quotes and brackets there.";
}

// JSON forbids control characters in strings, except those from U+007F on.
const string = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;
const space = /[ \t\r\n]*/y;

/** Where a text stops being JSON: the position that the messages of JSON.parse give only sometimes. */
function firstError(text: string): number {
  let position = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = position;
    const found = pattern.exec(text);
    if (found) position += found[0].length;
    return found !== null;
  };
  const skip = (character: string) => {
    match(space);
    if (text[position] !== character) return false;
    position++;
    return true;
  };
  /** Closing brackets that are due, innermost last. */
  const open: ("]" | "}")[] = [];
  const key = () => {
    match(space);
    return match(string) && skip(":");
  };
  for (;;) {
    match(space);
    let complete = true;
    if (skip("[")) {
      complete = skip("]");
      if (!complete) open.push("]");
    } else if (skip("{")) {
      complete = skip("}");
      if (!complete) {
        open.push("}");
        if (!key()) return position;
      }
    } else if (!match(string) && !match(scalar)) return position;
    if (!complete) continue;
    // A value is complete: close what closes, then a comma leads to the next one.
    while (open.length > 0 && skip(open.at(-1) as string)) open.pop();
    match(space);
    if (open.length === 0 || !skip(",")) return position;
    if (open.at(-1) === "}" && !key()) return position;
    match(space);
  }
}
