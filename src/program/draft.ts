import { type Family, nameIn, type RowFamily } from "./family.ts";
import type { Program } from "./program.ts";

/**
 * A program being written, column families first, then row by row: `entry(column, value)` for each term, then `row(lower, upper)` closes the row.
 *
 * Entries with value 0 and the column {@link absent} are skipped, so that formulations need no special cases at the ends of a chain.
 * Storage doubles when it is full: writing costs O(1) per entry.
 */
export class Draft {
  readonly columnFamilies: Family[] = [];
  readonly rowFamilies: Family[] = [];
  #columnCount = 0;
  #columnLower = new Float64Array(0);
  #columnUpper = new Float64Array(0);
  #objective = new Float64Array(0);
  #offset = 0;
  #rowCount = 0;
  #rowLower = new Float64Array(64);
  #rowUpper = new Float64Array(64);
  #starts = new Int32Array(65);
  /** Which row of its family, counting those left out, a row is. */
  #keys = new Int32Array(64);
  #familyRows = 0;
  #entryCount = 0;
  #indices = new Int32Array(256);
  #values = new Float64Array(256);

  /** Adds `count` columns with common bounds and returns the first index; `describe(k)` names the k-th. */
  columns(name: string, count: number, bounds: readonly [lower: number, upper: number], describe: (k: number) => string): number {
    const start = this.#columnCount;
    this.columnFamilies.push({ name, start, count, describe });
    this.#columnCount += count;
    this.#columnLower = grown(this.#columnLower, this.#columnCount).fill(bounds[0], start);
    this.#columnUpper = grown(this.#columnUpper, this.#columnCount).fill(bounds[1], start);
    this.#objective = grown(this.#objective, this.#columnCount);
    return start;
  }

  /** Adds `value`·column to the objective. */
  objective(column: number, value: number): void {
    if (column !== absent) (this.#objective[column] as number) += value;
  }

  /** Adds a constant to the objective. */
  constant(value: number): void {
    this.#offset += value;
  }

  /** Rows from here on belong to this family; `describe(k)` names its k-th row, counting those that {@link row} left out. */
  family(name: string, describe: (k: number) => string): void {
    this.rowFamilies.push({ name, start: this.#rowCount, count: 0, describe });
    this.#familyRows = 0;
  }

  /** Rows closed so far, without those left out. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** One more term of the row being written. */
  entry(column: number, value: number): void {
    if (value === 0 || column === absent) return;
    if (this.#entryCount === this.#indices.length) {
      this.#indices = grown(this.#indices, 2 * this.#entryCount);
      this.#values = grown(this.#values, 2 * this.#entryCount);
    }
    this.#indices[this.#entryCount] = column;
    this.#values[this.#entryCount++] = value;
  }

  /** Closes the row: lower ≤ Σ terms ≤ upper. A row with at most one term that the column's own bounds imply is left out. */
  row(lower: number, upper: number): void {
    const key = this.#familyRows++;
    const row = this.#rowCount;
    if (this.#isImplied(this.#starts[row] as number, lower, upper)) {
      this.#entryCount = this.#starts[row] as number;
      return;
    }
    this.#rowCount++;
    if (row === this.#rowLower.length) {
      this.#rowLower = grown(this.#rowLower, 2 * row);
      this.#rowUpper = grown(this.#rowUpper, 2 * row);
      this.#keys = grown(this.#keys, 2 * row);
      this.#starts = grown(this.#starts, 2 * row + 1);
    }
    this.#rowLower[row] = lower;
    this.#rowUpper[row] = upper;
    this.#keys[row] = key;
    this.#starts[row + 1] = this.#entryCount;
  }

  #isImplied(start: number, lower: number, upper: number): boolean {
    if (this.#entryCount === start) return lower <= 0 && upper >= 0;
    if (this.#entryCount > start + 1) return false;
    const column = this.#indices[start] as number;
    const value = this.#values[start] as number;
    const ends = [value * (this.#columnLower[column] as number), value * (this.#columnUpper[column] as number)];
    return Math.min(...ends) >= lower && Math.max(...ends) <= upper;
  }

  finish(name: string): Program {
    const columnFamilies: readonly Family[] = this.columnFamilies;
    const rowFamilies: readonly Family[] = this.closedRowFamilies();
    return {
      name,
      columnCount: this.#columnCount,
      rowCount: this.#rowCount,
      objective: this.#objective,
      offset: this.#offset,
      columnLower: this.#columnLower,
      columnUpper: this.#columnUpper,
      rowLower: this.#rowLower.slice(0, this.#rowCount),
      rowUpper: this.#rowUpper.slice(0, this.#rowCount),
      matrix: {
        starts: this.#starts.slice(0, this.#rowCount + 1),
        indices: this.#indices.slice(0, this.#entryCount),
        values: this.#values.slice(0, this.#entryCount),
      },
      columnName: (column) => nameIn(columnFamilies, column),
      rowName: (row) => nameIn(rowFamilies, row),
    };
  }

  /** The row families with their final counts, empty ones left out. */
  closedRowFamilies(): readonly RowFamily[] {
    const keys = this.#keys;
    return this.rowFamilies
      .map((family, f) => ({
        ...family,
        count: (this.rowFamilies[f + 1]?.start ?? this.#rowCount) - family.start,
        key: (k: number) => keys[family.start + k] as number,
        describe: (k: number) => family.describe(keys[family.start + k] as number),
      }))
      .filter((family) => family.count > 0);
  }
}

/** A column that does not exist because its value is 0. */
export const absent = -1;

function grown<T extends Float64Array | Int32Array>(array: T, length: number): T {
  const copy = new (array.constructor as new (n: number) => T)(length);
  copy.set(array);
  return copy;
}
