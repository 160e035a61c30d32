import { formatRational, type NumberInput, type Rational, rational } from "../../arithmetic/rational.ts";
import type { FloatSolve } from "../../exact-lp/optimum.ts";
import { auditTransfer, type TransferAudit } from "./audit.ts";
import { provedOptimum, type Question } from "./proved-optimum.ts";
import { uniformPair } from "./uniform-pair.ts";

/** A number between two proved rationals, written as fractions; where they are equal it is that number. */
export interface ProvedInterval {
  readonly lower: string;
  readonly upper: string;
}

/** What the two programs prove about one shift of the supports. */
export interface ShiftStudy {
  readonly shift: string;
  /** The ends of the set of shares s₁ with an efficient, balanced, interim incentive-compatible, ex-post individually rational mechanism. */
  readonly smallestShare: ProvedInterval;
  readonly largestShare: ProvedInterval;
  /** The worst that an audit of the inner program's mechanisms found, over both ends and all subsidies. */
  readonly audit: TransferAudit;
  /** The least constant subsidy with which there is one. */
  readonly leastSubsidies: readonly { readonly share: string; readonly subsidy: ProvedInterval }[];
}

export interface StudyOptions extends FloatSolve {
  /** Cells on each of the four pieces of the supports, for the ends of the set: 1 is enough. */
  readonly piecesForShares: number;
  /** The same for subsidies, whose bounds approach each other in proportion to the width of cells. */
  readonly piecesForSubsidies: number;
}

/** Types of each partner in the audit of every inner mechanism. */
const auditedTypes = 41;

/**
 * Runs the outer and the inner program for one shift: both ends of the set of shares, and the least constant subsidy at each of the given shares. Every
 * number is the exact optimum of its program. Throws InvalidInputError (fields `shift`, `pieces`), and Error where no exact optimum was reached.
 */
export async function studyShift(shift: NumberInput, shares: readonly NumberInput[], options: StudyOptions): Promise<ShiftStudy> {
  let audit: TransferAudit = { leastRent: Number.POSITIVE_INFINITY, largestMisreportGain: Number.NEGATIVE_INFINITY };
  const solve = async (side: "outer" | "inner", pieces: number, question: Question) => {
    const pair = uniformPair(shift, pieces);
    const { value, point } = await provedOptimum(pair, side, question, options);
    if (side === "inner") {
      const found = auditTransfer(pair, point, auditedTypes);
      audit = {
        leastRent: Math.min(audit.leastRent, found.leastRent),
        largestMisreportGain: Math.max(audit.largestMisreportGain, found.largestMisreportGain),
      };
    }
    return value;
  };
  const interval = (outer: Rational, inner: Rational, outerIsLower: boolean): ProvedInterval => {
    const [lower, upper] = outerIsLower ? [outer, inner] : [inner, outer];
    if (lower.gt(upper)) throw new Error(`internal error: lower ${formatRational(lower)} above upper ${formatRational(upper)}`);
    return { lower: formatRational(lower), upper: formatRational(upper) };
  };
  const end = async (question: "smallest share" | "largest share") =>
    interval(
      await solve("outer", options.piecesForShares, question),
      await solve("inner", options.piecesForShares, question),
      question === "smallest share",
    );
  const leastSubsidies: { share: string; subsidy: ProvedInterval }[] = [];
  for (const share of shares) {
    const question = { leastSubsidyAt: rational(share) };
    const pieces = options.piecesForSubsidies;
    leastSubsidies.push({
      share: formatRational(question.leastSubsidyAt),
      subsidy: interval(await solve("outer", pieces, question), await solve("inner", pieces, question), true),
    });
  }
  const smallestShare = await end("smallest share");
  const largestShare = await end("largest share");
  return { shift: formatRational(rational(shift)), smallestShare, largestShare, audit, leastSubsidies };
}
