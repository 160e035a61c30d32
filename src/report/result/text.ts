import { contradicted, verdictOf } from "../../analysis/compare.ts";
import { budgetStage, participationStage, type Stage } from "../../problem/words.ts";
import { conflictLines } from "../explanation/explanation.ts";
import { assumptionLines, levelText } from "../level.ts";
import { alignedText, type Line, linesOfWords } from "../lines.ts";
import { amountText, bracketText, numberText, opposite, percentText, secondsText } from "../numbers.ts";
import type { Table } from "../table.ts";
import type { ResultJson } from "./json.ts";
import type { AuditJson, DissolutionJson, MechanismJson, TheoremJson } from "./result-schema.ts";
import { rentRangeLines, selectionLines } from "./selection.ts";
import { postedTradeText, whereTradeText } from "./where-trade.ts";

/** Where the explanation is broken into lines. */
const pageWidth = 100;

/**
 * One short, well-set page about a result, for a terminal; the same for a result that was saved as for the one that `solve` returns.
 *
 * @example
 * console.log(resultText(resultJson(result)));
 */
export function resultText(result: ResultJson): string {
  const conflict = result.conflict ? `${conflictLines(result.conflict, null).join("\n")}\n` : "";
  const explanation = linesOfWords(result.explanation.split(" "), pageWidth).join("\n");
  return `${alignedText(resultLines(result))}\n\n${explanation}\n${conflict}`;
}

/** The page as a table of two columns, for papers and notes; an empty label continues the line before. */
export function resultTable(result: ResultJson): Table {
  return { columns: [{ title: "" }, { title: result.name ?? "result" }], rows: resultLines(result) };
}

/** The lines of the page, for whoever sets them otherwise than a terminal does; a label that is empty continues the line before. */
export function resultLines(result: ResultJson): Line[] {
  return [
    ["problem", problemWords(result)],
    ["constraints", constraintWords(result.problem)],
    ["objective", objectiveWords(result.problem)],
    ["status", statusWords(result)],
    ...(result.mechanism ? mechanismLines(result, result.mechanism) : []),
    ...(result.dissolution ? [dissolutionLine(result.dissolution)] : []),
    ...(result.audit ? [auditLine(result.audit)] : []),
    ...profitLine(result),
    ...proofLines(result),
    ...theoremLines(result),
    ...ruleLines(result),
    ["time", timeWords(result)],
  ];
}

/** Of an infeasible problem, what its mechanisms could make at most. */
function profitLine({ conflict }: ResultJson): Line[] {
  const profit = conflict?.relaxations.profit;
  return profit ? [["largest profit", amountText(profit)]] : [];
}

/** How it ended, and which theorems that contradicts. */
function statusWords({ status, route, theorems }: ResultJson): string {
  const against = contradicted(theorems);
  return `${status} (${route})${against.length > 0 ? `, CONTRADICTS ${against.join(", ")}` : ""}`;
}

function problemWords({ name, problem, mechanism }: ResultJson): string {
  return `${name === undefined ? "" : `${name.replace(/\s+/g, " ")}: `}${problem.environment}${typesWords(problem, mechanism)}`;
}

function typesWords({ types, grid }: ResultJson["problem"], mechanism: MechanismJson | null): string {
  if (types === "listed") return "";
  if (types === "continuous") return ", continuous types";
  const size =
    mechanism && "buyer" in mechanism
      ? `${mechanism.buyer.values.length} × ${mechanism.seller.values.length} types`
      : "finitely many types";
  return `, ${size}${grid === null ? "" : ` (${grid} grid)`}`;
}

function constraintWords({ incentives, participation, budget }: ResultJson["problem"]): string {
  const required = budget.requiredProfit === "0" ? "" : `, required profit ${budget.requiredProfit}`;
  const asked = (word: string, stage: Stage | "never") => (stage === "never" ? "no" : word);
  const takingPart = asked(participation, participationStage[participation]);
  return `${incentives} incentives, ${takingPart} participation, ${asked(budget.rule, budgetStage[budget.rule])} budget${required}`;
}

function objectiveWords({ objective: { name, buyers, sellers, partners, broker } }: ResultJson["problem"]): string {
  if (name !== "weights") return name;
  return `weights: ${partners ? `partners ${partners.join(", ")}` : `buyers ${buyers}, sellers ${sellers}`}, broker ${broker}`;
}

