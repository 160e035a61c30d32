import type { InstanceJson } from "../../../src/index.ts";

export type EnvironmentJson = InstanceJson["environment"];
export type EnvironmentOf<Kind extends EnvironmentJson["kind"]> = Extract<EnvironmentJson, { kind: Kind }>;

/** A number as instances write it: a decimal, or text that keeps a fraction or many digits. */
export type NumberJson = number | string;

export function numberText(value: NumberJson): string {
  return String(value);
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The nearest double of what is written: a decimal or a fraction; null for what is neither. */
export function numberOf(text: string | number): number | null {
  const [top = "", bottom, ...more] = String(text).trim().split("/");
  if (!decimal.test(top.trim()) || (bottom !== undefined && !decimal.test(bottom.trim())) || more.length > 0) return null;
  const value = Number(top) / (bottom === undefined ? 1 : Number(bottom));
  return Number.isFinite(value) ? value : null;
}

/** What is written, as an instance holds it: a JSON number where that loses nothing, else the text itself. */
export function readNumber(text: string): NumberJson {
  const trimmed = text.trim();
  const plain = trimmed.replace(/^\+/, "");
  return String(Number(plain)) === plain ? Number(plain) : plain;
}

/** Numbers between commas, semicolons or blanks; what is not a number stays as it is written, for the engine to refuse. */
export function readNumbers(text: string): NumberJson[] {
  return text
    .split(/[\s,;]+/)
    .filter((word) => word !== "")
    .map(readNumber);
}

/** The list with one entry replaced. */
export function replaced<T>(list: readonly T[], k: number, entry: T): T[] {
  return list.map((own, j) => (j === k ? entry : own));
}

/** The list without one entry. */
export function without<T>(list: readonly T[], k: number): T[] {
  return list.filter((_, j) => j !== k);
}

/** The list cut, or filled up, to a length. */
export function resized<T>(list: readonly T[], length: number, fill: T): T[] {
  return Array.from({ length }, (_, k) => list[k] ?? fill);
}

/** Many instances leave out what is the default; the form shows it. */
export function withDefaults(instance: InstanceJson): Words {
  const { incentives = "bayesian", participation = "interim", budget = "ex-ante", objective = "gains-from-trade" } = instance;
  return { incentives, participation, budget, objective };
}

type Words = { readonly [Field in "incentives" | "participation" | "budget" | "objective"]: NonNullable<InstanceJson[Field]> };
