import { type Evaluation, shareOf } from "../../analysis/evaluate/evaluate.ts";
import type { Violation } from "../../audit/audit.ts";
import { alignedText, type Line } from "../lines.ts";
import { type BracketJson, bracketJson, bracketText, endsJson, finite, numberText, percentText } from "../numbers.ts";

const evaluationFormat = "secondbest/evaluation@1";

type EndsJson = Omit<BracketJson, "exact">;

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
  readonly secondBest: BracketJson | null;
  /** Gains as a share of the first best, and the objective as a share of the second best. */
  readonly shares: { readonly firstBest: EndsJson | null; readonly secondBest: EndsJson | null };
}

/** What a rule achieves as plain data: `secondbest/evaluation@1`. */
export function evaluationJson(evaluation: Evaluation): EvaluationJson {
  const { rents, firstBest, secondBest, value, gainsFromTrade } = evaluation;
  const of = (share: ReturnType<typeof shareOf>) => share && endsJson(share);
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
    firstBest: endsJson(firstBest),
    secondBest: secondBest && bracketJson(secondBest),
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
  const lines: Line[] = [
    ["mechanism", rule],
    ["gains", [money(gainsFromTrade), ...shares].join(", ")],
    ["broker profit", money(brokerProfit)],
    ["rents", rents.partners ? rents.partners.map(money).join(", ") : `buyers ${money(rents.buyers)}, sellers ${money(rents.sellers)}`],
    ["objective", [money(value), ...(secondBest ? percent(shareOf(value, secondBest), "second best") : [])].join(", ")],
    ...(secondBest ? [["second best", bracketText(bracketJson(secondBest))] as const] : []),
    ...(["incentives", "participation", "budget"] as const).map((word) => [word, kept(violations[word], evaluation.tolerance)] as const),
  ];
  const verdict = passes
    ? "It satisfies the words of the problem."
    : "It breaks the words of the problem, so that it may achieve more than the second best.";
  return `${alignedText(lines)}\n\n${verdict} ${evaluation.basis}\n`;
}

function kept({ worst, at }: Violation, tolerance: number): string {
  return worst <= tolerance ? "kept" : `broken by ${numberText(worst)}${at === null ? "" : ` (${at})`}`;
}
