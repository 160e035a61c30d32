import type { ResultJson } from "./json.ts";
import type { MechanismJson } from "./result-schema.ts";

/** What of a large mechanism a saved result is to hold. */
export interface Thinning {
  /** False: no mechanism at all. */
  readonly mechanism: boolean;
  /** Most types a side (or profiles) for which every state is written out; null: as many as the format holds. */
  readonly states: number | null;
}

/** A result without what nobody asked for: its mechanism, or the states of a large one. Everything else stays, its numbers in all digits. */
export function thinned(result: ResultJson, { mechanism, states }: Thinning): ResultJson {
  if (!mechanism) return { ...result, mechanism: null, duals: null, binding: null };
  return states === null || result.mechanism === null ? result : { ...result, mechanism: withoutStates(result.mechanism, states) };
}

type Thinner<Kind extends MechanismJson["kind"]> = (
  mechanism: Extract<MechanismJson, { readonly kind: Kind }>,
  most: number,
) => MechanismJson;

const larger = ({ buyer, seller }: Record<"buyer" | "seller", { readonly values: readonly number[] }>, most: number): boolean =>
  Math.max(buyer.values.length, seller.values.length) > most;

/** Each kind of mechanism without the states of more types than asked for. */
const thinners: { readonly [Kind in MechanismJson["kind"]]: Thinner<Kind> } = {
  "bilateral-trade": (mechanism, most) => (larger(mechanism, most) ? { ...mechanism, matrices: null } : mechanism),
  "risk-averse-trade": (mechanism, most) => (larger(mechanism, most) ? { ...mechanism, lotteries: null } : mechanism),
  partnership: (mechanism, most) => ((mechanism.profiles?.pays.length ?? 0) > most ? { ...mechanism, profiles: null } : mechanism),
  "multilateral-trade": (mechanism) => mechanism,
  finite: (mechanism) => mechanism,
};

function withoutStates<Kind extends MechanismJson["kind"]>(
  mechanism: Extract<MechanismJson, { readonly kind: Kind }>,
  most: number,
): MechanismJson {
  return (thinners[mechanism.kind as Kind] as Thinner<Kind>)(mechanism, most);
}
