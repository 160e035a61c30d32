import type { WordRow, WordTable } from "../../analysis/word-table.ts";
import { formatRational } from "../../arithmetic/rational.ts";
import type { Result } from "../../result.ts";
import { bracketText, numberText, percentText } from "../numbers.ts";
import { type ResultJson, resultJson } from "../result/json.ts";
import type { Table } from "../table.ts";

const wordTableFormat = "secondbest/words@1";

/** What `secondbest compare --json` prints. */
export interface WordTableJson {
  readonly format: typeof wordTableFormat;
  readonly mixed: boolean;
  readonly rows: readonly {
    readonly incentives: string;
    readonly participation: string;
    readonly budget: string;
    readonly objective: ResultJson["problem"]["objective"]["name"];
    readonly types: WordRow["types"];
    readonly status: Result["status"] | "refused";
    readonly value: ResultJson["value"] | null;
    readonly efficiency: ResultJson["efficiency"] | null;
    readonly level: Result["level"] | null;
    readonly explanation: string;
  }[];
}

export function wordTableJson({ rows, mixed }: WordTable): WordTableJson {
  return {
    format: wordTableFormat,
    mixed,
    rows: rows.map(({ problem, result, refusal, types }) => {
      const json = result && resultJson(result, [], { simpleRules: false });
      const { incentives, participation, budget, objective } = problem;
      return {
        incentives,
        participation,
        budget: budget.rule,
        objective: objective.name,
        types,
        status: result?.status ?? "refused",
        value: json && json.status !== "infeasible" && json.status !== "unbounded" ? json.value : null,
        efficiency: json?.efficiency ?? null,
        level: result?.level ?? null,
        explanation: refusal ?? result?.explanation ?? "",
      };
    }),
  };
}

/** The table with the columns in which the rows differ, then value, efficiency and proof; values of grids carry a mark beside values of laws. */
export function wordTable({ rows, mixed }: WordTable): Table {
  const words = (["incentives", "participation", "budget", "objective"] as const).filter(
    (word, k) => k < 3 || new Set(rows.map(({ problem }) => textOf(problem, word))).size > 1,
  );
  return {
    columns: [
      ...words.map((title) => ({ title })),
      { title: "value", right: true },
      { title: "efficiency", right: true },
      { title: "proof" },
      { title: "types" },
    ],
    rows: rows.map((row) => [...words.map((word) => textOf(row.problem, word)), ...answerOf(row, mixed)]),
  };
}

function textOf(problem: WordRow["problem"], word: "incentives" | "participation" | "budget" | "objective"): string {
  if (word === "budget") return problem.budget.rule;
  if (word !== "objective") return problem[word];
  const { name, buyers, sellers, partners, broker } = problem.objective;
  return name === "weights" ? [...(partners ?? [buyers, sellers]), broker].map(formatRational).join(" / ") : name;
}

function answerOf({ result, types, problem }: WordRow, mixed: boolean): string[] {
  const { discretization } = problem;
  const kind = types === "laws" ? "laws" : discretization ? `${discretization.rule} ${discretization.points}` : "as listed";
  if (!result) return ["not served", "", "", kind];
  if (result.status !== "optimal" && result.status !== "limit") return [result.status, "", result.level, kind];
  const { value, efficiency } = resultJson(result, [], { simpleRules: false });
  const mark = mixed && types === "grid" ? "*" : "";
  const share = efficiency.lower === null || efficiency.upper === null ? "" : percentText(efficiency.lower, efficiency.upper);
  const middle =
    value.exact === null && value.lower !== null && value.upper !== null && value.upper - value.lower <= 1e-6 * Math.abs(value.upper);
  const text = middle
    ? `${numberText(Number((((value.lower as number) + (value.upper as number)) / 2).toPrecision(8)))}`
    : bracketText(value);
  return [`${text}${mark}${result.status === "limit" ? " (limit)" : ""}`, share, result.level, kind];
}

/** What a reader must know of the table. */
export function wordTableNote({ rows, mixed }: WordTable): string {
  const refused = rows.filter(({ refusal }) => refusal !== null);
  return [
    ...(mixed ? ["* a value of a grid of types, which bounds nothing about the laws: do not compare it with values of the laws."] : []),
    ...(refused.length > 0 ? [`Not served: ${refused[0]?.refusal}`] : []),
  ].join("\n");
}
