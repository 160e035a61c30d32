import { contradicted, type TheoremMention, verdictOf } from "../analysis/compare.ts";
import { formatRational } from "../arithmetic/rational.ts";
import type { Environment } from "../environments/environment.ts";
import type { Mechanism } from "../mechanism/mechanism.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { Level, Result } from "../result.ts";
import { isGrid } from "../routes/grid-problem.ts";
import { expectations } from "./finite-outcomes.ts";
import { efficiencyOf } from "./json.ts";
import { bracketText, exactText, numberText, percentText, secondsText } from "./numbers.ts";
import { whereTradeText } from "./where-trade.ts";

type Line = readonly [label: string, text: string];

/** Where the explanation is broken into lines. */
const pageWidth = 100;

/** One short, well-set page about a result, for a terminal. */
export function resultText(result: Result, theorems: readonly TheoremMention[] = []): string {
  const lines: Line[] = [
    ["problem", problemWords(result)],
    ["constraints", constraintWords(result)],
    ["objective", objectiveWords(result)],
    ["status", statusWords(result, theorems)],
    ...(result.mechanism ? mechanismLines(result, result.mechanism) : []),
    ...auditLines(result),
    ...theoremLines(result, theorems),
    ["time", timeWords(result)],
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  const page = lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join("\n");
  return `${page}\n\n${wrapped(result.explanation)}\n`;
}

/** How it ended, and which theorems that contradicts. */
function statusWords({ status, route }: Result, theorems: readonly TheoremMention[]): string {
  const against = contradicted(theorems);
  return `${status} (${route})${against.length > 0 ? `, CONTRADICTS ${against.join(", ")}` : ""}`;
}

function problemWords({ problem, mechanism }: Result): string {
  const { name, environment } = problem;
  return `${name === undefined ? "" : `${name}: `}${environmentWords(environment)}${environment.kind === "finite" ? "" : typesWords(problem, mechanism)}`;
}

function environmentWords(environment: Environment): string {
  if (environment.kind === "bilateral-trade") return "bilateral trade";
  if (environment.kind === "multilateral-trade") {
    const count = (groups: typeof environment.buyers) => groups.reduce((sum, group) => sum + group.count, 0);
    return `trade among ${counted(count(environment.buyers), "buyer")} and ${counted(count(environment.sellers), "seller")}`;
  }
  return `${counted(environment.agents.length, "agent")}, ${counted(environment.outcomes.length, "outcome")}`;
}

function typesWords(problem: DesignProblem, mechanism: Mechanism | null): string {
  if (!isGrid(problem)) return ", continuous types";
  const size =
    mechanism?.kind === "bilateral-trade"
      ? `${mechanism.buyer.values.length} × ${mechanism.seller.values.length} types`
      : "finitely many types";
  return `, ${size}${problem.discretization ? ` (${problem.discretization.rule} grid)` : ""}`;
}

function constraintWords({ problem }: Result): string {
  const { incentives, participation, budget } = problem;
  const required = budget.requiredProfit.n === 0n ? "" : `, required profit ${formatRational(budget.requiredProfit)}`;
  const budgetRule = budget.rule === "none" ? "no budget" : `${budget.rule} budget`;
  return `${incentives} incentives, ${participation === "none" ? "no" : participation} participation, ${budgetRule}${required}`;
}

function objectiveWords({ problem }: Result): string {
  const { name, buyers, sellers, broker } = problem.objective;
  if (name !== "weights") return name;
  return `weights: buyers ${formatRational(buyers)}, sellers ${formatRational(sellers)}, broker ${formatRational(broker)}`;
}

function mechanismLines(result: Result, mechanism: Mechanism): Line[] {
  const lines: Line[] = [
    ["value", bracketText(result.value)],
    ["first best", bracketText(result.firstBest)],
  ];
  const efficiency = efficiencyOf(result);
  if (Number.isFinite(efficiency.lower)) lines.push(["efficiency", percentText(efficiency.lower, efficiency.upper)]);
  // Money below the width of the bracket, or below rounding, is no money.
  const grain = Math.max(1e-12 * Math.abs(result.firstBest.upper), result.value.upper - result.value.lower);
  const money = (x: number) => (Math.abs(x) <= grain ? "0" : numberText(x));
  lines.push(["broker profit", money(result.brokerProfit)]);
  if (mechanism.kind === "finite") lines.push(...finiteLines(result, mechanism, money));
  else
    lines.push([
      "rents",
      `${mechanism.kind === "bilateral-trade" ? "buyer" : "buyers"} ${money(result.rents.buyers)}, ${mechanism.kind === "bilateral-trade" ? "seller" : "sellers"} ${money(result.rents.sellers)}`,
    ]);
  if (result.multiplier !== null) lines.push(["multiplier", multiplierWords(result, result.multiplier)]);
  if (mechanism.kind === "bilateral-trade")
    lines.push(["trade", whereTradeText(mechanism, result.gainsFromTrade, !isGrid(result.problem))]);
  if (mechanism.kind === "multilateral-trade") lines.push(["trade", marketWords(mechanism)]);
  return [...lines, ...ironedLines(result.ironed)];
}

function multiplierWords({ multiplierExact }: Result, lambda: number): string {
  const exact = multiplierExact ? exactText(formatRational(multiplierExact), lambda) : numberText(lambda);
  return `λ = ${exact}${lambda > -1 ? `, α = λ/(1+λ) = ${numberText(lambda / (1 + lambda))}` : ""}`;
}

/** How many goods change hands, of those that could. */
function marketWords({ buyers, sellers }: Extract<Mechanism, { kind: "multilateral-trade" }>): string {
  const traders = (groups: typeof buyers) => groups.reduce((sum, group) => sum + group.count, 0);
  const expected = buyers.reduce(
    (sum, { count, types, interim }) =>
      sum + count * types.masses.reduce((inner, mass, k) => inner + mass * (interim.allocation[k] as number), 0),
    0,
  );
  return `${numberText(expected)} goods change hands on average, of at most ${Math.min(traders(buyers), traders(sellers))}`;
}

/** The likeliest outcomes, and every agent's expected payment and rent. */
function finiteLines(result: Result, mechanism: Extract<Mechanism, { kind: "finite" }>, money: (x: number) => string): Line[] {
  const { environment, discretization } = result.problem;
  const finite = environment.kind === "finite" ? environment : environment.toFinite(discretization);
  const expected = expectations(finite, mechanism);
  const order = [...expected.outcomes.keys()].sort((a, b) => (expected.outcomes[b] as number) - (expected.outcomes[a] as number));
  const likely = order.filter((o) => (expected.outcomes[o] as number) > 1e-9);
  const shown = likely.slice(0, 6).map((o) => `${finite.outcomes[o]} ${numberText(expected.outcomes[o] as number)}`);
  if (likely.length > shown.length) shown.push(`and ${likely.length - shown.length} more`);
  return [
    ["outcomes", `${shown.join(", ")} (probabilities)`],
    ...finite.agents.map(({ name }, a): Line => {
      const { pays, rent } = expected.agents[a] as { pays: number; rent: number };
      return [
        name,
        `${pays < 0 && money(pays) !== "0" ? `receives ${money(-pays)}` : `pays ${money(pays)}`} on average, rent ${money(rent)}`,
      ];
    }),
  ];
}

function ironedLines(ironed: Result["ironed"]): Line[] {
  if (!ironed) return [];
  const list = (label: string, groups: NonNullable<Result["ironed"]>["buyers"]): Line[] =>
    groups.flatMap((intervals, g) => {
      if (intervals.length === 0) return [];
      const shown = intervals.slice(0, 4).map(({ from, to }) => `[${numberText(from)}, ${numberText(to)}]`);
      const more = intervals.length > 4 ? ` and ${intervals.length - 4} more` : "";
      return [
        ["ironed", `${label}${groups.length > 1 ? ` group ${g + 1}` : ""} types in ${shown.join(", ")}${more} are treated alike`] as const,
      ];
    });
  return [...list("buyer", ironed.buyers), ...list("seller", ironed.sellers)];
}

function auditLines({ audit, mechanism, level, status }: Result): Line[] {
  const lines: Line[] = [];
  if (audit) {
    const worst = (["incentives", "participation", "budget"] as const)
      .map((property) => `${property} ${audit[property].worst > 0 ? audit[property].worst.toExponential(1) : "0"}`)
      .join(", ");
    lines.push([
      "audit",
      `${audit.passes ? "passed" : "FAILED"}; worst violations: ${worst} (tolerance ${audit.tolerance.toExponential(1)})`,
    ]);
  }
  if (mechanism || (status === "infeasible" && level === "exact")) lines.push(["proof", levelWords(level)]);
  return lines;
}

function levelWords(level: Level): string {
  switch (level) {
    case "exact":
      return "exact: lower bound = upper bound in rational arithmetic";
    case "interval":
      return "interval: both bounds are proved in rational arithmetic";
    case "continuum":
      return "continuum: both bounds are proved for the continuous problem itself";
    case "float":
      return "float: audited, not proved (--level exact asks for a proof)";
  }
}

/** What the instance expects and the theorems say of the value; their citations are in the JSON and in `secondbest check --list`. */
function theoremLines(result: Result, theorems: readonly TheoremMention[]): Line[] {
  const expected = theorems.filter(({ id }) => id === "expected");
  const published = theorems.filter(({ id }) => id !== "expected");
  return [
    ...expected.map(
      (mention): Line => [
        "expected",
        `${mention.expected}${mention.pass ? ", as found" : `, MISSED by ${numberText(mention.difference)}`}`,
      ],
    ),
    ...published.map((mention, k): Line => [k === 0 ? "theorems" : "", theoremWords(mention, result)]),
  ];
}

function theoremWords(mention: TheoremMention, { value, level }: Result): string {
  const { id, expected, relation, difference } = mention;
  const verdict = verdictOf(mention, value, level);
  if (verdict === "applies") return `${id} applies`;
  const sign = relation === "<=" ? "≤" : relation === ">=" ? "≥" : relation;
  const said = `value ${sign} ${typeof expected === "number" ? numberText(expected) : expected}`;
  const words = {
    fails: `FAILS by ${numberText(difference)}`,
    agrees: "agrees",
    holds: "holds",
    open: level === "float" ? "not contradicted (no bound is proved)" : "not contradicted (the bounds do not decide it)",
  };
  return `${id}: ${said}, ${words[verdict]}`;
}

/** The time, and the solver where one was needed. */
function timeWords({ timings, solver, route }: Result): string {
  const total = secondsText(timings.total ?? 0);
  if (!route.endsWith("-program") || timings.solver === undefined) return total;
  return `${total}, of which ${solver.name} ${solver.version} took ${secondsText(timings.solver)}`;
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

function wrapped(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > pageWidth) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