function mechanismLines(result: ResultJson, mechanism: MechanismJson): Line[] {
  const { value, estimate, firstBest, efficiency, gainsFromTrade, trade, multiplier, price } = result;
  const lines: Line[] = [
    ["value", bracketText(value)],
    ...(estimate ? [["estimate", `${estimateText(estimate)} by extrapolation (not proved)`] as const] : []),
    ["first best", bracketText(firstBest)],
  ];
  if (efficiency.lower !== null && efficiency.upper !== null) lines.push(["efficiency", percentText(efficiency.lower, efficiency.upper)]);
  // Money below the width of the bracket, or below rounding, is no money.
  const width = value.lower === null || value.upper === null ? 0 : value.upper - value.lower;
  const grain = Math.max(1e-12 * Math.abs(firstBest.upper ?? 0), width);
  const money = (x: number | null) => (x === null ? "not known" : Math.abs(x) <= grain ? "0" : numberText(x));
  lines.push(["broker profit", money(result.brokerProfit)]);
  lines.push(...rentLines(result, mechanism, money));
  if (result.selection) lines.push(...selectionLines(result.selection));
  if (result.rentRanges) lines.push(...rentRangeLines(result.rentRanges));
  if (price !== undefined) lines.push(["price", numberText(price)]);
  if (multiplier !== null) lines.push(["multiplier", multiplierWords(result.multiplierExact, multiplier)]);
  if (trade)
    lines.push([
      "trade",
      price === undefined
        ? whereTradeText(trade, gainsFromTrade ?? 0, result.problem.types === "continuous")
        : postedTradeText(trade, price),
    ]);
  return [...lines, ...tradeLines(mechanism), ...poolLines(result.pools), ...ironedLines(result.ironed)];
}

type Money = (x: number | null) => string;

function rentLines(result: ResultJson, mechanism: MechanismJson, money: Money): Line[] {
  const { buyers, sellers, partners = [] } = result.rents;
  switch (mechanism.kind) {
    case "finite":
      return finiteLines(result, mechanism, money);
    case "bilateral-trade":
      return [["rents", `buyer ${money(buyers)}, seller ${money(sellers)}`]];
    case "multilateral-trade":
      return [["rents", `buyers ${money(buyers)}, sellers ${money(sellers)}`]];
    case "risk-averse-trade":
      return pricedLines(result, mechanism);
    case "partnership":
      return partnerLines(mechanism, partners, money);
  }
}

/** The digits that the estimate kept with its last term. */
function estimateText({ value, uncertainty }: NonNullable<ResultJson["estimate"]>): string {
  const digits = Math.floor(-Math.log10(Math.max(uncertainty, 1e-12)));
  return value.toFixed(Math.max(0, digits));
}

/** Most prices that are told one by one. */
const pricesShown = 6;

/** Expected utilities, and the prices where a distribution of them is the mechanism. */
function pricedLines(
  { rents, gainsFromTrade }: ResultJson,
  { buyer, prices }: Extract<MechanismJson, { kind: "risk-averse-trade" }>,
): Line[] {
  const trade = buyer.masses.reduce((sum, mass, k) => sum + mass * (buyer.allocation[k] as number), 0);
  const lines: Line[] = [
    ["utilities", `buyer ${numberText(rents.buyers ?? Number.NaN)}, seller ${numberText(rents.sellers ?? Number.NaN)}`],
    ["trade", `with probability ${numberText(trade)}, for a surplus of ${numberText(gainsFromTrade ?? Number.NaN)} in money`],
  ];
  if (!prices) return lines;
  const used = [...prices.values.keys()].filter((k) => (prices.masses[k] as number) > 1e-6);
  const heaviest = [...used].sort((a, b) => (prices.masses[b] as number) - (prices.masses[a] as number)).slice(0, pricesShown);
  const shown = heaviest
    .sort((a, b) => a - b)
    .map((k) => `${numberText(prices.values[k] as number)} (${numberText(prices.masses[k] as number)})`);
  const more = used.length > shown.length ? `, and ${used.length - shown.length} more` : "";
  return [...lines, ["prices", `with mass F: ${shown.join(", ")}${more}`]];
}

/** Longest list of partners of which each is told apart. */
const partnersShown = 6;

/** What every partner brought, holds and pays on average, and the rents by entries of the list. */
function partnerLines(
  { partners }: Extract<MechanismJson, { kind: "partnership" }>,
  rents: readonly (number | null)[],
  money: Money,
): Line[] {
  const shown = rents.slice(0, partnersShown).map(money);
  if (rents.length > shown.length) shown.push(`and ${rents.length - shown.length} more`);
  const lines = partners.slice(0, partnersShown).map(({ name, count, share, masses, allocation, transfer }): Line => {
    const mean = (list: readonly number[]) => list.reduce((sum, x, k) => sum + (masses[k] as number) * x, 0);
    const pays = mean(transfer);
    const paid = pays < 0 && money(pays) !== "0" ? `receives ${money(-pays)}` : `pays ${money(pays)}`;
    return [
      count > 1 ? `${count} × ${name}` : name,
      `share ${numberText(share)}, holds ${numberText(mean(allocation))} and ${paid} on average`,
    ];
  });
  return [["rents", `by entries of the list of partners: ${shown.join(", ")}`], ...lines];
}

