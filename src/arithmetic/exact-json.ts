import { InvalidInputError, refuseAs, show } from "../errors.ts";

/** What a JSON text may ask of its reader; checked while it is read, before anything is made of it. */
export interface JsonLimits {
  /** Length of the text in UTF-16 units. */
  readonly characters: number;
  /** Lists and objects within one another. */
  readonly depth: number;
  /** Values of any kind, lists and objects included. */
  readonly values: number;
  /** Fields of one object. */
  readonly fields: number;
  /** Length of one number as written. */
  readonly digits: number;
}

/**
 * The value of a JSON text in which no digit is lost: a number that a double holds exactly as written (its shortest decimal is the same number)
 * is that double, any other is the text of its digits, which formats with exact numbers take for the number itself.
 *
 * Stricter than JSON.parse: no key twice in one object, nothing beyond the limits, exponents of at most four digits. It keeps its own stack, so
 * that nesting cannot exhaust the caller's. Throws InvalidInputError with line and column of the first error.
 *
 * @see ECMA-404 (2017), The JSON Data Interchange Syntax.
 */
export function readExactJson(text: string, field: string, limits: JsonLimits): unknown {
  if (text.length > limits.characters) {
    refuseAs(field, `a text of at most ${limits.characters} characters`, `${text.length} characters`, "State a smaller problem.");
  }
  return new Reader(text.startsWith("\uFEFF") ? text.slice(1) : text, field, limits).document();
}

/** A list or object that is not complete yet; `key` is the field that its next value belongs to. */
type Open = { readonly list: unknown[] } | { readonly object: Record<string, unknown>; key: string; fields: number };

class Reader {
  readonly #text: string;
  readonly #field: string;
  readonly #limits: JsonLimits;
  readonly #open: Open[] = [];
  #position = 0;
  #values = 0;

  constructor(text: string, field: string, limits: JsonLimits) {
    this.#text = text;
    this.#field = field;
    this.#limits = limits;
  }

