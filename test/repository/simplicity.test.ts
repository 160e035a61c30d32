import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { dominate } from "../../src/analysis/dominate.ts";
import { riskAverseTrade } from "../../src/environments/risk-averse-trade.ts";
import { isPriced } from "../../src/mechanism/priced.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { solveWith } from "../../src/solve.ts";

interface Row {
  readonly points: number;
  readonly power: string;
  readonly mechanism: string;
  readonly several: number;
  readonly trading: number;
  readonly status: string;
}

const { rows } = JSON.parse(readFileSync("data/theorems/simplicity.json", "utf8")) as { rows: readonly Row[] };
const page = readFileSync("docs/simplicity.md", "utf8");

test("the table of docs/simplicity.md counts what the data say", () => {
  const kinds = {
    "lotteries over": "lottery over posted prices",
    "simple mechanisms": "simple mechanism",
    "best lotteries": "best lottery",
  };
  for (const [title, name] of Object.entries(kinds)) {
    const own = rows.filter(({ mechanism }) => mechanism.startsWith(name));
    const undominated = own.filter(({ status }) => status === "undominated");
    const counts = [
      own.length,
      own.filter(({ status }) => status === "dominated").length,
      undominated.length,
      undominated.filter(({ several }) => several > 0).length,
    ];
    const line = page.split("\n").find((text) => text.startsWith(`| ${title}`)) ?? "";
    expect(line.split("|").slice(2, 6).map(Number), title).toEqual(counts);
  }
});

test("a best lottery with several prices in a state is found again, undominated", async () => {
  const law = { distribution: "uniform", min: 0, max: 1 } as const;
  const environment = riskAverseTrade({ buyer: law, seller: law, utility: { power: "1/2" }, mechanisms: "lotteries", prices: 20 });
  const cell = {
    incentives: "dominant",
    participation: "ex-post",
    budget: "no-deficit",
    discretization: { rule: "midpoint", points: 4 },
  } as const;
  const problem = designProblem({ environment, ...cell });
  const { mechanism } = await solveWith(problem, highs);
  if (!mechanism || !isPriced(mechanism)) throw new Error("no mechanism at prices");
  const several = [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].filter((j) => mechanism.states.lottery(i, j).length > 1));
  expect(several.length).toBeGreaterThan(0);
  expect((await dominate(problem, mechanism, highs)).status).toBe("undominated");
});