/** Whether everything could go to whoever values it most, and what that would cost or leave. */
function dissolutionLine({ possible, subsidy, per, worstOff, proved }: DissolutionJson): Line {
  const when = per === "state" ? "in every state" : "on average";
  const verdict = possible === null ? "not decided: it" : possible ? "possible: it" : "impossible: it";
  const leaves = (subsidy.upper ?? 0) <= 0;
  const amount = leaves ? mirrored(subsidy) : subsidy;
  const cost = leaves ? `leaves ${bracketText(amount)}` : `needs a subsidy of ${bracketText(amount)}`;
  const types = worstOff?.slice(0, partnersShown).map(({ lower, upper }) => rangeText(lower, upper));
  const least = types ? `; who gains least: ${types.join(", ")}${(worstOff?.length ?? 0) > partnersShown ? ", …" : ""}` : "";
  return ["efficient", `${verdict} ${cost} ${when}${proved ? "" : " (not proved)"}${least}`];
}

function mirrored({ lower, upper, exact }: ResultJson["value"]): ResultJson["value"] {
  const minus = (x: number | null) => (x === null ? null : 0 - x);
  return { lower: minus(upper), upper: minus(lower), exact: opposite(exact) };
}

function rangeText(lower: number | null, upper: number | null): string {
  if (lower === null || upper === null)
    return lower !== null ? `from ${numberText(lower)} on` : upper !== null ? `up to ${numberText(upper)}` : "all types";
  const near = upper - lower <= 1e-2 * Math.max(Math.abs(lower), Math.abs(upper));
  return near ? `about ${Number(((lower + upper) / 2).toPrecision(4))}` : `${numberText(lower)} to ${numberText(upper)}`;
}

function tradeLines(mechanism: MechanismJson): Line[] {
  return mechanism.kind === "multilateral-trade" ? [["trade", marketWords(mechanism)]] : [];
}

function multiplierWords(exact: string | null, lambda: number): string {
  return `λ = ${amountText({ value: lambda, exact })}${lambda > -1 ? `, α = λ/(1+λ) = ${numberText(lambda / (1 + lambda))}` : ""}`;
}

/** How many goods change hands, of those that could. */
function marketWords({ buyers, sellers }: Extract<MechanismJson, { kind: "multilateral-trade" }>): string {
  const traders = (groups: typeof buyers) => groups.reduce((sum, { count = 1 }) => sum + count, 0);
  const expected = buyers.reduce(
    (sum, { count = 1, masses, allocation }) =>
      sum + count * masses.reduce((inner, mass, k) => inner + mass * (allocation[k] as number), 0),
    0,
  );
  return `${numberText(expected)} goods change hands on average, of at most ${Math.min(traders(buyers), traders(sellers))}`;
}

/** The likeliest outcomes, and every agent's expected payment and rent. */
function finiteLines(
  { expectations }: ResultJson,
  { outcomes, agents }: Extract<MechanismJson, { kind: "finite" }>,
  money: (x: number) => string,
): Line[] {
  if (!expectations) return [];
  const probability = (o: number) => expectations.outcomes[o] as number;
  const likely = [...outcomes.keys()].sort((a, b) => probability(b) - probability(a)).filter((o) => probability(o) > 1e-9);
  const shown = likely.slice(0, 6).map((o) => `${outcomes[o]} ${numberText(probability(o))}`);
  if (likely.length > shown.length) shown.push(`and ${likely.length - shown.length} more`);
  return [
    ["outcomes", `${shown.join(", ")} (probabilities)`],
    ...agents.map(({ name }, a): Line => {
      const { pays, rent } = expectations.agents[a] as { pays: number; rent: number };
      return [
        name,
        `${pays < 0 && money(pays) !== "0" ? `receives ${money(-pays)}` : `pays ${money(pays)}`} on average, rent ${money(rent)}`,
      ];
    }),
  ];
}

/** Around which types each entry of the list of partners gains least, and at what virtual value it is pooled there. */
function poolLines(pools: ResultJson["pools"]): Line[] {
  const shown = (x: number | null) => (x === null ? "∞" : String(Number(x.toPrecision(6))));
  return (pools ?? []).slice(0, partnersShown).map(({ value, worstOff: { lower, upper } }, k) => {
    const types = lower === upper ? `type ${shown(lower)}` : `types from ${shown(lower)} to ${shown(upper)}`;
    return ["worst off", `partner${(pools ?? []).length > 1 ? ` ${k + 1}` : ""}: ${types}, pooled at the virtual value ${shown(value)}`];
  });
}

