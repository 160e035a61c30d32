import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The browser of CHROMIUM, or one found on the PATH. */
export function browserPath(): string {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const found = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const path = [process.env.CHROMIUM ?? "", ...found].find((candidate) => candidate !== "" && existsSync(candidate));
  if (path === undefined) throw new Error("No Chromium found: install it (apt-get install chromium), or set CHROMIUM to its path.");
  return path;
}
