import { entryOf } from "../../arithmetic/exact-vector.ts";
import { formatRational, one, type Rational, sumRationals, zero } from "../../arithmetic/rational.ts";
import { type ExactAnswer, ExactSearch } from "../../virtual-surplus/grid/exact-search.ts";
import type { PaymentTable } from "../format.ts";
import type { NaiveAgent, NaiveProblem } from "../verify/naive-problem.ts";
import { type Chain, chainPrices, tightRents } from "./incentive-chain.ts";
import { lotteryTable, MultiplierDraft, type Proved, paymentTexts } from "./proof.ts";

/**
 * True for bilateral trade in the cells that virtual surplus solves: bayesian × interim with any budget, and, with an ex-ante budget or none,
 * the stricter cells whose optimum is the same (ex-post participation or dominant incentives).
 */
export function isVirtualSurplusCell({ incentives, participation, budget }: NaiveProblem): boolean {
  if (participation !== "interim" && participation !== "ex-post") return false;
  return (incentives === "bayesian" && participation === "interim") || budget === "ex-ante" || budget === "none";
}

/**
 * The exact optimum of bilateral trade in a cell of {@link isVirtualSurplusCell}, or its infeasibility, with the proof that flow conservation
 * gives on the two chains of types. Returns null when the problem is unbounded.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 2; N. Kos, M. Manea (2009), Theorems 2–3.
 */
export function proveTrade(problem: NaiveProblem): Proved | null {
  const { agents, budget, brokerWeight, requiredProfit } = problem;
  const [buyer, seller] = agents as readonly [NaiveAgent, NaiveAgent];
  const heaviest = buyer.weight.gt(seller.weight) ? buyer.weight : seller.weight;
  const excess = heaviest.sub(brokerWeight);
  if (budget === "none" && excess.gt(zero)) return null;
  const chains = [chainOf(problem, 0), chainOf(problem, 1)] as const;
  const ascending = { values: chains[0].worth, masses: chains[0].masses };
  const costs = { values: chains[1].worth.map((v) => v.neg()).reverse(), masses: [...chains[1].masses].reverse() };
  const search = new ExactSearch({
    buyer: ascending,
    seller: costs,
    weights: { buyers: buyer.weight, sellers: seller.weight, broker: brokerWeight },
    lowest: budget === "balanced" || (budget !== "none" && excess.gt(zero)) ? excess : zero,
    requiredProfit: budget === "none" ? null : requiredProfit,
  });
  const answer = search.solve();
  if (answer.kind === "infeasible") {
    return {
      claim: { status: "infeasible" },
      proof: { kind: "finite", mechanism: null, multipliers: prices(problem, chains, [zero, zero], one, one).table() },
      method: "virtual surplus, exact",
      repairs: [],
    };
  }
  const trade = tradeMatrix(answer, costs.values.length);
  const kappa = brokerWeight.add(answer.lambda);
  const multipliers = prices(problem, chains, [buyer.weight, seller.weight], kappa, answer.lambda).table();
  // Profit beyond the required one belongs to the heavier side when its weight exceeds the broker's, and always when the budget is balanced.
  const handsOut = budget === "balanced" || (budget !== "none" && excess.gt(zero));
  const slack = answer.kind === "slack" && handsOut ? answer.line.profit.sub(requiredProfit) : zero;
  const objective = answer.kind === "slack" ? answer.line.objective.add(slack.mul(excess)) : answer.objective;
  const bases = buyer.weight.gt(seller.weight) ? ([slack, zero] as const) : ([zero, slack] as const);
  const value = formatRational(objective);
  return {
    claim: { status: "optimal", lower: value, upper: value },
    proof: {
      kind: "finite",
      mechanism: {
        lottery: lotteryTable(
          trade.flatMap((x) => [one.sub(x), x]),
          2,
        ),
        payments: payments(problem, chains, trade, bases),
      },
      multipliers,
    },
    method: "virtual surplus, exact",
    repairs: [],
  };
}

/** Types by increasing worth of trade: buyers as they are, sellers from the highest cost down. */
function chainOf(problem: NaiveProblem, a: 0 | 1): Chain {
  const agent = problem.agents[a] as NaiveAgent;
  const n = agent.types.length;
  const index = Array.from({ length: n }, (_, k) => (a === 0 ? k : n - 1 - k));
  const mass = agent.types.map(() => 0n);
  problem.prior.numerators.forEach((numerator, p) => {
    const k = Math.floor(p / agent.stride) % n;
    mass[k] = (mass[k] as bigint) + numerator;
  });
  return {
    index,
    worth: index.map((k) => entryOf(agent.utilities, n + k)),
    masses: index.map((k) => entryOf({ numerators: mass, denominator: problem.prior.denominator }, k)),
  };
}

