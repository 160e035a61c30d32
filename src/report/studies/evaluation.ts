import { type Evaluation, shareOf } from "../../analysis/evaluate/evaluate.ts";
import { formatRational } from "../../arithmetic/rational.ts";
import type { Violation } from "../../audit/audit.ts";
import type { Bracket } from "../../result.ts";
import { bracketText, numberText, percentText } from "../numbers.ts";

const evaluationFormat = "secondbest/evaluation@1";

interface EndsJson {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** What `secondbest evaluate --json` prints of one mechanism; numbers that do not exist are null. */
export interface EvaluationJson {
  readonly format: typeof evaluationFormat;
  readonly rule: string;
  readonly basis: string;
  readonly value: number | null;
  readonly gainsFromTrade: number | null;
  readonly brokerProfit: number | null;
  readonly rents: { readonly buyers: number | null; readonly sellers: number | null; readonly partners?: readonly (number | null)[] };
  readonly violations: Evaluation["violations"];
  readonly tolerance: number;
  readonly passes: boolean;
  readonly firstBest: EndsJson;
  readonly secondBest: (EndsJson & { readonly exact: string | null }) | null;
  /** Gains as a share of the first best, and the objective as a share of the second best. */
  readonly shares: { readonly firstBest: EndsJson | null; readonly secondBest: EndsJson | null };
}

/** What a rule achieves as plain data: `secondbest/evaluation@1`. */
export function evaluationJson(evaluation: Evaluation): EvaluationJson {
  const { rents, firstBest, secondBest, value, gainsFromTrade } = evaluation;
  const finite = (x: number) => (Number.isFinite(x) ? x : null);
  const ends = ({ lower, upper }: Pick<Bracket, "lower" | "upper">) => ({ lower: finite(lower), upper: finite(upper) });
  const of = (share: ReturnType<typeof shareOf>) => share && ends(share);
  return {
    format: evaluationFormat,
    rule: evaluation.rule,
    basis: evaluation.basis,
    value: finite(value),
    gainsFromTrade: finite(gainsFromTrade),
    brokerProfit: finite(evaluation.brokerProfit),
    rents: {
      buyers: finite(rents.buyers),
      sellers: finite(rents.sellers),
      ...(rents.partners && { partners: rents.partners.map(finite) }),
    },
    violations: evaluation.violations,
    tolerance: evaluation.tolerance,
    passes: evaluation.passes,
    firstBest: ends(firstBest),
    secondBest: secondBest && { ...ends(secondBest), exact: secondBest.exact && formatRational(secondBest.exact) },
    shares: { firstBest: of(shareOf(gainsFromTrade, firstBest)), secondBest: secondBest && of(shareOf(value, secondBest)) },
  };
}

/** A page about one mechanism. */
export function evaluationText(evaluation: Evaluation): string {
  const { rule, value, gainsFromTrade, brokerProfit, rents, violations, firstBest, secondBest, passes } = evaluation;
  const grain = 1e-11 * Math.max(Math.abs(gainsFromTrade), Math.abs(firstBest.upper) || 0);
  const money = (x: number) => (Math.abs(x) <= grain ? "0" : numberText(x));
  const percent = (share: ReturnType<typeof shareOf>, what: string) =>
    share ? [`${percentText(share.lower, share.upper)} of the ${what}`] : [];
  const shares = [...percent(shareOf(gainsFromTrade, firstBest), "first best")];
  const lines: (readonly [string, string])[] = [
    ["mechanism", rule],
    ["gains", [money(gainsFromTrade), ...shares].join(", ")],
    ["broker profit", money(brokerProfit)],
    ["rents", rents.partners ? rents.partners.map(money).join(", ") : `buyers ${money(rents.buyers)}, sellers ${money(rents.sellers)}`],
    ["objective", [money(value), ...(secondBest ? percent(shareOf(value, secondBest), "second best") : [])].join(", ")],
    ...(secondBest
      ? [["second best", bracketText({ ...secondBest, exact: secondBest.exact && formatRational(secondBest.exact) })] as const]
      : []),
    ...(["incentives", "participation", "budget"] as const).map((word) => [word, kept(violations[word], evaluation.tolerance)] as const),
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  const page = lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join("\n");
  const verdict = passes
    ? "It satisfies the words of the problem."
    : "It breaks the words of the problem, so that it may achieve more than the second best.";
  return `${page}\n\n${verdict} ${evaluation.basis}\n`;
}

function kept({ worst, at }: Violation, tolerance: number): string {
  return worst <= tolerance ? "kept" : `broken by ${numberText(worst)}${at === null ? "" : ` (${at})`}`;
}