  document(): unknown {
    for (;;) {
      let value = this.#begin();
      if (value === unfinished) continue;
      // A value is complete: it joins what is open, which closes or goes on after a comma.
      for (;;) {
        const inner = this.#open.at(-1);
        if (inner === undefined) {
          this.#skipSpace();
          if (this.#position < this.#text.length) this.#fail();
          return value;
        }
        join(inner, value);
        if (this.#skip("list" in inner ? "]" : "}")) {
          this.#open.pop();
          value = "list" in inner ? inner.list : inner.object;
          continue;
        }
        if (!this.#skip(",")) this.#fail();
        if (!("list" in inner)) {
          if (++inner.fields > this.#limits.fields) this.#exceeds(`objects of at most ${this.#limits.fields} fields`, "more");
          inner.key = this.#key(inner.object);
        }
        break;
      }
    }
  }

  /** A scalar or an empty list or object; any other is opened and left unfinished. */
  #begin(): unknown {
    if (++this.#values > this.#limits.values) this.#exceeds(`at most ${this.#limits.values} values`, "more");
    this.#skipSpace();
    if (this.#skip("[")) {
      if (this.#skip("]")) return [];
      return this.#push({ list: [] });
    }
    if (this.#skip("{")) {
      const object = {};
      return this.#skip("}") ? object : this.#push({ object, key: this.#key(object), fields: 1 });
    }
    const start = this.#text[this.#position];
    if (start === '"') return this.#string();
    return start === "-" || (start !== undefined && start >= "0" && start <= "9") ? this.#number() : this.#word();
  }

  #push(open: Open): typeof unfinished {
    if (this.#open.push(open) > this.#limits.depth) {
      this.#exceeds(`lists and objects at most ${this.#limits.depth} deep`, "deeper nesting");
    }
    return unfinished;
  }

  #key(object: object): string {
    this.#skipSpace();
    const at = this.#position;
    if (this.#text[at] !== '"') this.#fail();
    const key = this.#string();
    if (Object.hasOwn(object, key)) {
      this.#position = at;
      throw this.#error("every field once", `${show(key)} again`, "Remove one of the two.");
    }
    if (!this.#skip(":")) this.#fail();
    return key;
  }

  #string(): string {
    const from = this.#position;
    let escaped = false;
    for (let at = from + 1; ; at++) {
      const code = this.#text.charCodeAt(at);
      // NaN, at the end of the text, fails as control characters do.
      if (!(code >= 0x20)) return this.#fail();
      if (code === quote) {
        this.#position = at + 1;
        if (!escaped) return this.#text.slice(from + 1, at);
        try {
          return JSON.parse(this.#text.slice(from, at + 1)) as string;
        } catch {
          this.#position = from;
          return this.#fail();
        }
      }
      if (code === backslash) {
        escaped = true;
        at++;
      }
    }
  }

  #number(): number | string {
    const from = this.#position;
    let to = from;
    while (isNumberPart(this.#text.charCodeAt(to))) to++;
    if (to - from > this.#limits.digits) this.#exceeds(`numbers of at most ${this.#limits.digits} digits`, `${to - from} characters`);
    const written = this.#text.slice(from, to);
    const parts = number.exec(written);
    if (!parts) return this.#fail();
    const exponent = Number(parts[3] ?? 0);
    if (!(Math.abs(exponent) <= 9999)) {
      const size = exponent > 0 ? "too large" : "too small";
      throw this.#error("exponents from -9999 to 9999", `a number that is ${size} (${show(written)})`, "Rescale the unit of account.");
    }
    this.#position = to;
    const double = Number(written);
    return Number.isFinite(double) && sameDecimal(written, String(double)) ? double : written;
  }

  #word(): boolean | null {
    for (const [word, value] of words) {
      if (!this.#text.startsWith(word, this.#position)) continue;
      const after = this.#text[this.#position + word.length];
      if (after !== undefined && /\w/.test(after)) break;
      this.#position += word.length;
      return value;
    }
    return this.#fail();
  }

  #skip(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#position] !== character) return false;
    this.#position++;
    return true;
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.#position))) this.#position++;
  }

  #fail(): never {
    const text = this.#text;
    const at = this.#position;
    const found = text.slice(at, at + 20).split("\n")[0] as string;
    throw this.#error("JSON", at >= text.length ? "the end of the text" : show(found), remedyFor(text.slice(Math.max(at - 1, 0), at + 20)));
  }

  #exceeds(expected: string, received: string): never {
    throw this.#error(expected, received, "State a smaller problem.");
  }

  #error(expected: string, received: string, remedy: string): InvalidInputError {
    const before = this.#text.slice(0, this.#position);
    const line = before.split("\n").length;
    const column = this.#position - (before.lastIndexOf("\n") + 1) + 1;
    return new InvalidInputError({ field: this.#field, expected, received: `${received} at line ${line}, column ${column}`, remedy });
  }
}

const unfinished = Symbol("unfinished");
const quote = 0x22;
const backslash = 0x5c;
const number = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE]([+-]?\d+))?$/;
const words = [
  ["true", true],
  ["false", false],
  ["null", null],
] as const;

function join(open: Open, value: unknown): void {
  if ("list" in open) open.list.push(value);
  // Plain assignment of `__proto__` would set the prototype.
  else if (open.key === "__proto__") {
    Object.defineProperty(open.object, open.key, { value, writable: true, enumerable: true, configurable: true });
  } else open.object[open.key] = value;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Digits, letters, `+`, `-`, `.` and `_`: what would go on a number, rightly or wrongly. */
function isNumberPart(code: number): boolean {
  const letter = code | 0x20;
  return (
    (code >= 0x30 && code <= 0x39) || (letter >= 0x61 && letter <= 0x7a) || code === 0x2b || code === 0x2d || code === 0x2e || code === 0x5f
  );
}

/** Whether two decimals are the same number. */
function sameDecimal(a: string, b: string): boolean {
  if (a === b) return true;
  const [digitsA, exponentA] = significant(a);
  const [digitsB, exponentB] = significant(b);
  return digitsA === digitsB && exponentA === exponentB;
}

/** The digits from the first to the last that is not 0, with the sign, and the power of ten of the last one. */
function significant(decimal: string): readonly [digits: string, exponent: number] {
  const [mantissa, exponent = "0"] = decimal.toLowerCase().split("e") as [string, string?];
  const [whole, fraction = ""] = mantissa.replace("-", "").split(".") as [string, string?];
  const all = whole + fraction;
  let [from, to] = [0, all.length];
  while (from < to && all[from] === "0") from++;
  while (to > from && all[to - 1] === "0") to--;
  if (from === to) return ["0", 0];
  return [(mantissa.startsWith("-") ? "-" : "") + all.slice(from, to), Number(exponent) - fraction.length + (all.length - to)];
}

/** What to do about the text around an error, from one character before it. */
function remedyFor(around: string): string {
  if (/^\d\s*\//.test(around)) return 'Write fractions in quotes, such as "1/3".';
  if (/^.?\s*[-+]?(?:NaN|Infinity)/.test(around)) return "JSON has no NaN or Infinity; write a finite number.";
  return "Check the commas, quotes and brackets there.";
}
