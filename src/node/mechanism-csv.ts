import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allocationMatrix, transferMatrices } from "../mechanism/describe.ts";
import type { InterimVectors, Mechanism } from "../mechanism/mechanism.ts";
import type { TypeSpace } from "../type-space/type-space.ts";

/**
 * Writes a mechanism as CSV tables into a folder (made when missing) and returns the names of the files: interim tables per side, and up to 200 types a side
 * the allocation and transfers state by state.
 */
export function writeMechanismCsv(mechanism: Mechanism, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  const write = (name: string, rows: readonly (readonly (string | number)[])[]) => {
    writeFileSync(join(folder, name), `${rows.map((row) => row.join(",")).join("\n")}\n`);
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
    const profiles = mechanism.payments[0]?.length ?? 0;
    const outcomes = mechanism.lottery.length / Math.max(profiles, 1);
    write("profiles.csv", [
      [
        "profile",
        ...Array.from({ length: outcomes }, (_, o) => `outcome_${o + 1}`),
        ...mechanism.payments.map((_, a) => `payment_${a + 1}`),
      ],
      ...Array.from({ length: profiles }, (_, p) => [
        p,
        ...mechanism.lottery.slice(p * outcomes, (p + 1) * outcomes),
        ...mechanism.payments.map((payments) => payments[p] as number),
      ]),
    ]);
  }
  return written;
}
