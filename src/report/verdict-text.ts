import { formatRational, type Rational, toNumberAbove, toNumberBelow } from "../arithmetic/rational.ts";
import type { Accepted, Verdict } from "../certificate/verify/verdict.ts";
import { assumptionLines } from "./level.ts";
import { bracketText } from "./numbers.ts";

/** What a certificate proves, in words, with the problem that it is about, the hash of its instance and what it assumes; or why it proves nothing. */
export function verdictText(verdict: Verdict): string {
  if (!verdict.accepted) return `REJECTED: ${oneLine(verdict.reason)}`;
  const { problem, instanceHash, assumptions } = verdict;
  const assumed = assumptions.length === 0 ? ["assumptions: none"] : assumptionLines(assumptions.map(oneLine));
  return [`accepted, ${claimText(verdict)}`, `problem: ${oneLine(problem)}`, `instance: ${instanceHash}`, ...assumed].join("\n  ");
}

function claimText(verdict: Accepted): string {
  const level = verdict.assumptions.length === 0 ? verdict.level : `${verdict.level} (under assumptions)`;
  if (verdict.status === "infeasible") return `${level}: no mechanism satisfies the constraints`;
  if (verdict.level === "exact")
    return `${level}: the optimum is ${bracketText({ ...ends(verdict), exact: formatRational(verdict.lower) })}`;
  return `${level}: the optimum lies ${bracketText({ ...ends(verdict), exact: null })}`;
}

function ends({ lower, upper }: { readonly lower: Rational; readonly upper: Rational }): { lower: number; upper: number } {
  return { lower: toNumberBelow(lower), upper: toNumberAbove(upper) };
}

/** The verdict as plain JSON. */
export function verdictJson(verdict: Verdict): object {
  if (!verdict.accepted || verdict.status === "infeasible") return verdict;
  return { ...verdict, lower: formatRational(verdict.lower), upper: formatRational(verdict.upper) };
}

/** A text of a file on one line of the page, with what would move the cursor, hide or end the line escaped. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`);
}
