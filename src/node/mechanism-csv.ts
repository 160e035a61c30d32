import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FiniteEnvironment } from "../environments/environment.ts";
import { allocationMatrix, transferMatrices } from "../mechanism/describe.ts";
import type { FiniteMechanism, InterimVectors, Mechanism } from "../mechanism/mechanism.ts";
import { Profiles } from "../program/reference/profiles.ts";
import type { TypeSpace } from "../type-space/type-space.ts";

/**
 * Writes a mechanism as CSV tables into a folder (made when missing) and returns the names of the files.
 *
 * Bilateral trade: `buyer.csv` and `seller.csv` (type, mass, probability of trade, transfer, rent) and, up to 200 types a side, `states.csv`. Many traders:
 * `buyers-1.csv` … and `sellers-1.csv` …, one per group. Any other environment: `profiles.csv`, with the agents' types, the probability of each outcome and
 * the payments; types and outcomes are named when the mechanism's `environment` is given.
 */
export function writeMechanismCsv(mechanism: Mechanism, folder: string, environment?: FiniteEnvironment): string[] {
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  const write = (name: string, rows: readonly Row[]) => {
    writeFileSync(join(folder, name), `${rows.map((row) => row.map(csvCell).join(",")).join("\n")}\n`);
    written.push(name);
  };
  const interim = (name: string, types: TypeSpace, { allocation, transfer, rent }: InterimVectors) =>
    write(name, [
      ["type", "mass", "trade_probability", "transfer", "rent"],
      ...Array.from(types.values, (value, k) => [
        value,
        types.masses[k] as number,
        allocation[k] as number,
        transfer[k] as number,
        rent[k] as number,
      ]),
    ]);
  if (mechanism.kind === "bilateral-trade") {
    interim("buyer.csv", mechanism.buyer, mechanism.interim.buyer);
    interim("seller.csv", mechanism.seller, mechanism.interim.seller);
    const allocation = allocationMatrix(mechanism);
    const transfers = transferMatrices(mechanism);
    if (allocation && transfers) {
      write("states.csv", [
        ["value", "cost", "trade_probability", "buyer_pays", "seller_receives"],
        ...allocation.flatMap((row, i) =>
          row.map((x, j) => [
            mechanism.buyer.values[i] as number,
            mechanism.seller.values[j] as number,
            x,
            transfers.buyer[i]?.[j] as number,
            transfers.seller[i]?.[j] as number,
          ]),
        ),
      ]);
    }
  } else if (mechanism.kind === "multilateral-trade") {
    mechanism.buyers.forEach((group, k) => {
      interim(`buyers-${k + 1}.csv`, group.types, group.interim);
    });
    mechanism.sellers.forEach((group, k) => {
      interim(`sellers-${k + 1}.csv`, group.types, group.interim);
    });
  } else {
    write("profiles.csv", profileRows(mechanism, environment));
  }
  return written;
}

type Row = readonly (string | number)[];

function profileRows(mechanism: FiniteMechanism, environment: FiniteEnvironment | undefined): Row[] {
  const { lottery, payments } = mechanism;
  const count = payments[0]?.length ?? 0;
  const outcomes = environment?.outcomes ?? Array.from({ length: lottery.length / Math.max(count, 1) }, (_, o) => `outcome ${o + 1}`);
  const agents = environment?.agents.map((agent) => agent.name) ?? payments.map((_, a) => `agent ${a + 1}`);
  const profiles = environment && new Profiles(environment);
  const types = (p: number): Row =>
    environment && profiles ? environment.agents.map((agent, a) => agent.types[profiles.typeOf(a, p)] as string) : [p];
  return [
    [...(environment ? agents : ["profile"]), ...outcomes.map((outcome) => `P(${outcome})`), ...agents.map((agent) => `${agent} pays`)],
    ...Array.from({ length: count }, (_, p) => [
      ...types(p),
      ...lottery.slice(p * outcomes.length, (p + 1) * outcomes.length),
      ...payments.map((list) => list[p] as number),
    ]),
  ];
}

/** Quoted where a comma, a quote or a line end asks for it. */
function csvCell(cell: string | number): string {
  const text = String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
