/** A table as people and programs read it: the first row names the columns; text columns are set left, numbers right. */
export interface Table {
  readonly columns: readonly { readonly title: string; readonly right?: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

/** How a table may be written. */
export type TableFormat = "text" | "csv" | "markdown" | "latex";

/**
 * The table in one of the formats: aligned text, CSV (RFC 4180), Markdown, or a LaTeX tabular with the rules of `booktabs`. What would be read as markup is escaped.
 *
 * @example
 * tableText({ columns: [{ title: "budget" }, { title: "value", right: true }], rows: [["balanced", "1/8"]] }, "markdown");
 */
export function tableText(table: Table, format: TableFormat): string {
  return writers[format](table);
}

const writers: Readonly<Record<TableFormat, (table: Table) => string>> = {
  text: ({ columns, rows }) => {
    const widths = columns.map(({ title }, k) => Math.max(length(title), ...rows.map((row) => length(row[k] ?? ""))));
    const line = (cells: readonly string[]) =>
      cells
        .map((cell, k) => {
          const room = " ".repeat(Math.max(0, (widths[k] as number) - length(cell)));
          return columns[k]?.right ? room + cell : cell + room;
        })
        .join("  ")
        .trimEnd();
    return `${[columns.map(({ title }) => title), ...rows].map(line).join("\n")}\n`;
  },
  csv: ({ columns, rows }) => [columns.map(({ title }) => title), ...rows].map((row) => csvLine(row.map(asNoFormula))).join(""),
  markdown: ({ columns, rows }) => {
    const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    const rule = columns.map(({ right }) => (right ? "---:" : "---"));
    const cells = (row: readonly string[]) => row.map((cell) => cell.replace(/[\\`*_{}[\]<>|#~]/g, "\\$&").replace(/\r?\n/g, " "));
    return `${[line(cells(columns.map(({ title }) => title))), line(rule), ...rows.map((row) => line(cells(row)))].join("\n")}\n`;
  },
  latex: ({ columns, rows }) => {
    const line = (cells: readonly string[]) => `  ${cells.map(latexText).join(" & ")} \\\\`;
    return [
      `\\begin{tabular}{${columns.map(({ right }) => (right ? "r" : "l")).join("")}}`,
      "  \\toprule",
      line(columns.map(({ title }) => title)),
      "  \\midrule",
      ...rows.map(line),
      "  \\bottomrule",
      "\\end{tabular}",
      "",
    ].join("\n");
  },
};

/** Code points, so that letters beyond the first plane take one place. */
function length(text: string): number {
  return [...text].length;
}

/** A line of CSV, with quotes where a comma, a quote or a line end asks for them. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : cell)).join(",")}\n`;
}

/** A text that a spreadsheet would take for a formula is told apart by an apostrophe. */
function asNoFormula(cell: string): string {
  return /^[=+@\t\r]|^-(?![\d.∞])/.test(cell) ? `'${cell}` : cell;
}

const latexWords: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "×": "$\\times$",
  "≥": "$\\geq$",
  "≤": "$\\leq$",
  "−": "$-$",
  "∞": "$\\infty$",
  λ: "$\\lambda$",
  "…": "\\ldots{}",
};

function latexText(text: string): string {
  return text.replace(/[\\{}$&#%_^~<>×≥≤−∞λ…]/g, (sign) => latexWords[sign] as string).replace(/\r?\n/g, " ");
}
