import { type NumberInput, type Rational, ratio, rational, zero } from "../../src/arithmetic/rational.ts";
import type { ExactOutcome, ExactProgram } from "./exact-program.ts";

export type { ExactOutcome, ExactProgram } from "./exact-program.ts";

/**
 * Exact optimum of a linear program by the two-phase primal simplex method on a dense integer dictionary (fraction-free pivoting).
 *
 * Dantzig's rule while the objective moves, Bland's rule while it stands still, so it always ends. Meant for some hundred rows and columns.
 *
 * @example
 * maximize({ c: [1, 1], A: [[1, 2], [3, 1]], rowLower: [null, null], rowUpper: [4, 6] }) // value 14/5 at (8/5, 6/5)
 */
export function maximize(program: ExactProgram): ExactOutcome {
  return new Dictionary(program).solve();
}

/** The optimal value; throws when there is none. */
export function optimalValue(program: ExactProgram): Rational {
  const outcome = maximize(program);
  if (outcome.status !== "optimal") throw new Error(`expected an optimal program, got ${outcome.status}`);
  return outcome.value;
}

type Role = "column" | "free column" | "slack" | "equality slack" | "artificial";

/** A nonnegative (or free, or zero) quantity of the dictionary. */
interface Variable {
  readonly role: Role;
  /** Bland's order: columns, then slacks; the artificial variable (−1) leaves first. */
  readonly rank: number;
  /** Index of the column, or of the row of A (−1: a bound row of a column). */
  readonly of: number;
  /** Slacks: +1 when the row bounds A x above, −1 when below. */
  readonly side: 1n | -1n;
  /** Slacks: what the row was multiplied by to become integer. */
  readonly scale: bigint;
}

class Dictionary {
  // Row i says d·basic[i] + Σ_j T[i][j]·nonbasic[j] = T[i][w], the last entry; d > 0 is common to all rows.
  // Row 0 is the objective, d·objective + Σ_j T[0][j]·nonbasic[j] = T[0][w]; during phase one a second such row lies in `phaseOne`.
  private T: bigint[][];
  private d = 1n;
  private readonly basic: (Variable | null)[] = [null];
  private readonly nonbasic: Variable[] = [];
  private readonly program: ExactProgram;
  private readonly shift: readonly { readonly from: Rational; readonly sign: 1n | -1n }[];
  private readonly objectiveScale: bigint;

  constructor(program: ExactProgram) {
    this.program = program;
    const n = program.c.length;
    const lowers = program.lower ?? program.c.map(() => 0);
    const uppers = program.upper ?? program.c.map(() => null);
    const m = program.A.length;
    if (program.rowLower.length !== m || program.rowUpper.length !== m || lowers.length !== n || uppers.length !== n)
      throw new Error("exact program: lengths differ");
    if (program.A.some((row) => row.length !== n)) throw new Error("exact program: a row of A has the wrong length");
    // x_j = from + sign·(dictionary variable), which is ≥ 0 unless the column is free.
    const shift: { from: Rational; sign: 1n | -1n }[] = [];
    const boundRows: { column: number; width: Rational }[] = [];
    for (let j = 0; j < n; j++) {
      const lower = lowers[j] as NumberInput | null;
      const upper = uppers[j] as NumberInput | null;
      this.nonbasic.push({ role: lower === null && upper === null ? "free column" : "column", rank: j, of: j, side: 1n, scale: 1n });
      if (lower !== null) {
        shift.push({ from: rational(lower), sign: 1n });
        if (upper !== null) boundRows.push({ column: j, width: rational(upper).sub(rational(lower)) });
      } else shift.push({ from: upper === null ? zero : rational(upper), sign: upper === null ? 1n : -1n });
    }
    this.shift = shift;
    const c = program.c.map((entry, j) => signed(rational(entry), (shift[j] as { sign: bigint }).sign));
    const [objective, scale] = integers([...c.map((entry) => entry.neg()), zero]);
    this.objectiveScale = scale;
    this.T = [objective];
    for (let i = 0; i < m; i++) {
      const row = (program.A[i] as readonly NumberInput[]).map(rational);
      const offset = row.reduce((sum, a, j) => (a.n === 0n ? sum : sum.add(a.mul((shift[j] as { from: Rational }).from))), zero);
      const turned = row.map((a, j) => signed(a, (shift[j] as { sign: bigint }).sign));
      const low = program.rowLower[i] as NumberInput | null;
      const high = program.rowUpper[i] as NumberInput | null;
      const equal = low !== null && high !== null && rational(low).equals(rational(high));
      if (high !== null) this.addRow(turned, rational(high).sub(offset), equal ? "equality slack" : "slack", i, 1n);
      if (low !== null && !equal)
        this.addRow(
          turned.map((a) => a.neg()),
          offset.sub(rational(low)),
          "slack",
          i,
          -1n,
        );
    }
    for (const { column, width } of boundRows)
      this.addRow(
        c.map((_, j) => (j === column ? rational(1) : zero)),
        width,
        "slack",
        -1,
        1n,
      );
  }

