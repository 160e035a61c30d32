import type { Explanation, OptimumExplanation } from "../../analysis/explain/explanation.ts";
import type { Amount, ConflictExplanation, NamedConstraint, Relaxations } from "../../duals/conflict/named.ts";
import type { RouteName } from "../../result.ts";
import { amountText, type BracketJson, bracketJson, bracketText, finite, numberText, opposite, percentText } from "../numbers.ts";

export const explanationFormat = "secondbest/explanation@1";

/** What `secondbest explain --json` prints. */
export interface ExplanationJson extends Omit<Explanation, "value" | "optimum"> {
  readonly format: typeof explanationFormat;
  readonly value: BracketJson | null;
  readonly optimum:
    | (Omit<OptimumExplanation, "firstBest" | "gainsFromTrade"> & {
        readonly firstBest: BracketJson;
        readonly gainsFromTrade: number | null;
      })
    | null;
}

/** An explanation as plain data: `secondbest/explanation@1`. */
export function explanationJson(explanation: Explanation): ExplanationJson {
  const { value, optimum } = explanation;
  return {
    format: explanationFormat,
    ...explanation,
    value: value && bracketJson(value),
    optimum: optimum && { ...optimum, firstBest: bracketJson(optimum.firstBest), gainsFromTrade: finite(optimum.gainsFromTrade) },
  };
}

/** Most lines of a kind on the page; the rest is in the JSON. */
const lineLimit = 10;

/** The explanation as a page. */
export function explanationText(explanation: Explanation): string {
  const { answer, conflict, unnamed, relaxations, onLaws, ray, optimum, grid } = explanation;
  const lines = [answer];
  if (conflict) lines.push(...conflictLines(conflict, grid));
  if (unnamed) lines.push("", `Which constraints exclude each other is not told: ${unnamed.replace(/\.$/, "")}.`);
  if (relaxations) lines.push("", ...slackLines(relaxations));
  if (onLaws)
    lines.push(
      "",
      `On the laws themselves the most profitable efficient trade leaves ${numberText(Number(onLaws.profit.toPrecision(9)))}: the least subsidy is ${numberText(Number((0 - onLaws.profit).toPrecision(9)))} (by quadrature, not proved).`,
    );
  if (ray) {
    const moves = ray.payments.map(({ agent, pays }) => (pays < 0 ? `pay ${agent} one unit more` : `let ${agent} pay one unit more`));
    lines.push(
      "",
      `Whatever its type, ${moves.join(" and ")}, again and again: each time the objective grows by ${numberText(ray.gain)}, and no constraint forbids it.`,
    );
  }
  if (optimum) lines.push(...optimumLines(optimum));
  return `${lines.join("\n")}\n`;
}

/** What a constraint asks, in words. */
function constraintWords({ family, agent, type, report, state }: Omit<NamedConstraint, "price">): string {
  const where = state === null ? "" : state === "every" ? " in every state" : ` at (${state.join(", ")})`;
  switch (family) {
    case "budget":
      return `budget: what is paid in covers what is paid out and the required profit${where}`;
    case "participation":
      return type === null ? `${agent} takes part before it knows its type` : `${agent} ${type} takes part${where}`;
    case "incentives":
      return `${agent} ${type} does not report ${report}${where}`;
  }
}

export function conflictLines({ constraints, proof, irreducible, relaxations }: ConflictExplanation, grid: string | null): string[] {
  const checked = {
    exact: "without any one of them the others can be met, checked in exact arithmetic",
    float: "without any one of them the others can be met, as far as a solver in doubles can tell",
    "not-checked": "a time limit came before all of them were tried: some may not be needed",
  }[irreducible];
  const sure = proof === "exact" ? "proved in exact arithmetic" : "according to a solver in doubles";
  const families = (["budget", "participation", "incentives"] as const).flatMap((family) => {
    const own = constraints.filter((constraint) => constraint.family === family);
    const agents = [...new Set(own.map(({ agent }) => agent))];
    return agents.flatMap((agent) => familyLines(own.filter((constraint) => constraint.agent === agent)));
  });
  const on = grid === null ? "" : ` On ${grid}:`;
  return [
    "",
    `${on ? `${on.trim()} these` : "These"} ${constraints.length} constraints exclude each other (${sure}); ${checked}:`,
    ...families.map((line) => `  ${line}`),
    "",
    "The least that would make mechanisms possible, all other constraints as they are:",
    ...relaxationLines(relaxations).map((line) => `  ${line}`),
  ];
}