/** Probability of trade at each profile (buyer's type slower). */
function tradeMatrix(answer: Exclude<ExactAnswer, { kind: "infeasible" }>, n: number): Rational[] {
  const [loose, tight, weight] =
    answer.kind === "slack" ? [answer.line.counts, answer.line.counts, zero] : [answer.loose.counts, answer.tight.counts, answer.weight];
  return Array.from(loose).flatMap((generous, i) =>
    Array.from({ length: n }, (_, j) => (j < (tight[i] as number) ? (j < generous ? one : one.sub(weight)) : j < generous ? weight : zero)),
  );
}

/** The chain prices of both traders on the constraints of the cell, and λ on the budget. */
function prices(
  problem: NaiveProblem,
  chains: readonly [Chain, Chain],
  weights: readonly [Rational, Rational],
  kappa: Rational,
  lambda: Rational,
): MultiplierDraft {
  const draft = new MultiplierDraft();
  const { agents, prior, incentives, participation, budget } = problem;
  for (const a of [0, 1] as const) {
    const chain = chains[a];
    const other = chains[1 - a] as Chain;
    const price = chainPrices(chain, weights[a], kappa);
    const { stride } = agents[a] as NaiveAgent;
    const otherStride = (agents[1 - a] as NaiveAgent).stride;
    /** An interim price as it is, or spread over the states of the other trader in proportion to their probability. */
    const spread = (perState: boolean, k: number, state: (state: number, price: Rational) => void, total: Rational) => {
      const own = chain.index[k] as number;
      if (!perState) return state(own, total);
      other.index.forEach((l, q) => {
        state(own * stride + l * otherStride, total.mul(other.masses[q] as Rational));
      });
    };
    const dominant = incentives === "dominant";
    price.down.forEach((total, k) => {
      spread(dominant, k + 1, (state, amount) => draft.incentive(a, state, chain.index[k] as number, amount), total);
    });
    price.up.forEach((total, k) => {
      spread(dominant, k, (state, amount) => draft.incentive(a, state, chain.index[k + 1] as number, amount), total);
    });
    spread(participation === "ex-post", 0, (state, amount) => draft.participation(a, state, amount), price.bottom);
  }
  if (budget === "ex-ante") draft.budget(0, lambda);
  else if (budget !== "none") for (const p of prior.numerators.keys()) draft.budget(p, lambda.mul(entryOf(prior, p)));
  return draft;
}

/** Payments that leave every type its tight rent plus its side's base, in the form that the cell needs. */
function payments(
  problem: NaiveProblem,
  chains: readonly [Chain, Chain],
  trade: readonly Rational[],
  bases: readonly [Rational, Rational],
): PaymentTable {
  const { agents, prior, incentives, participation } = problem;
  const at = (a: 0 | 1, k: number, q: number) => {
    const [own, other] = [chains[a].index[k] as number, (chains[1 - a] as Chain).index[q] as number];
    return own * (agents[a] as NaiveAgent).stride + other * (agents[1 - a] as NaiveAgent).stride;
  };
  const interim = ([0, 1] as const).map((a) => {
    const chain = chains[a];
    const other = chains[1 - a] as Chain;
    const allocation = chain.index.map((_, k) => sumRationals(other.masses.map((mass, q) => mass.mul(trade[at(a, k, q)] as Rational))));
    const rents = tightRents(chain, allocation);
    return chain.worth.map((v, k) => ({
      allocation: allocation[k] as Rational,
      pays: v.mul(allocation[k] as Rational).sub(rents[k] as Rational),
    }));
  });
  if (incentives === "bayesian" && participation === "interim") {
    const values = interim.map((own, a) => {
      const values = own.map(() => zero);
      own.forEach(({ pays }, k) => {
        values[chains[a]?.index[k] as number] = pays.sub(bases[a] as Rational);
      });
      return values;
    });
    return { rule: "separable", values: paymentTexts(values) };
  }
  const values = ([0, 1] as const).map((a) => {
    const table = prior.numerators.map(() => zero);
    (chains[1 - a] as Chain).index.forEach((_, q) => {
      const allocation = chains[a].index.map((_, k) => trade[at(a, k, q)] as Rational);
      const rents = tightRents(chains[a], allocation);
      allocation.forEach((x, k) => {
        const mean = interim[a]?.[k];
        // Dominant: tight in every state. Otherwise in proportion to trade, so that nobody loses in any state.
        const pays =
          incentives === "dominant"
            ? (chains[a].worth[k] as Rational).mul(x).sub(rents[k] as Rational)
            : mean === undefined || mean.allocation.equals(zero)
              ? zero
              : x.mul(mean.pays).div(mean.allocation);
        table[at(a, k, q)] = pays.sub(bases[a]);
      });
    });
    return table;
  });
  return { rule: "table", values: paymentTexts(values) };
}
