import { doubles, type Numbers } from "../../arithmetic/numbers.ts";
import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { LinearEnvironment } from "../../environments/linear.ts";
import { type Dividing, toTheHighest } from "./dividing.ts";
import type { VirtualLevel } from "./virtual-types.ts";

/** How partners divide their unit: at will, or in one of the ways that their frontier lists. */
export function dividingOf({ frontier }: Pick<LinearEnvironment, "frontier">): Dividing {
  return frontier.name === "listed" ? listedDividing(frontier.outcomes().map(({ quantities }) => quantities)) : toTheHighest;
}

/** What is rounding in sums of worths, relative to the largest. */
const rounding = 2 ** -42;

/**
 * The division of a list with the largest sum of worth times holding: `divisions[o][a]` is what partner a holds. Of several the first, or the last where groups
 * are taken in reverse order; the choice among ties is the same whatever the types, so that who has a higher worth never holds less. All profiles of levels are looked at:
 * O(levels₁ · … · levels_n · divisions).
 */
function listedDividing(divisions: readonly (readonly Rational[])[]): Dividing {
  const inNumbers = divisions.map((holdings) => holdings.map(toNumber));
  return {
    holdings: (_, types, order, numbers, slack) =>
      meanHoldings(
        types.map(({ levels }) => levels),
        divisions.map((holdings) => holdings.map(numbers.of)),
        numbers,
        (largest) => chooser(order, numbers, numbers.mul(slack, largest)),
      ),
    at(_, worths, order) {
      const sums = inNumbers.map((holdings) => holdings.reduce((sum, held, a) => sum + held * (worths[a] as number), 0));
      const margin = rounding * worths.reduce((most, worth) => Math.max(most, Math.abs(worth)), 0);
      return inNumbers[chooser(order, doubles, margin)(sums)] as number[];
    },
    inDoubles: (worths) => worths.map((own) => own.map(toNumber)),
  };
}

/** Per partner and level, the mean holding over all profiles of the others' levels; `choose` says which division has the best sums, given the largest worth. */
function meanHoldings<N>(
  levels: readonly (readonly Pick<VirtualLevel<N>, "worth" | "mass">[])[],
  divisions: readonly (readonly N[])[],
  numbers: Numbers<N>,
  choose: (largest: N) => (sums: readonly N[]) => number,
): N[][] {
  const { zero, one, add, mul, div } = numbers;
  const largest = levels.flat().reduce((most, { worth }) => larger(most, size(worth, numbers), numbers), zero);
  const best = choose(largest);
  const held = levels.map((own) => own.map(() => zero));
  const at: number[] = [];
  // `sums` and `chance` are those of the levels of the first partners.
  const descend = (sums: readonly N[], chance: N) => {
    const own = levels[at.length];
    if (!own) {
      const division = divisions[best(sums)] as readonly N[];
      for (const [a, l] of at.entries()) {
        const list = held[a] as N[];
        list[l] = add(list[l] as N, mul(chance, division[a] as N));
      }
      return;
    }
    const a = at.length;
    for (const [l, { worth, mass }] of own.entries()) {
      at.push(l);
      descend(
        sums.map((sum, o) => add(sum, mul(worth, divisions[o]?.[a] as N))),
        mul(chance, mass),
      );
      at.pop();
    }
  };
  descend(
    divisions.map(() => zero),
    one,
  );
  return levels.map((own, a) => own.map(({ mass }, l) => div(held[a]?.[l] as N, mass)));
}

const larger = <N>(a: N, b: N, { less }: Numbers<N>): N => (less(a, b) ? b : a);

const size = <N>(x: N, { zero, sub, less }: Numbers<N>): N => (less(x, zero) ? sub(zero, x) : x);

/** The place of the largest sum: of those that differ by no more than `margin` the first, or the last in reverse order. */
function chooser<N>(order: readonly number[], { less, add }: Pick<Numbers<N>, "less" | "add">, margin: N): (sums: readonly N[]) => number {
  const reverse = (order[0] as number) > (order.at(-1) as number);
  return (sums) => {
    const most = sums.reduce((top, sum) => (less(top, sum) ? sum : top));
    const isBest = (sum: N) => !less(add(sum, margin), most);
    return reverse ? sums.findLastIndex(isBest) : sums.findIndex(isBest);
  };
}