function ironedLines(ironed: ResultJson["ironed"]): Line[] {
  if (!ironed) return [];
  const list = (label: string, groups: NonNullable<ResultJson["ironed"]>["buyers"]): Line[] =>
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

function auditLine(audit: AuditJson): Line {
  const worst = (["incentives", "participation", "budget"] as const)
    .map((property) => `${property} ${violationWords(audit[property].worst)}`)
    .join(", ");
  return ["audit", `${audit.passes ? "passed" : "FAILED"}; worst violations: ${worst} (tolerance ${violationWords(audit.tolerance)})`];
}

function violationWords(worst: number | null): string {
  if (worst === null) return "not finite";
  return worst > 0 ? worst.toExponential(1) : "0";
}

/** How far the result is proved, and under what assumptions; nothing where nothing is claimed. */
function proofLines({ mechanism, audit, status, conflict, certificate: { level, assumptions = [] } }: ResultJson): Line[] {
  const claims = mechanism !== null || status === "infeasible" || status === "unbounded" || level !== "float" || assumptions.length > 0;
  if (!claims) return [];
  const shown =
    level === "float" && conflict?.proof === "exact" ? "the conflict below, in exact arithmetic" : levelText(level, status, audit !== null);
  return [["proof", shown], ...assumptionLines(assumptions).map((text): Line => ["", text])];
}

/** What the instance expects and the theorems say of the value; their citations are in the JSON and in `secondbest check --list`. */
function theoremLines(result: ResultJson): Line[] {
  const { theorems } = result;
  const expected = theorems.filter(({ id }) => id === "expected");
  const published = theorems.filter(({ id }) => id !== "expected");
  return [
    ...expected.map(
      (mention): Line => [
        "expected",
        `${mention.expected}${mention.pass ? ", as found" : `, MISSED by ${numberText(mention.difference ?? Number.POSITIVE_INFINITY)}`}`,
      ],
    ),
    ...published.map((mention, k): Line => [k === 0 ? "theorems" : "", theoremWords(mention, result)]),
  ];
}

/** How far simple rules are from the second best; a share says nothing of a rule that breaks what the second best keeps. */
function ruleLines({ simpleRules = [], firstBest }: ResultJson): Line[] {
  const grain = 1e-9 * Math.abs(firstBest.upper ?? 0);
  return simpleRules.map(({ rule, value, gainsFromTrade, brokerProfit, breaks, share }, k): Line => {
    const parts = [
      `gains ${numberText(Math.abs(gainsFromTrade) <= grain ? 0 : gainsFromTrade)}`,
      ...(Math.abs(value - gainsFromTrade) > grain ? [`objective ${numberText(value)}`] : []),
      ...(share && breaks.length === 0 ? [`${percentText(share.lower, share.upper)} of the second best`] : []),
      ...(brokerProfit < -grain ? [`deficit ${numberText(-brokerProfit)}`] : []),
      ...(breaks.length > 0 ? [`breaks ${breaks.map(({ word, worst }) => `${word} by ${numberText(worst)}`).join(", ")}`] : []),
    ];
    return [k === 0 ? "simple rules" : "", `${rule}: ${parts.join(", ")}`];
  });
}

function theoremWords(mention: TheoremJson, { value, certificate: { level } }: ResultJson): string {
  const { id, expected, relation, difference } = mention;
  const { lower, upper, exact } = value;
  const verdict = verdictOf(mention, { lower: lower ?? Number.NaN, upper: upper ?? Number.NaN, exact }, level);
  if (verdict === "applies") return `${id} applies`;
  const sign = relation === "<=" ? "≤" : relation === ">=" ? "≥" : relation;
  const said = `value ${sign} ${typeof expected === "number" ? numberText(expected) : expected}`;
  const words = {
    fails: `FAILS by ${numberText(difference ?? Number.POSITIVE_INFINITY)}`,
    agrees: "agrees",
    holds: "holds",
    open: level === "float" ? "not contradicted (no bound is proved)" : "not contradicted (the bounds do not decide it)",
  };
  return `${id}: ${said}, ${words[verdict]}`;
}

/** The time, and the solver where one was needed. */
function timeWords({ timings, solver, route }: ResultJson): string {
  const total = secondsText(timings.total ?? 0);
  if (!route.endsWith("-program") || timings.solver === undefined) return total;
  return `${total}, of which ${solver.name} ${solver.version} took ${secondsText(timings.solver)}`;
}
