import { type NumberInput, one, type Rational, zero } from "../arithmetic/rational.ts";
import type { Environment, FiniteAgent } from "../environments/environment.ts";
import type { Party } from "../environments/linear.ts";
import { isPartnership } from "../environments/partnership.ts";
import { readList, readNumber } from "../environments/read-number.ts";
import { isRiskAverseTrade } from "../environments/risk-averse-trade.ts";
import { refuse, show } from "../errors.ts";
import { chooseWord, requireKnownFields, requireOneOf } from "./required.ts";

/** Weights on the sum of the buyers' rents, the sum of the sellers' rents, and the broker's profit. All ≥ 0, not all 0. */
export interface Objective extends RentWeights<Rational> {
  readonly name: (typeof objectiveNames)[number] | "weights";
  readonly broker: Rational;
}

/** Weights on rents, in either arithmetic. */
export interface RentWeights<N> {
  readonly buyers: N;
  readonly sellers: N;
  /** In a partnership, which has no buyers and sellers: one weight for each entry of the list of partners. */
  readonly partners?: readonly N[];
}

/** The weight of each party's rents. */
export function weightsByParty<N>({ buyers, sellers, partners }: RentWeights<N>): ReadonlyMap<Party, N> {
  if (partners) return new Map(partners.map((weight, k) => [`partners[${k}]`, weight]));
  return new Map<Party, N>([
    ["buyers", buyers],
    ["sellers", sellers],
  ]);
}

/** The weight that the rent of a finite environment's agent carries. */
export function weightOfAgent<N>(weights: RentWeights<N>, { side, partner }: Pick<FiniteAgent, "side" | "partner">): N {
  return (partner === undefined ? undefined : weights.partners?.[partner]) ?? (side === "buyer" ? weights.buyers : weights.sellers);
}

/** The largest weight of a rent or the profit. */
export function heaviestWeight(objective: Objective): Rational {
  return [...weightsByParty(objective).values()].reduce((most, weight) => (weight.gt(most) ? weight : most), objective.broker);
}

/** What an objective makes of rents and profit, in doubles. */
export function objectiveAt(objective: Objective, { broker, ...rents }: RentWeights<number> & { readonly broker: number }): number {
  const got = weightsByParty(rents);
  const counted = [...weightsByParty(objective)].map(([party, weight]) => weight.valueOf() * (got.get(party) ?? 0));
  return counted.reduce((sum, share) => sum + share, objective.broker.valueOf() * broker);
}

/** The objective counts what anybody gains alike: gains from trade. */
export function countsAllGains(objective: Objective): boolean {
  return objective.broker.equals(one) && [...weightsByParty(objective).values()].every((weight) => weight.equals(one));
}

/** Objectives that a word names. */
export const objectiveNames = ["gains-from-trade", "broker-profit"] as const;

/** What each of them gives for a unit of anybody's rents, where it gives 1 for the broker's profit. */
export const rentsByName: Readonly<Record<(typeof objectiveNames)[number], Rational>> = { "gains-from-trade": one, "broker-profit": zero };

/** An objective as code or an instance file states it. */
export type ObjectiveInput =
  | (typeof objectiveNames)[number]
  | {
      readonly weights:
        | { readonly buyers: NumberInput; readonly sellers: NumberInput; readonly broker: NumberInput }
        | { readonly partners: readonly NumberInput[]; readonly broker: NumberInput };
    };

/** The objective in which the rents of all parties of another objective weigh `rents`, and the profit 1. */
export function evenObjective(name: Objective["name"], rents: Rational, { partners }: Pick<Objective, "partners">): Objective {
  return { name, buyers: rents, sellers: rents, ...(partners && { partners: partners.map(() => rents) }), broker: one };
}

/** Reads an objective for an environment; throws InvalidInputError (fields `objective…`). */
export function readObjective(input: ObjectiveInput, environment: Environment): Objective {
  const entries = isPartnership(environment) ? environment.partners.length : null;
  if (typeof input !== "object" || input === null) {
    const name = requireOneOf(objectiveNames, input, "objective", chooseWord, show);
    // What a broker keeps has no utility that adds to the traders'.
    if (isRiskAverseTrade(environment) && !rentsByName[name].equals(zero)) return { name, buyers: one, sellers: one, broker: zero };
    return evenObjective(name, rentsByName[name], entries === null ? {} : { partners: new Array(entries).fill(one) });
  }
  requireKnownFields(input, ["weights"], "objective");
  const stated: Readonly<Record<string, unknown>> = input.weights ?? {};
  requireKnownFields(stated, ["buyers", "sellers", "partners", "broker"], "objective.weights");
  const read = (who: "buyers" | "sellers" | "broker") => readWeight(stated[who], `objective.weights.${who}`);
  const rents = entries === null ? readTraderWeights(stated, read) : { partners: readPartnerWeights(stated, entries) };
  const weights = { ...rents, broker: read("broker") };
  if (
    Object.values(weights)
      .flat()
      .every((weight) => weight.equals(zero))
  )
    refuse("objective.weights", "at least one positive weight", stated, "Say whose gains count.");
  return { name: "weights", buyers: zero, sellers: zero, ...weights };
}

function readTraderWeights(stated: Readonly<Record<string, unknown>>, read: (who: "buyers" | "sellers") => Rational) {
  if (stated.partners !== undefined) {
    const remedy = 'Write for example {"buyers": 1, "sellers": 1, "broker": 0}.';
    refuse("objective.weights.partners", "weights of buyers, sellers and broker, because there are no partners", stated.partners, remedy);
  }
  return { buyers: read("buyers"), sellers: read("sellers") };
}

function readPartnerWeights(stated: Readonly<Record<string, unknown>>, entries: number): Rational[] {
  const example = `{"partners": [${new Array(entries).fill(1).join(", ")}], "broker": 0}`;
  for (const side of ["buyers", "sellers"]) {
    if (stated[side] === undefined) continue;
    const expected = "weights of partners and broker, because a partnership has no buyers and sellers";
    refuse(`objective.weights.${side}`, expected, stated[side], `Write for example ${example}.`);
  }
  const field = "objective.weights.partners";
  return readList(stated.partners, field, entries, "one weight for each entry of the list of partners").map((weight, k) =>
    readWeight(weight, `${field}[${k}]`),
  );
}

function readWeight(input: unknown, field: string): Rational {
  const weight = readNumber(input, field);
  if (weight.s < 0n) refuse(field, "a weight of at least 0", input, "Give 0 to whoever does not count.");
  return weight;
}
