import { type Rational, ratio, toNumber } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { againstEngine, compare, compareExact } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { exactFirstBest, firstBest } from "../support/first-best.ts";
import { gridTrade } from "../support/grid-trade.ts";
import { coversSupport } from "../support/laws.ts";
import { chargeSlack, exactChargeSlack, exactLeastCharges, leastCharges, replicaPrice } from "../support/participation-charges.ts";
import { hasBudget, maximisesGains, undiscretizedTrade } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import { type LawPair, lawPair } from "../support/sample-laws.ts";
import type { Engine, StatedValue, Theorem } from "../theorem.ts";

const cell = { incentives: "dominant", participation: "ex-ante", budget: "no-deficit" } as const;

/** True for gains from trade under dominant incentives, ex-ante participation and no deficit in any state. */
export function isTruthfulExAnte(asked: DesignProblem): boolean {
  return maximisesGains(asked) && asked.incentives === "dominant" && asked.participation === "ex-ante" && hasBudget(asked, ["no-deficit"]);
}

/** First best, reached iff the charges can be covered. */
export function truthfulValue({ buyer, seller }: LawPair): StatedValue {
  const value = firstBest(buyer, seller);
  return chargeSlack(buyer, seller) >= 0 ? { value, tolerance: 1e-10 } : { value, tolerance: 1e-10, relation: "<" };
}

/** The engine on a midpoint grid of the laws: equal to the grid's first best when the grid's own slack allows it, below it when far from it. */
export async function onGrid({ buyer, seller }: LawPair, points: number, engine: Engine): Promise<ReturnType<typeof againstEngine>> {
  const environment = bilateralTrade({ buyer, seller });
  const discretization = { rule: "midpoint", points } as const;
  const trade = gridTrade(environment, discretization);
  const best = toNumber(exactFirstBest(trade.B, trade.p, trade.S, trade.q));
  const feasible = exactChargeSlack(trade).s >= 0n;
  const optimum = await engine.optimum(designProblem({ environment, discretization, ...cell }));
  const what = `${points} types, slack ${toNumber(exactChargeSlack(trade)).toFixed(4)}`;
  return feasible
    ? againstEngine(what, optimum, { value: best, tolerance: 0 }, 1e-6)
    : againstEngine(what, optimum, { value: best * (1 - 1e-5), tolerance: 0, relation: "<" }, 0);
}

/** Largest E[(B − S)⁺] over all ways to pair n equally likely values with n equally likely costs, by trying all. */
function bestPairing(values: readonly number[], costs: readonly number[]): number {
  const used = costs.map(() => false);
  const search = (i: number): number => {
    if (i === values.length) return 0;
    let best = 0;
    costs.forEach((cost, j) => {
      if (used[j]) return;
      used[j] = true;
      best = Math.max(best, Math.max((values[i] as number) - cost, 0) + search(i + 1));
      used[j] = false;
    });
    return best;
  };
  return search(0);
}

/**
 * Exactly when efficient trade is truthful, ex-ante individually rational and free of deficits.
 *
 * The least total charge is an optimal-transport dual, min E[h_B] + E[h_S] with h_B(s) + h_S(b) ≥ (b − s)⁺, whose primal pairs high values
 * with low costs; it equals ∫min(F_S, 1−F_B) and is attained by the median theorem's charges with kink at p*.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), median theorem, whose proof bounds the same two integrals.
 */
export const exactCondition: Theorem<LawPair> = {
  id: "jagadeesan-tordjman/exact-condition",
  citation:
    "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, median theorem, sharpened by optimal-transport duality",
  statement:
    "An efficient, truthful, ex-ante individually rational mechanism without deficit exists iff ∫min(F_S, 1−F_B) ≤ 2∫F_S(1−F_B); then the largest gains from trade are the first best, otherwise they are strictly less.",
  domain:
    "Bilateral trade, not discretized; both laws with full support on the same bounded interval (atoms allowed), or any bounded laws that satisfy the inequality; gains from trade; dominant incentives, ex-ante participation, no-deficit budget without required profit.",
  errata: ["JT-2"],
  samples: () => [
    lawPair({ distribution: "uniform", min: 0, max: 1 }, { distribution: "uniform", min: 0, max: 1 }),
    // Medians reversed, and still efficient.
    lawPair({ distribution: "uniform", min: 0, max: 1 }, { distribution: "power", min: 0, max: 1, exponent: 2 }),
    // Not efficient.
    lawPair({ distribution: "reverse-power", min: 0, max: 1, exponent: 3 }, { distribution: "power", min: 0, max: 1, exponent: 3 }),
    lawPair({ distribution: "reverse-power", min: -1, max: 1, exponent: 4 }, { distribution: "power", min: -1, max: 1, exponent: 2 }),
  ],
  parametersOf(asked) {
    const trade = isTruthfulExAnte(asked) ? undiscretizedTrade(asked) : null;
    if (!trade) return null;
    const { buyer, seller } = trade;
    if (![buyer, seller].every(({ support }) => Number.isFinite(support.min) && Number.isFinite(support.max))) return null;
    const same = buyer.support.min === seller.support.min && buyer.support.max === seller.support.max;
    const full = same && coversSupport(buyer) && coversSupport(seller);
    return full || chargeSlack(buyer, seller) >= 0 ? { buyer, seller } : null;
  },
  problem: ({ buyer, seller }) => designProblem({ environment: bilateralTrade({ buyer, seller }), ...cell }),
  value: truthfulValue,
  checks: [
    {
      name: "∫min(F_S, 1−F_B) against the charges with kink p*, and against all pairings of finite types",
      usesEngine: false,
      async run({ buyer, seller }) {
        const price = replicaPrice(buyer, seller);
        const charges = expectationOver(seller, (c) => price - c, undefined, price) + expectationOver(buyer, (v) => v - price, price);
        const random = randomSource(Math.round(1e6 * price));
        const n = 6;
        const points = () => random.increasing(n, 0, 20);
        const [values, costs] = [points(), points()];
        const exact = (list: readonly number[]) => list.map((x) => ratio(BigInt(x), 1n));
        const equal: readonly Rational[] = values.map(() => ratio(1n, BigInt(n)));
        const finite: FiniteTrade = { B: exact(values), p: equal, S: exact(costs), q: equal };
        return [
          compare("E[(p* − S)⁺] + E[(B − p*)⁺]", charges, "=", leastCharges(buyer, seller), 1e-9),
          compareExact(
            "largest E[(B − S)⁺] over pairings",
            ratio(BigInt(bestPairing(values, costs)), BigInt(n)),
            exactLeastCharges(finite),
          ),
        ];
      },
    },
    {
      name: "the engine on a grid reaches its first best iff the grid's slack is nonnegative",
      usesEngine: true,
      run: (pair, engine) => onGrid(pair, 10, engine),
    },
  ],
};
