import { type Erratum, errata } from "./errata.ts";
import type { CheckedTheorem } from "./regression.ts";

/**
 * docs/theorems.md as a pure function of the catalogue: a table of contents, then every theorem with statement, domain, citation, errata and
 * status, then the errata.
 */
export function theoremsDocument(theorems: readonly CheckedTheorem[], corrections: readonly Erratum[] = errata): string {
  const known = new Set(corrections.map(({ id }) => id));
  return `${[
    "# Theorems",
    "",
    "<!-- Written by scripts/write-theorems-doc.mjs from src/theorems and regressions; change the entries there. -->",
    "",
    "Published results that the engine is held against. The engine never uses them: `secondbest check` solves the matching problems by the",
    "engine's own routes, or computes the same numbers in a second way, and compares.",
    "",
    `${theorems.length} theorems, ${corrections.length} corrected misprints.`,
    "",
    ...papers(theorems).flatMap(([paper, results]) => [`## ${paper}`, "", ...results.flatMap((theorem) => entry(theorem, known))]),
    "## Errata",
    "",
    "`formula`: a test shows the printed form failing and the corrected one holding. `textual`: a slip without consequence for any number.",
    "",
    "| id | where | printed | correct | counterexample | kind |",
    "|---|---|---|---|---|---|",
    ...corrections.map(
      ({ id, paper, where, printed, correct, counterexample, kind }) =>
        `| <a id="${anchor(id)}"></a>${id} | ${cell(`${surnames(paper)}, ${where}`)} | ${cell(printed)} | ${cell(correct)} | ${cell(counterexample ?? "–")} | ${kind} |`,
    ),
  ].join("\n")}\n`;
}

/** Theorems by the paper part of their id, in order of appearance. */
function papers(theorems: readonly CheckedTheorem[]): readonly (readonly [string, readonly CheckedTheorem[]])[] {
  const groups = new Map<string, CheckedTheorem[]>();
  for (const theorem of theorems) {
    const paper = theorem.id.split("/")[0] as string;
    groups.set(paper, [...(groups.get(paper) ?? []), theorem]);
  }
  return [...groups];
}

function entry(theorem: CheckedTheorem, known: ReadonlySet<string>): readonly string[] {
  const links = theorem.errata.map((id) => (known.has(id) ? `[${id}](#${anchor(id)})` : id));
  return [
    `### ${theorem.id}`,
    "",
    theorem.statement,
    "",
    `- **Domain.** ${theorem.domain}`,
    `- **Source.** ${theorem.citation}`,
    `- **Errata.** ${links.length > 0 ? links.join(", ") : "none"}`,
    `- **Status.** ${status(theorem)}`,
    "",
  ];
}

/** What kind of statement it is and what it is checked against. */
function status(theorem: CheckedTheorem): string {
  const states = theorem.value ? "states the optimal value or a bound on it" : "states a property";
  const mentions = theorem.parametersOf ? "mentioned by `solve` on problems of its domain" : "not about the optimum of one problem";
  const checks = theorem.checks.map(({ name, usesEngine }) => `${name} (${usesEngine ? "engine" : "second computation"})`);
  return `${states}; ${mentions}. Checked: ${checks.join("; ")}.`;
}

function anchor(id: string): string {
  return id.toLowerCase();
}

/** The authors of a citation, up to the year. */
function surnames(paper: string): string {
  return paper.slice(0, paper.indexOf(")") + 1);
}

/** Text that stays in one cell of a table. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
