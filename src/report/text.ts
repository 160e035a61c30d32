import { formatRational } from "../arithmetic/rational.ts";
import type { BilateralMechanism } from "../mechanism/mechanism.ts";
import type { Bracket, Result } from "../result.ts";
import { efficiencyOf, type TheoremMention } from "./json.ts";

/** One short, well-set page about a result, for a terminal. */
export function resultText(result: Result, theorems: readonly TheoremMention[] = []): string {
  const { problem, audit } = result;
  const { incentives, participation, budget } = problem;
  const required = budget.requiredProfit.n === 0n ? "" : `, required profit ${formatRational(budget.requiredProfit)}`;
  const lines: [string, string][] = [
    [
      "problem",
      `${problem.name ? `${problem.name}: ` : ""}${problem.environment.kind}, ${incentives} incentives, ${participation} participation, budget ${budget.rule}${required}`,
    ],
    ["objective", objectiveWords(result)],
    ["status", `${result.status} (${result.route})`],
  ];
  if (result.mechanism) {
    const efficiency = efficiencyOf(result);
    lines.push(["value", bracketText(result.value)], ["first best", bracketText(result.firstBest)]);
    if (Number.isFinite(efficiency.lower)) lines.push(["efficiency", percentText(efficiency.lower, efficiency.upper)]);
    lines.push(["broker profit", numberText(clean(result.brokerProfit, result.gainsFromTrade))]);
    if (result.multiplier !== null) {
      const lambda = result.multiplier;
      const exact = result.multiplierExact ? ` = ${formatRational(result.multiplierExact)}` : "";
      lines.push([
        "multiplier",
        `λ = ${numberText(lambda)}${exact.length > 40 ? "" : exact}${lambda > -1 ? `, α = λ/(1+λ) = ${numberText(lambda / (1 + lambda))}` : ""}`,
      ]);
    }
    if (result.mechanism.kind === "bilateral-trade") lines.push(["trade", tradeText(result.mechanism)]);
    if (result.ironed) lines.push(...ironedText(result.ironed));
  }
  if (audit) {
    const worst = (["incentives", "participation", "budget"] as const)
      .map((property) => `${property} ${audit[property].worst > 0 ? audit[property].worst.toExponential(1) : "0"}`)
      .join(", ");
    lines.push([
      "audit",
      `${audit.passes ? "passed" : "FAILED"}, worst violations: ${worst} (tolerance ${audit.tolerance.toExponential(1)})`,
    ]);
  }
  if (result.mechanism) lines.push(["proof", levelText(result)]);
  for (const theorem of theorems) {
    lines.push(["theorem", `${theorem.pass ? "agrees with" : "DISAGREES with"} ${theorem.id}: ${theorem.expected} (${theorem.citation})`]);
  }
  const seconds = result.timings.total ?? 0;
  lines.push([
    "solved by",
    `${result.solver.name} ${result.solver.version}`.trim() +
      `, ${seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(2)} s`}`,
  ]);
  const width = Math.max(...lines.map(([label]) => label.length));
  const page = lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join("\n");
  return `${page}\n\n${result.explanation}\n`;
}

function objectiveWords({ problem }: Result): string {
  const { name, buyers, sellers, broker } = problem.objective;
  if (name !== "weights") return name;
  return `weights: buyers ${formatRational(buyers)}, sellers ${formatRational(sellers)}, broker ${formatRational(broker)}`;
}

/** Up to 12 significant digits. */
export function numberText(x: number): string {
  if (x === 0) return "0";
  return String(Number(x.toPrecision(12)));
}

/** Rounding residue next to the money at stake reads as 0. */
function clean(x: number, scale: number): number {
  return Math.abs(x) <= 1e-14 * Math.abs(scale) ? 0 : x;
}

function bracketText({ lower, upper, exact }: Bracket): string {
  if (exact) {
    const fraction = formatRational(exact);
    return fraction.length <= 60 ? `${fraction} = ${numberText((lower + upper) / 2)}` : numberText((lower + upper) / 2);
  }
  if (lower === upper) return numberText(lower);
  return `in [${lower}, ${upper}]`;
}

function percentText(lower: number, upper: number): string {
  const low = (100 * lower).toFixed(4);
  const high = (100 * upper).toFixed(4);
  return low === high ? `${low} %` : `${low} % to ${high} %`;
}

function levelText({ level }: Result): string {
  switch (level) {
    case "exact":
      return "exact: the mechanism's value equals its dual bound in rational arithmetic";
    case "interval":
      return "interval: both bounds are proved";
    case "continuum":
      return "continuum: both bounds are proved for the continuous problem itself";
    default:
      return "float: audited, not proved";
  }
}

/** Where trade happens, as the smallest gap between value and cost at which it does. */
function tradeText(mechanism: BilateralMechanism): string {
  const { buyer, seller, allocationRule: rule } = mechanism;
  const n = seller.values.length;
  let smallest = Number.POSITIVE_INFINITY;
  let largestMissed = Number.NEGATIVE_INFINITY;
  let probability = 0;
  const visit = (i: number, served: number, possible: number) => {
    const value = buyer.values[i] as number;
    if (served > 0) smallest = Math.min(smallest, value - (seller.values[served - 1] as number));
    if (possible < n) largestMissed = Math.max(largestMissed, value - (seller.values[possible] as number));
  };
  for (let i = 0; i < buyer.values.length; i++) {
    probability += (buyer.masses[i] as number) * (mechanism.interim.buyer.allocation[i] as number);
    if (rule.kind === "threshold")
      visit(
        i,
        rule.mix > 0 ? (rule.generous[i] as number) : (rule.strict[i] as number),
        rule.mix < 1 ? (rule.strict[i] as number) : (rule.generous[i] as number),
      );
    else {
      let served = 0;
      let sure = 0;
      while (served < n && (rule.x[i * n + served] as number) > 1e-9) served++;
      while (sure < n && (rule.x[i * n + sure] as number) > 1 - 1e-9) sure++;
      visit(i, served, sure);
    }
  }
  if (probability === 0) return "never";
  const never = largestMissed > Number.NEGATIVE_INFINITY ? `; not always up to a gap of ${numberText(largestMissed)}` : "";
  return `with probability ${numberText(probability)}; smallest gap value − cost with trade ${numberText(smallest)}${never}`;
}

function ironedText({ buyers, sellers }: NonNullable<Result["ironed"]>): [string, string][] {
  const out: [string, string][] = [];
  const list = (label: string, groups: typeof buyers) => {
    groups.forEach((intervals, g) => {
      if (intervals.length === 0) return;
      const shown = intervals.slice(0, 4).map(({ from, to }) => `[${numberText(from)}, ${numberText(to)}]`);
      const more = intervals.length > 4 ? ` and ${intervals.length - 4} more` : "";
      out.push(["ironed", `${label}${groups.length > 1 ? ` group ${g + 1}` : ""} types in ${shown.join(", ")}${more}`]);
    });
  };
  list("buyer", buyers);
  list("seller", sellers);
  return out;
}