  private addRow(row: readonly Rational[], bound: Rational, role: Role, of: number, side: 1n | -1n): void {
    const [entries, scale] = integers([...row, bound]);
    this.T.push(entries);
    this.basic.push({ role, rank: row.length + this.T.length, of, side, scale });
  }

  solve(): ExactOutcome {
    const proof = this.settle();
    if (proof) return proof;
    const infeasible = this.phaseOne();
    if (infeasible) return infeasible;
    // A free column that no restricted row contains: any objective on it runs away.
    for (let s = 0; s < this.nonbasic.length; s++)
      if (this.role(s) === "free column" && this.at(0, s) !== 0n) return this.ray(s, this.at(0, s) < 0n ? 1n : -1n);
    const entering = this.optimise(0);
    if (entering !== null) return this.ray(entering, 1n);
    return { status: "optimal", value: this.objectiveValue(), x: this.point(), multipliers: this.multipliers(0, this.objectiveScale) };
  }

  /** Free columns into the basis for good, slacks of equalities out of it for good; a proof when an equality cannot hold. */
  private settle(): ExactOutcome | null {
    for (let s = 0; s < this.nonbasic.length; s++) {
      if (this.role(s) !== "free column") continue;
      let best = -1;
      for (let i = 1; i < this.T.length; i++) {
        if (this.basicRole(i) === "free column" || this.at(i, s) === 0n) continue;
        // Equalities first: they have to leave anyway.
        if (best < 0 || (this.basicRole(i) === "equality slack" && this.basicRole(best) !== "equality slack")) best = i;
      }
      if (best > 0) this.pivot(best, s);
    }
    for (let i = 1; i < this.T.length; i++) {
      if (this.basicRole(i) !== "equality slack") continue;
      const s = this.nonbasic.findIndex((_, k) => this.mayEnter(k) && this.at(i, k) !== 0n);
      if (s >= 0) this.pivot(i, s);
      else if (this.at(i, this.width) !== 0n) {
        const sign = this.at(i, this.width) < 0n ? 1n : -1n;
        return { status: "infeasible", multipliers: this.combination(i, sign) };
      }
    }
    return null;
  }

  private phaseOne(): ExactOutcome | null {
    const w = this.width;
    let worst = -1;
    for (let i = 1; i < this.T.length; i++)
      if (this.restricted(i) && this.at(i, w) < 0n && (worst < 0 || this.at(i, w) < this.at(worst, w))) worst = i;
    if (worst < 0) return null;
    // Every restricted basic variable may miss 0 by the artificial one, which is then made as small as possible.
    for (let i = 0; i < this.T.length; i++) {
      const row = this.T[i] as bigint[];
      row.splice(w, 0, i > 0 && this.restricted(i) ? -this.d : 0n);
    }
    this.nonbasic.push({ role: "artificial", rank: -1, of: -1, side: 1n, scale: 1n });
    this.T.push([...new Array<bigint>(w).fill(0n), this.d, 0n]);
    this.basic.push(null);
    const goal = this.T.length - 1;
    this.pivot(worst, w);
    this.optimise(goal);
    if (this.at(goal, this.width) !== 0n) return { status: "infeasible", multipliers: this.multipliers(goal, 1n) };
    this.T.splice(goal, 1);
    this.basic.splice(goal, 1);
    const stuck = this.basic.findIndex((variable) => variable?.role === "artificial");
    if (stuck > 0) {
      const s = this.nonbasic.findIndex((_, k) => this.mayEnter(k) && this.at(stuck, k) !== 0n);
      if (s >= 0) this.pivot(stuck, s);
    }
    const column = this.nonbasic.findIndex((variable) => variable.role === "artificial");
    if (column >= 0) {
      for (const row of this.T) row.splice(column, 1);
      this.nonbasic.splice(column, 1);
    }
    return null;
  }

  /** Improves the objective of row `goal` until it is largest; the entering column when nothing stops it. */
  private optimise(goal: number): number | null {
    let bland = false;
    for (;;) {
      let s = -1;
      for (let k = 0; k < this.nonbasic.length; k++) {
        if (!this.mayEnter(k) || this.at(goal, k) >= 0n) continue;
        if (s < 0 || (bland ? rank(this.nonbasic[k]) < rank(this.nonbasic[s]) : this.at(goal, k) < this.at(goal, s))) s = k;
      }
      if (s < 0) return null;
      const r = this.leaving(s);
      if (r < 0) return s;
      bland = this.at(r, this.width) === 0n;
      this.pivot(r, s);
    }
  }

