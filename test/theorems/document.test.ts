import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkedTheorems } from "../../regressions/catalogue.ts";
import { theoremsDocument } from "../../regressions/document.ts";
import { errata } from "../../regressions/errata.ts";
import type { CheckedTheorem } from "../../regressions/regression.ts";

test("docs/theorems.md is what scripts/write-theorems-doc.mjs writes now", () => {
  const published = readFileSync(new URL("../../docs/theorems.md", import.meta.url), "utf8");
  expect(published).toBe(theoremsDocument(checkedTheorems));
});

test("every theorem and every erratum is in the document, and errata are linked", () => {
  const text = theoremsDocument(checkedTheorems);
  for (const { id, statement, domain, citation, errata: ids } of checkedTheorems) {
    expect(text).toContain(`### ${id}\n\n${statement}\n\n- **Domain.** ${domain}\n- **Source.** ${citation}\n`);
    for (const erratum of ids) expect(text).toContain(`[${erratum}](#${erratum.toLowerCase()})`);
  }
  for (const { id } of errata) expect(text).toContain(`<a id="${id.toLowerCase()}"></a>${id}`);
});

test("bars do not break the table, and unknown errata are not linked", () => {
  const [first] = checkedTheorems as [CheckedTheorem];
  const text = theoremsDocument(
    [{ ...first, errata: ["XX-9"] }],
    [{ id: "YY-1", paper: "A. Author (1999), Title", where: "line 1", printed: "P(x|y)", correct: "P(y|x)", kind: "textual" }],
  );
  expect(text).toContain("- **Errata.** XX-9\n");
  expect(text).toContain('| <a id="yy-1"></a>YY-1 | A. Author (1999), line 1 | P(x\\|y) | P(y\\|x) | – | textual |');
});
