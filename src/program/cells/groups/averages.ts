import { add, type DoubleInterval, exactly, multiply, subtract } from "../../../arithmetic/interval.ts";
import type { TraderCell } from "../../../type-space/trader-cells.ts";
import type { GroupInCells, GroupQuestion } from "../question.ts";
import { coefficientsOf, meanOf, priceOf, requiredOf } from "./inner.ts";
import type { KnownMenu, KnownMenus } from "./known-menus.ts";

/** Whether participation and the budget, where they are asked for on average, surely hold, masses being known as intervals. */
export function averagesHold(question: GroupQuestion, menus: KnownMenus): boolean {
  const { groups, participation, budget } = question;
  const takePart = { never: () => true, "ex-post": () => true, interim: willing, "ex-ante": willingBefore }[participation];
  if (!groups.every((group, g) => takePart(group, menus[g] ?? []))) return false;
  if (budget !== "ex-ante") return true;
  // What anybody pays is its worth less its utility.
  const paid = groups.map((group, g) => {
    const made = (menus[g] ?? []).reduce(
      (sum, { probability, quantity }) =>
        group.cells.reduce((all, { moment }, k) => add(all, multiply(multiply(probability, moment), quantity[k] as DoubleInterval)), sum),
      exactly(0),
    );
    return multiply(exactly(group.count), subtract(made, expectedUtility(group, menus[g] ?? [])));
  });
  return paid.reduce(add).lo >= requiredOf(question).hi;
}

/** Every type takes part. */
function willing({ cells, reference }: GroupInCells, menus: readonly KnownMenu[]): boolean {
  return cells.every((cell, k) => {
    if (k > 0 && reference === 0) return true;
    return endsAt(cell, reference > 0).every((end) => {
      const length = subtract(end, exactly(priceOf(cell)));
      const utility = menus.reduce(
        (sum, { probability, quantity, utility: own }) =>
          add(sum, multiply(probability, add(own[k] as DoubleInterval, multiply(length, quantity[k] as DoubleInterval)))),
        exactly(0),
      );
      return utility.lo >= multiply(exactly(reference), end).hi;
    });
  });
}

/** Everybody takes part before it knows its type. */
function willingBefore(group: GroupInCells, menus: readonly KnownMenu[]): boolean {
  return expectedUtility(group, menus).lo >= multiply(exactly(group.reference), meanOf(group.cells)).hi;
}

/** Ends of a cell at which participation is asked: its worst worth, and for those who may sell the best one. */
function endsAt(cell: TraderCell, owns: boolean): readonly DoubleInterval[] {
  const ends = [exactly(priceOf(cell))];
  return owns && !cell.atom && Number.isFinite(cell.high.hi) ? [...ends, exactly(cell.high.hi)] : ends;
}

function expectedUtility({ cells }: GroupInCells, menus: readonly KnownMenu[]): DoubleInterval {
  return menus.reduce(
    (sum, { probability, quantity, utility }) =>
      cells.reduce((all, cell, k) => {
        const { rise, mass } = coefficientsOf(cell, probability);
        return add(all, add(multiply(rise, quantity[k] as DoubleInterval), multiply(mass, utility[k] as DoubleInterval)));
      }, sum),
    exactly(0),
  );
}
