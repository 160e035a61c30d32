import { formatRational } from "../arithmetic/rational.ts";
import type { Binding, Duals, Price, Where } from "../duals/duals.ts";
import type { Table } from "./table.ts";

/** A constraint as tables list it. */
type Row = { readonly family: string; readonly agent: string; readonly type: string; readonly report: string; readonly states: string };

/**
 * Every constraint that has a price or binds, one a row: family, agent, type, report, the state it is about (`every`: in every state, its price to be multiplied by the
 * state's probability; empty: on average), price, the price as a fraction where it is proved, and whether it binds (empty where that is not known).
 */
export function constraintTable(duals: Duals | null, binding: Binding | null): Table {
  const rows = new Map<string, { readonly row: Row; price: Price | null; binds: boolean }>();
  const see = (row: Row, price: Price | null, binds: boolean) => {
    const key = JSON.stringify(row);
    const known = rows.get(key);
    if (known) known.binds ||= binds;
    else rows.set(key, { row, price, binds });
  };
  for (const { one, price } of listed(duals)) see(one, price, false);
  for (const { one } of listed(binding)) see(one, null, true);
  return {
    columns: ["family", "agent", "type", "report", "state", "price", "exact", "binds"].map((title) => ({
      title,
      right: title === "price",
    })),
    rows: [...rows.values()].map(({ row, price, binds }) => [
      ...[row.family, row.agent, row.type, row.report, row.states],
      String(price?.price ?? 0),
      price?.exact ? formatRational(price.exact) : "",
      binding ? (binds ? "yes" : "no") : "",
    ]),
  };
}

function listed(all: Duals | Binding | null): { readonly one: Row; readonly price: Price | null }[] {
  if (!all) return [];
  const priceOf = (entry: object): Price | null => ("price" in entry ? (entry as Price) : null);
  const states = ({ state, spread }: Where) => (spread ? "every" : (state?.join("; ") ?? ""));
  return [
    ...all.incentives.map((entry) => ({ ...entry, family: "incentives" })),
    ...all.participation.map((entry) => ({ ...entry, family: "participation", report: "" })),
    ...all.budget.map((entry) => ({ ...entry, family: "budget", agent: "", type: "", report: "" })),
  ].map((entry) => ({
    one: { family: entry.family, agent: entry.agent, type: entry.type ?? "", report: entry.report, states: states(entry) },
    price: priceOf(entry),
  }));
}
