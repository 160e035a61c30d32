import { entryOf } from "../../arithmetic/exact-vector.ts";
import { formatRational, one, type Rational, sumRationals, zero } from "../../arithmetic/rational.ts";
import { budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import type { PaymentTable } from "../format.ts";
import type { NaiveAgent, NaiveProblem } from "../verify/finite/naive-problem.ts";
import { chainPrices, type IncentiveChain, tightRents } from "./incentive-chain.ts";
import { lotteryTable, MultiplierDraft, type Proved, paymentTexts } from "./proof.ts";

/** The exact optimum of bilateral trade by virtual surplus: two threshold allocations, mixed, and the budget's price at which they are best. */
export interface ExactTrade {
  readonly value: Rational;
  readonly lambda: Rational;
  /** Weight on `loose`; the rest is on `tight`. For each buyer type, the number of seller types (the cheapest) it trades with. */
  readonly weight: Rational;
  readonly loose: ArrayLike<number>;
  readonly tight: ArrayLike<number>;
  /** Profit beyond the required one that each trader is given, whatever its type. */
  readonly lumpSums: readonly [buyer: Rational, seller: Rational];
}

/**
 * Lifts an optimum that virtual surplus found in exact arithmetic to a proof: the flow of prices on the two chains of types. Right in the cells that
 * virtual surplus solves: bayesian × interim with any budget, and, with an ex-ante budget or none, the stricter cells whose optimum is the same.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 2; N. Kos, M. Manea (2009), Theorems 2–3.
 */
export function liftTrade(problem: NaiveProblem, found: ExactTrade): Proved {
  const { agents, brokerWeight } = problem;
  const [buyer, seller] = agents as readonly [NaiveAgent, NaiveAgent];
  const chains = [chainOf(problem, 0), chainOf(problem, 1)] as const;
  const trade = tradeMatrix(found, seller.types.length);
  const kappa = brokerWeight.add(found.lambda);
  const value = formatRational(found.value);
  return {
    claim: { status: "optimal", lower: value, upper: value },
    proof: {
      kind: "finite",
      mechanism: {
        lottery: lotteryTable(
          trade.flatMap((x) => [one.sub(x), x]),
          2,
        ),
        payments: payments(problem, chains, trade, found.lumpSums),
      },
      multipliers: prices(problem, chains, [buyer.weight, seller.weight], kappa, found.lambda).table(),
    },
    method: "virtual surplus, exact",
    repairs: [],
  };
}

/** The proof that the required profit exceeds the largest one in a cell of {@link liftTrade}: the prices of the profit alone. */
export function liftInfeasibleTrade(problem: NaiveProblem): Proved {
  const chains = [chainOf(problem, 0), chainOf(problem, 1)] as const;
  return {
    claim: { status: "infeasible" },
    proof: { kind: "finite", mechanism: null, multipliers: prices(problem, chains, [zero, zero], one, one).table() },
    method: "virtual surplus, exact",
    repairs: [],
  };
}

/** Types by increasing worth of trade: buyers as they are, sellers from the highest cost down. */
function chainOf(problem: NaiveProblem, a: 0 | 1): IncentiveChain {
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
function tradeMatrix({ weight, loose, tight }: ExactTrade, n: number): Rational[] {
  return Array.from(loose).flatMap((generous, i) =>
    Array.from({ length: n }, (_, j) => (j < (tight[i] as number) ? (j < generous ? one : one.sub(weight)) : j < generous ? weight : zero)),
  );
}

/** The chain prices of both traders on the constraints of the cell, and λ on the budget. */
function prices(
  problem: NaiveProblem,
  chains: readonly [IncentiveChain, IncentiveChain],
  weights: readonly [Rational, Rational],
  kappa: Rational,
  lambda: Rational,
): MultiplierDraft {
  const draft = new MultiplierDraft();
  const { agents, prior, incentives, participation, budget } = problem;
  for (const a of [0, 1] as const) {
    const chain = chains[a];
    const other = chains[1 - a] as IncentiveChain;
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
    const dominant = incentivesStage[incentives] === "ex-post";
    price.down.forEach((total, k) => {
      spread(dominant, k + 1, (state, amount) => draft.incentive(a, state, chain.index[k] as number, amount), total);
    });
    price.up.forEach((total, k) => {
      spread(dominant, k, (state, amount) => draft.incentive(a, state, chain.index[k + 1] as number, amount), total);
    });
    spread(participationStage[participation] === "ex-post", 0, (state, amount) => draft.participation(a, state, amount), price.bottom);
  }
  if (budgetStage[budget] === "ex-ante") draft.budget(0, lambda);
  else if (budgetStage[budget] === "ex-post") for (const p of prior.numerators.keys()) draft.budget(p, lambda.mul(entryOf(prior, p)));
  return draft;
}

/** Payments that leave every type its tight rent and its lump sum: on average spread over states, or state by state where the cell asks for it. */
function payments(
  problem: NaiveProblem,
  chains: readonly [IncentiveChain, IncentiveChain],
  trade: readonly Rational[],
  lumpSums: readonly [Rational, Rational],
): PaymentTable {
  const { agents, prior, incentives, participation } = problem;
  const at = (a: 0 | 1, k: number, q: number) => {
    const [own, other] = [chains[a].index[k] as number, (chains[1 - a] as IncentiveChain).index[q] as number];
    return own * (agents[a] as NaiveAgent).stride + other * (agents[1 - a] as NaiveAgent).stride;
  };
  /** What the types of a chain pay for these probabilities of trade. */
  const tight = (a: 0 | 1, allocation: readonly Rational[]) => {
    const rents = tightRents(chains[a], allocation);
    return allocation.map((x, k) =>
      (chains[a].worth[k] as Rational)
        .mul(x)
        .sub(rents[k] as Rational)
        .sub(lumpSums[a]),
    );
  };
  const both = [0, 1] as const;
  if (incentivesStage[incentives] === "interim" && participationStage[participation] === "interim") {
    const values = both.map((a) => {
      const own = chains[a];
      const other = chains[1 - a] as IncentiveChain;
      const allocation = own.index.map((_, k) => sumRationals(other.masses.map((mass, q) => mass.mul(trade[at(a, k, q)] as Rational))));
      const paid = own.index.map(() => zero);
      tight(a, allocation).forEach((pays, k) => {
        paid[own.index[k] as number] = pays;
      });
      return paid;
    });
    return { rule: "separable", values: paymentTexts(values) };
  }
  const values = both.map((a) => {
    const table = prior.numerators.map(() => zero);
    (chains[1 - a] as IncentiveChain).index.forEach((_, q) => {
      const allocation = chains[a].index.map((_, k) => trade[at(a, k, q)] as Rational);
      tight(a, allocation).forEach((pays, k) => {
        table[at(a, k, q)] = pays;
      });
    });
    return table;
  });
  return { rule: "table", values: paymentTexts(values) };
}
