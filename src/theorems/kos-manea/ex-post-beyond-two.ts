import { type Rational, rational } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { hasBudget, maximisesGains } from "../support/problem-cell.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { at, exactly, finiteTrade, problemOf, tradeOf } from "./support/trade.ts";

/** Three types a side in the money units `scale`, counted from `origin`; and when everybody must be willing to take part. */
export interface ThreeTypes {
  readonly scale: Rational;
  readonly origin: Rational;
  readonly participation: "interim" | "ex-post";
}

const example = finiteTrade([9, 22, 29], ["6/13", "6/13", "1/13"], [8, 21, 25], ["1/34", "3/34", "30/34"]);

/** The example in other units. */
export function threeTypes({ scale, origin }: Pick<ThreeTypes, "scale" | "origin">): FiniteTrade {
  const moved = (types: readonly Rational[]) => types.map((type) => type.mul(scale).add(origin));
  return { B: moved(example.B), p: example.p, S: moved(example.S), q: example.q };
}

export const problem = (parameters: ThreeTypes): DesignProblem =>
  problemOf(threeTypes(parameters), { participation: parameters.participation });

export const value = ({ scale, participation }: ThreeTypes) =>
  exactly(rational(participation === "interim" ? "21/34" : "404/663").mul(scale));

export const exPostBeyondTwo: Theorem<ThreeTypes> = {
  id: "kos-manea/ex-post-beyond-two",
  citation: citation("section 8, with an example"),
  statement:
    "Beyond two types ex-post participation can cost gains: with values 9, 22, 29 of masses (6, 6, 1)/13 and costs 8, 21, 25 of masses (1, 3, 30)/34, first best 21/34 is attained under interim participation, but at most 404/663 under ex-post participation, with a balanced budget.",
  domain:
    "this example in any money units; bayesian incentives, interim or ex-post participation, balanced budget without required profit; gains from trade",
  errata: [],
  parametersOf(candidate) {
    const { incentives, participation } = candidate;
    if (incentives !== "bayesian" || (participation !== "interim" && participation !== "ex-post")) return null;
    if (!maximisesGains(candidate) || !hasBudget(candidate, ["balanced"])) return null;
    const trade = tradeOf(candidate);
    return trade && inUnitsOfExample(trade, participation);
  },
  problem,
  value,
};

function inUnitsOfExample(trade: FiniteTrade, participation: ThreeTypes["participation"]): ThreeTypes | null {
  if (trade.B.length !== 3 || trade.S.length !== 3) return null;
  const scale = at(trade.B, 1)
    .sub(at(trade.B, 0))
    .div(at(example.B, 1).sub(at(example.B, 0)));
  const unit = { scale, origin: at(trade.B, 0).sub(scale.mul(at(example.B, 0))) };
  const same = (a: readonly Rational[], b: readonly Rational[]) => a.every((entry, k) => entry.equals(at(b, k)));
  const moved = threeTypes(unit);
  return same(trade.B, moved.B) && same(trade.S, moved.S) && same(trade.p, moved.p) && same(trade.q, moved.q)
    ? { ...unit, participation }
    : null;
}
