/**
 * A value as JSON that a person can scroll through: objects are indented field by field, lists of numbers and words stay on one line, and matrices have a row
 * a line. What JSON.stringify drops (undefined, functions) is dropped.
 *
 * @example
 * jsonText({ a: [1, 2], b: [[1, 2], [3, 4]] });
 * // {
 * //   "a": [1, 2],
 * //   "b": [
 * //     [1, 2],
 * //     [3, 4]
 * //   ]
 * // }
 */
export function jsonText(value: unknown): string {
  return `${textOf(JSON.parse(JSON.stringify(value)), "")}\n`;
}

function textOf(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((entry) => textOf(entry, inner))
    : Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${textOf(entry, inner)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) return open + close;
  if (Array.isArray(value) && value.every((entry) => typeof entry !== "object" || entry === null)) return `[${entries.join(", ")}]`;
  return `${open}\n${inner}${entries.join(`,\n${inner}`)}\n${indent}${close}`;
}