/** One line each, or one for many of an agent's. */
function familyLines(constraints: readonly NamedConstraint[]): string[] {
  if (constraints.length <= 4) return constraints.map(constraintWords);
  const [first] = constraints as readonly [NamedConstraint, ...NamedConstraint[]];
  const every = constraints.some(({ state }) => state === "every") ? ", in every state" : "";
  if (first.family === "incentives") {
    const arrows = constraints.map(({ type, report }) => `${type}→${report}`);
    return [`${first.agent} does not report another type (${constraints.length} constraints${every}): ${listed(arrows)}`];
  }
  const states = constraints.some(({ state }) => Array.isArray(state));
  if (first.family === "participation" && !states)
    return [`${first.agent} takes part (${constraints.length} types${every}): ${listed(constraints.map(({ type }) => String(type)))}`];
  return [`${first.agent ?? "budget"} (${constraints.length} constraints${every}): ${listed(constraints.map(constraintWords))}`];
}

function listed(words: readonly string[]): string {
  return words.length <= lineLimit ? words.join(", ") : `${words.slice(0, lineLimit).join(", ")}, and ${words.length - lineLimit} more`;
}

function relaxationLines({ profit, budget, participation, incentives }: Relaxations): string[] {
  const line = (amount: Amount | "never" | null, way: (text: string) => string, never: string) =>
    amount === null ? [] : [amount === "never" ? never : way(amountText(amount))];
  return [
    ...line(
      budget,
      (text) =>
        `budget: require ${text} less${profit ? `: the largest profit is ${amountText(profit)}${profit.value < 0 ? `, a subsidy of ${amountText(negative(profit))}` : ""}` : ""}`,
      "budget: no subsidy helps",
    ),
    ...line(
      participation,
      (text) => `participation: let everybody fall short of its outside option by ${text}`,
      "participation: giving it up does not help",
    ),
    ...line(incentives, (text) => `incentives: let everybody gain ${text} by a wrong report`, "incentives: giving them up does not help"),
  ];
}

/** What is left over where mechanisms exist. */
function slackLines({ profit }: Relaxations): string[] {
  if (!profit) return [];
  return [
    profit.value < 0
      ? `It takes a subsidy of ${amountText(negative(profit))}, which the budget allows.`
      : `The largest profit that it leaves is ${amountText(profit)}.`,
  ];
}

function negative({ value, exact }: Amount): Amount {
  return { value: 0 - value, exact: opposite(exact) };
}

function optimumLines(optimum: OptimumExplanation): string[] {
  return [...budgetLines(optimum), ...priceLines(optimum), ...typeLines(optimum), ...lostLines(optimum)];
}

function budgetLines({ budget }: OptimumExplanation): string[] {
  if (!budget) return [];
  const { lambda, alpha, slopes } = budget;
  const unit = (slope: number) => numberText(Number(slope.toPrecision(9)));
  const share = alpha === null ? "" : ` (α = λ/(1 + λ) = ${unit(alpha)})`;
  const { more, less } = slopes;
  const adds = more === null ? "" : `A little more subsidy adds ${unit(more)} per unit`;
  const takes =
    less === null
      ? ""
      : less === "infeasible"
        ? "no mechanism does with less"
        : less === more
          ? "a little less takes away as much"
          : `a little less takes away ${unit(less)} per unit${more === null ? "" : ": the value has a kink here"}`;
  const both = [adds, takes].filter((words) => words !== "").join("; ");
  const slope = both === "" ? [] : [`${both.charAt(0).toUpperCase()}${both.slice(1)}.`];
  return ["", `The budget's price is λ = ${amountText(lambda)} per unit of money${share}.`, ...slope];
}

const onGrid = 'On a grid of types ("discretization", with --solver highs) each constraint has a price.';

