import type { BasisInput, Model, BasisStatus as NativeBasisStatus } from "highs";
import type { Program } from "../src/program/program.ts";
import type { Basis, BasisStatus } from "../src/solver/options.ts";

const codes: Readonly<Record<BasisStatus, NativeBasisStatus>> = { "at-lower": 0, basic: 1, "at-upper": 2, free: 3 };

/** A basis in HiGHS's codes. */
export function nativeBasis(basis: Basis): BasisInput {
  const encode = (status: BasisStatus) => codes[status];
  return { colStatus: basis.columns.map(encode), rowStatus: basis.rows.map(encode) };
}

/** The basis of the last solve; none when HiGHS has no valid one. */
export function readBasis(model: Model, program: Program): Basis | undefined {
  if (model.info.get("basis_validity") !== 1) return undefined;
  const { colStatus, rowStatus } = model.getBasis();
  const columns = Array.from(colStatus, (code, j) => basisStatus(code, program.columnLower[j] as number, program.columnUpper[j] as number));
  const rows = Array.from(rowStatus, (code, i) => basisStatus(code, program.rowLower[i] as number, program.rowUpper[i] as number));
  return { columns, rows };
}

function basisStatus(code: number, lower: number, upper: number): BasisStatus {
  switch (code) {
    case 0:
      return "at-lower";
    case 1:
      return "basic";
    case 2:
      return "at-upper";
    case 3:
      return "free";
    case 4: // nonbasic, HiGHS does not say where: the finite bound
      return Number.isFinite(lower) ? "at-lower" : Number.isFinite(upper) ? "at-upper" : "free";
    default:
      throw new Error(`unknown basis status ${code}`);
  }
}
