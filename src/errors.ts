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

/** Refuses a field with the four parts of a clear sentence; what came is shown as the user wrote it. Throws InvalidInputError. */
export function refuse(field: string, expected: string, received: unknown, remedy: string): never {
  refuseAs(field, expected, show(received), remedy);
}

/** As {@link refuse}, when what came is told in words of ours. */
export function refuseAs(field: string, expected: string, received: string, remedy: string): never {
  throw new InvalidInputError({ field, expected, received, remedy });
}

/** What a reader returns; its refusals are seen from the enclosing field. */
export function under<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof InvalidInputError ? error.under(field) : error;
  }
}

/**
 * A change of an instance that leads on from a refusal: fields by their path, as `--set` writes them, and what they become; null leaves a field out.
 */
export type Change = Readonly<Record<string, ChangedValue>>;

type ChangedValue = null | string | number | ChangedValue[] | { [field: string]: ChangedValue };

/** What a refusal says: which assumption fails, and what serves instead, as changes of the instance where there are some and in words where there are not. */
export interface Refusal {
  readonly assumption: string;
  /** Any one of them leads on. */
  readonly changes?: readonly Change[];
  /** Whole sentences. */
  readonly alternative?: string;
}

/**
 * Thrown when the input is meaningful but no route, or not the route asked for, can serve it.
 *
 * `assumption` names what fails; `alternative` names what serves instead; `changes` are those of its remedies that can be made in the instance.
 *
 * @example
 * try { await solve(problem); } catch (error) { if (error instanceof UnsupportedProblemError) console.log(error.changes); }
 * // [{ discretization: { rule: "midpoint", points: 40 } }]
 */
export class UnsupportedProblemError extends Error {
  override readonly name = "UnsupportedProblemError";
  readonly assumption: string;
  readonly alternative: string;
  readonly changes: readonly Change[];
  /** What it was made of, for those who make it again elsewhere. */
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    const { assumption, changes = [], alternative = "" } = refusal;
    const instead = [inWords(changes), alternative].filter((sentence) => sentence !== "").join(" ");
    super(`${assumption} ${instead}`);
    this.assumption = assumption;
    this.alternative = instead;
    this.changes = changes;
    this.refusal = refusal;
  }
}

/** `Add "discretization": {"rule": "midpoint", "points": 40}, or leave "select" out.`; nothing where there are no changes. */
function inWords(changes: readonly Change[]): string {
  const text = changes
    .map((change) => {
      const parts = Object.entries(change).map(([path, value]) => {
        const field = `"${path.split(".").at(-1)}"`;
        if (value === null) return `leave ${field} out`;
        return `${typeof value === "object" ? "add" : "use"} ${field}: ${spaced(value)}`;
      });
      return parts.join(" and ");
    })
    .join(", or ");
  return text === "" ? "" : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** JSON with a space after colons and commas, as people write it. */
function spaced(value: ChangedValue): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, own]) => `${JSON.stringify(name)}: ${spaced(own)}`)
    .join(", ")}}`;
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