/** Why a route tells no prices of single constraints. */
const withoutPrices: Readonly<Record<RouteName, string>> = {
  "virtual-surplus": `Virtual surplus tells the price of the budget alone. ${onGrid}`,
  efficient: "Trade is efficient here: no constraint changes it.",
  "posted-price": `Theory leaves posted prices only: the price is chosen, and constraints have no prices of their own. ${onGrid}`,
  "cell-program": `Multipliers belong to averages over cells of types, not to constraints of single types. ${onGrid}`,
  "threshold-sets": "Sets of thresholds are chosen, and constraints have no prices of their own. With --solver highs each has one.",
  "concave-program": "Densities of prices are chosen, which keep all constraints by their form: these have no prices of their own.",
  "linear-program": "The program of this problem has no multipliers of single constraints.",
  "quadratic-program": "The program of this problem has no multipliers of single constraints.",
};

function priceLines({ prices, level, route }: OptimumExplanation): string[] {
  const families = [
    ["participation", "What it is worth to let a type fall one unit short of its outside option:"],
    ["incentives", "Who envies whom: what it is worth to let a type gain one unit by a report:"],
  ] as const;
  if (!prices) return ["", withoutPrices[route]];
  if (prices.length === 0) return ["", "No constraint costs anything."];
  return families.flatMap(([family, title]) => {
    const own = prices.filter((price) => price.family === family);
    if (own.length === 0) return [];
    const lines = own.slice(0, lineLimit).map((price) => {
      const spread =
        price.state === "every" ? ", spread over the states" : Array.isArray(price.state) ? ` at (${price.state.join(", ")})` : "";
      const what =
        family === "incentives"
          ? `${price.agent} ${price.type} → ${price.report}`
          : `${price.agent}${price.type === null ? " before types are known" : ` ${price.type}`}`;
      return `  ${what}: ${amountText(price.price)}${spread}`;
    });
    const rest = own.length > lineLimit ? [`  and ${own.length - lineLimit} more (--json)`] : [];
    return ["", level === "continuum" && family === "incentives" ? `${title.slice(0, -1)}, at some types:` : title, ...lines, ...rest];
  });
}

function typeLines({ virtual, ironed, worstOff }: OptimumExplanation): string[] {
  const lines: string[] = [];
  if (worstOff) {
    lines.push("", "Types that gain least:", ...worstOff.map(({ agent, types }) => `  ${agent}: ${listed(types)}`));
  }
  const pools = ironed ? [...ironed.buyers.flat(), ...ironed.sellers.flat()] : [];
  if (pools.length > 0)
    lines.push(
      "",
      `Treated alike, because virtual values fall where types rise: ${listed(pools.map(({ from, to }) => `${numberText(from)} to ${numberText(to)}`))}.`,
    );
  if (virtual)
    lines.push(
      "",
      "Virtual values (what a type is worth once rents are paid for; after ironing):",
      ...virtual.flatMap(({ agent, types }) => {
        const shown = types.slice(0, lineLimit).map(({ type, ironed: value }) => `${type}: ${numberText(Number(value.toPrecision(6)))}`);
        return [`  ${agent}: ${shown.join(", ")}${types.length > lineLimit ? ", …" : ""}`];
      }),
    );
  return lines;
}

function lostLines({ firstBest, gainsFromTrade, lost }: OptimumExplanation): string[] {
  if (!(firstBest.upper > 0) || !Number.isFinite(gainsFromTrade)) return [];
  const total = Math.max(0, firstBest.upper - gainsFromTrade);
  // What is below the width of the bounds is not lost.
  const grain = Math.max(1e-9 * firstBest.upper, 10 * (firstBest.upper - firstBest.lower));
  if (total <= grain) return ["", "Nothing is lost against the first best."];
  const share = total / firstBest.upper;
  const lines = [
    "",
    `Lost against the first best of ${bracketText(bracketJson(firstBest))}: ${numberText(Number(total.toPrecision(9)))} (${percentText(share, share)})${lost ? ", most of it at:" : "."}`,
  ];
  if (!lost) return lines;
  const shown = lost.slice(0, lineLimit).map(({ types, possible, made, probability, lost: part }) => {
    const small = (x: number) => numberText(Number(x.toPrecision(6)));
    return `  (${types.join(", ")}): ${small(made)} of ${small(possible)} is made, with probability ${small(probability)}: ${small(part)}`;
  });
  return [...lines, ...shown, ...(lost.length > lineLimit ? [`  and at ${lost.length - lineLimit} more (--json)`] : [])];
}
