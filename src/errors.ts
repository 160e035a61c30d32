/** Where an input is wrong and what to do about it; the four parts make one clear sentence. */
export interface InvalidInputDetails {
  /** Path of the offending field, e.g. `environment.buyer.masses[2]`. */
  readonly field: string;
  readonly expected: string;
  /** What came, shown as the user wrote it. */
  readonly received: string;
  readonly remedy: string;
}

/**
 * Thrown at the door when an input is wrong; nothing has been computed yet.
 *
 * @example
 * try { uniform({ min: 1, max: 0 }); } catch (error) { if (error instanceof InvalidInputError) console.log(error.field); }
 */
export class InvalidInputError extends Error implements InvalidInputDetails {
  override readonly name = "InvalidInputError";
  readonly field: string;
  readonly expected: string;
  readonly received: string;
  readonly remedy: string;

  constructor(details: InvalidInputDetails) {
    super(`${details.field}: expected ${details.expected}, got ${details.received}. ${details.remedy}`);
    this.field = details.field;
    this.expected = details.expected;
    this.received = details.received;
    this.remedy = details.remedy;
  }

  /** The same error seen from an enclosing object: `max` becomes `environment.buyer.max`. */
  under(prefix: string): InvalidInputError {
    const field = this.field === "" ? prefix : this.field.startsWith("[") ? prefix + this.field : `${prefix}.${this.field}`;
    return new InvalidInputError({ field, expected: this.expected, received: this.received, remedy: this.remedy });
  }
}

/**
 * Thrown when the input is meaningful but no route, or not the route asked for, can serve it.
 *
 * `assumption` names what fails; `alternative` names what serves instead.
 */
export class UnsupportedProblemError extends Error {
  override readonly name = "UnsupportedProblemError";
  readonly assumption: string;
  readonly alternative: string;

  constructor(details: { readonly assumption: string; readonly alternative: string }) {
    super(`${details.assumption} ${details.alternative}`);
    this.assumption = details.assumption;
    this.alternative = details.alternative;
  }
}

/** Shows a received value in an error message: short, and recognisable as what the user wrote. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" || value === null) return String(value);
  if (typeof value === "function") return "a function";
  if (isFraction(value)) return value.toFraction();
  const text = JSON.stringify(value, (_, entry) =>
    isFraction(entry) ? entry.toFraction() : typeof entry === "bigint" ? String(entry) : entry,
  );
  return text === undefined ? String(value) : text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** An exact rational, told by its shape: this file imports nothing. */
function isFraction(value: unknown): value is { toFraction(): string } {
  return typeof value === "object" && value !== null && "toFraction" in value && typeof value.toFraction === "function";
}
