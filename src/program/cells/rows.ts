import { type DoubleInterval, negate } from "../../arithmetic/interval.ts";
import type { RelaxedDraft } from "./relaxed-draft.ts";

/** Coefficients of named columns. */
export type RowTerms<Name extends string> = Readonly<Partial<Record<Name, DoubleInterval | number>>>;

/** Writes rows over columns by their names. */
export interface Rows<Name extends string> {
  /** Σ terms ≤ limit, 0 unless given. */
  atMost(terms: RowTerms<Name>, limit?: DoubleInterval | number): void;
  /** Σ terms = 0. */
  equal(terms: RowTerms<Name>): void;
}

/** Rows of a program over some of its columns. */
export function rowsOver<Name extends string>(out: RelaxedDraft, columns: Readonly<Record<Name, number>>): Rows<Name> {
  const enter = (terms: RowTerms<Name>) => {
    for (const name of Object.keys(terms) as Name[]) out.entry(columns[name], terms[name] as DoubleInterval | number);
  };
  return {
    atMost(terms, limit = 0) {
      enter(terms);
      out.row(Number.NEGATIVE_INFINITY, limit);
    },
    equal(terms) {
      enter(terms);
      out.row(0, 0);
    },
  };
}

/** The terms with the other sign. */
export function opposite<Name extends string>(terms: RowTerms<Name>): RowTerms<Name> {
  const entries = Object.entries<DoubleInterval | number>(terms as Record<Name, DoubleInterval | number>);
  return Object.fromEntries(entries.map(([name, c]) => [name, typeof c === "number" ? -c : negate(c)])) as RowTerms<Name>;
}
