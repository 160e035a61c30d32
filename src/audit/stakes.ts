import { CompensatedSum } from "../arithmetic/sum.ts";
import { firstBestOfOutcomes } from "../environments/first-best.ts";
import type { TypeProfiles } from "../environments/type-profiles.ts";
import { expectation } from "../mechanism/expectation.ts";
import type { AgentRule } from "../mechanism/mechanism.ts";
import { firstBestGains } from "../mechanism/sums.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { TradingOdds } from "../virtual-surplus/kernel/trading-odds.ts";
import type { AuditView } from "./view.ts";

/**
 * The money at stake: expected gains of the efficient allocation above outside options, and what there is to lose where there is nothing to
 * gain. O(m + n) for one buyer and one seller.
 */
export function stakesOf(view: AuditView): number {
  if (view.kind === "tables" && view.states.outcomes !== null)
    return outcomeStakes(view.agents, view.profiles, view.states.outcomes.length);
  if (view.agents.some(({ party }) => party === "partner")) return partnershipStakes(view.agents);
  const of = (party: "buyer" | "seller") =>
    view.agents
      .filter((agent) => agent.party === party)
      .map(({ count, worths, masses }) => ({
        count,
        types: { values: party === "buyer" ? worths : worths.map((w) => -w), masses },
      }));
  const [buyers, sellers] = [of("buyer"), of("seller")];
  const [buyer, seller] = [buyers[0], sellers[0]];
  const pair = buyers.length === 1 && sellers.length === 1 && buyer?.count === 1 && seller?.count === 1;
  return pair ? tradeStakes(buyer.types, seller.types) : marketStakes(buyers, sellers);
}

interface Group {
  readonly count: number;
  readonly types: TypeSpace;
}

/** First-best gains, or what trade would cost on average when there is never a gain. */
function tradeStakes(buyer: TypeSpace, seller: TypeSpace): number {
  const gains = firstBestGains(buyer, seller);
  return gains > 0 ? gains : expectation(seller.masses, seller.values) - expectation(buyer.masses, buyer.values);
}

/**
 * First-best gains among many traders, E ∫ min(D(t), S(t)) dt with D(t) the number of values above t and S(t) of costs below t; the expected
 * span of types when there is never a gain.
 */
function marketStakes(buyers: readonly Group[], sellers: readonly Group[]): number {
  const cursors = [...buyers, ...sellers].map(cursor);
  const odds = new TradingOdds(cursors.map(({ count }, g) => ({ buyer: g < buyers.length, count })));
  return gainsOrSpan(
    [...buyers, ...sellers].map(({ types }) => types.values),
    (from) => {
      // On (from, next): a value is above t iff above `from`, a cost below t iff at most `from`.
      cursors.forEach((group, g) => {
        const below = group.upTo(from);
        if (g < buyers.length) odds.set(g, 1 - below, below);
        else odds.set(g, below, 1 - below);
      });
      return odds.expectedTrades().value;
    },
  );
}

/**
 * First-best gains among partners, E max − Σ r_i·E v_i = ∫ [Σ r_i·P(v_i ≤ t) − Π P(v_i ≤ t)] dt, without any profile; the span of types when there
 * is never a gain.
 */
function partnershipStakes(partners: AuditView["agents"]): number {
  const groups = partners.map(({ count, worths, masses, reference = 0 }) => ({
    ...cursor({ count, types: { values: worths, masses } }),
    held: count * reference,
  }));
  return gainsOrSpan(
    partners.map(({ worths }) => worths),
    (from) => {
      const below = groups.map((group) => ({ ...group, probability: group.upTo(from) }));
      const everybody = below.reduce((product, { count, probability }) => product * probability ** count, 1);
      return below.reduce((sum, { held, probability }) => sum + held * probability, 0) - everybody;
    },
  );
}

/** The integral over all types of what is gained between neighbouring ones, at `from` and above; the span of types when that is nothing. */
function gainsOrSpan(types: readonly Float64Array[], gainFrom: (from: number) => number): number {
  const knots = Float64Array.from(types.flatMap((list) => [...list])).sort();
  const gains = new CompensatedSum();
  for (let k = 1; k < knots.length; k++) {
    const from = knots[k - 1] as number;
    const gap = (knots[k] as number) - from;
    if (gap !== 0) gains.add(gap * gainFrom(from));
  }
  return gains.value > 0 ? gains.value : (knots[knots.length - 1] as number) - (knots[0] as number);
}

/** First-best gains above outside options; the expected span of the agents' utilities when there is never a gain. */
function outcomeStakes(agents: readonly Omit<AgentRule, "interim">[], profiles: TypeProfiles, outcomes: number): number {
  const gains = firstBestOfOutcomes(
    profiles,
    outcomes,
    agents.map(({ worths }) => worths),
    agents.map(({ outside }) => outside),
  );
  if (gains > 0) return gains;
  return agents.reduce((sum, { worths, masses }) => {
    const span = masses.map((_, k) => {
      const own = Array.from({ length: outcomes }, (__, o) => worths[o * masses.length + k] as number);
      return Math.max(...own) - Math.min(...own);
    });
    return sum + expectation(masses, span);
  }, 0);
}

/** A group with its distribution function at increasing arguments. */
function cursor(group: Group): { readonly count: number; upTo(t: number): number } {
  const { values, masses } = group.types;
  const sum = new CompensatedSum();
  let k = 0;
  return {
    count: group.count,
    upTo(t) {
      while (k < values.length && (values[k] as number) <= t) sum.add(masses[k++] as number);
      return Math.min(1, sum.value);
    },
  };
}
