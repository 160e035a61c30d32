import { one, zero } from "../arithmetic/rational.ts";
import type { Distribution } from "../distributions/distribution.ts";
import { refuse } from "../errors.ts";
import type { Environment } from "./environment.ts";
import { ranking } from "./frontier/ranking.ts";
import { type Law, readLaw } from "./law.ts";
import { type AgentGroup, type LinearEnvironment, linearEnvironment } from "./linear.ts";
import { readCount } from "./read-number.ts";

/** `count` traders with one law, as constructors take it. */
export interface TraderGroupInput {
  readonly count: number;
  readonly distribution: Law;
}

/** `count` traders whose types are drawn independently from one law. */
export interface TraderGroup {
  readonly count: number;
  readonly distribution: Distribution;
}

/** Buyers with unit demand, sellers with one unit each; independent types. */
export interface MultilateralTrade extends LinearEnvironment {
  readonly stated: "multilateral-trade";
  readonly buyers: readonly TraderGroup[];
  readonly sellers: readonly TraderGroup[];
}

/** Largest (type profiles × outcomes) that `toFinite` of multilateral trade enumerates. */
export const multilateralFiniteLimit = 1_000_000;

/**
 * Buyers with unit demand and sellers with one unit each, in groups of identical traders; all types independent.
 *
 * `toFinite(discretization?)` unrolls the groups into agents `buyer 1`, `buyer 2`, …, `seller 1`, … and has one outcome for each choice of
 * traders (a set of buyers and a set of sellers of the same size; who trades with whom does not matter). It refuses more than
 * {@link multilateralFiniteLimit} profiles × outcomes. Throws InvalidInputError (fields `buyers[k].…`, `sellers[k].…`, `discretization`).
 *
 * @example
 * multilateralTrade({
 *   buyers: [{ count: 3, distribution: { distribution: "uniform", min: 0, max: 1 } }],
 *   sellers: [{ count: 2, distribution: { distribution: "uniform", min: 0, max: 1 } }],
 * });
 *
 * @see T. Gresik, M. Satterthwaite (1989), The Rate at Which a Simple Market Converges to Efficiency, J. Econ. Theory 48.
 */
export function multilateralTrade(groups: {
  readonly buyers: readonly TraderGroupInput[];
  readonly sellers: readonly TraderGroupInput[];
}): MultilateralTrade {
  const buyers = readGroups(groups?.buyers, "buyers");
  const sellers = readGroups(groups?.sellers, "sellers");
  const headcount = (list: readonly AgentGroup[]) => list.reduce((total, { count }) => total + count, 0);
  const environment = linearEnvironment({
    stated: "multilateral-trade",
    groups: [...buyers, ...sellers],
    frontier: ranking(headcount(buyers), headcount(sellers)),
    agentName: (role, k) => `${role} ${k + 1}`,
    finiteLimit: multilateralFiniteLimit,
  });
  const listed = (list: readonly AgentGroup[]): TraderGroup[] => list.map(({ count, law }) => ({ count, distribution: law }));
  return { ...environment, stated: "multilateral-trade", buyers: listed(buyers), sellers: listed(sellers) };
}

/** Whether an environment is trade among groups of buyers and sellers. */
export function isMultilateralTrade(environment: Environment): environment is MultilateralTrade {
  return "stated" in environment && environment.stated === "multilateral-trade";
}

function readGroups(input: unknown, party: "buyers" | "sellers"): readonly AgentGroup[] {
  if (!Array.isArray(input) || input.length === 0) {
    refuse(
      party,
      "a list of at least one group {count, distribution}",
      input,
      'Give for example [{"count": 2, "distribution": {"distribution": "uniform", "min": 0, "max": 1}}].',
    );
  }
  return input.map((group, k) => {
    const name = `${party}[${k}]`;
    const count = readCount(group?.count, `${name}.count`, "traders", "Say how many traders share the law.");
    const reference = party === "buyers" ? zero : one;
    return { name, party, count, reference, law: readLaw(group.distribution, `${name}.distribution`) };
  });
}
