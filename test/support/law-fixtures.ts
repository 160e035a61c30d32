import { readdirSync } from "node:fs";

/** Where fixtures lie. */
export const fixtures = new URL("../../data/fixtures/", import.meta.url).pathname;

/** Fixtures of something else than a law. */
const others: readonly string[] = ["elementary", "posted-price", "random-offerer"];

/** The folders of laws, each with values from the definitions in many digits. */
export function lawFixtures(): readonly string[] {
  const folders = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith("_"));
  return folders.map(({ name }) => name).filter((name) => !others.includes(name));
}