  private leaving(s: number): number {
    const w = this.width;
    let r = -1;
    for (let i = 1; i < this.T.length; i++) {
      if (!this.restricted(i) || this.at(i, s) <= 0n) continue;
      if (r < 0) {
        r = i;
        continue;
      }
      const difference = this.at(i, w) * this.at(r, s) - this.at(r, w) * this.at(i, s);
      if (difference < 0n || (difference === 0n && rank(this.basic[i]) < rank(this.basic[r]))) r = i;
    }
    return r;
  }

  private pivot(r: number, s: number): void {
    const pivotRow = this.T[r] as bigint[];
    const p = pivotRow[s] as bigint;
    const sign = p < 0n ? -1n : 1n;
    const d = this.d;
    for (let i = 0; i < this.T.length; i++) {
      if (i === r) continue;
      const row = this.T[i] as bigint[];
      const factor = row[s] as bigint;
      for (let j = 0; j < row.length; j++) {
        if (j === s) continue;
        const a = row[j] as bigint;
        const b = pivotRow[j] as bigint;
        if (factor === 0n || b === 0n) {
          if (a !== 0n) row[j] = (sign * a * p) / d;
        } else row[j] = (sign * (a * p - factor * b)) / d;
      }
      row[s] = -sign * factor;
    }
    if (sign < 0n) for (let j = 0; j < pivotRow.length; j++) pivotRow[j] = -(pivotRow[j] as bigint);
    pivotRow[s] = sign * d;
    this.d = sign * p;
    const leaving = this.basic[r] as Variable;
    this.basic[r] = this.nonbasic[s] as Variable;
    this.nonbasic[s] = leaving;
  }

  private get width(): number {
    return this.nonbasic.length;
  }

  private at(i: number, j: number): bigint {
    return (this.T[i] as bigint[])[j] as bigint;
  }

  private role(s: number): Role {
    return (this.nonbasic[s] as Variable).role;
  }

  private basicRole(i: number): Role | null {
    return this.basic[i]?.role ?? null;
  }

  /** Must stay ≥ 0: everything but free columns and slacks of redundant equalities (whose rows are 0). */
  private restricted(i: number): boolean {
    const role = this.basicRole(i);
    return role === "column" || role === "slack" || role === "artificial";
  }

  private mayEnter(s: number): boolean {
    return this.role(s) === "column" || this.role(s) === "slack";
  }

  private point(): Rational[] {
    const x = this.shift.map(({ from }) => from);
    for (let i = 1; i < this.T.length; i++) {
      const variable = this.basic[i];
      if (variable?.role !== "column" && variable?.role !== "free column") continue;
      const { from, sign } = this.shift[variable.of] as { from: Rational; sign: bigint };
      x[variable.of] = from.add(ratio(sign * this.at(i, this.width), this.d));
    }
    return x;
  }

  private objectiveValue(): Rational {
    return this.point().reduce((sum, x, j) => sum.add(x.mul(rational(this.program.c[j] as NumberInput))), zero);
  }

  /** Row multipliers that the reduced costs of the slacks in row `goal` spell out. */
  private multipliers(goal: number, goalScale: bigint): Rational[] {
    const y = this.program.A.map(() => zero);
    this.nonbasic.forEach((variable, s) => {
      if (variable.of < 0 || (variable.role !== "slack" && variable.role !== "equality slack")) return;
      const term = ratio(variable.side * variable.scale * this.at(goal, s), this.d * goalScale);
      y[variable.of] = (y[variable.of] as Rational).add(term);
    });
    return y;
  }

  /** Multipliers with which row i, whose basic variable is the slack of an equality, contradicts itself. */
  private combination(i: number, sign: 1n | -1n): Rational[] {
    const own = this.basic[i] as Variable;
    const y = this.multipliers(i, 1n);
    y[own.of] = (y[own.of] as Rational).add(ratio(own.scale, 1n));
    return y.map((entry) => signed(entry, sign));
  }

  private ray(s: number, direction: 1n | -1n): ExactOutcome {
    const ray = this.shift.map(() => zero);
    const move = (variable: Variable, by: Rational) => {
      if (variable.role === "column" || variable.role === "free column")
        ray[variable.of] = signed(by, (this.shift[variable.of] as { sign: bigint }).sign);
    };
    move(this.nonbasic[s] as Variable, ratio(direction, 1n));
    for (let i = 1; i < this.T.length; i++) move(this.basic[i] as Variable, ratio(-direction * this.at(i, s), this.d));
    return { status: "unbounded", x: this.point(), ray };
  }
}

function rank(variable: Variable | null | undefined): number {
  return (variable as Variable).rank;
}

/** The entries times their least common denominator, and that denominator. */
function integers(entries: readonly Rational[]): [bigint[], bigint] {
  let scale = 1n;
  for (const { d } of entries) scale = (scale / gcd(scale, d)) * d;
  return [entries.map(({ s, n, d }) => s * n * (scale / d)), scale];
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function signed(a: Rational, sign: bigint): Rational {
  return sign < 0n ? a.neg() : a;
}
