import { join } from "node:path";
import { Profiles } from "../arithmetic/profiles.ts";
import { unroll } from "../mechanism/linear-agent.ts";
import type { Mechanism } from "../mechanism/mechanism.ts";
import { mechanismJson } from "../report/result/mechanism.ts";
import type { LotteryJson, MechanismJson, PartnerJson, SideJson } from "../report/result/result-schema.ts";
import { csvLine } from "../report/table.ts";
import { makeFolder, writeWhole } from "./write-file.ts";

type Matrices = NonNullable<Extract<MechanismJson, { kind: "bilateral-trade" }>["matrices"]>;

/**
 * Writes a mechanism as CSV tables into a folder (made when missing) and returns the names of the files.
 *
 * Bilateral trade: `buyer.csv` and `seller.csv` (type, mass, probability of trade, transfer, rent) and, up to 200 types a side, `states.csv`. Risk-averse traders: `buyer.csv`, `seller.csv`, `prices.csv` of a simple mechanism, and `states.csv` with every possible trade. Many traders:
 * `buyers-1.csv` … and `sellers-1.csv` …, one per group. A partnership: `partners-1.csv` …, and `profiles.csv` with what each holds and pays. Any other environment: `profiles.csv`, with the agents' types, the probability of each outcome and
 * the payments.
 */
export function writeMechanismCsv(mechanism: Mechanism, folder: string): string[] {
  makeFolder(folder);
  return Object.entries(tablesOf(mechanismJson(mechanism))).map(([name, rows]) => {
    writeWhole(join(folder, name), rows.map(csvLine).join(""));
    return name;
  });
}

type Division = NonNullable<Extract<MechanismJson, { kind: "partnership" }>["profiles"]>;

type Row = readonly (string | number)[];

/** Name of each file and its rows. */
function tablesOf(mechanism: MechanismJson): Record<string, readonly Row[]> {
  switch (mechanism.kind) {
    case "bilateral-trade": {
      const { buyer, seller, matrices } = mechanism;
      const sides = { "buyer.csv": interimRows(buyer), "seller.csv": interimRows(seller) };
      return matrices ? { ...sides, "states.csv": stateRows(buyer.values, seller.values, matrices) } : sides;
    }
    case "risk-averse-trade": {
      const { buyer, seller, prices, lotteries } = mechanism;
      return {
        "buyer.csv": interimRows(buyer),
        "seller.csv": interimRows(seller),
        ...(prices && { "prices.csv": [["price", "mass"], ...prices.values.map((price, k): Row => [price, prices.masses[k] as number])] }),
        ...(lotteries && { "states.csv": lotteryRows(buyer.values, seller.values, lotteries) }),
      };
    }
    case "multilateral-trade":
      return Object.fromEntries(
        (["buyers", "sellers"] as const).flatMap((side) => mechanism[side].map((group, k) => [`${side}-${k + 1}.csv`, interimRows(group)])),
      );
    case "partnership": {
      const { partners, profiles } = mechanism;
      const each = Object.fromEntries(partners.map((partner, k) => [`partners-${k + 1}.csv`, interimRows(partner, "holding")]));
      return profiles ? { ...each, "profiles.csv": divisionRows(partners, profiles) } : each;
    }
    case "finite":
      return { "profiles.csv": profileRows(mechanism) };
  }
}

function interimRows({ values, masses, allocation, transfer, rent }: SideJson, quantity = "trade_probability"): readonly Row[] {
  const rows = values.map((value, k): Row => [value, masses[k], allocation[k], transfer[k], rent[k]] as number[]);
  return [["type", "mass", quantity, "transfer", "rent"], ...rows];
}

function stateRows(
  values: readonly number[],
  costs: readonly number[],
  { allocation, buyerPays, sellerReceives }: Matrices,
): readonly Row[] {
  const rows = values.flatMap((value, i) =>
    costs.map((cost, j): Row => [value, cost, allocation[i]?.[j], buyerPays[i]?.[j], sellerReceives[i]?.[j]] as number[]),
  );
  return [["value", "cost", "trade_probability", "buyer_pays", "seller_receives"], ...rows];
}

function lotteryRows(values: readonly number[], costs: readonly number[], lotteries: readonly (readonly LotteryJson[])[]): readonly Row[] {
  const rows = values.flatMap((value, i) =>
    costs.flatMap((cost, j) => (lotteries[i]?.[j] ?? []).map((trade): Row => [value, cost, ...trade])),
  );
  return [["value", "cost", "probability", "buyer_pays", "seller_receives"], ...rows];
}

/** Every profile of types with what each partner holds and pays there. */
function divisionRows(partners: readonly PartnerJson[], { holds, pays }: Division): readonly Row[] {
  const members = unroll(partners);
  const profiles = new Profiles(members.map(({ values }) => values.length));
  const each = (list: readonly (readonly number[])[], p: number) => list.map((own) => own[p] as number);
  const rows = Array.from(
    { length: profiles.count },
    (_, p): Row => [...members.map(({ values }, a) => values[profiles.typeOf(a, p)] as number), ...each(holds, p), ...each(pays, p)],
  );
  const heads = members.map((_, a) => `partner ${a + 1}`);
  return [[...heads, ...heads.map((name) => `${name} holds`), ...heads.map((name) => `${name} pays`)], ...rows];
}

function profileRows({ agents, outcomes, lottery, payments }: Extract<MechanismJson, { kind: "finite" }>): readonly Row[] {
  const profiles = new Profiles(agents.map(({ types }) => types.length));
  const names = agents.map(({ name }) => name);
  const rows = Array.from(
    { length: profiles.count },
    (_, p): Row => [
      ...agents.map(({ types }, a) => types[profiles.typeOf(a, p)] as string),
      ...lottery.slice(p * outcomes.length, (p + 1) * outcomes.length),
      ...payments.map((list) => list[p] as number),
    ],
  );
  return [[...names, ...outcomes.map((outcome) => `P(${outcome})`), ...names.map((name) => `${name} pays`)], ...rows];
}
