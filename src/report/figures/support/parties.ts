import type { ResultJson } from "../../result/json.ts";
import type { MechanismJson, SideJson } from "../../result/result-schema.ts";
import type { Ink } from "./palette.ts";

/** The agents of a result who share a law and a rule. */
export interface DrawnGroup {
  /** "buyers", "seller 2", the name of a partner. */
  readonly label: string;
  readonly ink: Ink;
  readonly side: SideJson;
  /** What a member holds when it stays out, in units: buyer 0, seller 1, partner its share. */
  readonly endowment: number;
  readonly count: number;
}

type Parties<Kind extends MechanismJson["kind"]> = (mechanism: Extract<MechanismJson, { readonly kind: Kind }>) => DrawnGroup[];

const buyersAndSellers = (buyers: readonly SideJson[], sellers: readonly SideJson[]): DrawnGroup[] => [
  ...buyers.map((side, k): DrawnGroup => ({ ...sided(side), label: labelOf("buyer", side, k, buyers), ink: "buyer", endowment: 0 })),
  ...sellers.map((side, k): DrawnGroup => ({ ...sided(side), label: labelOf("seller", side, k, sellers), ink: "seller", endowment: 1 })),
];

const sided = (side: SideJson) => ({ side, count: side.count ?? 1 });

function labelOf(party: string, { count = 1 }: SideJson, k: number, all: readonly unknown[]): string {
  const plural = count > 1 ? `${party}s` : party;
  return all.length > 1 ? `${plural} of group ${k + 1}` : plural;
}

const partnerInks: readonly Ink[] = ["buyer", "seller", "broker", "other"];

const parties: { readonly [Kind in MechanismJson["kind"]]: Parties<Kind> } = {
  "bilateral-trade": ({ buyer, seller }) => buyersAndSellers([buyer], [seller]),
  "risk-averse-trade": ({ buyer, seller }) => buyersAndSellers([buyer], [seller]),
  "multilateral-trade": ({ buyers, sellers }) => buyersAndSellers(buyers, sellers),
  partnership: ({ partners }) =>
    partners.map((side, k) => ({
      side,
      label: side.count > 1 ? `${side.count} × ${side.name}` : side.name,
      ink: partnerInks[k % partnerInks.length] as Ink,
      endowment: side.share,
      count: side.count,
    })),
  finite: () => [],
};

/** Who has one-dimensional types in the mechanism of a result; nobody where there is no mechanism. */
export function partiesOf({ mechanism }: ResultJson): readonly DrawnGroup[] {
  return mechanism === null ? [] : partiesIn(mechanism);
}

function partiesIn<Kind extends MechanismJson["kind"]>(mechanism: Extract<MechanismJson, { readonly kind: Kind }>): readonly DrawnGroup[] {
  return (parties[mechanism.kind as Kind] as Parties<Kind>)(mechanism);
}

/** Whether quantities are traded, not probabilities of trade. */
export function isDivisible({ trade, instance }: ResultJson): boolean {
  return trade?.divisible === true || (instance !== null && "curvature" in instance.environment);
}
