import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bilateralTrade, designProblem, divisibleTrade, tableText, wordTableOf } from "../../src/index.ts";
import { budgetChoices, incentivesChoices, participationChoices } from "../../src/problem/design-problem.ts";
import { wordTable, wordTableJson, wordTableNote } from "../../src/report/studies/word-table.ts";

const unit = { distribution: "uniform", min: 0, max: 1 } as const;
const environment = bilateralTrade({ buyer: unit, seller: unit });
const grid = designProblem({ environment, discretization: { rule: "midpoint", points: 4 } });
const laws = designProblem({ environment: divisibleTrade({ buyer: unit, seller: unit, curvature: 1 }), width: 1e-3 });

describe("the table of words", () => {
  test("holds every combination in order, on the same types, and the values are ordered as the constraints are", async () => {
    const { rows, mixed } = await wordTableOf(grid, {
      incentives: incentivesChoices,
      participation: participationChoices,
      budget: budgetChoices,
    });
    expect(rows).toHaveLength(32);
    expect(mixed).toBe(false);
    const attained = (i: string, p: string, b: string) => {
      const row = rows.find(({ problem }) => problem.incentives === i && problem.participation === p && problem.budget.rule === b);
      return row?.result?.status === "unbounded" ? Number.POSITIVE_INFINITY : (row?.result?.value.upper ?? Number.NaN);
    };
    // Dropping or weakening a constraint never lowers the optimum.
    for (const p of participationChoices)
      for (const b of budgetChoices) expect(attained("dominant", p, b)).toBeLessThanOrEqual(attained("bayesian", p, b) + 1e-9);
    for (const i of incentivesChoices)
      for (const b of budgetChoices) {
        expect(attained(i, "ex-post", b)).toBeLessThanOrEqual(attained(i, "interim", b) + 1e-9);
        expect(attained(i, "interim", b)).toBeLessThanOrEqual(attained(i, "ex-ante", b) + 1e-9);
      }
  });

  test("on laws, what no route brackets is refused in its row, or solved on a grid and marked", async () => {
    const words = { incentives: ["bayesian", "dominant"], participation: ["interim"], budget: ["ex-ante", "no-deficit"] } as const;
    const plain = await wordTableOf(laws, words);
    const refused = plain.rows.filter(({ refusal }) => refusal !== null);
    expect(refused.length).toBeGreaterThan(0);
    for (const { result } of refused) expect(result).toBeNull();
    const marked = await wordTableOf(laws, words, { grid: { rule: "midpoint", points: 4 } });
    expect(marked.rows.every(({ result }) => result?.status === "optimal")).toBe(true);
    expect(marked.rows.filter(({ types }) => types === "grid")).toHaveLength(refused.length);
    expect(marked.mixed).toBe(true);
    expect(tableText(wordTable(marked), "text")).toMatch(/\d\*/);
    expect(wordTableNote(marked)).toMatch(/bounds nothing about the laws/);
    expect(wordTableJson(marked).rows.map(({ types }) => types)).toEqual(marked.rows.map(({ types }) => types));
  });

  test("on the laws of two traders every combination has a proved bracket", async () => {
    const words = { incentives: incentivesChoices, participation: ["interim", "ex-post"], budget: ["no-deficit", "balanced"] } as const;
    const { rows, mixed } = await wordTableOf(designProblem({ environment, width: 0.05 }), words);
    expect(mixed).toBe(false);
    expect(rows.map(({ result }) => result?.level)).toEqual(rows.map(() => "continuum"));
  });

  test("wrong words are refused at the door", async () => {
    await expect(wordTableOf(grid, { incentives: ["dominat" as "dominant"] })).rejects.toThrow(/"bayesian", "dominant"/);
    await expect(wordTableOf(grid, { budget: [] })).rejects.toThrow(/at least one word/);
  });
});

describe("tables", () => {
  const table = {
    columns: [{ title: "a & b" }, { title: "value", right: true }],
    rows: [
      ['x|y, "z"', "1/2"],
      ["=SUM(A1)", "-3"],
      ["λ × 2\nnext", "∞"],
    ],
  };

  test("in every format, with what would be markup escaped", () => {
    expect(tableText(table, "text")).toContain("a & b");
    expect(tableText(table, "csv")).toBe('a & b,value\n"x|y, ""z""",1/2\n\'=SUM(A1),-3\n"λ × 2\nnext",∞\n');
    expect(tableText(table, "markdown")).toContain('| x\\|y, "z" | 1/2 |');
    const latex = tableText(table, "latex");
    expect(latex).toContain("a \\& b & value \\\\");
    expect(latex).toContain("$\\lambda$ $\\times$ 2 next & $\\infty$");
    for (const rule of ["\\toprule", "\\midrule", "\\bottomrule"]) expect(latex).toContain(rule);
  });

  test("CSV keeps every cell whatever is in it, for a reader of RFC 4180", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1, maxLength: 5 }), (rows) => {
        const text = tableText({ columns: [{ title: "a" }, { title: "b" }], rows }, "csv");
        expect(readCsv(text).slice(1)).toEqual(
          rows.map((row) => row.map((cell) => (/^[=+@\t\r]|^-(?![\d.∞])/.test(cell) ? `'${cell}` : cell))),
        );
      }),
    );
  });
});

/** RFC 4180, straight from its grammar. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error("not CSV");
    rows.at(-1)?.push(match[1] === undefined ? (match[2] ?? "") : match[1].replaceAll('""', '"'));
    if (match[3] === "\n") rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
