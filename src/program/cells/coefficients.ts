import { add, type DoubleInterval, exactly, multiply, subtract } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import { lowOf } from "./inner.ts";
import type { PairQuestion } from "./question.ts";

/**
 * What a mechanism that is constant on pairs of cells brings in expectation, as coefficients of its probabilities of trade x_ij (index i·n + j), when the worst types' rents are 0 and
 * each report is priced at the worst type of its cell ({@link lowOf}): U there is Σ over the cells k′ below of (low_{k′+1} − low_{k′})·x.
 */
export interface CellCoefficients {
  readonly gains: readonly DoubleInterval[];
  /** Of both traders. */
  readonly rents: readonly [readonly DoubleInterval[], readonly DoubleInterval[]];
  /** What the broker keeps: gains less both rents. */
  readonly profit: readonly DoubleInterval[];
}

const zero = exactly(0);

/** The distances between the worths at which neighbouring cells are priced: what a unit in one cell adds to the rents of all better cells. */
export function stepsOf(cells: readonly TraderCell[]): readonly DoubleInterval[] {
  return cells.map((cell, k) => {
    const next = cells[k + 1];
    return next ? subtract(lowOf(next), lowOf(cell)) : zero;
  });
}

/** True for a cell that a mechanism constant on cells cannot let trade: without a worst type no price suits all types that must take part. */
export function cannotTrade({ low }: TraderCell, { participation }: Pick<PairQuestion, "participation">): boolean {
  return !Number.isFinite(low.lo) && (participation === "interim" || participation === "ex-post");
}

export function cellCoefficients(question: PairQuestion): CellCoefficients {
  const { groups } = question;
  const [buyer, seller] = groups;
  const n = seller.cells.length;
  const own = groups.map(({ cells }) => {
    const steps = stepsOf(cells);
    // Mass of better cells.
    const better: DoubleInterval[] = new Array(cells.length).fill(zero);
    for (let k = cells.length - 2; k >= 0; k--) better[k] = add(better[k + 1] as DoubleInterval, (cells[k + 1] as TraderCell).mass);
    return cells.map((cell, k) =>
      cannotTrade(cell, question)
        ? zero
        : add(subtract(cell.moment, multiply(cell.mass, lowOf(cell))), multiply(steps[k] as DoubleInterval, better[k] as DoubleInterval)),
    );
  });
  const states = Array.from({ length: buyer.cells.length * n }, (_, s) => [Math.floor(s / n), s % n] as const);
  const cell = (side: 0 | 1, k: number) => groups[side].cells[k] as TraderCell;
  const idle = (i: number, j: number) => cannotTrade(cell(0, i), question) || cannotTrade(cell(1, j), question);
  const per = (of: (i: number, j: number) => DoubleInterval) => states.map(([i, j]) => (idle(i, j) ? zero : of(i, j)));
  const gains = per((i, j) => add(multiply(cell(0, i).moment, cell(1, j).mass), multiply(cell(0, i).mass, cell(1, j).moment)));
  const buyers = per((i, j) => multiply(own[0]?.[i] as DoubleInterval, cell(1, j).mass));
  const sellers = per((i, j) => multiply(own[1]?.[j] as DoubleInterval, cell(0, i).mass));
  const profit = gains.map((g, s) => subtract(subtract(g, buyers[s] as DoubleInterval), sellers[s] as DoubleInterval));
  return { gains, rents: [buyers, sellers], profit };
}

/** The objective of a mechanism whose worst types' rents are 0 on average, as coefficients of x. */
export function objectiveCoefficients({ groups, broker }: PairQuestion, { gains, rents }: CellCoefficients): readonly DoubleInterval[] {
  return gains.map((gain, s) =>
    groups.reduce((sum, { excess }, side) => add(sum, multiply(excess, rents[side]?.[s] as DoubleInterval)), multiply(broker, gain)),
  );
}

/** What the worst types' rents, on average, add to the objective. */
export function objectiveOfLumps({ groups }: PairQuestion, means: readonly [DoubleInterval, DoubleInterval]): DoubleInterval {
  return groups.reduce((sum, { excess }, side) => add(sum, multiply(excess, means[side] as DoubleInterval)), zero);
}

/** Σ coefficients·x, x taken as exact. */
export function valueAt(coefficients: readonly DoubleInterval[], x: Float64Array): DoubleInterval {
  return coefficients.reduce((sum, c, s) => (x[s] === 0 ? sum : add(sum, multiply(c, exactly(x[s] as number)))), zero);
}
